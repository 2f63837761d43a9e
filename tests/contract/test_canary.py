"""Whatever a connector says of the token, in any writing: no test's output, no report and no page repeats it."""

import base64
import importlib
import json
import sys
from pathlib import Path

import pytest

import postwire_corkboard
from postwire_contract.chapters import checks_of
from postwire_contract.journey import CANARY
from postwire_contract.kit import Kit
from postwire_contract.page import page
from postwire_contract.report import report
from postwire_contract.subject import Subject
from postwire_contract.summary import summary
from postwire_contract.verdict import judge_all

pytest_plugins = ["pytester"]

CASSETTES = Path(__file__).parents[2] / "cassettes"
SAID = "\n".join(
    [
        f"plain {CANARY}, and once more:{CANARY}",
        f"https://api.example/x?access_token={CANARY}&more=1",
        json.dumps({"a": json.dumps({"token": CANARY})}),
        base64.b64encode(CANARY.encode()).decode(),
        "Basic " + base64.b64encode(f"ada:{CANARY}".encode()).decode(),
        base64.urlsafe_b64encode(f"??{CANARY}??".encode()).decode(),
        CANARY.encode().hex(),
    ]
)
LETTERS = [base64.b64encode(bytes(skip) + CANARY.encode()).decode()[4:-4] for skip in range(3)]
TALKER = f"""
from postwire.hookspecs import hookimpl
from postwire_corkboard import *
from postwire_corkboard import classify_error, create, delete, find, manifest, poll, publish, required_scopes

@hookimpl
def validate_media(post):
    raise ValueError({SAID!r})
"""


@pytest.fixture(autouse=True)
def talker(pytester, monkeypatch):
    """A connector that says so wherever it is asked about a post."""
    monkeypatch.setenv("PYTHONPATH", f"{Path(str(postwire_corkboard.__file__)).parents[1]}:{pytester.path}")
    pytester.makepyfile(talker=TALKER)
    monkeypatch.syspath_prepend(pytester.path)
    yield importlib.import_module("talker")
    del sys.modules["talker"]


def found(text: str) -> list[str]:
    """The writings of the token that stand in a text."""
    writings = (CANARY, CANARY.encode().hex(), *LETTERS)
    return [writing for writing in writings if writing in text]


def test_it_would_be_found():
    assert len(found(SAID)) == 5


def test_it_is_in_no_failure_of_pytest(pytester):
    pytester.makepyfile(
        f"""
        import pathlib
        import talker
        from postwire_contract import ContractSuite

        class TestTalker(ContractSuite):
            connector = talker
            cassettes = pathlib.Path({str(CASSETTES)!r})
        """
    )
    ran = pytester.runpytest_subprocess("-q", "-k", "validation or text", "-o", "log_level=DEBUG")
    told = ran.stdout.str() + ran.stderr.str()
    assert "ValueError" in told
    assert found(told) == []


def test_it_is_in_no_report_on_no_page_and_in_no_summary(talker):
    kit = Kit(talker, CASSETTES)
    checks = [check for check in checks_of(kit) if check.name.startswith(("validation.", "lifecycle.ends.text."))]
    told = report(Subject(talker, "talker", "", ""), kit, judge_all(checks, 1))
    texts = [json.dumps(told), page(told), "\n".join(text for text, _ in summary(told))]
    assert all("ValueError" in text for text in texts)
    assert [found(text) for text in texts] == [[], [], []]

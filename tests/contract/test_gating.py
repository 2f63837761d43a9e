"""A host that loads proven connectors alone."""

import json
import shutil
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from click.testing import CliRunner

import postwire_corkboard
from postwire.cli.group import postwire
from postwire.conformance import BadReport, conformance, source_of
from postwire.registry import Registry

DOCUMENT = {
    "report": "postwire-conformance",
    "version": 1,
    "when": "2026-11-21T10:00:00+00:00",
    "green": True,
    "suite": {"number": 1},
    "connector": {
        "platform": "corkboard",
        "distribution": "postwire-corkboard",
        "version": "0.1.0",
        "hooks_version": 1,
    },
    "totals": {"passed": 1, "failed": 0, "warned": 0, "skipped": 1},
    "checks": [{"name": "a.b", "result": "passed"}, {"name": "a.c", "result": "skipped"}],
}
LEFT_OUT = object()


def document(**changes):
    """The document with fields changed by their dotted path (two underscores for the dot)."""
    told = json.loads(json.dumps(DOCUMENT))
    for path, value in changes.items():
        *parents, last = path.split("__")
        place = told
        for name in parents:
            place = place[name]
        if value is LEFT_OUT:
            del place[last]
        else:
            place[last] = value
    return json.dumps(told)


RED = {
    "green": False,
    "totals": {"passed": 0, "failed": 2, "warned": 0, "skipped": 0},
    "checks": [{"name": "a.b", "result": "failed"}, {"name": "a.c", "result": "failed"}],
}


class Installed:
    """What an entry point says that it came with."""

    name = "postwire-corkboard"
    version = "0.1.0"


@pytest.fixture(autouse=True)
def installed(monkeypatch):
    """Corkboard alone is installed; counts how often it is imported."""
    imported = []

    class Entry(EntryPoint):
        def load(self):
            imported.append(self.name)
            return postwire_corkboard

    entry = Entry("corkboard", "postwire_corkboard", "postwire")._for(Installed)
    monkeypatch.setattr("postwire.registry.entry_points", lambda **_: [entry])
    return imported


def reason(proven):
    registry = Registry.installed(proven=proven)
    assert list(registry) == []
    (broken,) = registry.broken
    assert broken.name == "corkboard"
    return broken.error


def test_without_reports_everything_is_loaded():
    assert list(Registry.installed()) == ["corkboard"]


def test_a_connector_with_a_green_report_about_itself_is_loaded():
    registry = Registry.installed(proven={"corkboard": conformance(document())})
    assert (list(registry), registry.broken) == (["corkboard"], ())


def test_a_distributions_name_may_be_spelled_as_indexes_allow():
    report = conformance(document(connector__distribution="Postwire_Corkboard"))
    assert list(Registry.installed(proven={"corkboard": report})) == ["corkboard"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"connector__version": "0.2.0"}, "about postwire-corkboard 0.2.0, and postwire-corkboard 0.1.0 is installed"),
        ({"connector__distribution": "postwire-cork"}, "about postwire-cork 0.1.0"),
        ({"connector__distribution": "", "connector__version": ""}, "a package that was not installed"),
        ({"connector__hooks_version": 2}, "version 2 of the hooks"),
        (RED, "not green: a.b, a.c"),
    ],
)
def test_a_connector_with_another_report_is_not_even_imported(installed, changes, words):
    assert words in reason({"corkboard": conformance(document(**changes))})
    assert installed == []


def test_a_connector_that_was_changed_after_it_was_checked_is_not_even_imported(installed, tmp_path, monkeypatch):
    good = document(connector__module="postwire_corkboard", connector__source=source_of("postwire_corkboard"))
    assert list(Registry.installed(proven={"corkboard": conformance(good)})) == ["corkboard"]
    installed.clear()
    package = tmp_path / "postwire_corkboard"
    shutil.copytree(Path(str(postwire_corkboard.__file__)).parent, package)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "postwire_corkboard")
    assert list(Registry.installed(proven={"corkboard": conformance(good)})) == ["corkboard"]
    installed.clear()
    (package / "platform.py").write_text((package / "platform.py").read_text() + "\n")
    error = reason({"corkboard": conformance(good)})
    assert "postwire_corkboard was changed after it was checked; check it again: python -m postwire_contract" in error
    assert installed == []


def test_the_digest_of_source_knows_names_contents_and_what_is_not_there(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "alone_here.py").write_text("a = 1\n")
    alone = source_of("alone_here")
    assert len(alone) == 64
    (tmp_path / "alone_here.py").write_text("a = 2\n")
    assert source_of("alone_here") not in {alone, ""}
    assert source_of("no_such_package.at_all") == source_of("sys") == ""


def test_a_connector_without_a_report_is_not_even_imported(installed):
    error = reason({})
    assert "no conformance report" in error
    assert "python -m postwire_contract check corkboard" in error
    assert installed == []


def test_a_connector_that_announces_another_platform_than_its_report_is_refused():
    report = conformance(document(connector__platform="pinboard"))
    assert "about platform 'pinboard', and it announces 'corkboard'" in reason({"corkboard": report})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"report": "junit"}, "report"),
        ({"version": 2}, "version"),
        ({"version": True}, "version"),
        ({"green": "yes"}, "green"),
        ({"green": LEFT_OUT}, "green"),
        ({"when": "yesterday"}, "when"),
        ({"when": "2026-11-21T10:00:00"}, "when"),
        ({"suite": []}, "suite.number"),
        ({"connector__platform": 7}, "connector.platform"),
        ({"connector__version": LEFT_OUT}, "connector.version"),
        ({"connector__source": 7}, "connector.source"),
        ({"connector__module": None}, "connector.module"),
        ({"connector__hooks_version": "1"}, "connector.hooks_version"),
        ({"checks": {}}, "checks"),
        ({"checks": [7]}, "checks[0].name"),
        ({"checks": [{"name": "a"}]}, "checks[0].result"),
        ({"checks": [{"name": "a", "result": "great"}]}, "checks[0].result"),
        ({"checks": [{"name": "a", "result": "passed"}] * 2}, "checks[1].name"),
        ({"totals__passed": 2}, "totals.passed"),
        ({"totals__failed": LEFT_OUT}, "totals.failed"),
        ({**RED, "green": True}, "green"),
        ({"checks": [], "totals": dict.fromkeys(DOCUMENT["totals"], 0)}, "green"),
    ],
)
def test_a_malformed_or_forged_report_is_refused_by_field(changes, field):
    with pytest.raises(BadReport) as refused:
        conformance(document(**changes), "report.json")
    assert refused.value.field == field
    assert str(refused.value).startswith(f"report.json: field {field!r}")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"green": true, "green": false}', "[" * 100_000])
def test_what_is_no_json_object_is_no_report(text):
    with pytest.raises(BadReport, match="cannot be read"):
        conformance(text)


@pytest.fixture
def plugins(tmp_path):
    """Calls `postwire plugins` with reports."""

    def call(*texts, more=()):
        arguments = ["plugins", *more]
        for number, text in enumerate(texts):
            file = tmp_path / f"{number}.json"
            file.write_text(text)
            arguments += ["--conformance", str(file)]
        return CliRunner().invoke(postwire, arguments)

    return call


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        (document(), "green"),
        (document(**RED), "not_green"),
        (document(connector__version="0.0.9"), "other_version"),
        (document(connector__hooks_version=9), "other_version"),
        (document(connector__platform="pinboard"), "absent"),
        (document(connector__module="postwire_corkboard", connector__source="0" * 64), "other_source"),
    ],
)
def test_the_command_shows_how_a_connector_and_its_report_go_together(plugins, text, standing):
    (plugin,) = json.loads(plugins(text, more=["--json"]).stdout)["plugins"]
    assert plugin["conformance"]["standing"] == standing
    assert (plugin["conformance"]["objection"] is None) == (standing == "green")
    told = plugins(text)
    assert told.exit_code == 0
    assert standing.replace("_", " ") in told.stdout


def test_the_command_says_nothing_of_conformance_unless_it_is_asked(plugins):
    assert "conformance" not in plugins().stdout
    assert "conformance" not in plugins(more=["--json"]).stdout


def test_a_report_about_nothing_that_is_installed_is_said(plugins):
    assert (
        "'pinboard' is about no connector that is installed" in plugins(document(connector__platform="pinboard")).stderr
    )


def test_the_command_refuses_a_forged_report_by_field_and_a_second_one(plugins, tmp_path):
    forged = plugins(document(**{**RED, "green": True}), more=["--json"])
    assert forged.exit_code == 1
    assert json.loads(forged.stdout)["error"]["field"] == "green"
    assert plugins(document(), document()).exit_code == 2
    missing = CliRunner().invoke(postwire, ["plugins", "--conformance", str(tmp_path / "none.json")])
    assert missing.exit_code == 2
    assert "none.json" in missing.stderr

"""The conformance report and its page: what they say, and what they must not."""

import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from postwire.conformance import conformance
from postwire_contract.chapters import checks_of
from postwire_contract.check import Check
from postwire_contract.journey import CANARY
from postwire_contract.page import page
from postwire_contract.report import LONGEST_WORDS, report
from postwire_contract.subject import subject
from postwire_contract.summary import summary
from postwire_contract.verdict import Result, Verdict, judge_all

CASSETTES = Path(__file__).parents[2] / "cassettes"
SLOW = ("faults.", "lifecycle.cut.")


@pytest.fixture(scope="module")
def proven():
    """Corkboard, with what was found out about it by all checks that are quick."""
    corkboard = subject("", "postwire_corkboard")
    kit = corkboard.kit(CASSETTES)
    verdicts = judge_all([check for check in checks_of(kit) if not check.name.startswith(SLOW)], 1)
    return corkboard, kit, verdicts


@pytest.fixture
def told(proven):
    return report(*proven)


def said(words, result=Result.FAILED, name="manifest.made_up"):
    return Verdict(Check(name=name, promise="it <holds> & keeps", run=lambda: None), result, words=words)


def with_one_more(proven, verdict, **settings):
    corkboard, kit, verdicts = proven
    return report(corkboard, kit, [*verdicts, verdict], **settings)


def test_a_report_is_green_and_reads_back_as_what_a_host_needs(told):
    read = conformance(json.dumps(told))
    assert read.green
    assert (read.platform, read.distribution, read.hooks_version) == ("corkboard", "", 1)
    assert read.totals == told["totals"]
    assert read.failed == ()
    assert sum(read.totals.values()) == len(told["checks"]) > 100


def test_the_keys_of_a_report_are_a_promise(told):
    assert list(told) == [
        "report", "version", "when", "green", "suite", "connector", "host", "totals", "checks", "abilities",
        "cassettes",
    ]  # fmt: skip
    assert list(told["checks"][0]) == ["name", "chapter", "promise", "since", "result", "reason", "words"]
    assert list(told["abilities"][0]) == ["ability", "support", "standing", "checks"]
    assert list(told["cassettes"][0]) == [
        "scenario", "file", "sha256", "recorded", "against", "server", "api_version", "connector", "interactions",
    ]  # fmt: skip


def test_an_ability_is_proven_by_recordings_refused_without_one_and_untried_by_name(told):
    standings = {proof["ability"]: proof["standing"] for proof in told["abilities"]}
    assert {standings[name] for name in ("text", "image", "reply", "poll", "delete")} == {"proven"}
    assert {standings[name] for name in ("video", "carousel", "link")} == {"refused"}
    assert (standings["alt_text"], standings["edit"]) == ("untried", "not_offered")
    names = {line["name"] for line in told["checks"]}
    assert all(set(proof["checks"]) <= names for proof in told["abilities"])


def test_an_ability_whose_proof_fails_is_unproven(proven):
    corkboard, kit, verdicts = proven
    broken = [
        Verdict(verdict.check, Result.FAILED, words="no")
        if verdict.check.name == "lifecycle.ends.reply.async"
        else verdict
        for verdict in verdicts
    ]
    document = report(corkboard, kit, broken)
    assert {proof["ability"]: proof["standing"] for proof in document["abilities"]}["reply"] == "unproven"
    assert not document["green"]


def test_every_cassette_is_named_with_its_digest(told):
    names = {path.stem for path in (CASSETTES / "corkboard").glob("*.yaml")}
    assert {recording["scenario"] for recording in told["cassettes"]} == names
    for recording in told["cassettes"]:
        assert recording["sha256"] == hashlib.sha256((CASSETTES / recording["file"]).read_bytes()).hexdigest()
        assert recording["interactions"] > 0
        assert recording["against"] == "sandbox"


@pytest.mark.parametrize(
    "secret", [CANARY, "THQWVkZA9c1e5b2d8f4a6c0e77", "access_token=abc123def456", "Bearer abcdef123456789"]
)
def test_no_secret_gets_out_in_a_checks_words(proven, secret):
    document = with_one_more(proven, said(f"it said {secret}."))
    hidden = secret.rpartition("=")[2].rpartition(" ")[2]
    told = "".join(text for text, _ in summary(document))
    for text in (json.dumps(document), page(document), told):
        assert hidden not in text
        assert "***" in text


def test_a_secret_that_looks_like_none_is_masked_where_it_is_handed_in(proven):
    document = with_one_more(proven, said("it said swordfish"), secrets=["swordfish"])
    assert "swordfish" not in json.dumps(document)


def test_endless_words_are_shortened_and_say_by_how_much(proven):
    document = with_one_more(proven, said("x y " * 5000))
    words = document["checks"][-1]["words"]
    assert len(words) < LONGEST_WORDS + 100
    assert words.endswith(f"... ({20000 - LONGEST_WORDS} characters more)")


def test_a_warning_leaves_a_report_green_and_nothing_at_all_does_not(proven):
    corkboard, kit, _ = proven
    assert with_one_more(proven, said("newer", Result.WARNED))["green"]
    assert not report(corkboard, kit, [])["green"]


def test_the_page_is_whole_escaped_and_needs_nothing_from_elsewhere(proven):
    nasty = '<script>alert("x")</script>'
    document = with_one_more(proven, said(nasty))
    text = page(document)
    assert nasty not in text
    assert "&lt;script&gt;" in text
    assert "it &lt;holds&gt; &amp; keeps" in text
    assert not re.search(r"(?:src|href|url)\s*[=(]", text)
    tags = _Tags()
    tags.feed(text)
    assert tags.open == []
    assert "script" not in tags.seen
    for name in [*(line["name"] for line in document["checks"]), *(each["sha256"] for each in document["cassettes"])]:
        assert name in text


def test_what_is_skipped_for_the_same_words_is_told_once_with_some_names_and_their_number(proven):
    lines = [
        Verdict(Check(name=f"faults.made_up.{number}", promise="p", run=list), Result.SKIPPED, "no_such", "no cassette")
        for number in range(5)
    ]
    corkboard, kit, verdicts = proven
    told = [text for text, _ in summary(report(corkboard, kit, [*verdicts, *lines]))]
    assert "skipped, no_such:" in told
    assert "  faults.made_up.0, faults.made_up.1, faults.made_up.2 and 2 more: no cassette" in told


def test_the_summary_tells_failures_with_their_promise_and_what_is_untried(proven):
    document = with_one_more(proven, said("it does not"))
    lines = [text for text, _ in summary(document)]
    assert "  FAILED  manifest.made_up" in lines
    assert "    promise: it <holds> & keeps" in lines
    assert "    it does not" in lines
    assert "UNTRIED, claimed and never proven: alt_text" in lines
    assert lines[-1].startswith("NOT GREEN: ")


class _Tags(HTMLParser):
    """Which elements there are, and which were left open."""

    def __init__(self):
        super().__init__()
        self.open = []
        self.seen = set()

    def handle_starttag(self, tag, _):
        self.seen.add(tag)
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

"""What the rules announce of themselves."""

import re

import pytest

from postwire.cli.media_fix import fix
from postwire.cli.table import ROWS
from postwire.diagnosis import Action
from postwire.exchange import Reply
from postwire.operation import Operation
from postwire_threads.errors import RULES, classify, meanings
from postwire_threads.errors.met import MET

MEANINGS = {meaning.code: meaning for meaning in meanings()}


def test_every_rule_is_a_sign_of_its_meaning_once():
    rules = [sign.rule for meaning in MEANINGS.values() for sign in meaning.signs]
    assert sorted(rules) == sorted(f"threads.{rule.id}" for rule in RULES)


def test_every_meaning_is_whole():
    for meaning in MEANINGS.values():
        assert meaning.message.endswith(".")
        assert meaning.detail
        assert meaning.next_step
        assert meaning.signs
        assert all(sign.sources for sign in meaning.signs)


def test_what_was_met_is_known():
    assert MET.keys() <= MEANINGS.keys()
    assert all(sum(met.values()) > 0 for met in MET.values())


@pytest.mark.parametrize("code", [code for code, meaning in MEANINGS.items() if meaning.command])
def test_a_command_that_is_named_is_one_that_exists(code):
    named = re.findall(r"`postwire ([a-z]+)", MEANINGS[code].next_step)
    assert named
    assert set(named) <= ROWS.keys()


@pytest.mark.parametrize(
    ("code", "subcode", "name"),
    [
        (sign_code.split("/")[0], sign_code.split("/")[1], meaning.code)
        for meaning in MEANINGS.values()
        for sign in meaning.signs
        for sign_code in sign.codes
        if re.fullmatch(r"-?[0-9]+/[0-9]+", sign_code) and not (sign.phrases or sign.operations)
    ],
)
def test_an_answer_with_two_numbers_that_a_page_names_means_what_the_page_says(code, subcode, name):
    body = f'{{"error": {{"message": "?", "code": {code}, "error_subcode": {subcode}}}}}'
    diagnosis = classify(Reply(400, body), Operation.READ)
    assert diagnosis is not None
    assert diagnosis.code == name


def test_what_may_be_mended_is_mended_by_a_command_that_exists():
    mends = [meaning.mend for meaning in MEANINGS.values() if meaning.mend]
    assert len(mends) >= 6
    for mend in mends:
        program, *arguments = mend.split()
        assert program == "postwire"
        assert arguments[:3] == ["media", "fix", "FILE"], mend
        fix.make_context("fix", [__file__, *arguments[3:]])  # the command knows its options


def test_what_goes_on_by_itself_asks_nobody_to_act():
    for meaning in MEANINGS.values():
        if meaning.action is Action.WAIT:
            assert meaning.next_step.startswith("Nothing to do"), meaning.code

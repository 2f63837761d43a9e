"""Whatever a connector does, the suite goes on and says so; only a person can end it."""

import pytest

from postwire_contract.check import Check
from postwire_contract.failure import Broken, Skipped
from postwire_contract.journey import CANARY
from postwire_contract.verdict import Result, judge


def check(error: BaseException | None, since: int = 1) -> Check:
    def run() -> None:
        if error is not None:
            raise error

    return Check(name="chapter.what", promise="it is so", run=run, since=since)


@pytest.mark.parametrize(
    ("error", "result", "words"),
    [
        (None, Result.PASSED, ""),
        (Broken("it is not so; mend it"), Result.FAILED, "it is not so; mend it"),
        (Skipped("not_recorded", "there is no cassette"), Result.SKIPPED, "there is no cassette"),
        (ZeroDivisionError("by nothing"), Result.FAILED, "ZeroDivisionError: by nothing"),
        (SystemExit(3), Result.FAILED, "SystemExit: 3"),
    ],
)
def test_every_end_of_a_check_is_a_line_of_the_report(error, result, words):
    verdict = judge(check(error), 1)

    assert (verdict.result, verdict.words) == (result, words)


def test_a_check_that_is_newer_than_what_the_connector_meets_only_warns():
    assert judge(check(Broken("not yet"), since=2), 1).result is Result.WARNED
    assert judge(check(Broken("not yet"), since=2), 2).result is Result.FAILED


@pytest.mark.parametrize("error", [Broken, ValueError, lambda words: Skipped("not_recorded", words)])
def test_no_words_tell_the_token_of_a_journey_or_what_looks_like_one(error):
    verdict = judge(check(error(f"it said {CANARY} and Bearer abcdefghij0123456789, code 190")), 1)

    assert verdict.words.endswith("it said *** and Bearer ***, code 190")


def test_a_person_can_end_it():
    with pytest.raises(KeyboardInterrupt):
        judge(check(KeyboardInterrupt()), 1)

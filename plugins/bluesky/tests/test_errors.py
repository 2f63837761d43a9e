"""What a server's refusals mean, by answers that a real one gave (see the first line of ``refusals.jsonl``)."""

import json
from pathlib import Path

import pytest

from postwire.defaults import diagnose_by_status
from postwire.diagnosis import Action, Category
from postwire.exchange import Reply
from postwire.lifecycle.refusal import is_doubtful
from postwire.operation import Operation
from postwire_bluesky import meanings
from postwire_bluesky.errors import classify

_FIRST, *_LINES = (Path(__file__).parent / "refusals.jsonl").read_text(encoding="utf-8").splitlines()
REFUSALS = {told["name"]: told for told in map(json.loads, _LINES)}


def test_the_answers_say_which_server_gave_them_and_when():
    told = json.loads(_FIRST)
    assert told["server"].startswith("@atproto/pds 0.")
    assert told["recorded"] >= "2026-11-21"


@pytest.mark.parametrize("name", REFUSALS)
def test_every_refusal_of_a_real_server_is_understood(name):
    told = REFUSALS[name]
    diagnosis = classify(Reply(**told["reply"]), Operation(told["operation"]))
    assert diagnosis is not None
    assert diagnosis.code == told["code"]
    assert diagnosis.message
    assert diagnosis.next_step


def test_every_code_is_announced_once_with_its_signs():
    codes = [meaning.code for meaning in meanings()]
    assert len(set(codes)) == len(codes)
    assert {told["code"] for told in REFUSALS.values()} <= set(codes)
    rules = [sign.rule for meaning in meanings() for sign in meaning.signs]
    assert len(set(rules)) == len(rules)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("body", ["", "<html>", '{"error":"InternalServerError","message":"Internal Server Error"}'])
def test_a_server_in_trouble_may_have_carried_a_publish_out(status, body):
    reply = Reply(status, body)
    assert classify(reply, Operation.PUBLISH) is None
    assert is_doubtful(diagnose_by_status("bluesky", reply, Operation.PUBLISH))


def test_a_token_that_has_run_out_is_told_from_one_that_was_revoked_by_words_since_both_have_one_name():
    codes = {
        classify(Reply(400, json.dumps({"error": "ExpiredToken", "message": words})), Operation.REFRESH).code
        for words in ("Token has expired", "Token has been revoked")
    }
    assert codes == {"bluesky.token_expired", "bluesky.token_revoked"}


def test_a_key_that_is_taken_is_looked_into_before_anything_else():
    diagnosis = classify(Reply(**REFUSALS["key_taken"]["reply"]), Operation.PUBLISH)
    assert (diagnosis.category, diagnosis.action) == (Category.DUPLICATE, Action.VERIFY)


def test_a_limit_says_how_long_it_lasts():
    reply = Reply(**REFUSALS["rate_limit"]["reply"])
    diagnosis = classify(reply, Operation.CREATE)
    assert diagnosis.action is Action.WAIT
    assert diagnosis.retry_after == float(reply.headers["retry-after"])


@pytest.mark.parametrize(
    "body", ["", "[]", "null", '"no"', '{"error": 7}', '{"error": {"message": []}}', "<html>", '{"message": "no"}']
)
@pytest.mark.parametrize("operation", Operation)
def test_nonsense_means_nothing_and_raises_nothing(body, operation):
    assert classify(Reply(400, body), operation) is None

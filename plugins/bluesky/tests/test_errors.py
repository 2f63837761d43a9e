"""What a server's refusals mean, by answers that a real one gave (see the first line of ``refusals.jsonl``)."""

import json
from pathlib import Path

import pytest

from postwire.defaults import diagnose_by_status
from postwire.diagnosis import Action, Category
from postwire.drive import diagnose
from postwire.exchange import Reply
from postwire.lifecycle.refusal import is_doubtful
from postwire.operation import Operation
from postwire.registry import Registry
from postwire.salvage import salvage
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


PRINTED = [
    ("XRPC ERROR 400: InvalidRequest: Record/text must not be longer than 300 graphemes", "text_too_long"),
    ("400 InvalidRequest: grapheme too big (maximum 300, got 412)", "text_too_long"),
    ('{"error": "InvalidRecord: text: too many graphemes (max 300)"}', "text_too_long"),
    ('{"error": "InvalidRecord: langs/0: not a language"}', "record_refused"),
    ("Response(content=XrpcError(error='InvalidRequest', message='Invalid app.bsky.feed.post record'))",
     "record_refused"),
    ('object(stdClass)#7 (2) { ["error"]=> string(12) "BlobTooLarge" ["message"]=> string(3) "big" }', "media_too_big"),
    ("XRPCError: This file is too large. It is 1.07MB but the maximum size is 976.56KB.\n    at Client.call (x.js:1:2)",
     "media_too_big"),
    ("XRPC 413: PayloadTooLarge", "media_too_big"),
    ("XrpcError(error='ExpiredToken', message='Token has been revoked')", "token_revoked"),
    ('{"message": "[Bluesky] Invalid identifier or password Error: Invalid identifier or password", "level": "error"}',
     "wrong_password"),
    ('{"error": "BadJwtSignature", "message": "jwt signature does not match jwt issuer"}', "token_invalid"),
    ("putting record: XRPC ERROR 400: InvalidSwap: Record was at bafyreia", "key_taken"),
    ('{"error": "InvalidRequest", "message": "record_already_exists: duplicate rkey"}', "key_taken"),
    ('{"error": "InvalidRequest", "message": "Could not find blob: bafkreia"}', "blob_gone"),
    ('"level":50,"status":400,"message":"Post not found: at://did:plc:a/b/c","name":"NotFound"', "no_such_post"),
    ('{"error": "InvalidRequest", "message": "Temporarily disabled: com.atproto.sync.getBlob"}', "switched_off"),
    ('{"errorMessage": "Invalid app.bsky.feed.post record: no description", "errorDetails": {}}', "record_refused"),
    ("the account has been suspended", "account_restricted"),
    ('{"error": "unconfirmed_email", "message": "Please confirm your email"}', "account_restricted"),
    ("oauth callback failed: XRPCError: The session was deleted by another process", "token_revoked"),
    ('{"error": "ScopeMissingError", "message": "Missing required scope"}', "scope_missing"),
    ('{"error": "InvalidToken", "message": "Bad token scope"}', "scope_missing"),
    ('{"error": "InvalidRequest", "message": "Profile not found"}', "account_elsewhere"),
]  # fmt: skip
"""What programs print of an answer, and what older servers and servers of others say."""


@pytest.mark.parametrize(("text", "code"), PRINTED)
def test_what_programs_print_of_an_answer_is_understood(text, code):
    diagnosis = classify(salvage(text), Operation.CREATE)
    assert diagnosis is not None
    assert diagnosis.code == f"bluesky.{code}"


@pytest.mark.parametrize("status", [0, 502])
@pytest.mark.parametrize("body", ["<html>XRPC RateLimitExceeded</html>", "nothing of RateLimitExceededLong"])
def test_a_page_and_a_longer_name_say_nothing(status, body):
    assert classify(Reply(status, body), Operation.PUBLISH) is None


@pytest.mark.parametrize(
    "body", [*(told["reply"]["body"] for told in REFUSALS.values()), *(text for text, _ in PRINTED)]
)
def test_whatever_a_server_in_trouble_says_of_a_publish_it_may_be_live(body):
    assert is_doubtful(diagnose(Registry.installed()["bluesky"], Reply(503, body), Operation.PUBLISH))


def test_what_is_switched_off_is_asked_again_after_a_while():
    body = '{"error": "InvalidRequest", "message": "Temporarily disabled: com.atproto.repo.createRecord"}'
    diagnosis = classify(Reply(400, body), Operation.PUBLISH)
    assert (diagnosis.action, diagnosis.retry_after) == (Action.WAIT, 900.0)


@pytest.mark.parametrize(
    "body", ["", "[]", "null", '"no"', '{"error": 7}', '{"error": {"message": []}}', "<html>", '{"message": "no"}']
)
@pytest.mark.parametrize("operation", Operation)
def test_nonsense_means_nothing_and_raises_nothing(body, operation):
    assert classify(Reply(400, body), operation) is None

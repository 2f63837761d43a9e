"""What the documented answers mean, and those of servers with habits of their own."""

import json

import pytest

import postwire_mastodon as mastodon
from postwire.diagnosis import Action, Category
from postwire.exchange import Reply
from postwire.operation import Operation
from postwire.salvage import salvage

CREATE, POLL, PUBLISH, DELETE = Operation.CREATE, Operation.POLL, Operation.PUBLISH, Operation.DELETE
DOCUMENTED = [
    (PUBLISH, 401, "The access token is invalid", "token_invalid", Category.AUTH, Action.RECONNECT),
    (PUBLISH, 422, "This method requires an authenticated user", "token_invalid", Category.AUTH, Action.RECONNECT),
    (PUBLISH, 403, "This action is outside the authorized scopes", "scope_missing", Category.PERMISSION,
     Action.RECONNECT),
    (PUBLISH, 403, "Your login is currently disabled", "login_unusable", Category.ACCOUNT_RESTRICTED,
     Action.RESOLVE_ON_PLATFORM),
    (PUBLISH, 403, "Your login is missing a confirmed e-mail address", "login_unusable", Category.ACCOUNT_RESTRICTED,
     Action.RESOLVE_ON_PLATFORM),
    (PUBLISH, 403, "This action is not allowed", "not_allowed", Category.PERMISSION, Action.RESOLVE_ON_PLATFORM),
    (PUBLISH, 404, "The post you are trying to reply to does not appear to exist.", "parent_not_found",
     Category.NOT_FOUND, Action.FIX_INPUT),
    (POLL, 404, "Record not found", "not_found", Category.NOT_FOUND, Action.GIVE_UP),
    (PUBLISH, 422, "Validation failed: Text can't be blank", "content_refused", Category.CONTENT_INVALID,
     Action.FIX_INPUT),
    (PUBLISH, 422, "Validation failed: Text character limit of 500 exceeded", "text_too_long",
     Category.CONTENT_INVALID, Action.FIX_INPUT),
    (PUBLISH, 422, "Cannot attach files that have not finished processing. Try again in a moment!", "media_not_ready",
     Category.MEDIA_PROCESSING, Action.RETRY),
    (PUBLISH, 422, "Cannot attach a video to a post that already contains images", "media_mixed",
     Category.CONTENT_INVALID, Action.FIX_INPUT),
    (PUBLISH, 422, "Cannot attach more than 4 files", "media_mixed", Category.CONTENT_INVALID, Action.FIX_INPUT),
    (CREATE, 422, "Validation failed: File content type is invalid, File is invalid", "media_unreadable",
     Category.MEDIA_INVALID, Action.FIX_INPUT),
    (POLL, 422, "Error processing thumbnail for uploaded media", "media_unreadable", Category.MEDIA_INVALID,
     Action.FIX_INPUT),
    (CREATE, 500, "Error processing thumbnail for uploaded media", "media_unreadable", Category.MEDIA_INVALID,
     Action.FIX_INPUT),
    (PUBLISH, 429, "Too many requests", "rate_limited", Category.RATE_LIMIT, Action.WAIT),
    (Operation.AUTHORIZE, 400, "invalid_grant", "code_unusable", Category.AUTH, Action.RECONNECT),
    (Operation.AUTHORIZE, 401, "invalid_client", "app_unknown", Category.CONFIGURATION, Action.FIX_SETUP),
]  # fmt: skip


@pytest.mark.parametrize("documented", DOCUMENTED)
def test_a_documented_answer_is_understood(documented):
    operation, status, error, code, category, action = documented
    reply = Reply(status, json.dumps({"error": error}))
    diagnosis = mastodon.classify_error(reply, operation)
    assert (diagnosis.code, diagnosis.category, diagnosis.action) == (f"mastodon.{code}", category, action)
    assert diagnosis.message
    assert diagnosis.next_step
    assert error.lower() in diagnosis.detail


@pytest.mark.parametrize(
    ("operation", "status", "body", "code"),
    [
        (PUBLISH, 401, "", "token_invalid"),
        (PUBLISH, 422, '{"message": "The status field is required."}', "content_refused"),
        (Operation.READ, 422, "", "token_invalid"),
        (Operation.AUTHORIZE, 401, "", "app_unknown"),
        (POLL, 404, "<h1>404 Not Found (snac/2.75)</h1>", "not_found"),
        (DELETE, 200, '{"id": "1"}', "still_there"),
        (CREATE, 200, '{"configuration": {}}', "beyond_instance"),
    ],
)
def test_servers_that_answer_without_words_are_understood(operation, status, body, code):
    assert mastodon.classify_error(Reply(status, body), operation).code == f"mastodon.{code}"


PASTED = [
    (PUBLISH, '{"error": "The access token is invalid"}', "token_invalid"),
    (PUBLISH, '{"error": "The access token was revoked"}', "token_invalid"),
    (PUBLISH, '{"error": "This action is outside the authorized scopes"}', "scope_missing"),
    (PUBLISH, '{"error": "Your login is currently disabled"}', "login_unusable"),
    (PUBLISH, '{"error": "Cannot attach files that have not finished processing."}', "media_not_ready"),
    (PUBLISH, '{"error": "Validation failed: Cannot attach more than 4 files"}', "media_mixed"),
    (PUBLISH, '{"error": "Gültigkeitsprüfung ist fehlgeschlagen: Text darf nicht leer sein"}', "content_refused"),
    (PUBLISH, '{"error": "バリデーションに失敗しました: Text"}', "content_refused"),
    (PUBLISH, '{"error": "La validación falló: Text"}', "content_refused"),
    (Operation.READ, '{"error": "Throttled"}', "rate_limited"),
    (PUBLISH, "('Mastodon API returned error', 422, 'Unprocessable Entity', 'Validation failed: Text character limit')",
     "text_too_long"),
    (PUBLISH, '{"error": "Unauthorized: token not found in request header"}', "token_invalid"),
    (PUBLISH, '{"message": "Unauthenticated."}', "token_invalid"),
    (PUBLISH, '{"message": "The given data was invalid.", "errors": {"status": ["is missing"]}}', "content_refused"),
    (Operation.AUTHORIZE, "Client authentication failed due to unknown client", "app_unknown"),
    (Operation.AUTHORIZE, "Invalid access token or redirect_uris: Could not complete request", "app_unknown"),
    (PUBLISH, "MastoHttpUnprocessableEntityError: Validation failed: Text can't be blank", "content_refused"),
    (PUBLISH, "('Mastodon API returned error', 403, 'Forbidden', 'Your login is currently disabled')",
     "login_unusable"),
]  # fmt: skip


@pytest.mark.parametrize(("operation", "text", "code"), PASTED)
def test_what_was_pasted_without_its_status_is_understood_by_its_words(operation, text, code):
    diagnosis = mastodon.classify_error(salvage(text), operation)
    assert diagnosis is not None
    assert diagnosis.code == f"mastodon.{code}"


@pytest.mark.parametrize(
    "error",
    ["There was a temporary problem serving your request, please try again", "Record not found", "No", "404", "Nej"],
)
def test_words_that_may_come_with_any_status_say_nothing_without_one(error):
    assert mastodon.classify_error(Reply(0, json.dumps({"error": error})), PUBLISH) is None


@pytest.mark.parametrize(
    "error",
    [
        "Dateien, die noch nicht verarbeitet wurden, können nicht angehängt werden. Versuche es gleich noch einmal!",
        "Impossible de joindre les fichiers en cours de traitement. Réessayez dans un instant !",
        "処理が完了していないファイルを添付することはできません。時間をおいて再度お試しください。",
    ],
)
def test_media_that_is_not_ready_is_told_from_media_that_is_refused_in_other_languages_too(error):
    reply = Reply(422, json.dumps({"error": error}))
    assert mastodon.classify_error(reply, PUBLISH).code == "mastodon.media_not_ready"
    assert mastodon.classify_error(Reply(503, reply.body), PUBLISH) is None


def test_a_token_that_is_refused_with_403_is_no_missing_scope():
    assert mastodon.classify_error(Reply(403, '{"error": "Invalid credentials."}'), PUBLISH).code == (
        "mastodon.token_invalid"
    )
    told = mastodon.classify_error(Reply(403, '{"error": "Insufficient permissions: write:statuses."}'), PUBLISH)
    assert told.code == "mastodon.scope_missing"


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("body", ['{"error": "There was a temporary problem serving your request"}', "<html>", ""])
def test_an_outage_is_left_to_the_careful_table(status, body):
    assert mastodon.classify_error(Reply(status, body), PUBLISH) is None


@pytest.mark.parametrize("error", [*(row[2] for row in DOCUMENTED), *(row[1] for row in PASTED)])
def test_whatever_an_instance_in_trouble_says_of_a_publish_is_left_to_the_careful_table(error):
    assert mastodon.classify_error(Reply(503, json.dumps({"error": error})), PUBLISH) is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-ratelimit-reset": "2026-11-21T12:05:00.000000Z"}, 300.0),
        ({"x-ratelimit-reset": "1795262700"}, 300.0),
        ({"x-ratelimit-reset": "2026-11-21T11:00:00Z"}, 0.0),
        ({"x-ratelimit-reset": "2099-01-01T00:00:00Z"}, 7 * 86_400.0),
        ({"retry-after": "7", "x-ratelimit-reset": "2026-11-21T12:05:00Z"}, 7.0),
        ({"x-ratelimit-reset": "soon"}, 300.0),
        ({}, 300.0),
    ],
)
def test_a_rate_limit_waits_until_its_reset_by_the_answers_own_clock(headers, seconds):
    reply = Reply(429, '{"error": "Too many requests"}', {"date": "Sat, 21 Nov 2026 12:00:00 GMT", **headers})
    assert mastodon.classify_error(reply, PUBLISH).retry_after == seconds


def test_an_answer_with_nothing_left_of_its_budget_makes_the_account_wait():
    headers = {"date": "Sat, 21 Nov 2026 12:00:00 GMT", "x-ratelimit-reset": "2026-11-21T12:01:00Z"}
    assert mastodon.pause_after(Reply(200, "{}", {**headers, "x-ratelimit-remaining": "0"})) == 60.0
    assert mastodon.pause_after(Reply(200, "{}", {**headers, "x-ratelimit-remaining": "1"})) is None


def test_every_code_is_announced_once_with_what_leads_there():
    known = {meaning.code: meaning for meaning in mastodon.meanings()}
    assert len(known) == len(mastodon.meanings())
    assert {f"mastodon.{code}" for _, _, _, code, _, _ in DOCUMENTED} <= known.keys()
    assert all(meaning.signs and all(sign.sources for sign in meaning.signs) for meaning in known.values())

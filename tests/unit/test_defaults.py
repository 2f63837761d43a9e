"""What a refusal means by its HTTP status alone."""

import pytest

from postwire.defaults import diagnose_by_status, known_by_status
from postwire.diagnosis import Action, Category
from postwire.exchange import Reply
from postwire.operation import Operation

DATE = "Wed, 21 Oct 2026 07:28:00 GMT"


@pytest.mark.parametrize(
    ("status", "category", "action", "on_publish"),
    [
        (0, Category.UNKNOWN, Action.GIVE_UP, Action.VERIFY),
        (200, Category.UNKNOWN, Action.RETRY, Action.VERIFY),
        (204, Category.UNKNOWN, Action.RETRY, Action.VERIFY),
        (302, Category.CONFIGURATION, Action.FIX_SETUP, Action.FIX_SETUP),
        (400, Category.UNKNOWN, Action.GIVE_UP, Action.VERIFY),
        (401, Category.AUTH, Action.RECONNECT, Action.RECONNECT),
        (403, Category.PERMISSION, Action.RECONNECT, Action.RECONNECT),
        (404, Category.NOT_FOUND, Action.FIX_INPUT, Action.FIX_INPUT),
        (408, Category.TRANSIENT, Action.RETRY, Action.VERIFY),
        (409, Category.DUPLICATE, Action.GIVE_UP, Action.VERIFY),
        (410, Category.NOT_FOUND, Action.FIX_INPUT, Action.FIX_INPUT),
        (413, Category.UNKNOWN, Action.GIVE_UP, Action.VERIFY),
        (415, Category.UNKNOWN, Action.GIVE_UP, Action.VERIFY),
        (422, Category.UNKNOWN, Action.GIVE_UP, Action.VERIFY),
        (425, Category.TRANSIENT, Action.RETRY, Action.VERIFY),
        (429, Category.RATE_LIMIT, Action.WAIT, Action.WAIT),
        (500, Category.TRANSIENT, Action.RETRY, Action.VERIFY),
        (503, Category.TRANSIENT, Action.RETRY, Action.VERIFY),
        (599, Category.TRANSIENT, Action.RETRY, Action.VERIFY),
    ],
)
def test_a_status_has_a_meaning_and_on_publish_a_careful_one(status, category, action, on_publish):
    reply = Reply(status, "")
    made = diagnose_by_status("some_platform", reply, Operation.CREATE)
    assert (made.category, made.action) == (category, action)
    published = diagnose_by_status("some_platform", reply, Operation.PUBLISH)
    assert (published.category, published.action) == (category, on_publish)


@pytest.mark.parametrize("operation", Operation)
def test_every_status_is_explained(operation):
    for status in (0, *range(100, 600)):
        reply = Reply(status, "x")
        diagnosis = diagnose_by_status("some_platform", reply, operation)
        assert diagnosis.code.startswith("some_platform.")
        assert "Some Platform" in diagnosis.message
        assert "{" not in diagnosis.message + diagnosis.next_step
        assert "unknown error" not in diagnosis.message.lower()
        assert diagnosis.next_step
        assert diagnosis.rule == f"http.{status or 'unknown'}"
        assert diagnosis.reply is reply


@pytest.mark.parametrize("operation", [Operation.POLL, Operation.DELETE])
@pytest.mark.parametrize("status", [404, 410])
def test_what_is_gone_is_not_asked_for_again(status, operation):
    diagnosis = diagnose_by_status("somewhere", Reply(status), operation)
    assert (diagnosis.category, diagnosis.action) == (Category.NOT_FOUND, Action.GIVE_UP)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": " 0 "}, 0.0),
        ({"Retry-After": "-1"}, None),
        ({"Retry-After": "1.5"}, None),
        ({"Retry-After": "9" * 400}, None),
        ({"Retry-After": "Wed, 21 Oct 2026 07:30:00 GMT", "Date": DATE}, 120.0),
        ({"Retry-After": "Wed, 21 Oct 2026 09:30:00 +0200", "Date": DATE}, 120.0),
        ({"Retry-After": "Wed, 21 Oct 2026 07:00:00 GMT", "Date": DATE}, 0.0),
        ({"Retry-After": "Wed, 21 Oct 2026 07:30:00 GMT"}, None),
        ({"Retry-After": "Wed, 21 Oct 2026 07:30:00 GMT", "Date": "yesterday"}, None),
        ({"Retry-After": "later", "Date": DATE}, None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date_without_a_clock(headers, seconds):
    reply = Reply(429, "", headers)
    assert reply.retry_after == seconds
    assert diagnose_by_status("somewhere", reply, Operation.CREATE).retry_after == seconds


def test_what_is_not_tried_again_names_no_wait():
    assert diagnose_by_status("somewhere", Reply(500, "", {"Retry-After": "7"}), Operation.PUBLISH).retry_after is None


@pytest.mark.parametrize(
    ("words", "code", "category"),
    [
        ("Error: read ECONNRESET", "answer_lost", Category.TRANSIENT),
        ("cURL error 28: Operation timed out", "answer_lost", Category.TRANSIENT),
        ("Upload timed out, please try again", "answer_lost", Category.TRANSIENT),
        ("getaddrinfo ENOTFOUND somewhere.example", "unreachable", Category.TRANSIENT),
        ("[Errno 111] Connection refused", "unreachable", Category.TRANSIENT),
        ("certificate verify failed: self-signed certificate", "certificate_refused", Category.CONFIGURATION),
    ],
)
def test_what_a_failed_connection_left_in_a_log_is_recognised(words, code, category):
    diagnosis = diagnose_by_status("somewhere", Reply(0, words), Operation.CREATE)
    assert (diagnosis.code, diagnosis.category) == (f"somewhere.{code}", category)
    answered = diagnose_by_status("somewhere", Reply(400, words), Operation.CREATE)
    assert answered.code == "somewhere.refused"


def test_an_answer_that_was_lost_on_publish_leads_to_looking():
    diagnosis = diagnose_by_status("somewhere", Reply(0, "read timed out"), Operation.PUBLISH)
    assert diagnosis.action is Action.VERIFY


def test_everything_that_the_table_can_say_is_known_by_its_code():
    known = {meaning.code for meaning in known_by_status("somewhere")}
    said = {diagnose_by_status("somewhere", Reply(status), op).code for status in range(600) for op in Operation}
    assert said <= known

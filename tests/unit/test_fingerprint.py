"""Fingerprints of answers that nobody could explain."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postwire.exchange import Reply
from postwire.fingerprint import fingerprint
from postwire.operation import Operation

TOKEN = "THAAQvJ9x0kqVBZAFk2b1R3cE5LUzd0bWlxY0pW"
ANSWER = {
    "message": "The media 17900000000000010 of user 178414 broke at 2026-11-21T10:00:00Z, see https://x.example/a?b=1",
    "type": "THApiException",
    "code": 777,
    "error_subcode": 4279999,
    "fbtrace_id": "AbCdEf123",
}


def _name(error, status=400, operation=Operation.PUBLISH):
    return fingerprint("quay", operation, Reply(status, json.dumps({"error": error}))).name


@pytest.mark.parametrize(
    "other",
    [
        {"message": ANSWER["message"].replace("17900000000000010", "18")},
        {"message": ANSWER["message"].replace("10:00:00", "23:59:59")},
        {"message": ANSWER["message"].replace("https://x.example/a?b=1", "http://y.example")},
        {"message": ANSWER["message"].replace(" broke", "  BROKE")},
        {"fbtrace_id": "another"},
        {"error_user_title": "Etwas ging schief", "error_user_msg": "Nochmal"},
    ],
)
def test_what_changes_from_answer_to_answer_changes_no_fingerprint(other):
    assert _name(ANSWER | other) == _name(ANSWER)


@pytest.mark.parametrize(
    "other",
    [{"code": 778}, {"error_subcode": 4279998}, {"type": "OAuthException"}, {"message": "The post was swept away"}],
)
def test_another_code_or_other_words_are_another_kind(other):
    assert _name(ANSWER | other) != _name(ANSWER)


def test_what_was_being_done_and_where_are_part_of_it():
    reply = Reply(400, json.dumps({"error": ANSWER}))
    names = {fingerprint(platform, op, reply).name for platform in ("quay", "pier") for op in Operation}
    assert len(names) == 2 * len(Operation)


def test_the_status_counts_only_where_there_is_no_code():
    assert _name(ANSWER, 400) == _name(ANSWER, 500)
    assert fingerprint("quay", Operation.READ, Reply(403)).name != fingerprint("quay", Operation.READ, Reply(451)).name


def test_of_a_web_page_its_headings_count():
    page = "<html><head><title>Blocked {0}</title></head><body class='{0}'>Ray {0}</body></html>"
    first, second = (
        fingerprint("quay", Operation.READ, Reply(403, page.format(ray)))
        for ray in ("8d1f00c0ffee42", "9e2a11d1aabb77")
    )
    assert first == second
    assert first.words == "blocked ~id"


@given(st.text(), st.integers(0, 599), st.sampled_from(Operation))
def test_any_body_has_one_that_is_safe_in_a_file_name(body, status, operation):
    found = fingerprint("quay", operation, Reply(status, body))
    assert re.fullmatch(r"quay-[a-z]+-[0-9a-f]{10}", found.name)
    assert found == fingerprint("quay", operation, Reply(status, body))


@pytest.mark.parametrize("body", [f"token {TOKEN} is odd", json.dumps({"message": f"access_token={TOKEN} is odd"})])
def test_no_secret_stands_in_it(body):
    found = fingerprint("quay", Operation.READ, Reply(400, body))
    assert TOKEN.lower() not in f"{found.words} {found.codes}".lower()
    assert found.name == fingerprint("quay", Operation.READ, Reply(400, body.replace("QvJ9", "AbC8"))).name


def test_it_is_the_same_tomorrow():
    assert _name(ANSWER) == "quay-publish-ca10a3db95"

"""Secrets leave a text in every spelling, and nothing else does."""

import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postwire.redaction import MASK, redact

TOKEN = "THAAQvJ9x0kqVBZAFk2b1R3cE5LUzd0bWlxY0pW"


@pytest.mark.parametrize(
    "text",
    [
        f"GET /v1.0/me?fields=id&access_token={TOKEN}",
        f'{{"access_token":"{TOKEN}","token_type":"bearer"}}',
        f'{{"body":"{{\\"access_token\\":\\"{TOKEN}\\"}}"}}',
        f"{{'access_token': '{TOKEN}', 'user_id': 17841405793187218}}",
        f"“access_token”:“{TOKEN}”",
        f"Authorization: Bearer {TOKEN}",
        f'{{"Authorization": "Bearer {TOKEN}"}}',
        f"the token was {TOKEN}, they said",
        f"https%3A%2F%2Fexample.org%2F%3Faccess_token%3D{TOKEN}%26x%3D1",
        f"%22access_token%22%3A%22{TOKEN}%22",
        f"accessToken => '{TOKEN}'",
        f"longLivedAccessToken: {TOKEN}",
        f"grant_type=th_exchange_token&client_secret=abc{TOKEN}&access_token={TOKEN}",
        f"fb_exchange_token={TOKEN}",
        f'<a href="https://graph.threads.net/me?access_token={TOKEN}">',
    ],
)
def test_a_token_leaves_every_rendering(text):
    assert TOKEN not in redact(text)
    assert MASK in redact(text)


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("client_secret=0123456789abcdef0123456789abcdef&x=1", "0123456789abcdef0123456789abcdef"),
        ("appsecret_proof=9f86d081884c7d659a2feaa0c55ad015", "9f86d081884c7d659a2feaa0c55ad015"),
        ("https://example.org/callback?code=AQBx-abcdef&state=1", "AQBx-abcdef"),
        ("client_id=1&code=AQDk3vJz-nTq0&redirect_uri=x", "AQDk3vJz-nTq0"),
        ("code=AQDk3vJz-nTq0&grant_type=authorization_code", "AQDk3vJz-nTq0"),
        ('{"code":"AQDk3vJz-nTq0AQDk3vJz-nTq0"}', "AQDk3vJz-nTq0AQDk3vJz-nTq0"),
        ("signed_request=vlXgu64BQGFSQrY0ZcJBZASMvYvTHu9GQ0YM9rjPSso.eyJhbGciOiJIUzI1NiJ9", "vlXgu64BQGF"),
        ("TH|9876543210987|kq3xW9ZbT", "kq3xW9ZbT"),
        ("9876543210987|kq3xW9ZbTq1", "kq3xW9ZbTq1"),
        ("EAABsbCS1iHgBAKZCq7tqpZBX0aZC9s4ZD", "EAABsbCS1iHgBAKZCq7tqpZBX0aZC9s4ZD"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N", "dozjgNryP4J3jVmNHl0w5N"),
        ("could not fetch https://ann:s3cr3t@media.example.org/a.mp4", "s3cr3t"),
        ("https://bucket.example.org/a.png?X-Amz-Signature=0f1e2d3c4b5a&X-Amz-Date=1", "0f1e2d3c4b5a"),
        ("Authorization: OAuth short", "short"),
        ('"client_secret": "with \\/ slash and space"', "slash"),
    ],
)
def test_other_secrets_leave_too(text, secret):
    assert secret not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "Error validating access token: Session has expired on Tuesday, 03-Mar-26 08:00:00 PST.",
        "code=100; subcode=33",
        "error_code=4476002&error_message=x",
        '{"error":{"message":"(#10) Requires permission","code":10,"error_subcode":4279017}}',
        '{"error":"THREADS_API__GEO_GATING_INVALID_COUNTRY_CODES"}',
        "#THEBIGGESTHASHTAGOF2026EVER",
        "Invalid OAuth access token - Cannot parse access token",
        "OAuth 2.0 authentication failed: bearer token missing",
        "write to someone@example.org about token 7",
        "fbtrace_id: AXNSTEPpjX5zEG-g80nQydI",
        "grant_type=th_exchange_token",
        '{"access_token": null, "token": "expired"}',
        "code: threads.http_429.rate_limited",
        "https://graph.threads.net/v1.0/17889615691921648?fields=id,status",
        "The media with id 18002364578939671 cannot be found.",
    ],
)
def test_what_is_no_secret_stays(text):
    assert redact(text) == text


def test_json_stays_json():
    body = json.dumps({"access_token": TOKEN, "nested": json.dumps({"client_secret": "a'b c", "n": 1}), "code": 190})
    clean = json.loads(redact(body))
    assert clean["access_token"] == MASK
    assert json.loads(clean["nested"]) == {"client_secret": MASK, "n": 1}
    assert clean["code"] == 190


@given(st.text(alphabet=st.characters(exclude_characters="*", exclude_categories=("Cs",)), min_size=1))
def test_a_given_secret_leaves_as_it_is_as_json_and_as_a_url_writes_it(secret):
    spellings = [secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]]
    for spelling in spellings:
        assert redact(spelling, [secret]) == MASK


def test_a_secret_that_holds_another_is_masked_whole():
    assert redact("abcdef abc", ["abc", "abcdef"]) == "*** ***"


_PIECES = st.sampled_from(
    [
        "access_token",
        "code",
        "token",
        "=",
        ":",
        '"',
        "'",
        "\\",
        "&",
        "?",
        " ",
        TOKEN,
        "Bearer ",
        "abc123",
        "%22",
        "://",
        "@",
    ]
)


@given(st.lists(_PIECES | st.text(max_size=4)).map("".join))
def test_twice_is_the_same_as_once(text):
    once = redact(text)
    assert redact(once) == once


@pytest.mark.parametrize(
    "piece",
    [
        "access_token",
        'access_token="',
        "code=\\",
        "\\",
        "bearer ",
        "TH",
        "://a:",
        "token:",
        "eyJa.",
        "9|",
        "=",
        "a",
        " ",
        "%3D",
    ],
)
def test_a_long_hostile_text_comes_to_an_end(piece):
    # a search that grows with the square of the length would take hours here, and the whole run with it
    text = piece * (400_000 // len(piece))
    assert redact(redact(text)) == redact(text)

"""Signed requests and webhooks are verified over the bytes as they came."""

import base64
import hashlib
import hmac
import json
from urllib.parse import urlencode

import pytest

from postwire.signed import BadSignature
from postwire_threads import notices

SECRET = "the-app-secret"
PAYLOAD = {"user_id": "17841405793187218", "algorithm": "HMAC-SHA256", "issued_at": 1291836800}


def encoded(raw):
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def posted(payload=PAYLOAD, secret=SECRET):
    text = encoded(json.dumps(payload).encode() if isinstance(payload, dict) else payload)
    signature = hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
    return urlencode({"signed_request": f"{encoded(signature)}.{text}"}).encode()


def test_a_notice_names_the_person_and_is_believed_after_its_signature_was_compared():
    notice = notices.read_notice(posted())
    notice.signed.check([SECRET])
    assert notice.user_id == "17841405793187218"
    assert notices.read_notice(posted(PAYLOAD | {"user_id": 17841405793187218})).user_id == "17841405793187218"


def test_one_of_several_secrets_is_enough_and_none_is_not():
    signed = notices.read_notice(posted(secret="the-meta-app-secret")).signed
    signed.check([SECRET, "the-meta-app-secret"])
    for secrets in ([SECRET], [], [""]):
        with pytest.raises(BadSignature) as refused:
            signed.check(secrets)
        assert SECRET not in str(refused.value)


def test_a_signature_is_about_every_byte():
    body = posted()
    signature, _, payload = body.decode().partition("=")[2].partition(".")
    other = encoded(json.dumps(PAYLOAD | {"user_id": "1"}).encode())
    with pytest.raises(BadSignature):
        notices.read_notice(f"signed_request={signature}.{other}".encode()).signed.check([SECRET])
    with pytest.raises(BadSignature):
        notices.read_notice(f"signed_request={encoded(b'0' * 32)}.{payload}".encode()).signed.check([SECRET])
    with pytest.raises(BadSignature):
        notices.read_notice(f"signed_request={encoded(b'')}.{payload}".encode()).signed.check([SECRET])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"signed_request",
        b"signed_request=",
        b"signed_request=abc",
        b"signed_request=a.b.c",
        b"signed_request=!.!",
        b"signed_request=a&signed_request=b",
        b"\xff\xfe",
        b"x=1",
        posted(b"[1]"),
        posted(b"not json"),
        posted(b"[" * 10_000),
        posted(PAYLOAD | {"algorithm": "none"}),
        posted(PAYLOAD | {"algorithm": None}),
        posted(PAYLOAD | {"user_id": True}),
        posted(PAYLOAD | {"user_id": ""}),
        posted({"algorithm": "HMAC-SHA256"}),
        b"signed_request=" + b"a" * 1_000_000,
    ],
)
def test_what_is_no_signed_request_is_refused(body):
    with pytest.raises(BadSignature):
        notices.read_notice(body)


def test_a_webhook_is_verified_over_its_raw_bytes_with_slashes_as_they_were_escaped():
    body = rb'{"values":{"value":{"permalink":"https:\/\/www.threads.net\/@a\/post\/b"}}}'
    header = "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    notices.webhook(body, header).check([SECRET])
    notices.webhook(body, f" {header.replace('sha256=', '')}".replace(" ", "sha256=")).check(["other", SECRET])
    with pytest.raises(BadSignature):
        notices.webhook(json.dumps(json.loads(body)).encode(), header).check([SECRET])


@pytest.mark.parametrize(
    "header", ["", "sha256=", "sha256=zz", "sha1=" + "0" * 40, "0" * 64, "sha256=" + "0" * 63, "sha256=" + "0" * 66]
)
def test_a_header_of_another_form_is_refused(header):
    with pytest.raises(BadSignature, match="sha256="):
        notices.webhook(b"{}", header)


def test_the_handshake_answers_with_the_challenge_to_whoever_knows_the_word():
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "word"}
    assert notices.handshake(asked, "word") == "1158201444"
    assert notices.handshake(asked, "wörd") is None
    assert notices.handshake(asked | {"hub.mode": "unsubscribe"}, "word") is None
    assert notices.handshake({"hub.mode": "subscribe", "hub.challenge": "1"}, "") is None
    assert notices.handshake({}, "word") is None


def test_the_answer_to_a_data_deletion_names_a_page_and_a_code():
    assert notices.deletion_answer("https://example.com/gone?id=1", "abc") == {
        "url": "https://example.com/gone?id=1",
        "confirmation_code": "abc",
    }

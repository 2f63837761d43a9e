"""`postwire webhook`: a captured message is checked and told."""

import hashlib
import hmac
import json

from postwire.cli.exit import Exit

BODY = json.dumps({"time": 1723226877, "values": {"field": "replies", "value": {"id": "5", "text": "Hi \x1b[2J"}}})


def signature(app="s3cret-of-the-app"):
    return "sha256=" + hmac.digest(app.encode(), BODY.encode(), hashlib.sha256).hex()


def test_a_message_is_told_if_the_app_s_secret_signed_it(cli, account, home, monkeypatch):
    assert account
    monkeypatch.setenv("POSTWIRE_THREADS_APP_ID", "12")
    monkeypatch.setenv("POSTWIRE_THREADS_APP_SECRET", "s3cret-of-the-app")
    (home / "body.json").write_text(BODY)
    ran = cli("webhook", "threads", "body.json", "--signature", signature(), "--json")
    assert ran.code is Exit.DONE, ran.err
    (told,) = ran.json["happenings"]
    assert (told["kind"], told["post"]["id"]) == ("replied", "5")
    shown = cli("webhook", "threads", "-", "--signature", signature(), given=BODY)
    assert shown.out.startswith("replied  5")
    assert "\x1b" not in shown.out
    refused = cli("webhook", "threads", "body.json", "--signature", signature("another"), "--json")
    assert refused.code is Exit.REFUSED
    assert refused.json["error"]["code"] == "bad_signature"

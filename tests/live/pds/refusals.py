"""Every refusal that a server can be brought to, as it words them.

``python -m tests.live.pds.refusals FILE`` writes them down, for tests that need no server.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
from attrs import frozen
from tests.live.pds.server import Member, Server, running

from postwire.exchange import Reply
from postwire.operation import Operation

_KEPT = {"date", "retry-after", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset", "ratelimit-policy"}
_CREATE, _PUBLISH, _POLL = Operation.CREATE, Operation.PUBLISH, Operation.POLL
_FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
_KEY = "3n2sqeyh32222"
_NOBODY = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"


@frozen
class Refusal:
    """One answer, while what was done, and what it has to be understood as."""

    name: str
    operation: Operation
    code: str
    """Of our diagnosis."""
    reply: Reply

    def line(self) -> str:
        """As it is kept."""
        reply = {"status": self.reply.status, "headers": dict(self.reply.headers), "body": self.reply.body}
        told = {"name": self.name, "operation": self.operation.value, "code": self.code, "reply": reply}
        return json.dumps(told, ensure_ascii=False)


def refusals(server: Server, limited: Server) -> Iterator[Refusal]:
    """Bring a server, and one that limits rates, to say no in all of these ways."""
    asking = _Asking(server, server.member("anna"), server.member("bob"))
    for name, (operation, code, ask) in _WAYS.items():
        yield Refusal(name, operation, f"bluesky.{code}", ask(asking))
    for _ in range(40):
        reply = _asked(limited, "server.createSession", json={"identifier": "nobody.test", "password": "none"})
        if reply.status == 429:
            yield Refusal("rate_limit", Operation.AUTHORIZE, "bluesky.rate_limited", reply)
            break


@frozen
class _Asking:
    server: Server
    member: Member
    other: Member

    def put(self, key: str = _KEY, *, token: str | None = None, repo: str = "", **record: Any) -> Reply:
        whole = {"$type": "app.bsky.feed.post", "text": "", "createdAt": "2026-11-21T09:00:00.000Z", **record}
        body = {
            "repo": repo or self.member.did,
            "collection": "app.bsky.feed.post",
            "rkey": key,
            "swapRecord": None,
            "record": {name: value for name, value in whole.items() if value is not None},
        }
        return self.ask("repo.putRecord", token=self.member.access if token is None else token, json=body)

    def ask(self, method: str, token: str = "", **options: Any) -> Reply:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        return _asked(self.server, method, headers=headers, **options)

    def record(self, repo: str, key: str) -> Reply:
        return self.ask("repo.getRecord", params={"repo": repo, "collection": "app.bsky.feed.post", "rkey": key})

    def resolve(self, handle: str) -> Reply:
        return self.ask("identity.resolveHandle", params={"handle": handle})

    def upload(self, content: bytes, kind: str = "image/jpeg") -> Any:
        reply = self.ask("repo.uploadBlob", self.member.access, content=content, headers_={"content-type": kind})
        return json.loads(reply.body)["blob"]

    def images(self, *blobs: Any) -> dict[str, Any]:
        return {"$type": "app.bsky.embed.images", "images": [{"image": blob, "alt": ""} for blob in blobs]}

    def taken(self) -> Reply:
        self.put("3n2sqeyh33333", text="first")
        return self.put("3n2sqeyh33333", text="second")

    def revoked(self) -> Reply:
        session = json.loads(
            self.ask("server.createSession", json={"identifier": self.other.did, "password": self.other.password}).body
        )
        self.ask("server.deleteSession", session["refreshJwt"], json=None)
        return self.ask("server.refreshSession", session["refreshJwt"], json=None)

    def deactivated(self) -> Reply:
        gone = self.server.member("carol")
        self.ask("server.deactivateAccount", gone.access, json={})
        return self.put(token=gone.access, repo=gone.did)

    def never_uploaded(self) -> dict[str, Any]:
        blob = self.upload(b"\xff\xd8\xff\xe0 never")
        link = blob["ref"]["$link"]
        other = link[:-2] + ("aa" if link[-2:] != "aa" else "bb")
        return {**blob, "ref": {"$link": other}}


def _asked(server: Server, method: str, **options: Any) -> Reply:
    extra = options.pop("headers_", {})
    headers = {**options.pop("headers", {}), **extra}
    is_call = bool({"json", "content"} & options.keys())
    answer = httpx.request(
        "POST" if is_call else "GET",
        f"{server.url}/xrpc/com.atproto.{method}",
        headers=headers,
        timeout=60,
        **{name: value for name, value in options.items() if value is not None},
    )
    kept = {name.lower(): value for name, value in answer.headers.items() if name.lower() in _KEPT}
    return Reply(answer.status_code, answer.text, kept)


_Way = tuple[Operation, str, Callable[[_Asking], Reply]]
_WAYS: dict[str, _Way] = {
    "token_garbage": (_PUBLISH, "token_invalid", lambda a: a.put(token="garbage")),
    "token_expired": (_PUBLISH, "token_expired", lambda a: a.put(token=a.server.expired(a.member))),
    "token_missing": (_PUBLISH, "token_invalid", lambda a: a.put(token="")),
    "token_of_a_refresh": (_PUBLISH, "token_invalid", lambda a: a.put(token=a.member.refresh)),
    "refresh_with_access": (
        Operation.REFRESH,
        "token_invalid",
        lambda a: a.ask("server.refreshSession", a.member.access, json=None),
    ),
    "refresh_revoked": (Operation.REFRESH, "token_revoked", _Asking.revoked),
    "wrong_password": (
        Operation.AUTHORIZE,
        "wrong_password",
        lambda a: a.ask("server.createSession", json={"identifier": a.member.handle, "password": "wrong"}),
    ),
    "deactivated": (_PUBLISH, "account_restricted", _Asking.deactivated),
    "foreign_repository": (_PUBLISH, "token_invalid", lambda a: a.put(repo=a.other.did)),
    "unknown_repository": (_PUBLISH, "account_elsewhere", lambda a: a.put(repo=_NOBODY)),
    "list_of_nobody": (
        Operation.READ,
        "account_elsewhere",
        lambda a: a.ask("repo.listRecords", params={"repo": _NOBODY, "collection": "app.bsky.feed.post"}),
    ),
    "text_graphemes": (_PUBLISH, "text_too_long", lambda a: a.put(text="x" * 301)),
    "text_bytes": (_PUBLISH, "text_too_long", lambda a: a.put(text=_FAMILY * 300)),
    "five_pictures": (_PUBLISH, "too_many_pictures", lambda a: a.put(embed=a.images(*[a.upload(b"\xff\xd8\xff")] * 5))),
    "picture_too_big": (
        _PUBLISH,
        "media_too_big",
        lambda a: a.put(embed=a.images(a.upload(b"\xff\xd8\xff" + b"x" * 2_100_000))),
    ),
    "upload_too_big": (
        _CREATE,
        "media_too_big",
        lambda a: a.ask(
            "repo.uploadBlob", a.member.access, content=b"x" * 6_000_000, headers_={"content-type": "image/jpeg"}
        ),
    ),
    "text_as_picture": (_PUBLISH, "media_kind", lambda a: a.put(embed=a.images(a.upload(b"words", "text/plain")))),
    "picture_as_video": (
        _PUBLISH,
        "media_kind",
        lambda a: a.put(embed={"$type": "app.bsky.embed.video", "video": a.upload(b"\xff\xd8\xff")}),
    ),
    "blob_missing": (_PUBLISH, "blob_gone", lambda a: a.put(embed=a.images(a.never_uploaded()))),
    "no_time": (_PUBLISH, "record_refused", lambda a: a.put(createdAt=None)),
    "no_language": (_PUBLISH, "record_refused", lambda a: a.put(langs=["no language"])),
    "bad_key": (_PUBLISH, "record_refused", lambda a: a.put("job-1")),
    "key_taken": (_PUBLISH, "key_taken", _Asking.taken),
    "parent_missing": (_CREATE, "no_such_post", lambda a: a.record(a.member.did, _KEY)),
    "parent_elsewhere": (_CREATE, "no_such_post", lambda a: a.record(_NOBODY, _KEY)),
    "record_gone": (Operation.READ, "record_gone", lambda a: a.record(a.member.did, _KEY)),
    "nobody_mentioned": (_CREATE, "nobody_mentioned", lambda a: a.resolve("nobody.test")),
    "no_handle": (_CREATE, "nobody_mentioned", lambda a: a.resolve("no_handle")),
    "unknown_call": (_CREATE, "not_a_server", lambda a: a.ask("repo.nothing", params={})),
}


def main(path: Path) -> None:
    """Write every refusal down, one a line."""
    with tempfile.TemporaryDirectory() as folder:
        plain, limits = Path(folder) / "plain", Path(folder) / "limits"
        with running(plain) as server, running(limits, PDS_RATE_LIMITS_ENABLED="true") as limited:
            lines = [refusal.line() for refusal in refusals(server, limited)]
            first = json.dumps({"server": server.version, "recorded": time.strftime("%Y-%m-%d", time.gmtime())})
    path.write_text("\n".join([first, *lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

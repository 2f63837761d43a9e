"""What is answered to a platform that calls us. No HTTP in here: any server can hand its requests in.

A message is verified over its bytes as they came, before anything of it is read; it is answered with 200 once whoever
listens has taken what it tells, and with 500 if they could not: platforms send again what was not answered with 200.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from http import HTTPStatus

from attrs import field, frozen

from postwire.delivery import Delivery
from postwire.engine import Engine
from postwire.happening import Happening
from postwire.signed import BadSignature

LONGEST = 4 * 1024 * 1024
"""Bytes of a message; up to a thousand happenings may come in one."""
_LONGEST_CHALLENGE = 1024
WEBHOOK, DEAUTHORIZE, DELETE = "webhook", "deauthorize", "delete"


@frozen
class Deauthorized:
    """A person removed the app; what waited for their account is held."""

    account_id: str
    held: tuple[Delivery, ...]


@frozen
class DeletionWanted:
    """A person wants their data deleted. The platform was promised that the code tells them what became of it."""

    account_id: str
    confirmation_code: str


Event = Happening | Deauthorized | DeletionWanted


@frozen
class Answer:
    """What goes back."""

    status: HTTPStatus
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    why: str = ""
    """For the log, where the call was refused; repeats nothing of what was sent."""


@frozen(kw_only=True)
class Receiver:
    """Answers the calls of one platform, whose app the engine knows or the environment names."""

    engine: Engine
    platform: str
    tell: Callable[[tuple[Event, ...]], None] = field(repr=False)
    """Takes what one call tells. Whatever it raises makes the platform send it again."""
    status_page: str | None = None
    """Where a person sees what became of their wish; ``{code}`` stands for its code. None: wishes are refused."""

    def answer(
        self, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes
    ) -> Answer:
        """Answer one call. Of the path only what follows the last slash counts; ``headers`` has lower-case names.

        Raises whatever `tell` and the store raise, and a `postwire.connector.ConnectorFault`.
        """
        name = path.rpartition("/")[2]
        if (method, name) == ("GET", WEBHOOK):
            return self._handshake(query)
        if name not in {WEBHOOK, DEAUTHORIZE, DELETE}:
            return _refused(HTTPStatus.NOT_FOUND, "there is nothing at this address")
        if method != "POST":
            return _refused(HTTPStatus.METHOD_NOT_ALLOWED, f"nothing is done for {method[:16]} here")
        if len(body) > LONGEST:
            return _refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"it is longer than {LONGEST} bytes")
        try:
            return self._posted(name, headers, body)
        except BadSignature as error:
            return _refused(HTTPStatus.FORBIDDEN, str(error))

    def _posted(self, name: str, headers: Mapping[str, str], body: bytes) -> Answer:
        if name == DELETE:
            return self._deletion(body)
        if name == DEAUTHORIZE:
            account_id = self.engine.verified_notice(self.platform, body)
            self.tell((Deauthorized(account_id, self.engine.deauthorized(self.platform, body)),))
            return Answer(HTTPStatus.OK)
        signature = headers.get(self.engine.registry[self.platform].manifest.signature_header.lower(), "")
        self.tell(self.engine.verified_happenings(self.platform, body, signature))
        return Answer(HTTPStatus.OK)

    def _handshake(self, query: Mapping[str, str]) -> Answer:
        challenge = self.engine.handshake(self.platform, query)
        if challenge is None or len(challenge) > _LONGEST_CHALLENGE:
            return _refused(HTTPStatus.FORBIDDEN, "the verify token is not ours, or nothing was asked")
        return Answer(HTTPStatus.OK, challenge.encode(errors="replace"))

    def _deletion(self, body: bytes) -> Answer:
        account_id = self.engine.verified_notice(self.platform, body)
        if self.status_page is None:
            return _refused(HTTPStatus.NOT_FOUND, "there is no status page to send people to")
        self.engine.deauthorized(self.platform, body)
        # the same for what is sent again; what is hashed is signed, so that nobody can make up another one's
        code = hashlib.sha256(body).hexdigest()[:16]
        self.tell((DeletionWanted(account_id, code),))
        told = self.engine.registry[self.platform].deletion_answer(self.status_page.replace("{code}", code), code)
        return Answer(HTTPStatus.OK, json.dumps(dict(told)).encode(), "application/json")


def _refused(status: HTTPStatus, why: str) -> Answer:
    return Answer(status, why=why)

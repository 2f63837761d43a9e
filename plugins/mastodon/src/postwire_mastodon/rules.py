"""When an answer has which meaning: rules, asked in their order. What none of them knows, the table by status does."""

import re
from collections.abc import Iterable

from attrs import field, frozen

from postwire.meaning import Meaning
from postwire.operation import Operation
from postwire.source import Source
from postwire_mastodon import meanings, phrases
from postwire_mastodon.sources import (
    ACCOUNTS,
    ERRORS,
    INSTANCE,
    MASTODON_WORDS,
    MEDIA,
    OAUTH,
    PLEROMA,
    RAILS_WORDS,
    RATES,
    SNAC,
    STATUSES,
)

_CONNECTING = (Operation.AUTHORIZE, Operation.REFRESH)
_POSTING = (Operation.CREATE, Operation.PUBLISH)
_UNREADABLE = (
    r"file content type|file is invalid|file type of uploaded media|error processing thumbnail"
    r"|unsupported (?:media|file) type|mime ?type"
)
_FLAWED = rf"{phrases.INVALID}|can't be blank|is not a valid \w|field is required|given data was invalid"


def _all(given: Iterable[Operation]) -> frozenset[Operation]:
    return frozenset(given)


@frozen
class Answer:
    """What is read of an answer."""

    status: int
    words: str = ""
    """In small letters; empty: it says nothing."""
    keys: frozenset[str] = frozenset()
    """Of its object, where it is one."""


@frozen(kw_only=True)
class Rule:
    """All conditions that it names must hold; what it does not name does not matter."""

    id: str
    """Stable; a diagnosis carries it as ``mastodon.ID``."""
    meaning: Meaning
    statuses: tuple[int, ...] = ()
    says: str | None = None
    """A pattern in the error's words, in small letters; empty: it says nothing at all."""
    holds: str = ""
    """A key of the answer's object."""
    operations: frozenset[Operation] = field(default=(), converter=_all)
    bare: bool = False
    """Whether its words are enough where nobody knows the HTTP status, as in a body that somebody pasted."""
    sources: tuple[Source, ...]

    def matches(self, answer: Answer, operation: Operation) -> bool:
        """Whether an answer to this operation is meant."""
        status, words = answer.status, answer.words
        return (
            (not self.statuses or status in self.statuses or (self.bare and not status))
            and (not self.operations or operation in self.operations)
            and (not self.holds or self.holds in answer.keys)
            and (self.says is None or (re.search(self.says, words) is not None if self.says else not words))
        )


_SIGN_IN = (
    Rule(
        id="oauth.denied",
        meaning=meanings.SIGN_IN_REFUSED,
        says=r"\baccess_denied\b",
        operations=_CONNECTING,
        sources=(OAUTH,),
    ),
    Rule(
        id="oauth.grant",
        meaning=meanings.CODE_UNUSABLE,
        says=r"\binvalid_grant\b",
        operations=_CONNECTING,
        sources=(OAUTH,),
    ),
    Rule(
        id="oauth.app",
        meaning=meanings.APP_UNKNOWN,
        says=r"\b(?:invalid_client|unauthorized_client|invalid_scope|invalid_request|redirect[ _]uris?)\b"
        r"|client authentication failed|unknown client",
        operations={Operation.AUTHORIZE},
        sources=(OAUTH,),
    ),
    # snac answers every refusal of a sign-in with its status alone.
    Rule(
        id="oauth.silent",
        meaning=meanings.APP_UNKNOWN,
        statuses=(400, 401),
        says="",
        operations={Operation.AUTHORIZE},
        sources=(SNAC,),
    ),
)
_ACCESS = (
    Rule(
        id="403.login",
        meaning=meanings.LOGIN_UNUSABLE,
        statuses=(403,),
        says=r"\byour (?:login|account)\b",
        bare=True,
        sources=(ACCOUNTS,),
    ),
    Rule(
        id="403.scope",
        meaning=meanings.SCOPE_MISSING,
        statuses=(403,),
        says=r"authorized scopes|scope|insufficient permissions?",
        bare=True,
        sources=(ERRORS,),
    ),
    # Pleroma and its kin: no token, or one that is not valid any more.
    Rule(
        id="403.token",
        meaning=meanings.TOKEN_INVALID,
        statuses=(400, 401, 403),
        says=r"invalid credentials|^unauthenticated|token (?:is|was|has|has been) (?:invalid|revoked|expired)",
        bare=True,
        sources=(OAUTH, PLEROMA),
    ),
    Rule(id="403", meaning=meanings.NOT_ALLOWED, statuses=(403,), sources=(ERRORS,)),
    Rule(id="401", meaning=meanings.TOKEN_INVALID, statuses=(401,), sources=(STATUSES, SNAC)),
    Rule(
        id="422.user",
        meaning=meanings.TOKEN_INVALID,
        statuses=(422,),
        says=r"requires an authenticated user",
        bare=True,
        sources=(ACCOUNTS,),
    ),
    Rule(id="422.silent", meaning=meanings.TOKEN_INVALID, statuses=(422,), says="", sources=(SNAC,)),
)
_CONTENT = (
    Rule(
        id="404.parent",
        meaning=meanings.PARENT_NOT_FOUND,
        statuses=(404,),
        says=r"trying to reply to|reply.{0,40}(?:not found|not exist)",
        operations=_POSTING,
        bare=True,
        sources=(ERRORS,),
    ),
    Rule(
        id="404",
        meaning=meanings.NOT_FOUND,
        statuses=(404, 410),
        operations={Operation.POLL, Operation.DELETE, Operation.READ, Operation.CREATE},
        sources=(STATUSES, MEDIA, SNAC),
    ),
    Rule(
        id="422.not_ready",
        meaning=meanings.MEDIA_NOT_READY,
        statuses=(422,),
        says=r"not finished processing",
        bare=True,
        sources=(ERRORS,),
    ),
    # In all other languages: of what is unprocessable, this alone is worth another try.
    Rule(
        id="422.again",
        meaning=meanings.MEDIA_NOT_READY,
        statuses=(422,),
        says=phrases.TRY_AGAIN,
        operations=_POSTING,
        sources=(ERRORS, MASTODON_WORDS),
    ),
    Rule(
        id="422.mixed",
        meaning=meanings.MEDIA_MIXED,
        statuses=(422,),
        says=r"can(?:no|')t attach (?:more than|a video)",
        bare=True,
        sources=(ERRORS,),
    ),
    Rule(
        id="413",
        meaning=meanings.MEDIA_TOO_LARGE,
        statuses=(413,),
        sources=(MEDIA,),
    ),
    Rule(
        id="422.size",
        meaning=meanings.MEDIA_TOO_LARGE,
        statuses=(422,),
        says=r"file size|must be less than|too large",
        operations={Operation.CREATE, Operation.POLL},
        bare=True,
        sources=(MEDIA,),
    ),
    Rule(
        id="422.media",
        meaning=meanings.MEDIA_FAILED,
        statuses=(400, 422, 500),
        says=_UNREADABLE,
        operations={Operation.CREATE, Operation.POLL},
        bare=True,
        sources=(MEDIA,),
    ),
    Rule(
        id="422.length",
        meaning=meanings.TEXT_TOO_LONG,
        statuses=(422,),
        says=r"character limit|too long",
        operations=_POSTING,
        bare=True,
        sources=(STATUSES,),
    ),
    Rule(
        id="422.told",
        meaning=meanings.CONTENT_REFUSED,
        statuses=(400, 422),
        says=_FLAWED,
        bare=True,
        operations=_POSTING,
        sources=(STATUSES, RAILS_WORDS),
    ),
    Rule(
        id="422",
        meaning=meanings.CONTENT_REFUSED,
        statuses=(400, 422),
        says=r".",
        operations=_POSTING,
        sources=(STATUSES, ERRORS),
    ),
)

RULES = (
    Rule(
        id="instance.limits",
        meaning=meanings.BEYOND_INSTANCE,
        statuses=(200,),
        holds="configuration",
        operations={Operation.CREATE},
        sources=(INSTANCE,),
    ),
    Rule(
        id="delete.still_there",
        meaning=meanings.STILL_THERE,
        statuses=(200,),
        operations={Operation.DELETE},
        sources=(SNAC,),
    ),
    *_SIGN_IN,
    *_ACCESS,
    Rule(id="429", meaning=meanings.TOO_FAST, statuses=(429,), sources=(RATES,)),
    Rule(
        id="429.told",
        meaning=meanings.TOO_FAST,
        statuses=(429,),
        says=r"\bthrottled\b|rate.?limit|too many requests",
        bare=True,
        sources=(RATES,),
    ),
    *_CONTENT,
)

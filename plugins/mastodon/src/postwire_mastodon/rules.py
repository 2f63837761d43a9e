"""When an answer has which meaning: rules, asked in their order. What none of them knows, the table by status does."""

import re
from collections.abc import Iterable

from attrs import field, frozen

from postwire.meaning import Meaning
from postwire.operation import Operation
from postwire.source import Source
from postwire_mastodon import meanings
from postwire_mastodon.sources import ACCOUNTS, ERRORS, INSTANCE, MEDIA, OAUTH, RATES, SNAC, STATUSES

_POSTING = (Operation.CREATE, Operation.PUBLISH)


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
    sources: tuple[Source, ...]

    def matches(self, answer: Answer, operation: Operation) -> bool:
        """Whether an answer to this operation is meant."""
        status, words = answer.status, answer.words
        return (
            (not self.statuses or status in self.statuses)
            and (not self.operations or operation in self.operations)
            and (not self.holds or self.holds in answer.keys)
            and (self.says is None or (re.search(self.says, words) is not None if self.says else not words))
        )


_SIGN_IN = (
    Rule(id="oauth.denied", meaning=meanings.SIGN_IN_REFUSED, says=r"\baccess_denied\b", sources=(OAUTH,)),
    Rule(id="oauth.grant", meaning=meanings.CODE_UNUSABLE, says=r"\binvalid_grant\b", sources=(OAUTH,)),
    Rule(
        id="oauth.app",
        meaning=meanings.APP_UNKNOWN,
        says=r"\b(?:invalid_client|unauthorized_client|invalid_scope|invalid_request|redirect uri)\b",
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
        sources=(ACCOUNTS,),
    ),
    Rule(
        id="403.scope",
        meaning=meanings.SCOPE_MISSING,
        statuses=(403,),
        says=r"authorized scopes|scope",
        sources=(ERRORS,),
    ),
    Rule(id="403", meaning=meanings.NOT_ALLOWED, statuses=(403,), sources=(ERRORS,)),
    Rule(id="401", meaning=meanings.TOKEN_INVALID, statuses=(401,), sources=(STATUSES, SNAC)),
    Rule(
        id="422.user",
        meaning=meanings.TOKEN_INVALID,
        statuses=(422,),
        says=r"requires an authenticated user",
        sources=(ACCOUNTS,),
    ),
    Rule(id="422.silent", meaning=meanings.TOKEN_INVALID, statuses=(422,), says="", sources=(SNAC,)),
)
_CONTENT = (
    Rule(
        id="404.parent",
        meaning=meanings.PARENT_NOT_FOUND,
        statuses=(404,),
        says=r"trying to reply to",
        operations=_POSTING,
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
        sources=(ERRORS,),
    ),
    Rule(
        id="422.mixed",
        meaning=meanings.MEDIA_MIXED,
        statuses=(422,),
        says=r"can(?:no|')t attach (?:more than|a video)",
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
        sources=(MEDIA,),
    ),
    Rule(
        id="422.media",
        meaning=meanings.MEDIA_FAILED,
        statuses=(400, 422, 500),
        says=r"file content type|file is invalid|file type of uploaded media|error processing thumbnail",
        operations={Operation.CREATE, Operation.POLL},
        sources=(MEDIA,),
    ),
    Rule(
        id="422.length",
        meaning=meanings.TEXT_TOO_LONG,
        statuses=(422,),
        says=r"character limit|too long",
        operations=_POSTING,
        sources=(STATUSES,),
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
    *_CONTENT,
)

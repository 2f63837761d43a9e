"""One thing that goes wrong: when it strikes, and what it does to the call."""

import enum
from collections.abc import Mapping
from typing import Any

import attrs
from attrs import field, frozen

from postwire_threads.sandbox.call import Answer, Ending
from postwire_threads.sandbox.refusal import ERRORS, REVOCATIONS


class Operation(enum.StrEnum):
    """What a call does."""

    CREATE = "create"
    STATUS = "status"
    """A look at a container."""
    PUBLISH = "publish"
    DELETE = "delete"
    READ = "read"
    REPOST = "repost"
    ANY = "any"
    """Only in a fault: whatever the call does."""


class Effect(enum.StrEnum):
    """What a fault does. *Done* means that the call is carried out in full before anything goes wrong."""

    SLOW = "slow"
    """Nothing but ``delay`` and ``hold``; done."""
    ANSWER = "answer"
    """``status`` with ``error`` or ``body``, and not done."""
    LIE = "lie"
    """The same, but done: 500 after accepting, 400 after accepting."""
    LOST = "lost"
    """Done; then the connection is closed without an answer."""
    RESET = "reset"
    """Not done; the connection is reset."""
    TORN = "torn"
    """Done; the connection is closed in the middle of the answer."""
    TRUNCATED = "truncated"
    """Done; the body ends in the middle, and the HTTP headers agree with that."""
    HUGE = "huge"
    """Done; the answer carries ``size`` needless bytes."""
    EMPTY = "empty"
    """HTTP 200 and no body; done, unless ``done`` is false."""
    HTML = "html"
    """HTTP 502 and a page of HTML; not done, unless ``done`` is true."""
    THROTTLED = "throttled"
    """HTTP 429 with Retry-After; not done, unless ``done`` is true."""
    PROCESSING = "processing"
    """Create only: the container is IN_PROGRESS for ``seconds`` longer."""
    CONTAINER_ERROR = "container_error"
    """Create only: the container ends in ERROR with ``message``."""
    REVOKE = "revoke"
    """Done; afterwards the token is revoked for ``reason``."""


_UNDONE = frozenset({Effect.ANSWER, Effect.RESET, Effect.HTML, Effect.THROTTLED})
_EITHER = frozenset({Effect.EMPTY, Effect.HTML, Effect.THROTTLED})
_CREATE_ONLY = frozenset({Effect.PROCESSING, Effect.CONTAINER_ERROR})
_ENDINGS = {Effect.LOST: Ending.CLOSED, Effect.RESET: Ending.RESET, Effect.TORN: Ending.TORN}
_PAGE = "<!DOCTYPE html><html><head><title>Error</title></head><body>Sorry, something went wrong.</body></html>"
_HTML = {"content-type": "text/html; charset=utf-8"}


class BadFault(ValueError):
    """A fault that cannot be: its text names the field, the value and the rule."""


def _number(default: float) -> Any:
    def check(_: Any, attribute: "attrs.Attribute[float]", value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1e9:
            raise BadFault(f"{attribute.name} is {value!r}, but must be a number, 0 or more")

    return field(default=default, validator=check)


def _whole(default: int | None, least: int, *, optional: bool = False) -> Any:
    def check(_: Any, attribute: "attrs.Attribute[int]", value: Any) -> None:
        if optional and value is None:
            return
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise BadFault(f"{attribute.name} is {value!r}, but must be a whole number, {least} or more")

    return field(default=default, validator=check)


def _text(default: str | None) -> Any:
    def check(_: Any, attribute: "attrs.Attribute[str | None]", value: Any) -> None:
        if value is not None and not isinstance(value, str):
            raise BadFault(f"{attribute.name} is {value!r}, but must be a text")

    return field(default=default, validator=check)


@frozen(kw_only=True)
class Fault:
    """A fault of the script. Raises `BadFault`."""

    effect: Effect = field()
    operation: Operation = field(default=Operation.ANY)
    account: str | None = _text(None)
    """Only calls with a token of this account, by id or username."""
    text: str | None = _text(None)
    """Only calls about a post whose text contains this."""
    nth: int = _whole(1, 1)
    """The first matching call that it strikes, counted from 1."""
    times: int | None = _whole(1, 1, optional=True)
    """How many matching calls in a row it strikes; None: all from then on."""
    delay: float = _number(0.0)
    """Seconds before the call is carried out (or refused)."""
    hold: float = _number(0.0)
    """Seconds between carrying it out and answering."""
    done: bool | None = None
    """Overrules the effect, for ``empty``, ``html`` and ``throttled``."""
    status: int | None = _whole(None, 200, optional=True)
    """HTTP status of ``answer`` and ``lie``; None: that of the error, or 500 for a body."""
    error: str | None = field(default=None)
    """The error of ``answer`` and ``lie``, by ``code`` or ``code/subcode``; without body and error it is 10."""
    body: Any = None
    """The body of ``answer`` and ``lie`` instead of an error: a text, or JSON."""
    headers: Mapping[str, str] = field(factory=dict)
    """More headers of ``answer`` and ``lie``."""
    seconds: float = _number(0.0)
    message: str = _text("UNKNOWN")
    reason: str = field(default="app_removed")
    size: int = _whole(1_000_000, 1)
    retry_after: int = _whole(60, 0)
    """Seconds, for ``throttled``."""

    @effect.validator
    def _effect_exists(self, _: Any, value: Any) -> None:
        if not isinstance(value, Effect):
            raise BadFault(f"effect is {value!r}, but must be one of {', '.join(Effect)}")

    @operation.validator
    def _operation_exists(self, _: Any, value: Any) -> None:
        if not isinstance(value, Operation):
            raise BadFault(f"operation is {value!r}, but must be one of {', '.join(Operation)}")

    @error.validator
    def _error_exists(self, _: Any, value: Any) -> None:
        if value is not None and value not in ERRORS:
            raise BadFault(f"error is {value!r}, but must be one of {', '.join(ERRORS)}")

    @reason.validator
    def _reason_exists(self, _: Any, value: Any) -> None:
        if value not in REVOCATIONS:
            raise BadFault(f"reason is {value!r}, but must be one of {', '.join(REVOCATIONS)}")

    @headers.validator
    def _headers_are_texts(self, _: Any, value: Any) -> None:
        if not isinstance(value, Mapping) or not all(isinstance(t, str) for pair in value.items() for t in pair):
            raise BadFault(f"headers is {value!r}, but must be an object of texts")

    def __attrs_post_init__(self) -> None:
        if self.done is not None and self.effect not in _EITHER:
            raise BadFault(f"done is {self.done!r}, but only {', '.join(sorted(_EITHER))} can be either")
        if self.effect in _CREATE_ONLY and self.operation is not Operation.CREATE:
            raise BadFault(
                f"operation is {self.operation.value!r}, but the effect {self.effect.value!r} needs 'create'"
            )
        if self.status is not None and self.status > 599:
            raise BadFault(f"status is {self.status!r}, but must be at most 599")

    @classmethod
    def from_json(cls, data: Any) -> "Fault":
        """A fault from a JSON object. Raises `BadFault`."""
        if not isinstance(data, dict) or "effect" not in data:
            raise BadFault(f"a fault is an object with an effect, which is one of {', '.join(Effect)}")
        names = [attribute.name for attribute in attrs.fields(cls)]
        unknown = sorted(data.keys() - set(names))
        if unknown:
            raise BadFault(f"a fault has no field {unknown[0]!r}; it has {', '.join(names)}")
        kinds: tuple[tuple[str, type[enum.StrEnum]], ...] = (("effect", Effect), ("operation", Operation))
        words = {n: kind(data[n]) for n, kind in kinds if n in data and data[n] in set(kind)}
        return cls(**(data | words))

    @property
    def is_done(self) -> bool:
        """Whether the call is carried out."""
        return self.effect not in _UNDONE if self.done is None else self.done

    def bend(self, honest: Answer, about: str) -> Answer:
        """What the caller gets instead of the honest answer; ``about`` is the id that an error may name."""
        invented = self._invented(about)
        if invented is not None:
            return invented
        if self.effect is Effect.TRUNCATED:
            return attrs.evolve(honest, body=Cut(honest.body))
        if self.effect is Effect.HUGE:
            return attrs.evolve(honest, body={**honest.body, "padding": "x" * self.size})
        return attrs.evolve(honest, ending=_ENDINGS.get(self.effect, Ending.ANSWERED))

    def _invented(self, about: str) -> Answer | None:
        """An answer that owes nothing to the honest one."""
        match self.effect:
            case Effect.ANSWER | Effect.LIE:
                return self._told(about)
            case Effect.EMPTY:
                return Answer(status=200, body=b"")
            case Effect.HTML:
                return Answer(status=502, body=_PAGE.encode(), headers=_HTML)
            case Effect.THROTTLED:
                return Answer(status=429, body=ERRORS["613/4279002"], headers={"retry-after": str(self.retry_after)})
            case _:
                return None

    def _told(self, about: str) -> Answer:
        if self.body is not None:
            body = self.body.encode() if isinstance(self.body, str) else self.body
            return Answer(status=self.status or 500, body=body, headers=self.headers)
        error = ERRORS[self.error or "10"].about(about)
        return Answer(status=self.status or error.status, body=error, headers=self.headers)


@frozen
class Cut:
    """A JSON body of which only the first half is sent."""

    whole: Any

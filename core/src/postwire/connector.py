"""One platform behind a typed door: every call reaches exactly one connector."""

import inspect
from collections.abc import Generator
from datetime import datetime
from typing import Any, cast

import pluggy

from postwire.account import Account
from postwire.container import Container
from postwire.diagnosis import Diagnosis
from postwire.exchange import Exchange, Reply
from postwire.grant import Grant
from postwire.manifest import Manifest
from postwire.meaning import Meaning
from postwire.operation import Operation
from postwire.post import Post
from postwire.problem import Problem
from postwire.progress import Progress
from postwire.receipt import Receipt
from postwire.signed import Notice


class BadAnswer(TypeError):
    """A connector's hook gave something that its promise does not allow."""

    def __init__(self, platform: str, hook: str, promised: str, given: object) -> None:
        super().__init__(
            f"the connector of {platform!r} broke its promise: {hook} must return {promised}, "
            f"it returned {type(given).__name__}"
        )


class Connector:
    """The hooks of one platform. Observers' wrappers around them run as well."""

    def __init__(self, manifest: Manifest, hooks: pluggy.HookRelay, distribution: str) -> None:
        self.manifest = manifest
        self.distribution = distribution
        """Name and version of what it was installed with, or ``in-process`` and its name."""
        self._hooks = hooks
        """Of this connector alone: no other platform's hooks hang on it."""

    @property
    def platform(self) -> str:
        """The platform's name."""
        return self.manifest.platform

    def has(self, hook: str) -> bool:
        """Whether the connector implements a hook."""
        return any(not (impl.wrapper or impl.hookwrapper) for impl in self._caller(hook).get_hookimpls())

    def required_scopes(self, operation: Operation) -> frozenset[str]:
        """The scopes that an operation needs."""
        return cast(
            "frozenset[str]", self._value("required_scopes", frozenset, "a frozenset of names", operation=operation)
        )

    def validate_media(self, post: Post) -> tuple[Problem, ...]:
        """What the platform would refuse."""
        return cast("tuple[Problem, ...]", self._value("validate_media", tuple, "a tuple of problems", post=post))

    def classify_error(self, reply: Reply, operation: Operation) -> Diagnosis | None:
        """What a refusal means; None: the connector has no opinion."""
        answer = self._caller("classify_error")(reply=reply, operation=operation)
        if answer is not None and not isinstance(answer, Diagnosis):
            raise BadAnswer(self.platform, "classify_error", "a Diagnosis or None", answer)
        return answer

    def meanings(self) -> tuple[Meaning, ...]:
        """Everything that the connector's classification can say; empty where it does not tell."""
        if not self.has("meanings"):
            return ()
        return cast("tuple[Meaning, ...]", self._value("meanings", tuple, "a tuple of meanings"))

    def create(self, post: Post, account: Account) -> Exchange[Container]:
        """The conversation that stages a post."""
        return self._exchange("create", post=post, account=account)

    def poll(self, container: Container, account: Account) -> Exchange[Progress]:
        """The conversation that asks how a container is."""
        return self._exchange("poll", container=container, account=account)

    def publish(self, post: Post, container: Container, account: Account) -> Exchange[Receipt]:
        """The conversation that makes it visible."""
        return self._exchange("publish", post=post, container=container, account=account)

    def delete(self, receipt: Receipt, account: Account) -> Exchange[None]:
        """The conversation that takes it down."""
        return self._exchange("delete", receipt=receipt, account=account)

    def find(self, post: Post, since: datetime, account: Account) -> Exchange[tuple[Receipt, ...]]:
        """The conversation that looks for live posts which say the same."""
        return self._exchange("find", post=post, since=since, account=account)

    def authorize(self, client_id: str, redirect: str, scopes: frozenset[str], state: str) -> str:
        """The page where a person is asked."""
        return cast(
            "str",
            self._value(
                "authorize", str, "an address", client_id=client_id, redirect=redirect, scopes=scopes, state=state
            ),
        )

    def connect(self, client_id: str, redirect: str) -> Exchange[Grant]:
        """The conversation that turns a code into a token."""
        return self._exchange("connect", client_id=client_id, redirect=redirect)

    def refresh(self, account: Account) -> Exchange[Grant]:
        """The conversation that renews a token."""
        return self._exchange("refresh", account=account)

    def inspect_token(self, account: Account) -> Exchange[Grant]:
        """The conversation that asks what a token is good for."""
        return self._exchange("inspect_token", account=account)

    def connect_app(self, client_id: str) -> Exchange[Grant]:
        """The conversation that gets a token of the app itself."""
        return self._exchange("connect_app", client_id=client_id)

    def read_notice(self, body: bytes) -> Notice:
        """What the platform tells by itself, not to be believed yet."""
        return cast("Notice", self._value("read_notice", Notice, "a Notice", body=body))

    def _value(self, hook: str, kind: type, promised: str, **arguments: object) -> object:
        answer = self._caller(hook)(**arguments)
        if not isinstance(answer, kind):
            raise BadAnswer(self.platform, hook, promised, answer)
        return answer

    def _exchange(self, hook: str, **arguments: object) -> Exchange[Any]:
        answer = self._caller(hook)(**arguments)
        if inspect.iscoroutine(answer):
            answer.close()
        if not isinstance(answer, Generator):
            raise BadAnswer(self.platform, hook, "a generator of requests (def and yield, not async def)", answer)
        return cast("Exchange[Any]", answer)

    def _caller(self, hook: str) -> pluggy.HookCaller:
        caller: pluggy.HookCaller = getattr(self._hooks, hook)
        return caller

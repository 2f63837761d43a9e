"""One platform behind a typed door: every call reaches exactly one connector."""

import inspect
import signal
import threading
from collections.abc import Generator, Mapping
from datetime import datetime
from typing import Any, cast

import pluggy

from postwire.account import Account
from postwire.bounds import trimmed, unfit_diagnosis, unfit_problems, unfit_scopes, words_of
from postwire.container import Container
from postwire.demographics import Breakdown, Demographics
from postwire.diagnosis import Diagnosis
from postwire.exchange import Exchange, Reply
from postwire.grant import AppGrant, Grant
from postwire.happening import Happenings
from postwire.insights import Insights
from postwire.links import web_address
from postwire.location import Location
from postwire.manifest import Manifest
from postwire.meaning import Meaning
from postwire.operation import Operation
from postwire.post import Post
from postwire.problem import Problem
from postwire.progress import Progress
from postwire.receipt import Receipt
from postwire.seen import Listing, Page, Profile
from postwire.signed import BadSignature, Notice
from postwire.staging import Staging
from postwire.usage import Usage

LONGEST_WAIT = 86_400.0
"""Seconds. No answer keeps an account from being used for longer."""


class ConnectorFault(Exception):
    """A connector's hook failed. Names the platform, the connector's distribution and the hook."""

    def __init__(self, platform: str, distribution: str, hook: str, error: BaseException) -> None:
        super().__init__(f"the connector of {platform!r} ({distribution}) failed in {hook}: {words_of(error)}")


class BadAnswer(ConnectorFault, TypeError):
    """A connector's hook gave something that its promise does not allow."""

    def __init__(self, platform: str, hook: str, promised: str, given: str) -> None:
        Exception.__init__(
            self, f"the connector of {platform!r} broke its promise: {hook} must return {promised}, it returned {given}"
        )


def is_persons(error: BaseException) -> bool:
    """Whether it may be somebody's Ctrl-C: that ends what was asked for, and is no connector's fault."""
    return (
        isinstance(error, KeyboardInterrupt)
        and threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGINT) is signal.default_int_handler
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
        found = cast(
            "frozenset[str]", self._value("required_scopes", frozenset, "a frozenset of names", operation=operation)
        )
        if wrong := unfit_scopes(found):
            raise self._bad("required_scopes", "a frozenset of names", found, wrong)
        return found

    def validate_media(self, post: Post) -> tuple[Problem, ...]:
        """What the platform would refuse."""
        found = cast("tuple[Problem, ...]", self._value("validate_media", tuple, "a tuple of problems", post=post))
        if wrong := unfit_problems(found):
            raise self._bad("validate_media", "a tuple of problems", found, wrong)
        return found

    def classify_error(self, reply: Reply, operation: Operation) -> Diagnosis | None:
        """What a refusal means; None: the connector has no opinion."""
        found: object = self._call("classify_error", reply=reply, operation=operation)
        if found is None:
            return None
        if not isinstance(found, Diagnosis):
            raise self._bad("classify_error", "a Diagnosis or None", found)
        if wrong := unfit_diagnosis(found):
            raise self._bad("classify_error", "a Diagnosis or None", found, wrong)
        return trimmed(found)

    def meanings(self) -> tuple[Meaning, ...]:
        """Everything that the connector's classification can say; empty where it does not tell."""
        if not self.has("meanings"):
            return ()
        return cast("tuple[Meaning, ...]", self._value("meanings", tuple, "a tuple of meanings"))

    def create(self, post: Post, account: Account, staging: Staging) -> Exchange[Container]:
        """The conversation that stages a post."""
        return self._exchange("create", post=post, account=account, staging=staging)

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
        found = self._call("authorize", client_id=client_id, redirect=redirect, scopes=scopes, state=state)
        if not isinstance(found, str) or web_address(found) is None:
            raise self._bad("authorize", "an http(s) address", found)
        return found

    def register_app(self, redirect: str, scopes: frozenset[str]) -> Exchange[AppGrant]:
        """The conversation that registers an app."""
        return self._exchange("register_app", redirect=redirect, scopes=scopes)

    def connect(self, client_id: str, redirect: str) -> Exchange[Grant]:
        """The conversation that turns a code, or a name and a password, into a token."""
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
        return cast("Notice", self._signed("read_notice", Notice, body=body))

    def read_happenings(self, body: bytes, signature: str) -> Happenings:
        """What the platform tells of what happened, not to be believed yet."""
        return cast("Happenings", self._signed("read_happenings", Happenings, body=body, signature=signature))

    def handshake(self, query: Mapping[str, str], verify_token: str) -> str | None:
        """What a platform that asks whether an address is ours is answered; None: nothing."""
        if not self.has("handshake"):
            return None
        found = self._call("handshake", query=query, verify_token=verify_token)
        if found is not None and not isinstance(found, str):
            raise self._bad("handshake", "a text or None", found)
        return found

    def deletion_answer(self, status_page: str, confirmation_code: str) -> Mapping[str, str]:
        """What a platform that tells of a person who wants their data deleted is answered."""
        given = {"status_page": status_page, "confirmation_code": confirmation_code}
        return cast("Mapping[str, str]", self._value("deletion_answer", Mapping, "a mapping of texts", **given))

    def quota(self, account: Account) -> Exchange[tuple[Usage, ...]]:
        """The conversation that asks how much of the quotas is used."""
        return self._exchange("quota", account=account)

    def post_insights(self, post_id: str, account: Account) -> Exchange[Insights]:
        """The conversation that asks how a post does."""
        return self._exchange("post_insights", post_id=post_id, account=account)

    def account_insights(self, since: datetime, until: datetime, account: Account) -> Exchange[Insights]:
        """The conversation that asks how the account did."""
        return self._exchange("account_insights", since=since, until=until, account=account)

    def demographics(self, breakdown: Breakdown, account: Account) -> Exchange[Demographics]:
        """The conversation that asks who follows the account."""
        return self._exchange("demographics", breakdown=breakdown, account=account)

    def profile(self, account: Account) -> Exchange[Profile]:
        """The conversation that asks what readers see of an account."""
        return self._exchange("profile", account=account)

    def profile_of(self, handle: str, account: Account) -> Exchange[Profile]:
        """The conversation that asks what readers see of somebody else."""
        return self._exchange("profile_of", handle=handle, account=account)

    def listed(self, listing: Listing, account: Account) -> Exchange[Page]:
        """The conversation that asks for a page of a list."""
        return self._exchange("listed", listing=listing, account=account)

    def locations(self, words: str, account: Account) -> Exchange[tuple[Location, ...]]:
        """The conversation that asks for places."""
        return self._exchange("locations", words=words, account=account)

    def nearby(self, latitude: float, longitude: float, account: Account) -> Exchange[tuple[Location, ...]]:
        """The conversation that asks for the places around a point."""
        return self._exchange("nearby", latitude=latitude, longitude=longitude, account=account)

    def location(self, location_id: str, account: Account) -> Exchange[Location]:
        """The conversation that asks for one place."""
        return self._exchange("location", location_id=location_id, account=account)

    def hide(self, reply_id: str, account: Account, *, hidden: bool) -> Exchange[None]:
        """The conversation that hides a reply, or shows it again."""
        return self._exchange("hide", reply_id=reply_id, hidden=hidden, account=account)

    def approve(self, reply_id: str, account: Account, *, approved: bool) -> Exchange[None]:
        """The conversation that lets a reply be seen, or not."""
        return self._exchange("approve", reply_id=reply_id, approved=approved, account=account)

    def pause_after(self, reply: Reply) -> float | None:
        """Seconds to wait after an answer, at most `LONGEST_WAIT`; None: none, or what was said makes no sense."""
        if reply.headers.keys().isdisjoint(self.manifest.api.budget_headers):
            return None
        try:
            found = self._call("pause_after", reply=reply)
        except ConnectorFault:  # an answer is worth more than what its headers say
            return None
        return min(float(found), LONGEST_WAIT) if isinstance(found, int | float) and found > 0 else None

    def broken_promise(self, hook: str, promised: str, given: object) -> BadAnswer:
        """The error for a conversation that ended with something else."""
        return self._bad(hook, promised, given)

    def _signed(self, hook: str, kind: type, **arguments: object) -> object:
        """What a message says; a `BadSignature` comes through as it is."""
        try:
            return self._value(hook, kind, f"a {kind.__name__}", **arguments)
        except ConnectorFault as fault:
            if isinstance(fault.__cause__, BadSignature):
                raise fault.__cause__ from None
            raise

    def _value(self, hook: str, kind: type, promised: str, **arguments: object) -> object:
        found = self._call(hook, **arguments)
        if not isinstance(found, kind):
            raise self._bad(hook, promised, found)
        return found

    def _exchange(self, hook: str, **arguments: object) -> Exchange[Any]:
        found: object = self._call(hook, **arguments)
        if inspect.iscoroutine(found):
            found.close()
        if not isinstance(found, Generator):
            raise self._bad(hook, "a generator of requests (def and yield, not async def)", found)
        return cast("Exchange[Any]", found)

    def _call(self, hook: str, **arguments: object) -> object:
        """Call a hook; whatever it raises, SystemExit and its like among it, becomes a `ConnectorFault`."""
        try:
            return self._caller(hook)(**arguments)
        except BaseException as error:
            if is_persons(error):
                raise
            raise ConnectorFault(self.platform, self.distribution, hook, error) from error

    def _bad(self, hook: str, promised: str, found: object, wrong: str = "") -> BadAnswer:
        given = type(found).__name__ + (f": {wrong}" if wrong else "")
        return BadAnswer(self.platform, hook, promised, given)

    def _caller(self, hook: str) -> pluggy.HookCaller:
        caller: pluggy.HookCaller = getattr(self._hooks, hook)
        return caller

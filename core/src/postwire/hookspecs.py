"""The hooks that a connector implements: the seven of a conversation, the manifest that announces it, and `find`.

Hooks that talk to the platform return generators (`postwire.exchange.Exchange`): they describe what to send and say
what an answer means. They hold no network code, no token, no clock and no retry. Parameters have no defaults and are
not keyword-only; an implementation may leave out parameters that it does not need.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

import pluggy

from postwire.account import Account
from postwire.container import Container
from postwire.demographics import Breakdown, Demographics
from postwire.diagnosis import Diagnosis
from postwire.exchange import Exchange, Reply
from postwire.grant import AppGrant, Grant
from postwire.happening import Happenings
from postwire.insights import Insights
from postwire.location import Location
from postwire.manifest import Manifest
from postwire.meaning import Meaning
from postwire.operation import Operation
from postwire.post import Post
from postwire.problem import Problem
from postwire.progress import Progress
from postwire.receipt import Receipt
from postwire.seen import Listing, Page, Profile
from postwire.signed import Notice
from postwire.staging import Staging
from postwire.usage import Usage

GROUP = "postwire"
"""The entry-point group, and the name of the pluggy project."""

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)


@hookspec
def manifest() -> Manifest:
    """Announce the platform, once, when the connector is loaded."""
    raise AssertionError


@hookspec(firstresult=True)
def required_scopes(operation: Operation) -> frozenset[str]:
    """Name the scopes that an operation does not work without. Pure."""
    raise AssertionError


@hookspec(firstresult=True)
def validate_media(post: Post) -> tuple[Problem, ...]:
    """Find what the platform would refuse, from the post and its probed facts. Pure; an empty tuple is fine."""
    raise AssertionError


@hookspec(firstresult=True)
def classify_error(reply: Reply, operation: Operation) -> Diagnosis | None:
    """Say what a refusal means. Pure; None leaves it to the table by HTTP status."""
    raise AssertionError


@hookspec(firstresult=True)
def create(post: Post, account: Account, staging: Staging) -> Exchange[Container]:
    """Stage the post where no reader sees it. May be repeated, each time with the same ``staging.key``."""
    raise AssertionError


@hookspec(firstresult=True)
def poll(container: Container, account: Account) -> Exchange[Progress]:
    """Ask how a container is, and move it forward where the platform needs that. May be repeated."""
    raise AssertionError


@hookspec(firstresult=True)
def publish(post: Post, container: Container, account: Account) -> Exchange[Receipt]:
    """Make it visible with exactly one request; only look-ups may follow. Never repeated by itself."""
    raise AssertionError


@hookspec(firstresult=True)
def delete(receipt: Receipt, account: Account) -> Exchange[None]:
    """Take it down. May be repeated: what is gone already is a success."""
    raise AssertionError


@hookspec(firstresult=True)
def find(post: Post, since: datetime, account: Account) -> Exchange[tuple[Receipt, ...]]:
    """Look for live posts that say exactly this, published at or after ``since``, oldest first."""
    raise AssertionError


@hookspec(firstresult=True)
def authorize(client_id: str, redirect: str, scopes: frozenset[str], state: str) -> str:
    """The address of the page where a person is asked for these scopes. Pure."""
    raise AssertionError


@hookspec(firstresult=True)
def register_app(redirect: str, scopes: frozenset[str]) -> Exchange[AppGrant]:
    """Register an app with the instance, which then gives a secret (`Request.keeps_client_secret`). May be repeated."""
    raise AssertionError


@hookspec(firstresult=True)
def connect(client_id: str, redirect: str) -> Exchange[Grant]:
    """Turn what a person came back with (`Place.CODE`) into a token that lasts. Never repeated.

    Where they sign in with a password, it is a name and that (`Place.IDENTIFIER`, `Place.PASSWORD`), and there is
    neither client nor redirect.
    """
    raise AssertionError


@hookspec(firstresult=True)
def refresh(account: Account) -> Exchange[Grant]:
    """Turn the account's token (`Place.TOKEN`) into one that lasts longer. May be repeated."""
    raise AssertionError


@hookspec(firstresult=True)
def inspect_token(account: Account) -> Exchange[Grant]:
    """Ask what the account's token is good for, and until when. May be repeated."""
    raise AssertionError


@hookspec(firstresult=True)
def connect_app(client_id: str) -> Exchange[Grant]:
    """Get a token of the app itself, which stands for nobody. May be repeated."""
    raise AssertionError


@hookspec(firstresult=True)
def read_notice(body: bytes) -> Notice:
    """Read what the platform posts when a person removes the app or wants their data deleted. Pure.

    Checks no signature: that is done with what it returns. Raises `postwire.signed.BadSignature` for anything else.
    """
    raise AssertionError


@hookspec(firstresult=True)
def quota(account: Account) -> Exchange[tuple[Usage, ...]]:
    """Ask how much of the account's quotas is used; what the account may not ask for is left out."""
    raise AssertionError


@hookspec(firstresult=True)
def post_insights(post_id: str, account: Account) -> Exchange[Insights]:
    """Ask how one of the account's posts does. Names every metric, with 0 where the platform gives none."""
    raise AssertionError


@hookspec(firstresult=True)
def account_insights(since: datetime, until: datetime, account: Account) -> Exchange[Insights]:
    """Ask how the account did in a time. Names every metric, with 0 where the platform gives none."""
    raise AssertionError


@hookspec(firstresult=True)
def demographics(breakdown: Breakdown, account: Account) -> Exchange[Demographics]:
    """Ask who follows the account; empty where the platform tells nothing."""
    raise AssertionError


@hookspec(firstresult=True)
def profile(account: Account) -> Exchange[Profile]:
    """Ask what readers see of the account."""
    raise AssertionError


@hookspec(firstresult=True)
def profile_of(handle: str, account: Account) -> Exchange[Profile]:
    """Ask what readers see of somebody else, whose handle has no @ in front."""
    raise AssertionError


@hookspec(firstresult=True)
def listed(listing: Listing, account: Account) -> Exchange[Page]:
    """Ask for one page of one of the lists that the manifest offers. An id in `Listing.of` fits into a path."""
    raise AssertionError


@hookspec(firstresult=True)
def locations(words: str, account: Account) -> Exchange[tuple[Location, ...]]:
    """Ask for the places whose names hold these words."""
    raise AssertionError


@hookspec(firstresult=True)
def nearby(latitude: float, longitude: float, account: Account) -> Exchange[tuple[Location, ...]]:
    """Ask for the places around a point, in degrees north and east."""
    raise AssertionError


@hookspec(firstresult=True)
def location(location_id: str, account: Account) -> Exchange[Location]:
    """Ask for one place. The id fits into a path."""
    raise AssertionError


@hookspec(firstresult=True)
def hide(reply_id: str, hidden: bool, account: Account) -> Exchange[None]:  # noqa: FBT001 - hooks know no keywords
    """Hide somebody's reply to a post of the account, or show it again. May be repeated."""
    raise AssertionError


@hookspec(firstresult=True)
def approve(reply_id: str, approved: bool, account: Account) -> Exchange[None]:  # noqa: FBT001 - as above
    """Let somebody's reply that waits for approval be seen, or not. May be repeated."""
    raise AssertionError


@hookspec(firstresult=True)
def read_happenings(body: bytes, signature: str) -> Happenings:
    """Read what the platform posts when something happens, with the header that signs it. Pure.

    Checks no signature: that is done with what it returns. Raises `postwire.signed.BadSignature` for anything else.
    """
    raise AssertionError


@hookspec(firstresult=True)
def handshake(query: Mapping[str, str], verify_token: str) -> str | None:
    """Say what a platform that asks whether an address is ours is answered; None: it may not know. Pure."""
    raise AssertionError


@hookspec(firstresult=True)
def deletion_answer(status_page: str, confirmation_code: str) -> Mapping[str, str]:
    """Say what a platform that tells of a person who wants their data deleted is answered, as JSON. Pure."""
    raise AssertionError


@hookspec(firstresult=True)
def pause_after(reply: Reply) -> float | None:
    """Seconds to wait before the next request, where an answer says that a budget of calls is used up. Pure.

    Asked about answers with any of the headers that `postwire.manifest.Api.budget_headers` names.
    """
    raise AssertionError


@hookspec(firstresult=True)
def meanings() -> tuple[Meaning, ...]:
    """Everything that `classify_error` can say, each code once, with the answers that lead there. Pure."""
    raise AssertionError


HOOKS = ("required_scopes", "validate_media", "classify_error", "create", "poll", "publish", "delete")
"""What every connector implements, beside its manifest; ``poll`` and ``delete`` only where the manifest says so."""


class ConnectorModule(Protocol):
    """The shape of a connector for a type checker: ``conforms: ConnectorModule = my_connector``."""

    def manifest(self) -> Manifest: ...
    def required_scopes(self, operation: Operation) -> frozenset[str]: ...
    def validate_media(self, post: Post) -> tuple[Problem, ...]: ...
    def classify_error(self, reply: Reply, operation: Operation) -> Diagnosis | None: ...
    def create(self, post: Post, account: Account) -> Exchange[Container]: ...
    def poll(self, container: Container, account: Account) -> Exchange[Progress]: ...
    def publish(self, post: Post, container: Container, account: Account) -> Exchange[Receipt]: ...
    def delete(self, receipt: Receipt, account: Account) -> Exchange[None]: ...

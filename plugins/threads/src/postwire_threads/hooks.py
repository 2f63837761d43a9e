"""The hooks, each one a line: the work is done in the modules that bear its name."""

from collections.abc import Mapping
from datetime import datetime

from postwire.account import Account
from postwire.container import Container
from postwire.demographics import Breakdown, Demographics
from postwire.diagnosis import Diagnosis
from postwire.exchange import Exchange, Reply
from postwire.grant import Grant
from postwire.happening import Happenings
from postwire.hookspecs import hookimpl
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
from postwire.usage import Usage
from postwire_threads import (
    budget,
    connecting,
    containers,
    insights,
    listing,
    moderating,
    notices,
    places,
    publishing,
    quotas,
    reading,
    webhooks,
)
from postwire_threads.errors import classify
from postwire_threads.errors import meanings as known
from postwire_threads.manifest import MANIFEST, scopes_for
from postwire_threads.validation import validate


@hookimpl
def manifest() -> Manifest:
    """Threads."""
    return MANIFEST


@hookimpl
def required_scopes(operation: Operation) -> frozenset[str]:
    """The scopes that the manifest names for the operation."""
    return scopes_for(operation)


@hookimpl
def validate_media(post: Post) -> tuple[Problem, ...]:
    """The manifest's limits, and what they cannot say."""
    return validate(post)


@hookimpl
def classify_error(reply: Reply, operation: Operation) -> Diagnosis | None:
    """Operation, code, subcode and type first; words last."""
    return classify(reply, operation)


@hookimpl
def meanings() -> tuple[Meaning, ...]:
    """Every code of the rules."""
    return known()


@hookimpl
def create(post: Post, account: Account) -> Exchange[Container]:
    """One container, or one for each item of a carousel."""
    return containers.create(post, account)


@hookimpl
def poll(container: Container, account: Account) -> Exchange[Progress]:
    """Read the status; a carousel's parent is made once its items are finished."""
    return containers.poll(container, account)


@hookimpl
def publish(container: Container, account: Account) -> Exchange[Receipt]:
    """Publish the container, then read the permalink back."""
    return publishing.publish(container, account)


@hookimpl
def delete(receipt: Receipt) -> Exchange[None]:
    """Delete the post."""
    return publishing.delete(receipt)


@hookimpl
def find(post: Post, since: datetime, account: Account) -> Exchange[tuple[Receipt, ...]]:
    """Look through the account's own posts, or its own replies."""
    return listing.find(post, since, account)


@hookimpl
def authorize(client_id: str, redirect: str, scopes: frozenset[str], state: str) -> str:
    """The authorize page."""
    return connecting.authorize(client_id, redirect, scopes, state)


@hookimpl
def connect(client_id: str, redirect: str) -> Exchange[Grant]:
    """The code, then a token of an hour, then one of 60 days."""
    return connecting.connect(client_id, redirect)


@hookimpl
def refresh() -> Exchange[Grant]:
    """Another 60 days."""
    return connecting.refresh()


@hookimpl
def inspect_token() -> Exchange[Grant]:
    """What debug_token says."""
    return connecting.inspect_token()


@hookimpl
def connect_app(client_id: str) -> Exchange[Grant]:
    """A token of the app itself."""
    return connecting.connect_app(client_id)


@hookimpl
def read_notice(body: bytes) -> Notice:
    """A deauthorize or data-deletion callback."""
    return notices.read_notice(body)


@hookimpl
def quota(account: Account) -> Exchange[tuple[Usage, ...]]:
    """All four quotas, as far as the account may ask."""
    return quotas.quota(account)


@hookimpl
def post_insights(post_id: str) -> Exchange[Insights]:
    """A post's six metrics."""
    return insights.post_insights(post_id)


@hookimpl
def account_insights(since: datetime, until: datetime, account: Account) -> Exchange[Insights]:
    """A profile's seven metrics."""
    return insights.account_insights(since, until, account)


@hookimpl
def demographics(breakdown: Breakdown, account: Account) -> Exchange[Demographics]:
    """The profile's followers, from 100 of them on."""
    return insights.demographics(breakdown, account)


@hookimpl
def profile(account: Account) -> Exchange[Profile]:
    """The account's own profile."""
    return reading.profile(account)


@hookimpl
def profile_of(handle: str) -> Exchange[Profile]:
    """The profile of anybody who is public and has 100 followers."""
    return reading.profile_of(handle)


@hookimpl
def listed(listing: Listing, account: Account) -> Exchange[Page]:
    """A page of posts, replies, or a conversation."""
    return reading.listed(listing, account)


@hookimpl
def locations(words: str) -> Exchange[tuple[Location, ...]]:
    """Places by name."""
    return places.locations(words)


@hookimpl
def nearby(latitude: float, longitude: float) -> Exchange[tuple[Location, ...]]:
    """Places by coordinates."""
    return places.nearby(latitude, longitude)


@hookimpl
def location(location_id: str) -> Exchange[Location]:
    """A place by its id."""
    return places.location(location_id)


@hookimpl
def hide(reply_id: str, hidden: bool) -> Exchange[None]:  # noqa: FBT001 - hooks know no keywords
    """Hide a reply, or show it again."""
    return moderating.hide(reply_id, hidden=hidden)


@hookimpl
def approve(reply_id: str, approved: bool) -> Exchange[None]:  # noqa: FBT001 - as above
    """Approve a reply, or ignore it."""
    return moderating.approve(reply_id, approved=approved)


@hookimpl
def read_happenings(body: bytes, signature: str) -> Happenings:
    """A webhook's message, in any of its three shapes."""
    return webhooks.read_happenings(body, signature)


@hookimpl
def handshake(query: Mapping[str, str], verify_token: str) -> str | None:
    """The challenge, where the verify token is right."""
    return notices.handshake(query, verify_token)


@hookimpl
def deletion_answer(status_page: str, confirmation_code: str) -> Mapping[str, str]:
    """Where the person sees what became of it."""
    return notices.deletion_answer(status_page, confirmation_code)


@hookimpl
def pause_after(reply: Reply) -> float | None:
    """What the usage headers say."""
    return budget.pause_after(reply)

"""What the engine can be asked to look at: each function makes a value for `Engine.look`."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Generic, TypeVar

from attrs import evolve, frozen

from postwire.account import Account
from postwire.connector import Connector
from postwire.demographics import Breakdown, Demographics
from postwire.engine.errors import BadQuestion
from postwire.exchange import Exchange
from postwire.insights import Insights
from postwire.location import Location
from postwire.seen import MOST, Approval, Listing, Page, Profile, SeenKind
from postwire.service import LISTS, Service
from postwire.usage import Usage

T = TypeVar("T")

LONGEST_WORDS = 200
"""Characters of what is searched."""


@frozen
class Look(Generic[T]):
    """A question to a platform, and what its answer has to be."""

    service: Service
    begin: Callable[[Connector, Account], Exchange[T]]
    promised: type
    of: type | None = None
    """What a tuple has to consist of."""

    finish: Callable[[T, datetime], T] | None = None
    """What only somebody with a clock can add."""

    def is_kept_by(self, value: Any) -> bool:
        """Whether an answer is what was promised."""
        if self.of is not None:
            return isinstance(value, tuple) and all(isinstance(each, self.of) for each in value)
        return isinstance(value, self.promised)


def quota() -> Look[tuple[Usage, ...]]:
    """How much of the account's quotas is used."""
    return Look(Service.QUOTA, lambda connector, account: connector.quota(account), tuple, Usage)


def post_insights(post_id: str) -> Look[Insights]:
    """How a post does; ``post_id`` is the platform's."""
    named = platform_id(post_id)
    return Look(
        Service.POST_INSIGHTS,
        lambda connector, account: connector.post_insights(named, account),
        Insights,
        finish=_stamped,
    )


def account_insights(since: datetime, until: datetime) -> Look[Insights]:
    """How the account did in a time. Raises `BadQuestion` for one that ends before it begins, or is naive."""
    if since.tzinfo is None or until.tzinfo is None or since >= until:
        raise BadQuestion(f"a time goes from an aware moment to a later one, not from {since} to {until}")
    return Look(
        Service.ACCOUNT_INSIGHTS,
        lambda connector, account: connector.account_insights(since, until, account),
        Insights,
        finish=_stamped,
    )


def profile() -> Look[Profile]:
    """What readers see of the account."""
    return Look(Service.PROFILE, lambda connector, account: connector.profile(account), Profile)


def demographics(breakdown: Breakdown) -> Look[Demographics]:
    """Who follows the account, told apart one way."""
    return Look(
        Service.DEMOGRAPHICS,
        lambda connector, account: connector.demographics(breakdown, account),
        Demographics,
        finish=lambda told, now: evolve(told, synced_at=now if told.followers else None),
    )


def profile_of(handle: str) -> Look[Profile]:
    """What readers see of somebody else. Raises `BadQuestion`."""
    named = handle_of(handle)
    return Look(Service.PROFILE_OF, lambda connector, account: connector.profile_of(named, account), Profile)


def listed(  # noqa: PLR0913 - what a list can be asked for
    service: Service,
    *,
    of: str | None = None,
    after: str | None = None,
    limit: int = 25,
    since: datetime | None = None,
    until: datetime | None = None,
    oldest_first: bool = False,
    newest: bool = False,
    author: str | None = None,
    kind: SeenKind | None = None,
    approval: Approval | None = None,
) -> Look[Page]:
    """One page of a list; ``of`` is the platform's id of the post that it is about, ``after`` the last page's.

    Of a search, ``of`` are its words; a word that begins with # is looked for among the tags. Of somebody else's
    posts it is their handle.

    Raises `BadQuestion` for a service that is no list, for times that are naive, for a limit beyond `MOST`, and for
    what another list would have to be asked.
    """
    if service not in LISTS:
        raise BadQuestion(f"{service.value} is no list; these are: {', '.join(sorted(LISTS))}")
    if (service in _OF) != (of is not None):
        raise BadQuestion(f"the list {service.value} {'needs' if of is None else 'takes no'} post, words or handle")
    if service is not Service.SEARCH and (author is not None or kind is not None):
        raise BadQuestion(f"only a search is for one author or kind, not {service.value}")
    if service is not Service.PENDING and approval is not None:
        raise BadQuestion(f"only replies that wait for approval are told apart by it, not {service.value}")
    if not 1 <= limit <= MOST:
        raise BadQuestion(f"a page holds 1 to {MOST} posts, not {limit}")
    if any(moment is not None and moment.tzinfo is None for moment in (since, until)):
        raise BadQuestion("a time without an offset says nothing; give an aware one")
    listing = Listing(
        service=service,
        of=None if of is None else _OF[service](of),
        after=after,
        limit=limit,
        since=since,
        until=until,
        oldest_first=oldest_first,
        newest=newest,
        author=None if author is None else handle_of(author),
        kind=kind,
        approval=approval,
    )
    return Look(service, lambda connector, account: connector.listed(listing, account), Page)


def locations(words: str) -> Look[tuple[Location, ...]]:
    """Places whose names hold these words."""
    asked = searched(words)
    return Look(Service.LOCATIONS, lambda connector, account: connector.locations(asked, account), tuple, Location)


def nearby(latitude: float, longitude: float) -> Look[tuple[Location, ...]]:
    """Places around a point, in degrees north and east. Raises `BadQuestion` for one that is not on the globe."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise BadQuestion(
            f"there is no point {latitude},{longitude}: the first is -90 to 90 degrees north, "
            "the second -180 to 180 degrees east"
        )
    return Look(
        Service.NEARBY, lambda connector, account: connector.nearby(latitude, longitude, account), tuple, Location
    )


def location(location_id: str) -> Look[Location]:
    """One place; ``location_id`` is the platform's."""
    named = platform_id(location_id)
    return Look(Service.LOCATION, lambda connector, account: connector.location(named, account), Location)


def hide(reply_id: str, *, hidden: bool = True) -> Look[None]:
    """Hide somebody's reply to a post of the account, or show it again."""
    named = platform_id(reply_id)
    return Look(Service.HIDE, lambda connector, account: connector.hide(named, account, hidden=hidden), type(None))


def approve(reply_id: str, *, approved: bool = True) -> Look[None]:
    """Let somebody's reply that waits for approval be seen, or not."""
    named = platform_id(reply_id)
    return Look(
        Service.APPROVE, lambda connector, account: connector.approve(named, account, approved=approved), type(None)
    )


def searched(words: str) -> str:
    """Words that can be searched for. Raises `BadQuestion`."""
    if not words.strip("# ") or len(words) > LONGEST_WORDS:
        raise BadQuestion(f"a search needs 1 to {LONGEST_WORDS} characters, not {len(words)}")
    return words.strip()


def handle_of(given: str) -> str:
    """A handle without an @ in front. Raises `BadQuestion`."""
    found = given.removeprefix("@")
    if not re.fullmatch(rf"[^\s\x00-\x1f\x7f]{{1,{LONGEST_WORDS}}}", found):
        raise BadQuestion(f"{given!r} is no handle: 1 to {LONGEST_WORDS} characters without a space make one")
    return found


def platform_id(given: str) -> str:
    """An id that fits into a path. Raises `BadQuestion`."""
    if not re.fullmatch(r"[A-Za-z0-9_.:-]{1,512}", given) or given in {".", ".."}:
        raise BadQuestion(f"{given!r} is no id of a platform: letters, digits, and _ . : - make one")
    return given


_OF: Mapping[Service, Callable[[str], str]] = {
    Service.ANSWERS: platform_id,
    Service.CONVERSATION: platform_id,
    Service.PENDING: platform_id,
    Service.POSTS_OF: handle_of,
    Service.SEARCH: searched,
}
"""What makes sure that a list which is about something is asked about something."""


def _stamped(insights: Insights, now: datetime) -> Insights:
    return evolve(insights, synced_at=now if insights.given else None)

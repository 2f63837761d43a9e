"""What Bluesky can do and how it wants to be treated, as data."""

from datetime import timedelta

from postwire.manifest import Ability, Api, Bearer, Manifest, Pace, Quota, Republish, SignIn, SignInKind, Support
from postwire.service import Service
from postwire_bluesky.manifest.limits import LIMITS
from postwire_bluesky.manifest.options import OPTIONS
from postwire_bluesky.manifest.sources import BLOBS, LEXICON, POSTS, RATES, SERVER, SESSIONS, UPLOAD_BLOB

__all__ = ["MANIFEST"]

MANIFEST = Manifest(
    platform="bluesky",
    title="Bluesky",
    api=Api(
        # Accounts that Bluesky hosts; every other one has a server of its own, which is its account's api_base.
        base_url="https://bsky.social",
        version="app.bsky.feed.post",
        documentation="https://docs.bsky.app",
        budget_headers=("ratelimit-remaining",),
    ),
    auth=Bearer(),
    sign_in=SignIn(
        kind=SignInKind.PASSWORD,
        base_url="https://bsky.social",
        refresh_after=timedelta(0),
        # Of two hours. A refresh that is due and cannot be had is tried again in time.
        refresh_before=timedelta(minutes=40),
        sources=(SESSIONS, SERVER),
    ),
    abilities={
        Ability.TEXT: Support.YES,
        Ability.IMAGE: Support.YES,
        Ability.VIDEO: Support.YES,
        Ability.CAROUSEL: Support.YES,
        Ability.REPLY: Support.YES,
        Ability.LINK: Support.YES,
        Ability.ALT_TEXT: Support.YES,
        Ability.POLL: Support.YES,
        # Never needed to settle a lost answer: the record is read by its key.
        Ability.FIND: Support.UNTRIED,
        Ability.DELETE: Support.YES,
        Ability.EDIT: Support.NO,
    },
    services={Service.POSTS, Service.REPLIES, Service.PROFILE},
    limits=LIMITS,
    options=OPTIONS,
    # 5000 points in an hour and 35,000 in a day; a new record takes three.
    quotas=(
        Quota(name="records an hour", maximum=1666, window=timedelta(hours=1), sources=(RATES,)),
        Quota(name="records a day", maximum=11_666, window=timedelta(days=1), sources=(RATES,)),
    ),
    pace=Pace(
        # A record is there as soon as the server has answered, or never. Blobs that no record points at are deleted
        # after a while: minutes by the reference, an hour or more by the guide.
        first_look=timedelta(seconds=1),
        interval=timedelta(seconds=10),
        window=timedelta(minutes=1),
        slow_interval=timedelta(minutes=1),
        container_life=timedelta(hours=1),
        settle=timedelta(seconds=2),
        sources=(SERVER, UPLOAD_BLOB, BLOBS),
    ),
    # putRecord with `swapRecord: null` makes the record or, where these very contents lie under the key already,
    # changes nothing and answers the same; where anything else lies there, it is refused.
    republish=Republish.IDEMPOTENT,
    example_post="at://did:plc:abcdefghijklmnopqrstuvwx/app.bsky.feed.post/3k43tv4rft22g",
    sources=(POSTS, LEXICON, SERVER),
)

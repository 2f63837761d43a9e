"""What the Mastodon API can do and how its servers want to be treated, as data."""

from datetime import timedelta

from postwire.manifest import (
    Ability,
    Api,
    Bearer,
    Manifest,
    Pace,
    Quota,
    Republish,
    Scope,
    SignIn,
    Support,
    Use,
)
from postwire.operation import Operation
from postwire_mastodon.limits import LIMITS_OF_MASTODON
from postwire_mastodon.options import OPTIONS
from postwire_mastodon.sources import ACCOUNTS, APPS, ERRORS, INSTANCE, MEDIA, OAUTH, RATES, SCOPES, SNAC, STATUSES

POLL_LASTS = 86_400
"""Seconds, where a post does not say how long."""
WHO = "read:accounts"
"""The scope with which an account says who it is."""

SIGN_IN = SignIn(
    # Of the instance that an account names; this one stands for it.
    page="https://mastodon.social/oauth/authorize",
    base_url="https://mastodon.social",
    https_only=False,
    registers=True,
    sources=(OAUTH, APPS),
)

MANIFEST = Manifest(
    platform="mastodon",
    title="Mastodon",
    api=Api(
        base_url="https://mastodon.social",
        version="v1",
        documentation="https://docs.joinmastodon.org/client/intro/",
        # snac closes every connection after its answer and does not say so.
        keep_alive=False,
        budget_headers=("x-ratelimit-remaining",),
    ),
    auth=Bearer(),
    sign_in=SIGN_IN,
    abilities={
        Ability.TEXT: Support.YES,
        Ability.IMAGE: Support.YES,
        Ability.VIDEO: Support.YES,
        Ability.CAROUSEL: Support.YES,
        Ability.REPLY: Support.YES,
        Ability.LINK: Support.YES,
        Ability.ALT_TEXT: Support.YES,
        # The only server that could be asked processes files at once, and deletes nothing.
        Ability.POLL: Support.UNTRIED,
        Ability.FIND: Support.YES,
        Ability.DELETE: Support.UNTRIED,
        Ability.EDIT: Support.NO,
    },
    limits=LIMITS_OF_MASTODON,
    options=OPTIONS,
    scopes=(
        Scope(
            name=WHO,
            purpose="Say whose account it is.",
            operations={Operation.AUTHORIZE},
            sources=(SCOPES, ACCOUNTS),
        ),
        Scope(
            name="read:statuses",
            purpose="Find one's own status whose answer was lost.",
            operations={Operation.READ},
            sources=(SCOPES, ACCOUNTS),
        ),
        Scope(
            name="write:media",
            purpose="Upload pictures and videos.",
            operations={Operation.CREATE, Operation.POLL},
            sources=(SCOPES, MEDIA),
        ),
        Scope(
            name="write:statuses",
            purpose="Post statuses, and delete them.",
            operations={Operation.PUBLISH, Operation.DELETE},
            sources=(SCOPES, STATUSES),
        ),
    ),
    quotas=(
        Quota(name="statuses", maximum=300, window=timedelta(hours=3), sources=(ERRORS,)),
        Quota(name="deletes", maximum=30, window=timedelta(minutes=30), uses={Use.DELETE}, sources=(RATES,)),
    ),
    pace=Pace(
        first_look=timedelta(seconds=2),
        interval=timedelta(seconds=30),
        window=timedelta(minutes=5),
        slow_interval=timedelta(minutes=5),
        # What belongs to no status is dropped after a day.
        container_life=timedelta(hours=24),
        # snac was seen to work on a long text for twelve seconds.
        settle=timedelta(seconds=30),
        sources=(MEDIA, INSTANCE, SNAC),
    ),
    # Mastodon knows an Idempotency-Key for an hour; that every server does is promised nowhere, and snac does not.
    republish=Republish.NEVER,
    sources=(STATUSES, MEDIA, ACCOUNTS, INSTANCE, SNAC),
)

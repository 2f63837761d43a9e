"""What the platform can do and how it wants to be treated: data, each piece with the place where it was read."""

from datetime import date, timedelta

from postwire.hookspecs import hookimpl
from postwire.manifest import (
    Ability,
    Api,
    Bearer,
    Limit,
    Manifest,
    Measure,
    Option,
    Pace,
    Quota,
    Republish,
    Scope,
    Support,
)
from postwire.operation import Operation
from postwire.source import Source

DRAFTS = Source("Corkboard API: Drafts", date(2026, 11, 21), url="https://corkboard.example/api#drafts")
NOTES = Source("Corkboard API: Notes", date(2026, 11, 21), url="https://corkboard.example/api#notes")
LIMITS = Source("Corkboard API: Limits", date(2026, 11, 21), url="https://corkboard.example/api#limits")
SCOPES = Source("Corkboard API: Tokens and scopes", date(2026, 11, 21), url="https://corkboard.example/api#scopes")

MANIFEST = Manifest(
    platform="corkboard",
    title="Corkboard",
    api=Api(base_url="https://api.corkboard.example/v1", version="v1", documentation="https://corkboard.example/api"),
    auth=Bearer(),
    # YES is proven by a recording, NO is refused before anything is sent, UNTRIED is sent and said so.
    abilities={
        Ability.TEXT: Support.YES,
        Ability.IMAGE: Support.YES,
        Ability.VIDEO: Support.NO,
        Ability.CAROUSEL: Support.NO,
        Ability.REPLY: Support.YES,
        Ability.LINK: Support.NO,
        Ability.ALT_TEXT: Support.UNTRIED,
        Ability.POLL: Support.YES,
        Ability.FIND: Support.YES,
        Ability.DELETE: Support.YES,
        Ability.EDIT: Support.NO,
    },
    media_by_url=True,
    limits=(
        Limit(
            rule="corkboard.text.max_characters",
            measure=Measure.TEXT_CODE_POINTS,
            maximum=280,
            message="The text is {observed} long; a note takes {allowed}.",
            fix="Shorten the text by {excess}, or pin the rest as a reply.",
            sources=(LIMITS,),
        ),
        Limit(
            rule="corkboard.alt_text.max_characters",
            measure=Measure.ALT_TEXT_CODE_POINTS,
            maximum=200,
            message="the alternative text is {observed} long; Corkboard takes {allowed}.",
            fix="Shorten the alternative text by {excess}.",
            sources=(LIMITS,),
        ),
        Limit(
            rule="corkboard.image.format",
            measure=Measure.IMAGE_FORMAT,
            allowed=("jpeg", "png"),
            message="the picture is {observed}; Corkboard takes JPEG and PNG.",
            fix="Save it as PNG or JPEG.",
            command="ffmpeg -i {file} -frames:v 1 {new:png}",
            sources=(LIMITS,),
        ),
        Limit(
            rule="corkboard.image.max_bytes",
            measure=Measure.IMAGE_BYTES,
            maximum=4 * 2**20,
            message="the picture has {observed}; Corkboard takes {allowed}.",
            fix="Save it smaller by {excess}.",
            sources=(LIMITS,),
        ),
    ),
    options=(
        Option(
            name="colour",
            choices=("yellow", "pink", "green", "blue"),
            description="The paper of the note; Corkboard takes yellow where nothing is said.",
            sources=(DRAFTS,),
        ),
    ),
    scopes=(
        Scope(
            name="board:write",
            purpose="Make drafts, pin them, and take notes down.",
            operations={Operation.CREATE, Operation.PUBLISH, Operation.DELETE},
            sources=(SCOPES,),
        ),
        Scope(
            name="board:read",
            purpose="Ask how drafts are, and list one's own notes.",
            operations={Operation.POLL, Operation.READ},
            sources=(SCOPES,),
        ),
    ),
    quotas=(Quota(name="notes", maximum=100, window=timedelta(hours=24), sources=(LIMITS,)),),
    pace=Pace(
        # Paper dries in seconds; a draft is kept for a week, and what was pinned reads as pinned at once.
        first_look=timedelta(seconds=1),
        interval=timedelta(seconds=10),
        window=timedelta(minutes=1),
        slow_interval=timedelta(minutes=1),
        container_life=timedelta(days=7),
        settle=timedelta(seconds=5),
        sources=(DRAFTS,),
    ),
    # The page on drafts promises that pinning a pinned draft changes nothing and answers with its note. Where a
    # platform promises nothing, NEVER is the honest word.
    republish=Republish.SAME_CONTAINER,
    sources=(DRAFTS, NOTES, LIMITS, SCOPES),
)


@hookimpl
def manifest() -> Manifest:
    """Announce the platform.

    Decide: which abilities are there, what is refused, how often to ask, and whether one staged post can be published
    twice. Say where you read each answer, and when.
    """
    return MANIFEST


@hookimpl
def required_scopes(operation: Operation) -> frozenset[str]:
    """Name the scopes that an operation does not work without.

    Decide: nothing, where the manifest's scopes say it. A token that lacks one of these is reported before anything is
    sent.
    """
    return MANIFEST.scopes_for(operation)

"""What Threads can do and how it wants to be treated, as data."""

from postwire.manifest import Ability, Api, Bearer, Crawler, Manifest, Republish, Support
from postwire.operation import Operation
from postwire.service import Service
from postwire_threads.manifest.image import IMAGE_LIMITS
from postwire_threads.manifest.options import OPTIONS
from postwire_threads.manifest.pace import PACE
from postwire_threads.manifest.quotas import QUOTAS
from postwire_threads.manifest.scopes import SCOPES
from postwire_threads.manifest.sign_in import BASIC, SIGN_IN
from postwire_threads.manifest.sound import SOUND_LIMITS
from postwire_threads.manifest.sources import CRAWLER, OVERVIEW, POSTS, REFERENCE
from postwire_threads.manifest.video import VIDEO_LIMITS
from postwire_threads.manifest.words import WORD_LIMITS

__all__ = ["BASIC", "MANIFEST", "SIGN_IN", "scopes_for"]

MANIFEST = Manifest(
    platform="threads",
    title="Threads",
    api=Api(
        base_url="https://graph.threads.net/v1.0",
        version="v1.0",
        documentation="https://developers.facebook.com/documentation/threads",
        budget_headers=("x-app-usage", "x-business-use-case-usage"),
    ),
    # The pages send the token in the query or the form; that the header works is seen, not promised (threads-go and
    # post-for-me use it, 2026). It keeps tokens out of addresses, and so out of logs.
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
        Ability.POLL: Support.YES,
        Ability.FIND: Support.YES,
        Ability.DELETE: Support.YES,
        Ability.EDIT: Support.NO,
    },
    services=frozenset(Service),
    signature_header="X-Hub-Signature-256",
    media_by_url=True,
    # Inferred: Meta documents this crawler for links that are shared, and no page says which one fetches media.
    crawler=Crawler(
        user_agent="facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        robot="facebookexternalhit",
        sources=(CRAWLER,),
    ),
    limits=(*WORD_LIMITS, *IMAGE_LIMITS, *VIDEO_LIMITS, *SOUND_LIMITS),
    options=OPTIONS,
    scopes=SCOPES,
    quotas=QUOTAS,
    pace=PACE,
    # Inferred, not promised: no page says what a second publish of one container does. A container has the state
    # PUBLISHED, which it leaves no more, and one that reads FINISHED is documented as not published.
    republish=Republish.SAME_CONTAINER,
    sources=(POSTS, REFERENCE, OVERVIEW),
)


def scopes_for(operation: Operation) -> frozenset[str]:
    """The scopes that an operation does not work without: what the hook ``required_scopes`` answers."""
    return MANIFEST.scopes_for(operation)

"""The permissions of Threads that publishing has to do with."""

from postwire.manifest import Scope
from postwire.operation import Operation
from postwire.service import Service
from postwire_threads.manifest.sources import (
    DELETES,
    GET_STARTED,
    INSIGHTS,
    LOCATIONS,
    MENTIONS,
    PROFILES,
    REPLIES,
    SEARCH,
    SHARING,
)

SCOPES = (
    Scope(
        name="threads_basic",
        purpose="Be let in at all, and read one's own profile and posts.",
        operations=frozenset(Operation),
        services=frozenset(Service),
        sources=(GET_STARTED,),
    ),
    Scope(
        name="threads_content_publish",
        purpose="Create containers, ask how they are, and publish posts and replies.",
        operations={Operation.CREATE, Operation.POLL, Operation.PUBLISH},
        services={Service.QUOTA},
        sources=(GET_STARTED, REPLIES),
    ),
    Scope(
        name="threads_delete",
        purpose="Take one's own posts down.",
        operations={Operation.DELETE},
        sources=(DELETES,),
    ),
    # A reply is published like a post, through endpoints that ask for threads_content_publish; this scope guards the
    # endpoints of other people's replies. No operation of ours fails without it.
    Scope(
        name="threads_manage_replies",
        purpose="Hide and approve replies of others, and read how many replies may still be sent today.",
        operations=(),
        services={Service.HIDE, Service.APPROVE},
        sources=(REPLIES,),
    ),
    Scope(
        name="threads_read_replies",
        purpose="Read the replies that one's posts got, and find one's own reply whose answer was lost.",
        operations=(),
        services={Service.REPLIES, Service.ANSWERS, Service.CONVERSATION, Service.PENDING},
        sources=(REPLIES,),
    ),
    # Only a post that asks for it needs them, and an operation is all that is known when scopes are compared.
    Scope(
        name="threads_location_tagging",
        purpose="Say where a post was made, the option location_id, and look for places.",
        operations=(),
        services={Service.LOCATIONS, Service.NEARBY, Service.LOCATION},
        sources=(LOCATIONS,),
    ),
    Scope(
        name="threads_share_to_instagram",
        purpose="Share posts to Instagram: the option crossreshare_to_ig.",
        operations=(),
        sources=(SHARING,),
    ),
    Scope(
        name="threads_manage_insights",
        purpose="Read how one's posts and one's profile do.",
        operations=(),
        services={Service.POST_INSIGHTS, Service.ACCOUNT_INSIGHTS, Service.DEMOGRAPHICS},
        sources=(INSIGHTS,),
    ),
    Scope(
        name="threads_manage_mentions",
        purpose="Read the public posts that mention the profile.",
        operations=(),
        services={Service.MENTIONS},
        sources=(MENTIONS,),
    ),
    Scope(
        name="threads_keyword_search",
        purpose="Search public posts by words and tags; before the app's review, only one's own.",
        operations=(),
        services={Service.SEARCH},
        sources=(SEARCH,),
    ),
    Scope(
        name="threads_profile_discovery",
        purpose="Read public profiles and their posts; before the app's review, only four of Meta's own.",
        operations=(),
        services={Service.PROFILE_OF, Service.POSTS_OF},
        sources=(PROFILES,),
    ),
)

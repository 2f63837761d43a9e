"""What a platform lets us look at, or look after, beside publishing."""

import enum


class Service(enum.StrEnum):
    """Optional, each one: what a manifest does not name is refused here, without a request."""

    QUOTA = "quota"
    """How much of the quotas is used."""
    POST_INSIGHTS = "post_insights"
    """How a post does."""
    ACCOUNT_INSIGHTS = "account_insights"
    """How the account does."""
    DEMOGRAPHICS = "demographics"
    """Who follows the account, by country and the like."""
    PROFILE = "profile"
    """What readers see of the account."""
    PROFILE_OF = "profile_of"
    """The same of somebody else, by handle."""
    POSTS = "posts"
    """The account's own posts."""
    POSTS_OF = "posts_of"
    """The posts of somebody else, by handle."""
    REPLIES = "replies"
    """The replies that it wrote."""
    GHOSTS = "ghosts"
    """Its posts that are archived after a while."""
    ANSWERS = "answers"
    """The replies that one of its posts got."""
    CONVERSATION = "conversation"
    """The same, with the replies to them."""
    PENDING = "pending"
    """Replies to one of its posts that wait for approval."""
    MENTIONS = "mentions"
    """Posts that name the account."""
    SEARCH = "search"
    """Posts of anybody, by words."""
    LOCATIONS = "locations"
    """Places, by words."""
    NEARBY = "nearby"
    """Places, by coordinates."""
    LOCATION = "location"
    """One place, by its id."""
    HIDE = "hide"
    """Hiding a reply, and showing it again."""
    APPROVE = "approve"
    """Letting a reply that waits be seen, or not."""
    HAPPENINGS = "happenings"
    """What the platform tells by itself."""

    @property
    def hook(self) -> str:
        """The hook that has to be there for it."""
        if self is Service.HAPPENINGS:
            return "read_happenings"
        return "listed" if self in LISTS else self.value


LISTS = frozenset(
    {
        Service.POSTS,
        Service.POSTS_OF,
        Service.REPLIES,
        Service.GHOSTS,
        Service.ANSWERS,
        Service.CONVERSATION,
        Service.PENDING,
        Service.MENTIONS,
        Service.SEARCH,
    }
)
"""Those that come page by page, through one hook."""

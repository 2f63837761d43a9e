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

    @property
    def hook(self) -> str:
        """The hook that has to be there for it."""
        return self.value

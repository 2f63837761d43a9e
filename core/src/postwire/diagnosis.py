"""What a refusal means for us: a closed vocabulary that every platform is translated into."""

import enum

from attrs import frozen

from postwire.exchange import Reply


class Category(enum.StrEnum):
    """What kind of trouble it is."""

    AUTH = "auth"
    PERMISSION = "permission"
    APP_REVIEW = "app_review"
    ACCOUNT_RESTRICTED = "account_restricted"
    RATE_LIMIT = "rate_limit"
    QUOTA = "quota"
    MEDIA_FETCH = "media_fetch"
    MEDIA_PROCESSING = "media_processing"
    MEDIA_INVALID = "media_invalid"
    CONTENT_INVALID = "content_invalid"
    DUPLICATE = "duplicate"
    NOT_FOUND = "not_found"
    CONFIGURATION = "configuration"
    TRANSIENT = "transient"
    UNKNOWN = "unknown"


class Action(enum.StrEnum):
    """What has to happen next."""

    RETRY = "retry"
    """Soon, by itself."""
    WAIT = "wait"
    """By itself, when the window opens."""
    VERIFY = "verify"
    """It may be live: look before anything else."""
    RECONNECT = "reconnect"
    """The person connects the account again."""
    REQUEST_ACCESS = "request_access"
    """The owner of the app asks the platform."""
    RESOLVE_ON_PLATFORM = "resolve_on_platform"
    """The person settles it in the platform's own app."""
    FIX_INPUT = "fix_input"
    """The post has to change."""
    FIX_SETUP = "fix_setup"
    """The app's or the runner's settings have to change."""
    GIVE_UP = "give_up"
    """Nothing helps."""


class Culprit(enum.StrEnum):
    """Whose doing it is."""

    USER = "user"
    APP = "app"
    PLATFORM = "platform"
    US = "us"


_CLASS = {
    Action.RECONNECT: "refresh-token",
    Action.RETRY: "retry",
    Action.WAIT: "retry",
    Action.VERIFY: "retry",
}
_WORD = {
    Action.RECONNECT: "Reconnect",
    Action.RETRY: "Retry later",
    Action.WAIT: "Retry later",
    Action.VERIFY: "Retry later",
}


@frozen(kw_only=True)
class Diagnosis:
    """One refusal, understood."""

    code: str
    """Stable, namespaced: ``threads.token_expired``."""
    category: Category
    action: Action
    caused_by: Culprit
    message: str
    """For the person whose post it is."""
    detail: str = ""
    """For the developer."""
    next_step: str = ""
    """What to do, with a command where one exists."""
    retry_after: float | None = None
    """Seconds, where the platform or a rule says so."""
    rule: str = ""
    """The id of the rule that matched."""
    reply: Reply | None = None
    """The platform's own answer, redacted."""

    @property
    def error_class(self) -> str:
        """One of ``refresh-token``, ``retry``, ``user-error``: the machine class that many gateways print."""
        return _CLASS.get(self.action, "user-error")

    @property
    def action_word(self) -> str:
        """One of ``Reconnect``, ``Retry later``, ``Fix input``: the word that error references print."""
        return _WORD.get(self.action, "Fix input")

    @property
    def gateway_code(self) -> str:
        """``platform.NAME.auth`` or ``platform.NAME.api_error``: the code that post APIs answer with."""
        platform = self.code.partition(".")[0]
        return f"platform.{platform}.{'auth' if self.category is Category.AUTH else 'api_error'}"

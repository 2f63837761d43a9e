"""What a sandbox can be told to do differently, and how well each of its habits is known.

Every setting names its standing: *documented* (Meta promises it), *seen* (somebody met it, Meta promises nothing),
*inferred* (concluded from other facts, or from Instagram's sister API), *ours* (a property of this toy). Facts as of
2026-11-21.
"""

from collections.abc import Mapping
from typing import Any

import attrs
from attrs import frozen

DEFAULT_TOKEN = "THsandbox"  # noqa: S105  # worth nothing: it opens this toy and nothing else
"""The token of the first account, unless told otherwise."""


DEFAULT_APP_SECRET = "sandbox-app-secret"  # noqa: S105 - as above
"""The secret of the sandbox's app, unless told otherwise."""


class BadSetting(ValueError):
    """A setting that does not exist, or a value that it cannot have."""


def _refuse(name: str, value: object, rule: str) -> BadSetting:
    return BadSetting(f"setting {name!r} is {value!r}, but must be {rule}")


def _seconds(default: float) -> Any:
    def check(_: Any, attribute: "attrs.Attribute[float]", value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1e9:
            raise _refuse(attribute.name, value, "a number of seconds, 0 or more")

    return attrs.field(default=default, validator=check)


def _count(default: int) -> Any:
    def check(_: Any, attribute: "attrs.Attribute[int]", value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise _refuse(attribute.name, value, "a whole number, 0 or more")

    return attrs.field(default=default, validator=check)


def _flag(*, default: bool) -> Any:
    def check(_: Any, attribute: "attrs.Attribute[bool]", value: Any) -> None:
        if not isinstance(value, bool):
            raise _refuse(attribute.name, value, "true or false")

    return attrs.field(default=default, validator=check)


def _choice(*choices: str | int) -> Any:
    def check(_: Any, attribute: "attrs.Attribute[Any]", value: Any) -> None:
        if isinstance(value, bool) or value not in choices:
            raise _refuse(attribute.name, value, f"one of {', '.join(map(repr, choices))}")

    return attrs.field(default=choices[0], validator=check)


def _text(default: str, *, secret: bool = False) -> Any:
    def check(_: Any, attribute: "attrs.Attribute[str]", value: Any) -> None:
        if not isinstance(value, str) or not value or any(c.isspace() for c in value):
            raise _refuse(attribute.name, "(hidden)" if secret else value, "a text without spaces")

    return attrs.field(default=default, validator=check, repr=not secret)


def _words(*default: str) -> Any:
    def check(_: Any, attribute: "attrs.Attribute[tuple[str, ...]]", value: Any) -> None:
        if not isinstance(value, tuple) or not all(isinstance(word, str) and word for word in value):
            raise _refuse(attribute.name, value, "a list of texts")

    def convert(value: Any) -> Any:
        return tuple(value) if isinstance(value, (list, tuple)) else value

    return attrs.field(default=default, converter=convert, validator=check)


@frozen(kw_only=True)
class Settings:
    """The switches of a sandbox. Raises `BadSetting`, naming the field, the value and the rule.

    A change counts for what happens after it; a container keeps the hours that it was made with.
    """

    seed: int = _count(7)
    """*Ours.* The same seed and the same calls in the same order give the same ids."""
    user_id: str = _text("17841400000000001")
    """*Ours.* The first account's id; decimal digits, as app-scoped ids are (documented)."""
    username: str = _text("sandbox")
    """*Ours.* The first account's name, without ``@``."""
    token: str = _text(DEFAULT_TOKEN, secret=True)
    """*Ours.* The first account's token; it holds every scope and does not expire. Never shown by the sandbox."""
    app_id: str = _text("1234567890123456")
    """*Ours.* The Threads app's id, with which people sign in."""
    app_secret: str = _text(DEFAULT_APP_SECRET, secret=True)
    """*Ours.* The Threads app's secret. Never shown by the sandbox."""
    meta_app_id: str = _text("6543210987654321")
    """*Ours.* The id of the Meta app around it: using it here is the commonest mistake (*seen*)."""
    redirects: tuple[str, ...] = _words()
    """*Documented* as an exact list. The addresses that people may be sent back to; empty: any."""
    uninvited: tuple[str, ...] = _words()
    """*Seen.* Names of accounts that did not accept the invitation to test the app."""
    enabled_scopes: tuple[str, ...] = _words()
    """*Seen*: scopes whose use case is not enabled are dropped without a word. Empty: all are enabled."""
    user_id_as: str = _choice("number", "string")
    """*Documented*, both: the type of user_id in the answer to the code exchange."""
    short_token_seconds: float = _seconds(3_600.0)
    """*Documented.* The life of a token that a code was exchanged for."""
    long_token_seconds: float = _seconds(5_184_000.0)
    """*Documented.* The life of a long-lived token: 60 days."""
    refresh_age: float = _seconds(86_400.0)
    """*Documented.* The age at which a long-lived token can be refreshed; the answer before that is *ours*."""
    refreshed_token: str = _choice("works", "ended")
    """*Inferred*, both. Whether the old token still works after a refresh."""
    permalink_host: str = _choice("www.threads.net", "www.threads.com")
    """*Documented* for ``www.threads.net``; newer answers were *seen* to say ``www.threads.com``."""

    text_seconds: float = _seconds(0.0)
    """*Inferred.* How long a text container is IN_PROGRESS; most clients do not wait for it at all."""
    image_seconds: float = _seconds(0.2)
    """*Inferred*: a few seconds on the real thing, less here."""
    video_seconds: float = _seconds(2.0)
    """*Seen*: 31 to 39 s on the real thing, less here."""
    carousel_seconds: float = _seconds(0.2)
    """*Inferred.* How long the parent of finished children is IN_PROGRESS."""
    container_life: float = _seconds(86_400.0)
    """*Documented.* Seconds after which a container that was not published reads EXPIRED."""

    fetch_media: bool = _flag(default=True)
    """*Ours.* Off: no URL is fetched and every media is taken for good (benchmarks, virtual time)."""
    fetch_hosts: str = _choice("loopback", "any")
    """*Ours.* ``loopback``: only ``localhost`` and loopback addresses are fetched. This is a local toy."""
    fetch_seconds: float = _seconds(10.0)
    """*Ours.* How long one download may take."""
    image_formats: tuple[str, ...] = _words("jpeg", "png")
    """*Documented.* That WebP and GIF pass was claimed by aggregators."""
    named_video_errors: bool = _flag(default=True)
    """*Documented* names such as INVALID_DURATION. Off: always UNKNOWN, the only one *seen* in the wild."""
    strict_video: bool = _flag(default=False)
    """*Documented* and off: no edit list, moov first, audio at most 128 kb/s; Meta's own sample breaks all three."""

    text_counting: str = _choice("bytes", "documented")
    """*Seen* ``bytes``: 500 UTF-8 bytes. *Documented*: code points, but an emoji counts its UTF-8 bytes."""
    parameter_error_status: int = _choice(400, 500)
    """*Seen*, both: the HTTP status of "Param text must be at most 500 characters long." and its kin."""
    nonexisting_field_status: int = _choice(500, 400)
    """*Seen* 500, and elsewhere only reported as a refusal: the HTTP status of "nonexisting field"."""
    token_error_status: int = _choice(400, 401)
    """*Seen* 400 for nearly every code 190; 401 once, on Instagram."""
    link_limit: int = _count(5)
    """*Documented*: 5 unique links since 2025-12-22; one report has 3."""
    www_is_a_link: bool = _flag(default=True)
    """*Documented* by example: ``www.example.com`` without a scheme counts as a link."""
    unscrapable_hosts: tuple[str, ...] = _words()
    """*Seen.* A link_attachment on one of these hosts is refused with -1/4279047."""
    lenient_media_type: bool = _flag(default=False)
    """*Inferred* from two documented examples: lower case is accepted, and an item's type is guessed from its URL."""
    misplaced_parameters: str = _choice("refuse", "ignore")
    """*Inferred.* What happens to a parameter on a media type that the reference does not list for it."""
    malformed_poll: str = _choice("ignore", "refuse")
    """*Seen*: a wrongly shaped poll_attachment is dropped and a plain text post results."""
    replies_need_manage_replies: bool = _flag(default=True)
    """*Seen* once: a reply without threads_manage_replies gave code 10. The endpoint's page does not ask for it."""

    not_ready_answer: str = _choice("24/4279009", "9007/2207027")
    """*Seen* 24/4279009 when publishing too early; *inferred* 9007/2207027 from Instagram."""
    expired_answer: str = _choice("24/4279009", "24/2207008", "-2/2207020")
    """*Inferred.* The answer to publishing an EXPIRED container; nobody has reported it."""
    republish_answer: str = _choice("24/4279009", "same_id")
    """*Inferred.* The answer to publishing one container again; undocumented, and the post stays one in both."""
    gone_answer: str = _choice("100/33", "24/4279009")
    """*Seen*: HTTP 400 for reading or deleting a deleted post; which code is unclear."""
    crossreshare_status_on: str = _choice("publish", "create", "both")
    """*Documented* twice and differently: which answer carries crossreshare_to_ig_status."""
    crossreshare_status: str = _choice("SUCCESS", "FAILED")
    """*Documented*, both. A share that failed does not fail the post."""

    reply_propagation_seconds: float = _seconds(0.0)
    """*Seen*: for some seconds a fresh post cannot be replied to (24/4279009). 0: at once."""
    listing_lag_seconds: float = _seconds(0.0)
    """*Inferred.* Seconds until a fresh post shows up in the account's lists."""
    quota_lag_seconds: float = _seconds(0.0)
    """*Seen*: up to about 60. Seconds by which threads_publishing_limit is late; the quota itself is exact."""

    post_quota: int = _count(250)
    """*Documented.* Posts in the moving window, counted by threads_publish; a carousel is one."""
    reply_quota: int = _count(1000)
    """*Documented.*"""
    delete_quota: int = _count(100)
    """*Documented.*"""
    location_search_quota: int = _count(500)
    """*Documented*."""
    app_usage: int = _count(0)
    """*Inferred.* Percent in the header X-App-Usage of every answer; 0: no such header, as one prober saw."""
    quota_seconds: float = _seconds(86_400.0)
    """*Documented.* The length of the moving window."""

    def changed(self, changes: Mapping[str, Any]) -> "Settings":
        """A copy with some settings replaced. Raises `BadSetting`."""
        names = [attribute.name for attribute in attrs.fields(Settings)]
        for name in changes:
            if name not in names:
                raise BadSetting(f"there is no setting {name!r}; there are {', '.join(names)}")
        return attrs.evolve(self, **changes)

    def shown(self) -> dict[str, Any]:
        """All settings but the token and the app's secret, as JSON values."""
        shown = attrs.asdict(self)
        del shown["token"], shown["app_secret"]
        return shown

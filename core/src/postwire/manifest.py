"""What a platform can do and how it wants to be treated: dated, sourced data.

Code, contract suite and documentation all read this one record.
"""

import enum
import math
from collections.abc import Iterable, Mapping
from datetime import timedelta
from string import Formatter
from typing import Any

from attrs import field, frozen, validators

from postwire.operation import Operation
from postwire.post import Post
from postwire.problem import Severity
from postwire.service import Service
from postwire.source import Source

HOOKS_VERSION = 1
"""The version of the hooks that this engine calls."""


class Ability(enum.StrEnum):
    """Something a platform may let us do."""

    TEXT = "text"
    """A post without pictures or videos."""
    IMAGE = "image"
    VIDEO = "video"
    CAROUSEL = "carousel"
    """More than one picture or video in a post."""
    REPLY = "reply"
    LINK = "link"
    """A URL shown as a card."""
    ALT_TEXT = "alt_text"
    POLL = "poll"
    """A container can be asked how it is."""
    FIND = "find"
    """A post can be looked for whose publish answer was lost."""
    DELETE = "delete"
    EDIT = "edit"


class Support(enum.StrEnum):
    """How sure a connector is of an ability."""

    YES = "yes"
    """Proven by a recording."""
    NO = "no"
    """Refused here, without a request."""
    UNTRIED = "untried"
    """Allowed, and reported by name."""


class Republish(enum.StrEnum):
    """Whether one container may be sent to ``publish`` again after a doubtful answer."""

    SAME_CONTAINER = "same_container"
    """One container can go live once: while it still reads as not published, it may be sent again."""
    IDEMPOTENT = "idempotent"
    """The same, and asking the container settles it: what reads as not published is not, and no search is needed.

    So it is for records that are put under a key which the connector chose.
    """
    NEVER = "never"
    """A person decides."""


@frozen
class Bearer:
    """The token goes into the ``Authorization`` header."""


@frozen
class QueryToken:
    """The token goes into the query, under this name."""

    name: str = "access_token"


TokenPlace = Bearer | QueryToken


class SignInKind(enum.StrEnum):
    """How a person proves who they are."""

    PAGE = "page"
    """On a page of the platform, which sends them back with a code (OAuth 2.0)."""
    PASSWORD = "password"  # noqa: S105 - the name of a kind
    """With a name and a password, at best one that the platform made for apps."""


@frozen(kw_only=True)
class SignIn:
    """How a person connects an account.

    Where an account's ``api_base`` replaces the API's address, its origin (scheme and host) replaces those of the
    addresses here as well.
    """

    kind: SignInKind = field(default=SignInKind.PAGE, converter=SignInKind)
    page: str = field(default="", validator=validators.matches_re(r"(https?://[^\s?#]+)?"))
    """Where the person is asked; empty where no page is."""
    base_url: str = field(validator=validators.matches_re(r"https?://[^\s?#]+[^/\s?#]"))
    """What the requests of the sign-in's hooks are relative to."""
    https_only: bool = True
    """Whether people are only sent back to https addresses."""
    registers: bool = False
    """Whether every instance has to be asked for an app first (`register_app`)."""
    refresh_after: timedelta | None = None
    """The age at which a token can be refreshed for the first time; None: it cannot."""
    refresh_before: timedelta = timedelta(0)
    """How long before its end a token is refreshed; where it lives shorter, at two thirds of its life."""
    sources: tuple[Source, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse a page without an address, and an address without a page."""
        if (self.kind is SignInKind.PAGE) != bool(self.page):
            raise ValueError(f"sign_in.page is {self.page!r}; it is the address of the page where the kind is 'page'")


@frozen(kw_only=True)
class Crawler:
    """Who comes for the media of a post, where a platform fetches them itself."""

    user_agent: str = field(validator=validators.matches_re(r"[!-~][ -~]*"))
    """What it calls itself in requests."""
    robot: str = field(validator=validators.matches_re(r"[A-Za-z][A-Za-z_-]*"))
    """Its name in robots.txt."""
    sources: tuple[Source, ...] = ()


def _lower(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name.lower() for name in names)


@frozen(kw_only=True)
class Api:
    """Where a platform is spoken to."""

    base_url: str = field(validator=validators.matches_re(r"https?://[^\s?#]+[^/\s?#]"))
    version: str
    documentation: str
    budget_headers: tuple[str, ...] = field(default=(), converter=_lower)
    """Headers of answers that may say that a budget of calls is used up; `pause_after` judges answers with any."""
    keep_alive: bool = True
    """Whether a connection may be used again. False where servers close it without a word: every request asks for
    ``Connection: close`` then, since one that is lost on a dead connection cannot be told from one that arrived."""


class Measure(enum.StrEnum):
    """What a limit is about."""

    TEXT_BYTES = "text.bytes"
    """Length of the text in UTF-8 bytes."""
    TEXT_CODE_POINTS = "text.code_points"
    TEXT_UTF16_UNITS = "text.utf16_units"
    """What JavaScript's ``length`` counts."""
    TEXT_EMOJI_AS_BYTES = "text.emoji_as_bytes"
    """Code points, but an emoji counts as many as it has UTF-8 bytes."""
    TEXT_GRAPHEMES = "text.graphemes"
    """What a reader takes for one character."""
    TEXT_SHORT_LINKS = "text.short_links"
    """The same, but 23 for every address, and of a mention's name only what stands before its server."""
    LINKS = "links"
    """Different URLs in the text and the link card."""
    MEDIA_COUNT = "media.count"
    """How many pictures and videos; only asked where there is more than one."""
    MEDIA_COUNT_WITH_VIDEO = "media.count_with_video"
    """The same, only asked where one of them is a video."""
    ALT_TEXT_CODE_POINTS = "alt_text.code_points"
    IMAGE_FORMAT = "image.format"
    IMAGE_BYTES = "image.bytes"
    IMAGE_WIDTH = "image.width"
    IMAGE_RATIO = "image.ratio"
    """The longer side over the shorter one."""
    IMAGE_COLOR_SPACE = "image.color_space"
    VIDEO_FORMAT = "video.format"
    VIDEO_CODEC = "video.codec"
    VIDEO_BYTES = "video.bytes"
    VIDEO_DURATION = "video.duration"
    VIDEO_FRAME_RATE = "video.frame_rate"
    VIDEO_WIDTH = "video.width"
    VIDEO_RATIO = "video.ratio"
    """Width over height."""
    VIDEO_BIT_RATE = "video.bit_rate"
    VIDEO_PIXEL_FORMAT = "video.pixel_format"
    VIDEO_INTERLACED = "video.interlaced"
    VIDEO_MOOV_FIRST = "video.moov_first"
    VIDEO_EDIT_LIST = "video.edit_list"
    VIDEO_CLOSED_GOP = "video.closed_gop"
    AUDIO_CODEC = "audio.codec"
    AUDIO_BIT_RATE = "audio.bit_rate"
    AUDIO_CHANNELS = "audio.channels"
    AUDIO_SAMPLE_RATE = "audio.sample_rate"

    @property
    def is_a_word(self) -> bool:
        """Whether it is read as a word or as yes or no, not as a number."""
        return self in _WORDS


_WORDS = frozenset(
    {
        Measure.IMAGE_FORMAT,
        Measure.IMAGE_COLOR_SPACE,
        Measure.VIDEO_FORMAT,
        Measure.VIDEO_CODEC,
        Measure.VIDEO_PIXEL_FORMAT,
        Measure.VIDEO_INTERLACED,
        Measure.VIDEO_MOOV_FIRST,
        Measure.VIDEO_EDIT_LIST,
        Measure.VIDEO_CLOSED_GOP,
        Measure.AUDIO_CODEC,
    }
)


_SAYABLE = {"observed", "allowed", "excess"}
_COMMANDABLE = {"file", "new"}


@frozen(kw_only=True)
class Limit:
    """One bound on one measure: between a minimum and a maximum, or one of a list."""

    rule: str
    """Stable, namespaced: ``threads.video.duration``."""
    measure: Measure
    minimum: float | None = None
    """Inclusive."""
    maximum: float | None = None
    """Inclusive."""
    allowed: tuple[str | bool, ...] = ()
    """The only values accepted; empty: the bounds decide."""
    severity: Severity = Severity.ERROR
    message: str
    """For a person; ``{observed}``, ``{allowed}`` and ``{excess}`` (what is too much, or missing) are filled in.

    Where the limit is about a file, it follows the file's name and a colon.
    """
    fix: str
    """What to do; the same words are filled in."""
    command: str | None = None
    """A shell command that mends a file, leaving it as it is.

    ``{file}`` becomes the file, ``{new:mp4}`` a new name with that suffix beside it; both are quoted for a shell.
    """
    unless: tuple[str, str] | None = None
    """An option's name and value that switch this rule off."""
    only_if: tuple[str, str] | None = None
    """An option's name and value without which this rule is off."""
    sources: tuple[Source, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse a rule that could never be broken, or whose words cannot be filled in."""
        if isinstance(self.allowed, str):
            raise TypeError(f"limit {self.rule!r}: what is allowed is a tuple, ({self.allowed!r},) with its comma")
        bounds = [bound for bound in (self.minimum, self.maximum) if bound is not None]
        if (bool(self.allowed), bool(bounds)) != (self.measure.is_a_word, not self.measure.is_a_word):
            needed = "a list of what is allowed" if self.measure.is_a_word else "a minimum or a maximum"
            raise ValueError(f"limit {self.rule!r}: {self.measure} needs {needed} and nothing else")
        if not all(math.isfinite(bound) for bound in bounds) or bounds != sorted(bounds):
            raise ValueError(f"limit {self.rule!r} goes from {self.minimum} to {self.maximum}")
        for name, words, known in (
            ("message", self.message, _SAYABLE),
            ("fix", self.fix, _SAYABLE),
            ("command", self.command or "", _COMMANDABLE),
        ):
            strange = {word for _, word, _, _ in Formatter().parse(words) if word is not None} - known
            if strange:
                raise ValueError(
                    f"limit {self.rule!r}: its {name} asks for {sorted(strange)}; known are {sorted(known)}",
                )


class OptionType(enum.StrEnum):
    """What values an option takes."""

    TEXT = "text"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    LIST = "list"
    OBJECT = "object"


@frozen(kw_only=True)
class Option:
    """One setting of a post that only this platform has."""

    name: str
    type: OptionType = OptionType.TEXT
    choices: tuple[str, ...] = ()
    """What a text, or every entry of a list, may be; empty: anything."""
    default: Any = None
    minimum_length: int | None = None
    """Of a text, in code points; of a list, in entries."""
    maximum_length: int | None = None
    """Of a text, in code points; of a list, in entries."""
    entry_length: int | None = None
    """The longest that an entry of a list may be, in code points."""
    forbidden_characters: str = ""
    """Characters that a text must not hold."""
    not_with: tuple[str, ...] = ()
    """What no post may have beside it: names of options, or ``media``, ``link``, ``reply_to``."""
    needs: tuple[str, ...] = ()
    """What a post has to have for it: names as above, or ``text``."""
    is_content: bool = False
    """Whether a post may consist of it alone."""
    in_every_part: bool = False
    """Whether all posts of a chain carry it; else only the first one does."""
    example: Any = None
    """A value that is taken; its recording proves it. None: the last of the choices."""
    description: str
    sources: tuple[Source, ...] = ()


def _services(given: Iterable[Service]) -> frozenset[Service]:
    return frozenset(given)


def _operations(given: Iterable[Operation]) -> frozenset[Operation]:
    return frozenset(given)


@frozen(kw_only=True)
class Scope:
    """One permission, what it is for, and which operations do not work without it."""

    name: str
    purpose: str
    operations: frozenset[Operation] = field(converter=_operations)
    """Empty: nothing fails without it, but something is gained with it."""
    services: frozenset[Service] = field(default=frozenset(), converter=_services)
    """What it is needed for beside them."""
    sources: tuple[Source, ...] = ()


class Use(enum.StrEnum):
    """What a quota counts."""

    POST = "post"
    """A published post that answers no other."""
    REPLY = "reply"
    DELETE = "delete"


def _uses(given: Iterable[Use]) -> frozenset[Use]:
    return frozenset(given)


@frozen(kw_only=True)
class Quota:
    """How often something may be done in a moving window."""

    name: str
    maximum: int
    window: timedelta
    uses: frozenset[Use] = field(default=frozenset({Use.POST, Use.REPLY}), converter=_uses)
    """What is counted; by default whatever is published."""
    sources: tuple[Source, ...] = ()


@frozen(kw_only=True)
class Pace:
    """How patiently a platform wants to be asked."""

    first_look: timedelta = timedelta(seconds=2)
    """Between the first polls; it grows with the container's age."""
    interval: timedelta = timedelta(seconds=30)
    """The longest time between polls inside the window."""
    window: timedelta = timedelta(minutes=5)
    slow_interval: timedelta = timedelta(minutes=5)
    """Between polls after the window: slow is not failed."""
    container_life: timedelta = timedelta(hours=24)
    settle: timedelta = timedelta(seconds=60)
    """After a doubtful publish, how long until "not live" is believed."""
    retry: timedelta = timedelta(seconds=3)
    """The first delay after trouble that passes by itself; it doubles."""
    tries: int = 5
    """How often an operation is tried before it is given up."""
    give_up: timedelta = timedelta(hours=24)
    """How long an outage (of the network, of the platform) is sat out before a delivery is given up."""
    catch_up: timedelta = timedelta(seconds=30)
    """After an outage, the longest time between overdue posts of one account: they do not all go out at once."""
    concurrency: int = 8
    """Deliveries of one account that may be under way at once."""
    sources: tuple[Source, ...] = ()


def _abilities(given: Mapping[Ability, Support]) -> dict[Ability, Support]:
    return dict(given)


@frozen(kw_only=True)
class Manifest:
    """One platform."""

    platform: str = field(validator=validators.matches_re(r"[a-z][a-z0-9_-]{0,31}"))
    title: str
    api: Api = field(validator=validators.instance_of(Api))
    auth: TokenPlace = field(factory=Bearer)
    sign_in: SignIn | None = None
    """None: accounts are added with a token that was got elsewhere."""
    abilities: Mapping[Ability, Support] = field(converter=_abilities)
    services: frozenset[Service] = field(default=frozenset(), converter=_services)
    """What can be looked at or after; each needs its hook."""
    signature_header: str = field(default="", validator=validators.matches_re(r"[A-Za-z0-9-]*"))
    """The HTTP header that signs what the platform tells by itself; empty: it tells nothing."""
    media_by_url: bool = False
    """Whether the platform fetches pictures and videos itself: they have to lie where everybody can read them."""
    crawler: Crawler | None = None
    """Who it sends for them; None: not known."""
    limits: tuple[Limit, ...] = ()
    options: tuple[Option, ...] = ()
    scopes: tuple[Scope, ...] = ()
    quotas: tuple[Quota, ...] = ()
    pace: Pace = field(factory=Pace)
    republish: Republish = Republish.NEVER
    example_post: str = field(default="17900000000000001", validator=validators.matches_re(r"\S{1,512}"))
    """The id of a post as this platform writes them, for words and tests; nobody's."""
    sources: tuple[Source, ...] = ()
    hooks_version: int = HOOKS_VERSION
    """The version of the hooks that the connector was written for."""

    def supports(self, ability: Ability) -> bool:
        """Whether it may be tried; what is not named is not supported."""
        return self.abilities.get(ability, Support.NO) is not Support.NO

    def option(self, name: str) -> Option | None:
        """The option of that name."""
        return next((option for option in self.options if option.name == name), None)

    def chosen(self, post: Post, name: str) -> Any:
        """What a post says by an option; None where it says nothing (absent, empty, false, or the default)."""
        option, value = self.option(name), post.options_for(self.platform).get(name)
        return None if not value or (option is not None and value == option.default) else value

    def scopes_for(self, operation: Operation) -> frozenset[str]:
        """The scopes that an operation does not work without."""
        return frozenset(scope.name for scope in self.scopes if operation in scope.operations)

    def scopes_of(self, service: Service) -> frozenset[str]:
        """The scopes that a service does not work without."""
        return frozenset(scope.name for scope in self.scopes if service in scope.services)

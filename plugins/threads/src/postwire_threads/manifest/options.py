"""What only Threads lets a post choose. A reply's parent and a link card are the post's own: ``reply_to``, ``link``."""

from postwire.manifest import Option, OptionType
from postwire_threads.manifest.attachments import ATTACHMENTS, OFFSET_UNIT
from postwire_threads.manifest.sources import (
    APPROVALS,
    COUNTED_IN_BYTES,
    GEO_GATING,
    GHOSTS,
    LOCATIONS,
    POSTS,
    QUOTES,
    REFERENCE,
    REPLY_CONTROL,
    REPOSTS,
    SHARING,
    WEB_INTENTS,
)

TEXT_COUNTING = "text_counting"
COUNT_BYTES = "bytes"
COUNT_AS_DOCUMENTED = "documented"

_OPTIONS = (
    Option(
        name="reply_control",
        choices=(
            "everyone",
            "accounts_you_follow",
            "mentioned_only",
            "parent_post_author_only",
            "followers_only",
        ),
        default="everyone",
        in_every_part=True,
        description="Who may reply.",
        sources=(REFERENCE, REPLY_CONTROL),
    ),
    Option(
        name="topic_tag",
        minimum_length=1,
        maximum_length=50,
        forbidden_characters=".&\t\n",
        description="The post's topic, without a hash sign; where nothing is said, the first #tag of the text is it.",
        sources=(REFERENCE, POSTS, WEB_INTENTS),
    ),
    Option(
        name="quote_post_id",
        minimum_length=1,
        description="The id of the post to quote.",
        sources=(REFERENCE, QUOTES),
    ),
    *ATTACHMENTS,
    Option(
        name="is_ghost_post",
        type=OptionType.BOOLEAN,
        not_with=(
            "media",
            "link",
            "reply_to",
            "topic_tag",
            "quote_post_id",
            "poll",
            "gif",
            "text_attachment",
            "allowlisted_country_codes",
            "enable_reply_approvals",
            "crossreshare_to_ig",
            "location_id",
        ),
        needs=("text",),
        in_every_part=True,
        example=True,
        description="Whether the post is archived after 24 hours. It is a text on its own, with spoilers at most.",
        sources=(REFERENCE, GHOSTS),
    ),
    Option(
        name="allowlisted_country_codes",
        type=OptionType.LIST,
        minimum_length=1,
        in_every_part=True,
        example=["DE", "FR"],
        description="The only countries (ISO 3166-1 alpha-2) that see the post, for profiles that Threads lets do so.",
        sources=(REFERENCE, GEO_GATING),
    ),
    Option(
        name="enable_reply_approvals",
        type=OptionType.BOOLEAN,
        in_every_part=True,
        example=True,
        description="Whether replies are seen only once they are approved.",
        sources=(REFERENCE, APPROVALS),
    ),
    Option(
        name="crossreshare_to_ig",
        type=OptionType.BOOLEAN,
        example=True,
        description="Whether the post is shared as a story of the linked Instagram account, too. A share that fails "
        "does not fail the post.",
        sources=(REFERENCE, SHARING),
    ),
    Option(
        name="crossreshare_to_ig_dark_mode",
        type=OptionType.BOOLEAN,
        needs=("crossreshare_to_ig",),
        example=True,
        description="Whether that story is dark.",
        sources=(REFERENCE, SHARING),
    ),
    Option(
        name="location_id",
        minimum_length=1,
        example="123456",
        description="The id of a place, from Threads' location search.",
        sources=(REFERENCE, LOCATIONS),
    ),
    Option(
        name="extra",
        type=OptionType.OBJECT,
        example={"a_field_of_tomorrow": "yes"},
        description="Passed on as it is, unchecked: parameters of Threads that are not known here yet, each a text. "
        "What is known here, and whatever sounds like a credential, is refused.",
        sources=(REFERENCE,),
    ),
    Option(
        name=TEXT_COUNTING,
        choices=(COUNT_BYTES, COUNT_AS_DOCUMENTED),
        default=COUNT_BYTES,
        in_every_part=True,
        description="How the text is held against its 500, here and never sent: all of it in UTF-8 bytes, as Threads "
        "was seen to count, or only emoji in bytes, as Meta documents it.",
        sources=(POSTS, COUNTED_IN_BYTES),
    ),
)
_ALONE = tuple(option.name for option in _OPTIONS if option.name not in {TEXT_COUNTING, OFFSET_UNIT})
OPTIONS = (
    *_OPTIONS,
    Option(
        name="repost_of",
        minimum_length=1,
        not_with=("text", "media", "link", "reply_to", *_ALONE),
        is_content=True,
        description="The id of a post that is reposted as it is. Nothing else can stand beside it.",
        sources=(REFERENCE, REPOSTS),
    ),
)

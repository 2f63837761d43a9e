"""What only Mastodon lets a post choose. A reply's parent and a link are the post's own: ``reply_to``, ``link``."""

from postwire.manifest import Option, OptionType
from postwire_mastodon.sources import INSTANCE, STATUSES

LIMITS = "limits"
OF_THE_INSTANCE = "instance"
POLL_ITEMS = 4
POLL_SHORTEST = 300
POLL_LONGEST = 2_629_746

OPTIONS = (
    Option(
        name="visibility",
        choices=("public", "unlisted", "private", "direct"),
        in_every_part=True,
        example="unlisted",
        description="Who sees it: everybody; everybody who looks; followers; those whom it mentions. Where nothing is "
        "said, what the account has set.",
        sources=(STATUSES,),
    ),
    Option(
        name="spoiler_text",
        minimum_length=1,
        in_every_part=True,
        example="About a lighthouse",
        description="A warning or subject, behind which the post is folded away. It counts as text.",
        sources=(STATUSES,),
    ),
    Option(
        name="sensitive",
        type=OptionType.BOOLEAN,
        needs=("media",),
        example=True,
        description="Whether pictures and videos are hidden until somebody wants to see them.",
        sources=(STATUSES,),
    ),
    Option(
        name="language",
        minimum_length=2,
        maximum_length=8,
        in_every_part=True,
        example="de",
        description="The language of the text, by its ISO 639 code; where nothing is said, what the account has set.",
        sources=(STATUSES,),
    ),
    Option(
        name="poll_options",
        type=OptionType.LIST,
        minimum_length=2,
        maximum_length=POLL_ITEMS,
        entry_length=50,
        not_with=("media",),
        needs=("text",),
        example=["By day", "By night"],
        description="The answers of a poll.",
        sources=(STATUSES, INSTANCE),
    ),
    Option(
        name="poll_expires_in",
        type=OptionType.INTEGER,
        needs=("poll_options",),
        example=3600,
        description=f"How long the poll is open, in seconds, {POLL_SHORTEST} to {POLL_LONGEST}; a day where nothing is "
        "said.",
        sources=(STATUSES, INSTANCE),
    ),
    Option(
        name="poll_multiple",
        type=OptionType.BOOLEAN,
        needs=("poll_options",),
        example=True,
        description="Whether more than one answer may be given.",
        sources=(STATUSES,),
    ),
    Option(
        name="poll_hide_totals",
        type=OptionType.BOOLEAN,
        needs=("poll_options",),
        example=True,
        description="Whether the count is hidden until the poll ends.",
        sources=(STATUSES,),
    ),
    Option(
        name=LIMITS,
        choices=("mastodon", OF_THE_INSTANCE),
        default="mastodon",
        in_every_part=True,
        description="Against what the post is held: Mastodon's own limits, before anything is sent; or those that the "
        "account's instance tells, when the post is staged.",
        sources=(INSTANCE,),
    ),
)

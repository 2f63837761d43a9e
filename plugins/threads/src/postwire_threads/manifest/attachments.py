"""What a Threads post can carry beside its text: polls, GIFs, long texts, spoilers."""

from postwire.manifest import Option, OptionType
from postwire_threads.manifest.sources import (
    GIFS,
    IGNORED_POLL,
    OFFSET_UNITS,
    POLLS,
    REFERENCE,
    SPOILERS,
    TEXT_ATTACHMENTS,
)

OFFSET_UNIT = "offset_unit"

ATTACHMENTS = (
    Option(
        name="poll",
        type=OptionType.LIST,
        minimum_length=2,
        maximum_length=4,
        entry_length=25,
        not_with=("media", "link", "text_attachment"),
        needs=("text",),
        example=["Yes", "No"],
        description="The answers of a poll, in order; sent as poll_attachment.",
        sources=(REFERENCE, POLLS, IGNORED_POLL),
    ),
    Option(
        name="gif",
        minimum_length=1,
        not_with=("media",),
        is_content=True,
        example="3o7TKSjRrfIPjeiVyM",
        description="The id of a GIF at GIPHY, the only provider since 2026-03-31; sent as gif_attachment.",
        sources=(REFERENCE, GIFS),
    ),
    Option(
        name="text_attachment",
        type=OptionType.OBJECT,
        not_with=("media",),
        is_content=True,
        example={
            "plaintext": "A lighthouse keeper's diary, in full.",
            "text_with_styling_info": [{"offset": 2, "length": 10, "styling_info": ["bold"]}],
        },
        description="A long text below the post: plaintext of at most 10,000 characters, link_attachment_url, and "
        "text_with_styling_info, whose offsets and lengths are given in characters of the plaintext.",
        sources=(REFERENCE, TEXT_ATTACHMENTS),
    ),
    Option(
        name="spoilers",
        type=OptionType.LIST,
        minimum_length=1,
        needs=("text",),
        example=["spoilers"],
        description="Words of the text that are hidden until somebody taps them, wherever they stand; sent as "
        "text_entities, at most 10 places.",
        sources=(REFERENCE, SPOILERS),
    ),
    Option(
        name="is_spoiler_media",
        type=OptionType.BOOLEAN,
        needs=("media",),
        example=True,
        description="Whether the pictures and videos, all of them, are hidden until somebody taps them.",
        sources=(REFERENCE, SPOILERS),
    ),
    Option(
        name=OFFSET_UNIT,
        choices=("utf16_units", "utf8_bytes", "code_points"),
        default="utf16_units",
        in_every_part=True,
        description="The unit in which Threads is told where spoilers and styles lie, never sent itself. No page names "
        "it; all three are the same until a character that is not ASCII comes before.",
        sources=(SPOILERS, OFFSET_UNITS),
    ),
)

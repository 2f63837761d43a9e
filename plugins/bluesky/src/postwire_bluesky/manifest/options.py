"""What a post on Bluesky can have that posts elsewhere have not."""

from postwire.manifest import Option, OptionType
from postwire_bluesky.manifest.sources import LABELS, LEXICON, POSTS, RICH_TEXT

LANGUAGES = "languages"
LABELS_OPTION = "labels"
TAGS = "tags"
QUOTE = "quote"
CARD_TITLE = "card_title"
CARD_DESCRIPTION = "card_description"
CARD_PICTURE = "card_picture"
MENTIONS = "mentions"
MUST_EXIST = "must_exist"

OPTIONS = (
    Option(
        name=LANGUAGES,
        type=OptionType.LIST,
        maximum_length=3,
        entry_length=35,
        in_every_part=True,
        example=("en", "pt-BR"),
        description="The languages of the text, as BCP 47 names them; feeds are sorted by them.",
        sources=(POSTS, LEXICON),
    ),
    Option(
        name=LABELS_OPTION,
        type=OptionType.LIST,
        choices=("sexual", "nudity", "porn", "graphic-media"),
        in_every_part=True,
        example=("graphic-media",),
        description="What readers are warned of before they see pictures and videos.",
        sources=(LABELS, LEXICON),
    ),
    Option(
        name=TAGS,
        type=OptionType.LIST,
        maximum_length=8,
        entry_length=64,
        example=("lighthouses",),
        description="Tags that the post is found by, beside those of its text; without their signs.",
        sources=(LEXICON,),
    ),
    Option(
        name=QUOTE,
        description="The post that this one quotes: its id, such as at://did:plc:abc/app.bsky.feed.post/3k43tv4rft22g.",
        sources=(POSTS, LEXICON),
    ),
    Option(
        name=CARD_TITLE,
        maximum_length=300,
        needs=("link",),
        example="Lighthouses of the north",
        description="The heading of the link's card; nobody reads it from the page. Without it stands the address.",
        sources=(POSTS, LEXICON),
    ),
    Option(
        name=CARD_DESCRIPTION,
        maximum_length=1000,
        needs=("link",),
        example="All of them, by height.",
        description="The words below the heading of the link's card.",
        sources=(POSTS, LEXICON),
    ),
    Option(
        name=CARD_PICTURE,
        type=OptionType.BOOLEAN,
        needs=("link", "media"),
        example=True,
        description="The post's picture belongs to the link's card, and is not shown by itself.",
        sources=(POSTS, LEXICON),
    ),
    Option(
        name=MENTIONS,
        choices=("if_known", MUST_EXIST),
        default="if_known",
        in_every_part=True,
        description="What becomes of @names that nobody has: they stay text, or the post is refused.",
        sources=(RICH_TEXT,),
    ),
)

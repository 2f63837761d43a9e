"""What only Threads lets a post choose. A reply's parent and a link card are the post's own: ``reply_to``, ``link``."""

from postwire.manifest import Option
from postwire_threads.manifest.sources import COUNTED_IN_BYTES, POSTS, REFERENCE, REPLY_CONTROL, WEB_INTENTS

TEXT_COUNTING = "text_counting"
COUNT_BYTES = "bytes"
COUNT_AS_DOCUMENTED = "documented"

OPTIONS = (
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
        sources=(REFERENCE,),
    ),
    Option(
        name=TEXT_COUNTING,
        choices=(COUNT_BYTES, COUNT_AS_DOCUMENTED),
        default=COUNT_BYTES,
        description="How the text is held against its 500, here and never sent: all of it in UTF-8 bytes, as Threads "
        "was seen to count, or only emoji in bytes, as Meta documents it.",
        sources=(POSTS, COUNTED_IN_BYTES),
    ),
)

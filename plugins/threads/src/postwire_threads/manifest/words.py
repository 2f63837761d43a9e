"""Limits on what is said: text, links, alternative texts, and how many items."""

from postwire.manifest import Limit, Measure
from postwire_threads.manifest.options import COUNT_AS_DOCUMENTED, TEXT_COUNTING
from postwire_threads.manifest.sources import ALT_TEXT, COUNTED_IN_BYTES, LINKS, OVERVIEW, POSTS, REFERENCE

WORD_LIMITS = (
    # The pages speak of 500 characters and of emoji by their bytes; a text of 498 characters, three of them curly
    # apostrophes, was refused. Bytes are the strictest reading: what passes them passes every other.
    Limit(
        rule="threads.text.max_bytes",
        measure=Measure.TEXT_BYTES,
        maximum=500,
        message="The text is {observed} long; Threads takes {allowed}, and curly quotes and accents are several each.",
        fix="Shorten the text by {excess}, or split it into a post and its replies.",
        unless=(TEXT_COUNTING, COUNT_AS_DOCUMENTED),
        sources=(POSTS, REFERENCE, COUNTED_IN_BYTES),
    ),
    Limit(
        rule="threads.text.max_characters",
        measure=Measure.TEXT_EMOJI_AS_BYTES,
        maximum=500,
        message="The text is {observed} long, emoji counted by their bytes; Threads takes {allowed}.",
        fix="Shorten the text by {excess}, or split it into a post and its replies.",
        only_if=(TEXT_COUNTING, COUNT_AS_DOCUMENTED),
        sources=(POSTS, REFERENCE),
    ),
    Limit(
        rule="threads.text.max_links",
        measure=Measure.LINKS,
        maximum=5,
        message="The text and the link card hold {observed}; Threads takes {allowed}, each counted once.",
        fix="Take {excess} out.",
        sources=(OVERVIEW, LINKS),
    ),
    Limit(
        rule="threads.media.max_items",
        measure=Measure.MEDIA_COUNT,
        minimum=2,
        maximum=20,
        message="The carousel holds {observed}; Threads takes {allowed}.",
        fix="Take {excess} out, or spread them over several posts.",
        sources=(POSTS, REFERENCE),
    ),
    Limit(
        rule="threads.alt_text.max_characters",
        measure=Measure.ALT_TEXT_CODE_POINTS,
        maximum=1000,
        message="the alternative text is {observed} long; Threads takes {allowed}.",
        fix="Shorten the alternative text by {excess}.",
        sources=(REFERENCE, ALT_TEXT),
    ),
)

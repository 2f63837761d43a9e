"""A text that is too long for one post, as a chain of posts that each answer the one before. Pure.

It is split where it reads best: between paragraphs, else sentences, else words, and only at last between graphemes,
never inside of one, nor inside of a web address, a mention or a hashtag. Nothing is lost but the white space where it
is split.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from itertools import chain as joined

from attrs import evolve, frozen

from postwire.checks import check
from postwire.manifest import Manifest, Measure
from postwire.post import Post
from postwire.problem import Severity

LONGEST = 500
"""Parts; nobody means more."""

_WHOLE = re.compile(r"https?://\S+|(?<![\w@./-])www\.\S+|(?<!\w)[@#]\w[\w.]*", re.IGNORECASE)
"""What is not split: addresses, mentions and hashtags."""
_PARAGRAPH = re.compile(r"\n\s*\n\s*")
_SENTENCE = re.compile(
    r"[.!?\u2026]+[\"'\u2019\u201d\u00bb)\]]*\s+|[\u3002\uff01\uff1f]+[\u300d\u300f\uff09]*\s*|\n\s*"
)
_WORD = re.compile(r"\s+")
_WORTH_IT = {_PARAGRAPH: 0.5, _SENTENCE: 0.3, _WORD: 0.0}
"""How much of what fits has to be used by a split of this kind."""
_NUMBERED = " {number}/{count}"
_WORDS = frozenset(
    {
        Measure.TEXT_BYTES,
        Measure.TEXT_CODE_POINTS,
        Measure.TEXT_UTF16_UNITS,
        Measure.TEXT_EMOJI_AS_BYTES,
        Measure.TEXT_GRAPHEMES,
        Measure.TEXT_SHORT_LINKS,
        Measure.LINKS,
    }
)


class Unsplittable(ValueError):
    """There is a piece that may not be split and does not fit into any post, or there are far too many parts."""


@frozen(kw_only=True)
class Chain:
    """How a chain is made. A text that fits stays one post."""

    splits: bool = True
    """Whether the text is split; else only its first comment makes a chain."""
    numbered: bool = False
    """Whether every part ends with its place, as in ``1/5``, where there is more than one."""
    first_comment: str = ""
    """A text that answers the last part, a chain of its own if need be."""


def posts_of(post: Post, manifest: Manifest, chain: Chain) -> tuple[Post, ...]:
    """The posts of a chain, the first one with everything that the post has, the others with their text.

    The others keep the options that the manifest wants in every part. Each but the first answers the one before it,
    which nothing in here can know yet. Raises `Unsplittable`.
    """
    kept = {option.name for option in manifest.options if option.in_every_part}
    options = {name: value for name, value in post.options_for(manifest.platform).items() if name in kept}
    bare = Post(options={manifest.platform: options} if options else {})

    def fits(text: str, number: int) -> bool:
        return _fits(evolve(post if number == 0 else bare, text=text), manifest)

    comment = split(chain.first_comment, lambda text, _: _fits(evolve(bare, text=text), manifest))
    texts = (split(post.text, fits, numbered=chain.numbered) if chain.splits else ()) or (post.text,)
    return (
        evolve(post, text=texts[0]),
        *(evolve(bare, text=text) for text in joined(texts[1:], comment)),
    )


def split(text: str, fits: Callable[[str, int], bool], *, numbered: bool = False) -> tuple[str, ...]:
    """A text in parts of which ``fits`` says that they are short enough, each with its number from 0.

    Whatever is shorter than what fits has to fit as well. Raises `Unsplittable`.
    """
    if fits(text, 0):
        return (text,) if text.strip() else ()
    if fits(text.strip(), 0):
        return (text.strip(),)
    if not numbered:
        return tuple(_parts(text.strip(), fits))
    for digits in (1, 2, 3):
        room = _NUMBERED.format(number="9" * digits, count="9" * digits)
        parts = tuple(_parts(text.strip(), lambda part, number, room=room: fits(part + room, number)))  # type: ignore[misc]
        if len(str(len(parts))) <= digits:
            return tuple(
                part + _NUMBERED.format(number=number, count=len(parts)) for number, part in enumerate(parts, 1)
            )
    raise Unsplittable(f"the text would have more than {LONGEST} parts; shorten it")


def _fits(post: Post, manifest: Manifest) -> bool:
    rules = {limit.rule for limit in manifest.limits if limit.measure in _WORDS}
    return not any(problem.rule in rules and problem.severity is Severity.ERROR for problem in check(post, manifest))


def _parts(text: str, fits: Callable[[str, int], bool]) -> Iterator[str]:
    borders = _borders(text)
    ends = {pattern: [match.end() for match in pattern.finditer(text)] for pattern in _WORTH_IT}
    allowed = set(borders)
    begin = 0
    for number in range(LONGEST):
        if fits(text[begin:].strip(), number):
            yield text[begin:].strip()
            return
        first = bisect_right(borders, begin)
        reach = _furthest(text, begin, borders[first:], lambda part, number=number: fits(part, number))  # type: ignore[misc]
        if reach is None:
            piece = text[begin : borders[first]].strip()
            raise Unsplittable(
                f"{piece[:60]!r} may not be split, and does not fit into one post: put it elsewhere, or shorten it"
            )
        end = next(
            (
                found
                for pattern, share in _WORTH_IT.items()
                if (found := _last(ends[pattern], begin, reach, allowed)) and found - begin >= share * (reach - begin)
            ),
            reach,
        )
        yield text[begin:end].strip()
        begin = end
    raise Unsplittable(f"the text would have more than {LONGEST} parts; shorten it")


def _furthest(text: str, begin: int, borders: list[int], fits: Callable[[str], bool]) -> int | None:
    """The last border up to which the text fits; white space before it does not count."""
    low, high = 0, len(borders)
    while low < high:
        middle = (low + high) // 2
        if fits(text[begin : borders[middle]].strip()):
            low = middle + 1
        else:
            high = middle
    return borders[low - 1] if low else None


def _last(ends: list[int], begin: int, reach: int, allowed: set[int]) -> int | None:
    """The last end of some kind that is allowed, after the beginning and within reach."""
    for index in range(bisect_right(ends, reach) - 1, -1, -1):
        if ends[index] <= begin:
            return None
        if ends[index] in allowed:
            return ends[index]
    return None


def _borders(text: str) -> list[int]:
    """Where the text may be split: after every grapheme that no address, mention or hashtag goes on behind."""
    import regex  # type: ignore[import-untyped]  # noqa: PLC0415 - costs some 20 ms, which only a chain shall pay for

    inside = {place for match in _WHOLE.finditer(text) for place in range(match.start() + 1, match.end())}
    ends: Mapping[int, None] = dict.fromkeys(match.end() for match in regex.finditer(r"\X", text))
    return [end for end in ends if end not in inside]

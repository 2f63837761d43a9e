"""A long text becomes a chain that reads well, loses nothing, and breaks nothing that belongs together."""

import pytest
import regex
from attrs import evolve
from hypothesis import example, given
from hypothesis import strategies as st

import postwire_corkboard
from postwire.chain import Chain, Unsplittable, posts_of, split
from postwire.manifest import Limit, Measure, Option
from postwire.post import Post
from postwire.registry import Registry

MANIFEST = evolve(
    Registry.of(postwire_corkboard)["corkboard"].manifest,
    limits=(
        Limit(rule="corkboard.text", measure=Measure.TEXT_BYTES, maximum=60, message="{observed}", fix="Shorten it."),
        Limit(rule="corkboard.links", measure=Measure.LINKS, maximum=2, message="{observed}", fix="Take one out."),
    ),
    options=(
        Option(name="audience", in_every_part=True, description="Who sees it."),
        Option(name="topic", description="What it is about."),
    ),
)
PIECES = (
    "A lighthouse by the sea. ",
    "https://example.com/keeper?day=1 ",
    "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}",
    "\N{REGIONAL INDICATOR SYMBOL LETTER D}\N{REGIONAL INDICATOR SYMBOL LETTER E}",
    "e\u0301",
    "@ada.lovelace ",
    "#light ",
    "\u706f\u53f0\u3002",
    " ",
    "\n\n",
    "w" * 70,
)


def texts(text, **more):
    return [post.text for post in posts_of(Post(text), MANIFEST, Chain(**more))]


def up_to(longest):
    return lambda text, _: len(text.encode()) <= longest


def test_what_fits_stays_one_post_as_it_is():
    assert texts("  A lighthouse. ") == ["  A lighthouse. "]
    assert texts("A lighthouse.", numbered=True) == ["A lighthouse."]


def test_paragraphs_come_before_sentences_and_sentences_before_words():
    assert texts("The first paragraph is this one, at length.\n\nThe second. And more of it.") == [
        "The first paragraph is this one, at length.",
        "The second. And more of it.",
    ]
    assert texts("The first sentence is of some length. The second is as well, or longer.") == [
        "The first sentence is of some length.",
        "The second is as well, or longer.",
    ]
    assert texts("one two three four five six seven eight nine ten eleven twelve thirteen") == [
        "one two three four five six seven eight nine ten eleven",
        "twelve thirteen",
    ]


@pytest.mark.parametrize("whole", ["https://example.com/a.b.c/d?e=f", "www.example.com/a", "@ada.lovelace", "#灯台"])
def test_addresses_mentions_and_hashtags_stay_whole(whole):
    for before in range(20, 60):
        parts = texts("x" * before + " " + whole + " and so on, and so on, and so on, until the end of it")
        assert sum(whole in part for part in parts) == 1


def test_a_part_takes_no_more_links_than_a_post_may_have():
    parts = texts("a www.a.example b www.b.example c www.c.example and some words")
    assert parts == ["a www.a.example b www.b.example c", "www.c.example and some words"]


def test_places_are_counted_into_the_length():
    parts = texts("The keeper climbs the stairs. " * 12, numbered=True)
    assert [part.rsplit(" ", 1)[1] for part in parts] == [f"{number}/12" for number in range(1, 13)]
    assert all(len(part.encode()) <= 60 for part in parts)


def test_a_piece_that_fits_nowhere_is_refused_and_named():
    with pytest.raises(Unsplittable, match=r"https://example.com/xxx.*does not fit into one post"):
        texts("See https://example.com/" + "x" * 60)
    with pytest.raises(Unsplittable, match="more than 500 parts"):
        split("x" * 1000, up_to(1))


def test_the_first_post_has_everything_and_the_others_what_every_part_needs():
    options = {"corkboard": {"audience": "friends", "topic": "sea"}}
    whole = Post(
        "A sentence to begin with, of a length. " * 3, link="https://example.com/", reply_to="7", options=options
    )
    first, *others = posts_of(whole, MANIFEST, Chain(first_comment="Read more: https://example.com/more"))
    assert (first.link, first.reply_to, first.options) == ("https://example.com/", "7", options)
    assert {(post.link, post.reply_to) for post in others} == {(None, None)}
    assert {tuple(post.options_for("corkboard").items()) for post in others} == {(("audience", "friends"),)}
    assert others[-1].text == "Read more: https://example.com/more"
    assert len(others) == 3


@given(text=st.lists(st.sampled_from(PIECES), max_size=30).map("".join), numbered=st.booleans())
@example(text="https://example.com/keeper?day=1 https://example.com/keeper?day=1 ", numbered=True)
def test_nothing_is_lost_and_no_grapheme_is_broken(*, text, numbered):
    parts = split(text, up_to(90), numbered=numbered)
    assert all(len(part.encode()) <= 90 for part in parts)
    assert all(part == part.strip() for part in parts) or len(parts) == 1
    if numbered and len(parts) > 1:
        parts = tuple(part.rsplit(" ", 1)[0] for part in parts)
    bare = [regex.sub(r"\s", "", part) for part in parts]
    assert "".join(bare) == regex.sub(r"\s", "", text)
    clusters = regex.findall(r"\X", regex.sub(r"\s+", " ", text).strip())
    assert [c for part in parts for c in regex.findall(r"\X", part) if not c.isspace()] == [
        c for c in clusters if not c.isspace()
    ] or len(parts) == 1

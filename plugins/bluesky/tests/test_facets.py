"""Links, mentions and tags of a text, by the bytes that they take up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postwire_bluesky.facets import LONGEST_TAG, facets, handles, spans

DIDS = {"anna.test": "did:plc:anna"}
WORDS = st.sampled_from(
    [
        "🌊",
        "👨‍👩‍👧",
        "中文",
        "e\u0301",
        "a",
        "https://a.example/x",
        "www.b.example",
        "@anna.test",
        "#wave",
        "#1",
        "(",
        ").",
        "\n",
    ]
)


def pieces(text):
    """What each facet covers, cut out of the text's bytes, and what it is."""
    whole = text.encode()
    return [
        (whole[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode(), facet["features"][0])
        for facet in facets(text, DIDS)
    ]


def feature(kind, **value):
    return {"$type": f"app.bsky.richtext.facet#{kind}", **value}


def test_every_facet_covers_its_words_whatever_emoji_stand_before_them():
    text = "🌊👨‍👩‍👧 @anna.test zeigt https://a.example/ü?y=1 und #Größe."
    assert pieces(text) == [
        ("@anna.test", feature("mention", did="did:plc:anna")),
        ("https://a.example/ü?y=1", feature("link", uri="https://a.example/ü?y=1")),
        ("#Größe", feature("tag", tag="Größe")),
    ]


@given(st.lists(WORDS, max_size=12).map(" ".join))
def test_facets_are_in_order_do_not_overlap_and_never_cut_a_character(text):
    ends = [0]
    for facet in facets(text, DIDS):
        assert ends[-1] <= facet["index"]["byteStart"] < facet["index"]["byteEnd"] <= len(text.encode())
        ends.append(facet["index"]["byteEnd"])
    assert all(words.startswith(("http", "www.", "@", "#")) for words, _ in pieces(text))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("see www.b.example.", "https://www.b.example"),
        ("(https://a.example/x_(y))", "https://a.example/x_(y)"),
        ("HTTPS://A.example/X", "HTTPS://A.example/X"),
    ],
)
def test_a_link_goes_where_it_was_written_to(text, address):
    assert [span.value for span in spans(text)] == [address]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@anna.test", ("anna.test",)),
        ("@Anna.Test and @anna.test", ("anna.test",)),
        ("(@anna.test)", ("anna.test",)),
        ("@anna.test.", ("anna.test",)),
        ("@anna", ()),
        ("anna@anna.test", ()),
        ("https://a.example/@anna.test", ()),
        ("@anna.test@b.example", ()),
        ("@-a.test @a-.test", ()),
    ],
)
def test_a_mention_is_an_at_sign_and_a_whole_handle(text, found):
    assert handles(text) == found


def test_a_handle_that_nobody_has_stays_text():
    assert facets("@nobody.test", DIDS) == []


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#wave", ["wave"]),
        ("#wave, #see!", ["wave", "see"]),
        ("#a_b #a-b", ["a_b", "a-b"]),
        ("\uff03中文", ["中文"]),
        ("#1 #2026", []),
        ("#1st", ["1st"]),
        ("#\ufe0f\u20e3", []),
        ("#!?", []),
        ("a#b ##", []),
        ("#" + "x" * LONGEST_TAG, ["x" * LONGEST_TAG]),
        ("#" + "x" * (LONGEST_TAG + 1), []),
        ("#https://a.example", []),
    ],
)
def test_tags_are_what_the_official_app_takes_for_tags(text, tags):
    assert [span.value for span in spans(text) if span.kind == "tag"] == tags


@pytest.mark.parametrize("text", ["#" * 3000, "@a." * 1000, "@" * 3000, "www." * 750, "#a " * 1000])
def test_a_hostile_text_comes_to_an_end(text):
    assert len(spans(text)) <= 1000

"""The web addresses of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postwire.links import links, normal_form, places, web_address, with_short_links

LABELS = st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=8)
PATHS = st.text(alphabet="abcABC019-_~/%=&+", max_size=20)
ADDRESSES = st.builds(
    lambda scheme, label, path: f"{scheme}://{label}.example/{path}", st.sampled_from(["http", "https"]), LABELS, PATHS
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("no link, e.g. example.com or me@www.example.com", ()),
        ("http:// and https:// and www. and www.example alone", ()),
        ("see https://example.com/a?b=c#d now", ("https://example.com/a?b=c#d",)),
        ("HTTPS://Example.COM", ("https://example.com/",)),
        ("www.example.com", ("https://www.example.com/",)),
        ("WWW.Example.com/Path", ("https://www.example.com/Path",)),
        ("see https://example.com.", ("https://example.com/",)),
        ("(https://example.com/a)", ("https://example.com/a",)),
        ("https://en.wikipedia.org/wiki/A_(b)", ("https://en.wikipedia.org/wiki/A_(b)",)),
        ("(https://en.wikipedia.org/wiki/A_(b))!", ("https://en.wikipedia.org/wiki/A_(b)",)),
        ("[https://example.com/a], {https://example.com/b}", ("https://example.com/a", "https://example.com/b")),
        ("“https://example.com/a”", ("https://example.com/a",)),
        ("<https://example.com/a>", ("https://example.com/a",)),
        ("https://example.com/a\uff0c再见", ("https://example.com/a",)),
        ("看https://example.com/a。", ("https://example.com/a",)),
        ("https://a.example/,https://b.example/", ("https://a.example/", "https://b.example/")),
        ("https://a.example/|www.b.example.com", ("https://a.example/", "https://www.b.example.com/")),
        (
            "https://web.archive.org/web/2020/https://example.com/",
            ("https://web.archive.org/web/2020/https://example.com/",),
        ),
        ("http://example.com:80 http://example.com/ http://example.com", ("http://example.com/",)),
        (
            "https://example.com:443/a https://example.com:8443/a",
            ("https://example.com/a", "https://example.com:8443/a"),
        ),
        ("http://[::1]:8000/a", ("http://[::1]:8000/a",)),
        ("https://user@example.com/", ("https://user@example.com/",)),
        ("http://[bad http://a:99999/ ok", ()),
        ("https://bücher.example/ä", ("https://bücher.example/ä",)),
        ("https://example.com/👍", ("https://example.com/👍",)),
    ],
)
def test_the_addresses_of_a_text_are_found_in_one_spelling(text, found):
    assert links(text) == found


def test_metas_examples_of_counting_hold():
    assert len(links("www.facebook.com www.facebook.com")) == 1
    assert len(links("www.instagram.com and www.threads.com, www.facebook.com")) == 3
    assert len(links("www.example.com, www.example.com, and www.test.com www.test.com")) == 2


@given(st.lists(ADDRESSES, max_size=6))
def test_an_address_counts_once_however_often_it_stands(addresses):
    found = links("\n".join(addresses))
    assert links("\n".join([*addresses, *addresses])) == found
    assert len(found) == len(set(found)) <= len(addresses)


@given(st.lists(ADDRESSES, max_size=6))
def test_addresses_keep_their_order(addresses):
    forms = list(dict.fromkeys(map(normal_form, addresses)))
    assert list(links(" ".join(addresses))) == forms


@given(ADDRESSES, st.text(alphabet=".,;:!?'\"\u2019”)]}>", max_size=5))
def test_punctuation_after_an_address_is_not_part_of_it(address, punctuation):
    assert links(f"({address}{punctuation} and on") == links(address)


@given(st.text())
def test_what_was_found_is_found_again_in_its_own_spelling(text):
    found = links(text)
    assert links("\n".join(found)) == found


@given(st.text(alphabet="htps:/w.[]()@,;| aé中\n", max_size=60))
def test_no_text_upsets_the_search(text):
    for address in links(text):
        assert web_address(address) is not None


@pytest.mark.parametrize("text", ["https://a.example/" + ")" * 200_000, "www." * 50_000, "https://" * 50_000])
def test_the_search_of_a_hostile_text_comes_to_an_end(text):
    # a search that grows with the square of the length would take hours here, and the whole run with it
    assert len(links(text)) <= 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.com",
        "www.example.com",
        "ftp://example.com",
        "https://",
        "https:///a",
        "https://a b.example",
        "https://example.com/\n",
        "javascript:alert(1)",
        "https://[bad",
        "https://a:99999/",
        "//example.com",
    ],
)
def test_what_is_no_whole_web_address_has_no_parts(text):
    assert web_address(text) is None


def test_the_normal_form_of_no_address_is_refused_by_name():
    with pytest.raises(ValueError, match=r"'ftp://example\.com' is no http"):
        normal_form("ftp://example.com")


def test_every_address_has_its_place_in_the_text_doubled_ones_too():
    text = "🌊 https://a.example/x, www.b.example (https://a.example/x)."
    assert [text[each.start : each.end] for each in places(text)] == [
        "https://a.example/x",
        "www.b.example",
        "https://a.example/x",
    ]
    assert [each.address for each in places(text)][1] == "https://www.b.example/"


def test_addresses_that_are_glued_together_each_have_their_own_place():
    text = "https://a.example,https://b.example;www.c.example"
    assert [text[each.start : each.end] for each in places(text)] == text.replace(";", ",").split(",")


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("Look: https://example.com/a/long/way?to=go&further=still.", 6 + 23 + 1),
        ("http://a.b", 23),
        ("www.example.com", 15),
        ("@bob@example.com and @eve", len("@bob and @eve")),
        ("ask bob@example.com", 19),
        ("https://example.com/@bob@example.org", 23),
    ],
)
def test_the_fediverse_counts_addresses_as_23_and_mentions_without_their_server(text, length):
    assert len(with_short_links(text)) == length

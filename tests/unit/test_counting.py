"""How long a text is, in every unit that a platform counts in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postwire.counting import Unit, measure

TEXTS = st.text(
    alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from("aé\u2019中👍🏽\u200d\ufe0f\u20e3#1❤🇩🇪"))
)

ADDING = [unit for unit in Unit if unit is not Unit.GRAPHEMES]
"""Units in which a text is as long as its characters are together."""


@pytest.mark.parametrize(
    ("text", "utf8_bytes", "code_points", "utf16_units", "emoji_as_bytes"),
    [
        ("", 0, 0, 0, 0),
        ("abc", 3, 3, 3, 3),
        ("café", 5, 4, 4, 4),
        ("it\u2019s", 6, 4, 4, 4),
        ("中文", 6, 2, 2, 2),
        ("\U0001d51e", 4, 1, 2, 1),
        ("👍", 4, 1, 2, 4),
        ("👍🏽", 8, 2, 4, 8),
        ("👨‍👩‍👧", 18, 5, 8, 18),
        ("🇩🇪", 8, 2, 4, 8),
        ("❤️", 6, 2, 2, 6),
        ("1️⃣", 7, 3, 3, 7),
        ("1", 1, 1, 1, 1),
        ("क्‍ष", 12, 4, 4, 4),
        ("a👍b👍c", 11, 5, 7, 11),
    ],
)
def test_a_text_has_a_length_in_every_unit(text, utf8_bytes, code_points, utf16_units, emoji_as_bytes):
    assert measure(text, Unit.UTF8_BYTES) == utf8_bytes
    assert measure(text, Unit.CODE_POINTS) == code_points
    assert measure(text, Unit.UTF16_UNITS) == utf16_units
    assert measure(text, Unit.EMOJI_AS_BYTES) == emoji_as_bytes


@pytest.mark.parametrize(
    ("text", "graphemes"),
    [
        ("", 0),
        ("abc", 3),
        ("two\r\nlines", 9),
        ("cafe\u0301", 4),
        ("👍🏽", 1),
        ("👨‍👩‍👧", 1),
        ("🇩🇪🇫🇷", 2),
        ("1️⃣", 1),
        ("a👍b👍c", 5),
        ("ज़िंदगी", 3),
    ],
)
def test_what_a_reader_takes_for_one_character_is_one_grapheme(text, graphemes):
    assert measure(text, Unit.GRAPHEMES) == graphemes


def test_the_production_case_that_code_points_let_through_is_over_500_bytes():
    text = "\u2019" * 3 + "x" * 495
    assert measure(text, Unit.UTF16_UNITS) == 498
    assert measure(text, Unit.UTF8_BYTES) == 504


def test_every_emoji_of_unicode_counts_as_its_bytes_in_metas_wording():
    regex = pytest.importorskip("regex", reason="only it knows which characters Unicode calls emoji")
    pattern = regex.compile(r"\p{Emoji}")
    emoji = [chr(c) for c in range(0x80, 0x20000) if not 0xD800 <= c < 0xE000 and pattern.match(chr(c))]
    assert len(emoji) > 1300
    assert [one for one in emoji if measure(one, Unit.EMOJI_AS_BYTES) != len(one.encode())] == []


def test_no_letter_digit_or_mark_is_taken_for_an_emoji_in_metas_wording():
    regex = pytest.importorskip("regex", reason="only it knows which characters Unicode calls emoji")
    pattern = regex.compile(r"[\p{Letter}\p{Number}\p{Mark}--\p{Emoji}]", regex.VERSION1)
    plain = [chr(c) for c in range(0x20000) if not 0xD800 <= c < 0xE000 and pattern.match(chr(c))]
    outside = [one for one in plain if not 0x2600 <= ord(one) <= 0x27BF and not 0x1F000 <= ord(one) <= 0x1FAFF]
    assert [one for one in outside if measure(one, Unit.EMOJI_AS_BYTES) != 1] == []


@given(TEXTS)
def test_bytes_are_what_encoding_gives(text):
    assert measure(text, Unit.UTF8_BYTES) == len(text.encode())


@given(TEXTS)
def test_metas_wording_lies_between_code_points_and_bytes(text):
    counted = measure(text, Unit.EMOJI_AS_BYTES)
    assert measure(text, Unit.CODE_POINTS) <= counted <= measure(text, Unit.UTF8_BYTES)


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_all_units_agree_on_ascii_but_for_a_line_break_of_two_characters(text):
    assert {measure(text, unit) for unit in ADDING} == {len(text)}
    assert measure(text, Unit.GRAPHEMES) == len(text.replace("\r\n", "\n"))


@given(TEXTS, TEXTS)
def test_lengths_add_up_over_a_line_break(first, second):
    for unit in ADDING:
        assert measure(f"{first}\n{second}", unit) == measure(first, unit) + 1 + measure(second, unit)


@given(st.text(alphabet=st.characters(), max_size=50))
def test_every_text_has_a_length_even_with_half_a_surrogate_pair(text):
    for unit in ADDING:
        assert measure(text, unit) >= len(text)
    assert min(1, len(text)) <= measure(text, Unit.GRAPHEMES) <= len(text)

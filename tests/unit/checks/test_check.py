"""The whole check, with whatever people hand in."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postwire.checks import check
from postwire.manifest import Measure, Option, OptionType
from postwire.media import Media, MediaFacts, MediaKind
from postwire.post import Post
from postwire.problem import Severity

ANY_TEXT = st.text(alphabet=st.characters(), max_size=30)
ADDRESSES = st.one_of(
    ANY_TEXT.filter(bool),
    ANY_TEXT.map(lambda text: f"https://{text}"),
    st.sampled_from(["https://example.com/a.png", "a.mp4", "http://[", "//", "http://user:p@ss@h:x/", "."]),
)
FACTS = st.builds(
    MediaFacts,
    kind=st.sampled_from(MediaKind),
    format=st.none() | ANY_TEXT,
    bytes=st.none() | st.integers(0, 2**50),
    width=st.none() | st.integers(0, 10**6),
    height=st.none() | st.integers(0, 10**6),
    duration=st.none() | st.floats(0, 1e300, allow_nan=False),
    has_audio=st.none() | st.booleans(),
    interlaced=st.none() | st.booleans(),
)
MEDIA = st.builds(
    Media, ADDRESSES, st.none() | ANY_TEXT, declared=st.none() | st.sampled_from(MediaKind), facts=st.none() | FACTS
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=5,
)
POSTS = st.builds(
    Post,
    ANY_TEXT,
    st.lists(MEDIA, max_size=3),
    reply_to=st.none() | ANY_TEXT,
    link=st.none() | ADDRESSES,
    options=st.dictionaries(
        st.just("imaginary"),
        st.dictionaries(st.sampled_from(["text", "list", "number", "switch", "object"]) | ANY_TEXT, VALUES, max_size=4),
    ),
)


@pytest.fixture
def strict(limited):
    """A manifest that limits everything there is to measure."""
    numbers = [measure for measure in Measure if not measure.is_a_word]
    words = [measure for measure in Measure if measure.is_a_word]
    return limited(
        *({"measure": measure, "minimum": 1, "maximum": 2, "command": "mend {file} {new:mp4}"} for measure in numbers),
        *({"measure": measure, "allowed": ("h264",), "command": "mend {file} {new:mp4}"} for measure in words),
        media_by_url=True,
        options=(
            Option(name="text", choices=("a", "b"), forbidden_characters="b", maximum_length=1, description="T"),
            Option(name="list", type=OptionType.LIST, choices=("a", "b"), minimum_length=2, description="L"),
            Option(name="number", type=OptionType.INTEGER, description="N"),
            Option(name="switch", type=OptionType.BOOLEAN, description="S"),
            Option(name="object", type=OptionType.OBJECT, description="O"),
        ),
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(POSTS)
def test_whatever_is_handed_in_is_judged_in_words_and_never_upsets_the_check(strict, post):
    problems = check(post, strict)
    assert problems == check(post, strict)
    for problem in problems:
        assert problem.rule.startswith("imaginary.")
        assert problem.message
        assert problem.fix.sentence
        assert problem.item is None or 0 <= problem.item < len(post.media)
    unsure = [problem.item for problem in problems if problem.severity is Severity.UNSURE]
    assert len(unsure) == len(set(unsure))


def test_a_file_name_cannot_speak_to_a_terminal(limited):
    manifest = limited({"measure": Measure.IMAGE_WIDTH, "maximum": 1})
    facts = MediaFacts(kind=MediaKind.IMAGE, width=2)
    (problem,) = check(Post(media=[Media("a\x1b[2J\n.png", facts=facts)]), manifest)
    assert problem.message.isprintable()
    assert problem.message.startswith(r"'a\x1b[2J\n.png': ")


def test_an_item_without_a_name_is_still_named(limited):
    manifest = limited({"measure": Measure.IMAGE_WIDTH, "maximum": 1})
    media = Media("https://example.com", facts=MediaFacts(kind=MediaKind.IMAGE, width=2))
    (problem,) = check(Post(media=[media]), manifest)
    assert problem.message.startswith("The item: 2 px")
    assert check(Post(media=[media, media]), manifest)[1].message.startswith("Item 2 of 2: 2 px")

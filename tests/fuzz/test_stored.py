"""The codec: JSON of any kind is a word, or is refused as `Malformed`, and no text of it is repeated."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fuzz.depth import thoroughly
from tests.fuzz.effort import effort

from postwire import codec
from postwire.account import Account
from postwire.container import Container, Part
from postwire.delivery import Delivery, LatePolicy
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.exchange import Reply
from postwire.history import Entry
from postwire.manifest import Manifest
from postwire.media import Media
from postwire.post import Post
from postwire.problem import Problem
from postwire.progress import Progress
from postwire.receipt import Receipt
from postwire.state import Failed, Held, Published, Queued, State

CANARY = "canary-4f1c9b7e2d"
KINDS = (Account, Container, Delivery, Diagnosis, Entry, LatePolicy, Manifest, Media, Post, Problem, Progress, Receipt)
DIAGNOSIS = Diagnosis(
    code="threads.x", category=Category.AUTH, action=Action.RETRY, caused_by=Culprit.US, message="m", reply=Reply(400)
)
STATES = [
    codec.dump_state(state)
    for state in (Queued(), Published(Receipt("1")), Failed(DIAGNOSIS), Held(DIAGNOSIS, Queued()))
]
WORDS = [
    *STATES,
    codec.dump(Post("text", media=(Media("https://example.com/a.jpg"),), options={"threads": {"a": [1]}})),
    codec.dump(Container("c", [Part("p")], {"a": None})),
    codec.dump(DIAGNOSIS),
]
NAMES = sorted({part for word in WORDS for part in word.split('"') if part.isidentifier()})

leaves = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from([CANARY, *NAMES])
)
plain = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=5), inner),
    max_leaves=20,
)
written = st.sampled_from(WORDS)


@st.composite
def torn(draw: st.DrawFn) -> str:
    """A word as it was written, with a piece of it replaced."""
    text = draw(written)
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, len(text)))
    piece = draw(st.sampled_from(["", '"', "{", "}", "[", "]", "null", "NaN", "1e999", f'"{CANARY}"', *NAMES]))
    return text[:start] + piece + text[end:]


def read(text: str, kind: object) -> object:
    """What the text says; None where it is refused, which repeats nothing that stood in it."""
    refusal = ""
    try:
        return codec.load_state(text) if kind is State else codec.load(text, kind)
    except codec.Malformed as error:
        refusal = str(error)
    assert refusal
    assert CANARY not in refusal
    assert len(refusal) < 10_000 + 2 * len(text)
    return None


@thoroughly
@given(torn() | plain.map(json.dumps), st.sampled_from([*KINDS, State]))
def test_whatever_is_stored_is_a_word_or_is_refused(text, kind):
    word = read(text, kind)
    if word is not None:
        again = codec.dump_state(word) if kind is State else codec.dump(word, kind)
        assert read(again, kind) == word


@thoroughly
@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda data: data.decode("latin-1")))
def test_what_is_no_json_is_refused(text):
    for kind in (State, Post):
        read(text, kind)


@pytest.mark.parametrize("piece", ["[", '{"a":', '{"type":"held","back_to":', "[1,", '"', "\\", "1", " "])
def test_rubble_takes_work_in_proportion(piece):
    short, long = (effort(lambda n=n: read('{"version":1,"state":' + piece * n, State)) for n in (2_000, 4_000))
    assert long <= 2.5 * short + 2_000

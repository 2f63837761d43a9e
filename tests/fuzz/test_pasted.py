"""`explain`: a text of any kind becomes an answer and a diagnosis, in work that grows with its length and no faster."""

import json
import sys
from itertools import product

from attrs import asdict
from hypothesis import given
from hypothesis import strategies as st
from tests.fuzz.depth import thoroughly
from tests.fuzz.effort import effort

import postwire_corkboard
import postwire_threads
from postwire.diagnosis import Diagnosis
from postwire.drive import diagnose
from postwire.operation import Operation
from postwire.redaction import redact
from postwire.registry import Registry
from postwire.salvage import salvage

TOKEN = "THAAQvJ9x0kqVBZAFk2b1R3cE5LUzd0bWlxY0pW"
CONNECTORS = tuple(Registry.of(postwire_threads, postwire_corkboard).values())
ANSWER = json.dumps(
    {
        "error": {
            "message": "Error validating access token: Session has expired on Friday.",
            "type": "OAuthException",
            "code": 190,
            "error_subcode": 463,
            "error_user_msg": "Überschrift “zu lang”",
            "fbtrace_id": "AbC1",
        }
    }
)
PIECES = (
    *"{}[]()<>\"'`“”\u2018\u2019\\:=,;|&%#>@\n\t ",
    *("{\\", '\\"', "\\\\", "\\n", "\\u00", "\\u{", "\\x", "=>", "...", "…", "&quot;", "%22", "%3D", "\x00", "\ud83d"),
    *(
        "HTTP/1.1 400 Bad Request\n",
        "status: ",
        "<Response [429]>",
        "error",
        '"error":',
        '"message":',
        "message",
        "code",
    ),
    *("190", "-1e9999", "NaN", "null", "true", "1" * 30, "#<Struct ", "Array\n(\n", "stdClass Object", "string(9) "),
    *("retry-after: 9\n", "error_subcode", '{"error":{"code":4,"message":"', ANSWER, json.dumps(ANSWER), repr(ANSWER)),
)
GAPS = (
    *" \n\t\"'=:,;&?(){}[]<>/\\“”",
    *(
        '\\"',
        "\\n",
        "\\t",
        "\\r",
        "%20",
        "%22",
        "%3D",
        "%0A",
        "\\u003d",
        "\\u0022",
        "&quot;",
        "&#61;",
        "&amp;",
        "token: ",
    ),
    *("access_token=", '"access_token":"', "Bearer ", "\\\\n", "%253D"),
)

pasted = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=40).map("".join)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A real answer with some of it taken out, doubled, or replaced."""
    text = draw(st.sampled_from([ANSWER, json.dumps(ANSWER), repr(json.loads(ANSWER)), f"> {ANSWER}"]))
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 20)))
        text = text[:start] + draw(st.sampled_from(PIECES) | st.just(text[start:end] * 2)) + text[end:]
    return text


@thoroughly
@given(pasted | mutated(), st.sampled_from(Operation))
def test_every_text_is_explained(text, operation):
    reply = salvage(text)
    for connector in CONNECTORS:
        diagnosis = diagnose(connector, reply, operation)
        assert isinstance(diagnosis, Diagnosis)
        assert "classify_error" not in diagnosis.detail, diagnosis.detail
        json.dumps(asdict(diagnosis), default=str).encode()


@thoroughly
@given(pasted | mutated())
def test_what_was_salvaged_is_salvaged_to_itself(text):
    body = salvage(text).body
    assert salvage(body).body == body


@thoroughly
@given(pasted, st.sampled_from(GAPS), st.sampled_from(GAPS), pasted, st.sampled_from(Operation))
def test_no_token_is_echoed_whatever_stands_around_it(before, left, right, after, operation):
    text = f"{before}{left}{TOKEN}{right}{after}"
    reply = salvage(text)
    assert TOKEN not in str(reply)
    for connector in CONNECTORS:
        assert TOKEN not in str(diagnose(connector, reply, operation))


def test_a_token_between_any_two_marks_is_masked():
    shown = [(left, right) for left, right in product(GAPS, GAPS) if TOKEN in redact(f"x{left}{TOKEN}{right}y")]
    assert not shown


@thoroughly
@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join), st.sampled_from(["", '{"error":', "{'a': "])
)
def test_twice_the_text_takes_about_twice_the_work(piece, start):
    short, long = (effort(lambda n=n: salvage(start + piece * n)) for n in (200, 400))
    assert long <= 2.5 * short + 2000, (piece, short, long)


def test_the_measure_of_work_can_tell_a_square_from_a_line():
    def squared(number):
        return [len(str(inner)) for outer in range(number) for inner in range(outer)]

    assert effort(lambda: squared(200)) > 3 * effort(lambda: squared(100))
    assert sys.getprofile() is None

"""The probe: a file with any of its bytes changed has facts or is refused, and is not read over and over."""

import io

from hypothesis import given
from hypothesis import strategies as st
from tests.fuzz.depth import thoroughly

from postwire.demo.media import Sample
from postwire.media import MediaFacts
from postwire.probe import ProbeFailed
from postwire.probe.inspect import inspect
from postwire.probe.source import Source

SAMPLES = [sample.path.read_bytes() for sample in Sample]
NUMBERS = (b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x80\0\0\0", b"\0\0\0\0", b"\0\0\0\1", b"\0\1\0\0")


class Counted(io.BytesIO):
    """Counts what is read."""

    spent = 0

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(size)
        self.spent += 1 + len(found)
        return found


@st.composite
def changed(draw: st.DrawFn) -> bytes:
    """A real file with some of it overwritten, taken out or doubled: mostly near its beginning."""
    data = bytearray(draw(st.sampled_from(SAMPLES)))
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, min(len(data), draw(st.sampled_from([64, 512, 4096, len(data)])))))
        match draw(st.sampled_from(["number", "byte", "out", "double", "cut"])):
            case "number":
                data[at : at + 4] = draw(st.sampled_from(NUMBERS))
            case "byte":
                data[at : at + 1] = bytes([draw(st.integers(0, 255))])
            case "out":
                del data[at : at + draw(st.integers(1, 64))]
            case "double":
                data[at:at] = data[at : at + draw(st.integers(1, 256))]
            case _ if draw(st.booleans()):
                del data[at:]
    return bytes(data)


@thoroughly
@given(changed())
def test_a_damaged_file_has_facts_or_is_refused_and_is_not_read_over_and_over(data):
    file = Counted(data)
    facts = None
    try:
        facts = inspect(Source(file, "some.bin"), timeout=20, limit=None)
    except ProbeFailed as failure:
        told = str(failure)
    else:
        told = str(facts)
    assert facts is None or isinstance(facts, MediaFacts)
    assert told
    assert file.spent < 40 * len(data) + 4_000_000

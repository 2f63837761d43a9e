"""Limits and facts that make no sense are refused where they are written."""

import pytest

from postwire.manifest import Limit, Measure
from postwire.media import MediaFacts, MediaKind


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"measure": Measure.LINKS}, "needs a minimum or a maximum"),
        ({"measure": Measure.LINKS, "allowed": ("a",)}, "needs a minimum or a maximum"),
        ({"measure": Measure.VIDEO_CODEC, "maximum": 1}, "needs a list of what is allowed"),
        ({"measure": Measure.VIDEO_CODEC, "allowed": ("a",), "maximum": 1}, "needs a list"),
        ({"measure": Measure.LINKS, "minimum": 2, "maximum": 1}, "goes from 2 to 1"),
        ({"measure": Measure.LINKS, "maximum": float("nan")}, "goes from None to nan"),
        ({"measure": Measure.LINKS, "maximum": 1, "message": "{obsreved}"}, r"its message asks for \['obsreved'\]"),
        ({"measure": Measure.LINKS, "maximum": 1, "fix": "{}"}, "its fix asks for"),
        ({"measure": Measure.LINKS, "maximum": 1, "command": "cp {input}"}, "its command asks for"),
    ],
)
def test_a_limit_that_could_not_work_is_refused_when_it_is_written(words, why):
    with pytest.raises(ValueError, match=why):
        Limit(**{"rule": "imaginary.it", "message": "m", "fix": "f", **words})


def test_a_forgotten_comma_in_what_is_allowed_is_refused():
    with pytest.raises(TypeError, match=r"\('jpeg',\) with its comma"):
        Limit(rule="imaginary.it", measure=Measure.IMAGE_FORMAT, allowed="jpeg", message="m", fix="f")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1, True, "5"])
def test_facts_that_nothing_can_have_are_refused(value):
    with pytest.raises(ValueError, match="duration must be a finite number"):
        MediaFacts(kind=MediaKind.VIDEO, duration=value)


def test_facts_of_the_wrong_type_are_refused():
    with pytest.raises(TypeError, match="format"):
        MediaFacts(kind=MediaKind.IMAGE, format=5)
    with pytest.raises(TypeError, match="interlaced"):
        MediaFacts(kind=MediaKind.VIDEO, interlaced=0)
    with pytest.raises(ValueError, match="'sound' is not a valid MediaKind"):
        MediaFacts(kind="sound")

"""Looking things up in the atlas."""

import pytest
from attrs import evolve

from postwire.atlas import Atlas, Fit
from postwire.atlas.words import CATEGORIES, CAUSED_BY, WHO
from postwire.diagnosis import Action, Category, Culprit
from postwire.manifest import Pace
from postwire.meaning import Meaning, Sign
from postwire.operation import Operation


def _meaning(name, *signs, action=Action.RETRY):
    return Meaning(
        code=f"quay.{name}",
        category=Category.TRANSIENT,
        action=action,
        caused_by=Culprit.PLATFORM,
        message=f"It is {name}.",
        next_step="Look with `postwire show ID`, then `postwire retry ID`.",
        signs=signs,
    )


MEANINGS = (
    _meaning("asleep", Sign(rule="quay.1", codes=("70/463", "71/463"))),
    _meaning("away", Sign(rule="quay.2", codes=("70",))),
    _meaning("awake", Sign(rule="quay.3", codes=("70",), phrases=("awake",))),
    _meaning("here", Sign(rule="quay.4", codes=("5555001",), operations={Operation.PUBLISH})),
    _meaning("elsewhere", Sign(rule="quay.5", codes=("5555001",))),
    _meaning("wide", Sign(rule="quay.6", codes=("200-299",))),
    _meaning("named", Sign(rule="quay.7", codes=("FAILED_MOORING",))),
    _meaning("wrong", Sign(rule="quay.9", codes=("ERROR",))),
    _meaning("busy", Sign(rule="quay.8", statuses=(429,))),
)
ATLAS = Atlas("quay", "Quay", {meaning.code: meaning for meaning in MEANINGS}, Pace(), frozenset())


@pytest.mark.parametrize(
    ("given", "names", "fit"),
    [
        ("quay.asleep", ["asleep"], Fit.EXACT),
        ("asleep", ["asleep"], Fit.EXACT),
        ("`Asleep`", ["asleep"], Fit.EXACT),
        ("70/463", ["asleep"], Fit.EXACT),
        ("70:463", ["asleep"], Fit.EXACT),
        ("code 70, subcode 463", ["asleep"], Fit.EXACT),
        ("(#70) 463", ["asleep"], Fit.EXACT),
        ("463", ["asleep"], Fit.EXACT),
        ("70", ["away"], Fit.EXACT),
        ("70/999", ["away"], Fit.FAMILY),
        ("5555001", ["here", "elsewhere"], Fit.EXACT),
        ("9/5555001", ["here", "elsewhere"], Fit.SECOND),
        ("224", ["wide"], Fit.EXACT),
        ("failed_mooring", ["named"], Fit.EXACT),
        ("HTTP 429", ["busy"], Fit.EXACT),
        ("ERROR", ["wrong"], Fit.EXACT),
        ("error 463", ["asleep"], Fit.EXACT),
    ],
)
def test_a_code_is_found_however_it_is_written(given, names, fit):
    found = ATLAS.look_up(given)
    assert [each.meaning.name for each in found] == names
    assert {each.fit for each in found} == {fit}


@pytest.mark.parametrize("given", ["", "  ", "300", "nothing", "70/", "-", "99/98", "/etc/passwd", "70/463/1"])
def test_what_is_no_known_code_finds_nothing(given):
    if given != "70/":
        assert ATLAS.look_up(given) == ()
    else:
        assert [each.meaning.name for each in ATLAS.look_up(given)] == ["away"]


def test_an_operation_chooses_among_several():
    found = ATLAS.look_up("5555001")
    assert [each.meaning.name for each in ATLAS.during(found, Operation.PUBLISH)] == ["here"]
    assert [each.meaning.name for each in ATLAS.during(found, Operation.READ)] == ["elsewhere"]


def test_meanings_are_related_by_the_codes_that_they_share():
    away = ATLAS.meanings["quay.away"]
    assert [(other.name, codes) for other, codes in ATLAS.related(away)] == [("awake", ("70",))]


def test_a_code_that_means_very_many_things_relates_none_of_them():
    many = {f"quay.m{number}": _meaning(f"m{number}", Sign(rule="x", codes=("1",))) for number in range(7)}
    atlas = evolve(ATLAS, meanings=many)
    assert atlas.related(many["quay.m0"]) == ()


def test_the_command_of_a_meaning_is_the_first_that_its_next_step_names():
    assert MEANINGS[0].command == "postwire show ID"
    assert evolve(MEANINGS[0], next_step="Wait.").command == ""


def test_a_meaning_makes_a_diagnosis_that_waits_only_where_it_goes_on_by_itself():
    waiting = evolve(MEANINGS[0], after=30.0)
    assert waiting.diagnosis(rule="r").retry_after == 30.0
    assert evolve(waiting, action=Action.FIX_INPUT).diagnosis().retry_after is None


def test_there_are_words_for_the_whole_closed_vocabulary():
    assert CATEGORIES.keys() == set(Category)
    assert WHO.keys() == set(Action)
    assert CAUSED_BY.keys() == set(Culprit)

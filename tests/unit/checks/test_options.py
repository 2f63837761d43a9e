"""A post's options, against the manifest's."""

from datetime import date

import attrs
import pytest

from postwire.checks import check, mended
from postwire.manifest import Option, OptionType
from postwire.post import Post
from postwire.problem import Severity
from postwire.source import Source

PAGE = Source("Options page", date(2026, 3, 4))
OPTIONS = (
    Option(name="audience", choices=("everyone", "followers"), description="Who sees it", sources=(PAGE,)),
    Option(
        name="topic",
        minimum_length=1,
        maximum_length=5,
        forbidden_characters=".&",
        description="Topic",
        sources=(PAGE,),
    ),
    Option(name="motto", minimum_length=3, description="A few words"),
    Option(name="pinned", type=OptionType.BOOLEAN, description="Stays on top"),
    Option(name="hours", type=OptionType.INTEGER, description="How long"),
    Option(name="countries", type=OptionType.LIST, choices=("DE", "FR"), maximum_length=2, description="Where"),
    Option(name="poll", type=OptionType.OBJECT, description="Questions"),
)


@pytest.fixture
def judged(manifest):
    offering = attrs.evolve(manifest, options=OPTIONS)

    def judge(**options):
        return check(Post("x", options={"imaginary": options, "elsewhere": {"anything": 1}}), offering)

    return judge


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"audience": "followers"},
        {"topic": "a"},
        {"topic": "äöüßé"},
        {"pinned": False},
        {"hours": 0},
        {"countries": ["DE", "FR"]},
        {"countries": ()},
        {"poll": {"a": 1}},
    ],
)
def test_an_option_that_fits_is_no_problem(judged, options):
    assert judged(**options) == ()


@pytest.mark.parametrize(
    ("options", "rule", "observed"),
    [
        ({"audience": 1}, "audience.type", "1"),
        ({"audience": None}, "audience.type", "None"),
        ({"audience": "nobody"}, "audience.choice", "nobody"),
        ({"topic": ""}, "topic.length", 0),
        ({"topic": "abcdef"}, "topic.length", 6),
        ({"topic": "a.b&."}, "topic.characters", "'.', '&'"),
        ({"topic": "a\ud800"}, "topic.not_unicode", r"'a\ud800'"),
        ({"motto": "ab"}, "motto.length", 2),
        ({"pinned": "true"}, "pinned.type", "'true'"),
        ({"pinned": 1}, "pinned.type", "1"),
        ({"hours": True}, "hours.type", "True"),
        ({"hours": 1.0}, "hours.type", "1.0"),
        ({"countries": "DE"}, "countries.type", "'DE'"),
        ({"countries": ["DE", "XX"]}, "countries.choice", "XX"),
        ({"countries": ["DE", 5]}, "countries.choice", "5"),
        ({"countries": ["DE", "FR", "DE"]}, "countries.length", 3),
        ({"poll": ["a"]}, "poll.type", "['a']"),
    ],
)
def test_an_option_that_does_not_fit_is_an_error_that_names_it(judged, options, rule, observed):
    (problem,) = judged(**options)
    assert (problem.rule, problem.severity) == (f"imaginary.options.{rule}", Severity.ERROR)
    assert problem.observed == observed
    (name,) = options
    assert problem.field == f"options.{name}"
    assert name in problem.message
    assert problem.sources == next(option for option in OPTIONS if option.name == name).sources


def test_everything_wrong_with_a_value_is_told_at_once(judged):
    assert [p.rule for p in judged(topic="a.b.c.d", audience="x")] == [
        "imaginary.options.topic.length",
        "imaginary.options.topic.characters",
        "imaginary.options.audience.choice",
    ]


def test_an_unknown_option_is_refused_with_the_known_ones_and_the_nearest(judged):
    (problem,) = judged(audiense="everyone")
    assert (problem.rule, problem.field) == ("imaginary.options.unknown", "options.audiense")
    assert problem.fix.sentence == (
        "Did you mean audience? Known options: audience, countries, hours, motto, pinned, poll, topic."
    )
    assert problem.fix.change is None


def test_an_unknown_option_without_a_near_one_suggests_none(judged):
    (problem,) = judged(zzz=1)
    assert problem.fix.sentence.startswith("Known options:")


def test_a_platform_without_options_knows_none(manifest):
    (problem,) = check(Post("x", options={"imaginary": {"a": 1}}), manifest)
    assert problem.fix.sentence == "Known options: none."


@pytest.mark.parametrize("given", ["Everyone", " everyone ", "EVERYONE"])
def test_a_choice_in_other_letters_can_be_mended_by_a_machine(manifest, given):
    offering = attrs.evolve(manifest, options=OPTIONS)
    post = Post("x", options={"imaginary": {"audience": given, "hours": 3}, "elsewhere": {"a": 1}})
    (problem,) = check(post, offering)
    better = mended(post, problem.fix)
    assert check(better, offering) == ()
    assert better == Post("x", options={"imaginary": {"audience": "everyone", "hours": 3}, "elsewhere": {"a": 1}})


def test_a_choice_that_is_only_near_is_left_to_a_person(judged):
    (problem,) = judged(audience="everyones")
    assert problem.fix.change is None
    assert problem.fix.sentence.startswith("Did you mean everyone?")


def test_an_endless_value_does_not_make_an_endless_message(judged):
    for options in ({"audience": ["x" * 10**6] * 10}, {"audience": "x" * 10**6}, {"pinned": "x" * 10**6}):
        (problem,) = judged(**options)
        assert len(problem.message) < 300


@pytest.mark.parametrize(
    ("options", "span", "bound"),
    [
        ({"motto": "ab"}, "Give at least 3 characters.", 3),
        ({"topic": ""}, "Give 1 to 5 characters.", 1),
        ({"topic": "abcdef"}, "Give 1 to 5 characters.", 5),
        ({"countries": ["DE"] * 3}, "Give 0 to 2 entries.", 2),
    ],
)
def test_a_wrong_length_is_told_with_the_bound_and_the_whole_span(judged, options, span, bound):
    (problem,) = judged(**options)
    assert (problem.fix.sentence, problem.allowed) == (span, bound)

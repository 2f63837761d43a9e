"""What the codec refuses to read or to write: with its path and the rule, and never with the value."""

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import attrs
import pytest

from postwire import codec
from postwire.account import Account
from postwire.container import Container
from postwire.delivery import LatePolicy
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.exchange import Reply, Request
from postwire.media import MediaFacts, MediaKind
from postwire.post import Post
from postwire.receipt import Receipt
from postwire.source import Source
from postwire.state import (
    Ready,
    Stage,
    State,
)

NINE = datetime(2026, 11, 21, 9, tzinfo=UTC)
SECRET = "THQVJ-planted-canary-0123456789"
DIAGNOSIS = codec.to_plain(
    Diagnosis(code="a.b", category=Category.AUTH, action=Action.RETRY, caused_by=Culprit.APP, message="")
)


@pytest.mark.parametrize(
    ("plain_", "kind", "message"),
    [
        ({}, Receipt, r"this field is missing @ \$\.post_id"),
        ({"post_id": 7}, Receipt, r"a text is wanted, not a whole number @ \$\.post_id"),
        ({"post_id": None}, Receipt, r"a text is wanted, not null @ \$\.post_id"),
        ({"post_id": ""}, Receipt, r"Length of 'post_id' must be >= 1: 0 @ \$"),
        ({"post_id": "1", "more": 1, "and": 2}, Receipt, r"unknown fields: and, more @ \$"),
        ([], Receipt, r"an object is wanted, not a list @ \$"),
        ("abcdef", Receipt, r"an object is wanted, not a text @ \$"),
        (
            {"post_id": "1", "published_at": 5},
            Receipt,
            r"with an offset .* is wanted, not a whole number @ \$\.published",
        ),
        ({"post_id": "1", "published_at": "2026-11-21"}, Receipt, r"wanted, not one without @ \$\.published_at"),
        ({"post_id": "1", "published_at": "soon"}, Receipt, r"wanted, not some other text @ \$\.published_at"),
        ({"text": "", "media": "abc"}, Post, r"a list is wanted, not a text @ \$\.media"),
        ({"text": "", "media": {"0": {}}}, Post, r"a list is wanted, not an object @ \$\.media"),
        ({"media": [{"location": "a"}, {"location": 1}]}, Post, r"a text is wanted.* @ \$\.media\[1\]\.location"),
        ({"options": {"threads": 1}}, Post, r"an object is wanted, not a whole number @ \$\.options"),
        ({"options": []}, Post, r"an object is wanted, not a list @ \$\.options"),
        ({"status": 200, "headers": {"a": 1}}, Reply, r"a text is wanted, not a whole number @ \$\.headers\['a'\]"),
        ({"status": 200, "headers": []}, Reply, r"an object is wanted @ \$\.headers"),
        ({"status": 200.5}, Reply, r"a whole number is wanted, not a number @ \$\.status"),
        ({"status": True}, Reply, r"a whole number is wanted, not a truth value @ \$\.status"),
        ({"kind": "film"}, MediaFacts, r"one of image, video is wanted, not another value \(a text\) @ \$\.kind"),
        ({"kind": "image", "duration": "1"}, MediaFacts, r"a number or null is wanted, not a text @ \$\.duration"),
        ({"kind": "image", "has_audio": 1}, MediaFacts, r"a truth value or null is wanted, not a whole number"),
        ({"platform": "Threads", "user_id": "1"}, Account, r"platform .* has to be up to 32 small letters.* @ \$"),
        ({"platform": "a", "user_id": "1", "api_base": "nope"}, Account, r"api_base is no plain http.* @ \$"),
        ({"platform": "a", "user_id": "1", "scopes": "abc"}, Account, r"a list is wanted, not a text @ \$\.scopes"),
        ({"platform": "a", "user_id": "1", "scopes": [1]}, Account, r"a text is wanted.* @ \$\.scopes\[0\]"),
        ({"kind": "publish", "within": "60"}, LatePolicy, r"a number of seconds is wanted, not a text @ \$\.within"),
        ({"kind": "publish", "within": 1e300}, LatePolicy, r"less than a billion days @ \$\.within"),
        ({"title": "t", "seen": "yesterday"}, Source, r"a day as ISO 8601 .* wanted, not some other text @ \$\.seen"),
        ({"title": "t", "seen": 1}, Source, r"a day as ISO 8601 .* wanted, not a whole number @ \$\.seen"),
        ({"type": "Queued"}, State, r"one of queued, .*missed is wanted under 'type', not another text @ \$"),
        ({"trouble": {}}, State, r"one of queued, .* is wanted under 'type', not nothing @ \$"),
        ({"type": 1}, State, r"one of queued, .* is wanted under 'type', not a whole number @ \$"),
        ([], State, r"an object is wanted, not a list @ \$"),
        (
            {"type": "held", "diagnosis": DIAGNOSIS, "back_to": {"type": "cancelled"}},
            State,
            r"one of queued, creating, processing, ready, publishing, deleting is wanted .* @ \$\.back_to",
        ),
        (
            {"type": "failed", "diagnosis": {**DIAGNOSIS, "category": "bad"}},
            State,
            r"one of auth, .* is wanted, not another value \(a text\) @ \$\.diagnosis\.category",
        ),
        ([1, "a"], tuple[int, int], r"a whole number is wanted, not a text @ \$\[1\]"),
        ([1], tuple[int, int], r"a list of 2 is wanted, not of 1 @ \$"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_path_and_the_rule(plain_: Any, kind: Any, message: str) -> None:
    with pytest.raises(codec.Malformed, match=message):
        codec.from_plain(plain_, kind)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no JSON: Expecting value"),
        ("{", "no JSON"),
        ('{"text":NaN}', "no JSON: NaN is no JSON value"),
        ('{"text":"a","text":"b"}', "no JSON: an object names a key twice"),
        ("[" * 100_000, "no JSON: it is nested too deeply"),
    ],
)
def test_text_that_is_no_strict_json_is_refused(text: str, message: str) -> None:
    with pytest.raises(codec.Malformed, match=message):
        codec.load(text, Post)


class Odd:
    pass


HOLDS_ITSELF: list[Any] = []
HOLDS_ITSELF.append(HOLDS_ITSELF)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"a": [{"b": (1, 2)}]}, r"a Python tuple would come back as a list: make it a list @ \$\.data\.a\[0\]\.b$"),
        ({"a": {1: 2}}, r"the keys of a JSON object are texts: make them texts @ \$\.data\.a$"),
        ({"a": Odd()}, r"a Python Odd is no JSON value: .* @ \$\.data\.a$"),
        ({"a": NINE}, r"a Python datetime is no JSON value: make it a text"),
        ({"a": {"b", "c"}}, r"a Python set is no JSON value"),
        ({"a": HOLDS_ITSELF}, r"nested more than 50 levels deep, or holds itself"),
    ],
)
def test_what_would_not_survive_json_is_refused_with_its_path(data: dict[str, Any], message: str) -> None:
    with pytest.raises(codec.Malformed, match=message):
        codec.dump(Container(data=data))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"a": [0, math.nan]}, r"NaN and infinity are no JSON @ \$\.data\.a\[1\]$"),
        ({"a": math.inf}, r"NaN and infinity are no JSON @ \$\.data\.a$"),
        ({"a": "\ud83d"}, r"half a surrogate pair is no text @ \$\.data\.a$"),
        ({"\ud83d": 1}, r"half a surrogate pair is no text @ \$\.data\.<key>$"),
    ],
)
def test_what_json_cannot_say_is_refused_with_its_path(data: dict[str, Any], message: str) -> None:
    with pytest.raises(codec.Malformed, match=message):
        codec.dump(Container(data=data))
    with pytest.raises(codec.Malformed, match=message):
        codec.to_plain(Container(data=data))


def test_named_values_in_open_data_become_plain_texts() -> None:
    made = codec.to_plain({"kind": MediaKind.IMAGE, "many": [MediaKind.VIDEO]}, Mapping[str, Any])
    assert made == {"kind": "image", "many": ["video"]}
    assert type(made["kind"]) is str
    assert type(made["many"][0]) is str


def test_a_whole_number_may_stand_for_a_number() -> None:
    found = codec.load('{"kind":"video","duration":12}', MediaFacts).duration
    assert found == 12
    assert type(found) is float


def test_a_naive_time_is_refused_with_its_path_wherever_it_stands() -> None:
    naive = NINE.replace(tzinfo=None)
    with pytest.raises(codec.Malformed, match=r"a time without an offset means no instant: .* @ \$\.stage\.since"):
        codec.dump_state(Ready(Stage(Container(), naive)))
    with pytest.raises(codec.Malformed, match=r"@ \$\[1\]\.expires_at"):
        codec.dump((Container(), Container(expires_at=naive)))


def test_a_time_keeps_its_instant_and_its_offset() -> None:
    there = datetime(2026, 11, 21, 9, tzinfo=timezone(timedelta(hours=-3)))
    assert codec.to_plain(Receipt("1", None, there))["published_at"] == "2026-11-21T09:00:00-03:00"
    assert codec.load('{"post_id":"1","published_at":"2026-11-21T12:00:00Z"}', Receipt).published_at == there


def test_a_day_is_no_time() -> None:
    assert codec.to_plain(Source("t", date(2026, 11, 21)))["seen"] == "2026-11-21"


def test_a_span_that_seconds_cannot_say_is_refused() -> None:
    with pytest.raises(
        codec.Malformed, match=r"a span of more than 250 years cannot be written to the microsecond.* @ \$\.within"
    ):
        codec.dump(LatePolicy(within=timedelta.max))


@pytest.mark.parametrize(
    ("plain_", "kind"),
    [
        ({"platform": SECRET, "user_id": "1"}, Account),
        ({"platform": "a", "user_id": f"{SECRET} "}, Account),
        ({"method": SECRET, "path": "/me"}, Request),
        ({"method": "GET", "path": f"me?access_token={SECRET}"}, Request),
        ({"kind": SECRET}, MediaFacts),
        ({"kind": "image", "width": SECRET}, MediaFacts),
        ({"type": SECRET}, State),
        ({"post_id": "1", "published_at": SECRET}, Receipt),
        ([SECRET], tuple[int, ...]),
        (SECRET, Post),
    ],
)
def test_a_refusal_never_repeats_the_value(plain_: Any, kind: Any) -> None:
    with pytest.raises(codec.Malformed) as caught:
        codec.from_plain(plain_, kind)
    assert SECRET not in f"{caught.value!r} {caught.getrepr(chain=True)}"


def test_a_refusal_to_write_never_repeats_the_value() -> None:
    with pytest.raises(codec.Malformed) as caught:
        codec.to_plain({"a": (SECRET,)}, Mapping[str, Any])
    assert SECRET not in f"{caught.value!r}"


def test_a_rule_of_a_words_own_is_repeated_without_the_value() -> None:
    @attrs.frozen
    class Picky:
        name: str = attrs.field()

        @name.validator
        def _check(self, _: object, value: str) -> None:
            raise ValueError(f"{value} is not to my taste")

    with pytest.raises(codec.Malformed, match=r"this is no Picky: \*\*\* is not to my taste @ \$"):
        codec.from_plain({"name": SECRET}, Picky)

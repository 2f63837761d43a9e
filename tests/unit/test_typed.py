"""An impossible value in a manifest is refused where it stands, by the name of its field."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from attrs import frozen

from postwire.manifest import Ability, Api, Limit, Manifest, Measure, Option, Pace, Quota, Scope, Support
from postwire.operation import Operation
from postwire.source import Source
from postwire.typed import typed

API = Api(base_url="https://api.example.com", version="v1", documentation="")
WHOLE: dict[type, dict[str, Any]] = {
    Manifest: {"platform": "acme", "title": "Acme", "api": API, "abilities": {Ability.TEXT: Support.YES}},
    Api: {"base_url": "https://api.example.com", "version": "v1", "documentation": ""},
    Limit: {"rule": "acme.it", "measure": Measure.LINKS, "maximum": 5, "message": "m", "fix": "f"},
    Option: {"name": "colour", "description": "d"},
    Quota: {"name": "posts", "maximum": 5, "window": timedelta(days=1)},
    Scope: {"name": "write", "purpose": "p", "operations": {Operation.PUBLISH}},
    Pace: {},
    Source: {"title": "API", "seen": date(2026, 11, 21)},
}
IMPOSSIBLE: list[tuple[type, dict[str, Any], str]] = [
    (Manifest, {"platform": "Ac/me"}, "Manifest 'Ac/me': platform is 'Ac/me', and has to be 1 to 32 lower-case"),
    (Manifest, {"platform": 7}, "platform is 7, and has to be a text"),
    (Manifest, {"title": " "}, "Manifest 'acme': title is ' ', and has to be 1 to 80 characters"),
    (Manifest, {"api": None}, "api is None, and has to be of the type Api"),
    (Manifest, {"republish": "often"}, "republish is 'often', and has to be Republish.SAME_CONTAINER or "),
    (Manifest, {"media_by_url": "no"}, "media_by_url is 'no', and has to be True or False"),
    (Manifest, {"abilities": {"fly": Support.YES}}, "a key of abilities is 'fly', and has to be a word of Ability"),
    (Manifest, {"abilities": {Ability.TEXT: "yes"}}, r"abilities\[.*TEXT.*\] is 'yes', and has to be Support.YES or "),
    (Manifest, {"limits": [1]}, r"limits is \[1\], and has to be a tuple of Limit, ..."),
    (Manifest, {"limits": (1,)}, r"limits\[0\] is 1, and has to be of the type Limit"),
    (Manifest, {"services": {"fly"}}, "an entry of services is 'fly', and has to be a word of Service"),
    (Manifest, {"hooks_version": True}, "hooks_version is True, and has to be a whole number"),
    (Manifest, {"auth": "bearer"}, "auth is 'bearer', and has to be of the type Bearer or of the type QueryToken"),
    (Manifest, {"signature_header": "X Y"}, "signature_header is 'X Y', and has to be the name of an HTTP header"),
    (Manifest, {"example_post": ""}, "example_post is '', and has to be an id without blanks"),
    (Api, {"base_url": "ftp://x"}, "Api: base_url is 'ftp://x', and has to be an address that begins with https://"),
    (Api, {"base_url": "https://x/"}, "without a query, a fragment or a slash at its end"),
    (Api, {"version": 1}, "version is 1, and has to be a text"),
    (Api, {"version": ""}, "version is '', and has to be a text such as v1"),
    (Limit, {"measure": "hats"}, "Limit 'acme.it': measure is 'hats', and has to be a word of Measure"),
    (Limit, {"maximum": "many"}, "Limit 'acme.it': maximum is 'many', and has to be a number or None"),
    (Limit, {"maximum": -1}, "limit 'acme.it' has a bound of -1, and nothing measures less than 0"),
    (Limit, {"maximum": 2, "minimum": 5}, "limit 'acme.it' goes from 5 to 2; both have to be finite"),
    (Limit, {"maximum": float("nan")}, "goes from None to nan"),
    (Limit, {"measure": Measure.IMAGE_FORMAT, "allowed": "png"}, "allowed is 'png', and has to be a tuple of"),
    (Limit, {"only_if": ("a", 1)}, r"only_if\[1\] is 1, and has to be a text"),
    (Limit, {"only_if": ("a",)}, "the length of only_if is 1, and has to be 2"),
    (Option, {"type": "colour"}, "Option 'colour': type is 'colour', and has to be OptionType.TEXT or "),
    (Option, {"maximum_length": 1.5}, "maximum_length is 1.5, and has to be a whole number or None"),
    (Quota, {"window": 3600}, "Quota 'posts': window is 3600, and has to be of the type timedelta"),
    (Quota, {"maximum": "all"}, "Quota 'posts': maximum is 'all', and has to be a whole number"),
    (Scope, {"operations": "publish"}, "Scope 'write': an entry of operations is '.', and has to be"),
    (Pace, {"tries": "5"}, "Pace: tries is '5', and has to be a whole number"),
    (Source, {"seen": "today"}, "Source 'API': seen is 'today', and has to be of the type date"),
]


@pytest.mark.parametrize(("kind", "changes", "words"), IMPOSSIBLE, ids=[words[:50] for _, _, words in IMPOSSIBLE])
def test_an_impossible_value_is_refused_with_its_field_and_the_rule(kind, changes, words):
    with pytest.raises((TypeError, ValueError), match=words) as refused:
        kind(**WHOLE[kind] | changes)
    assert "Attribute(" not in str(refused.value)


def test_what_is_possible_is_taken():
    for kind, fields in WHOLE.items():
        assert kind(**fields)


@frozen(field_transformer=typed)
class Record:
    anything: Any
    number: float = 0.0
    maybe: Mapping[str, tuple[int, str]] | None = None


def test_a_whole_number_is_a_number_and_anything_is_anything():
    assert Record(object(), 3, {"a": (1, "b")})
    with pytest.raises(TypeError, match=r"maybe\['a'\]\[0\] is 'x', and has to be a whole number"):
        Record(None, maybe={"a": ("x", "b")})
    with pytest.raises(TypeError, match="number is True"):
        Record(None, number=True)

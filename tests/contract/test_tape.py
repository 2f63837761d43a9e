"""A cassette is played word for word, in order and to its end, or the difference is named."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

import postwire_threads
from postwire.account import Account
from postwire.container import Container
from postwire.credentials import Secret
from postwire.exchange import Exchange, Reply, Request
from postwire.hookspecs import hookimpl
from postwire.progress import Progress
from postwire.receipt import Receipt
from postwire.state import name_of
from postwire.transport import MaybeArrived
from postwire.wire import Wire
from postwire_contract import tape
from postwire_contract.chapters import checks_of
from postwire_contract.failure import NotRecorded
from postwire_contract.journey import USER_ID
from postwire_contract.kit import Kit
from postwire_contract.scenario import Scenario
from postwire_contract.verdict import Result, judge
from postwire_threads import containers, publishing
from postwire_threads.manifest import MANIFEST

CASSETTES = Path(__file__).parents[2] / "cassettes"
BASE = MANIFEST.api.base_url
DRIVERS = pytest.mark.parametrize("asynchronous", [False, True], ids=["blocking", "async"])


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    """The cassette of a text, in a place where it may be spoilt."""
    kit = Kit(postwire_threads, tmp_path)
    kit.cassettes.mkdir()
    shutil.copy(CASSETTES / "threads" / "text.yaml", kit.cassettes)
    return kit


def text(kit: Kit) -> Scenario:
    return next(scenario for scenario in kit.scenarios if scenario.name == "text")


def path(kit: Kit) -> Path:
    return kit.path(text(kit))


def edit(kit: Kit, change: Callable[[dict[str, Any]], object]) -> None:
    told = yaml.safe_load(path(kit).read_text(encoding="utf-8"))
    change(told)
    path(kit).write_text(yaml.safe_dump(told, sort_keys=False), encoding="utf-8")


def difference(kit: Kit, *, asynchronous: bool = False) -> str:
    with pytest.raises(tape.OffTape) as caught:
        kit.replay(text(kit), asynchronous=asynchronous)
    return str(caught.value)


def refusal(kit: Kit) -> str:
    with pytest.raises(tape.TapeError) as caught:
        kit.replay(text(kit), asynchronous=False)
    assert str(path(kit)) in str(caught.value)
    return str(caught.value)


@DRIVERS
def test_an_untouched_cassette_is_played_to_its_end(kit, asynchronous):
    journey = kit.replay(text(kit), asynchronous=asynchronous)
    assert name_of(journey.delivery.state) == "published"
    assert [spoken.request.path for spoken in journey.heard] == [
        f"/{USER_ID}/threads",
        "/10000000000000001",
        f"/{USER_ID}/threads_publish",
        "/10000000000000002",
    ]


@pytest.mark.parametrize("index", range(3))
def test_two_interactions_in_another_order_are_noticed(kit, index):
    def swap(told: dict[str, Any]) -> None:
        one = told["interactions"]
        one[index], one[index + 1] = one[index + 1], one[index]

    edit(kit, swap)
    assert f"interaction {index + 1} was recorded as number {index + 2}: one before it was taken out" in refusal(kit)


@DRIVERS
def test_a_request_that_is_not_made_any_more_is_noticed(kit, asynchronous):
    silent = connector("silent", publish=publish_and_be_silent)
    words = difference(Kit(silent, kit.cassettes.parent), asynchronous=asynchronous)
    assert "text.yaml, request 4 of 4: GET /10000000000000002 was recorded and is not made any more" in words


@DRIVERS
@pytest.mark.parametrize(
    "spoilt",
    [
        (1, "body", "lighthouse", "lighthousf", "body: recorded "),
        (1, "body", "media_type=TEXT", "media_type=TEXT&x=", "body: recorded "),
        (1, "body", "text=A+lighthouse+by+the+sea.&", "", "body: recorded "),
        (2, "uri", "error_message", "error_massage", "query: recorded "),
        (2, "uri", "?fields", "?empty=&fields", "query: recorded "),
        (3, "uri", "threads_publish", "threads_publisi", "path: recorded '/17800000000000001/threads_publisi'"),
        (3, "method", "POST", "PUT", "method: recorded 'PUT', now 'POST'"),
        (3, "body", "creation_id=1", "creation_id=2", "body: recorded "),
        (4, "uri", "000002?", "000003?", "path: recorded '/10000000000000003'"),
    ],
)
def test_one_byte_of_a_request_is_enough(kit, spoilt, asynchronous):
    number, field, old, new, told = spoilt

    def change(recorded: dict[str, Any]) -> None:
        request = recorded["interactions"][number - 1]["request"]
        assert old in request[field]
        request[field] = request[field].replace(old, new)

    edit(kit, change)
    words = difference(kit, asynchronous=asynchronous)
    assert words.startswith(f"text.yaml, request {number} of 4: {told}")
    assert ", now " in words


@DRIVERS
def test_a_difference_in_taking_it_down_is_noticed(tmp_path, asynchronous):
    kit = Kit(postwire_threads, tmp_path)
    (delete,) = (scenario for scenario in kit.scenarios if scenario.name == "delete")
    kit.cassettes.mkdir()
    told = (CASSETTES / "threads" / "delete.yaml").read_text(encoding="utf-8")
    kit.path(delete).write_text(told.replace("method: DELETE", "method: PATCH"), encoding="utf-8")
    with pytest.raises(tape.OffTape, match=r"delete.yaml, request 5 of 5: method: recorded 'PATCH', now 'DELETE'"):
        kit.replay(delete, asynchronous=asynchronous)


@pytest.mark.parametrize(("recorded", "now"), [(1, True), (1, 1.0), ("1", 1), ([1, 2], [2, 1]), (None, {})])
def test_json_bodies_are_compared_as_json_tells_them_apart(recorded, now):
    one, other = (tape.line_of(Request("POST", "/x", json={"a": value})) for value in (recorded, now))
    assert one.differences(other)
    assert not one.differences(one)


def asking_more(*, optional: bool) -> ModuleType:
    """The connector, with one more request in every look."""

    def poll(container: Container, account: Account) -> Exchange[Progress]:
        yield Request("GET", "/me", optional=optional)
        return (yield from containers.poll(container, account))

    return connector("asking_more", poll=poll)


def publish_and_be_silent(container: Container, account: Account) -> Exchange[Receipt]:
    """As the connector does, without the look-up."""
    return Receipt((yield next(publishing.publish(container, account))).string("id"))


def connector(name: str, **hooks: Callable[..., Any]) -> ModuleType:
    """The connector with other hooks."""
    module = ModuleType(name)
    changed = {hook: hookimpl(function) for hook, function in hooks.items()}
    vars(module).update({**vars(postwire_threads), "__name__": name, **changed})
    return module


@DRIVERS
@pytest.mark.parametrize("optional", [False, True])
def test_a_request_that_was_not_recorded_is_noticed_even_if_the_connector_can_do_without(kit, optional, asynchronous):
    other = Kit(asking_more(optional=optional), kit.cassettes.parent)
    words = difference(other, asynchronous=asynchronous)
    assert words.startswith("text.yaml, request 2 of 4: path: recorded '/10000000000000001', now '/me'")


def test_what_goes_over_the_wire_elsewhere_is_not_the_recorded_conversation(kit):
    account = Account(platform="threads", user_id=USER_ID, api_base="https://elsewhere.example/v1.0")
    with tape.playing(path(kit), BASE) as playing, Sender(account) as send:
        for line in list(playing.lines):
            request = Request(line.method, line.path, dict(line.query), dict(line.body) if line.body else None)
            playing.meet(request)
            with pytest.raises(Exception, match="elsewhere"):
                send(request)
        with pytest.raises(tape.OffTape, match="0 of 4 recorded answers were played"):
            playing.end()


def test_an_answer_is_only_played_to_the_very_body_that_was_recorded(kit):
    account = Account(platform="threads", user_id=USER_ID)
    with tape.playing(path(kit), BASE), Sender(account) as send:
        other, same = (
            Request("POST", f"/{USER_ID}/threads_publish", form={"creation_id": creation_id})
            for creation_id in ("10000000000000009", "10000000000000001")
        )
        with pytest.raises(MaybeArrived, match="10000000000000009"):
            send(other)
        assert send(same).ok


class Sender:
    """Sends as production does, blocking."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._wire = Wire()

    def __enter__(self) -> Callable[[Request], Reply]:
        return lambda request: self._wire.send(request, MANIFEST, self._account, Secret("x"))

    def __exit__(self, *_: object) -> None:
        self._wire.close()


def test_a_missing_cassette_comes_with_the_command_that_records_it(kit):
    path(kit).unlink()
    with pytest.raises(NotRecorded, match=r"text\.yaml .* python -m postwire_contract record threads text"):
        kit.replay(text(kit), asynchronous=False)
    with pytest.raises(tape.TapeError, match="there is no such cassette"):
        tape.load(path(kit), BASE)


def test_a_cassette_that_was_cut_off_anywhere_is_refused_or_misses_something(kit):
    whole = path(kit).read_bytes()
    for end in range(0, len(whole) - 40, 61):
        path(kit).write_bytes(whole[:end])
        with pytest.raises((tape.TapeError, tape.OffTape), match=r"text\.yaml"):
            kit.replay(text(kit), asynchronous=False)


@pytest.mark.parametrize(
    "spoilt", [b"\xff\xfe\x00", b"a: [", b"- 1", b"!!python/object:os.system {}", b"x: 2026-99-99"]
)
def test_what_is_no_cassette_is_refused(kit, spoilt):
    path(kit).write_bytes(spoilt)
    assert "ecord it again" in refusal(kit)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_an_answer_that_was_edited_is_told_by_its_number(kit, number):
    def change(told: dict[str, Any]) -> None:
        answer = told["interactions"][number - 1]["response"]
        answer["body"]["string"] = answer["body"]["string"].replace("0", "1", 1)

    edit(kit, change)
    assert f"the answer of interaction {number} was edited by hand" in refusal(kit)


@pytest.mark.parametrize(
    ("number", "spoil"),
    [
        (1, lambda one: one.pop("request")),
        (1, lambda one: one.pop("response")),
        (2, lambda one: one.pop("seal")),
        (2, lambda one: one["request"].pop("body")),
        (2, lambda one: one["request"].update(extra=1)),
        (2, lambda one: one["request"].update(body=None)),
        (3, lambda one: one["request"].update(body="no form")),
        (3, lambda one: one["request"].update(headers=7)),
        (3, lambda one: one["request"].update(uri="http://127.0.0.1:9/v1.0/1/threads_publish")),
        (3, lambda one: one["request"].update(uri="https://graph.threads.net/v1.01/threads_publish")),
        (4, lambda one: one["response"].update(status=200)),
        (4, lambda one: one["response"].update(headers={"content-type": []})),
    ],
)
def test_an_interaction_of_another_shape_is_told_by_its_number(kit, number, spoil):
    edit(kit, lambda told: spoil(told["interactions"][number - 1]))
    assert f"interaction {number} is not as a recording is" in refusal(kit)


def test_a_cassette_of_another_platform_or_scenario_is_refused(kit):
    shutil.copy(CASSETTES / "corkboard" / "text.yaml", path(kit))
    assert "does not begin with the platform's address 'https://graph.threads.net/v1.0'" in refusal(kit)
    shutil.copy(CASSETTES / "threads" / "image.yaml", path(kit))
    assert "provenance says platform threads, scenario image; was it copied?" in refusal(kit)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("version", 2, "provenance.version is 2, and this suite reads 1"),
        ("version", None, "provenance.version is None, and this suite reads 1"),
        ("platform", "", "provenance.platform is '', but must be a text"),
        ("scenario", 1, "provenance.scenario is 1, but must be a text"),
        ("recorded_against", None, "provenance.recorded_against is None, but must be a text"),
        ("api_version", None, "provenance.api_version is None, but must be a text"),
        ("connector", None, "provenance.connector is None, but must be a text"),
        ("record_again", None, "provenance.record_again is None, but must be a text"),
        ("recorded", "2026-11-21", "provenance.recorded is '2026-11-21', but must be a day"),
        ("starts", "noon", "provenance.starts is 'noon', but must be a time"),
    ],
)
def test_a_provenance_that_is_not_whole_is_refused(kit, name, value, told):
    edit(kit, lambda recorded: recorded["provenance"].update({name: value}))
    assert told in refusal(kit)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[" * 100_000, "in line 1 it is more than 32 levels deep, and no recording is"),
        (b"- " * 50_000, "in line 1 it is more than 32 levels deep"),
        (b"a: &a [x]\nb: *a\n", r"line 2 repeats *a, and no recording is written so"),
        (b"a:\n  - b\n c: d\n", "this is no YAML in line 3 (did not find expected"),
        (b"!!python/object/apply:os.system ['true']", "this is no YAML in line 1 (could not determine a constructor"),
        (b"day: 2026-99-99", "a value cannot be read (month must be in 1..12"),
        (b"text: \xff", "this is no YAML, since byte 6 is no UTF-8"),
        (b"text: \x01", "this is no YAML"),
        (b"", "field 'interactions' must be a list of some; was the file cut off?"),
    ],
)
def test_what_is_no_yaml_or_too_much_of_it_is_refused_by_line(kit, content, words):
    path(kit).write_bytes(content)
    told = refusal(kit)
    assert words in told
    assert told.endswith("ecord it again: python -m postwire_contract record threads text")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda told: told["provenance"].update(recorded_against="live"), "its provenance was edited by hand"),
        (lambda told: told["provenance"].update(api_version="v9"), "its provenance was edited by hand"),
        (lambda told: told["interactions"][2]["request"].update(body="creation_id=1"), "request of interaction 3 was"),
        (lambda told: told["interactions"][1]["request"]["headers"].clear(), "request of interaction 2 was edited by"),
        (lambda told: told["seals"]["requests"].pop(), "it has 4 requests, and 3 were recorded"),
        (lambda told: told.update(seals=7), "field 'seals' is not as a recording has it"),
    ],
)
def test_a_cassette_that_was_mended_by_hand_is_found_even_if_the_connector_agrees_with_it(kit, change, words):
    (check,) = (check for check in checks_of(kit) if check.name == "hygiene.cassette.text")
    assert judge(check, 1).result is Result.PASSED
    edit(kit, change)
    verdict = judge(check, 1)
    assert verdict.result is Result.FAILED
    assert f"text.yaml: {words}" in verdict.words or words in verdict.words
    assert "record it again: python -m postwire_contract record threads text" in verdict.words


def test_a_recording_from_before_there_were_such_seals_needs_no_other(kit):
    edit(kit, lambda told: told.pop("seals"))
    (check,) = (check for check in checks_of(kit) if check.name == "hygiene.cassette.text")
    assert judge(check, 1).result is Result.PASSED


def test_a_cassette_that_cannot_be_opened_is_refused_by_its_name(kit):
    path(kit).unlink()
    path(kit).mkdir()
    assert "it cannot be read (Is a directory); give a file that can, or record it: python" in refusal(kit)


def test_a_recording_without_provenance_is_refused(kit):
    edit(kit, lambda told: told.pop("provenance"))
    assert "field 'provenance' is missing" in refusal(kit)


def test_every_cassette_tells_its_own_story_and_names_nobody():
    every = sorted(CASSETTES.glob("*/*.yaml"))
    assert len(every) > 30
    for one in every:
        told = one.read_text(encoding="utf-8")
        assert f"platform: {one.parent.name}\n  scenario: {one.stem}\n" in told
        for personal in ("canary", "ada", "babbage", "127.0.0.1", "17841499999999999", "cookie", "authorization"):
            stands_alone = re.compile(rf"(?<![a-z0-9]){personal}(?![a-z0-9])")  # digests hold any word
            assert not any(stands_alone.search(line.lower()) for line in told.splitlines() if "seal:" not in line), one

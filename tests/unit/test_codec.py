import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postwire import codec
from postwire.account import Account
from postwire.codec import state as stored_states
from postwire.container import Container, Part
from postwire.delivery import Delivery, LateKind, LatePolicy
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.exchange import Reply, Request
from postwire.lifecycle import events
from postwire.manifest import Bearer, Pace, QueryToken, Scope, TokenPlace
from postwire.media import Media, MediaFacts, MediaKind
from postwire.operation import Operation
from postwire.post import Post
from postwire.problem import Fix, Problem, Severity
from postwire.progress import Gone, Live, Progress, Rejected
from postwire.progress import Processing as StillProcessing
from postwire.progress import Ready as NowReady
from postwire.receipt import Receipt
from postwire.source import Source, Standing
from postwire.state import (
    STATES,
    Cancelled,
    Creating,
    Deleted,
    Deleting,
    Failed,
    Held,
    Missed,
    Processing,
    Published,
    Publishing,
    Queued,
    Ready,
    Resumable,
    Stage,
    State,
    Trouble,
    Unconfirmed,
)

NINE = datetime(2026, 11, 21, 9, tzinfo=UTC)
SECRET = "THQVJ-planted-canary-0123456789"

texts = st.text(max_size=20)
names = st.from_regex(r"[a-z][a-z0-9_-]{0,31}", fullmatch=True)
ids = st.text(min_size=1, max_size=20)
offsets = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
instants = st.datetimes(
    min_value=datetime.fromisoformat("0001-01-02"),
    max_value=datetime.fromisoformat("9999-12-30"),
    timezones=offsets | st.just(UTC),
)
spans = st.timedeltas(min_value=timedelta(days=-36500), max_value=timedelta(days=36500))
numbers = st.floats(allow_nan=False, allow_infinity=False)
counts = st.integers(min_value=0)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
objects = st.dictionaries(texts, plain, max_size=3)

replies = st.builds(Reply, counts, texts, st.dictionaries(texts, texts, max_size=2))
diagnoses = st.builds(
    Diagnosis,
    code=texts,
    category=st.sampled_from(Category),
    action=st.sampled_from(Action),
    caused_by=st.sampled_from(Culprit),
    message=texts,
    detail=texts,
    next_step=texts,
    retry_after=st.none() | numbers,
    rule=texts,
    reply=st.none() | replies,
)
receipts = st.builds(Receipt, ids, st.none() | texts, st.none() | instants)
containers = st.builds(
    Container, st.none() | texts, st.lists(st.builds(Part, texts, st.booleans())), objects, st.none() | instants
)
troubles = st.builds(Trouble, counts, st.none() | instants, st.none() | diagnoses, counts)
stages = st.builds(Stage, containers, instants, counts, st.booleans())
BY_STATE: dict[type, st.SearchStrategy[Any]] = {
    Queued: st.builds(Queued, troubles),
    Creating: st.builds(Creating, troubles, counts),
    Processing: st.builds(Processing, stages, troubles),
    Ready: st.builds(Ready, stages, troubles),
    Publishing: st.builds(Publishing, stages, instants, troubles, st.none() | diagnoses),
    Unconfirmed: st.builds(Unconfirmed, stages, instants, diagnoses, st.booleans()),
    Published: st.builds(Published, receipts),
    Deleting: st.builds(Deleting, receipts, troubles),
    Deleted: st.builds(Deleted, receipts),
    Failed: st.builds(Failed, diagnoses, st.none() | stages),
    Cancelled: st.just(Cancelled()),
    Missed: st.builds(Missed, st.none() | stages),
}
BY_STATE[Held] = st.builds(Held, diagnoses, st.one_of([BY_STATE[kind] for kind in get_args(Resumable)]))
states = st.one_of(list(BY_STATE.values()))
facts = st.builds(
    MediaFacts,
    kind=st.sampled_from(MediaKind),
    format=st.none() | texts,
    width=st.none() | counts,
    duration=st.none() | st.floats(min_value=0, allow_infinity=False),
    has_audio=st.none() | st.booleans(),
)
posts = st.builds(
    Post,
    text=texts,
    media=st.lists(
        st.builds(Media, ids, st.none() | texts, st.none() | st.sampled_from(MediaKind), st.none() | facts), max_size=2
    ),
    reply_to=st.none() | texts,
    link=st.none() | texts,
    options=st.dictionaries(texts, objects, max_size=2),
)
deliveries = st.builds(
    Delivery,
    id=ids,
    account_id=ids,
    platform=names,
    post=posts,
    state=states,
    due=instants,
    wake_at=st.none() | instants,
    late=st.builds(LatePolicy, st.sampled_from(LateKind), spans),
    prepare_ahead=spans,
    submission=ids,
    idempotency_key=st.none() | texts,
    created_at=instants,
    version=counts,
)
accounts = st.builds(
    Account,
    platform=names,
    user_id=st.from_regex(r"[^\s/?#\ud800-\udfff]{1,128}", fullmatch=True),
    handle=texts,
    scopes=st.none() | st.frozensets(texts),
    token_expires_at=st.none() | instants,
    api_base=st.sampled_from([None, "https://api.example.com", "http://[::1]:8800/v1.0"]),
)
problems = st.builds(
    Problem,
    rule=texts,
    severity=st.sampled_from(Severity),
    message=texts,
    field=texts,
    item=st.none() | counts,
    observed=st.none() | texts | st.integers() | st.booleans() | numbers,
    allowed=st.none() | texts,
    fix=st.builds(Fix, texts, st.none() | texts, st.none() | objects),
    sources=st.lists(
        st.builds(Source, texts, st.dates(), st.sampled_from(Standing), st.none() | texts), max_size=2
    ).map(tuple),
)
progresses = st.one_of(
    st.builds(StillProcessing, st.none() | containers),
    st.builds(NowReady, st.none() | containers),
    st.builds(Live, st.none() | receipts),
    st.just(Gone()),
    st.builds(Rejected, diagnoses),
)
words = st.one_of(
    posts,
    deliveries,
    accounts,
    problems,
    progresses,
    replies,
    receipts,
    containers,
    facts,
    st.builds(Request, st.just("POST"), st.just("/me"), st.dictionaries(texts, texts), st.none(), plain),
)


@pytest.mark.parametrize("kind", STATES, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_every_state_comes_back_from_the_store_as_it_was(kind: type, data: st.DataObject) -> None:
    state = data.draw(BY_STATE[kind])
    assert codec.load_state(codec.dump_state(state)) == state


@given(words | states)
def test_every_word_comes_back_as_it_was(word: Any) -> None:
    assert codec.load(codec.dump(word), type(word)) == word


@given(words | states)
def test_plain_values_are_what_json_itself_returns(word: Any) -> None:
    made = codec.to_plain(word)
    assert json.loads(json.dumps(made)) == made


def test_a_stored_state_reads_well() -> None:
    assert codec.dump_state(Published(Receipt("1", "https://example.test/1", NINE))) == (
        '{"version":2,"state":{"type":"published","receipt":{"post_id":"1","permalink":"https://example.test/1",'
        '"published_at":"2026-11-21T09:00:00+00:00","notes":[]}}}'
    )


def test_letters_of_every_script_stay_readable() -> None:
    assert '"text":"naïve ☕ 日本"' in codec.dump(Post("naïve ☕ 日本"))


def test_sets_are_sorted_and_spans_are_seconds() -> None:
    scopes = frozenset({"threads_basic", "content_publish", "a"})
    account = Account(platform="threads", user_id="1", scopes=scopes)
    assert codec.to_plain(account)["scopes"] == ["a", "content_publish", "threads_basic"]
    scope = Scope(name="a", purpose="b", operations=frozenset({Operation.READ, Operation.CREATE}))
    assert codec.to_plain(scope)["operations"] == ["create", "read"]
    assert codec.to_plain(Pace(retry=timedelta(milliseconds=1500)))["retry"] == 1.5


def test_the_place_of_a_token_says_its_type() -> None:
    assert codec.to_plain(Bearer()) == {"type": "bearer"}
    assert codec.load(codec.dump(QueryToken("key")), TokenPlace) == QueryToken("key")


@pytest.mark.parametrize("progress", [Live(Receipt("1")), NowReady(), StillProcessing(), Gone(), None])
def test_an_optional_sum_type_says_its_type_too(progress: Progress | None) -> None:
    event = events.Verified(NINE, progress, None)
    made = codec.to_plain(event)
    assert made["progress"] is None or made["progress"]["type"] == type(progress).__name__.lower()
    assert codec.from_plain(made, events.Verified) == event


def test_members_of_the_same_name_belong_to_their_own_sum_type() -> None:
    assert codec.load('{"type":"ready","container":null}', Progress) == NowReady()
    with pytest.raises(codec.Malformed, match="unknown fields: container"):
        codec.load('{"type":"ready","container":null}', State)


def test_collections_of_words_are_written_and_read() -> None:
    many = (Part("1"), Part("2", ready=True))
    assert codec.load(codec.dump(many), tuple[Part, ...]) == many


def test_a_member_is_not_taken_for_another_one() -> None:
    with pytest.raises(codec.Malformed, match=r"this is no Ready but a Queued @ \$\.type"):
        codec.load(codec.dump(Queued()), Ready)


def test_a_state_of_an_older_version_is_upgraded_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored_states, "VERSION", 3)
    monkeypatch.setitem(stored_states.UPGRADES, 1, lambda old: {**old, "type": "published"})
    monkeypatch.setitem(
        stored_states.UPGRADES, 2, lambda old: {"type": old["type"], "receipt": {"post_id": old["post"]}}
    )
    assert codec.load_state('{"version":1,"state":{"type":"sent","post":"7"}}') == Published(Receipt("7"))
    assert codec.load_state('{"version":2,"state":{"type":"published","post":"7"}}') == Published(Receipt("7"))
    assert json.loads(codec.dump_state(Cancelled()))["version"] == 3


def test_every_version_up_to_todays_has_its_upgrade() -> None:
    assert set(stored_states.UPGRADES) == set(range(1, stored_states.VERSION))


def test_a_state_of_a_newer_version_is_refused_by_name() -> None:
    with pytest.raises(codec.Malformed, match="written in version 3; this postwire reads versions up to 2: update"):
        codec.load_state('{"version":3,"state":{"type":"queued"}}')


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        '"queued"',
        '{"type":"queued"}',
        '{"version":1}',
        '{"version":1,"state":{"type":"cancelled"},"note":""}',
        '{"version":true,"state":{"type":"cancelled"}}',
        '{"version":"1","state":{"type":"cancelled"}}',
        '{"version":0,"state":{"type":"cancelled"}}',
        '{"version":1,"state":null}',
    ],
)
def test_what_is_no_stored_state_is_refused(text: str) -> None:
    with pytest.raises(codec.Malformed, match=r"@ \$"):
        codec.load_state(text)


def test_the_codec_costs_nothing_until_something_is_written_or_read() -> None:
    code = "import sys, postwire.codec; sys.exit('cattrs' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

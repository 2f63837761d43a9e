import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from attrs import evolve

from postwire.account import Account
from postwire.container import Container
from postwire.delivery import Delivery, LateKind, LatePolicy
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.media import Media, MediaFacts, MediaKind
from postwire.post import Post
from postwire.receipt import Receipt
from postwire.state import Held, Published, Publishing, Queued, Ready, Stage
from postwire.store import Save, Store, errors, rows
from postwire.store.memory import MemoryStore
from postwire.store.sqlite import SqliteStore

Make = Callable[..., Delivery]
PHOTO = Media("https://example.test/a.jpg", "a sunset")
PROBED = evolve(PHOTO, facts=MediaFacts(kind=MediaKind.IMAGE, width=1080))


def test_a_delivery_comes_back_as_it_was(store: SqliteStore, make_delivery: Make, nine: datetime) -> None:
    delivery = make_delivery(
        post=Post(
            "hello ☕", [PROBED], reply_to="17", link="https://example.test", options={"threads": {"topic": "tea"}}
        ),
        due=nine + timedelta(hours=1, microseconds=7),
        wake_at=nine + timedelta(minutes=30),
        late=LatePolicy(LateKind.WITHIN, timedelta(minutes=90)),
        prepare_ahead=timedelta(minutes=30),
        idempotency_key="order-1",
    )
    assert store.submit([delivery]) == (delivery,)
    assert store.delivery(delivery.id) == delivery
    assert store.delivery("another") is None


def test_a_thousand_deliveries_are_accepted_in_their_order(store: SqliteStore, make_delivery: Make) -> None:
    many = tuple(make_delivery(idempotency_key=f"key {number}") for number in range(1000))
    assert store.submit(many) == many
    assert store.submit(many) == many
    assert store.deliveries(limit=2000) == many


@pytest.mark.parametrize("in_memory", [False, True])
def test_a_chain_under_a_key_that_stands_for_a_shorter_one_is_refused(
    store: SqliteStore, make_delivery: Make, *, in_memory: bool
) -> None:
    def chain(parts: int) -> list[Delivery]:
        made: list[Delivery] = []
        for number in range(parts):
            parent = made[-1].id if made else None
            made.append(make_delivery(post=Post(f"part {number}"), idempotency_key=f"k {number}", parent=parent))
        return made

    kept: Store = store
    if in_memory:
        kept = MemoryStore()
        kept.put_account(store.accounts()[0], None)
    first = tuple(chain(2))
    assert kept.submit(first) == first
    assert kept.submit(chain(2)) == first
    with pytest.raises(errors.IdempotencyConflict, match=rf"'k 1' belongs to .*{first[1].id}.* number of parts"):
        kept.submit(chain(3))
    assert kept.deliveries() == first


def test_nothing_is_accepted_as_nothing(store: SqliteStore) -> None:
    assert store.submit([]) == ()


def test_the_file_shows_people_what_they_look_for(
    store: SqliteStore, make_delivery: Make, nine: datetime, execute: Callable[..., Any]
) -> None:
    diagnosis = Diagnosis(
        code="threads.token_expired",
        category=Category.AUTH,
        action=Action.RECONNECT,
        caused_by=Culprit.USER,
        message="Connect again.",
    )
    store.submit(
        [
            make_delivery(state=Held(diagnosis, Queued()), wake_at=None),
            make_delivery(state=Published(Receipt("77", "https://threads.example/77", nine)), wake_at=None),
        ]
    )
    columns = "platform, handle, state, due, wake_at, permalink, post_id, error_code, error_category, error_action"
    at = "2026-11-21T09:00:00.000000Z"
    assert execute(f"SELECT {columns} FROM delivery ORDER BY id") == [  # noqa: S608 - the names above
        ("threads", "ada", "held", at, None, None, None, "threads.token_expired", "auth", "reconnect"),
        ("threads", "ada", "published", at, None, "https://threads.example/77", "77", None, None, None),
    ]


def test_a_key_stands_for_the_delivery_that_it_was_first_used_for(store: SqliteStore, make_delivery: Make) -> None:
    first = make_delivery(idempotency_key="order-1")
    again = evolve(first, id="again", submission="again", created_at=first.created_at + timedelta(hours=9))
    assert store.submit([first]) == (first,)
    assert store.submit([make_delivery(), again])[1] == first
    assert store.delivery("again") is None
    assert len(store.deliveries()) == 2


def test_a_key_counts_within_one_submission_too(store: SqliteStore, make_delivery: Make) -> None:
    first = make_delivery(idempotency_key="order-1")
    assert store.submit([first, evolve(first, id="again")]) == (first, first)


def test_a_key_belongs_to_one_account(store: SqliteStore, make_delivery: Make) -> None:
    store.put_account(Account(platform="threads", user_id="2"), None)
    both = (
        make_delivery(idempotency_key="order-1"),
        make_delivery(idempotency_key="order-1", account_id="threads:2"),
    )
    assert store.submit(both) == both


@pytest.mark.parametrize(
    ("changes", "differences"),
    [
        ({"post": Post("something else")}, ("post",)),
        ({"due": datetime.fromisoformat("2026-11-21T10:00:00+00:00")}, ("due time",)),
        ({"late": LatePolicy(LateKind.SKIP)}, ("late policy",)),
        ({"late": LatePolicy(within=timedelta(hours=1)), "post": Post("something else")}, ("post", "late policy")),
    ],
)
def test_a_key_that_was_used_for_something_else_is_refused_and_nothing_is_accepted(
    store: SqliteStore, make_delivery: Make, changes: dict[str, Any], differences: tuple[str, ...]
) -> None:
    (first,) = store.submit([make_delivery(idempotency_key="order-1", post=Post("hello"))])
    with pytest.raises(errors.IdempotencyConflict) as caught:
        store.submit([make_delivery(id="new"), evolve(first, id="again", **changes)])
    assert caught.value.differences == differences
    assert str(caught.value) == (
        f"idempotency key 'order-1' belongs to delivery {first.id!r}, which differs in its "
        f"{' and '.join(differences)}: "
        "send the same again, or use a new key for something new"
    )
    assert store.deliveries() == (first,)


def test_a_second_probe_may_find_more_about_the_same_media(store: SqliteStore, make_delivery: Make) -> None:
    first = make_delivery(idempotency_key="order-1", post=Post("hello", [PHOTO]))
    again = evolve(first, id="again", post=Post("hello", [PROBED]))
    other = evolve(first, id="other", post=Post("hello", [evolve(PHOTO, alt_text="a sunrise")]))
    store.submit([first])
    assert store.submit([again]) == (first,)
    with pytest.raises(errors.IdempotencyConflict):
        store.submit([other])


def test_at_once_is_the_same_hour_whenever_it_is_said(store: SqliteStore, make_delivery: Make, nine: datetime) -> None:
    first = make_delivery(idempotency_key="order-1", post=Post("hello"), created_at=nine)
    later = nine + timedelta(minutes=5)
    store.submit([first])
    assert store.submit([evolve(first, id="again", due=later, created_at=later)]) == (first,)
    with pytest.raises(errors.IdempotencyConflict, match="due time"):
        store.submit([evolve(first, id="again", due=later)])


def test_a_key_is_compared_with_the_hour_that_was_asked_for_not_with_the_one_it_was_moved_to(
    store: SqliteStore, make_delivery: Make, nine: datetime
) -> None:
    (first,) = store.submit([make_delivery(idempotency_key="order-1", post=Post("hello"))])
    store.save([Save(evolve(first, due=nine + timedelta(days=1)))])
    (again,) = store.submit([evolve(first, id="again")])
    assert (again.id, again.due) == (first.id, nine + timedelta(days=1))


def test_an_unknown_account_is_refused_by_name(store: SqliteStore, make_delivery: Make) -> None:
    with pytest.raises(errors.UnknownAccount, match="account 'threads:7' is not known: add it first"):
        store.submit([make_delivery(), make_delivery(account_id="threads:7")])
    assert store.deliveries() == ()


def test_an_account_that_goes_away_meanwhile_is_missed(
    store: SqliteStore, make_delivery: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = rows.submitted

    def slow(new: Delivery, handle: str) -> rows.Row:
        store.remove_account(new.account_id)
        return written(new, handle)

    monkeypatch.setattr(rows, "submitted", slow)
    with pytest.raises(errors.UnknownAccount):
        store.submit([make_delivery()])
    assert store.deliveries() == ()


def test_a_delivery_for_another_platform_than_its_accounts_is_refused(store: SqliteStore, make_delivery: Make) -> None:
    with pytest.raises(
        errors.Unstorable, match="is for platform 'mastodon', and its account 'threads:1' is on 'threads'"
    ):
        store.submit([make_delivery(platform="mastodon")])


def test_an_id_that_is_taken_is_refused_by_name(store: SqliteStore, make_delivery: Make) -> None:
    (first,) = store.submit([make_delivery()])
    for pair in ((make_delivery(), first), (make_delivery(id="twice"), make_delivery(id="twice"))):
        with pytest.raises(errors.Unstorable, match=f"delivery id {pair[1].id!r} is taken"):
            store.submit(pair)
    assert store.deliveries() == (first,)


@pytest.mark.parametrize("part", ["due", "wake_at", "created_at"])
def test_a_naive_time_is_refused_by_name(store: SqliteStore, make_delivery: Make, nine: datetime, part: str) -> None:
    with pytest.raises(
        errors.Unstorable, match=r"delivery 'd0001' has no offset, so it means no instant: give it a tz"
    ):
        store.submit([make_delivery(**{part: nine.replace(tzinfo=None)})])


def test_what_is_no_json_is_refused_by_name(store: SqliteStore, make_delivery: Make, nine: datetime) -> None:
    with pytest.raises(errors.Unstorable, match=r"delivery 'd0001', its post: .* @ \$\.options\.threads\.tags$"):
        store.submit([make_delivery(post=Post(options={"threads": {"tags": ("a", "b")}}))])
    data: dict[str, Any] = {"at": nine}
    with pytest.raises(errors.Unstorable, match=r"delivery 'd0002', its state: .* @ \$\.stage\.container\.data\.at$"):
        store.submit([make_delivery(state=Ready(Stage(Container(data=data), nine)))])


def test_threads_that_submit_the_same_key_at_once_get_the_same_delivery(
    store: SqliteStore, make_delivery: Make
) -> None:
    first = make_delivery(idempotency_key="order-1")
    copies = [evolve(first, id=f"copy {number}") for number in range(8)]
    barrier = threading.Barrier(len(copies))
    found: list[Delivery] = []

    def submit(copy: Delivery) -> None:
        barrier.wait()
        found.extend(store.submit([copy]))

    threads = [threading.Thread(target=submit, args=(copy,)) for copy in copies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len({delivery.id for delivery in found}) == 1
    assert len(store.deliveries()) == 1


def test_a_doubtful_publish_shows_what_troubles_it(
    store: SqliteStore, make_delivery: Make, nine: datetime, execute: Callable[..., Any]
) -> None:
    doubt = Diagnosis(
        code="threads.answer_lost",
        category=Category.TRANSIENT,
        action=Action.VERIFY,
        caused_by=Culprit.PLATFORM,
        message="",
    )
    store.submit([make_delivery(state=Publishing(Stage(Container("c"), nine), nine, doubt=doubt))])
    assert execute("SELECT error_code FROM delivery") == [("threads.answer_lost",)]

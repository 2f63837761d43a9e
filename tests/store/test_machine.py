"""One machine for every store: random histories against a model of plain dictionaries, by the protocol's own words."""

import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from postwire.account import Account
from postwire.container import Container
from postwire.delivery import Delivery
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.history import Entry, EntryKind
from postwire.media import Media, MediaFacts, MediaKind
from postwire.post import Post
from postwire.receipt import Receipt
from postwire.state import (
    Cancelled,
    Creating,
    Deleted,
    Deleting,
    Held,
    Processing,
    Published,
    Publishing,
    Queued,
    Stage,
    State,
    name_of,
)
from postwire.store import Save, Store
from postwire.store.content import said
from postwire.store.errors import (
    AccountInUse,
    IdempotencyConflict,
    StoreError,
    UnknownAccount,
    UnknownDelivery,
    Unstorable,
)
from postwire.store.memory import MemoryStore
from postwire.store.sqlite import SqliteStore

NINE = datetime(2026, 11, 21, 9, tzinfo=UTC)
ENDED = {"published", "deleted", "failed", "cancelled", "missed"}
DIAGNOSIS = Diagnosis(code="a.b", category=Category.QUOTA, action=Action.WAIT, caused_by=Culprit.US, message="")

FULL = evolve(DIAGNOSIS, code="threads.quota_full")

WISHES = [
    "creating",
    "processing",
    "publishing",
    "held",
    "held for a quota",
    "held while publishing",
    "held over a deletion",
    "cancelled",
    "published",
    "deleting",
    "deleted",
]

account_ids = st.sampled_from(["threads:1", "threads:2", "threads:3"])
minutes = st.integers(0, 6).map(lambda number: NINE + timedelta(minutes=number))
post_ids = st.sampled_from(["p1", "p2", "p3"])


def receipt_of(state: State) -> Receipt | None:
    match state:
        case Published(receipt) | Deleting(receipt) | Deleted(receipt) | Held(_, Deleting(receipt)):
            return receipt
        case _:
            return None


class StoreMachine(RuleBasedStateMachine):
    known = Bundle("known")
    store: Store

    def opened(self) -> Store:
        """A new store, empty."""
        raise NotImplementedError

    @initialize()
    def open(self) -> None:
        self.store = self.opened()
        self.accounts: dict[str, Account] = {}
        self.deliveries: dict[str, Delivery] = {}
        self.asked: dict[str, datetime | None] = {}
        self.owned: set[str] = set()
        self.counting: dict[str, datetime | None] = {}
        self.stories: dict[str, list[Entry]] = {}
        self.now = NINE
        for user_id in "12":
            self.put_account(f"threads:{user_id}")

    def teardown(self) -> None:
        self.store.close()

    @rule(account_id=account_ids)
    def put_account(self, account_id: str) -> None:
        account = Account(platform="threads", user_id=account_id[-1], handle=f"handle {len(self.deliveries)}")
        self.store.put_account(account, None)
        self.accounts[account_id] = account

    @rule(account_id=account_ids)
    def remove_account(self, account_id: str) -> None:
        needed = [
            each
            for each in self.deliveries.values()
            if each.account_id == account_id and name_of(each.state) not in ENDED
        ]
        expected = AccountInUse if needed else None if account_id in self.accounts else UnknownAccount
        assert expected is self.refusal(self.store.remove_account, account_id)
        if expected is None:
            del self.accounts[account_id]

    @rule(
        target=known,
        account_id=account_ids,
        due=minutes,
        key=st.sampled_from([None, None, "k1", "k2"]),
        text=post_ids,
        facts=st.sampled_from([None, MediaFacts(kind=MediaKind.IMAGE)]),
        at_once=st.booleans(),
    )
    def submit(
        self, account_id: str, due: datetime, key: str | None, text: str, facts: MediaFacts | None, *, at_once: bool
    ) -> Any:
        new = Delivery(
            id=f"d{len(self.deliveries)}",
            account_id=account_id,
            platform="threads",
            post=Post(text, media=(Media("https://media.example/a.jpg", facts=facts),)),
            due=due,
            wake_at=due,
            submission="s",
            idempotency_key=key,
            created_at=due if at_once else NINE - timedelta(hours=1),
        )
        asked = None if at_once else due
        holder = next(
            (
                each
                for each in self.deliveries.values()
                if key is not None and (each.account_id, each.idempotency_key) == (account_id, key)
            ),
            None,
        )
        if account_id not in self.accounts:
            assert self.refusal(self.store.submit, [new]) is UnknownAccount
            return multiple()
        if holder is not None and (said(holder.post), self.asked[holder.id]) != (said(new.post), asked):
            assert self.refusal(self.store.submit, [new]) is IdempotencyConflict
            return multiple()
        assert self.store.submit([new]) == (holder or new,)
        if holder is not None:
            return multiple()
        self.deliveries[new.id] = new
        self.asked[new.id] = asked
        self.stories[new.id] = []
        return new.id

    @rule(later=st.integers(0, 2), limit=st.integers(1, 4), busy=st.sets(account_ids, max_size=1))
    def claim(self, later: int, limit: int, busy: set[str]) -> None:
        self.now += timedelta(minutes=later)
        lease = timedelta(minutes=2)
        due = [
            each
            for each in self.deliveries.values()
            if each.wake_at is not None and each.wake_at <= self.now and each.account_id not in busy
        ]
        due.sort(key=lambda each: (each.wake_at, each.due, each.id))
        claimed = [evolve(each, wake_at=self.now + lease, version=each.version + 1) for each in due[:limit]]
        claimed.sort(key=lambda each: (each.due, each.id))
        assert self.store.claim(self.now, "me", lease, limit, busy) == tuple(claimed)
        self.deliveries.update({each.id: each for each in claimed})
        self.owned |= {each.id for each in claimed}

    @rule(limit=st.integers(-1, 0))
    def nothing_is_asked_for(self, limit: int) -> None:
        assert self.refusal(self.store.claim, self.now, "me", timedelta(minutes=2), limit) is Unstorable
        assert self.refusal(partial(self.store.deliveries, limit=limit)) is Unstorable
        assert self.refusal(partial(self.store.deliveries, after="nobody")) is UnknownDelivery
        assert self.refusal(partial(self.store.deliveries, states=["nowhere"])) is Unstorable

    @rule(after=known, limit=st.integers(1, 3))
    def a_page(self, after: str, limit: int) -> None:
        ordered = sorted(self.deliveries.values(), key=lambda each: (each.due, each.id))
        rest = ordered[[each.id for each in ordered].index(after) + 1 :]
        assert self.store.deliveries(after=after, limit=limit) == tuple(rest[:limit])

    @rule(
        wishes=st.lists(
            st.tuples(
                known,
                st.sampled_from(WISHES),
                post_ids,
                st.sampled_from([0, 0, 0, -1, 1]),
                st.none() | minutes,
                st.none() | minutes,
            ),
            max_size=4,
        )
    )
    def save(self, wishes: list[tuple[str, str, str, int, datetime | None, datetime | None]]) -> None:
        saves = [
            Save(
                evolve(
                    self.deliveries[delivery_id],
                    state=self.next_state(self.deliveries[delivery_id].state, wish, post_id),
                    wake_at=wake_at,
                    version=max(0, self.deliveries[delivery_id].version + drift),
                ),
                (Entry(at=self.now, kind=EntryKind.EVENT, name=f"{number} {wish}", state=wish),),
                lease_until,
            )
            for number, (delivery_id, wish, post_id, drift, wake_at, lease_until) in enumerate(wishes)
        ]
        took = self.store.save(saves)
        assert len(took) == len(saves)
        batch = {save.delivery.id for save in saves}
        for save, has_taken in zip(saves, took, strict=True):
            stored = self.deliveries[save.delivery.id]
            if stored.version != save.delivery.version:
                assert not has_taken
            elif not has_taken:
                # Which of two in one batch gets a post is open; that somebody else has it is not.
                assert self.others_with_the_post(save.delivery) or self.rivals(save, saves, batch)
            else:
                assert not self.others_with_the_post(save.delivery)
                wake_at = save.lease_until or save.delivery.wake_at
                self.deliveries[stored.id] = evolve(save.delivery, wake_at=wake_at, version=stored.version + 1)
                self.stories[stored.id].extend(save.entries)
                if isinstance(save.delivery.state, Publishing):
                    self.counting[stored.id] = save.delivery.state.attempted_at
                elif isinstance(save.delivery.state, Held) and save.delivery.state.diagnosis == FULL:
                    self.counting[stored.id] = wake_at
                if save.lease_until is None:
                    self.owned.discard(stored.id)

    def next_state(self, state: State, wish: str, post_id: str) -> State:
        receipt = receipt_of(state) or Receipt(post_id)
        stage = Stage(Container("c", data={"ids": [1, None, "x"]}), self.now)
        if receipt_of(state) is not None and wish not in {"deleting", "deleted", "held over a deletion"}:
            wish = "published"
        wanted: dict[str, State] = {
            "creating": Creating(),
            "processing": Processing(stage),
            "publishing": Publishing(stage, self.now),
            "held": Held(DIAGNOSIS, Queued()),
            "held for a quota": Held(FULL, Queued()),
            "held while publishing": Held(DIAGNOSIS, Publishing(stage, self.now)),
            "held over a deletion": Held(DIAGNOSIS, Deleting(receipt)),
            "cancelled": Cancelled(),
            "published": Published(receipt),
            "deleting": Deleting(receipt),
            "deleted": Deleted(receipt),
        }
        return wanted[wish]

    def counts(self, state: State) -> bool:
        match state:
            case Held():
                return state.diagnosis == FULL or not isinstance(state.back_to, Queued)
            case _:
                return isinstance(state, Publishing | Published | Deleting | Deleted)

    def others_with_the_post(self, delivery: Delivery) -> list[str]:
        receipt = receipt_of(delivery.state)
        return [
            each.id
            for each in self.deliveries.values()
            if receipt is not None
            and each.id != delivery.id
            and each.account_id == delivery.account_id
            and receipt_of(each.state) is not None
            and receipt_of(each.state) == receipt
        ]

    def rivals(self, save: Save, saves: list[Save], batch: set[str]) -> bool:
        receipt = receipt_of(save.delivery.state)
        return receipt is not None and any(
            other.delivery.id != save.delivery.id
            and other.delivery.id in batch
            and other.delivery.account_id == save.delivery.account_id
            and receipt_of(other.delivery.state) == receipt
            for other in saves
        )

    def refusal(self, action: Callable[..., Any], *arguments: Any) -> type[Exception] | None:
        try:
            action(*arguments)
        except StoreError as error:
            return type(error)
        return None

    @invariant()
    def the_store_holds_what_the_model_holds(self) -> None:
        if not hasattr(self, "store"):
            return
        ordered = tuple(sorted(self.deliveries.values(), key=lambda each: (each.due, each.id)))
        assert self.store.deliveries(limit=1000) == ordered
        assert self.store.deliveries(states=["queued", "held"], account_id="threads:1") == tuple(
            each for each in ordered if each.account_id == "threads:1" and name_of(each.state) in {"queued", "held"}
        )
        assert self.store.accounts() == tuple(self.accounts[name] for name in sorted(self.accounts))
        assert {each: list(self.store.history(each)) for each in self.stories} == self.stories
        assert self.store.next_wake() == min(
            (each.wake_at for each in ordered if each.wake_at is not None), default=None
        )
        publications = [
            (self.counting[each.id], each.id, isinstance(each.state, Held) and each.state.diagnosis == FULL)
            for each in ordered
            if each.account_id == "threads:1"
            and (self.counting.get(each.id) or NINE) > NINE
            and self.counts(each.state)
        ]
        found = self.store.publications(["threads:1"], NINE)
        assert [(each.at, each.delivery_id, each.is_promise) for each in found] == sorted(publications)
        assert self.store.published_at_most(["threads:1"], NINE).get("threads:1", 0) >= len(found)
        tally = self.store.tally(self.now)
        names = [name_of(each.state) for each in ordered]
        assert tally.counts == {name: names.count(name) for name in names}
        assert tally.overdue == sum(
            each.due < self.now and each.wake_at is not None and receipt_of(each.state) is None
            for each in ordered
            if name_of(each.state) not in ENDED
        )
        resting = [
            each.due
            for each in ordered
            if name_of(each.state) in {"queued", "ready", "held"}
            and each.wake_at is not None
            and (each.id not in self.owned or each.wake_at <= self.now)
        ]
        assert tally.next_due == min(resting, default=None)
        for due_by in (NINE, NINE + timedelta(minutes=3)):
            assert self.store.next_wake(due_by) == min(
                (
                    each.wake_at
                    for each in ordered
                    if each.wake_at is not None and each.due <= due_by and name_of(each.state) not in ENDED | {"held"}
                ),
                default=None,
            )
        for account_id in ("threads:1", "threads:2"):
            claimed = {receipt_of(each.state) for each in ordered if each.account_id == account_id} - {None}
            assert self.store.claimed(account_id, ["p1", "p2", "p3"]) == {
                receipt.post_id for receipt in claimed if receipt is not None
            }


class MemoryMachine(StoreMachine):
    def opened(self) -> Store:
        return MemoryStore()


class SqliteMachine(StoreMachine):
    def opened(self) -> Store:
        self.folder = Path(tempfile.mkdtemp())
        return SqliteStore(self.folder / "postwire.db")

    def teardown(self) -> None:
        super().teardown()
        shutil.rmtree(self.folder)


class TestMemoryStore(MemoryMachine.TestCase):
    settings = settings(max_examples=40, stateful_step_count=30, deadline=None)


class TestSqliteStore(SqliteMachine.TestCase):
    settings = settings(max_examples=40, stateful_step_count=30, deadline=None)

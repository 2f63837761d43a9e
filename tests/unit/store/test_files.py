"""The file: whether it is sound, copies of it, and forgetting what is over."""

import sqlite3
import stat
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from postwire.container import Container
from postwire.delivery import Delivery
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.history import Entry
from postwire.post import Post
from postwire.receipt import Receipt
from postwire.state import (
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
    Stage,
    State,
    Unconfirmed,
)
from postwire.store import Save, errors
from postwire.store.sqlite import SqliteStore

Make = Callable[..., Delivery]
DAY = timedelta(days=1)
NO = Diagnosis(code="threads.no", category=Category.UNKNOWN, action=Action.GIVE_UP, caused_by=Culprit.US, message="No.")


def spoilt(path: Path) -> None:
    """Overwrite the middle of the file."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    data = bytearray(path.read_bytes())
    for page in range(len(data) // 4096 // 2, len(data) // 4096):
        data[page * 4096 : page * 4096 + 200] = b"\xff" * 200
    path.write_bytes(data)


def test_a_sound_file_has_no_complaints(store: SqliteStore, make_delivery: Make) -> None:
    store.submit([make_delivery() for _ in range(100)])
    assert store.complaints() == ()


def test_a_file_that_came_to_harm_is_told(path: Path, store: SqliteStore, make_delivery: Make) -> None:
    store.submit([make_delivery() for _ in range(100)])
    store.close()
    spoilt(path)
    with SqliteStore(path) as opened:
        assert opened.complaints()


def test_a_file_that_was_not_closed_is_known_by_its_log(path: Path) -> None:
    first = SqliteStore(path)
    assert not first.was_left_open
    first.put_meta("colour", "green")
    with SqliteStore(path) as second:
        assert second.was_left_open
    first.close()
    with SqliteStore(path) as third:
        assert not third.was_left_open


def test_a_backup_is_the_database_of_one_moment_while_others_write(
    path: Path, store: SqliteStore, make_delivery: Make, tmp_path: Path
) -> None:
    store.submit([make_delivery(post=Post("x" * 400)) for _ in range(2000)])
    stop = threading.Event()
    written = []

    def work() -> None:
        with SqliteStore(path, busy_timeout=60) as writer:
            while not stop.is_set():
                writer.submit([make_delivery(id=f"w{len(written)}a"), make_delivery(id=f"w{len(written)}b")])
                written.append(1)

    worker = threading.Thread(target=work)
    worker.start()
    while len(written) < 3:
        pass
    size = store.backup(tmp_path / "copy.db")
    stop.set()
    worker.join()

    copy = tmp_path / "copy.db"
    assert size == copy.stat().st_size
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert sorted(each.name for each in tmp_path.glob("*copy*")) == ["copy.db"]
    with SqliteStore(copy) as opened:
        pairs = [each.id for each in opened.deliveries(limit=100_000) if each.id.startswith("w")]
        assert opened.complaints() == ()
        assert len(pairs) % 2 == 0, "both of a submission or none"
        assert len(pairs) >= 6
        assert opened.ciphertext("threads:1") == b"sealed"


def test_a_backup_overwrites_nothing(store: SqliteStore, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("Dear diary")
    with pytest.raises(errors.FileThere, match="a backup overwrites nothing; give a new name"):
        store.backup(tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "Dear diary"
    with pytest.raises(errors.FileThere):
        store.backup(store.path)
    with pytest.raises(errors.NoFolder):
        store.backup(tmp_path / "missing" / "copy.db")


def test_a_backup_of_a_file_that_came_to_harm_is_no_backup(
    path: Path, store: SqliteStore, make_delivery: Make, tmp_path: Path
) -> None:
    store.submit([make_delivery() for _ in range(100)])
    store.close()
    spoilt(path)
    with SqliteStore(path) as opened, pytest.raises(errors.Corrupt):
        opened.backup(tmp_path / "copy.db")
    assert list(tmp_path.glob("*copy*")) == []


def every_state(nine: datetime) -> dict[str, State]:
    stage, receipt = Stage(Container("c"), nine), Receipt("p")
    return {
        "queued": Queued(),
        "creating": Creating(),
        "processing": Processing(stage),
        "ready": Ready(stage),
        "publishing": Publishing(stage, nine),
        "unconfirmed": Unconfirmed(stage, nine, NO),
        "held": Held(NO, Queued()),
        "deleting": Deleting(evolve(receipt, post_id="p1")),
        "published": Published(evolve(receipt, post_id="p2")),
        "deleted": Deleted(evolve(receipt, post_id="p3")),
        "failed": Failed(NO),
        "cancelled": Cancelled(),
        "missed": Missed(),
    }


OVER = {"published", "deleted", "failed", "cancelled", "missed"}


@pytest.fixture
def old(store: SqliteStore, make_delivery: Make, nine: datetime, entry: Callable[[str], Entry]) -> dict[str, Delivery]:
    """One delivery in every state, last touched at nine."""
    found = {}
    for name, state in every_state(nine).items():
        (new,) = store.submit([make_delivery(id=name, idempotency_key=name)])
        assert store.save([Save(evolve(new, state=state, wake_at=None), (entry("one"), entry("two")))]) == (True,)
        found[name] = new
    return found


def test_the_stories_of_what_is_over_are_forgotten_and_of_nothing_else(
    store: SqliteStore, old: dict[str, Delivery], nine: datetime
) -> None:
    pruned = store.prune(nine + DAY)
    assert (pruned.deliveries, pruned.entries) == (5, 10)
    assert pruned.bytes > 0
    assert {name for name in old if not store.history(name)} == OVER
    assert {each.id for each in store.deliveries()} == set(old)
    assert store.keyed("threads:1", "failed") is not None
    assert store.claimed("threads:1", ["p2"]) == {"p2"}
    assert store.prune(nine + DAY).deliveries == 0


def test_a_dry_run_forgets_nothing_and_counts_the_same(
    store: SqliteStore, old: dict[str, Delivery], nine: datetime
) -> None:
    would = store.prune(nine + DAY, dry_run=True)
    assert all(store.history(name) for name in old)
    assert store.prune(nine + DAY) == would


def test_whole_deliveries_are_forgotten_where_that_is_asked_for(
    store: SqliteStore, old: dict[str, Delivery], nine: datetime, execute: Callable[..., Any]
) -> None:
    assert store.prune(nine + DAY, whole=True).deliveries == 5
    assert {each.id for each in store.deliveries()} == set(old) - OVER
    assert all(len(store.history(name)) == 2 for name in set(old) - OVER)
    assert execute("SELECT count(*) FROM history") == [(2 * (len(old) - len(OVER)),)]


def test_what_was_touched_lately_is_kept_however_old_its_hour_is(
    store: SqliteStore, old: dict[str, Delivery], nine: datetime, entry: Callable[[str], Entry]
) -> None:
    failed = store.delivery(old["failed"].id)
    assert failed is not None
    late = evolve(entry("three"), at=nine + 2 * DAY)
    assert store.save([Save(failed, (late,))]) == (True,)
    assert store.prune(nine + DAY).deliveries == 4
    assert len(store.history("failed")) == 3


def test_many_are_forgotten_in_short_turns(
    store: SqliteStore, make_delivery: Make, nine: datetime, entry: Callable[[str], Entry]
) -> None:
    many = store.submit([make_delivery() for _ in range(1203)])
    store.save([Save(evolve(each, state=Cancelled(), wake_at=None), (entry("one"),)) for each in many])
    assert store.prune(nine + DAY, whole=True).deliveries == 1203
    assert store.deliveries() == ()


def test_the_newest_entry_tells_the_hour_of_whoever_wrote_it(
    store: SqliteStore, make_delivery: Make, nine: datetime, entry: Callable[[str], Entry]
) -> None:
    assert store.last_entry_at() is None
    (new,) = store.submit([make_delivery()])
    store.save([Save(new, (entry("one"),))])
    assert store.last_entry_at() == nine

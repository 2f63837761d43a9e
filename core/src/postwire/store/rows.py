"""Between words and rows. Rows are outside input: people open the file in SQLite browsers and edit it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from postwire import codec
from postwire.account import Account
from postwire.delivery import Delivery, LateKind, LatePolicy
from postwire.history import Entry, EntryKind
from postwire.post import Post
from postwire.receipt import Receipt
from postwire.state import (
    Deleted,
    Deleting,
    Held,
    Published,
    State,
    diagnosis_of,
    name_of,
)
from postwire.store import Save, times
from postwire.store.content import digest
from postwire.store.errors import Damaged, Unstorable

_PLAIN = {str, int, float, bool, type(None)}

T = TypeVar("T")
Row = Sequence[Any]


def delivery(row: Row) -> Delivery:
    """Read what `queries.DELIVERY` selects. Raises `Damaged`."""
    (
        delivery_id,
        account_id,
        platform,
        state_name,
        due,
        wake_at,
        late_kind,
        late_within,
        prepare_ahead,
        submission,
        idempotency_key,
        created_at,
        version,
        post,
        state_data,
        parent,
    ) = row
    column = "state_data"
    try:
        state = codec.load_state(state_data)
        column = "state"
        if name_of(state) != state_name:
            raise ValueError(f"state_data says {name_of(state)}")  # noqa: TRY301 - one exit for every unfit column
        column = "post"
        what = codec.load(post, Post)
        column = "due"
        hour = times.read(due)
        column = "wake_at"
        wake = None if wake_at is None else times.read(wake_at)
        column = "created_at"
        created = times.read(created_at)
        column = "late_kind"
        kind = LateKind(late_kind)
        column = "late_within"
        within = times.span(late_within)
        column = "prepare_ahead"
        ahead = times.span(prepare_ahead)
    except ValueError as error:
        raise Damaged("delivery", delivery_id, column, str(error)) from None
    return Delivery(
        id=delivery_id,
        account_id=account_id,
        platform=platform,
        post=what,
        state=state,
        due=hour,
        wake_at=wake,
        late=LatePolicy(kind, within),
        prepare_ahead=ahead,
        submission=submission,
        idempotency_key=idempotency_key,
        parent=parent,
        created_at=created,
        version=version,
    )


def submitted(new: Delivery, handle: str) -> Row:
    """A new row, in the order of `queries.submit`. Raises `Unstorable`."""
    receipt = _receipt(new.state)
    return (
        new.id,
        new.account_id,
        new.platform,
        handle,
        name_of(new.state),
        times.written(new.due, f"the due time of delivery {new.id!r}"),
        None if new.wake_at is None else times.written(new.wake_at, f"the wake time of delivery {new.id!r}"),
        receipt and receipt.permalink,
        receipt and receipt.post_id,
        *_error(new.state),
        new.late.kind.value,
        times.seconds(new.late.within, f"the lateness that delivery {new.id!r} allows"),
        times.seconds(new.prepare_ahead, f"the preparation of delivery {new.id!r}"),
        new.submission,
        new.idempotency_key,
        times.written(new.created_at, f"the time of creation of delivery {new.id!r}"),
        asked_due(new),
        new.version,
        _json(codec.dump, new.post, new.id, "post"),
        _json(codec.dump_state, new.state, new.id, "state"),
        new.parent,
        digest(new.post) if new.parent is None else None,
    )


def asked_due(new: Delivery) -> str | None:
    """The hour that was asked for; None: at once, which is another time at every repetition of the same request."""
    return None if new.due == new.created_at else times.written(new.due, f"the due time of delivery {new.id!r}")


def saved(save: Save) -> Row:
    """A changed row, in the order of `queries.save`. Raises `Unstorable`."""
    changed = save.delivery
    receipt = _receipt(changed.state)
    wake_at = changed.wake_at if save.lease_until is None else save.lease_until
    return (
        changed.id,
        changed.version,
        name_of(changed.state),
        _json(codec.dump_state, changed.state, changed.id, "state"),
        None if wake_at is None else times.written(wake_at, f"the wake time of delivery {changed.id!r}"),
        save.lease_until is not None,
        receipt and receipt.post_id,
        receipt and receipt.permalink,
        *_error(changed.state),
    )


def hour(changed: Delivery) -> Row:
    """Due time and what belongs to it, in the order of `queries.hour`."""
    return (
        changed.id,
        times.written(changed.due, f"the due time of delivery {changed.id!r}"),
        changed.late.kind.value,
        times.seconds(changed.late.within, f"the lateness that delivery {changed.id!r} allows"),
        times.seconds(changed.prepare_ahead, f"the preparation of delivery {changed.id!r}"),
    )


def entry(delivery_id: str, row: Row) -> Entry:
    """Read what `queries.HISTORY` selects. Raises `Damaged`."""
    number, at, kind, name, state, data = row
    column = "at"
    try:
        instant = times.read(at)
        column = "kind"
        known = EntryKind(kind)
        column = "data"
        plain = codec.load(data, Mapping[str, Any])
    except ValueError as error:
        raise Damaged("history", f"{number} of delivery {delivery_id}", column, str(error)) from None
    return Entry(at=instant, kind=known, name=name, state=state, data=plain)


def told(delivery_id: str, new: Entry) -> Row:
    """A new row of the history, in the order of `queries.entries`. Raises `Unstorable`."""
    return (
        delivery_id,
        times.written(new.at, f"the time of an entry {new.name!r} of delivery {delivery_id!r}"),
        new.kind.value,
        new.name,
        new.state,
        _json(_dump_data, new.data, delivery_id, f"entry {new.name!r}"),
    )


def account(row: Row) -> Account:
    """Read what `queries.ACCOUNT` selects. Raises `Damaged`."""
    account_id, platform, user_id, handle, scopes, token_expires_at, api_base = row
    column = "scopes"
    try:
        granted = None if scopes is None else codec.load(scopes, frozenset[str])
        column = "token_expires_at"
        expires = None if token_expires_at is None else times.read(token_expires_at)
        column = "platform, user_id or api_base"
        found = Account(
            platform=platform,
            user_id=user_id,
            handle=handle,
            scopes=granted,
            token_expires_at=expires,
            api_base=api_base,
        )
        column = "id"
        if found.id != account_id:
            raise ValueError(f"platform and user_id say {found.id}")  # noqa: TRY301 - one exit for every unfit column
    except ValueError as error:
        raise Damaged("account", account_id, column, str(error.args[0])) from None
    return found


def added(new: Account, ciphertext: bytes | None, at: datetime) -> Row:
    """A row of an account, in the order of `queries.PUT_ACCOUNT`. Raises `Unstorable`."""
    expires = new.token_expires_at
    return (
        new.id,
        new.platform,
        new.user_id,
        new.handle,
        None if new.scopes is None else codec.dump(new.scopes, frozenset[str]),
        None if expires is None else times.written(expires, f"the token expiry of account {new.id!r}"),
        new.api_base,
        ciphertext,
        times.written(at, "the clock's time"),
    )


def _json(dump: Callable[[T], str], value: T, delivery_id: str, what: str) -> str:
    try:
        return dump(value)
    except codec.Malformed as error:
        raise Unstorable(f"delivery {delivery_id!r}, its {what}: {error}") from None


def _dump_data(data: Mapping[str, Any]) -> str:
    # Eight entries tell of one post: what is plain already needs no converter, which would copy it first.
    return codec.encode(data) if _is_plain(data) else codec.dump(data, Mapping[str, Any])


def _is_plain(value: Any) -> bool:
    """Whether JSON returns a value unchanged."""
    kind = type(value)
    if kind is dict:
        return all(type(key) is str and _is_plain(item) for key, item in value.items())
    return kind in _PLAIN or (kind is list and all(map(_is_plain, value)))


def _receipt(state: State) -> Receipt | None:
    """The post that is, or was, live by this delivery."""
    match state:
        case Published(receipt) | Deleting(receipt) | Deleted(receipt):
            return receipt
        case Held(_, Deleting(receipt)):
            return receipt
        case _:
            return None


def _error(state: State) -> tuple[str | None, str | None, str | None]:
    """Code, category and action of what troubles it."""
    found = diagnosis_of(state)
    return (None, None, None) if found is None else (found.code, found.category.value, found.action.value)

"""Budgets of calls: where an answer says that one is used up, nothing is asked for the account until it is not."""

from datetime import datetime, timedelta
from typing import Any

from attrs import evolve

from postwire.connector import Connector
from postwire.delivery import Delivery
from postwire.exchange import Reply
from postwire.history import Entry, EntryKind
from postwire.state import name_of
from postwire.store import Save


class Budgets:
    """What the answers of this process said. Another process hears it from its own answers."""

    def __init__(self) -> None:
        self._until: dict[str, datetime] = {}

    def heed(self, account_id: str, connector: Connector, reply: Reply, now: datetime) -> None:
        """Remember what an answer asks for, if it does; an answer that asks for nothing changes nothing."""
        seconds = connector.pause_after(reply)
        if seconds is not None:
            until = now + timedelta(seconds=seconds)
            self._until[account_id] = max(until, self._until.get(account_id, until))

    def put_off(self, delivery: Delivery, now: datetime) -> Save | None:
        """The save that lets a delivery wait for its account's budget; None: it may go on."""
        until = self._until.get(delivery.account_id)
        if until is None:
            return None
        if until <= now:
            del self._until[delivery.account_id]
            return None
        told: dict[str, Any] = {"until": until.isoformat()}
        entry = Entry(at=now, kind=EntryKind.EVENT, name="budget_used_up", state=name_of(delivery.state), data=told)
        return Save(evolve(delivery, wake_at=until), (entry,))

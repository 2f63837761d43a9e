"""Puts on hold what a connector could not be brought to give back."""

from datetime import datetime
from typing import Any

from attrs import evolve

from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.history import Entry, EntryKind
from postwire.runner.watchdog import Stuck
from postwire.state import Held, Resumable
from postwire.store import Save, Store


def hold(store: Store, stuck: Stuck, now: datetime) -> None:
    """Hold the delivery that the event loop is stuck on; one that was being published is looked up when it resumes."""
    if stuck.delivery is None or stuck.connector is None:
        return
    delivery = store.delivery(stuck.delivery.id)
    if delivery is None or not isinstance(delivery.state, Resumable):
        return
    diagnosis = Diagnosis(
        code=f"{delivery.platform}.connector_fault",
        category=Category.UNKNOWN,
        action=Action.FIX_SETUP,
        caused_by=Culprit.US,
        message=f"The {stuck.connector.manifest.title} connector did not come back from its work.",
        detail=str(stuck),
        next_step="Update or remove the connector, then `postwire resume ID`.",
        rule="runner.stuck",
    )
    data: dict[str, Any] = {"where": str(stuck)}
    told = Entry(at=now, kind=EntryKind.EVENT, name="stuck", state="held", data=data)
    store.save([Save(evolve(delivery, state=Held(diagnosis, delivery.state), wake_at=None), (told,))])

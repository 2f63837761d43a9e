"""Every refusal is understood, or honestly not; nothing lands outside the closed vocabulary."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from postwire.connector import BadAnswer
from postwire.diagnosis import Diagnosis
from postwire.drive import diagnose
from postwire.exchange import Reply
from postwire.history import EntryKind
from postwire.lifecycle.refusal import is_doubtful
from postwire.operation import Operation
from postwire_contract.check import Check
from postwire_contract.failure import Broken, Skipped
from postwire_contract.kit import Kit
from postwire_contract.rehearsal import recorded, rehearse
from postwire_contract.scenario import Scenario
from postwire_contract.ugly import UGLY


def checks(kit: Kit) -> Iterator[Check]:
    """The chapter."""
    for name, reply in UGLY.items():
        yield Check(
            name=f"errors.ugly.{name}",
            promise="an answer that makes no sense is still explained, whatever was asked",
            run=partial(_explained, kit, reply),
        )
    for scenario in kit.scenarios:
        if scenario.categories:
            yield Check(
                name=f"errors.understood.{scenario.name}",
                promise=f"the refusal is understood as {' or '.join(sorted(scenario.categories))}",
                run=partial(_understood, kit, scenario),
            )
    yield Check(
        name="errors.publish_doubt",
        promise="a 5xx on publish is never taken for a no",
        run=partial(_doubt, kit),
    )


def _explained(kit: Kit, reply: Reply) -> None:
    for operation in Operation:
        try:
            kit.connector.classify_error(reply, operation)
        except BadAnswer as error:
            raise Broken(f"{operation}: {error}; what it may say is in postwire.diagnosis") from error
        except Exception as error:
            raise Broken(
                f"{operation}: classify_error must never raise, whatever the body is, and it raised "
                f"{type(error).__name__}: {error}; answer None where the answer cannot be read"
            ) from error
        diagnosis = diagnose(kit.connector, reply, operation)
        _is_whole(kit, diagnosis, operation)


def _is_whole(kit: Kit, diagnosis: Diagnosis, operation: Operation) -> None:
    if not diagnosis.code.startswith(f"{kit.manifest.platform}."):
        raise Broken(f"{operation}: code {diagnosis.code!r} has to begin with {kit.manifest.platform + '.'!r}")
    if not diagnosis.message.strip() or not diagnosis.rule:
        raise Broken(f"{operation}: {diagnosis.code} says nothing to the person, or names no rule")


def _understood(kit: Kit, scenario: Scenario) -> None:
    if not kit.path(scenario).exists():
        raise Skipped("not_recorded", f"no cassette; record it: {kit.command(scenario)}")
    journey = rehearse(kit, scenario)
    for answer in recorded(kit, scenario).answers:
        if not (reply := Reply(**answer)).ok:
            _explained(kit, reply)
    told = [
        entry.data["diagnosis"] if "diagnosis" in entry.data else _rejected(entry.data)
        for entry in journey.history
        if entry.kind is EntryKind.EVENT and entry.name in {"refusal", "polled"}
    ]
    for diagnosis in told:
        if diagnosis and not diagnosis["code"].startswith(f"{kit.manifest.platform}."):
            raise Broken(f"code {diagnosis['code']!r} has to begin with {kit.manifest.platform + '.'!r}")
    found = [diagnosis["category"] for diagnosis in told if diagnosis]
    wanted = {category.value for category in scenario.categories}
    if not wanted & set(found):
        raise Broken(
            f"the recorded refusal was understood as {', '.join(found) or 'nothing'}, and it is "
            f"{' or '.join(sorted(wanted))}; add a rule to classify_error"
        )


def _rejected(data: object) -> dict[str, Any] | None:
    progress = data.get("progress") if isinstance(data, dict) else None
    diagnosis = progress.get("diagnosis") if isinstance(progress, dict) else None
    return diagnosis if isinstance(diagnosis, dict) else None


def _doubt(kit: Kit) -> None:
    for status in (500, 502, 503, 504):
        for body in ("", "<html>", "{}"):
            diagnosis = diagnose(kit.connector, Reply(status, body), Operation.PUBLISH)
            if not is_doubtful(diagnosis):
                raise Broken(
                    f"HTTP {status} on publish is classified {diagnosis.category}/{diagnosis.action}, as if nothing "
                    "could be live; leave 5xx to the default table, or answer with Action.VERIFY, and attach the reply"
                )

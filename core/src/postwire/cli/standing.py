"""What conformance reports say of the installed connectors."""

import enum
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from postwire.cli.exit import Exit
from postwire.cli.refusal import Refusal, UsageRefusal
from postwire.conformance import BadReport, Conformance, conformance
from postwire.connector import Connector
from postwire.manifest import HOOKS_VERSION


class Standing(enum.StrEnum):
    """How a connector and its report go together."""

    GREEN = "green"
    NOT_GREEN = "not green"
    OTHER_VERSION = "other version"
    """The report is about another distribution, version, or version of the hooks."""
    OTHER_SOURCE = "other source"
    """What is installed was changed after it was checked."""
    ABSENT = "absent"


@frozen
class Proven:
    """One connector's standing."""

    standing: Standing
    objection: str | None = None
    """What speaks against it, in words."""
    report: Conformance | None = None

    @property
    def words(self) -> str:
        """For a table."""
        return self.standing.value

    def plain(self) -> dict[str, Any]:
        """For a program."""
        told: dict[str, Any] = {"standing": self.standing.name.lower(), "objection": self.objection}
        if self.report is not None:
            told |= {
                "when": self.report.when.isoformat(),
                "suite": self.report.suite,
                "distribution": f"{self.report.distribution} {self.report.version}".strip(),
                "totals": dict(self.report.totals),
                "failed": list(self.report.failed),
            }
        return told


def read_reports(files: Iterable[str]) -> dict[str, Conformance]:
    """Reports by platform. Raises `Refusal` for one that cannot be read, is malformed, or is the second of its kind."""
    found: dict[str, Conformance] = {}
    for file in files:
        try:
            text = Path(file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageRefusal(
                f"{file!r} cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8'}",
                field="--conformance",
                value=file,
                fix="Give a report: python -m postwire_contract check NAME --json FILE",
            ) from None
        try:
            report = conformance(text, file)
        except BadReport as error:
            raise Refusal(
                str(error), code="bad_report", exit=Exit.REFUSED, field=error.field or "--conformance", value=file
            ) from None
        if report.platform in found:
            raise UsageRefusal(
                f"two reports are about platform {report.platform!r}; the second is {file}",
                field="--conformance",
                value=file,
                fix="Give the newer one alone.",
            )
        found[report.platform] = report
    return found


def standing_of(connector: Connector, reports: Mapping[str, Conformance]) -> Proven:
    """Green, or why not."""
    report = reports.get(connector.platform)
    if report is None:
        return Proven(Standing.ABSENT, "no conformance report was given for it")
    name, _, version = connector.distribution.partition(" ")
    mismatch = report.mismatch(name, version, HOOKS_VERSION)
    if mismatch is not None:
        return Proven(Standing.OTHER_VERSION, mismatch, report)
    if change := report.change(report.module):
        return Proven(Standing.OTHER_SOURCE, change, report)
    objection = report.objection(name, version, HOOKS_VERSION)
    return Proven(Standing.NOT_GREEN if objection else Standing.GREEN, objection, report)

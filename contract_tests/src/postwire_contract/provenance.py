"""Where a recording comes from, as its file tells it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from attrs import frozen

VERSION = 1
"""Of how it is written down."""


class BadProvenance(ValueError):
    """It is missing or not whole; the text names the field and the rule."""


@frozen(kw_only=True)
class Provenance:
    """Where a recording comes from. Stands at the top of every cassette."""

    platform: str
    scenario: str
    against: str
    """``sandbox`` or ``live``: nothing that a sandbox said proves anything about the platform."""
    api_version: str
    recorded: date
    connector: str
    """Name and version of the distribution that held the conversation."""
    again: str
    """The command that records it again, and who may run it."""
    starts: datetime
    """The clock of the conversation; times in requests follow from it."""
    server: str = ""
    """What answered, with its version, where it is known."""

    def plain(self) -> dict[str, Any]:
        """As it is written."""
        return {
            "version": VERSION,
            "platform": self.platform,
            "scenario": self.scenario,
            "recorded_against": self.against,
            **({"server": self.server} if self.server else {}),
            "api_version": self.api_version,
            "recorded": self.recorded,
            "connector": self.connector,
            "record_again": self.again,
            "starts": self.starts,
        }


def provenance_from(told: Any) -> Provenance:
    """Read it back. Raises `BadProvenance`."""
    if not isinstance(told, Mapping):
        raise BadProvenance("field 'provenance' is missing, so nobody knows what was recorded")
    if told.get("version") != VERSION:
        raise BadProvenance(f"provenance.version is {told.get('version')!r}, and this suite reads {VERSION}")
    names = ("platform", "scenario", "recorded_against", "api_version", "connector", "record_again")
    texts = {name: _is(told, name, str, "a text") for name in names}
    recorded = _is(told, "recorded", date, "a day")
    starts = _is(told, "starts", datetime, "a time")
    return Provenance(
        platform=texts["platform"],
        scenario=texts["scenario"],
        against=texts["recorded_against"],
        api_version=texts["api_version"],
        recorded=recorded,
        connector=texts["connector"],
        again=texts["record_again"],
        starts=starts.astimezone(UTC) if starts.tzinfo else starts.replace(tzinfo=UTC),
        server=_is(told, "server", str, "a text") if "server" in told else "",
    )


def _is(told: Mapping[str, Any], name: str, kind: type, rule: str) -> Any:
    value = told.get(name)
    if not isinstance(value, kind) or (kind is date and isinstance(value, datetime)) or value == "":
        raise BadProvenance(f"provenance.{name} is {value!r}, but must be {rule}")
    return value

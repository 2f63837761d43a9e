"""What a conformance report says of one connector, so that a host can load the proven ones alone.

The report is written by the contract suite (``python -m postwire_contract check NAME --json FILE``). Reading it proves
nothing by itself: whoever can write the file can write anything into it. Keep it where the host's owner put it.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from attrs import frozen

FORMAT = "postwire-conformance"
VERSION = 1
_RESULTS = ("passed", "failed", "warned", "skipped")


class BadReport(ValueError):
    """A document is no conformance report, or contradicts itself. The text names the field, the rule and the fix."""

    def __init__(self, origin: str, field: str, words: str) -> None:
        super().__init__(
            f"{origin}: {f'field {field!r}' if field else 'it'} {words}; let the contract suite write it again"
        )
        self.field = field


@frozen(kw_only=True)
class Conformance:
    """One connector's report, as far as a host needs it."""

    platform: str
    distribution: str
    """As pip names it; empty: it was not installed when it was checked."""
    version: str
    hooks_version: int
    suite: int
    """The suite version that it was checked by."""
    when: datetime
    green: bool
    totals: Mapping[str, int]
    failed: tuple[str, ...] = ()
    """The names of the checks that failed."""
    module: str = ""
    """What was imported."""
    source: str = ""
    """The digest of its source when it was checked, by `source_of`; empty: the report does not tell."""

    def mismatch(self, distribution: str, version: str, hooks_version: int) -> str | None:
        """Why this report is not about what is installed; None: it is."""
        if _canonical(self.distribution) != _canonical(distribution) or self.version != version:
            proven = f"{self.distribution} {self.version}" if self.distribution else "a package that was not installed"
            return f"its conformance report is about {proven}, and {distribution} {version} is installed"
        if self.hooks_version != hooks_version:
            return (
                f"its conformance report is about version {self.hooks_version} of the hooks, and this postwire speaks "
                f"version {hooks_version}"
            )
        return None

    def objection(self, distribution: str, version: str, hooks_version: int) -> str | None:
        """Why what is installed is not proven by this report; None: it is."""
        words = self.mismatch(distribution, version, hooks_version)
        if words is None and not self.green:
            words = f"its conformance report is not green: {', '.join(self.failed) or 'no check passed'}"
        return words

    def change(self, module: str) -> str | None:
        """Why this report is about other source than a module has now; None: it is about the same, or does not say."""
        if not self.source or self.source == source_of(module):
            return None
        return (
            f"its conformance report is about other source code of the same version: {module} was changed after it was "
            f"checked; check it again: python -m postwire_contract check {self.platform} --json FILE"
        )


def source_of(module: str) -> str:
    """The SHA-256 of the Python files of a module's package, by name and content; empty where there are none.

    Nothing of it is imported.
    """
    try:
        spec = find_spec(module.partition(".")[0])
    except ValueError:  # a module that was made in this process
        spec = None
    if spec is None or not (spec.submodule_search_locations or spec.has_location):
        return ""
    folders = [Path(folder) for folder in spec.submodule_search_locations or ()]
    files = sorted((str(file.relative_to(folder)), file) for folder in folders for file in folder.rglob("*.py"))
    digest = hashlib.sha256()
    for name, file in files or [(f"{module}.py", Path(str(spec.origin)))]:
        content = file.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def conformance(text: str, origin: str = "conformance report") -> Conformance:
    """Read a report; ``origin`` names it in errors. Raises `BadReport`."""
    try:
        told = json.loads(text, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        raise BadReport(origin, "", f"cannot be read, since this is no JSON ({error})") from error
    reader = _Reader(origin, told)
    if reader.take("report", str) != FORMAT:
        raise BadReport(origin, "report", f"is {told['report']!r} and has to be {FORMAT!r}")
    if reader.take("version", int) != VERSION:
        raise BadReport(origin, "version", f"is {told['version']!r}; this postwire reads {VERSION}")
    results = reader.results()
    counted = Counter(results.values())
    for result in _RESULTS:
        if reader.take(f"totals.{result}", int) != counted[result]:
            raise BadReport(
                origin, f"totals.{result}", f"says otherwise than the checks, of which {counted[result]} are"
            )
    green = reader.take("green", bool)
    if green != (counted["failed"] == 0 and counted["passed"] > 0):
        raise BadReport(
            origin, "green", f"is {green}, with {counted['passed']} checks passed and {counted['failed']} failed"
        )
    return Conformance(
        platform=reader.take("connector.platform", str),
        distribution=reader.take("connector.distribution", str),
        version=reader.take("connector.version", str),
        hooks_version=reader.take("connector.hooks_version", int),
        suite=reader.take("suite.number", int),
        when=reader.moment("when"),
        green=green,
        totals={result: counted[result] for result in _RESULTS},
        failed=tuple(name for name, result in results.items() if result == "failed"),
        module=reader.take("connector.module", str) if "module" in told["connector"] else "",
        source=reader.take("connector.source", str) if "source" in told["connector"] else "",
    )


class _Reader:
    """Takes fields out of a document by their dotted path."""

    def __init__(self, origin: str, told: Any) -> None:
        if not isinstance(told, dict):
            raise BadReport(origin, "", f"cannot be read, since this is a JSON {type(told).__name__} and no object")
        self._origin = origin
        self._told = told

    def take(self, path: str, kind: type) -> Any:
        """A value of exactly this type."""
        value: Any = self._told
        for name in path.split("."):
            if not isinstance(value, dict) or name not in value:
                raise BadReport(self._origin, path, "is missing")
            value = value[name]
        if type(value) is not kind:
            raise BadReport(self._origin, path, f"is {value!r} and has to be of type {kind.__name__}")
        return value

    def moment(self, path: str) -> datetime:
        """A time with its offset."""
        text = self.take(path, str)
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise BadReport(self._origin, path, f"is {text!r} and has to be a time in ISO 8601 with its offset")
        return moment

    def results(self) -> dict[str, str]:
        """The checks' results by name."""
        found: dict[str, str] = {}
        for number, line in enumerate(self.take("checks", list)):
            field = f"checks[{number}]"
            each = _Reader(self._origin, line if isinstance(line, dict) else {})
            try:
                name, result = each.take("name", str), each.take("result", str)
            except BadReport as error:
                raise BadReport(self._origin, f"{field}.{error.field}", "is missing or no text") from None
            if name in found:
                raise BadReport(self._origin, f"{field}.name", f"is {name!r}, as another one's")
            if result not in _RESULTS:
                raise BadReport(self._origin, f"{field}.result", f"is {result!r}; known are {', '.join(_RESULTS)}")
            found[name] = result
        return found


def _canonical(name: str) -> str:
    """A distribution's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands there twice")
    return found

"""The conformance report: what was proven of one connector, as a document that hosts gate on.

Version 1 has the keys of `Report`; keys may be added to it, never renamed or taken away. `postwire.conformance` reads
it.
"""

import hashlib
import platform as machine
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypedDict

from postwire.conformance import source_of
from postwire.manifest import Ability, Support
from postwire.redaction import redact
from postwire_contract import tape
from postwire_contract.check import SUITE_VERSION
from postwire_contract.journey import CANARY
from postwire_contract.kit import Kit
from postwire_contract.scenario import Scenario
from postwire_contract.subject import Subject
from postwire_contract.verdict import Result, Verdict

FORMAT = "postwire-conformance"
VERSION = 1
LONGEST_WORDS = 4000
"""Characters of one check's words; how many were left out is said."""


class Line(TypedDict):
    """One check."""

    name: str
    chapter: str
    promise: str
    since: int
    result: str
    reason: str
    words: str


class Proof(TypedDict):
    """One row of the capability matrix."""

    ability: str
    support: str
    standing: str
    """``proven``, ``refused`` (before anything is sent), ``untried``, ``unproven`` or ``not_offered``."""
    checks: list[str]
    """The names of the checks that say so."""


class Recording(TypedDict):
    """One cassette."""

    scenario: str
    file: str
    sha256: str
    recorded: str
    against: str
    server: str
    """The software that answered, where many speak the platform's API; else empty."""
    api_version: str
    connector: str
    interactions: int


class Report(TypedDict):
    """The document."""

    report: str
    version: int
    when: str
    green: bool
    suite: dict[str, Any]
    connector: dict[str, Any]
    host: dict[str, str]
    totals: dict[str, int]
    checks: list[Line]
    abilities: list[Proof]
    cassettes: list[Recording]


def report(
    subject: Subject,
    kit: Kit,
    verdicts: Iterable[Verdict],
    meets: int = SUITE_VERSION,
    secrets: Iterable[str] = (),
) -> Report:
    """The report. The suite's canary, the ``secrets`` and everything that looks like one are masked in it."""
    verdicts = tuple(verdicts)
    totals = {result.value: sum(verdict.result is result for verdict in verdicts) for result in Result}
    manifest = kit.manifest
    document = Report(
        report=FORMAT,
        version=VERSION,
        when=datetime.now(UTC).isoformat(timespec="seconds"),
        green=totals["failed"] == 0 and totals["passed"] > 0,
        suite={
            "distribution": "postwire-contract",
            "version": version("postwire-contract"),
            "number": SUITE_VERSION,
            "meets": meets,
            "thorough": kit.thorough,
        },
        connector={
            "platform": manifest.platform,
            "title": manifest.title,
            "distribution": subject.distribution,
            "version": subject.version,
            "module": subject.module,
            "source": source_of(subject.module),
            "hooks_version": manifest.hooks_version,
        },
        host={"postwire": version("postwire"), "python": machine.python_version(), "system": machine.system()},
        totals=totals,
        checks=[_line(verdict) for verdict in verdicts],
        abilities=list(_matrix(kit, verdicts)),
        cassettes=list(_cassettes(kit)),
    )
    clean: Report = _masked(document, (CANARY, *secrets))
    return clean


def _line(verdict: Verdict) -> Line:
    check = verdict.check
    return Line(
        name=check.name,
        chapter=check.chapter,
        promise=check.promise,
        since=check.since,
        result=verdict.result.value,
        reason=verdict.reason,
        words=verdict.words,
    )


def _matrix(kit: Kit, verdicts: tuple[Verdict, ...]) -> Iterator[Proof]:
    results = {verdict.check.name: verdict.result for verdict in verdicts}
    heard = {scenario.name: _hooks(kit, scenario, results) for scenario in kit.scenarios}
    for ability in Ability:
        support = kit.manifest.abilities.get(ability, Support.NO)
        names = [name for name in _about(kit, ability, support, heard) if name in results]
        yield Proof(
            ability=ability.value,
            support=support.value,
            standing=_standing(support, [results[name] for name in names]),
            checks=names,
        )


def _standing(support: Support, results: list[Result]) -> str:
    if support is Support.UNTRIED:
        return "untried"
    sound = Result.PASSED in results and not {Result.FAILED, Result.WARNED} & set(results)
    if support is Support.YES:
        return "proven" if sound else "unproven"
    return "not_offered" if not results else "refused" if sound else "unproven"


def _about(kit: Kit, ability: Ability, support: Support, heard: Mapping[str, frozenset[str]]) -> Iterator[str]:
    if support is Support.NO:
        yield f"validation.unsupported.{ability}"
    if support is Support.UNTRIED:
        yield f"lifecycle.untried.{ability}"
    for scenario in kit.scenarios:
        if support is Support.YES and (ability in scenario.needs or ability.value in heard[scenario.name]):
            yield from (f"lifecycle.ends.{scenario.name}.{way}" for way in ("blocking", "async"))
    if support is Support.YES and ability is Ability.FIND:
        yield "exchanges.find_is_exact"


def _hooks(kit: Kit, scenario: Scenario, results: Mapping[str, Result]) -> frozenset[str]:
    """The hooks that a good recording made talk: `poll` and `find` have no scenario of their own."""
    if results.get(f"lifecycle.ends.{scenario.name}.blocking") is not Result.PASSED:
        return frozenset()
    return frozenset(spoken.hook for spoken in kit.heard(scenario))


def _cassettes(kit: Kit) -> Iterator[Recording]:
    for path in sorted(kit.cassettes.glob("*.yaml")):
        try:
            told = tape.load(path, kit.manifest.api.base_url)
        except tape.TapeError:
            continue  # the check hygiene.cassette of it has failed, and says why
        yield Recording(
            scenario=told.provenance.scenario,
            file=f"{kit.manifest.platform}/{path.name}",
            sha256=_digest(path),
            recorded=told.provenance.recorded.isoformat(),
            against=told.provenance.against,
            server=told.provenance.server,
            api_version=told.provenance.api_version,
            connector=told.provenance.connector,
            interactions=len(told.lines),
        )


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _masked(value: Any, secrets: tuple[str, ...]) -> Any:
    match value:
        case str():
            return _shortened(redact(value, secrets))
        case dict():
            return {name: _masked(each, secrets) for name, each in value.items()}
        case list():
            return [_masked(each, secrets) for each in value]
        case _:
            return value


def _shortened(text: str) -> str:
    more = len(text) - LONGEST_WORDS
    return text if more <= 0 else f"{text[:LONGEST_WORDS]}... ({more} characters more)"

"""What came of a check."""

import enum
from collections.abc import Iterable

from attrs import field, frozen

from postwire.redaction import redact
from postwire_contract.check import Check
from postwire_contract.failure import Skipped, Warned
from postwire_contract.journey import CANARY


class Result(enum.StrEnum):
    """How it ended."""

    PASSED = "passed"
    FAILED = "failed"
    WARNED = "warned"
    """Failed, and newer than the suite version that the connector states it meets; or something has grown old."""
    SKIPPED = "skipped"


def _without_secrets(words: str) -> str:
    """Words end in terminals, logs of CI and reports."""
    return redact(words, (CANARY,))


@frozen
class Verdict:
    """One line of a conformance report."""

    check: Check
    result: Result
    reason: str = ""
    """Stable, for machines; of a skip only."""
    words: str = field(default="", converter=_without_secrets)


def judge(check: Check, meets: int) -> Verdict:
    """Run one check."""
    try:
        check.run()
    except Skipped as skipped:
        return Verdict(check, Result.SKIPPED, skipped.reason, str(skipped))
    except Warned as warned:
        return Verdict(check, Result.WARNED, words=str(warned))
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a stranger's connector may raise anything: a finding
        words = str(error) if isinstance(error, AssertionError) else f"{type(error).__name__}: {error}"
        return Verdict(check, Result.WARNED if check.since > meets else Result.FAILED, words=words)
    return Verdict(check, Result.PASSED)


def judge_all(checks: Iterable[Check], meets: int) -> tuple[Verdict, ...]:
    """Run them all."""
    return tuple(judge(check, meets) for check in checks)

"""``mortal PLAN ARGUMENT...``: the real `postwire`, in a hurry, and dying where its plan says.

In a hurry: the platform's pace, the leases and the timeouts are divided by `HURRY`; which of them is longer than which
stays as it is. Dying: SIGKILL, sent by the process to itself, so that no handler, no ``finally`` and no flush runs.

PLAN is JSON: ``kind`` (``commit`` or ``request``), ``moment`` and ``number`` say where it dies; without them it does
not. ``wal`` is the path of a write-ahead log, which is copied to ``mark`` before each commit. "begun" is told
on stdout at the first commit, and the number of moments that were passed at the end.
"""

import json
import os
import signal
import sqlite3
import sys
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from attrs import evolve

from postwire import express, wire
from postwire.cli.group import postwire
from postwire.engine import Engine, envoy, lease, outbox, walking
from postwire.manifest import Pace
from postwire.registry import Registry
from postwire.runner import runner

HURRY = 30
READ_TIMEOUT = 2.0
"""Seconds: the minute of `postwire.letter`, divided."""

_EFFECTS = ((envoy, "LONGEST_EFFECT"), (outbox, "LONGEST_EFFECT"))
_HASTENED = ("first_look", "interval", "window", "slow_interval", "settle", "retry")


def hastened(pace: Pace) -> Pace:
    """The same pace, in a hurry."""
    return evolve(pace, **{name: getattr(pace, name) / HURRY for name in _HASTENED})


def hasten() -> None:
    """Divide every span of time that a delivery waits. What is changed here must exist: each is read first."""
    for module, span in ((walking, "LEASE"), (runner, "LEASE"), (lease, "LEASE"), *_EFFECTS):
        setattr(module, span, getattr(module, span) / HURRY)
    defaults = Engine.__init__.__kwdefaults__
    assert defaults["pace"] is None
    defaults["pace"] = hastened(Registry.installed()["threads"].manifest.pace)
    for read in (wire.TIMEOUT.read, wire._TIMEOUTS["read"], express.TIMEOUT.sock_read):
        assert read == READ_TIMEOUT * HURRY
    wire.TIMEOUT = httpx.Timeout(READ_TIMEOUT)
    wire._TIMEOUTS = wire.TIMEOUT.as_dict()
    express.TIMEOUT = evolve(express.TIMEOUT, sock_read=READ_TIMEOUT)


class Death:
    """Counts moments, and strikes at one of them."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self._where = (plan.get("kind"), plan.get("moment"))
        self._number = plan.get("number")
        self._wal = Path(plan["wal"]) if "wal" in plan else None
        self._mark = Path(plan["mark"]) if "mark" in plan else None
        self.passed: Counter[str] = Counter()

    def pass_by(self, kind: str, moment: str) -> None:
        """One more of these moments."""
        name = f"{kind} {moment}"
        if not self.passed:
            os.write(1, b"begun\n")
        self.passed[name] += 1
        if (kind, moment) == self._where and self.passed[name] == self._number:
            os.kill(os.getpid(), signal.SIGKILL)

    def mark(self) -> None:
        """Keep what the write-ahead log is now: all of it has been synchronised."""
        if self._wal is not None and self._mark is not None:
            self._mark.write_bytes(self._wal.read_bytes() if self._wal.exists() else b"")


def arm(death: Death) -> None:
    """Put death beside every commit of a change, and beside every request."""

    class Mortal(sqlite3.Connection):
        before = 0

        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            if sql != "COMMIT" or self.total_changes == self.before:
                return super().execute(sql, *values)
            self.before = self.total_changes
            death.mark()
            death.pass_by("commit", "before")
            cursor = super().execute(sql)
            death.pass_by("commit", "after")
            return cursor

    sqlite3.connect = partial(sqlite3.connect, factory=Mortal)
    send = wire.Wire.send_async

    async def send_async(self: wire.Wire, *what: Any) -> Any:
        death.pass_by("request", "before")
        try:
            return await send(self, *what)
        finally:
            death.pass_by("request", "answered")

    wire.Wire.send_async = send_async


def main() -> None:
    """Arm, then be `postwire`."""
    plan = json.loads(sys.argv.pop(1))
    sys.argv[0] = "postwire"
    death = Death(plan)
    hasten()
    arm(death)
    try:
        postwire()
    finally:
        os.write(1, json.dumps(death.passed).encode() + b"\n")

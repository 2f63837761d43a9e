"""Processes of their own, that start fast: forked off one that has imported everything and done nothing yet."""

import asyncio
import contextlib
import importlib
import json
import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping
from multiprocessing.connection import Connection

from attrs import define, field

PATIENCE = 180.0
"""Seconds after which a process that was to come to an end by itself counts as stuck."""

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(
    [
        "tests.crash.batch",
        "tests.crash.side_by_side",
        "tests.crash.plain",
        "postwire.cli.run",
        "postwire_threads",
        "httpx_aiohttp",
        "cryptography.fernet",
    ]
)


@define
class Life:
    """How one process lived."""

    code: int
    """Of its exit; negative: the signal that killed it."""
    passed: dict[str, int] = field(factory=dict)
    """The moments that it passed, if it came to its end and told so."""
    said: str = ""
    """On stdout and stderr."""

    @property
    def killed(self) -> bool:
        """Whether SIGKILL ended it."""
        return self.code == -signal.SIGKILL


class Process:
    """One process, from its start on: ``main()`` of a module, with arguments and an environment."""

    def __init__(self, module: str, arguments: tuple[str, ...], environment: Mapping[str, str]) -> None:
        self._pipe, end = _forks.Pipe(duplex=False)
        self._process = _forks.Process(target=_be, args=(module, arguments, dict(environment), end), daemon=True)
        self._process.start()
        end.close()
        self._said = b""
        self._begun, self._silent, self._over = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._pipe.fileno(), self._hear)
        self._loop.add_reader(self._process.sentinel, self._end)

    async def begun(self) -> None:
        """Wait until it works, or has come to its end."""
        await self._begun.wait()

    def kill(self) -> None:
        """kill -9."""
        if not self._over.is_set():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)

    async def exited(self) -> None:
        """Wait for its end, however long it takes."""
        await self._over.wait()

    async def ended(self) -> Life:
        """Wait for its end; one that does not come to it is killed, and raises TimeoutError."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._over.wait()
                await self._silent.wait()
        except TimeoutError:
            self.kill()
            raise
        said = self._said.decode()
        told = [line for line in said.splitlines() if line.startswith("{")]
        return Life(self._process.exitcode, json.loads(told[-1]) if told else {}, said)

    def _hear(self) -> None:
        heard = os.read(self._pipe.fileno(), 65536)
        self._said += heard
        self._begun.set()
        if not heard:
            self._loop.remove_reader(self._pipe.fileno())
            self._pipe.close()
            self._silent.set()

    def _end(self) -> None:
        self._loop.remove_reader(self._process.sentinel)
        self._process.join()
        self._over.set()


def _be(module: str, arguments: tuple[str, ...], environment: Mapping[str, str], end: Connection) -> None:
    """In the new process."""
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(end.fileno(), 1)
    os.dup2(end.fileno(), 2)
    end.close()
    sys.argv = [module, *arguments]
    importlib.import_module(module).main()

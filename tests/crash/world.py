"""The platform of a batch: one sandbox in a process of its own, and its word on what went live."""

import asyncio
import os
import sys
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
from attrs import frozen

from postwire.credentials import Vault

ROOT = Path(__file__).parents[2]
SETTINGS = {
    "fetch_media": "false",
    "image_seconds": "0.1",
    "carousel_seconds": "0.05",
    # a post that is live shows up in lists a little later, as it was seen to
    "listing_lag_seconds": "0.1",
}


@frozen
class Member:
    """One account of the sandbox."""

    user_id: str
    username: str
    token: str


class World:
    """A sandbox that answers `postwire sandbox threads`'s way, since it is that. An async context manager."""

    def __init__(self) -> None:
        self.key = Vault.new_key()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("POSTWIRE_")},
            "POSTWIRE_KEY": self.key,
            "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
        }
        self.port = 0
        self._numbers = count(1)

    async def __aenter__(self) -> Self:
        settings = [part for name, value in SETTINGS.items() for part in ("--set", f"{name}={value}")]
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "postwire", "sandbox", "threads", *settings),
            stdout=asyncio.subprocess.PIPE,
            env=self.environment,
        )
        assert self._process.stdout is not None
        said = (await self._process.stdout.readline()).decode()
        self.port = int(said.rsplit(":", 1)[1])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        await self._process.wait()

    async def member(self) -> Member:
        """A new account."""
        told = await self._ask("accounts", {"username": f"crash{next(self._numbers)}"})
        return Member(told["user_id"], told["username"], told["token"])

    async def live(self, member: Member) -> list[dict[str, Any]]:
        """Everything that ever went live for an account, oldest first."""
        told = await self._ask("published")
        return [post for post in told["published"] if post["account"] == member.user_id]

    async def _ask(self, verb: str, order: dict[str, Any] | None = None) -> Any:
        return await asyncio.to_thread(_asked, f"http://127.0.0.1:{self.port}/_sandbox/{verb}", order)


def _asked(url: str, order: dict[str, Any] | None) -> Any:
    answer = httpx.get(url, timeout=30) if order is None else httpx.post(url, json=order, timeout=30)
    return answer.raise_for_status().json()

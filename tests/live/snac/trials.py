"""Where the trials in front of snac2 take place: it takes every post as often as it comes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.crash.proxy import Proxy
from tests.crash.site import Site
from tests.live.snac.server import free_port, running
from tests.live.trials import Place, World

from postwire.demo.media import Sample


@contextlib.contextmanager
def places(_: Path) -> Iterator[Place]:
    """Each has a server of its own, which goes by the name of the proxy before it."""
    yield _place


@contextlib.asynccontextmanager
async def _place(folder: Path) -> AsyncIterator[Site]:
    await asyncio.to_thread(folder.mkdir, parents=True)
    port = free_port()
    async with Proxy(port, operation=operation_of) as proxy:
        with running(folder / "server", port, urlsplit(proxy.url).netloc) as server:
            member: Any = server.member("author")
            world: Any = World(lambda: server.statuses(member))
            yield Site(world, folder, member, proxy, platform="mastodon", base="", picture=str(Sample.PHOTO.path))


def operation_of(request: bytes) -> str:
    """What a request asks for, by its first line."""
    method, target, _ = request.split(b"\r\n", 1)[0].split(b" ")
    match method, target.partition(b"?")[0]:
        case b"POST", b"/api/v1/statuses":
            return "publish"
        case b"POST", _:
            return "create"
        case _, path if path.endswith(b"/statuses"):
            return "list"
        case _:
            return "read"

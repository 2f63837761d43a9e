"""Where the trials in front of a personal data server take place."""

import contextlib
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.crash.proxy import Proxy
from tests.crash.site import Site
from tests.crash.world import Member
from tests.live.pds.server import running
from tests.live.trials import Place, World

from postwire.demo.media import Sample


@contextlib.contextmanager
def places(folder: Path) -> Iterator[Place]:
    """One server for all, and each with an account of its own."""
    numbers = count(1)
    with running(folder / "server") as server:

        @contextlib.asynccontextmanager
        async def place(within: Path) -> AsyncIterator[Site]:
            within.mkdir(parents=True)  # noqa: ASYNC240 - nothing else runs yet
            author = server.member(f"author{next(numbers)}")
            member = Member(author.did, author.handle, author.access)
            world: Any = World(
                lambda: [{"id": post["uri"], "text": post["value"]["text"]} for post in server.posts(author)]
            )
            async with Proxy(urlsplit(server.url).port or 0, operation=operation_of) as proxy:
                yield Site(world, within, member, proxy, platform="bluesky", base="", picture=str(Sample.PHOTO.path))

        yield place


def operation_of(request: bytes) -> str:
    """What a request asks for, by the call that it names."""
    call = request.split(b" ", 2)[1].partition(b"?")[0].rpartition(b".")[2]
    return {b"putRecord": "publish", b"uploadBlob": "create", b"listRecords": "list"}.get(call, "read")

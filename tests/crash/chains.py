"""Death inside a chain: a runner is killed after a part, and another one goes on."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.crash.faults import At, Fault, Script
from tests.crash.site import Site, site
from tests.crash.tally import Tally
from tests.crash.world import World

from postwire.chain import Chain
from postwire.credentials import Vault
from postwire.engine import Engine
from postwire.post import Post
from postwire.registry import Registry
from postwire.store.sqlite import SqliteStore

_SENTENCES = (
    "The keeper climbs 217 steps of stone in the evening \N{HIBISCUS}\N{VARIATION SELECTOR-16}. "
    "She wrote it all down: https://example.com/diary/{number}?page=1&view=full (worth it!). "
    "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{ROCKET} says @ada.lovelace, \u201cla lumi\u00e8re\u201d \u2014 #lighthouse. "
)
TEXT = "".join(_SENTENCES.format(number=number) for number in range(10)).strip()
"""Some 2,000 bytes, with links and emoji."""


PARTS = 5
DEATHS: Mapping[str, Script] = {
    **{
        f"part {n} is published, and nobody hears of it": At(Fault.KILLED_AFTER, n, "publish")
        for n in range(1, PARTS + 1)
    },
    **{f"part {n} is over, part {n + 1} begins": At(Fault.KILLED, n + 1, "create") for n in range(1, PARTS)},
}
"""Every moment after a part: before it is saved, and behind that."""


async def die_within(world: World, folder: Path, death: str) -> Tally:
    """One process that dies there, one that finishes; then readers see the whole chain, in order."""
    tally = Tally()
    async with site(world, folder, death) as place:
        place.accepted += _accepted(place)
        place.proxy.script = DEATHS[death]
        life = await place.live_through()
        assert life.killed, f"{life.code}: {life.said}"
        tally.counts["kill -9"] += 1
        await place.finish()
        tally.verdict += await place.judge()
        _see(place.accepted, await world.live(place.member))
    return tally


def _see(parts: Sequence[str], live: Sequence[Mapping[str, Any]]) -> None:
    """Every part once, each answering the one before, and all of the text."""
    assert len(TEXT.encode()) >= 2000
    assert len(parts) == PARTS
    assert [post["text"] for post in live] == list(parts)
    assert [post["reply_to"] for post in live] == [None, *(post["id"] for post in live[:-1])]
    assert [post["publish_calls"] for post in live] == [1] * PARTS
    told = "".join(text.rsplit(" ", 1)[0] for text in parts)
    assert told.replace(" ", "") == TEXT.replace(" ", "")


def _accepted(place: Site) -> list[str]:
    """Accept the text as a chain; the texts of its parts."""
    place.accept([])
    with SqliteStore(place.database) as store:
        (account,) = store.accounts()
        engine = Engine(store, Registry.installed(), Vault(place.world.key))
        parts = engine.submit(Post(TEXT), [account.id], chain=Chain(numbered=True))
        return [part.post.text for part in parts]

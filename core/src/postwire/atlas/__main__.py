"""Writes the pages of one platform: ``python -m postwire.atlas threads docs/errors``."""

import sys
from pathlib import Path

from postwire.atlas import Atlas
from postwire.atlas.pages import INDEX, overview, pages
from postwire.registry import Registry


def write(platform: str, folder: Path) -> int:
    """Write every page into a folder of the platform's name, and take away those that no code has any more.

    The overview of all platforms beside it is written anew.
    """
    written = pages(Atlas.of(Registry.installed()[platform]))
    place = folder / platform
    place.mkdir(parents=True, exist_ok=True)
    for stale in {page.name for page in place.glob("*.md")} - written.keys():
        (place / stale).unlink()
    for name, text in written.items():
        (place / name).write_text(text, encoding="utf-8")
    (folder / INDEX).write_text(overview(folder), encoding="utf-8")
    return len(written)


if __name__ == "__main__":
    print(f"{write(sys.argv[1], Path(sys.argv[2]))} pages")  # noqa: T201 - the answer of a command

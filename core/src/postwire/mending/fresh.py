"""New files that appear whole or not at all, and never in another one's place."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from postwire.mending.unmendable import Unmendable


def require_free(path: Path) -> None:
    """Raise `Unmendable` where a file stands already, or where its folder is none."""
    if path.exists() or path.is_symlink():
        raise Unmendable(str(path), "it exists, and nothing is overwritten", "name another file with -o, or move it")
    if not path.parent.is_dir():
        raise Unmendable(str(path), f"there is no folder {path.parent}", "make the folder, or name another one")


@contextlib.contextmanager
def draft(path: Path) -> Iterator[Path]:
    """A temporary file beside a path; it goes away unless `settle` gave it the path's name."""
    require_free(path)
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}.", suffix=f".part{path.suffix}", dir=path.parent)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()


def settle(draft: Path, path: Path) -> None:
    """Give a finished file its name. Raises `Unmendable` where somebody took the name meanwhile."""
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    mask = os.umask(0)
    os.umask(mask)
    draft.chmod(0o666 & ~mask)
    require_free(path)
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        require_free(path)
    except OSError:  # a file system without links
        draft.rename(path)
    else:
        draft.unlink()

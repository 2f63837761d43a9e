"""A manifest's command lines, filled in for one file."""

import re
import shlex
from pathlib import PurePosixPath

from attrs import frozen

from postwire.media import Media


@frozen
class _NewName:
    """Formats itself with a suffix: ``{new:mp4}``."""

    folder: PurePosixPath
    stem: str

    def __format__(self, suffix: str) -> str:
        return shlex.quote(_plain(str(self.folder / f"{self.stem}.{suffix}")))


def command_for(template: str, media: Media, platform: str) -> str:
    """The command for a file, quoted for a POSIX shell; its output is never its input.

    A remote file is named as if it lay in the current folder: its address may hold a signature, which is a secret.
    """
    path = PurePosixPath((media.name or "media") if media.is_remote else media.location)
    stem = re.sub(r"[^\w.-]+", "_", path.stem).lstrip("-.") or "media"
    new = _NewName(PurePosixPath() if media.is_remote else path.parent, f"{stem}.{platform}")
    return template.format(file=shlex.quote(_plain(str(path))), new=new)


def _plain(name: str) -> str:
    """A relative name that no tool mistakes for an option (``-y``) or a protocol (``concat:x``)."""
    return f"./{name}" if name.startswith("-") or ":" in name.partition("/")[0] else name

"""Where an operator keeps the key: in the environment, or in a file beside the settings.

Either may hold several keys, separated by white space: the first one encrypts, all of them decrypt. So a key can be
replaced while other processes go on reading with the old one, and a crash in the middle leaves nothing unreadable.
"""

import os
import stat
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from attrs import frozen

from postwire.credentials.errors import CredentialError

KEY_VARIABLE = "POSTWIRE_KEY"
KEY_FILE_VARIABLE = "POSTWIRE_KEY_FILE"
NEW_KEY_VARIABLE = "POSTWIRE_NEW_KEY"
NEW_KEY_FILE_VARIABLE = "POSTWIRE_NEW_KEY_FILE"


@frozen
class Keys:
    """The keys of one place."""

    origin: str
    """Which place that is, in words."""
    values: tuple[str, ...]
    path: Path | None = None
    """The file; None: the environment."""

    def __repr__(self) -> str:
        return f"Keys({self.origin!r}, ***)"


def operators_keys(make: Callable[[], str] | None) -> Keys:
    """The keys in use. Where there are none, ``make`` makes the first one. Raises `CredentialError`."""
    if given := os.environ.get(KEY_VARIABLE, "").split():
        return Keys(f"the key in {KEY_VARIABLE}", tuple(given))
    path = _key_file()
    if not path.exists():
        if make is None:
            raise CredentialError(
                f"there is no key: set {KEY_VARIABLE}, or {KEY_FILE_VARIABLE} to a file that holds it "
                f"(looked for {path})"
            )
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(make() + "\n")
    return _read(path)


def new_key(make: Callable[[], str] | None) -> str:
    """The key that shall follow: from the environment, from the file that it names, else made. Raises CredentialError.

    Without ``make`` it has to be given, since nobody would keep it otherwise.
    """
    named = os.environ.get(NEW_KEY_FILE_VARIABLE)
    given = os.environ.get(NEW_KEY_VARIABLE, "").split() or (_read(Path(named)).values if named else ())
    if len(given) > 1:
        raise CredentialError(f"{NEW_KEY_VARIABLE} or {NEW_KEY_FILE_VARIABLE} holds several keys; give one")
    if given:
        return given[0]
    if make is None:
        raise CredentialError(
            f"the key in use stands in {KEY_VARIABLE}, where a new one cannot be written: make one with "
            f"`postwire key`, keep it, and give it in {NEW_KEY_VARIABLE} or {NEW_KEY_FILE_VARIABLE}"
        )
    return make()


def retire(path: Path, current: str, old: Sequence[str]) -> Path:
    """Leave the current key alone in its file; the old ones go into a file beside it, whose path is returned.

    Backups, and other databases that shared the key, still need them.
    """
    retired = path.with_name(f"{path.name}.retired")
    known = _read(retired).values if retired.exists() else ()
    write(retired, (*old, *(key for key in known if key not in old)))
    write(path, (current,))
    return retired


def write(path: Path, keys: Sequence[str]) -> None:
    """Replace a key file; a crash leaves either the old content or the new one."""
    handle, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # of mode 0600
    try:
        with os.fdopen(handle, "w") as file:
            file.write("".join(f"{key}\n" for key in keys))
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    if hasattr(os, "O_DIRECTORY"):  # not on Windows: there a folder cannot be synced
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _read(path: Path) -> Keys:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_text()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise CredentialError(f"key file {path} cannot be read: {reason}") from None
    if mode & 0o077:
        raise CredentialError(f"key file {path} can be read by others (mode {mode:04o}); run: chmod 600 {path}")
    if not text.split():
        raise CredentialError(f"key file {path} is empty; restore it, or delete it and add the accounts again")
    return Keys(f"the key in {path}", tuple(text.split()), path)


def _key_file() -> Path:
    if named := os.environ.get(KEY_FILE_VARIABLE):
        return Path(named).resolve()  # what is replaced is the file, not a link to it
    settings = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return (settings / "postwire" / "key").resolve()

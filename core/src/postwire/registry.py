"""Finds connectors, refuses doubles, and reports the broken ones without letting them harm the others."""

import types
from collections.abc import Collection, Iterable, Iterator, Mapping
from importlib.metadata import EntryPoint, entry_points

import pluggy
from attrs import frozen

from postwire import hookspecs
from postwire.bounds import words_of
from postwire.conformance import Conformance
from postwire.connector import Connector, is_persons
from postwire.manifest import HOOKS_VERSION, Ability, Manifest, SignIn, SignInKind


@frozen
class BrokenPlugin:
    """An installed plugin that could not be loaded."""

    name: str
    distribution: str
    """Name and version of what it came with."""
    error: str


class RegistryError(Exception):
    """The connectors do not fit together."""


class Unproven(RegistryError):
    """An installed connector lacks the conformance report that this host asks for."""


class DoublePlatform(RegistryError):
    """Two connectors announce one platform."""

    def __init__(self, platform: str, first: str, second: str) -> None:
        super().__init__(
            f"platform {platform!r} is announced twice: by {first} and by {second}; uninstall one of them, "
            "or name the one you want with Registry.of(...)"
        )


class UnknownPlatform(RegistryError, KeyError):
    """No connector announces the platform."""

    def __init__(self, platform: str, known: Iterable[str], broken: Iterable[BrokenPlugin]) -> None:
        names = ", ".join(sorted(known)) or "none is installed"
        hint = f"; install its connector, for example: pip install postwire-{platform}"
        for plugin in broken:
            if plugin.name == platform:
                hint = f"; its plugin {plugin.distribution} is installed but broken: {plugin.error}"
        super().__init__(f"platform {platform!r} is not known (known: {names}){hint}")

    def __str__(self) -> str:
        return str(self.args[0])  # a KeyError would put it in quotes


@frozen
class _Candidate:
    name: str
    distribution: str
    plugin: object
    proven: Conformance | None = None
    """The report that lets it in, where reports are asked for."""


_ABILITIES = {"poll": Ability.POLL, "delete": Ability.DELETE, "find": Ability.FIND}
"""The hooks that a connector may leave out where its manifest does not claim the ability."""


class Registry(Mapping[str, Connector]):
    """Platform name to connector. It does not change after it is built; two registries may live side by side."""

    def __init__(
        self,
        candidates: Iterable[_Candidate],
        broken: Iterable[BrokenPlugin] = (),
        observers: Iterable[object] = (),
    ) -> None:
        observers = tuple(observers)
        _observe(_new_manager(), observers)
        failures = list(broken)
        announced: dict[str, tuple[_Candidate, Connector]] = {}
        for candidate in candidates:
            try:
                connector = _admit(candidate, observers)
            except BaseException as error:  # a stranger's plugin may raise anything
                if is_persons(error):
                    raise
                failures.append(BrokenPlugin(candidate.name, candidate.distribution, words_of(error)))
                continue
            if connector.platform in announced:
                first = announced[connector.platform][0]
                raise DoublePlatform(connector.platform, _origin(first), _origin(candidate))
            announced[connector.platform] = (candidate, connector)
        self.broken: tuple[BrokenPlugin, ...] = tuple(failures)
        """What is installed and could not be loaded."""
        self._connectors = {platform: connector for platform, (_, connector) in announced.items()}

    @classmethod
    def installed(cls, observers: Iterable[object] = (), proven: Mapping[str, Conformance] | None = None) -> "Registry":
        """Every connector that an installed distribution announces in the entry-point group ``postwire``.

        With ``proven`` (platform name to report) only those whose report is green and about this very distribution,
        version, source and hooks; the others are not even imported, and stand among the broken ones with the reason.
        """
        candidates, broken = [], []
        for entry in sorted(entry_points(group=hookspecs.GROUP), key=lambda entry: (entry.name, _distribution(entry))):
            try:
                report = None if proven is None else _proof(entry, proven)
                candidates.append(_Candidate(entry.name, _distribution(entry), entry.load(), report))
            except BaseException as error:  # importing it may raise anything, or end a script
                if is_persons(error):
                    raise
                broken.append(BrokenPlugin(entry.name, _distribution(entry), words_of(error)))
        return cls(candidates, broken, observers)

    @classmethod
    def of(cls, *plugins: types.ModuleType | object, observers: Iterable[object] = ()) -> "Registry":
        """Exactly these connectors; a broken one raises `RegistryError` here."""
        registry = cls(
            [_Candidate(_name(plugin), f"in-process {_name(plugin)}", plugin) for plugin in plugins], (), observers
        )
        for plugin in registry.broken:
            raise RegistryError(f"connector {plugin.name!r} cannot be used: {plugin.error}")
        return registry

    def __getitem__(self, platform: str) -> Connector:
        try:
            return self._connectors[platform]
        except KeyError:
            raise UnknownPlatform(platform, self._connectors, self.broken) from None

    def __contains__(self, platform: object) -> bool:
        return platform in self._connectors

    def __iter__(self) -> Iterator[str]:
        return iter(self._connectors)

    def __len__(self) -> int:
        return len(self._connectors)


def _new_manager() -> pluggy.PluginManager:
    manager = pluggy.PluginManager(hookspecs.GROUP)
    manager.add_hookspecs(hookspecs)
    return manager


def _admit(candidate: _Candidate, observers: Iterable[object]) -> Connector:
    """The connector of a plugin, on a plugin manager of its own. Raises whatever is wrong with it."""
    manager = _new_manager()
    manager.register(candidate.plugin, name=candidate.name)
    manifest = _announced(manager, candidate.plugin)
    if candidate.proven is not None and candidate.proven.platform != manifest.platform:
        raise Unproven(
            f"its conformance report is about platform {candidate.proven.platform!r}, and it announces "
            f"{manifest.platform!r}"
        )
    _observe(manager, observers)
    return Connector(manifest, manager.hook, candidate.distribution)


def _announced(manager: pluggy.PluginManager, plugin: object) -> Manifest:
    """The manifest of a registered plugin, which keeps what it says. Raises whatever is wrong with it."""
    implementations = {caller.name: caller.get_hookimpls()[0] for caller in manager.get_hookcallers(plugin) or ()}
    for name, implementation in implementations.items():
        if implementation.wrapper or implementation.hookwrapper:
            raise RegistryError(f"its hook `{name}` is a wrapper; a connector answers, only an observer wraps")
    if "manifest" not in implementations:
        raise RegistryError(
            "it implements no hook `manifest`, so no platform is announced" + _unmarked(plugin, "manifest")
        )
    manifest = implementations["manifest"].function()
    if not isinstance(manifest, Manifest):
        raise RegistryError(f"its hook `manifest` returned {type(manifest).__name__}, not a Manifest")
    if manifest.hooks_version != HOOKS_VERSION:
        raise RegistryError(
            f"it was written for version {manifest.hooks_version} of the hooks, this postwire speaks version "
            f"{HOOKS_VERSION}; install a version of the connector that fits"
        )
    manager.check_pending()
    for hook in (*hookspecs.HOOKS, *_ABILITIES):
        ability = _ABILITIES.get(hook)
        if hook not in implementations and (ability is None or manifest.supports(ability)):
            claim = f", and its manifest claims {ability}" if ability else ""
            raise RegistryError(f"it implements no hook `{hook}`{claim}{_unmarked(plugin, hook)}")
    if "pause_after" in implementations and not manifest.api.budget_headers:
        raise RegistryError("it implements the hook `pause_after`, and its manifest names no api.budget_headers for it")
    _require(_claimed(manifest), implementations, plugin)
    return manifest


def _require(claims: Iterable[tuple[str, str]], implementations: Collection[str], plugin: object) -> None:
    for hook, claim in claims:
        if hook not in implementations:
            raise RegistryError(
                f"it implements no hook `{hook}`, and its manifest claims {claim}{_unmarked(plugin, hook)}"
            )


def _claimed(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """The hooks that a manifest promises beside those of publishing, and by what."""
    yield from ((hook, "a sign-in") for hook in _wanted_by(manifest.sign_in))
    yield from ((service.hook, f"the service {service.value}") for service in sorted(manifest.services))
    if manifest.api.budget_headers:
        yield "pause_after", "headers that tell of a budget"


def _wanted_by(sign_in: SignIn | None) -> tuple[str, ...]:
    """The hooks without which a sign-in is an empty promise."""
    if sign_in is None:
        return ()
    wanted = {
        "authorize": sign_in.kind is SignInKind.PAGE,
        "connect": True,
        "refresh": sign_in.refresh_after is not None,
        "register_app": sign_in.registers,
    }
    return tuple(hook for hook, is_wanted in wanted.items() if is_wanted)


def _unmarked(plugin: object, hook: str) -> str:
    found = callable(getattr(plugin, hook, None))
    return f"; its function `{hook}` lacks the decorator @hookimpl" if found else ""


def _observe(manager: pluggy.PluginManager, observers: Iterable[object]) -> None:
    for observer in observers:
        try:
            manager.register(observer)
            manager.check_pending()
        except (pluggy.PluginValidationError, ValueError) as error:
            raise RegistryError(f"observer {observer!r} cannot be used: {words_of(error)}") from error
        for caller in manager.get_hookcallers(observer) or ():
            if caller.name == "manifest":
                raise RegistryError(f"observer {observer!r} wraps `manifest`, which is read once and never wrapped")
            for implementation in caller.get_hookimpls():
                if implementation.plugin is observer and not (implementation.wrapper or implementation.hookwrapper):
                    raise RegistryError(
                        f"observer {observer!r} implements {caller.name!r} as a plain hook; an observer may only wrap "
                        "(hookimpl(wrapper=True)), so that it can never answer for a platform"
                    )


def _proof(entry: EntryPoint, proven: Mapping[str, Conformance]) -> Conformance:
    """The report that lets an entry point in. Raises `Unproven`."""
    report = proven.get(entry.name)
    if report is None:
        raise Unproven(
            f"there is no conformance report about {entry.name!r}, and this host asks for one: "
            f"python -m postwire_contract check {entry.name} --json FILE"
        )
    installed = (entry.dist.name, entry.dist.version) if entry.dist else ("", "")
    objection = report.objection(*installed, HOOKS_VERSION) or report.change(entry.module)
    if objection is not None:
        raise Unproven(objection)
    return report


def _distribution(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else "unknown distribution"


def _origin(candidate: _Candidate) -> str:
    named = candidate.name in candidate.distribution
    return candidate.distribution if named else f"{candidate.distribution} (entry point {candidate.name!r})"


def _name(plugin: object) -> str:
    return str(getattr(plugin, "__name__", type(plugin).__name__))


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"

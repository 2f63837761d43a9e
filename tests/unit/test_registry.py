"""Finding connectors: good ones are used, broken ones are told and harm nobody, doubles are refused."""

import importlib.metadata
import types
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

import postwire_corkboard
from postwire import registry as module_under_test
from postwire.account import Account
from postwire.exchange import Reply, Request
from postwire.hookspecs import HOOKS, hookimpl
from postwire.manifest import HOOKS_VERSION, Ability, Manifest, Support
from postwire.operation import Operation
from postwire.post import Post
from postwire.registry import DoublePlatform, Registry, RegistryError, UnknownPlatform
from postwire.service import Service
from postwire.staging import Staging

Install = Callable[..., None]
STAGING = Staging("0" * 32, datetime(2026, 11, 21, 12, tzinfo=UTC))

GOOD = """
from attrs import evolve
import postwire_corkboard
from postwire.hookspecs import hookimpl
from postwire_corkboard import *

@hookimpl
def manifest():
    return evolve(postwire_corkboard.manifest(), platform={platform!r})
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Lays distributions into a folder of their own and lets the registry see these alone."""
    monkeypatch.syspath_prepend(tmp_path)

    def found(*, group: str) -> list[importlib.metadata.EntryPoint]:
        installed = importlib.metadata.distributions(path=[str(tmp_path)])
        return [entry for distribution in installed for entry in distribution.entry_points if entry.group == group]

    monkeypatch.setattr(module_under_test, "entry_points", found)

    def lay(name: str, source: str, entry: str | None = None, platform: str = "corkboard") -> None:
        package = f"{tmp_path.name}_{name}".replace("-", "_")
        (tmp_path / f"{package}.py").write_text(source.replace("{platform!r}", repr(platform)))
        info = tmp_path / f"{package}-1.2.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n")
        (info / "entry_points.txt").write_text(f"[postwire]\n{entry or platform} = {package}\n")

    return lay


def corkboard_with(platform: str = "corkboard", **changes: Any) -> types.ModuleType:
    """The corkboard connector under another name; None takes a hook out."""
    module = types.ModuleType(f"{platform}_connector")
    for name in postwire_corkboard.__all__:
        setattr(module, name, getattr(postwire_corkboard, name))
    module.manifest = hookimpl(lambda: evolve(postwire_corkboard.manifest(), platform=platform))
    for name, hook in changes.items():
        delattr(module, name) if hook is None else setattr(module, name, hook)
    return module


def changed(**changes: Any) -> Any:
    return hookimpl(lambda: evolve(postwire_corkboard.manifest(), **changes))


# What is installed


def test_an_installed_connector_is_found_by_its_entry_point(install: Install) -> None:
    install("postwire-fridge", GOOD, platform="fridge")
    registry = Registry.installed()
    assert list(registry) == ["fridge"]
    assert registry["fridge"].distribution == "postwire-fridge 1.2"
    assert registry.broken == ()


def test_the_real_list_of_entry_points_is_asked(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    install("postwire-fridge", GOOD, platform="fridge")
    monkeypatch.setattr(module_under_test, "entry_points", importlib.metadata.entry_points)
    assert Registry.installed()["fridge"].distribution == "postwire-fridge 1.2"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("raise RuntimeError('needs a licence key')", "RuntimeError: needs a licence key"),
        ("import a_library_that_nobody_has", "ModuleNotFoundError: No module named 'a_library_that_nobody_has'"),
        ("def manifest(:", "SyntaxError"),
        ("import sys; sys.exit('run me as a script')", "SystemExit: run me as a script"),
        ("from postwire.hookspecs import hookimpl\n@hookimpl\ndef manifest(): raise SystemExit(3)", "SystemExit: 3"),
        ("", "no hook `manifest`"),
    ],
)
def test_a_plugin_that_fails_is_told_and_its_neighbours_live_on(install: Install, source: str, told: str) -> None:
    install("postwire-attic", GOOD, platform="attic")
    install("broken-one", source, entry="mirror")
    install("postwire-zoo", GOOD, platform="zoo")
    registry = Registry.installed()
    assert sorted(registry) == ["attic", "zoo"]
    (plugin,) = registry.broken
    assert (plugin.name, plugin.distribution) == ("mirror", "broken-one 1.2")
    assert told in plugin.error
    for platform in registry:
        assert registry[platform].required_scopes(Operation.CREATE) == {"board:write"}
        assert isinstance(
            next(registry[platform].create(Post("x"), Account(platform=platform, user_id="a"), STAGING)), Request
        )


def test_two_distributions_for_one_platform_are_refused_by_name(install: Install) -> None:
    install("postwire-corkboard", GOOD)
    install("corkboard-pro", GOOD, entry="corkboard-pro")
    with pytest.raises(DoublePlatform, match="'corkboard' is announced twice") as raised:
        Registry.installed()
    assert "postwire-corkboard 1.2" in str(raised.value)
    assert "corkboard-pro 1.2" in str(raised.value)


def test_a_double_within_one_distribution_is_told_apart_by_its_entry_points(install: Install, tmp_path: Path) -> None:
    install("postwire-corkboard", GOOD)
    (file,) = tmp_path.glob("*.dist-info/entry_points.txt")
    first = file.read_text()
    file.write_text(first + first.replace("[postwire]\n", "").replace("corkboard =", "pinboard =", 1))
    with pytest.raises(
        DoublePlatform, match=r"by postwire-corkboard 1\.2 and by postwire-corkboard 1\.2 \(entry point"
    ):
        Registry.installed()


# Which plugins are broken


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"manifest": None}, "no hook `manifest`"),
        ({"manifest": lambda: None}, "`manifest` lacks the decorator @hookimpl"),
        ({"manifest": hookimpl(lambda: {"platform": "corkboard"})}, "returned dict, not a Manifest"),
        ({"manifest": hookimpl(lambda: None)}, "returned NoneType"),
        ({"manifest": hookimpl(lambda: 1 / 0)}, "ZeroDivisionError"),
        ({"manifest": changed(hooks_version=HOOKS_VERSION + 1)}, f"version {HOOKS_VERSION + 1} of the hooks"),
        ({"poll": None}, "no hook `poll`, and its manifest claims poll"),
        ({"delete": None}, "no hook `delete`, and its manifest claims delete"),
        ({"find": None}, "no hook `find`, and its manifest claims find"),
        ({"poll": lambda container: container}, "`poll` lacks the decorator @hookimpl"),
        *(({hook: None}, f"no hook `{hook}`") for hook in HOOKS),
        ({"creat": hookimpl(lambda post: post)}, "unknown hook 'creat'"),
        ({"create": hookimpl(lambda post, acount: None)}, "acount"),  # noqa: ARG005 - the argument is the point
    ],
)
def test_a_plugin_that_does_not_fit_is_refused_with_the_reason(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(RegistryError) as raised:
        Registry.of(corkboard_with(**changes))
    assert told in str(raised.value)
    assert "'corkboard_connector'" in str(raised.value)


def test_a_version_that_does_not_fit_is_told_before_hooks_that_nobody_knows_yet() -> None:
    tomorrow = corkboard_with(manifest=changed(hooks_version=99), subscribe=hookimpl(lambda: None))
    with pytest.raises(RegistryError, match="version 99 of the hooks"):
        Registry.of(tomorrow)


@pytest.mark.parametrize("hook", ["manifest", "create", "classify_error"])
def test_a_connector_that_wraps_instead_of_answering_is_refused(hook: str) -> None:
    @hookimpl(wrapper=True, specname=hook)
    def wrapper() -> Any:
        return (yield)

    with pytest.raises(RegistryError, match=f"hook `{hook}` is a wrapper"):
        Registry.of(corkboard_with(**{hook: wrapper}))


def test_a_hook_may_be_absent_where_the_manifest_does_not_claim_it() -> None:
    unable = dict.fromkeys((Ability.POLL, Ability.DELETE, Ability.FIND), Support.NO)
    manifest = changed(abilities={**postwire_corkboard.manifest().abilities, **unable})
    assert "corkboard" in Registry.of(corkboard_with(manifest=manifest, poll=None, delete=None, find=None))


def test_a_claimed_service_needs_its_hook() -> None:
    with pytest.raises(RegistryError, match="no hook `quota`, and its manifest claims the service quota"):
        Registry.of(corkboard_with(manifest=changed(services={Service.QUOTA})))


class Unhashable:
    """A plugin that compares by value, as an attrs or dataclass instance does."""

    __hash__ = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unhashable)


def test_plugins_of_any_kind_live_side_by_side() -> None:
    first, second = Unhashable(), Unhashable()
    for plugin, platform in ((first, "attic"), (second, "zoo")):
        for name, hook in vars(corkboard_with(platform)).items():
            if not name.startswith("__"):
                setattr(plugin, name, hook)
    registry = Registry.of(first, postwire_corkboard, second)
    assert list(registry) == ["attic", "corkboard", "zoo"]
    assert [connector.manifest.platform for connector in registry.values()] == ["attic", "corkboard", "zoo"]


def test_a_broken_plugin_leaves_nothing_behind(install: Install) -> None:
    half = GOOD + "\n@hookimpl(tryfirst=True)\ndef validate_media(post):\n    raise AssertionError\n\n"
    install("postwire-attic", half + "@hookimpl\ndef creat(post): ...\n", platform="attic")
    install("postwire-zoo", GOOD, platform="zoo")
    registry = Registry.installed()
    assert [plugin.name for plugin in registry.broken] == ["attic"]
    assert "creat" in registry.broken[0].error
    assert registry["zoo"].validate_media(Post("x")) == ()


def test_a_misspelt_hook_is_blamed_on_the_plugin_that_has_it(install: Install) -> None:
    install("postwire-attic", GOOD + "\n@hookimpl\ndef creat(post): ...\n", platform="attic")
    install("postwire-zoo", GOOD + "\n@hookimpl\ndef pol(container): ...\n", platform="zoo")
    broken = {plugin.name: plugin.error for plugin in Registry.installed().broken}
    assert "'creat'" in broken["attic"]
    assert "'pol'" in broken["zoo"]


# A registry


def test_two_registries_live_side_by_side() -> None:
    first, second = Registry.of(corkboard_with("attic")), Registry.of(corkboard_with("attic"))
    assert first["attic"] is not second["attic"]
    assert Registry.of().broken == ()
    assert len(Registry.of()) == 0


def test_a_connector_given_twice_is_a_double() -> None:
    with pytest.raises(DoublePlatform):
        Registry.of(postwire_corkboard, postwire_corkboard)


def test_every_call_reaches_the_connector_of_its_platform_alone() -> None:
    def scopes(name: str) -> Any:
        return hookimpl(lambda operation: frozenset({f"{name}:{operation}"}), specname="required_scopes")

    registry = Registry.of(
        *(corkboard_with(name, required_scopes=scopes(name)) for name in ("attic", "mirror", "zoo")), postwire_corkboard
    )
    assert {name: registry[name].required_scopes(Operation.POLL) for name in registry} == {
        "attic": {"attic:poll"},
        "mirror": {"mirror:poll"},
        "zoo": {"zoo:poll"},
        "corkboard": {"board:read"},
    }


def test_an_unknown_platform_names_the_known_ones_and_how_to_get_it() -> None:
    registry = Registry.of(corkboard_with("zoo"), corkboard_with("attic"))
    with pytest.raises(UnknownPlatform) as raised:
        registry["threads"]
    assert str(raised.value) == (
        "platform 'threads' is not known (known: attic, zoo); install its connector, for example: "
        "pip install postwire-threads"
    )
    with pytest.raises(UnknownPlatform, match="none is installed"):
        Registry.of()["threads"]


def test_an_unknown_platform_whose_plugin_is_broken_says_what_broke_it(install: Install) -> None:
    install("postwire-threads", "raise RuntimeError('needs a licence key')", entry="threads")
    with pytest.raises(UnknownPlatform, match=r"postwire-threads 1\.2 is installed but broken: RuntimeError: needs a"):
        Registry.installed()["threads"]


def test_a_registry_is_a_mapping_to_the_last_method() -> None:
    registry = Registry.of(postwire_corkboard)
    assert registry.get("threads") is None
    assert "threads" not in registry
    assert dict(registry.items()) == {"corkboard": registry["corkboard"]}
    with pytest.raises(LookupError):
        registry["threads"]


# Observers


class Watcher:
    """Writes down which platforms' hooks were called, and may change what they say."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    @hookimpl(wrapper=True)
    def required_scopes(self, operation: Operation) -> Iterator[None]:
        scopes = yield
        self.calls.append(f"{operation}: {sorted(scopes)}")
        return scopes | {"watched"}

    @hookimpl(wrapper=True)
    def create(self, post: Post) -> Iterator[None]:
        self.calls.append(f"create {post.text}")
        return (yield)

    @hookimpl(wrapper=True)
    def classify_error(self, reply: Reply) -> Iterator[None]:
        self.calls.append(f"classify {reply.status}")
        return (yield)


def test_observers_see_every_call_of_every_connector_and_answer_for_none() -> None:
    watcher = Watcher()
    registry = Registry.of(postwire_corkboard, corkboard_with("zoo"), observers=[watcher])
    assert sorted(registry) == ["corkboard", "zoo"]
    assert registry["zoo"].required_scopes(Operation.POLL) == {"board:read", "watched"}
    exchange = registry["corkboard"].create(Post("Milk!"), Account(platform="corkboard", user_id="ada"), STAGING)
    assert next(exchange).path == "/boards/ada/drafts"
    assert registry["zoo"].classify_error(Reply(500), Operation.POLL) is None
    assert watcher.calls == ["poll: ['board:read']", "create Milk!", "classify 500"]


def test_several_observers_wrap_one_another() -> None:
    first, second = Watcher(), Watcher()
    connector = Registry.of(postwire_corkboard, observers=(watcher for watcher in (first, second)))["corkboard"]
    connector.required_scopes(Operation.POLL)
    assert len(first.calls) == len(second.calls) == 1


def test_observers_are_there_for_installed_connectors_too(install: Install) -> None:
    install("postwire-zoo", GOOD, platform="zoo")
    watcher = Watcher()
    Registry.installed(observers=[watcher])["zoo"].required_scopes(Operation.POLL)
    assert watcher.calls == ["poll: ['board:read']"]


class Answerer:
    @hookimpl
    def classify_error(self) -> None:
        """Would answer for every platform."""


class Announcer:
    @hookimpl(wrapper=True)
    def manifest(self) -> Iterator[None]:
        return (yield)


class Misspelt:
    @hookimpl(wrapper=True)
    def creat(self) -> Iterator[None]:
        return (yield)


class Misinformed:
    @hookimpl(wrapper=True)
    def create(self, poste: Post) -> Iterator[None]:
        return (yield poste)


@pytest.mark.parametrize(
    ("observer", "told"),
    [
        (Answerer(), "an observer may only wrap"),
        (postwire_corkboard, "an observer may only wrap"),
        (Announcer(), "`manifest`, which is read once"),
        (Misspelt(), "unknown hook 'creat'"),
        (Misinformed(), "poste"),
    ],
)
def test_an_observer_that_does_not_fit_is_refused_even_where_there_is_nothing_to_observe(
    observer: object, told: str
) -> None:
    for connectors in ((), (corkboard_with("zoo"),)):
        with pytest.raises(RegistryError) as raised:
            Registry.of(*connectors, observers=[observer])
        assert told in str(raised.value)
        assert "observer" in str(raised.value)


def test_a_manifest_is_asked_for_once() -> None:
    asked = []

    @hookimpl
    def manifest() -> Manifest:
        asked.append(True)
        return postwire_corkboard.manifest()

    connector = Registry.of(corkboard_with(manifest=manifest), observers=[Watcher()])["corkboard"]
    connector.required_scopes(Operation.POLL)
    assert asked == [True]

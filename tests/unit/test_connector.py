"""The typed door to one connector: what goes in, and what is let out."""

import signal
import types
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from attrs import evolve

import postwire_corkboard
from postwire.account import Account
from postwire.connector import BadAnswer, Connector, ConnectorFault
from postwire.container import Container
from postwire.exchange import Reply, Request
from postwire.hookspecs import hookimpl
from postwire.manifest import Ability, Manifest, Support
from postwire.operation import Operation
from postwire.post import Post
from postwire.receipt import Receipt
from postwire.registry import Registry
from postwire.staging import Staging

ADA = Account(platform="corkboard", user_id="ada")
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
POST = Post("Milk!")
DOORS: dict[str, tuple[Any, ...]] = {
    "required_scopes": (Operation.CREATE,),
    "validate_media": (POST,),
    "classify_error": (Reply(500), Operation.CREATE),
    "create": (POST, ADA, Staging("0" * 32, NOON)),
    "poll": (Container("d1"), ADA),
    "publish": (POST, Container("d1"), ADA),
    "delete": (Receipt("n1"), ADA),
    "find": (POST, NOON, ADA),
}
TALKS = ("create", "poll", "publish", "delete", "find")


def corkboard_with(**changes: Any) -> types.ModuleType:
    """The corkboard connector with other hooks; None takes one out."""
    module = types.ModuleType("changed")
    for name in postwire_corkboard.__all__:
        setattr(module, name, getattr(postwire_corkboard, name))
    for name, hook in changes.items():
        delattr(module, name) if hook is None else setattr(module, name, hookimpl(hook))
    return module


def returning(value: Any) -> Any:
    def hook() -> Any:
        return value

    return hook


def connector_with(**changes: Any) -> Connector:
    return Registry.of(corkboard_with(**changes))["corkboard"]


def knock(connector: Connector, door: str) -> Any:
    return getattr(connector, door)(*DOORS[door])


def test_pure_hooks_answer_through_the_door() -> None:
    connector = connector_with()
    assert connector.platform == "corkboard"
    assert connector.manifest is postwire_corkboard.manifest()
    assert connector.distribution == "in-process changed"
    assert connector.required_scopes(Operation.CREATE) == {"board:write"}
    assert [problem.rule for problem in connector.validate_media(Post())] == ["corkboard.post.empty"]
    assert connector.classify_error(Reply(500), Operation.CREATE) is None


@pytest.mark.parametrize("door", TALKS)
def test_a_hook_that_talks_hands_out_its_conversation_not_begun(door: str) -> None:
    begun = []

    def hook() -> Iterator[Request]:
        begun.append(door)
        yield Request("GET", "/")

    exchange = knock(connector_with(**{door: hook}), door)
    assert begun == []
    assert next(exchange) == Request("GET", "/")
    exchange.close()


def test_arguments_arrive_under_their_names_in_whatever_order_and_number() -> None:
    def publish(container: Container, post: Post) -> Iterator[Request]:
        yield Request("POST", f"/{container.id}/{post.text}")

    def find(account: Account, since: datetime) -> Iterator[Request]:
        yield Request("GET", f"/{account.user_id}/{since:%H}")

    connector = connector_with(publish=publish, find=find)
    assert next(knock(connector, "publish")).path == "/d1/Milk!"
    assert next(knock(connector, "find")).path == "/ada/12"


@pytest.mark.parametrize(
    ("door", "answer"),
    [
        ("required_scopes", {"board:write"}),
        ("required_scopes", "board:write"),
        ("required_scopes", None),
        ("validate_media", []),
        ("validate_media", None),
        ("classify_error", "retry"),
        ("classify_error", False),
        *((door, answer) for door in TALKS for answer in (None, [], Request("GET", "/"), iter(()), object())),
    ],
)
def test_an_answer_of_the_wrong_kind_names_the_platform_the_hook_and_what_came(door: str, answer: Any) -> None:
    connector = connector_with(**{door: returning(answer)})
    with pytest.raises(BadAnswer) as raised:
        knock(connector, door)
    told = str(raised.value)
    assert "'corkboard'" in told
    assert door in told
    assert type(answer).__name__ in told


@pytest.mark.parametrize("door", TALKS)
def test_an_async_hook_is_told_that_hooks_are_generators(door: str) -> None:
    async def coroutine() -> None:
        raise AssertionError

    async def stream() -> Any:
        yield Request("GET", "/")

    for hook in (coroutine, stream):
        with pytest.raises(BadAnswer, match=r"not async def.*returned (coroutine|async_generator)"):
            knock(connector_with(**{door: hook}), door)


class Unspeakable(BaseException):
    def __str__(self) -> str:
        raise SystemExit


@pytest.mark.parametrize("error", [ZeroDivisionError(), SystemExit(3), GeneratorExit(), Unspeakable(), StopIteration()])
def test_whatever_a_hook_raises_is_told_as_the_fault_of_its_connector(error: BaseException) -> None:
    def hook() -> None:
        raise error

    for door in DOORS:
        with pytest.raises(ConnectorFault, match=rf"'corkboard' \(.*\) failed in {door}: .*{type(error).__name__}"):
            knock(connector_with(**{door: hook}), door)


@pytest.fixture
def _listening() -> Iterator[None]:
    """Whoever starts a run in the background may have it ignore Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_listening")
def test_what_may_be_somebodys_ctrl_c_is_let_through() -> None:
    def hook() -> None:
        raise KeyboardInterrupt

    for door in DOORS:
        with pytest.raises(KeyboardInterrupt):
            knock(connector_with(**{door: hook}), door)
        elsewhere = ThreadPoolExecutor(1).submit(knock, connector_with(**{door: hook}), door)
        assert isinstance(elsewhere.exception(), ConnectorFault), "on another thread it cannot be"


def test_a_connector_has_the_hooks_that_it_implements_whoever_wraps_them() -> None:
    class Watcher:
        @hookimpl(wrapper=True)
        def poll(self) -> Any:
            return (yield)

    def manifest() -> Manifest:
        told = postwire_corkboard.manifest()
        unable = dict.fromkeys((Ability.POLL, Ability.DELETE, Ability.FIND), Support.NO)
        return evolve(told, abilities={**told.abilities, **unable})

    silent = corkboard_with(manifest=manifest, poll=None, delete=None, find=None)
    connector = Registry.of(silent, observers=[Watcher()])["corkboard"]
    assert [hook for hook in DOORS if not connector.has(hook)] == ["poll", "delete", "find"]
    assert all(connector_with().has(hook) for hook in DOORS)


def test_a_hook_that_is_not_there_answers_nothing_and_that_is_told() -> None:
    def manifest() -> Manifest:
        told = postwire_corkboard.manifest()
        return evolve(told, abilities={**told.abilities, Ability.FIND: Support.NO})

    with pytest.raises(BadAnswer, match=r"find must return a generator of requests.*NoneType"):
        knock(connector_with(manifest=manifest, find=None), "find")

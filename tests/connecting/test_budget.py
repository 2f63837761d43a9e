"""Where an answer says that the budget is used up, the account's deliveries wait instead of meeting the refusal."""

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from attrs import evolve

import postwire_threads
from postwire.engine import Engine, looks
from postwire.exchange import Reply
from postwire.hookspecs import hookimpl
from postwire.post import Post
from postwire.registry import Registry, RegistryError
from postwire.state import Published, Queued
from postwire_threads import budget


def usage(percent, sandbox):
    sandbox.platform.settings = evolve(sandbox.platform.settings, app_usage=percent)


def test_a_delivery_waits_until_the_budget_has_something_left(engine: Engine, connect, sandbox, pass_by):
    account = connect()
    usage(100, sandbox)
    engine.look(account, looks.quota())
    (delivery,) = engine.submit(Post("Hello."), [account])
    before = sandbox.platform.requests.total()
    waiting = engine.step(delivery)
    assert isinstance(waiting.state, Queued)
    assert timedelta(minutes=4) < waiting.wake_at - delivery.due <= timedelta(minutes=5)
    assert sandbox.platform.requests.total() == before
    assert engine.store.history(delivery.id)[-1].name == "budget_used_up"

    usage(99, sandbox)
    pass_by(timedelta(minutes=6))
    for _ in range(4):
        waiting = engine.step(waiting)
        pass_by(timedelta(seconds=30))
    assert isinstance(waiting.state, Published)


def reply(**headers):
    return Reply(200, "", {name.replace("_", "-"): json.dumps(told) for name, told in headers.items()})


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ({"x_app_usage": {"call_count": 28, "total_time": 25, "total_cputime": 99}}, None),
        ({"x_app_usage": {"call_count": 28, "total_cpu_time": 100}}, 300.0),
        ({"X_App_Usage": {"call_count": 130.5}}, 300.0),
        (
            {"x_business_use_case_usage": {"1": [{"call_count": 100, "estimated_time_to_regain_access": 19}]}},
            19 * 60.0,
        ),
        ({"x_business_use_case_usage": {"1": [{"call_count": 5, "estimated_time_to_regain_access": 0}]}}, None),
        ({"x_app_usage": {"call_count": True}}, None),
        ({"x_app_usage": {"call_count": "100"}}, None),
        ({"x_app_usage": [[[[[{"call_count": 100}]]]]]}, None),
        ({}, None),
    ],
)
def test_every_usage_header_is_read_and_nonsense_means_nothing(told, seconds):
    assert budget.pause_after(reply(**told)) == seconds


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "nonsense"])
def test_what_is_no_json_means_nothing(text):
    assert budget.pause_after(Reply(200, "", {"x-app-usage": text})) is None


def test_a_connector_that_judges_answers_names_the_headers_that_make_them_worth_it():
    manifest = evolve(postwire_threads.manifest(), api=evolve(postwire_threads.manifest().api, budget_headers=()))

    @hookimpl(specname="manifest")
    def announced():
        return manifest

    hooks = {name: getattr(postwire_threads, name) for name in postwire_threads.__all__}
    plugin = SimpleNamespace(**{**hooks, "manifest": announced}, __name__="threads")
    with pytest.raises(RegistryError, match=r"names no api\.budget_headers"):
        Registry.of(plugin)

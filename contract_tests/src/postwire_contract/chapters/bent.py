"""Recorded answers, bent a little: what a hook must not read into them."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from attrs import evolve

from postwire.container import Container
from postwire.exchange import STATUS_UNKNOWN, Exchange, Refused, Reply, Request
from postwire.progress import Live, Processing, Ready
from postwire.receipt import Receipt
from postwire.state import name_of
from postwire_contract.cuts import replayed
from postwire_contract.failure import Broken, Skipped
from postwire_contract.journey import Spoken, default_account
from postwire_contract.kit import Kit
from postwire_contract.rehearsal import containers, converse, rehearse
from postwire_contract.scenario import Scenario

_SAYS_NOTHING = ("{}", "[]", "", "<html>")


def publish_once(kit: Kit, scenario: Scenario) -> None:
    """Answer publish with a yes that names no post."""
    account, post = default_account(kit.manifest), rehearse(kit, scenario).delivery.post
    container = _staged(kit, scenario)
    for body in _SAYS_NOTHING:
        acts: list[Request] = []

        def answer(request: Request, body: str = body, acts: list[Request] = acts) -> Reply:
            acts += [request] if request.method != "GET" else []
            return Reply(200, body, {"content-type": "application/json"})

        end = _end(kit.connector.publish(post, container, account), answer)
        if len(acts) > 1:
            raise Broken(
                f"publish was answered 200 with {body!r}, and sent it again: {acts[1].method} {acts[1].path}; raise "
                "Refused instead (as Reply.string does), and the engine looks before anything is repeated"
            )
        if isinstance(end, Receipt):
            raise Broken(
                f"publish was answered 200 with {body!r}, and made up the post id {end.post_id!r}; raise Refused "
                "where the answer names no post, as Reply.string does"
            )


def look_up_is_spare(kit: Kit, scenario: Scenario) -> None:
    """Answer publish as recorded, and every look-up after it with nonsense."""
    turn = [s for s in replayed(kit, scenario) if s.hook == "publish" and s.reply is not None and s.reply.ok]
    looks = [spoken.request for spoken in turn if spoken.request.optional]
    if not looks:
        raise Skipped("no_look_up", "nothing is looked up after publish")
    account, post = default_account(kit.manifest), rehearse(kit, scenario).delivery.post
    container = _staged(kit, scenario)
    said = next(spoken.reply for spoken in turn if spoken.request.method != "GET")
    for nonsense in (Reply(STATUS_UNKNOWN), *(Reply(200, body) for body in _SAYS_NOTHING)):
        end = _end(kit.connector.publish(post, container, account), partial(_act_or_look, said or Reply(200), nonsense))
        if not isinstance(end, Receipt) or not end.post_id:
            raise Broken(
                f"{looks[0].method} {looks[0].path} after publish was answered {nonsense.body!r} (status "
                f"{nonsense.status}), and publish came to no receipt: {end}; the post is live: return what is known"
            )


def _act_or_look(said: Reply, nonsense: Reply, request: Request) -> Reply:
    return nonsense if request.optional else said


def live_is_live(kit: Kit, scenario: Scenario) -> None:
    """Answer poll as it was answered when the post was live and its answer lost."""
    heard = replayed(kit, scenario)
    published = next((number for number, spoken in enumerate(heard) if spoken.hook == "publish"), len(heard))
    looks = [spoken.reply for spoken in heard[published:] if spoken.hook == "poll" and spoken.reply is not None]
    if not looks:
        raise Skipped("not_recorded", "the container is not asked after the answer was lost")
    container = _staged(kit, scenario)
    end = _end(kit.connector.poll(container, default_account(kit.manifest)), partial(_always, looks[-1]))
    if isinstance(end, Ready | Processing):
        raise Broken(
            f"the post is live, and poll took {looks[-1].body} for {type(end).__name__}; give Live for it, with the "
            "receipt if the answer tells it, or the post may go out twice"
        )


def unknown_words(kit: Kit, scenario: Scenario) -> None:
    """Answer poll as recorded, with every word of it replaced."""
    container = _staged(kit, scenario)
    account = default_account(kit.manifest)
    for spoken in _heard(rehearse(kit, scenario).heard, "poll"):
        told = _told(spoken.reply)
        if not isinstance(told, dict):
            continue
        strange = {name: "no-such-word" if isinstance(value, str) else value for name, value in told.items()}
        end = _end(kit.connector.poll(container, account), partial(_always, _reply(strange)))
        if isinstance(end, Ready | Live):
            raise Broken(
                f"poll took {json.dumps(strange)} for {type(end).__name__}; raise Refused(reply, ...) for every word "
                "that the platform does not document: guessing here publishes twice, or never"
            )


def delete_is_sure(kit: Kit, scenario: Scenario) -> None:
    """Answer delete with the opposite of what was recorded."""
    acts = [s for s in _heard(replayed(kit, scenario), "delete") if s.request.method != "GET"]
    if not acts:
        raise Skipped("not_replayed", "delete was not asked for")
    state = rehearse(kit, scenario).delivery.state
    if name_of(state) != scenario.ends:
        raise Skipped("not_replayed", f"lifecycle.ends.{scenario.name} says why")
    receipt: Receipt = state.receipt  # type: ignore[union-attr]  # a deleted one has it
    for spoken in acts:
        if spoken.request.optional:
            raise Broken(
                f"delete sends {spoken.request.method} {spoken.request.path} as optional, so that it reads as deleted "
                "whatever the platform says; leave optional out, a refusal is told by classify_error"
            )
        told = _told(spoken.reply)
        if not isinstance(told, dict) or True not in told.values():
            continue
        for denied in _denials(told):
            end = _end(kit.connector.delete(receipt, default_account(kit.manifest)), partial(_always, _reply(denied)))
            if not isinstance(end, Refused):
                raise Broken(f"the answer {json.dumps(denied)} was taken for deleted; raise Refused(reply, ...) there")


def _denials(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """An answer that says yes, made to say no, and to say nothing."""
    yield {name: False if value is True else value for name, value in told.items()}
    yield {name: value for name, value in told.items() if value is not True}


def _always(reply: Reply, _: Request) -> Reply:
    return reply


def _staged(kit: Kit, scenario: Scenario) -> Container:
    try:
        *_, container = containers(kit, scenario)
    except Exception as error:
        raise Skipped(
            "not_created", f"no container comes of it; exchanges.storable.{scenario.name} says why"
        ) from error
    return container


def _heard(heard: list[Spoken], hook: str) -> Iterator[Spoken]:
    return (spoken for spoken in heard if spoken.hook == hook and spoken.reply is not None and spoken.reply.ok)


def _told(reply: Reply | None) -> Any:
    try:
        return reply.json() if reply else None
    except Refused:
        return None


def _reply(told: Any) -> Reply:
    return evolve(Reply(200, headers={"content-type": "application/json"}), body=json.dumps(told))


def _end(exchange: Exchange[Any], answer: Callable[[Request], Reply]) -> Any:
    """What a conversation returns, or the `Refused` that it raises."""
    try:
        return converse(exchange, answer)
    except Refused as refused:
        return refused

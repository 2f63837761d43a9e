"""Staging: containers, their status, and the two stages of a carousel."""

from collections.abc import Mapping
from typing import Any

from attrs import evolve

from postwire.account import Account
from postwire.container import Container, Part
from postwire.exchange import Exchange, Refused, Reply, Request
from postwire.media import Media, MediaKind
from postwire.operation import Operation
from postwire.post import Post
from postwire.progress import Gone, Live, Processing, Progress, Ready, Rejected
from postwire_threads import reposts, sharing
from postwire_threads.errors import classify
from postwire_threads.parameters import parameters_of

_URL_FIELD = {MediaKind.IMAGE: "image_url", MediaKind.VIDEO: "video_url"}


def create(post: Post, account: Account) -> Exchange[Container]:
    """Make the container; of a carousel the items only, since its parent needs them finished."""
    if reposts.is_repost(post):
        return reposts.container(post)
    form = parameters_of(post)
    if len(post.media) <= 1:
        form |= _item(post.media[0]) if post.media else {"media_type": "TEXT"}
        reply = yield _make(account, form)
        return Container(reply.string("id"), data=sharing.kept(reply))
    parts = []
    for item in post.media:
        reply = yield _make(account, {**_item(item), "is_carousel_item": "true"})
        parts.append(Part(reply.string("id")))
    return Container(parts=tuple(parts), data={"form": {**form, "media_type": "CAROUSEL"}})


def poll(container: Container, account: Account) -> Exchange[Progress]:
    """Read what is not finished yet; make a carousel's parent when all of its items are."""
    if reposts.is_staged(container):
        return (yield from reposts.poll(container, account))
    if container.id is None:
        parts = []
        for number, part in enumerate(container.parts, 1):
            learnt: Progress = Ready() if part.ready else _learnt((yield _status(part.id)), item=number)
            if isinstance(learnt, Gone | Rejected):
                return learnt
            parts.append(evolve(part, ready=not isinstance(learnt, Processing)))
        container = evolve(container, parts=tuple(parts))
        if not all(part.ready for part in parts):
            return Processing(container)
        reply = yield _make(account, {**container.data["form"], "children": ",".join(part.id for part in parts)})
        container = evolve(container, id=reply.string("id"), data={**container.data, **sharing.kept(reply)})
    assert container.id is not None  # noqa: S101 - made a line above where there was none
    learnt = _learnt((yield _status(container.id)))
    return evolve(learnt, container=container) if isinstance(learnt, Processing | Ready) else learnt


def _item(media: Media) -> dict[str, str]:
    kind = media.kind or MediaKind.IMAGE
    form = {"media_type": kind.name, _URL_FIELD[kind]: media.location}
    return {**form, "alt_text": media.alt_text} if media.alt_text else form


def _make(account: Account, form: Mapping[str, str]) -> Request:
    return Request("POST", f"/{account.user_id}/threads", form=form)


def _status(container_id: str) -> Request:
    return Request("GET", f"/{container_id}", query={"fields": "id,status,error_message"})


def _learnt(reply: Reply, item: int | None = None) -> Progress:
    status: Any = reply.object().get("status")
    match status:
        case "FINISHED":
            return Ready()
        case "IN_PROGRESS":
            return Processing()
        case "PUBLISHED":
            return Live()
        case "EXPIRED":
            return Gone()
        case "ERROR" if (diagnosis := classify(reply, Operation.POLL)) is not None:
            where = "" if item is None else f"Item {item} of the carousel: "
            return Rejected(evolve(diagnosis, message=where + diagnosis.message))
        case _:
            raise Refused(reply, f"the container's status {status!r} is not one that Threads documents")

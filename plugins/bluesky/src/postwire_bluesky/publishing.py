"""The record under its key: put there, asked for, and taken away."""

from postwire.container import Container
from postwire.exchange import Exchange, Refused, Request
from postwire.hookspecs import hookimpl
from postwire.progress import Live, Progress, Ready, Rejected
from postwire.receipt import Receipt
from postwire_bluesky.answers import error_of, moment
from postwire_bluesky.at_uri import at_uri
from postwire_bluesky.calls import DELETE_RECORD, GET_RECORD, PUT_RECORD
from postwire_bluesky.errors.meanings import RECORD_DIFFERS


@hookimpl
def poll(container: Container) -> Exchange[Progress]:
    """Read the record: it is not there, it is there as it was fixed, or something else lies under its key."""
    place = at_uri(str(container.id))
    reply = yield Request("GET", GET_RECORD, query=place.query, hears={400})
    if not reply.ok:
        if error_of(reply)[0] == "RecordNotFound":
            return Ready()
        raise Refused(reply, "the record could not be read")
    if reply.string("uri") != container.id:
        raise Refused(reply, f"asked for {container.id}, and another record came")
    if reply.object().get("value") != container.data["record"]:
        return Rejected(RECORD_DIFFERS.diagnosis(reply, rule="bluesky.record.read", detail=f"see {place.page}"))
    return Live(_receipt(container))


@hookimpl
def publish(container: Container) -> Exchange[Receipt]:
    """Put the record there if nothing is. Sent again it changes nothing, and what lies there is never overwritten."""
    body = {**at_uri(str(container.id)).query, "record": container.data["record"], "swapRecord": None}
    reply = yield Request("POST", PUT_RECORD, json=body)
    if reply.string("uri") != container.id:
        raise Refused(reply, f"{container.id} was sent, and another record was answered")
    return _receipt(container)


@hookimpl
def delete(receipt: Receipt) -> Exchange[None]:
    """Take it away. What is gone already is a success: the server says so."""
    reply = yield Request("POST", DELETE_RECORD, json=at_uri(receipt.post_id).query)
    reply.object()


def _receipt(container: Container) -> Receipt:
    place = at_uri(str(container.id))
    return Receipt(str(place), place.page, moment(container.data["record"].get("createdAt")))

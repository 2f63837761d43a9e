"""From an ASGI request to a `Call`: query, urlencoded, multipart and JSON parameters in one, the token out of them."""

import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.types import Receive, Scope

from postwire_threads.sandbox.call import Call
from postwire_threads.sandbox.refusal import unreadable_body

_MOST_BYTES = 1024 * 1024


async def read_call(scope: Scope, receive: Receive) -> Call:
    """Read a request. What the body says overrules what the query says. Raises `GraphRefusal` for a broken body."""
    parameters: dict[str, Any] = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    bearer, content_type, has_body = None, "", False
    for name, value in scope["headers"]:
        if name == b"authorization":
            kind, _, rest = value.decode("latin-1").partition(" ")
            bearer = rest.strip() if kind.lower() == "bearer" else None
        elif name == b"content-type":
            content_type = value.decode("latin-1").partition(";")[0].strip().lower()
        elif name == b"transfer-encoding" or (name == b"content-length" and value != b"0"):
            has_body = True
    if has_body:
        parameters.update(await _body(Request(scope, receive), content_type))
    token = parameters.pop("access_token", None) or bearer
    return Call(
        method=scope["method"],
        path=scope["path"],
        parameters=parameters,
        token=token if isinstance(token, str) else None,
    )


async def _body(request: Request, content_type: str) -> dict[str, Any]:
    if content_type == "multipart/form-data":
        return await _multipart(request)
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > _MOST_BYTES:
            raise unreadable_body(f"it is longer than {_MOST_BYTES} bytes")
    if not raw:
        return {}
    try:
        if content_type == "application/json":
            return _object(json.loads(raw))
        return dict(parse_qsl(raw.decode(), keep_blank_values=True))
    except (ValueError, RecursionError) as error:
        raise unreadable_body(str(error)) from error


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise unreadable_body("the JSON is no object")
    return value


async def _multipart(request: Request) -> dict[str, Any]:
    try:
        form = await MultiPartParser(request.headers, request.stream(), max_files=0).parse()
    except (MultiPartException, KeyError) as error:
        reason = error.message if isinstance(error, MultiPartException) else "no boundary"
        raise unreadable_body(reason) from error
    return dict(form)

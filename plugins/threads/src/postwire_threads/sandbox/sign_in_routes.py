"""The addresses of the sign-in, with and without ``/v1.0``, as HTTP."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from postwire_threads.sandbox.accounts import Scope, UnknownName
from postwire_threads.sandbox.platform import Platform
from postwire_threads.sandbox.refusal import GraphRefusal
from postwire_threads.sandbox.sign_in import BlankPage, FlatRefusal
from postwire_threads.sandbox.sign_in_page import page

_PRIVATE = {"cache-control": "no-store", "referrer-policy": "no-referrer"}
_ASKED = "asked."


def sign_in_routes(platform: Platform) -> list[BaseRoute]:
    """The page for people and the endpoints for clients."""
    served = _SignInApi(platform)
    routes: list[BaseRoute] = []
    for prefix in ("", "/v1.0"):
        routes += [
            Route(f"{prefix}/oauth/authorize", served.ask, methods=["GET"]),
            Route(f"{prefix}/oauth/authorize", served.decide, methods=["POST"]),
            Route(f"{prefix}/oauth/access_token", served.exchange, methods=["GET", "POST"]),
            Route(f"{prefix}/access_token", served.lengthen, methods=["GET"]),
            Route(f"{prefix}/refresh_access_token", served.refresh, methods=["GET"]),
            Route(f"{prefix}/debug_token", served.inspect, methods=["GET"]),
        ]
    return routes


class _SignInApi:
    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    async def ask(self, request: Request) -> Response:
        """Show the page, or the raw JSON that a wrong setup gets."""
        query = dict(request.query_params)
        try:
            asked = self._platform.sign_ins.asked(query)
        except BlankPage as blank:
            return self._blank(blank)
        shown = page(query, asked, self._platform.accounts.profiles(), request.url.path)
        return HTMLResponse(shown, headers=_PRIVATE)

    async def decide(self, request: Request) -> Response:
        """Send the person back with a code, or with a no."""
        form = parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True)
        fields = dict(form)
        query = {name.removeprefix(_ASKED): value for name, value in form if name.startswith(_ASKED)}
        sign_ins = self._platform.sign_ins
        try:
            asked = sign_ins.asked(query)
            if fields.get("decision") != "allow":
                return RedirectResponse(sign_ins.deny(asked), 302, headers=_PRIVATE)
            profile = self._platform.accounts.profile(fields.get("profile", ""))
            ticked = [value for name, value in form if name == "scope" and value in frozenset(Scope)]
            return RedirectResponse(sign_ins.allow(asked, profile, ticked), 302, headers=_PRIVATE)
        except BlankPage as blank:
            return self._blank(blank)
        except UnknownName as error:
            return JSONResponse({"error": str(error)}, 400)

    async def exchange(self, request: Request) -> Response:
        """``/oauth/access_token``, by form or by query."""
        return await self._answer(request, self._platform.sign_ins.exchange)

    async def lengthen(self, request: Request) -> Response:
        """``/access_token``."""
        return await self._answer(request, self._platform.sign_ins.lengthen)

    async def refresh(self, request: Request) -> Response:
        """``/refresh_access_token``."""
        return await self._answer(request, self._platform.sign_ins.refresh)

    async def inspect(self, request: Request) -> Response:
        """``/debug_token``."""
        return await self._answer(request, self._platform.sign_ins.inspect)

    async def _answer(self, request: Request, deed: Callable[[Mapping[str, str]], dict[str, Any]]) -> Response:
        path = request.url.path.removeprefix("/v1.0")
        self._platform.requests[f"{request.method} {path}"] += 1
        given = dict(request.query_params)
        given.update(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))
        kind, _, bearer = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            given.setdefault("access_token", bearer.strip())
        trace = self._platform.mint.trace()
        headers = {**_PRIVATE, "x-fb-trace-id": trace}
        try:
            return JSONResponse(deed(given), headers=headers)
        except FlatRefusal as refusal:
            return JSONResponse(refusal.body, 400, headers=headers)
        except GraphRefusal as refusal:
            body = {"error": {**refusal.body.error, "fbtrace_id": trace}}
            return JSONResponse(body, refusal.body.status, headers=headers)

    @staticmethod
    def _blank(blank: BlankPage) -> Response:
        """Raw JSON in the browser was *seen*; its HTTP status was not, 400 is ours."""
        return JSONResponse(blank.body, 400, headers=_PRIVATE)

"""The board over HTTP: the platform's API, and a control surface under ``/_sandbox`` that no platform has."""

import contextlib
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from postwire_corkboard.sandbox.board import Board, Fault, Problem

_STOP_WITHIN = 10.0
"""Seconds."""

Answer = dict[str, Any] | None
"""A body; None: nothing to say, 204."""


class SandboxServer:
    """A sandbox on a loopback socket, in a thread of its own. A context manager; `url` is its real address."""

    def __init__(
        self, *, host: str = "127.0.0.1", port: int = 0, seed: int = 0, now: Callable[[], float] = time.time
    ) -> None:
        self.board = Board(now, seed)
        self._listener = socket.create_server((host, port))
        # asyncio turns Nagle's algorithm off only for sockets made with proto=IPPROTO_TCP; while it is on, an answer
        # written in two pieces takes 40 ms (CPython's asyncio/base_events.py, _set_nodelay, read 2026-11-21).
        self._listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.url = "http://{}:{}".format(*self._listener.getsockname()[:2])
        self._server = uvicorn.Server(
            uvicorn.Config(
                build_app(self.board),
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="critical",
                access_log=False,
            )
        )
        self._thread = threading.Thread(target=self.serve, name="corkboard-sandbox", daemon=True)

    def serve(self) -> None:
        """Answer until stopped or interrupted."""
        self._server.run([self._listener])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(_STOP_WITHIN)


def run(host: str = "127.0.0.1", port: int = 0, seed: int = 0) -> None:
    """Serve in the foreground until interrupted. Raises OSError if the address cannot be had."""
    server = SandboxServer(host=host, port=port, seed=seed)
    sys.stdout.write(
        f"Corkboard sandbox on {server.url}; user ada, token ada-write; control surface under /_sandbox/\n"
    )
    sys.stdout.flush()
    with contextlib.suppress(KeyboardInterrupt):
        server.serve()


def build_app(board: Board) -> Starlette:
    """The board as an ASGI application."""
    return Starlette(
        routes=[
            _api(board, "create", "POST", "/boards/{user}/drafts", board.create),
            _api(board, "status", "GET", "/drafts/{draft_id}", board.status),
            _api(board, "publish", "POST", "/drafts/{draft_id}/pin", board.publish),
            _api(board, "list", "GET", "/boards/{user}/notes", board.list),
            _api(board, "delete", "DELETE", "/notes/{note_id}", board.delete),
            _control("POST", "reset", lambda _: board.reset()),
            _control("POST", "faults", lambda order: board.faults.append(Fault(**order))),
            _control("DELETE", "faults", lambda _: board.faults.clear()),
            _control("POST", "clock", lambda order: board.advance(**order)),
            _control("GET", "published", lambda _: board.published()),
        ]
    )


def _api(board: Board, operation: str, method: str, path: str, deed: Callable[..., Answer]) -> Route:
    async def endpoint(request: Request) -> Response:
        fault = board.strike(operation)
        effect = fault.effect if fault else ""
        bent = _told(Problem(fault.status, fault.name)) if fault else Response()
        if effect == "answer":
            return bent
        arguments: dict[str, Any] = {**request.query_params, **request.path_params}
        arguments.pop("user", None)  # the token says who
        if operation == "create":
            arguments["fields"] = await request.json()
        if fault and effect == "tear":
            arguments["torn"] = fault.name
        try:
            answer = deed(_let_in(request, board), **arguments)
        except Problem as problem:
            return _told(problem)
        if effect == "lie":
            return bent
        if effect == "lost":
            return Response(headers={"content-length": "1"})  # it never comes: the server ends the connection
        return Response(status_code=204) if answer is None else JSONResponse(answer)

    return Route(path, endpoint, methods=[method])


def _control(method: str, path: str, deed: Callable[[dict[str, Any]], Answer]) -> Route:
    async def endpoint(request: Request) -> Response:
        try:
            order = await request.json() if await request.body() else {}
            return JSONResponse(deed(order) or {"ok": True})
        except (TypeError, ValueError) as error:
            return JSONResponse({"error": str(error)}, 400)

    return Route(f"/_sandbox/{path}", endpoint, methods=[method])


def _told(problem: Problem) -> Response:
    return JSONResponse(problem.body, problem.status, {"retry-after": "30"} if problem.status == 429 else None)


def _let_in(request: Request, board: Board) -> str:
    """Whose token it is. Raises `Problem` for one that may not do this."""
    needed = "read" if request.method == "GET" else "write"
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    user, _, granted = board.tokens.get(token, token).rpartition("-")
    if not user or granted not in {"read", "write", "expired"} or request.path_params.get("user", user) != user:
        raise Problem(401, "token_unknown")
    if granted == "expired":
        raise Problem(401, "token_expired")
    if granted not in {needed, "write"}:
        raise Problem(403, "scope_missing", f"board:{needed}")
    return user

"""The sandbox as an ASGI application."""

import contextlib
import time
from collections.abc import AsyncIterator, Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from postwire_threads.sandbox.control import control_routes
from postwire_threads.sandbox.endpoint import Endpoint
from postwire_threads.sandbox.fetcher import Fetcher, Probe
from postwire_threads.sandbox.graph import Graph
from postwire_threads.sandbox.platform import Platform
from postwire_threads.sandbox.settings import Settings
from postwire_threads.sandbox.sign_in_routes import sign_in_routes


def build_app(
    settings: Settings | None = None, *, now: Callable[[], float] = time.time, probe: Probe | None = None
) -> Starlette:
    """A sandbox with a world of its own: its `Platform` is ``app.state.platform``, its skin ``app.state.endpoint``.

    ``now`` gives Unix seconds; ``probe`` reads media files. Faults that cut connections need a server that can do so:
    `SandboxServer`.
    """
    platform = Platform(settings, now)
    fetcher = Fetcher() if probe is None else Fetcher(probe)
    endpoint = Endpoint(Graph(platform), fetcher)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        fetcher.close()

    async def home(_request: Request) -> Response:
        return JSONResponse(
            {
                "what": "A local sandbox that answers as graph.threads.net is known to. It is not Meta, and nothing"
                " leaves this machine.",
                "try": "GET /v1.0/me?fields=id,username with an access_token",
                "sign_in": {"page": "/oauth/authorize", "client_id": platform.settings.app_id},
                "account": {"user_id": platform.settings.user_id, "username": platform.settings.username},
                "control": sorted({f"/_sandbox{route.path}" for route in control if isinstance(route, Route)}),
            }
        )

    control = control_routes(platform)
    app = Starlette(
        routes=[
            Route("/", home, methods=["GET"]),
            Mount("/_sandbox", routes=control),
            *sign_in_routes(platform),
            Mount("", app=endpoint),
        ],
        lifespan=lifespan,
    )
    app.state.platform = platform
    app.state.endpoint = endpoint
    return app

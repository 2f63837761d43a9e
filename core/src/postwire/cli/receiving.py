"""`postwire webhooks serve`."""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import click

from postwire.app import App, variables
from postwire.cli.exit import Exit
from postwire.cli.happenings import event_plain
from postwire.cli.listening import cannot_listen, listening
from postwire.cli.options import common_options
from postwire.cli.platform_name import connector_named
from postwire.cli.printing import note
from postwire.cli.refusal import Refusal, UsageRefusal
from postwire.cli.session import session_of
from postwire.cli.timing import now
from postwire.links import web_address
from postwire.receiver import Event, Receiver, Server
from postwire.redaction import redact


@click.command
@click.argument("platform")
@click.option(
    "--listen", metavar="HOST:PORT", default="127.0.0.1:8914", show_default=True, help="Where, on this machine."
)
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="Append the lines to a file; else stdout.")
@click.option(
    "--status-page", metavar="URL", help="Where people see what became of their data; {code} stands for the code."
)
@common_options
@click.pass_context
def serve(context: click.Context, /, *, platform: str, listen: str, out: Path | None, status_page: str | None) -> Exit:
    """Receive what a platform posts, until it is stopped; every event is one line of JSON.

    Platforms want https: put a proxy in front that passes .../webhook, .../deauthorize and .../delete on. What the
    app's secret did not sign is refused, and nothing of it is written. 200 is answered once the lines are written.
    Platforms send things twice: "key" is the same then. Who removes the app has their deliveries held.
    """
    where = listening(listen)
    page = _page(status_page)
    with session_of(context).engine() as engine, _written(out) as write:
        connector = connector_named(engine.registry, platform)
        if not connector.manifest.signature_header:
            raise Refusal(
                f"{connector.manifest.title} tells nothing by itself",
                code="unsupported",
                field="PLATFORM",
                value=platform,
            )
        app = App.of_operator(platform)
        app.signing_secrets()
        engine.use_app(app)
        if app.verify_token is None:
            name = variables(platform)["verify_token"]
            note(f"{name} is not set: when the platform asks whether this address is ours, it is told no")

        def tell(events: tuple[Event, ...]) -> None:
            received = {"platform": platform, "received_at": now().isoformat()}
            write("".join(f"{_line(received | event_plain(event))}\n" for event in events).encode())

        receiver = Receiver(engine=engine, platform=platform, tell=tell, status_page=page)
        try:
            server = Server(receiver, where, lambda words: note(redact(words)))
        except OSError as error:
            raise cannot_listen(
                listen, error, field="--listen", value=listen, fix="End what listens there, or name another port."
            ) from None
        with _until_stopped() as stopped, server:
            note(f"listening at http://{where[0]}:{server.port}/webhook; Ctrl-C stops")
            stopped.wait()
    return Exit.DONE


def _line(plain: dict[str, Any]) -> str:
    """One document on one line; ASCII only, so that no text can end it."""
    return json.dumps(plain, separators=(",", ":"))


def _page(given: str | None) -> str | None:
    if given is not None and web_address(given.replace("{code}", "0")) is None:
        raise UsageRefusal(
            f"--status-page {given!r} is no web address",
            field="--status-page",
            value=given,
            fix="Write it like https://you.example/deletion?code={code}.",
        )
    return given


@contextmanager
def _written(path: Path | None) -> Iterator[Callable[[bytes], None]]:
    """A function that appends to the file, or to stdout; it returns once the bytes are where they belong."""
    if path is None:
        yield _into(sys.stdout.buffer, durable=False)
        return
    try:
        number = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    except OSError as error:
        raise UsageRefusal(
            f"--out {str(path)!r} cannot be written: {error.strerror}",
            field="--out",
            value=str(path),
            fix="Name a file that can be appended to.",
        ) from None
    with os.fdopen(number, "ab") as file:
        yield _into(file, durable=True)


def _into(file: BinaryIO, *, durable: bool) -> Callable[[bytes], None]:
    def write(lines: bytes) -> None:
        file.write(lines)
        file.flush()
        if durable:
            os.fsync(file.fileno())

    return write


@contextmanager
def _until_stopped() -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set."""
    stopped = threading.Event()
    before = {number: signal.signal(number, lambda *_: stopped.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

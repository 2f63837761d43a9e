"""`postwire run`."""

import asyncio
import contextlib
import gc
import logging
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import click
from attrs import define, field

from postwire.cli.examining import check_file
from postwire.cli.exit import Exit
from postwire.cli.options import common_options
from postwire.cli.printing import emit_line, note
from postwire.cli.refusal import Refusal, UsageRefusal
from postwire.cli.results import result_lines, style_of
from postwire.cli.session import Session, session_of
from postwire.cli.shapes import delivery_plain
from postwire.cli.showing import showing
from postwire.cli.timing import now
from postwire.cli.vault import check_key
from postwire.delivery import Delivery
from postwire.engine import Engine
from postwire.redaction import redact
from postwire.runner import STUCK_AFTER, Runner, Stuck, Until
from postwire.state import (
    Cancelled,
    Deleted,
    Deleting,
    Failed,
    Held,
    Missed,
    Processing,
    Published,
    Queued,
    Ready,
    State,
    Unconfirmed,
    name_of,
)

_TOLD = Published | Deleted | Failed | Missed | Held | Unconfirmed | Cancelled
_TROUBLE = Failed | Missed | Held | Unconfirmed


@click.command
@click.option(
    "--until-idle", is_flag=True, help="End when everything whose hour has come is done; an outage is sat out."
)
@click.option("--once", is_flag=True, help="Do what is due right now, then end.")
@click.option(
    "--concurrency", type=click.IntRange(1, 10_000), default=64, show_default=True, help="Deliveries under way at once."
)
@click.option(
    "--stuck-after",
    metavar="SECONDS",
    type=click.FloatRange(0.1, 86_400),
    default=STUCK_AFTER.total_seconds(),
    show_default="120",
    help="End with 7 when a connector has held everything up for so long; a supervisor starts the runner again.",
)
@click.option("--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON document a line: each change, then the summary.")
@common_options
@click.pass_context
def run(  # noqa: PLR0913 - a command has its options
    context: click.Context,
    concurrency: int,
    stuck_after: float,
    *,
    until_idle: bool,
    once: bool,
    quiet: bool,
    as_json: bool,
) -> Exit:
    """Send what is due, and look after what is under way.

    Until it is stopped, unless --until-idle or --once is given. SIGINT or SIGTERM lets what is under way finish; a
    second one aborts, and whatever was being published is looked up at the next run before anything is sent again.
    Several runners may share a database. Exits with 0 whatever became of the deliveries: `status` and `list` tell.
    """
    if until_idle and once:
        raise UsageRefusal("--until-idle and --once are both given", field="--once", fix="Keep one of them.")
    until = Until.IDLE if until_idle else Until.NOTHING_DUE if once else Until.STOPPED
    session = session_of(context)
    with session.engine() as engine, _log_to_stderr(debug=session.debug):
        check_file(engine.store)
        check_key(engine.store)
        for broken in engine.registry.broken:
            note(f"broken plugin: {broken.name} of {broken.distribution}: {broken.error}", style="bad")
        for delivery in engine.ease():
            note(f"{delivery.id} goes on: what it was held for is mended", style="good")
        reporter = Reporter(as_json=as_json, quiet=quiet, watched=sys.stderr is not None and sys.stderr.isatty())
        reporter.begin(session, until)
        runner = Runner(
            engine,
            concurrency=concurrency,
            on_change=reporter.change,
            stuck_after=timedelta(seconds=stuck_after),
            on_stuck=_end,
        )
        with showing(engine, beside_others=False), _frozen():
            finished = asyncio.run(_run(engine, runner, until, reporter))
        reporter.end()
        if reporter.unheard is not None:
            raise Refusal(
                f"{reporter.unheard.filename} could not be written to ({reporter.unheard.strerror}): "
                "what was under way was finished, and the run ended",
                code="unheard",
                exit=Exit.SETUP,
                fix="`postwire list` tells what became of the deliveries; run it again with an output that lasts.",
            )
    return Exit.DONE if finished else Exit.INTERRUPTED


async def _run(engine: Engine, runner: Runner, until: Until, reporter: "Reporter") -> bool:
    """Run until the end or a signal. False: it was aborted."""
    stopped, aborted = asyncio.Event(), asyncio.Event()

    def interrupt() -> None:
        if stopped.is_set():
            aborted.set()
            return
        stopped.set()
        reporter.stopping()
        runner.stop()

    reporter.on_unheard = runner.stop
    work = asyncio.create_task(runner.run(until))
    abort = asyncio.create_task(aborted.wait())
    try:
        with _on_signal(interrupt):
            await asyncio.wait({work, abort}, return_when=asyncio.FIRST_COMPLETED)
        while not work.done():
            work.cancel()  # more than once: wait_for of Python 3.11 may swallow one (python/cpython#86296)
            await asyncio.wait({work}, timeout=0.1)
        if work.cancelled():
            return False
        work.result()
    finally:
        abort.cancel()
        await engine.aclose()
    return True


def _end(stuck: Stuck) -> None:
    """End the process from the watching thread: the others cannot be ended, and whatever they did is on disk."""
    note(redact(f"ended: {stuck}; what it was at work on is on hold"), style="bad")
    with contextlib.suppress(AttributeError, OSError):  # closed, or nobody listens
        sys.stdout.flush()
    os._exit(int(Exit.STUCK))


@define
class Reporter:
    """Tells what happens: to a person on stderr, to a program on stdout."""

    as_json: bool
    quiet: bool
    watched: bool
    """Whether somebody looks at stderr; else only trouble is told, and a summary if anything happened."""
    on_unheard: Callable[[], None] = field(default=lambda: None, init=False)
    """Called when stdout can no longer be written to."""
    unheard: OSError | None = field(default=None, init=False)
    """Why it cannot."""
    _numbers: Counter[str] = field(factory=Counter, init=False)
    _started: float = field(factory=time.monotonic, init=False)

    def begin(self, session: Session, until: Until) -> None:
        """Say what is being watched."""
        if self.watched and not self.quiet:
            stop = "; Ctrl-C stops" if until is Until.STOPPED else ""
            note(f"working on {session.database}{stop}", style="dim")

    def change(self, delivery: Delivery) -> None:
        """Tell one change."""
        if isinstance(delivery.state, _TOLD):
            self._numbers[name_of(delivery.state)] += 1
        if self.as_json:
            self._emit({"change": delivery_plain(delivery, now())})
        if self.quiet or not self._is_news(delivery.state):
            return
        moment = now()
        first, *rest = result_lines(delivery, moment)
        note(f"{moment.astimezone().strftime('%H:%M:%S')}  {first}", style=style_of(delivery.state))
        for line in rest:
            note(f"          {line.strip()}")

    def _is_news(self, state: State) -> bool:
        """Every end, and every try that went wrong; where nobody looks, only what is in trouble, and once."""
        if isinstance(state, Queued | Processing | Ready | Deleting):
            return state.trouble.tries > 0 if self.watched else state.trouble.tries == 1
        return isinstance(state, _TOLD if self.watched else _TROUBLE)

    def _emit(self, document: Mapping[str, Any]) -> None:
        """Tell a program. Once it has gone, or the disk is full, nothing new is begun that it would not hear of."""
        if self.unheard is not None:
            return
        try:
            emit_line(document)
        except OSError as error:
            self.unheard = error
            self.on_unheard()

    def stopping(self) -> None:
        """Say that a signal was heard."""
        if not self.quiet:
            note("stopping: what is under way is finished first; once more aborts it", style="dim")

    def end(self) -> None:
        """Sum up."""
        seconds = round(time.monotonic() - self._started, 1)
        if self.as_json:
            self._emit({"summary": {"ended": dict(sorted(self._numbers.items())), "seconds": seconds}})
        if not self.quiet and (self.watched or self._numbers):
            said = ", ".join(f"{number} {name}" for name, number in sorted(self._numbers.items()))
            note(f"{said or 'nothing came to an end'} in {seconds:g} s")


@contextlib.contextmanager
def _frozen() -> Iterator[None]:
    """What is loaded by now is no garbage meanwhile: full collections need not look through it again and again."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextlib.contextmanager
def _on_signal(interrupt: Callable[[], None]) -> Iterator[None]:
    """Call it on SIGINT and SIGTERM, in the loop where the platform lets us."""
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGINT, signal.SIGTERM)
    before: dict[int, Any] = {}
    for number in numbers:
        before[number] = signal.getsignal(number)
        try:
            loop.add_signal_handler(number, interrupt)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(interrupt))
    try:
        yield
    finally:
        for number in numbers:
            with contextlib.suppress(NotImplementedError):
                loop.remove_signal_handler(number)
            signal.signal(number, before[number])


class _Said(logging.Handler):
    """Log records as words on stderr, without tracebacks and secrets."""

    def __init__(self, *, debug: bool) -> None:
        super().__init__(logging.WARNING)
        self._debug = debug

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        words = f"{record.levelname.lower()}: {record.getMessage()}"
        note(redact(words + (f" ({type(error).__name__}: {error})" if error is not None else "")), style="bad")
        if self._debug and record.exc_info:
            note(redact(logging.Formatter().formatException(record.exc_info)))


@contextlib.contextmanager
def _log_to_stderr(*, debug: bool) -> Iterator[None]:
    logger, handler = logging.getLogger("postwire"), _Said(debug=debug)
    logger.addHandler(handler)
    propagate, logger.propagate = logger.propagate, False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate

"""Where local files are shown to platforms that fetch media themselves, as the environment says."""

import contextlib
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from postwire.cli.exit import Exit
from postwire.cli.refusal import Refusal

if TYPE_CHECKING:
    from postwire.engine import Engine
    from postwire.hosting import Host
    from postwire.store import Store

VARIABLE = "POSTWIRE_MEDIA_HOST"


def is_set() -> bool:
    """Whether local files are shown at all."""
    return bool(os.environ.get(VARIABLE, "").strip())


def operators_host(store: "Store") -> "Host | None":
    """The host that the environment names; None: there is none. Raises `Refusal`."""
    if not is_set():
        return None
    from postwire.hosting import BadSetting, host_of  # noqa: PLC0415 - imports httpx: 300 ms

    try:
        return host_of(os.environ[VARIABLE].strip(), store)
    except BadSetting as error:
        raise Refusal(
            f"{VARIABLE} cannot be used: {error.reason}",
            code="bad_media_host",
            exit=Exit.SETUP,
            field=VARIABLE,
            fix=error.fix,
        ) from None


@contextlib.contextmanager
def showing(engine: "Engine", *, beside_others: bool) -> Iterator[None]:
    """Serve the files of deliveries meanwhile; what was left by a crash is taken back first.

    ``beside_others``: that another process listens already is fine, since it serves the same. Raises `Refusal`.
    """
    host = engine.lender.host
    if host is None:
        yield
        return
    try:
        host.open()
    except OSError as error:
        if not beside_others:
            raise Refusal(
                f"the door of {VARIABLE} cannot be opened: {error.strerror or error}",
                code="media_door",
                exit=Exit.SETUP,
                field=VARIABLE,
                fix="Name a free address with ?listen=HOST:PORT, or stop what listens there.",
            ) from None
    try:
        engine.lender.sweep()
        yield
        engine.lender.sweep()
    finally:
        host.close()

"""Where a command listens."""

from postwire.cli.exit import Exit
from postwire.cli.refusal import Refusal, UsageRefusal


def listening(given: str) -> tuple[str, int]:
    """Host and port of ``--listen``. Raises `UsageRefusal`."""
    host, _, port = given.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65_535:
        raise UsageRefusal(
            f"--listen {given!r} is not HOST:PORT", field="--listen", value=given, fix="Write it like 127.0.0.1:8912."
        )
    return host.strip("[]"), int(port)


def cannot_listen(where: str, error: OSError, *, field: str, value: str, fix: str) -> Refusal:
    """The refusal of an address that is taken, or not this machine's."""
    return Refusal(
        f"{where} cannot be listened at: {error.strerror or error}",
        code="cannot_listen",
        exit=Exit.SETUP,
        field=field,
        value=value,
        fix=fix,
    )

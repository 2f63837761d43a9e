"""``python -m postwire_threads.sandbox``: serve a Threads sandbox until interrupted."""

import argparse
import json
import sys
from typing import Any

from postwire_threads.sandbox.server import run
from postwire_threads.sandbox.settings import BadSetting, Settings


def _setting(text: str) -> tuple[str, Any]:
    name, found, value = text.partition("=")
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form NAME=VALUE")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def main(arguments: list[str] | None = None) -> int:
    """Read the command line and serve."""
    called = sys.argv[0] if sys.argv[0].startswith("postwire ") else "python -m postwire_threads.sandbox"
    parser = argparse.ArgumentParser(prog=called, description="Serve a Threads sandbox until interrupted.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=0, help="0 (default): any free port; the real one is printed")
    parser.add_argument("--seed", type=int, help="ids follow from it")
    parser.add_argument(
        "--set",
        dest="settings",
        metavar="NAME=VALUE",
        action="append",
        type=_setting,
        default=[],
        help="any setting, such as --set text_counting=documented --set fetch_media=false; repeatable",
    )
    chosen = parser.parse_args(arguments)
    changes = dict(chosen.settings)
    if chosen.seed is not None:
        changes["seed"] = chosen.seed
    try:
        run(chosen.host, chosen.port, Settings().changed(changes))
    except (BadSetting, OSError) as error:
        parser.error(str(error))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What the exit code of `postwire` says. Scripts may rely on the numbers."""

import enum


class Exit(enum.IntEnum):
    """How a command ended."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    SETUP = 3
    WAITS = 4
    INTERRUPTED = 5
    UNFINISHED = 6
    STUCK = 7
    BUG = 70


MEANING = {
    Exit.DONE: "done",
    Exit.REFUSED: "something was refused or failed: a bad post, an impossible command, a delivery that failed",
    Exit.USAGE: "the command line itself is wrong",
    Exit.SETUP: "the setup is wrong: database, key, account, platform, plugin, extra",
    Exit.WAITS: "a delivery waits for a person (held, unconfirmed)",
    Exit.INTERRUPTED: "interrupted; whatever was under way is looked up before anything is sent again",
    Exit.UNFINISHED: "patience ended first; `postwire run` goes on with it",
    Exit.STUCK: "a connector held the runner; what it held it with is on hold: start the runner again",
    Exit.BUG: "an error of postwire itself",
}


def worst(ends: "list[Exit]") -> Exit:
    """One code for several ends: a failure before a wait for a person, that before unfinished work."""
    order = (Exit.BUG, Exit.SETUP, Exit.REFUSED, Exit.WAITS, Exit.UNFINISHED, Exit.DONE)
    return min(ends, key=order.index, default=Exit.DONE)

"""What somebody may have meant."""

from collections.abc import Iterable


def unlike(given: str, known: Iterable[str], otherwise: str) -> str:
    """The names that look like the one that was given; else some other advice."""
    import difflib  # noqa: PLC0415 - only where something was misspelt

    by_fold = {each.casefold(): each for each in known}
    near = difflib.get_close_matches(given.casefold(), by_fold, n=3)
    return f"Did you mean {' or '.join(by_fold[each] for each in near)}?" if near else otherwise

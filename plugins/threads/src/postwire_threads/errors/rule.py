"""When an answer has a meaning: data, and how it is compared."""

import re
from collections.abc import Iterable

from attrs import field, frozen, validators

from postwire.operation import Operation
from postwire.source import Source
from postwire_threads.errors.answer import Answer
from postwire_threads.errors.meaning import Meaning


def _numbers(values: Iterable[int | None]) -> frozenset[int | None]:
    return frozenset(values)


def _whole(values: Iterable[int]) -> frozenset[int]:
    return frozenset(values)


def _words(values: Iterable[str]) -> frozenset[str]:
    return frozenset(values)


def _operations(values: Iterable[Operation]) -> frozenset[Operation]:
    return frozenset(values)


def _phrases(says: str | Iterable[str]) -> tuple[str, ...]:
    phrases = (says,) if isinstance(says, str) else tuple(says)
    for phrase in phrases:
        if capital := re.search(r"(?<!\\)[A-Z]", phrase):
            raise ValueError(f"says {phrase!r} holds the capital {capital[0]!r}: write it small, it is matched so")
    return phrases


@frozen(kw_only=True)
class Rule:
    """All conditions that it names must hold; what it does not name does not matter."""

    id: str = field(validator=validators.matches_re(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*"))
    """Stable; a diagnosis carries it as ``threads.ID``."""
    meaning: Meaning
    codes: frozenset[int | None] = field(default=(), converter=_numbers)
    """None among them: an answer without a code that any rule knows."""
    subcodes: frozenset[int] = field(default=(), converter=_whole)
    names: frozenset[str] = field(default=(), converter=_words)
    states: frozenset[str] = field(default=(), converter=_words)
    types: frozenset[str] = field(default=(), converter=_words)
    operations: frozenset[Operation] = field(default=(), converter=_operations)
    statuses: frozenset[int] = field(default=(), converter=_whole)
    says: tuple[str, ...] = field(default=(), converter=_phrases)
    """A pattern, or any of several, in the answer's words: English, since numbers tell everything else better.

    In small letters, as the words are when they are compared: that takes a quarter of the time of ignoring case.
    """
    explained: bool = False
    """Whether the answer must carry a subcode and a heading for the end user: somebody at Meta knew the reason."""
    page: bool = False
    """Whether it speaks of web pages; all others speak of the API."""
    sources: tuple[Source, ...] = field(validator=validators.min_len(1))
    _pattern: "re.Pattern[str] | None" = field(init=False, repr=False, eq=False)

    @_pattern.default
    def _compiled(self) -> "re.Pattern[str] | None":
        return re.compile("|".join(self.says)) if self.says else None

    def __attrs_post_init__(self) -> None:
        """Refuse a rule without a condition: it would swallow everything behind it."""
        conditions = (self.codes, self.subcodes, self.names, self.states, self.types, self.statuses, self.says)
        if not (any(conditions) or self.page):
            raise ValueError(f"rule {self.id!r} has no condition beside the operation: give it one")

    def matches(self, answer: Answer, operation: Operation, code: int | None) -> bool:
        """Whether an answer to this operation is meant. ``code`` is its code, or None where no rule knows that code."""
        return (
            answer.is_page == self.page
            and (not self.operations or operation in self.operations)
            and (not self.codes or code in self.codes)
            and (not self.subcodes or answer.fine_code in self.subcodes)
            and (not self.names or answer.name in self.names)
            and (not self.states or answer.state in self.states)
            and (not self.types or answer.type in self.types)
            and (not self.statuses or answer.status in self.statuses)
            and (not self.explained or bool(answer.subcode and answer.title))
            and (self._pattern is None or self._pattern.search(answer.small) is not None)
        )


def known_codes(rules: Iterable[Rule]) -> frozenset[int]:
    """Every code that a rule names."""
    return frozenset(code for rule in rules for code in rule.codes if code is not None)

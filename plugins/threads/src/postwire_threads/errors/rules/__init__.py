"""The rules in the order in which they are asked; the first that matches decides.

Names and numbers come first, since they are stable and speak no language. A code that no rule knows counts as none, so
that words can still tell. The HTTP status comes after the numbers, because it lies; words come last.
"""

from postwire_threads.errors.rule import Rule, known_codes
from postwire_threads.errors.rules import (
    access,
    container,
    doubtful,
    limits,
    lookups,
    media,
    parameters,
    sign_in,
    tokens,
)

RULES: tuple[Rule, ...] = (
    *container.NAMED_STATES,
    *media.BY_NUMBER,
    *limits.BY_NUMBER,
    *tokens.BY_NUMBER,
    *sign_in.BY_NUMBER,
    *access.BY_NUMBER,
    *lookups.BY_NUMBER,
    *media.FAMILY,
    *parameters.BY_NUMBER,
    *doubtful.BY_NUMBER,
    *container.OTHER_STATES,
    *doubtful.PAGES,
    *limits.BY_STATUS,
    *tokens.BY_WORD,
    *access.BY_WORD,
    *sign_in.BY_WORD,
    *limits.BY_WORD,
    *media.BY_WORD,
    *lookups.BY_WORD,
    *parameters.BY_WORD,
    *lookups.LAST,
    *parameters.LAST,
    *doubtful.SAYING_NOTHING,
    *doubtful.BY_WORD,
    *sign_in.LAST,
)

KNOWN_CODES = known_codes(RULES)

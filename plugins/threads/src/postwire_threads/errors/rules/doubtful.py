"""Codes that say little or lie: -1, 1, 2, 20, 506, undocumented ones, and web pages."""

from postwire.operation import Operation
from postwire_threads.errors.meanings import content, limits, lookups, outage, setup
from postwire_threads.errors.rule import Rule
from postwire_threads.errors.sources import (
    BY_ANALOGY,
    GRAPH_ERRORS,
    RECEIVED,
    RECEIVED_META,
)

_DUPLICATE = (
    r"duplicate (?:status|post|message|content|(?:\w{1,20} ){0,3}request)",
    r"already (?:been )?(?:posted|published|marked)",
)
_NOT_LATER = r"^(?!.*(?:try again|retry|later|temporar|unexpected))"

BY_NUMBER = (
    Rule(id="506", meaning=content.DUPLICATE, codes={506}, sources=(GRAPH_ERRORS, RECEIVED_META)),
    Rule(id="20.1772107", meaning=outage.ANSWER_FORMAT, subcodes={1772107}, sources=(RECEIVED_META,)),
    Rule(id="1.duplicate", meaning=content.DUPLICATE, codes={1, None}, says=_DUPLICATE, sources=(RECEIVED_META,)),
    Rule(
        id="1.explained",
        meaning=content.REFUSED_WITH_REASON,
        codes={1, -1},
        explained=True,
        says=_NOT_LATER,
        sources=(RECEIVED_META,),
    ),
    Rule(id="2", meaning=outage.SERVICE_DOWN, codes={2}, sources=(GRAPH_ERRORS, RECEIVED_META)),
    Rule(id="20", meaning=outage.ANSWER_FORMAT, codes={20}, sources=(RECEIVED_META,)),
)

SAYING_NOTHING = (
    Rule(id="-1", meaning=outage.SERVER_ERROR, codes={-1, -2}, sources=(RECEIVED,)),
    Rule(
        id="1.glitch",
        meaning=outage.SERVER_ERROR,
        codes={1},
        operations={Operation.CREATE, Operation.POLL, Operation.DELETE, Operation.REFRESH},
        sources=(GRAPH_ERRORS, RECEIVED),
    ),
    Rule(id="1", meaning=outage.UNEXPLAINED, codes={1}, sources=(GRAPH_ERRORS, RECEIVED)),
)
"""Codes so vague that words are asked before them."""

PAGES = (
    Rule(
        id="page.delete",
        meaning=lookups.MAYBE_GONE,
        page=True,
        statuses={404, 410},
        operations={Operation.DELETE},
        sources=(BY_ANALOGY,),
    ),
    Rule(id="page", meaning=outage.OUTAGE_PAGE, page=True, statuses={0, *range(500, 600)}, sources=(BY_ANALOGY,)),
    Rule(id="page.429", meaning=limits.API_RATE_LIMITED, page=True, statuses={429}, sources=(BY_ANALOGY,)),
    Rule(id="page.other", meaning=setup.FOREIGN_PAGE, page=True, sources=(BY_ANALOGY,)),
)
"""A web page does not come from the API but from what stands before it, whatever its status says."""

_UNKNOWN = r"(?:unknown|generic) (?:server )?(?:error|issue)"

BY_WORD = (
    Rule(
        id="words.service_down",
        meaning=outage.SERVICE_DOWN,
        says=(
            r"retry your request later",
            r"unexpected error has occurred",
            r"temporarily unavailable",
            r"service.{0,20} unavailable",
        ),
        sources=(GRAPH_ERRORS, RECEIVED_META),
    ),
    Rule(
        id="words.server_error",
        meaning=outage.SERVER_ERROR,
        says=(
            r"something went wrong",
            r"server error",
            r"bad gateway",
            r"gateway time-?out",
            r"(?:please )?try again (?:later|soon|in)",
        ),
        sources=(RECEIVED_META,),
    ),
    Rule(
        id="words.unknown_error.5xx",
        meaning=outage.SERVER_ERROR,
        statuses=range(500, 600),
        says=_UNKNOWN,
        sources=(RECEIVED_META,),
    ),
    Rule(
        id="words.unknown_error",
        meaning=outage.UNDOCUMENTED,
        says=_UNKNOWN,
        sources=(RECEIVED_META,),
    ),
)

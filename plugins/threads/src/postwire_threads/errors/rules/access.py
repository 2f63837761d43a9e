"""Codes 3, 10 and 200-299: what was not granted."""

from postwire.operation import Operation
from postwire_threads.errors.meanings import access, account, lookups, setup
from postwire_threads.errors.rule import Rule
from postwire_threads.errors.sources import GATEWAYS, GRAPH_ERRORS, RECEIVED, RECEIVED_META, THREADS_TOKENS

_ACCESS = (3, 10, *range(200, 300))
_REVIEW = (
    r"app.?review",
    r"testers\b",
    r"access tier",
    r"(?:advanced|standard) access",
    r"reviewed and approved",
    r"submit (?:it|the app)? ?for",
    r"development mode",
    r"has not been approved",
    r"not approved (?:by|for)",
    r"not in live mode",
)
_ROLE = (
    r"must be an? (?:admin|owner|editor|moderator)",
    r"impersonat",
    r"two.?factor",
)
_BLOCKED = (
    r"api access (?:blocked|deactivated|disabled)",
    r"(?:app|application) (?:has been|is) (?:blocked|disabled|deactivated)",
)
SWITCHED_OFF = r"(?:deactivated|disabled|blocked|inactive).{0,80}app dashboard"
"""Whoever owns the app can undo it, and nobody else."""
DENIED = (
    r"(?:not|n't) have (?:the )?(?:sufficient |necessary |required )?permission",
    r"permissions? (?:error|denied)",
    r"permission\(?s?\)? (?:is|are|must be|to) ",
    r"(?:requires?|missing|insufficient|needs?) (?:the )?\S{0,60} ?permission",
    r"requires extended permission",
    r"no permission",
    r"access denied",
    r"insufficient (?:scope|privilege)",
    r"(?:not|n't) authorized the application",
    r"not (?:authori[sz]ed|allowed|permitted) to",
)
NOT_ENOUGH = (
    r"not enough (?:viewers|data|followers)",
    r"before business account conversion",
)

BY_NUMBER = (
    Rule(id="10.4279017", meaning=access.APP_REVIEW_NEEDED, subcodes={4279017, 4279067}, sources=(RECEIVED,)),
    Rule(id="10.4279013", meaning=account.ACCOUNT_RESTRICTED, subcodes={4279013}, sources=(RECEIVED,)),
    Rule(
        id="10.switched_off",
        meaning=setup.APP_UNUSABLE,
        codes=_ACCESS,
        says=SWITCHED_OFF,
        sources=(RECEIVED_META,),
    ),
    Rule(id="10.blocked", meaning=account.API_BLOCKED, codes=_ACCESS, says=_BLOCKED, sources=(RECEIVED,)),
    Rule(
        id="10.review",
        meaning=access.APP_REVIEW_NEEDED,
        codes=_ACCESS,
        says=_REVIEW,
        sources=(THREADS_TOKENS, RECEIVED),
    ),
    Rule(id="100.review", meaning=access.APP_REVIEW_NEEDED, codes={100}, says=_REVIEW, sources=(RECEIVED,)),
    Rule(id="10.insights", meaning=lookups.NOT_ENOUGH_DATA, codes={10}, says=NOT_ENOUGH, sources=(RECEIVED_META,)),
    Rule(id="10.role", meaning=access.PAGE_ROLE_MISSING, codes={10}, says=_ROLE, sources=(RECEIVED_META,)),
    Rule(
        id="10.publish",
        meaning=access.PERMISSION_DOUBTFUL,
        codes={10},
        operations={Operation.PUBLISH},
        sources=(RECEIVED,),
    ),
    Rule(id="10", meaning=access.PERMISSION_MISSING, codes={10}, sources=(GRAPH_ERRORS, RECEIVED)),
    Rule(id="3", meaning=access.CAPABILITY_MISSING, codes={3}, sources=(GRAPH_ERRORS,)),
    Rule(id="200", meaning=access.PERMISSION_MISSING, codes=range(200, 300), sources=(GRAPH_ERRORS, RECEIVED_META)),
    Rule(id="5", meaning=setup.WRONG_TOKEN_KIND, codes={5}, sources=(RECEIVED_META,)),
    Rule(id="12", meaning=setup.VERSION_GONE, codes={12, 2635}, sources=(RECEIVED_META,)),
)

BY_WORD = (
    Rule(id="words.switched_off", meaning=setup.APP_UNUSABLE, says=SWITCHED_OFF, sources=(RECEIVED_META,)),
    Rule(id="words.blocked", meaning=account.API_BLOCKED, says=_BLOCKED, sources=(RECEIVED,)),
    Rule(id="words.review", meaning=access.APP_REVIEW_NEEDED, says=_REVIEW, sources=(THREADS_TOKENS, RECEIVED)),
    Rule(
        id="words.capability",
        meaning=access.CAPABILITY_MISSING,
        says=r"not have the capability",
        sources=(GRAPH_ERRORS,),
    ),
    Rule(
        id="words.permission_publish",
        meaning=access.PERMISSION_DOUBTFUL,
        says=DENIED,
        operations={Operation.PUBLISH},
        sources=(RECEIVED,),
    ),
    Rule(
        id="words.account_kind",
        meaning=access.FEATURE_NOT_AVAILABLE,
        says=(
            r"not an? (?:\w+ )?(?:business|professional|creator)\b",
            r"feature (?:is )?(?:not|un)\s?(?:available|enabled|supported)",
        ),
        sources=(GATEWAYS,),
    ),
    Rule(id="words.permission", meaning=access.PERMISSION_MISSING, says=DENIED, sources=(RECEIVED_META,)),
)

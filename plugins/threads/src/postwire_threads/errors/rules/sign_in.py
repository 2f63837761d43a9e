"""The authorize page, the code exchange, and the app behind them."""

from postwire.operation import Operation
from postwire_threads.errors.meanings import access, connection, setup
from postwire_threads.errors.rule import Rule
from postwire_threads.errors.sources import (
    BY_ANALOGY,
    OAUTH_AS_JSON,
    RECEIVED,
    RECEIVED_META,
    TESTER_INVITE,
    THREADS_TOKENS,
    WRONG_APP_ID,
)

_SIGN_IN = (Operation.AUTHORIZE, Operation.REFRESH)
_WRONG = r"(?:invalid|incorrect|wrong|missing|bad|unknown|error validating|provide (?:a )?valid) (?:the )?"
_REDIRECT = (
    r"(?:invalid|mismatch\w*|identical|absolute|register\w*).{0,40}redirect[_ ]?ur[il]",
    r"redirect[_ ]?ur[il].{0,40}(?:invalid|mismatch|not |isn't|must|identical|failed)",
    r"url blocked",
    r"not allowed by the application configuration",
)
_SECRET = (
    _WRONG + r"(?:client|app(?:lication)?)[_ ]?secret",
    r"(?:invalid|missing|requires?) (?:an )?appsecret_proof",
)
_APP_ID = (
    _WRONG + r"(?:client[_ ]id|app(?:lication)?[_ ]?id|platform app)",
    r"no (?:app id|application data) was",
    r"th__application",
)
_CODE = (
    r"(?:authorization|verification|matching) code",
    r"code (?:(?:was|has|is) )?(?:not found|already|expired|invalid|been used)",
)

BY_NUMBER = (
    Rule(
        id="sign_in.1349245", meaning=access.INVITE_NOT_ACCEPTED, subcodes={1349245}, sources=(TESTER_INVITE, RECEIVED)
    ),
    Rule(
        id="sign_in.4476002", meaning=setup.WRONG_APP_ID, subcodes={1349026, 4476002}, sources=(WRONG_APP_ID, RECEIVED)
    ),
    Rule(
        id="sign_in.1349168", meaning=setup.REDIRECT_NOT_ALLOWED, subcodes={1349168, 1349048, 191}, sources=(RECEIVED,)
    ),
    Rule(id="sign_in.36008", meaning=setup.REDIRECT_NOT_ALLOWED, subcodes={36008}, sources=(RECEIVED_META,)),
    Rule(id="sign_in.36009", meaning=connection.CODE_UNUSABLE, subcodes={36007, 36009}, sources=(RECEIVED_META,)),
    Rule(
        id="sign_in.1349",
        meaning=setup.SIGN_IN_REFUSED,
        subcodes=range(1_349_000, 1_350_000),
        operations=_SIGN_IN,
        sources=(RECEIVED_META,),
    ),
    Rule(id="191", meaning=setup.REDIRECT_NOT_ALLOWED, codes={191}, sources=(RECEIVED_META,)),
    Rule(
        id="sign_in.denied",
        meaning=connection.CONSENT_DENIED,
        codes={200, None},
        says=(
            r"acc?ee?ss_denied",
            r"user_denied",
            r"denied your request",
        ),
        sources=(THREADS_TOKENS,),
    ),
    Rule(
        id="sign_in.secret",
        meaning=setup.WRONG_SECRET,
        codes={1, 100, 101, None},
        says=_SECRET,
        sources=(RECEIVED_META,),
    ),
    Rule(
        id="sign_in.redirect",
        meaning=setup.REDIRECT_NOT_ALLOWED,
        codes={1, 100, 101, None},
        says=_REDIRECT,
        sources=(OAUTH_AS_JSON, RECEIVED_META),
    ),
    Rule(id="101", meaning=setup.APP_UNUSABLE, codes={101}, sources=(RECEIVED_META,)),
    Rule(
        id="sign_in.app_id",
        meaning=setup.WRONG_APP_ID,
        codes={1, 100, 200, None},
        says=_APP_ID,
        sources=(WRONG_APP_ID, RECEIVED),
    ),
    Rule(
        id="sign_in.code",
        meaning=connection.CODE_UNUSABLE,
        codes={1, 100, None},
        says=_CODE,
        operations=_SIGN_IN,
        sources=(RECEIVED,),
    ),
    Rule(
        id="sign_in.method",
        meaning=setup.SIGN_IN_REFUSED,
        codes={100, None},
        says=r"unsupported request",
        operations=_SIGN_IN,
        sources=(RECEIVED,),
    ),
    Rule(
        id="sign_in.invite",
        meaning=access.INVITE_NOT_ACCEPTED,
        codes={1, 100, None},
        says=r"not accepted the invite|insufficient developer role|not an? (?:sandbox|test) user",
        sources=(TESTER_INVITE,),
    ),
    Rule(
        id="sign_in.1",
        meaning=setup.SIGN_IN_REFUSED,
        codes={1, 100},
        operations={Operation.AUTHORIZE},
        sources=(OAUTH_AS_JSON,),
    ),
)

BY_WORD = (
    Rule(
        id="words.app_inactive",
        meaning=setup.APP_UNUSABLE,
        says=(
            r"app (?:is )?not (?:active|set up)",
            r"app is not currently accessible",
        ),
        sources=(RECEIVED_META,),
    ),
)

LAST = (
    Rule(
        id="sign_in",
        meaning=setup.SIGN_IN_REFUSED,
        says=r"\w",
        operations={Operation.AUTHORIZE},
        statuses={400, 401, 403},
        sources=(OAUTH_AS_JSON,),
    ),
    Rule(
        id="refresh",
        meaning=connection.REFRESH_REFUSED,
        says=r"\w",
        operations={Operation.REFRESH},
        statuses={400, 401, 403},
        sources=(BY_ANALOGY,),
    ),
)
"""Where nothing else is known: a sign-in or a refresh that is refused has few causes."""

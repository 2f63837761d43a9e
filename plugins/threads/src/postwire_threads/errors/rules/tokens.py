"""Code 190 and its relatives: the token, the session behind it, and what hides behind the same code."""

from postwire_threads.errors.meanings import access, account, connection, outage, setup
from postwire_threads.errors.rule import Rule
from postwire_threads.errors.rules.access import SWITCHED_OFF
from postwire_threads.errors.sources import GATEWAYS, GRAPH_ERRORS, RECEIVED, RECEIVED_META

_META = (GRAPH_ERRORS, RECEIVED_META)
_SESSION = r"(?:access.token|token|session|authori[sz]ation)"
_190 = (190, 102, None)
"""A subcode that stands alone is one of 190's."""

BY_NUMBER = (
    Rule(id="190.458", meaning=connection.APP_REMOVED, codes=_190, subcodes={458}, sources=_META),
    Rule(id="190.459", meaning=account.CHECKPOINT, codes=_190, subcodes={459, 490}, sources=_META),
    Rule(id="190.460", meaning=connection.SESSION_INVALIDATED, codes=_190, subcodes={460}, sources=_META),
    Rule(id="190.463", meaning=connection.TOKEN_EXPIRED, codes=_190, subcodes={463}, sources=_META),
    Rule(id="190.464", meaning=account.ACCOUNT_UNCONFIRMED, codes=_190, subcodes={464}, sources=_META),
    Rule(id="190.467", meaning=connection.TOKEN_INVALID, codes=_190, subcodes={467}, sources=_META),
    Rule(id="190.492", meaning=access.PAGE_ROLE_MISSING, codes=_190, subcodes={492}, sources=_META),
    Rule(id="190.493", meaning=connection.TOKEN_UNUSED, codes=_190, subcodes={493}, sources=(RECEIVED_META,)),
    Rule(id="452", meaning=connection.SESSION_KEY_INVALID, subcodes={4279019}, sources=(RECEIVED,)),
    Rule(
        id="190.role",
        meaning=access.PAGE_ROLE_MISSING,
        codes={190},
        says=(
            r"impersonat",
            r"two.?factor",
            r"must be an? (?:admin|editor|moderator)",
        ),
        sources=(RECEIVED_META,),
    ),
    Rule(
        id="190.checkpoint",
        meaning=account.CHECKPOINT,
        codes={190},
        says=r"checkpoint|log in (?:to|at) \S*facebook",
        sources=(RECEIVED_META,),
    ),
    Rule(
        id="190.unconfirmed",
        meaning=account.ACCOUNT_UNCONFIRMED,
        codes={190},
        says=r"not a confirmed user",
        sources=(RECEIVED_META,),
    ),
    Rule(
        id="190.restricted",
        meaning=account.ACCOUNT_RESTRICTED,
        codes={190},
        says=r"(?:user|account) (?:is|has been|was) (?:restricted|disabled|suspended|deactivated|blocked)",
        sources=(RECEIVED_META,),
    ),
    Rule(id="190.switched_off", meaning=setup.APP_UNUSABLE, codes={190}, says=SWITCHED_OFF, sources=(RECEIVED_META,)),
    Rule(
        id="190.blocked",
        meaning=account.API_BLOCKED,
        codes={190},
        says=r"api access (?:blocked|deactivated|disabled)",
        sources=(RECEIVED_META,),
    ),
    Rule(
        id="190.system",
        meaning=outage.SERVER_ERROR,
        codes={190, 101},
        says=r"cannot get application info",
        sources=(RECEIVED_META,),
    ),
    Rule(
        id="190.app",
        meaning=setup.APP_UNUSABLE,
        codes={190, 101},
        says=(
            r"application (?:has been|is|was) (?:deleted|disabled)",
            r"validating application",
        ),
        sources=(RECEIVED_META,),
    ),
    Rule(
        id="190.page_token",
        meaning=setup.WRONG_TOKEN_KIND,
        codes={100, 190, 200, 210},
        says=r"page access token",
        sources=(RECEIVED_META,),
    ),
    Rule(
        id="190.app_removed",
        meaning=connection.APP_REMOVED,
        codes={190},
        says=r"not authorized application",
        sources=_META,
    ),
    Rule(
        id="190.invalidated",
        meaning=connection.SESSION_INVALIDATED,
        codes={190},
        says=(
            r"changed (?:their|the|his|her) password",
            r"session has been invalidated",
            r"logged out",
        ),
        sources=_META,
    ),
    Rule(id="190.expired", meaning=connection.TOKEN_EXPIRED, codes={190, 102}, says=r"has expired", sources=_META),
    Rule(
        id="190", meaning=connection.TOKEN_INVALID, codes={190, 102, *range(458, 469)}, sources=(GRAPH_ERRORS, RECEIVED)
    ),
    Rule(
        id="200.token",
        meaning=connection.TOKEN_MISSING,
        codes=range(200, 300),
        says=r"(?:have|provide) a valid access.?token|access.?token (?:is )?(?:required|missing)",
        sources=(RECEIVED_META,),
    ),
    Rule(id="452.other", meaning=connection.SESSION_KEY_INVALID, codes={452}, sources=(RECEIVED,)),
    Rule(id="104", meaning=connection.TOKEN_MISSING, codes={104}, sources=(RECEIVED_META,)),
    Rule(
        id="2500.token", meaning=connection.TOKEN_MISSING, codes={2500}, says=r"access token", sources=(RECEIVED_META,)
    ),
    Rule(id="2500", meaning=outage.WRONG_METHOD, codes={2500}, sources=(RECEIVED_META,)),
)

BY_WORD = (
    Rule(
        id="words.session_key",
        meaning=connection.SESSION_KEY_INVALID,
        says=r"session key (?:is )?invalid",
        sources=(RECEIVED,),
    ),
    Rule(
        id="words.unconfirmed",
        meaning=account.ACCOUNT_UNCONFIRMED,
        says=r"not a confirmed user",
        sources=(RECEIVED_META,),
    ),
    Rule(
        id="words.checkpoint",
        meaning=account.CHECKPOINT,
        says=(
            r"\bcheckpoint\b",
            r"security check is required",
            r"(?:verify|confirm) (?:your|their) (?:identity|account)",
            r"log in (?:to|at) \S*facebook",
        ),
        sources=(RECEIVED_META,),
    ),
    Rule(
        id="words.role",
        meaning=access.PAGE_ROLE_MISSING,
        says=(
            r"impersonat",
            r"must be an? (?:admin|editor|moderator)",
            r"requires two.?factor",
        ),
        sources=(RECEIVED_META,),
    ),
    Rule(
        id="words.app_removed",
        meaning=connection.APP_REMOVED,
        says=r"not authorized application",
        sources=(RECEIVED_META,),
    ),
    Rule(
        id="words.revoked",
        meaning=connection.TOKEN_INVALID,
        says=(
            r"revoked_access_token",
            r"revoked (?:this session|access)",
            rf"{_SESSION}.{{0,40}}\b(?:revoked|deauthori[sz]ed|blacklisted)",
            rf"\brevoked .{{0,20}}{_SESSION}",
        ),
        sources=(GATEWAYS,),
    ),
    Rule(
        id="words.invalidated",
        meaning=connection.SESSION_INVALIDATED,
        says=(
            r"session (?:has been invalidated|is invalid)",
            r"chang(?:ed|ing) (?:(?:their|the|his|her|your) )?password",
            r"password (?:was|has been) changed",
            r"(?:was|been|user) logged out",
        ),
        sources=(GATEWAYS, RECEIVED_META),
    ),
    Rule(
        id="words.expired",
        meaning=connection.TOKEN_EXPIRED,
        says=(
            r"(?:session|token)s? (?:has|have|is|was)? ?(?:already )?expired",
            r"expired (?:access )?token",
            r"token.{0,40}has expired",
        ),
        sources=(RECEIVED_META,),
    ),
    Rule(
        id="words.token",
        meaning=connection.TOKEN_INVALID,
        says=(
            r"error (?:validating|processing) access token",
            r"token (?:\w+ ){0,2}(?:is|was) invalid",
            r"(?:invalid|malformed|bad) (?:oauth )?(?:[\d.]{1,4} )?access.?token",
            r"cannot parse access token",
            r"access token (?:could not be|cannot be|can't be) (?:decrypted|decoded|parsed|validated)",
            r"failed to (?:decode|decrypt)",
            r"invalid.?(?:access.?)?token",
            rf"{_SESSION} (?:is|was|has become|became) (?:not|no longer) (?:valid|accepted)",
            rf"(?:not a valid|no valid) {_SESSION}",
        ),
        sources=(GATEWAYS, RECEIVED),
    ),
    Rule(
        id="words.token_missing",
        meaning=connection.TOKEN_MISSING,
        says=r"an? (?:active |valid )?(?:user )?access token (?:is required|must be)",
        sources=(RECEIVED_META,),
    ),
)

"""What is wrong with an account, its session or its server's trust in it."""

from postwire.diagnosis import Action, Category, Culprit
from postwire.meaning import Meaning, Sign
from postwire_bluesky.manifest.sources import SERVER, SESSIONS

_CONNECT = "Connect the account again: `postwire accounts connect bluesky`, with an app password."
_APP = "Open the official app and follow what it says there; then `postwire resume ID`."

CONNECTION = (
    Meaning(
        code="bluesky.token_revoked",
        category=Category.AUTH,
        action=Action.RECONNECT,
        caused_by=Culprit.USER,
        message="The connection of this account was ended.",
        detail="The session was deleted, or its app password was revoked.",
        next_step=_CONNECT,
        signs=(
            Sign(
                rule="bluesky.token.revoked",
                codes=("ExpiredToken",),
                phrases=("revoked",),
                sources=(SERVER,),
            ),
            Sign(
                rule="bluesky.session.ended",
                phrases=(r"session (?:was|has been|is) (?:deleted|revoked|ended|not found)",),
                note="as programs tell it",
                sources=(SESSIONS,),
            ),
        ),
    ),
    Meaning(
        code="bluesky.token_expired",
        category=Category.AUTH,
        action=Action.RECONNECT,
        caused_by=Culprit.USER,
        message="The connection of this account has run out.",
        detail="Access tokens last two hours, refresh tokens 90 days; the status is 400, not 401.",
        next_step=_CONNECT,
        signs=(Sign(rule="bluesky.token.expired", codes=("ExpiredToken",), sources=(SERVER, SESSIONS)),),
    ),
    Meaning(
        code="bluesky.wrong_password",
        category=Category.AUTH,
        action=Action.RECONNECT,
        caused_by=Culprit.USER,
        message="Bluesky does not know this name with this password.",
        next_step="Make an app password in the app's settings, and connect the account with it.",
        signs=(
            Sign(
                rule="bluesky.session.wrong_password",
                codes=("AuthenticationRequired",),
                phrases=("identifier or password",),
                sources=(SERVER,),
            ),
            Sign(
                rule="bluesky.session.wrong_password_told",
                phrases=(r"invalid identifier or password",),
                note="programs often pass on the words alone",
                sources=(SERVER,),
            ),
            Sign(
                rule="bluesky.session.second_factor",
                codes=("AuthFactorTokenRequired",),
                note="the account's own password was given, and it wants a code from a mail",
                sources=(SESSIONS,),
            ),
        ),
    ),
    Meaning(
        code="bluesky.account_restricted",
        category=Category.ACCOUNT_RESTRICTED,
        action=Action.RESOLVE_ON_PLATFORM,
        caused_by=Culprit.USER,
        message="The account was taken down, suspended or deactivated.",
        next_step=_APP,
        signs=(
            Sign(
                rule="bluesky.account.restricted",
                codes=("AccountTakedown", "AccountSuspended", "AccountDeactivated", "RepoTakendown", "RepoDeactivated"),
                sources=(SERVER, SESSIONS),
            ),
            Sign(
                rule="bluesky.account.restricted_told",
                phrases=(r"account (?:is|has been|was) (?:taken down|suspended|deactivated)",),
                sources=(SERVER,),
            ),
            Sign(
                rule="bluesky.account.unconfirmed",
                phrases=(r"confirm your e-?mail", r"e-?mail (?:address )?(?:must be|is not|has not been) confirmed"),
                note="videos want a confirmed address",
                sources=(SERVER,),
            ),
        ),
    ),
    Meaning(
        code="bluesky.account_elsewhere",
        category=Category.CONFIGURATION,
        action=Action.FIX_SETUP,
        caused_by=Culprit.US,
        message="This server does not hold the account.",
        detail="The account was moved to another server, deleted, or added with a wrong id or address.",
        next_step="Compare the account's id and api_base (`postwire accounts`), and connect it with its own server.",
        signs=(
            Sign(
                rule="bluesky.account.elsewhere",
                codes=("AccountNotFound", "RepoNotFound"),
                sources=(SERVER,),
            ),
            Sign(
                rule="bluesky.account.no_repo",
                phrases=(r"could not find repo|(?:profile|actor|account) not found",),
                sources=(SERVER,),
            ),
        ),
    ),
    Meaning(
        code="bluesky.scope_missing",
        category=Category.PERMISSION,
        action=Action.RECONNECT,
        caused_by=Culprit.USER,
        message="The connection of this account does not allow this.",
        next_step=_CONNECT,
        signs=(
            Sign(
                rule="bluesky.token.scope",
                codes=("ScopeMissingError", "InsufficientScope"),
                sources=(SERVER,),
            ),
            Sign(
                rule="bluesky.token.scope_told",
                phrases=(r"(?:missing|insufficient|bad) (?:required |token )?scope",),
                sources=(SERVER,),
            ),
        ),
    ),
    Meaning(
        code="bluesky.token_invalid",
        category=Category.AUTH,
        action=Action.RECONNECT,
        caused_by=Culprit.USER,
        message="Bluesky no longer accepts the connection of this account.",
        next_step=_CONNECT,
        signs=(
            Sign(
                rule="bluesky.token.invalid",
                codes=(
                    "InvalidToken",
                    "AuthMissing",
                    "AuthenticationRequired",
                    "MissingJwt",
                    "BadJwt",
                    "BadJwtSignature",
                    "BadJwtAudience",
                    "JwtExpired",
                ),
                sources=(SERVER,),
            ),
        ),
    ),
)

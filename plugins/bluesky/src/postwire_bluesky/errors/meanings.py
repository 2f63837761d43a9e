"""Every code, and every way in which a server says it, in the order in which they are asked."""

from postwire.diagnosis import Action, Category, Culprit
from postwire.meaning import Meaning, Sign
from postwire.operation import Operation
from postwire_bluesky.manifest.sources import LEXICON, POSTS, RATES, SERVER, SESSIONS, UPLOAD_BLOB

_CONNECT = "Connect the account again: `postwire accounts connect bluesky`, with an app password."
_BY_ITSELF = "Nothing to do: it goes on by itself."
_NEW_POST = "Change the post and submit it again; `postwire validate bluesky` tells what else would be refused."
_APP = "Open the official app and follow what it says there; then `postwire resume ID`."
_POINTING = frozenset({Operation.CREATE, Operation.PUBLISH})

RECORD_DIFFERS = Meaning(
    code="bluesky.record_differs",
    category=Category.DUPLICATE,
    action=Action.GIVE_UP,
    caused_by=Culprit.USER,
    message="Under the key of this post lies something else. It was not overwritten.",
    detail="The post was edited by another program after it went live, or another record took its key before.",
    next_step="Look at the post. `postwire retry ID` publishes it anew, beside what lies there.",
    signs=(Sign(rule="bluesky.record.read", note="the record under the key is not the one that was fixed"),),
)

_CONNECTION = (
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

_CONTENT = (
    Meaning(
        code="bluesky.text_too_long",
        category=Category.CONTENT_INVALID,
        action=Action.FIX_INPUT,
        caused_by=Culprit.USER,
        message="The text is too long for Bluesky: at most 300 characters, and 3000 bytes.",
        next_step=_NEW_POST,
        signs=(
            Sign(
                rule="bluesky.record.text",
                phrases=(
                    r"(?:grapheme|string) too big .*record\.text",
                    r"record/text must not be longer",
                    r"too many graphemes|graphemes? too big \(maximum 300\b|longer than 300 graphemes",
                ),
                sources=(LEXICON, SERVER),
            ),
        ),
    ),
    Meaning(
        code="bluesky.too_many_pictures",
        category=Category.CONTENT_INVALID,
        action=Action.FIX_INPUT,
        caused_by=Culprit.USER,
        message="A post takes up to four pictures.",
        next_step=_NEW_POST,
        signs=(
            Sign(
                rule="bluesky.record.pictures",
                phrases=(r"array too big .*images",),
                sources=(LEXICON, SERVER),
            ),
        ),
    ),
    Meaning(
        code="bluesky.media_too_big",
        category=Category.MEDIA_INVALID,
        action=Action.FIX_INPUT,
        caused_by=Culprit.USER,
        message="A picture or video has more bytes than this server takes.",
        next_step="Save it smaller, `postwire media fix` does that, and submit the post again.",
        signs=(
            Sign(
                rule="bluesky.record.blob_size",
                phrases=(r"blob too big", r"(?:file|image|video|blob) is too (?:large|big)", r"entity too large"),
                sources=(LEXICON, SERVER),
            ),
            Sign(rule="bluesky.upload.too_large", codes=("PayloadTooLarge", "BlobTooLarge"), sources=(SERVER,)),
            Sign(rule="bluesky.upload.status", statuses=(413,), note="whatever the body says", sources=(SERVER,)),
        ),
    ),
    Meaning(
        code="bluesky.media_kind",
        category=Category.MEDIA_INVALID,
        action=Action.FIX_INPUT,
        caused_by=Culprit.USER,
        message="A file is not what its place in the post takes: pictures, or one video as MP4.",
        next_step="Convert it, `postwire media fix` does that, and submit the post again.",
        signs=(
            Sign(
                rule="bluesky.record.blob_kind",
                codes=("InvalidMimeType",),
                sources=(LEXICON,),
            ),
            Sign(
                rule="bluesky.record.blob_kind_told",
                phrases=(r"mime ?type|expected .*(?:image|video)/",),
                sources=(LEXICON, SERVER),
            ),
        ),
    ),
    Meaning(
        code="bluesky.blob_gone",
        category=Category.MEDIA_PROCESSING,
        action=Action.RETRY,
        caused_by=Culprit.PLATFORM,
        message="The server no longer has a picture or video of this post.",
        detail="Blobs that no record points at are deleted after a while. They are uploaded again.",
        next_step=_BY_ITSELF,
        signs=(
            Sign(rule="bluesky.blob.gone", codes=("BlobNotFound",), sources=(SERVER, UPLOAD_BLOB)),
            Sign(rule="bluesky.blob.gone_told", phrases=(r"could not find blob|blob not found",), sources=(SERVER,)),
        ),
    ),
    Meaning(
        code="bluesky.no_such_post",
        category=Category.NOT_FOUND,
        action=Action.FIX_INPUT,
        caused_by=Culprit.USER,
        message="A post that this one answers or quotes is not there, or no longer.",
        next_step="Check its id (reply_to, or the option quote), and submit the post again.",
        signs=(
            Sign(
                rule="bluesky.reference.missing",
                codes=("RecordNotFound", "NotFound"),
                operations=_POINTING,
                sources=(SERVER, POSTS),
            ),
            Sign(
                rule="bluesky.reference.elsewhere",
                phrases=(r"could not locate record",),
                operations=_POINTING,
                note="it lies on a server that cannot be asked",
                sources=(SERVER,),
            ),
        ),
    ),
    Meaning(
        code="bluesky.record_gone",
        category=Category.NOT_FOUND,
        action=Action.GIVE_UP,
        caused_by=Culprit.USER,
        message="The post is not there any more.",
        next_step="Nothing to do: what is gone cannot be changed any more.",
        signs=(
            Sign(rule="bluesky.record.gone", codes=("RecordNotFound", "NotFound"), sources=(SERVER,)),
            Sign(rule="bluesky.record.not_located", phrases=(r"could not locate record",), sources=(SERVER,)),
        ),
    ),
    Meaning(
        code="bluesky.nobody_mentioned",
        category=Category.NOT_FOUND,
        action=Action.FIX_INPUT,
        caused_by=Culprit.USER,
        message="The text mentions a name that nobody has.",
        next_step="Correct the name, or leave the option mentions out: then the name stays text.",
        signs=(
            Sign(rule="bluesky.handle.unknown", codes=("HandleNotFound",), sources=(SERVER,)),
            Sign(
                rule="bluesky.handle.unresolved",
                phrases=(r"unable to resolve handle|valid handle",),
                sources=(SERVER,),
            ),
        ),
    ),
    Meaning(
        code="bluesky.key_taken",
        category=Category.DUPLICATE,
        action=Action.VERIFY,
        caused_by=Culprit.PLATFORM,
        message="Something else lies under the key of this post already. It was not overwritten.",
        next_step="Nothing to do: postwire looks what lies there.",
        may_be_live=True,
        signs=(
            Sign(rule="bluesky.record.swap", codes=("InvalidSwap",), sources=(SERVER,)),
            Sign(
                rule="bluesky.record.exists",
                phrases=(r"already (?:exists|a value)|already_exists|duplicate (?:rkey|key|record)",),
                sources=(SERVER,),
            ),
        ),
    ),
    Meaning(
        code="bluesky.record_refused",
        category=Category.CONTENT_INVALID,
        action=Action.FIX_INPUT,
        caused_by=Culprit.USER,
        message="The server does not take this post as it is.",
        next_step="Read what it names with `postwire show ID`, change the post and submit it again.",
        signs=(
            Sign(rule="bluesky.record.invalid_named", codes=("InvalidRecord",), sources=(SERVER,)),
            Sign(
                rule="bluesky.record.invalid",
                phrases=(
                    r"invalid app\.bsky\.feed\.post record",
                    r"missing required key|invalid tid|expected blob value",
                ),
                sources=(LEXICON, SERVER),
            ),
        ),
    ),
)

_SERVICE = (
    Meaning(
        code="bluesky.rate_limited",
        category=Category.RATE_LIMIT,
        action=Action.WAIT,
        caused_by=Culprit.APP,
        message="Bluesky asks for a pause: too many requests in a short time.",
        next_step=_BY_ITSELF,
        signs=(
            Sign(rule="bluesky.rate.exceeded", codes=("RateLimitExceeded",), sources=(RATES, SERVER)),
            Sign(rule="bluesky.rate.status", statuses=(429,), sources=(RATES,)),
        ),
    ),
    Meaning(
        code="bluesky.switched_off",
        category=Category.TRANSIENT,
        action=Action.WAIT,
        caused_by=Culprit.PLATFORM,
        message="The server has switched this off for a while.",
        next_step=_BY_ITSELF,
        signs=(
            Sign(
                rule="bluesky.call.switched_off",
                codes=("InvalidRequest",),
                phrases=(r"temporarily (?:disabled|unavailable)",),
                sources=(SERVER,),
            ),
        ),
        after=900.0,
    ),
    Meaning(
        code="bluesky.not_a_server",
        category=Category.CONFIGURATION,
        action=Action.FIX_SETUP,
        caused_by=Culprit.US,
        message="What answers at this address does not keep posts.",
        detail="It is no personal data server, or one that lacks this call.",
        next_step="Check the account's api_base: it is the address of its own server, such as https://bsky.social.",
        signs=(
            Sign(
                rule="bluesky.call.unknown",
                codes=("MethodNotImplemented", "XRPCNotSupported"),
                sources=(SERVER,),
            ),
            Sign(rule="bluesky.call.no_service", phrases=(r"no service configured",), sources=(SERVER,)),
        ),
    ),
)

MEANINGS = (*_CONNECTION, *_CONTENT, *_SERVICE)
"""Asked in this order; `RECORD_DIFFERS` is no answer's meaning but a record's."""

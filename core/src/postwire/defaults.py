"""What a refusal means by its HTTP status alone: for platforms, or answers, whose connector has no word for it.

The table is careful rather than hopeful. A publish call that ends in anything but a clear no is looked up before
anything else happens (a 5xx may come after the platform accepted), and a status that says little is never taken for
trouble that passes. Statuses are those of RFC 9110; that they lie on social platforms is why connectors come first.
"""

import re
from collections.abc import Iterator

from attrs import evolve, frozen

from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.exchange import STATUS_UNKNOWN, Reply
from postwire.meaning import Meaning, Sign
from postwire.operation import Operation

_RECONNECT = (
    "Connect the account again: `postwire accounts connect {platform}`, "
    "or give it a new token: `postwire accounts add {platform} --token-stdin`."
)
_BY_ITSELF = "Nothing to do: it is tried again by itself. `postwire show ID` tells when."
_LOOK = "Nothing to do: postwire looks whether the post is live before it sends anything. `postwire show ID` tells."
_READ = "Read the platform's answer with `postwire show ID`, mend what it names, then `postwire retry ID`."


@frozen
class _Meaning:
    """One line of the table."""

    name: str
    category: Category
    action: Action
    caused_by: Culprit
    message: str
    next_step: str


_UNKNOWN_STATUS = _Meaning(
    "unrecognised",
    Category.UNKNOWN,
    Action.GIVE_UP,
    Culprit.PLATFORM,
    "This text holds no answer of {title} that postwire knows, and no HTTP status.",
    "Paste the whole answer, with its HTTP status and body; the code and subcode matter most.",
)
_UNREADABLE = _Meaning(
    "unreadable_answer",
    Category.UNKNOWN,
    Action.RETRY,
    Culprit.PLATFORM,
    "{title} answered, but not with what its documentation promises.",
    _BY_ITSELF,
)
_REDIRECTED = _Meaning(
    "redirected",
    Category.CONFIGURATION,
    Action.FIX_SETUP,
    Culprit.US,
    "{title} sends us to another address instead of answering.",
    "Check the account's api_base, and whether a proxy or a captive portal stands in between.",
)
_UNAUTHORIZED = _Meaning(
    "unauthorized",
    Category.AUTH,
    Action.RECONNECT,
    Culprit.USER,
    "{title} no longer accepts the connection of this account.",
    _RECONNECT,
)
_FORBIDDEN = _Meaning(
    "forbidden",
    Category.PERMISSION,
    Action.RECONNECT,
    Culprit.USER,
    "{title} does not let this account do that.",
    _RECONNECT + " Grant what is asked for.",
)
_NOT_FOUND = _Meaning(
    "not_found",
    Category.NOT_FOUND,
    Action.FIX_INPUT,
    Culprit.USER,
    "{title} does not know what this refers to.",
    "Check the ids in the post (what it replies to) and the account's user id, then `postwire retry ID`.",
)
_GONE = evolve(
    _NOT_FOUND,
    action=Action.GIVE_UP,
    message="{title} no longer has it.",
    next_step="Nothing to do: what is gone cannot be changed any more.",
)
_RATE_LIMITED = _Meaning(
    "rate_limited",
    Category.RATE_LIMIT,
    Action.WAIT,
    Culprit.APP,
    "{title} asks for a pause: too many requests in a short time.",
    "Nothing to do: it goes on by itself when the pause is over.",
)
_UNAVAILABLE = _Meaning(
    "unavailable",
    Category.TRANSIENT,
    Action.RETRY,
    Culprit.PLATFORM,
    "{title} has trouble of its own at the moment.",
    _BY_ITSELF,
)
_CONFLICT = _Meaning(
    "conflict",
    Category.DUPLICATE,
    Action.GIVE_UP,
    Culprit.US,
    "{title} says that this collides with something that is there already.",
    _READ,
)
_REFUSED = _Meaning(
    "refused",
    Category.UNKNOWN,
    Action.GIVE_UP,
    Culprit.US,
    "{title} refuses this request and will refuse it again as it is.",
    _READ,
)

_NEVER_SENT = _Meaning(
    "unreachable",
    Category.TRANSIENT,
    Action.RETRY,
    Culprit.PLATFORM,
    "{title} could not be reached; nothing was sent.",
    "If this lasts, check the network, and the account's api_base.",
)
_NO_ANSWER = _Meaning(
    "answer_lost",
    Category.TRANSIENT,
    Action.RETRY,
    Culprit.PLATFORM,
    "{title} did not answer; the request may have arrived all the same.",
    _BY_ITSELF,
)
_UNTRUSTED = _Meaning(
    "certificate_refused",
    Category.CONFIGURATION,
    Action.FIX_SETUP,
    Culprit.US,
    "What answers in the name of {title} cannot prove that it is {title}; nothing was sent.",
    "Check the clock of this machine, its certificates, and whether a proxy looks into the traffic.",
)

_BY_WORDS = {
    _UNTRUSTED: (
        r"certificate.{0,20}(?:verify|verification)|self.?signed cert|CERT_HAS_EXPIRED|unable to get local issuer"
    ),
    _NEVER_SENT: (
        r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|getaddrinfo|no such host|name or service not known"
        r"|name resolution|could not resolve|connection refused|no route to host|network is unreachable"
        r"|cURL error [67]\b|connect(?:ion)? ?time(?:d )?-?out|TLS handshake timeout"
    ),
    _NO_ANSWER: (
        r"ECONNRESET|ETIMEDOUT|EPIPE|ECONNABORTED|socket hang up"
        r"|(?:read(?:ing)?|upload|request|operation) ?time(?:d )?-?out"
        r"|connection (?:was )?(?:reset|aborted|closed)|remote end closed|cURL error (?:28|52|56)\b|broken pipe"
        r"|timeout of [0-9]+ ?ms exceeded|deadline exceeded|awaiting headers|server disconnected"
    ),
}
"""What connections that failed leave in logs. Only asked where there is no HTTP status, so no answer either."""

_BY_STATUS = {
    401: _UNAUTHORIZED,
    403: _FORBIDDEN,
    404: _NOT_FOUND,
    408: _UNAVAILABLE,
    409: _CONFLICT,
    410: _NOT_FOUND,
    425: _UNAVAILABLE,
    429: _RATE_LIMITED,
}
_DOUBTFUL = {_NO_ANSWER, _UNREADABLE, _UNAVAILABLE, _CONFLICT, _REFUSED, _UNKNOWN_STATUS}
"""After a publish call, none of these says that nothing happened."""
_WORDS = {meaning: re.compile(words, re.IGNORECASE) for meaning, words in _BY_WORDS.items()}
_STATUSES = {
    _UNKNOWN_STATUS: "no HTTP status is known",
    _UNTRUSTED: "no answer, and words of a certificate that was refused",
    _NEVER_SENT: "no answer, and words of a connection that did not come about",
    _NO_ANSWER: "no answer, and words of a connection that broke",
    _UNREADABLE: "HTTP 2xx",
    _REDIRECTED: "HTTP 3xx",
    _UNAUTHORIZED: "HTTP 401",
    _FORBIDDEN: "HTTP 403",
    _NOT_FOUND: "HTTP 404 or 410",
    _RATE_LIMITED: "HTTP 429",
    _CONFLICT: "HTTP 409",
    _REFUSED: "any other HTTP 4xx",
    _UNAVAILABLE: "HTTP 408, 425 or 5xx",
}


def diagnose_by_status(platform: str, reply: Reply, operation: Operation) -> Diagnosis:
    """The meaning of a refusal as far as its HTTP status tells it. Every status has one."""
    meaning = _meaning(reply.status)
    if reply.status == STATUS_UNKNOWN:
        meaning = next((known for known, words in _WORDS.items() if words.search(reply.body)), meaning)
    if meaning is _NOT_FOUND and operation in {Operation.POLL, Operation.DELETE}:
        meaning = _GONE
    if operation is Operation.PUBLISH and meaning in _DOUBTFUL:
        meaning = evolve(
            meaning,
            action=Action.VERIFY,
            message=meaning.message + " The post may be live all the same.",
            next_step=_LOOK,
        )
    status = "no HTTP status is known" if reply.status == STATUS_UNKNOWN else f"HTTP {reply.status}"
    diagnosis = _of(platform, meaning).diagnosis(
        reply,
        rule=f"http.{reply.status or 'unknown'}",
        detail=f"{operation}: {status}, {_size(reply)}; no rule of the connector matched the answer",
    )
    return evolve(diagnosis, retry_after=reply.retry_after if meaning.action in {Action.WAIT, Action.RETRY} else None)


def known_by_status(platform: str) -> Iterator[Meaning]:
    """Everything that `diagnose_by_status` can say of a platform."""
    for meaning, said in _STATUSES.items():
        statuses = tuple(status for status, known in _BY_STATUS.items() if known is meaning)
        sign = Sign(rule="http", statuses=statuses, note=f"no rule of the connector matched; {said}")
        yield evolve(_of(platform, meaning), signs=(sign,), may_be_live=meaning in _DOUBTFUL)


def _of(platform: str, meaning: _Meaning) -> Meaning:
    """A line of the table, said of one platform."""
    title = platform.replace("_", " ").replace("-", " ").title()
    return Meaning(
        code=f"{platform}.{meaning.name}",
        category=meaning.category,
        action=meaning.action,
        caused_by=meaning.caused_by,
        message=meaning.message.format(title=title),
        next_step=meaning.next_step.format(platform=platform),
    )


def _meaning(status: int) -> _Meaning:
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    match status // 100:
        case 0 | 1:
            return _UNKNOWN_STATUS
        case 2:
            return _UNREADABLE
        case 3:
            return _REDIRECTED
        case 5:
            return _UNAVAILABLE
        case _:
            return _REFUSED


def _size(reply: Reply) -> str:
    return f"a body of {len(reply.body)} characters" if reply.body.strip() else "an empty body"

"""What is wrong on the side of the server, or between it and us."""

from postwire.diagnosis import Action, Category, Culprit
from postwire.meaning import Meaning, Sign
from postwire_bluesky.errors.meanings.steps import BY_ITSELF
from postwire_bluesky.manifest.sources import RATES, SERVER

SERVICE = (
    Meaning(
        code="bluesky.rate_limited",
        category=Category.RATE_LIMIT,
        action=Action.WAIT,
        caused_by=Culprit.APP,
        message="Bluesky asks for a pause: too many requests in a short time.",
        next_step=BY_ITSELF,
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
        next_step=BY_ITSELF,
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

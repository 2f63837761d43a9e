"""What an answer means for us, before it is known when it came: data."""

from attrs import Factory, field, frozen, validators

from postwire import meaning
from postwire.diagnosis import Action

STEPS = {
    Action.RETRY: "Nothing to do: it is tried again by itself. `postwire show ID` tells when.",
    Action.WAIT: "Nothing to do: it goes on by itself when the pause is over. `postwire show ID` tells when.",
    Action.VERIFY: "Nothing to do: postwire looks whether the post is live before it sends anything again. "
    "`postwire show ID` tells what it found.",
    Action.RECONNECT: "Connect the account again: `postwire accounts connect threads`. "
    "What waits for it goes on by itself.",
    Action.REQUEST_ACCESS: "The owner of the app asks Meta for the permission (App Dashboard, App Review), "
    "then `postwire resume ID`.",
    Action.RESOLVE_ON_PLATFORM: "Open the Threads app with this account, follow what it asks for, "
    "then `postwire resume ID`.",
    Action.FIX_INPUT: "Change the post, check it with `postwire validate`, and submit it again.",
    Action.FIX_SETUP: "Mend the app's settings at Meta, then connect the account again: "
    "`postwire accounts connect threads`.",
    Action.GIVE_UP: "Nothing to do: trying again would end in the same way. `postwire show ID` has the whole answer.",
}
"""What to do, where a meaning has no words of its own."""


@frozen(kw_only=True)
class Meaning(meaning.Meaning):
    """One code of Threads. Where it names no next step, its action does."""

    code: str = field(validator=validators.matches_re(r"threads\.[a-z][a-z0-9_]*"))
    next_step: str = field(default=Factory(lambda self: STEPS[self.action], takes_self=True))

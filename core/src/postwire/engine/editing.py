"""Why a post cannot be changed once it is accepted, and what to do instead."""

from postwire.delivery import Delivery
from postwire.engine.errors import Unsupported
from postwire.manifest import Ability, Manifest
from postwire.post import Post
from postwire.state import Cancelled, Deleted, Deleting, Failed, Missed, Published, Publishing, Unconfirmed


def uneditable(delivery: Delivery, manifest: Manifest, post: Post) -> Unsupported:
    """The refusal that fits the delivery's state."""
    anew = "submit the new text as a new post with `postwire post`"
    match delivery.state:
        case _ if post == delivery.post:
            words, instead = "that is what the post says already", "there is nothing to do"
        case Published():
            words = f"{manifest.title} does not let a published post be edited"
            instead = (
                f"delete it and create it again: `postwire delete {delivery.id}`, then {anew}; "
                "its address, replies and likes go with the old one"
            )
        case Publishing() | Unconfirmed():
            words = "the post may be live already, and a published post cannot be edited"
            instead = f"wait until `postwire show {delivery.id}` knows, then delete it and {anew}"
        case Deleting() | Deleted() | Cancelled() | Failed() | Missed():
            words, instead = "the delivery has ended; what it said is part of its story", anew
        case _:
            words = "an accepted post is not changed: it may be on its way at this moment"
            instead = f"call it off with `postwire cancel {delivery.id}`, then {anew}"
    return Unsupported(delivery.platform, Ability.EDIT, words, instead)

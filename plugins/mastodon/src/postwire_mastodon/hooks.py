"""The hooks, each one a line: the work is done in the modules beside this one."""

from datetime import datetime

from postwire.account import Account
from postwire.container import Container
from postwire.diagnosis import Diagnosis
from postwire.exchange import Exchange, Reply
from postwire.grant import AppGrant, Grant
from postwire.hookspecs import hookimpl
from postwire.manifest import Manifest
from postwire.meaning import Meaning
from postwire.operation import Operation
from postwire.post import Post
from postwire.problem import Problem
from postwire.progress import Progress
from postwire.receipt import Receipt
from postwire.staging import Staging
from postwire_mastodon import connecting, errors, statuses, uploads
from postwire_mastodon.manifest import MANIFEST
from postwire_mastodon.validation import validate


@hookimpl
def manifest() -> Manifest:
    """Mastodon, and every server that speaks its API."""
    return MANIFEST


@hookimpl
def required_scopes(operation: Operation) -> frozenset[str]:
    """The scopes that the manifest names for the operation."""
    return MANIFEST.scopes_for(operation)


@hookimpl
def validate_media(post: Post) -> tuple[Problem, ...]:
    """The manifest's limits, and what they cannot say."""
    return validate(post)


@hookimpl
def classify_error(reply: Reply, operation: Operation) -> Diagnosis | None:
    """Status, operation and the error's words."""
    return errors.classify(reply, operation)


@hookimpl
def meanings() -> tuple[Meaning, ...]:
    """Every code of the rules."""
    return errors.known()


@hookimpl
def pause_after(reply: Reply) -> float | None:
    """What the rate headers say."""
    return errors.pause_after(reply)


@hookimpl
def create(post: Post, staging: Staging) -> Exchange[Container]:
    """Upload the media."""
    return uploads.create(post, staging)


@hookimpl
def poll(container: Container) -> Exchange[Progress]:
    """Whether the media are processed."""
    return uploads.poll(container)


@hookimpl
def publish(post: Post, container: Container) -> Exchange[Receipt]:
    """Post the status, and say what the instance made of it."""
    return statuses.publish(post, container)


@hookimpl
def delete(receipt: Receipt) -> Exchange[None]:
    """Delete the status, and look whether it is gone where the instance knows nothing to delete."""
    return statuses.delete(receipt)


@hookimpl
def find(post: Post, since: datetime, account: Account) -> Exchange[tuple[Receipt, ...]]:
    """Look through the account's own statuses."""
    return statuses.find(post, since, account)


@hookimpl
def authorize(client_id: str, redirect: str, scopes: frozenset[str], state: str) -> str:
    """The instance's page."""
    return connecting.authorize(client_id, redirect, scopes, state)


@hookimpl
def register_app(redirect: str, scopes: frozenset[str]) -> Exchange[AppGrant]:
    """An app of the instance's own."""
    return connecting.register_app(redirect, scopes)


@hookimpl
def connect(client_id: str, redirect: str) -> Exchange[Grant]:
    """The code, then a token, then whose it is."""
    return connecting.connect(client_id, redirect)


@hookimpl
def inspect_token() -> Exchange[Grant]:
    """Whose the token is."""
    return connecting.inspect_token()

"""The connector's own conversations with a server, one by one: to be there between them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from attrs import define, field
from tests.live.pds.server import Member, Server

import postwire_bluesky
from postwire.account import Account
from postwire.connector import Connector
from postwire.container import Container
from postwire.credentials import Secret
from postwire.drive import Answered, Conversation, Outcome, drive
from postwire.exchange import Exchange
from postwire.operation import Operation
from postwire.post import Post
from postwire.registry import Registry
from postwire.staging import Staging
from postwire.wire import Wire


@define
class Desk:
    """Speaks for one account."""

    server: Server
    member: Member
    connector: Connector = field(factory=lambda: Registry.of(postwire_bluesky)["bluesky"])

    @property
    def account(self) -> Account:
        """As the connector knows it."""
        return Account(platform="bluesky", user_id=self.member.did, api_base=self.server.url)

    def staged(self, post: Post, key: str = "0" * 32) -> Container:
        """The container of a post."""
        staging = Staging(key, datetime.now(UTC))
        done = self.talk(Operation.CREATE, lambda: self.connector.create(post, self.account, staging))
        assert isinstance(done, Answered), done
        assert isinstance(done.value, Container)
        return done.value

    def polled(self, container: Container) -> Outcome[Any]:
        """How it is."""
        return self.talk(Operation.POLL, lambda: self.connector.poll(container, self.account))

    def published(self, container: Container) -> Outcome[Any]:
        """What publishing comes to."""
        return self.talk(Operation.PUBLISH, lambda: self.connector.publish(Post(), container, self.account))

    def talk(self, operation: Operation, begin: Callable[[], Exchange[Any]]) -> Outcome[Any]:
        """Hold a conversation."""
        wire, secret = Wire(), Secret(self.member.access)
        try:
            return drive(
                Conversation(begin, self.connector, operation),
                lambda request: wire.send(request, self.connector.manifest, self.account, secret),
            )
        finally:
            wire.close()

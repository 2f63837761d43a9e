"""The persons of a world: they submit, cancel, delete, and do what a delivery asks of them, truthfully."""

import asyncio
from datetime import timedelta
from typing import Any

from tests.simulation.process import Process

from postwire.account import Account
from postwire.delivery import Delivery, LateKind, LatePolicy
from postwire.diagnosis import Action
from postwire.engine import PostTaken
from postwire.lifecycle import Impossible, events
from postwire.media import Media, MediaFacts, MediaKind
from postwire.post import Post
from postwire.receipt import Receipt
from postwire.state import Deleted, Failed, Held, Missed, Published, Unconfirmed

PATIENCE = 3600.0
"""Seconds before a person says that something is not live: longer than any request is under way."""
# Without a length: media whose length is known are looked at again before they go out, and there is no such host.
_IMAGE = MediaFacts(kind=MediaKind.IMAGE, format="jpeg", width=1080, height=1080)
_VIDEO = MediaFacts(
    kind=MediaKind.VIDEO,
    format="mp4",
    width=1080,
    height=1920,
    duration=12.0,
    frame_rate=30.0,
    video_codec="h264",
    video_bit_rate=2_000_000,
    audio_codec="aac",
    audio_channels=2,
    audio_sample_rate=48_000,
)


def _image(number: int) -> Media:
    return Media(f"https://media.example/{number}.jpg", facts=_IMAGE)


def _video(number: int) -> Media:
    return Media(f"https://media.example/{number}.mp4", facts=_VIDEO)


class Desk(Process):
    """The command line of a world, and who sits at it."""

    def __init__(self, world: Any) -> None:
        super().__init__(world)
        self._random = world.desk_random
        self._tokens = 0
        self._retried: dict[str, int] = {}

    # Wishes

    def connect(self, account: Account) -> None:
        """Connect an account, for the first time or again: the platform gives a new token."""
        self._tokens += 1
        token = f"TH{self._tokens}"
        platform = self.world.platform
        expires_at = platform.clock.now() + 20_000 if self._random.random() < 0.1 and not self.world.is_calm else None
        platform.accounts.put_token(token, platform.accounts.profile(account.user_id), expires_at=expires_at)
        self.engine.add_account(account, token)

    def wish(self, number: int) -> None:
        """Submit one post, and again with the same key where the answer was lost."""
        random = self._random
        account = random.choice(self.world.accounts)
        twin = random.random() < self.world.twins
        text = "the same words" if twin else f"wish {number}"
        post = Post(text, media=self._media(number))
        now = self.engine._now()
        due = now + timedelta(seconds=random.choice((0.0, 0.0, 30.0, 900.0, 7200.0)))
        kind = random.choice((LateKind.PUBLISH,) * 5 + (LateKind.WITHIN, LateKind.SKIP, LateKind.HOLD))
        ahead = timedelta(seconds=random.choice((0.0, 0.0, 600.0)))
        for attempt in range(random.choice((1, 1, 1, 1, 2))):
            drafts = self.engine.draft(
                post,
                [account.id],
                due,
                idempotency_key=f"key {number}",
                late=LatePolicy(kind, timedelta(minutes=30)),
                prepare_ahead=ahead,
            )
            for delivery in self.engine.store.submit(
                [_named(draft, f"d{number:03}{'b' * attempt}") for draft in drafts]
            ):
                self.world.witness.accepted(delivery, f"key {number}")

    def _media(self, number: int) -> tuple[Media, ...]:
        random = self._random
        match random.randrange(8):
            case 0 | 1 | 2 | 3:
                return ()
            case 4 | 5:
                return (_image(number),)
            case 6:
                return (_video(number),)
            case _:
                return (_video(number), *(_image(number + 1000 * item) for item in range(1, random.choice((2, 3, 7)))))

    # What a delivery asks for

    async def sit(self) -> None:
        """Look at everything now and then."""
        while True:
            await asyncio.sleep(self._random.uniform(600.0, 2400.0))
            for dossier in list(self.world.witness.dossiers.values()):
                delivery = self.engine.store.delivery(dossier.stored.id)
                assert delivery is not None, f"{dossier.stored.id} is lost"
                self._attend(delivery, self.world.clock.elapsed - dossier.changed_at)
            if self.world.is_over():
                return

    def _attend(self, delivery: Delivery, since: float) -> None:
        random, state = self._random, delivery.state
        match state:
            case Held() if delivery.wake_at is None:
                self._attend_held(delivery, state)
            case Unconfirmed() if since > PATIENCE:
                self._resolve(delivery)
            case Failed(stage=stage) | Missed(stage=stage) if stage is not None and stage.doubted:
                if since > PATIENCE:
                    self._say(delivery, events.Resume)
            case Failed() if random.random() < 0.3 and self._retried.get(delivery.id, 0) < 2:
                self._retried[delivery.id] = self._retried.get(delivery.id, 0) + 1
                self._say(delivery, events.Retry)
            case Published() if random.random() < 0.005 and not self.world.is_calm:
                self._say(delivery, events.Delete)
            case Published() | Deleted():
                pass
            case _ if random.random() < 0.03 and not self.world.is_calm:
                self._say(delivery, events.Cancel)

    def _attend_held(self, delivery: Delivery, state: Held) -> None:
        if state.diagnosis.action is Action.RECONNECT:
            account = self.engine.store.account(delivery.account_id)
            assert account is not None
            self.connect(account)
        elif self._random.random() < (0.3 if state.diagnosis.action is Action.FIX_INPUT else 0.05):
            self._say(delivery, events.Cancel)
        else:
            self._say(delivery, events.Resume)

    def _resolve(self, delivery: Delivery) -> None:
        """Say what the account's page on the platform shows."""
        live = [post for post in self.world.witness.dossiers[delivery.id].live if post.alive]
        if live:
            self._say(delivery, events.Resolve, Receipt(live[0].id, self.world.platform.permalink(live[0])))
        elif self._random.random() < 0.3:
            self._say(delivery, events.Resume)
        else:
            self._say(delivery, events.Resolve, None)

    def _say(self, delivery: Delivery, command: Any, *arguments: Any) -> None:
        try:
            self.engine.command(delivery.id, command, *arguments)
        except Impossible:
            self.world.counts[f"{command.__name__.lower()} refused"] += 1
        except PostTaken:
            self.world.counts["post taken"] += 1
        else:
            self.world.counts[command.__name__.lower()] += 1


def _named(draft: Delivery, name: str) -> Delivery:
    """The same with an id that does not change from run to run."""
    values = {field: getattr(draft, field) for field in draft.__slots__ if field not in {"id", "__weakref__"}}
    return Delivery(id=name, **values)

"""The platform of a world: the sandbox's own logic, told for whom it acts, and in some worlds less kind."""

from collections.abc import Callable, Generator
from random import Random
from typing import Any

from attrs import frozen
from tests.simulation.clock import Clock
from tests.simulation.weather import Weather

from postwire_threads.sandbox.call import Answer, Call, Pause, Wish
from postwire_threads.sandbox.graph import Graph
from postwire_threads.sandbox.live import Live
from postwire_threads.sandbox.platform import Platform
from postwire_threads.sandbox.settings import Settings
from postwire_threads.sandbox.staged import Staged, Status

SOON, SLOWLY = (0.02, 0.5), (8.0, 25.0)


@frozen(kw_only=True)
class Habits:
    """What the platforms of two worlds may differ in."""

    once: bool
    """Whether one container goes live once only; if not, its manifest says never to send one twice."""
    forgets_after: float | None
    """Seconds after which a container that went live can no longer be asked; None: never."""
    latency: tuple[float, float]
    """Seconds that a request, and that its answer, are under way."""
    settings: Settings

    @property
    def is_legible(self) -> bool:
        """Whether what went live can be told by its container for as long as anybody may have to ask it."""
        return self.forgets_after is None

    @classmethod
    def drawn(cls, random: Random) -> "Habits":
        quota_hours = random.choice((1, 2, 6))
        return cls(
            once=random.random() < 0.7,
            forgets_after=random.choice((None, None, 5.0, 120.0, 3600.0)),
            latency=random.choice((SOON,) * 15 + (SLOWLY,)),
            settings=Settings(
                seed=random.randrange(1_000_000),
                fetch_media=False,
                text_seconds=random.choice((0.0, 0.0, 3.0)),
                image_seconds=random.choice((0.2, 5.0)),
                video_seconds=random.choice((10.0, 40.0, 600.0)),
                carousel_seconds=random.choice((0.2, 8.0)),
                listing_lag_seconds=random.choice((0.0, 0.0, 5.0, 50.0, 900.0)),
                not_ready_answer=random.choice(("24/4279009", "9007/2207027")),
                republish_answer=random.choice(("24/4279009", "same_id")),
                expired_answer=random.choice(("24/4279009", "24/2207008", "-2/2207020")),
                gone_answer=random.choice(("100/33", "24/4279009")),
                token_error_status=random.choice((400, 401)),
                container_life=random.choice((86_400.0, 7200.0)),
                post_quota=random.choice((250, 250, 12)),
                delete_quota=random.choice((100, 2)),
                quota_seconds=3600.0 * quota_hours,
            ),
        )


class SimulatedPlatform(Platform):
    """The sandbox's world, which notes who made a container and tells when something goes live."""

    def __init__(self, habits: Habits, clock: Clock, went_live: Callable[[str, Live], None]) -> None:
        self._habits = habits
        self._went_live = went_live
        self.made_for: dict[str, str] = {}
        """Container id to the delivery that it was made for."""
        self.acting_for = ""
        """The delivery whose request is being carried out."""
        super().__init__(habits.settings, clock.unix)

    def stage(self, *args: Any, **kwargs: Any) -> Staged:
        staged = super().stage(*args, **kwargs)
        self.made_for[staged.id] = self.acting_for
        return staged

    def publish(self, owner: Any, container_id: str) -> Live:
        staged = self.containers.get(container_id)
        if not self._habits.once and staged is not None and staged.status(self.clock.now()) is Status.PUBLISHED:
            return self._go_live(staged)
        return super().publish(owner, container_id)

    def _record(self, owner: Any, draft: Any, **kwargs: Any) -> Live:
        live = super()._record(owner, draft, **kwargs)
        if not live.is_child and live.container is not None:
            self._went_live(self.made_for[live.container.id], live)
        return live

    def forget(self) -> None:
        """Drop what went live long enough ago from the containers that can be asked."""
        if self._habits.forgets_after is None:
            return
        latest = self.clock.now() - self._habits.forgets_after
        for staged in [staged for staged in self.containers.values() if staged.published_as is not None]:
            live = self.posts[staged.published_as or ""]
            if live.published_at <= latest:
                del self.containers[staged.id]


class SimulatedGraph:
    """The platform's API: one call at a time, its pauses on the virtual clock."""

    def __init__(self, platform: SimulatedPlatform, weather: Weather, call_later: Callable[..., Any]) -> None:
        self.platform = platform
        self.platform.faults = self._weather = weather
        self._graph = Graph(platform)
        self._call_later = call_later
        self._under_way = 0

    def carry_out(self, call: Call, delivery_id: str, answered: Callable[[Answer], None]) -> None:
        """Begin to carry a call out; ``answered`` is told what came of it."""
        if not self._under_way:
            # a call that paused holds on to what it was asked about
            self.platform.forget()
        self._under_way += 1
        self._go_on(self._graph.converse(call), delivery_id, answered)

    def _go_on(
        self, conversation: Generator[Wish, Any, Answer], delivery_id: str, answered: Callable[[Answer], None]
    ) -> None:
        self.platform.acting_for = self._weather.about = delivery_id
        try:
            wish = next(conversation)
        except StopIteration as end:
            self._under_way -= 1
            answered(end.value)
            return
        assert isinstance(wish, Pause), f"the media of a simulation are not fetched: {wish}"
        self._call_later(wish.seconds, self._go_on, conversation, delivery_id, answered)

"""Processes: a runner that dies and is started again, and the desk that persons sit at."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from tests.simulation.disk import Disk
from tests.simulation.loop import Gone
from tests.simulation.wire import WORK, SimulatedWire, Work

from postwire.credentials import Secret
from postwire.delivery import Delivery
from postwire.engine import Engine
from postwire.runner import Runner
from postwire.store import Save
from postwire.store.errors import StoreError


class OpenVault:
    """Ciphers cost more than everything else here, and are tested elsewhere."""

    def encrypt(self, secret: Secret, refresh: Secret | None = None) -> bytes:
        return f"{secret.reveal()} {refresh.reveal() if refresh else ''}".encode()

    def decrypt(self, ciphertext: bytes) -> Secret:
        return self.decrypt_both(ciphertext)[0]

    def decrypt_both(self, ciphertext: bytes) -> tuple[Secret, Secret | None]:
        secret, _, refresh = ciphertext.decode().partition(" ")
        return Secret(secret), Secret(refresh) if refresh else None


class SimulatedEngine(Engine):
    """The engine as it is; what each worker holds is noted beside it."""

    async def step_async(
        self,
        delivery: Delivery,
        save: Callable[[Save], Awaitable[bool]] | None = None,
        gate: AbstractAsyncContextManager[None] | None = None,
    ) -> Delivery | None:
        assert save is not None, "a runner writes through its writer"
        work = Work(delivery.id, delivery.version)
        WORK.set(work)

        async def noted(wanted: Save) -> bool:
            took = await save(wanted)
            if took:
                work.version, work.lease_until = wanted.delivery.version + 1, wanted.lease_until
            return took

        try:
            return await super().step_async(delivery, noted, gate)
        except StoreError:
            raise  # the disk was busy or full
        except Exception as error:
            self.store._process.world.witness.failed(delivery.id, error)  # type: ignore[attr-defined]  # it is a Disk
            raise


class Process:
    """Something that reads and writes the store until it dies."""

    is_mortal = False

    def __init__(self, world: Any) -> None:
        self.world = world
        self.is_alive = True
        self.engine = SimulatedEngine(
            Disk(world.open_store(), self),  # type: ignore[arg-type]  # it is one by delegation
            world.registry,
            OpenVault(),  # type: ignore[arg-type]  # the same
            wire=SimulatedWire(self),
            now=world.clock.wall,
            elapsed=lambda: world.loop.elapsed,
            jitter=world.random.random,
        )

    def require_alive(self) -> None:
        """Raise where nothing may happen any more."""
        if not self.is_alive:
            raise Gone


class RunnerProcess(Process):
    """One `postwire run` under a supervisor that starts it again."""

    is_mortal = True

    def __init__(self, world: Any) -> None:
        super().__init__(world)
        concurrency = world.random.choice((1, 2, 8))
        self.runner = Runner(self.engine, concurrency=concurrency, now=world.clock.wall)
        self._task = world.loop.create_task(self._run())

    async def _run(self) -> None:
        try:
            await self.runner.run()
        except StoreError:
            pass  # the disk was busy or full: the command ends, and its supervisor starts it again
        finally:
            self.is_alive = False
            self.world.loop.call_soon(self.world.runner_ended, self)

    def kill(self) -> None:
        """Nothing that it was about to do is done."""
        if self.is_alive:
            self.is_alive = False
            self._task.cancel()

"""Renews tokens before they end, beside the deliveries."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import timedelta

from postwire.credentials import CredentialError
from postwire.engine import Engine, EngineError
from postwire.engine.sign_in import Renewal, Renewed
from postwire.store.errors import StoreError

LOOK_AGAIN = timedelta(minutes=1)
"""After this the accounts are looked through again. Tokens are renewed days ahead, so nothing depends on it."""

_log = logging.getLogger("postwire.runner")
_LEVELS = {Renewed.DONE: logging.INFO, Renewed.FAILED: logging.WARNING, Renewed.BROKEN: logging.WARNING}


class Keeper:
    """Looks through the accounts of an engine's store, one refresh at a time.

    Only where a connector renews tokens: otherwise it does nothing at all.
    """

    def __init__(self, engine: Engine, on_renewal: Callable[[Renewal], None] | None = None) -> None:
        self._engine = engine
        self._on_renewal = on_renewal
        self._ending = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look."""
        manifests = (connector.manifest for connector in self._engine.registry.values())
        if any(each.sign_in is not None and each.sign_in.refresh_after is not None for each in manifests):
            self._task = asyncio.create_task(self._run())

    async def finish(self) -> None:
        """End after the look that is under way: a token that was asked for must not be thrown away."""
        self._ending.set()
        if self._task is not None:
            await self._task

    def abort(self) -> None:
        """End at once."""
        if self._task is not None:
            self._task.cancel()

    async def look(self) -> None:
        """Renew what is due. Whatever goes wrong with one account leaves the others alone."""
        due, _ = self._engine.due_for_refresh()
        for account_id in due:
            try:
                renewal = await self._engine.refresh_account_async(account_id)
            except StoreError:
                raise
            except (EngineError, CredentialError, LookupError) as error:
                _log.warning("the token of %s could not be renewed: %s", account_id, error)
                continue
            except Exception:  # noqa: BLE001 - whatever it is, the other accounts' tokens end all the same
                _log.exception("the token of %s could not be renewed; it is tried again later", account_id)
                continue
            _log.log(_LEVELS.get(renewal.result, logging.DEBUG), "%s: %s", account_id, renewal.words)
            if self._on_renewal is not None:
                try:
                    self._on_renewal(renewal)
                except Exception:  # noqa: BLE001 - a host's own code
                    _log.exception("the token of %s is kept as it is, but whoever is told of it failed", account_id)

    async def _run(self) -> None:
        while True:
            try:
                await self.look()
            except StoreError as error:
                # the deliveries meet the same trouble, and the runner decides what it means
                _log.warning("the accounts could not be looked through: %s", error)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN.total_seconds()):
                    await self._ending.wait()
            if self._ending.is_set():
                return

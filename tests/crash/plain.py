"""``plain STATE RETRIES``: a plain publisher, as many are.

It creates, polls and publishes, and on an error tries three times more. It says what it knows in a JSON file, which it
writes (and synchronises) after each step, and goes on from there when it is started again. ``RETRIES`` is what it tries
again: ``step``, the request that failed; or ``job``, the whole of create, poll and publish. It is in the same hurry as
`tests.crash.mortal`.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import httpx
from tests.crash.mortal import HURRY, READ_TIMEOUT

T = TypeVar("T")

TRIES = 4
PAUSE = 5.0 / HURRY
"""Seconds between two tries."""
LOOKS = 60
LOOK = 3.0 / HURRY
"""Seconds between two looks at a container."""


class Publisher:
    """Publishes what its state file names."""

    def __init__(self, state: Path, retries: str) -> None:
        self._path = state
        self._state: dict[str, Any] = json.loads(state.read_text())
        self._retries = retries
        self._http = httpx.Client(
            base_url=self._state["api_base"],
            headers={"authorization": f"Bearer {self._state['token']}"},
            timeout=READ_TIMEOUT,
        )

    def run(self) -> None:
        """Work on every post that is neither published nor given up."""
        for post in self._state["posts"]:
            if post["state"] in {"published", "failed"}:
                continue
            try:
                if self._retries == "step":
                    self._step_by_step(post)
                else:
                    self._save(post, state="published", post_id=_tried(lambda post=post: self._job(post)))
            except (httpx.HTTPError, ValueError, KeyError):
                self._save(post, state="failed")

    def _step_by_step(self, post: dict[str, Any]) -> None:
        if post["state"] == "new":
            self._save(post, state="created", container=_tried(lambda: self._create(post)))
        if post["state"] == "created":
            _tried(lambda: self._wait(post["container"]))
            self._save(post, state="ready")
        self._save(post, state="published", post_id=_tried(lambda: self._publish(post["container"])))

    def _job(self, post: dict[str, Any]) -> str:
        container = self._create(post)
        self._wait(container)
        return self._publish(container)

    def _create(self, post: dict[str, Any]) -> str:
        form = {"media_type": "TEXT", "text": post["text"]}
        if post["picture"]:
            form |= {"media_type": "IMAGE", "image_url": post["picture"]}
        return self._ask("POST", f"/{self._state['user_id']}/threads", data=form)["id"]

    def _wait(self, container: str) -> None:
        for _ in range(LOOKS):
            status = self._ask("GET", f"/{container}", params={"fields": "id,status"})["status"]
            if status == "FINISHED":
                return
            if status != "IN_PROGRESS":
                raise ValueError(status)
            time.sleep(LOOK)
        raise ValueError("it takes too long")

    def _publish(self, container: str) -> str:
        form = {"creation_id": container}
        return self._ask("POST", f"/{self._state['user_id']}/threads_publish", data=form)["id"]

    def _ask(self, method: str, path: str, **what: Any) -> dict[str, Any]:
        return self._http.request(method, path, **what).raise_for_status().json()

    def _save(self, post: dict[str, Any], **known: str) -> None:
        post.update(known)
        beside = self._path.with_suffix(".new")
        with beside.open("w") as file:
            json.dump(self._state, file)
            file.flush()
            os.fsync(file.fileno())
        beside.rename(self._path)


def _tried(step: Callable[[], T]) -> T:
    """Once, and on an error three times more."""
    for _ in range(TRIES - 1):
        try:
            return step()
        except (httpx.HTTPError, ValueError, KeyError):
            time.sleep(PAUSE)
    return step()


def main() -> None:
    """Publish."""
    Publisher(Path(sys.argv[1]), sys.argv[2]).run()

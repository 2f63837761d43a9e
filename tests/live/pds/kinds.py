"""Every kind of post, through `postwire` in a shell, and what the server holds after it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from attrs import define, evolve, field
from tests.live.pds.server import Member, Server

from postwire.credentials import Secret, Vault
from postwire.demo.media import Sample
from postwire.store.sqlite import SqliteStore

PHOTO, CARD, CLIP = (str(sample.path) for sample in (Sample.PHOTO, Sample.CARD, Sample.CLIP))
_FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@define
class Shell:
    """The command line in a folder of its own, for one account."""

    folder: Path
    server: Server
    member: Member
    key: str = field(factory=Vault.new_key, repr=False)

    def connect(self) -> None:
        """Sign in with a password for apps."""
        self(
            *("accounts", "connect", "bluesky", "--instance", self.server.url),
            *("--identifier", self.member.handle, "--password-stdin"),
            given=self.server.app_password(self.member),
        )

    def post(self, text: str, *more: str) -> str:
        """Accept a post, send what is due, and return the id of what went live; of a chain the first."""
        told = json.loads(self("post", f"@{self.member.handle}", "--text", text, *more, "--json"))
        self("run", "--until-idle", "--quiet")
        state = self.state(told["deliveries"][0]["id"])
        assert state["state"] == "published", state
        return str(state["post_id"])

    def delete(self, text: str) -> None:
        """Take down what says this."""
        (found,) = (each["id"] for each in self.states() if each["text"] == text)
        self("delete", found, "--wait")
        assert self.state(found)["state"] == "deleted"

    def expire(self) -> None:
        """Let the kept session be two hours older, all of a sudden; what renews it is good for longer."""
        store, vault, now = SqliteStore(self.folder / "postwire.db"), Vault(self.key), datetime.now(UTC)
        try:
            (account,) = store.accounts()
            ciphertext, connection = store.ciphertext(account.id), store.connection(account.id)
            assert ciphertext is not None
            assert connection is not None
            _, refresh = vault.decrypt_both(ciphertext)
            store.put_account(account, vault.encrypt(Secret(self.server.expired(self.member)), refresh))
            store.put_connection(evolve(connection, since=now - timedelta(hours=2)))
        finally:
            store.close()

    def state(self, delivery: str) -> dict[str, Any]:
        """What `postwire list` says of a delivery."""
        return next(each for each in self.states() if each["id"] == delivery)

    def states(self) -> list[dict[str, Any]]:
        """The same of all."""
        found: list[dict[str, Any]] = json.loads(self("list", "--json"))["deliveries"]
        return found

    def __call__(self, *arguments: str, given: str = "") -> str:
        """Run a command that has to succeed; returns what it says."""
        plain = {name: value for name, value in os.environ.items() if not name.startswith("POSTWIRE_")}
        done = subprocess.run(
            [sys.executable, "-m", "postwire", *arguments],
            cwd=self.folder,
            env={**plain, "POSTWIRE_KEY": self.key},
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{arguments}: {done.returncode}: {done.stdout}{done.stderr}"
        return done.stdout


def every_kind(shell: Shell) -> Iterator[tuple[str, dict[str, Any]]]:
    """Publish one of each kind; yields its name and its record, as the server holds it."""

    def record(name: str, text: str, *more: str) -> tuple[str, dict[str, Any]]:
        post_id = shell.post(text, *more)
        found = [post["value"] for post in shell.server.posts(shell.member) if post["uri"] == post_id]
        assert len(found) == 1, f"{name}: {len(found)} records lie under {post_id}"
        return name, found[0]

    pictures = [part for number in range(4) for part in ("--media", PHOTO, "--alt", f"picture {number}")]
    yield record("text", f"{_FAMILY} @{shell.member.handle}: https://a.example/x #wave")
    yield record("picture", "A picture.", "--media", PHOTO, "--alt", "A lighthouse")
    yield record("pictures", "Four.", *pictures, "--option", "labels=nudity")
    yield record("video", "A video.", "--media", CLIP, "--alt", "A beam")
    card = ("--option", "card_title=Lights", "--option", "card_picture=true", "--media", CARD)
    yield record("card", "A card.", "--link", "https://a.example/", *card)
    yield record("languages", "Words.", "--option", "languages=en,pt-BR", "--option", "tags=light")
    parent = shell.post("A question.")
    yield record("reply", "An answer.", "--reply-to", parent)
    yield record("quote", "Quoted.", "--option", f"quote={parent}")
    yield record("quote with a picture", "Quoted.", "--option", f"quote={parent}", "--media", PHOTO)
    yield record("thread", f"wave {_FAMILY} " * 60, "--chain")

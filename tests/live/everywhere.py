"""One command posts to three platforms, and one tells what became of it: a sandbox of Threads and two real servers."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from attrs import frozen
from tests.live.pds import server as pds
from tests.live.snac import server as snac

from postwire.credentials import Vault
from postwire.demo.media import Sample
from postwire_threads.sandbox import Settings, serve

TEXT = "The same words everywhere. https://example.org/lighthouse #light"
FEDIVERSE = "Other words for the Fediverse."
TOKEN = "THsandbox"
USER_ID = "17841400000000001"


@frozen
class Shown:
    """What `postwire show` says of all, and what each platform shows its readers."""

    outcome: str
    deliveries: dict[str, dict[str, Any]]
    """By platform."""
    readers: dict[str, list[str]]
    """By platform, the texts of everything that is live there."""

    def complaint(self) -> str | None:
        """What is wrong; None: all is as it was asked for."""
        if self.outcome != "published":
            return f"the outcome is {self.outcome}: {[each['in_words'] for each in self.deliveries.values()]}"
        if missing := [name for name, each in self.deliveries.items() if not each["post_id"]]:
            return f"no post is named on {', '.join(missing)}"
        wanted = {"threads": [TEXT], "bluesky": [TEXT], "mastodon": [FEDIVERSE]}
        return None if self.readers == wanted else f"readers see {self.readers}"


def post_everywhere(folder: Path) -> Shown:
    """Start all three in an empty folder, post with one command, and look. Raises `NotInstallable`."""
    with (
        serve(Settings(token=TOKEN, fetch_media=False)) as threads,
        pds.running(folder / "pds") as bluesky,
        snac.running(folder / "snac") as mastodon,
    ):
        ada, author = bluesky.member("ada"), mastodon.member("author")
        shell = _Shell(folder)
        shell.add("threads", USER_ID, f"{threads.url}/v1.0", TOKEN)
        shell.add("bluesky", ada.did, bluesky.url, ada.access)
        shell.add("mastodon", author.user_id, f"http://{mastodon.host}", author.token)
        accounts = [f"threads:{USER_ID}", f"bluesky:{ada.did}", f"mastodon:{author.user_id}"]
        picture = str(Sample.PHOTO.path)
        posted = shell(
            *("post", *accounts, "--text", TEXT, "--text-for", f"mastodon={FEDIVERSE}", "--json"),
            *("--media-for", f"bluesky={picture}", "--alt-for", "bluesky=A lighthouse"),
            *("--media-for", f"mastodon={picture}", "--alt-for", "mastodon=A lighthouse"),
        )
        shell("run", "--until-idle")
        told = json.loads(shell("show", json.loads(posted)["submission"], "--json"))
        return Shown(
            told["outcome"],
            {each["platform"]: each for each in told["deliveries"]},
            {
                "threads": [live.draft.text for live in threads.platform.posts.values() if not live.is_child],
                "bluesky": [record["value"]["text"] for record in bluesky.posts(ada)],
                "mastodon": [_plain(status["content"]) for status in mastodon.statuses(author)],
            },
        )


class _Shell:
    """The command line in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        environment = {name: value for name, value in os.environ.items() if not name.startswith("POSTWIRE_")}
        self._environment = environment | {"POSTWIRE_KEY": Vault.new_key()}

    def __call__(self, *arguments: str, given: str = "") -> str:
        command = [sys.executable, "-m", "postwire", *arguments]
        done = subprocess.run(
            command, cwd=self._folder, env=self._environment, input=given, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"postwire {arguments[0]} ended with {done.returncode}: {done.stderr}"
        return done.stdout

    def add(self, platform: str, user_id: str, base: str, token: str) -> None:
        """Add an account with a token."""
        self("accounts", "add", platform, "--user-id", user_id, "--api-base", base, "--token-stdin", given=token)


def _plain(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html).strip()

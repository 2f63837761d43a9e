"""Every kind of post, through `postwire` in a shell, and what the server shows after it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any, cast

from attrs import define
from tests.live.pds import kinds
from tests.live.snac.server import BACK, Member, Snac

from postwire.demo.media import Sample

PHOTO, CARD, CLIP = (str(sample.path) for sample in (Sample.PHOTO, Sample.CARD, Sample.CLIP))
_PAGE = re.compile(r"http://\S+/oauth/authorize\?\S+")


@define
class Shell(kinds.Shell):
    """The command line in a folder of its own, for one account of this server."""

    def connect(self) -> None:
        """Have an app registered, be asked on the server's page, and come back with a code."""
        server, member = cast("Snac", self.server), cast("Member", self.member)
        command = ("accounts", "connect", "mastodon", "--instance", f"http://{server.host}", "--redirect", BACK)
        with subprocess.Popen(
            [sys.executable, "-m", "postwire", *command, "--no-browser"],
            cwd=self.folder,
            env={**os.environ, "POSTWIRE_KEY": self.key},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stderr is not None
            page = next(found[0] for line in process.stderr if (found := _PAGE.search(line)))
            _, said = process.communicate(server.allowed(page, member.username, member.password), timeout=60)
        assert process.returncode == 0, said


def every_kind(shell: Shell) -> Iterator[tuple[str, dict[str, Any]]]:
    """Post one of each, and what the server shows of it; the kinds that it drops without a word are among them."""
    server, member = cast("Snac", shell.server), cast("Member", shell.member)
    parent = server.post(server.member("asker"), "Ask me anything.")
    for kind, text, more in (
        ("text", "Only a text, with #light and https://example.org/?a=1&b=2", ()),
        ("picture", "A picture.", ("--media", PHOTO, "--alt", "A lighthouse")),
        ("pictures", "Two pictures.", ("--media", PHOTO, "--media", CARD, "--alt", "One", "--alt", "Two")),
        ("video", "A video.", ("--media", CLIP)),
        ("link", "A link.", ("--link", "https://example.org/way")),
        ("reply", "An answer.", ("--reply-to", parent)),
        ("warning", "Behind a warning.", ("--option", "spoiler_text=Hills")),
        ("poll", "A poll?", ("--option", 'poll_options=["a", "b"]')),
        ("nowhere", "An answer to nothing.", ("--reply-to", f"1795288154{'deadbeef' * 4}")),
        ("quiet", "In German.", ("--option", "language=de", "--option", "visibility=unlisted")),
    ):
        post_id = shell.post(text, *more)
        yield kind, next(each for each in server.statuses(member) if each["id"] == post_id)

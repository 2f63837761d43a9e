"""snac2: a small server of the Fediverse that speaks the Mastodon API, with habits of its own."""

from tests.live.snac.install import NotInstallable, installed
from tests.live.snac.server import BACK, Member, Snac, name, running

__all__ = ["BACK", "Member", "NotInstallable", "Snac", "installed", "name", "running"]

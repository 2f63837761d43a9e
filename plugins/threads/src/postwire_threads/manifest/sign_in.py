"""How accounts are connected, and how long a connection lasts."""

from datetime import timedelta

from postwire.manifest import SignIn
from postwire_threads.manifest.sources import DEBUG_TOKEN, GET_STARTED, LONG_LIVED

BASIC = "threads_basic"
"""The scope without which nothing is given."""

SIGN_IN = SignIn(
    # threads.net until the page of 2026-08-12; www.threads.net and www.threads.com were seen to work, too.
    page="https://threads.com/oauth/authorize",
    base_url="https://graph.threads.net",
    https_only=True,
    refresh_after=timedelta(hours=24),
    # Ours: of 60 days. Enough for a runner that was off for a week, or a platform that has a bad day.
    refresh_before=timedelta(days=10),
    sources=(GET_STARTED, LONG_LIVED, DEBUG_TOKEN),
)

"""``python -m tests.live.snac.cassettes``: the recordings of the Mastodon connector anew, against a real snac2."""

import sys
import tempfile
from pathlib import Path

from tests.crash.world import ROOT
from tests.live.snac.server import Snac, name, running

from postwire_contract.failure import Broken
from postwire_contract.kit import Kit
from postwire_contract.record import record
from postwire_contract.scenario import Scenario, Staging
from postwire_contract.staged import Staged
from postwire_contract.subject import subject

_POSSIBLE = {Staging.HONEST, Staging.LOST_ANSWER, Staging.TOKEN_REVOKED}
"""What this server can be brought to."""


def main() -> int:
    """Record what the server can do; 1 if something was not recorded that has to be."""
    kit = subject("mastodon").kit(ROOT / "cassettes")
    chosen = [scenario for scenario in kit.scenarios if scenario.staging in _POSSIBLE and not scenario.deletes]
    with tempfile.TemporaryDirectory(prefix="snac-") as folder, running(Path(folder) / "server") as server:
        failed = [scenario.name for scenario in chosen if not _recorded(kit, scenario, server)]
    sys.stdout.write(f"not recorded: {', '.join(failed)}\n" if failed else "")
    return 1 if failed else 0


def _recorded(kit: Kit, scenario: Scenario, server: Snac) -> bool:
    """One scenario, with an account of its own: no other post of it says the same."""
    member = server.member(name())
    parent = server.post(server.member(name()), "Ask me anything.")
    if scenario.staging is Staging.TOKEN_REVOKED:
        server.revoke(member)
    staged = Staged(
        url=f"http://{server.host}",
        user_id=member.user_id,
        handle=member.username,
        token=member.token,
        parent=parent,
    )
    try:
        path = record(kit, scenario, staged, server.version)
    except Broken as error:
        sys.stdout.write(f"{scenario.name}: {error}\n")
        return False
    sys.stdout.write(f"{scenario.name}: {path.relative_to(ROOT)}\n")
    return True


if __name__ == "__main__":
    sys.exit(main())

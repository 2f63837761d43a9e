"""A corkboard on this machine: it answers as the README says, and breaks on order.

Everybody has a board; the token ``ada-write`` may do everything on the board of ``ada``, ``ada-read`` may only read,
and ``ada-expired`` has run out. State lives in memory, and nothing leaves the machine.
"""

from postwire_corkboard.sandbox.board import Board, Fault
from postwire_corkboard.sandbox.server import SandboxServer, build_app, run
from postwire_corkboard.sandbox.staging import Scene, stage

__all__ = ["Board", "Fault", "SandboxServer", "Scene", "build_app", "run", "stage"]

"""The demo: the main job on real input, with no account and no internet.

Real HTTP to a local sandbox of Threads, real media files, a real database, and the Threads connector loaded by its
entry point.
"""

from postwire.demo.demo import DemoUnavailable, run

__all__ = ["DemoUnavailable", "run"]

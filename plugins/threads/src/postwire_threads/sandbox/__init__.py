"""A local stand-in for graph.threads.net: it answers as Threads is known to, and breaks as Threads is known to.

It is a toy for one machine: state lives in memory, nothing leaves the machine, and none of its answers proves anything
about Meta. `Settings` says of every habit how well it is known; a `Fault` makes it slow, lossy or dishonest on purpose.
"""

from postwire_threads.sandbox.app import build_app
from postwire_threads.sandbox.fault import Effect, Fault, Operation
from postwire_threads.sandbox.graph import Graph
from postwire_threads.sandbox.platform import Platform
from postwire_threads.sandbox.server import SandboxServer, run, serve
from postwire_threads.sandbox.settings import Settings
from postwire_threads.sandbox.staging import Scene, stage

__all__ = [
    "Effect",
    "Fault",
    "Graph",
    "Operation",
    "Platform",
    "SandboxServer",
    "Scene",
    "Settings",
    "build_app",
    "run",
    "serve",
    "stage",
]

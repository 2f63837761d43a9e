"""The engine: accepts posts, moves deliveries, and never publishes twice."""

from postwire.engine.engine import Engine
from postwire.engine.errors import EngineError, Invalid, NoCredential, PostTaken, UnknownAccount, UnknownDelivery

__all__ = ["Engine", "EngineError", "Invalid", "NoCredential", "PostTaken", "UnknownAccount", "UnknownDelivery"]

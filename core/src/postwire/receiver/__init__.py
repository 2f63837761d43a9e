"""Receiving what a platform posts by itself: webhooks, and people who remove the app or want their data deleted."""

from postwire.receiver.receiver import LONGEST, Answer, Deauthorized, DeletionWanted, Event, Receiver
from postwire.receiver.server import Server

__all__ = ["LONGEST", "Answer", "Deauthorized", "DeletionWanted", "Event", "Receiver", "Server"]

"""Understands what a personal data server answers when it says no."""

from postwire_bluesky.errors.classify import classify
from postwire_bluesky.errors.meanings import MEANINGS

__all__ = ["MEANINGS", "classify"]

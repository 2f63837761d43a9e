"""Understands what Threads answers when it says no."""

from postwire_threads.errors.atlas import meanings
from postwire_threads.errors.classify import classify, is_gone
from postwire_threads.errors.rule import Rule
from postwire_threads.errors.rules import RULES

__all__ = ["RULES", "Rule", "classify", "is_gone", "meanings"]

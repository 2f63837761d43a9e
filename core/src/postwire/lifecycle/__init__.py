"""The life of a delivery, as one pure function over words."""

from postwire.lifecycle.advance import advance
from postwire.lifecycle.step import Impossible, Step
from postwire.lifecycle.terms import Terms

__all__ = ["Impossible", "Step", "Terms", "advance"]

"""What can be said of a post before anything is sent: a manifest's data, applied.

Pure: limits come from the manifest, facts from a probe that ran before. What data cannot say, a connector adds in its
``validate_media``.
"""

from postwire.checks.abilities import ability_problems
from postwire.checks.company import company_problems
from postwire.checks.limits import limit_problems
from postwire.checks.mended import mended
from postwire.checks.options import option_problems
from postwire.checks.shape import shape_problems
from postwire.manifest import Manifest
from postwire.post import Post
from postwire.problem import Problem

__all__ = ["check", "mended"]


def check(post: Post, manifest: Manifest) -> tuple[Problem, ...]:
    """Everything that a manifest's data finds wrong, doubtful or unknown about a post; empty if nothing."""
    return (
        *shape_problems(post, manifest),
        *ability_problems(post, manifest),
        *option_problems(post, manifest),
        *company_problems(post, manifest),
        *limit_problems(post, manifest),
    )

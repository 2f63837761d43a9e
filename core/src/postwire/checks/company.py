"""What a post's options may not stand beside, and what they need beside them."""

from collections.abc import Iterator

from postwire.manifest import Manifest
from postwire.post import Post
from postwire.problem import Fix, Problem, Severity

_FIELDS = {
    "media": "pictures and videos",
    "link": "a link card",
    "reply_to": "an answer to another post",
    "text": "a text",
}


def company_problems(post: Post, manifest: Manifest) -> Iterator[Problem]:
    """An error for every pair that a platform does not take together, and for whatever an option lacks."""
    told = set()
    for option in manifest.options:
        if not manifest.chosen(post, option.name):
            continue
        for other in option.not_with:
            if _has(post, manifest, other) and (other, option.name) not in told:
                told.add((option.name, other))
                yield Problem(
                    rule=f"{manifest.platform}.options.{option.name}.not_with.{other}",
                    severity=Severity.ERROR,
                    message=f"{manifest.title} does not take {option.name} together with {_word(other)}.",
                    field=f"options.{option.name}",
                    observed=other,
                    fix=Fix(f"Take out {option.name}, or {_word(other)}."),
                    sources=option.sources,
                )
        for other in option.needs:
            if not _has(post, manifest, other):
                yield Problem(
                    rule=f"{manifest.platform}.options.{option.name}.needs.{other}",
                    severity=Severity.ERROR,
                    message=f"The option {option.name} means nothing without {_word(other)}.",
                    field=f"options.{option.name}",
                    allowed=other,
                    fix=Fix(f"Add {_word(other)}, or take {option.name} out."),
                    sources=option.sources,
                )


def _has(post: Post, manifest: Manifest, name: str) -> bool:
    return bool(getattr(post, name) if name in _FIELDS else manifest.chosen(post, name))


def _word(name: str) -> str:
    return _FIELDS.get(name, name)

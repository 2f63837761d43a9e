"""Search by words."""

from typing import Any

from attrs import frozen

from postwire_threads.sandbox.accounts import Profile
from postwire_threads.sandbox.live import Live
from postwire_threads.sandbox.parameters import Parameters
from postwire_threads.sandbox.platform import Platform
from postwire_threads.sandbox.refusal import known, not_one_of

_MODES = ("KEYWORD", "TAG")
_TYPES = ("TOP", "RECENT")
_KINDS = ("TEXT", "TEXT_POST", "IMAGE", "VIDEO")
"""``TEXT`` by an example of the pages, ``TEXT_POST`` by Meta's Postman collection."""
_SEARCHES = 2200
"""In a moving day (documented); what finds nothing is free."""


@frozen
class Search:
    """What is looked for."""

    words: str
    by_tag: bool
    kind: str | None
    author: str | None

    def fits(self, post: Live) -> bool:
        """Whether a post holds the words, or is tagged with them, and is of the kind and by whom is wanted."""
        if post.draft is None or post.is_child:
            return False
        if self.author not in {None, post.owner.username} or self.kind not in {None, post.draft.media_type.value}:
            return False
        return self.words == (post.draft.topic or "").lower() if self.by_tag else self.words in post.draft.text.lower()


def asked(parameters: Parameters) -> Search:
    """Read what is looked for."""
    words = parameters.required("q").lower()
    for name, allowed in (("search_mode", _MODES), ("search_type", _TYPES), ("media_type", _KINDS)):
        if parameters.text(name) not in {None, *allowed}:
            raise not_one_of(name, allowed)
    kind = parameters.text("media_type")
    return Search(
        words=words,
        by_tag=parameters.text("search_mode") == "TAG",
        kind=kind and kind.removesuffix("_POST"),
        author=parameters.text("author_username"),
    )


def count(platform: Platform, profile: Profile, found: dict[str, Any]) -> dict[str, Any]:
    """The answer, once it is counted; without its cursors, which the pages do not show."""
    now = platform.clock.now()
    if profile.searches.used(now, platform.settings.quota_seconds) >= _SEARCHES:
        raise known("9/2207042")
    if found["data"]:
        profile.searches.add(now)
    return {"data": found["data"]}

"""What one target of a post gets instead of what all of them get."""

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import evolve, field, frozen, validators

from postwire.account import Account
from postwire.media import Media
from postwire.post import Post


def _media(given: Iterable[Media] | None) -> tuple[Media, ...] | None:
    return None if given is None else tuple(given)


def _options(given: Mapping[str, Any]) -> dict[str, Any]:
    return dict(given)


_a_text = validators.optional(validators.instance_of(str))


@frozen(kw_only=True)
class Variant:
    """The parts of a post that differ for a platform or an account. None: as everybody gets it; empty: without it."""

    text: str | None = field(default=None, validator=_a_text)
    media: tuple[Media, ...] | None = field(default=None, converter=_media)
    reply_to: str | None = field(default=None, validator=_a_text)
    link: str | None = field(default=None, validator=_a_text)
    options: Mapping[str, Any] = field(factory=dict, converter=_options)
    """Options of the target's platform, which are laid over those of the post."""

    def of(self, post: Post, platform: str) -> Post:
        """The post with what differs."""
        given = {name: value for name in ("text", "media") if (value := getattr(self, name)) is not None}
        given |= {name: value or None for name in ("reply_to", "link") if (value := getattr(self, name)) is not None}
        if self.options:
            given["options"] = {**post.options, platform: {**post.options_for(platform), **self.options}}
        return evolve(post, **given)


def varied(post: Post, account: Account, variants: Mapping[str, Variant]) -> Post:
    """The post as one account gets it: what its platform's variant says, and over it what its own says."""
    for target in (account.platform, account.id):
        if target in variants:
            post = variants[target].of(post, account.platform)
    return post


def check_targets(variants: Mapping[str, Variant], accounts: Iterable[Account]) -> None:
    """Raises `ValueError` for a variant that is nobody's: it would be left out without a word."""
    known = sorted({name for account in accounts for name in (account.platform, account.id)})
    for target in variants:
        if target not in known:
            raise ValueError(f"a variant is for {target!r}, and the post does not go there but to {', '.join(known)}")

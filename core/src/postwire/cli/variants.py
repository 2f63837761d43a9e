"""What differs for one target of a post, on the command line."""

from collections.abc import Mapping, Sequence

from attrs import evolve

from postwire.account import Account
from postwire.cli.account_name import account_named
from postwire.cli.exit import Exit
from postwire.cli.names import unlike
from postwire.cli.prober import Prober
from postwire.cli.refusal import Refusal, UsageRefusal
from postwire.media import Media
from postwire.post import Post
from postwire.store import Store
from postwire.variant import Variant


def variants_given(  # noqa: PLR0913 - what the options collect, and what they are about
    text_for: tuple[str, ...],
    media_for: tuple[str, ...],
    alt_for: tuple[str, ...],
    *,
    accounts: Sequence[Account],
    store: Store,
    prober: Prober,
) -> dict[str, Variant]:
    """What ``variant_options`` collect, by platform or account id, media probed. Raises `Refusal`."""
    texts = _by_target("--text-for", text_for, accounts, store)
    media = _by_target("--media-for", media_for, accounts, store)
    alts = _by_target("--alt-for", alt_for, accounts, store)
    for target, given in texts.items():
        if len(given) > 1:
            raise UsageRefusal(f"--text-for {target} is given twice", field="--text-for", fix="Keep one of them.")
    for target, given in alts.items():
        if len(given) > len(media.get(target, ())):
            raise UsageRefusal(
                f"there are {len(given)} --alt-for {target} and {len(media.get(target, ()))} --media-for {target}",
                field="--alt-for",
                value=given[-1],
                fix="The nth --alt-for of a target belongs to its nth --media-for.",
            )
    return {
        target: Variant(
            text=texts[target][0] if target in texts else None,
            media=_probed(media[target], alts.get(target, []), prober) if target in media else None,
        )
        for target in (*texts, *(target for target in media if target not in texts))
    }


def targeted(
    variants: Mapping[str, Variant], accounts: Sequence[Account], store: Store, prober: Prober
) -> dict[str, Variant]:
    """Variants by platform or account id, media probed, of those that a file names as people do. Raises `Refusal`."""
    found: dict[str, Variant] = {}
    for name, variant in variants.items():
        target = _target(name, "variants", accounts, store)
        if target in found:
            raise UsageRefusal(
                f"variants: {target} is named twice", field="variants", value=name, fix="Keep one of them."
            )
        probed = None if variant.media is None else prober.probed(Post(media=variant.media)).media
        found[target] = evolve(variant, media=probed)
    return found


def _by_target(option: str, given: tuple[str, ...], accounts: Sequence[Account], store: Store) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not equals:
            raise UsageRefusal(
                f"{option} {each!r} names no target",
                field=option,
                value=each,
                fix=f"Write {option} PLATFORM=... or {option} ACCOUNT=...",
            )
        found.setdefault(_target(name, option, accounts, store), []).append(value)
    return found


def _target(name: str, option: str, accounts: Sequence[Account], store: Store) -> str:
    known = {account.platform for account in accounts} | {account.id for account in accounts}
    target = account_named(name, store).id if ":" in name or "@" in name else name
    if target in known:
        return target
    raise Refusal(
        f"{option} {name!r}: the post does not go there",
        code="unknown_target",
        exit=Exit.USAGE,
        field=option,
        value=name,
        fix=unlike(name, known, f"It goes to {', '.join(account.id for account in accounts)}."),
    )


def _probed(locations: list[str], alts: list[str], prober: Prober) -> tuple[Media, ...]:
    """The media of one target; ``TARGET=`` alone stands for none."""
    named = [] if locations == [""] else locations
    if "" in named:
        raise UsageRefusal(
            "--media-for is empty", field="--media-for", value="", fix="Give a URL or the path of a file."
        )
    alts = [*alts, *([""] * (len(named) - len(alts)))]
    media = tuple(Media(location, alt or None) for location, alt in zip(named, alts, strict=True))
    return prober.probed(Post(media=media)).media

"""The manifest is whole, plausible, and says where its facts come from."""

from collections import Counter
from collections.abc import Iterator
from functools import partial

from postwire.manifest import Ability, Support
from postwire.source import Source
from postwire_contract.check import Check
from postwire_contract.failure import Broken
from postwire_contract.kit import Kit


def checks(kit: Kit) -> Iterator[Check]:
    """The chapter."""
    yield Check(
        name="manifest.sources",
        promise="every limit, option and quota names a source and the day somebody looked",
        run=partial(_sources, kit),
    )
    yield Check(name="manifest.names", promise="rule ids and names are unique and namespaced", run=partial(_names, kit))
    yield Check(
        name="manifest.abilities",
        promise="every ability is declared, and something can be posted",
        run=partial(_abilities, kit),
    )
    yield Check(name="manifest.bounds", promise="no quota and no pace is impossible", run=partial(_bounds, kit))
    yield Check(name="manifest.same", promise="announcing twice gives the same manifest", run=partial(_same, kit))


def _sources(kit: Kit) -> None:
    manifest = kit.manifest
    sourced: list[tuple[str, tuple[Source, ...]]] = [
        *((f"limit {limit.rule}", limit.sources) for limit in manifest.limits),
        *((f"option {option.name}", option.sources) for option in manifest.options),
        *((f"quota {quota.name}", quota.sources) for quota in manifest.quotas),
    ]
    missing = [name for name, sources in sourced if not sources]
    if missing:
        raise Broken(f"no source is named for {', '.join(missing)}; add Source(title, seen=date(...), standing)")


def _names(kit: Kit) -> None:
    manifest = kit.manifest
    doubled = [rule for rule, number in Counter(limit.rule for limit in manifest.limits).items() if number > 1]
    if doubled:
        raise Broken(f"rule ids are used twice: {', '.join(doubled)}")
    foreign = [limit.rule for limit in manifest.limits if not limit.rule.startswith(f"{manifest.platform}.")]
    if foreign:
        raise Broken(f"rule ids have to begin with {manifest.platform + '.'!r}: {', '.join(foreign)}")
    names = [option.name for option in manifest.options]
    if len(set(names)) != len(names):
        raise Broken(f"an option is declared twice: {', '.join(sorted(names))}")


def _abilities(kit: Kit) -> None:
    undeclared = [ability.value for ability in Ability if ability not in kit.manifest.abilities]
    if undeclared:
        raise Broken(f"declare each of {', '.join(undeclared)} as Support.YES, NO or UNTRIED; silence is no answer")
    posting = (Ability.TEXT, Ability.IMAGE, Ability.VIDEO)
    if not any(kit.manifest.abilities[ability] is Support.YES for ability in posting):
        raise Broken("none of text, image and video is Support.YES: then there is nothing to post")


def _bounds(kit: Kit) -> None:
    for quota in kit.manifest.quotas:
        if quota.maximum < 1 or quota.window.total_seconds() <= 0:
            raise Broken(f"quota {quota.name}: {quota.maximum} in {quota.window} is impossible")
    pace = kit.manifest.pace
    for name in ("first_look", "interval", "window", "slow_interval", "container_life", "settle", "retry", "give_up"):
        if getattr(pace, name).total_seconds() <= 0:
            raise Broken(f"pace.{name} is {getattr(pace, name)}; it has to be longer than nothing")
    if pace.tries < 1 or pace.concurrency < 1:
        raise Broken(f"pace.tries is {pace.tries} and pace.concurrency {pace.concurrency}; both have to be 1 or more")


def _same(kit: Kit) -> None:
    hook = getattr(kit.module, "manifest", None)
    if callable(hook) and hook() != kit.manifest:
        raise Broken("the hook `manifest` answers differently each time; it has to return one constant")

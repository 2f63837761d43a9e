"""What the platform would refuse is refused here, just above every limit, and nothing is sent."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from attrs import evolve

from postwire.engine import Invalid
from postwire.manifest import Ability, Limit, Manifest, Option, OptionType, Support
from postwire.post import Post
from postwire.problem import Problem, Severity
from postwire_contract import posts
from postwire_contract.check import Check
from postwire_contract.edges import Edge, edges
from postwire_contract.failure import Broken, Skipped
from postwire_contract.kit import Kit

_PROOFS: dict[Ability, Post] = {
    Ability.TEXT: posts.text(),
    Ability.IMAGE: Post("A picture.", [posts.image()]),
    Ability.VIDEO: Post("A video.", [posts.video()]),
    Ability.CAROUSEL: Post("Two.", [posts.image("a.jpg"), posts.image("b.jpg")]),
    Ability.LINK: Post("Look.", link="https://example.com/"),
    Ability.ALT_TEXT: Post("With words.", [posts.image(alt_text="A lighthouse")]),
}


def _proofs(manifest: Manifest) -> dict[Ability, Post]:
    return {**_PROOFS, Ability.REPLY: posts.reply(manifest)}


def checks(kit: Kit) -> Iterator[Check]:
    """The chapter."""
    for limit in kit.manifest.limits:
        yield Check(
            name=f"validation.limit.{limit.rule}",
            promise=f"{limit.rule} is told just beyond it, and not just inside",
            run=partial(_limit, kit, limit),
        )
    for ability, post in _proofs(kit.manifest).items():
        if kit.manifest.abilities.get(ability, Support.NO) is Support.NO:
            yield Check(
                name=f"validation.unsupported.{ability}",
                promise=f"{ability} is refused here, with no request sent",
                run=partial(_unsupported, kit, ability, post),
            )
    for option in kit.manifest.options:
        for choice in option.choices:
            yield Check(
                name=f"validation.option.{option.name}.{choice}",
                promise=f"option {option.name} takes {choice}",
                run=partial(_choice, kit, option, choice),
            )
        if option.choices:
            yield Check(
                name=f"validation.option.{option.name}.other",
                promise=f"option {option.name} takes nothing else",
                run=partial(_other, kit, option.name),
            )
    yield Check(
        name="validation.option.unknown",
        promise="an option that nobody declared is refused",
        run=partial(_unknown, kit),
    )
    yield Check(name="validation.pure", promise="asking twice gives the same answer", run=partial(_pure, kit))


def _limit(kit: Kit, limit: Limit) -> None:
    tried = list(edges(kit.manifest, limit))
    if all(edge.allowed for edge in tried):
        raise Skipped("no_example", f"the suite can make no post that is beyond {limit.rule}")
    for edge in tried:
        problems = [p for p in kit.connector.validate_media(edge.post) if p.severity is not Severity.UNSURE]
        told = [problem for problem in problems if problem.rule == limit.rule]
        if edge.allowed and told:
            raise Broken(
                f"{limit.rule}: {edge.words} is allowed by the manifest and was told as a problem: {told[0].message}"
            )
        if not edge.allowed:
            # a stricter limit on the same measure may speak in its place
            stricter = {other.rule for other in kit.manifest.limits if other.measure is limit.measure} - {limit.rule}
            if not told and any(problem.rule in stricter for problem in problems):
                continue
            _is_told(limit, edge, told)


def _is_told(limit: Limit, edge: Edge, told: list[Problem]) -> None:
    if not told:
        raise Broken(
            f"{limit.rule}: {edge.words} is beyond the manifest's limit, and validate_media says nothing; "
            "call postwire.checks.check(post, MANIFEST) in it"
        )
    problem = told[0]
    if problem.severity is not limit.severity:
        raise Broken(f"{limit.rule} is told as {problem.severity}, the manifest says {limit.severity}")
    if not problem.message.strip() or not problem.fix.sentence.strip():
        raise Broken(f"{limit.rule}: the problem has no words for a person, or no fix")


def _unsupported(kit: Kit, ability: Ability, post: Post) -> None:
    journey = kit.journey(datetime(2026, 1, 1, tzinfo=UTC))
    try:
        journey.submit(post)
    except Invalid:
        return
    raise Broken(
        f"the manifest says that {ability} is not supported, and a post that needs it was accepted; "
        "refuse it in validate_media, or declare it"
    )


def _problems(kit: Kit, name: str, value: object) -> list[Problem]:
    post = evolve(posts.plain(kit.manifest), options={kit.manifest.platform: {name: value}})
    return [p for p in kit.connector.validate_media(post) if p.severity is Severity.ERROR and name in p.field]


def _choice(kit: Kit, option: Option, choice: str) -> None:
    value = [choice] if option.type is OptionType.LIST else choice
    if problems := _problems(kit, option.name, value):
        raise Broken(f"option {option.name}={choice} is declared and refused: {problems[0].message}")


def _other(kit: Kit, name: str) -> None:
    if not _problems(kit, name, "no-such-choice"):
        raise Broken(f"option {name}=no-such-choice is accepted, though its choices are declared")


def _unknown(kit: Kit) -> None:
    if not _problems(kit, "no_such_option", "1"):
        raise Broken("option no_such_option is accepted; an option that nobody declared must be refused, never dropped")


def _pure(kit: Kit) -> None:
    for post in _proofs(kit.manifest).values():
        if kit.connector.validate_media(post) != kit.connector.validate_media(post):
            raise Broken("validate_media answers differently for the same post; it has to be pure")

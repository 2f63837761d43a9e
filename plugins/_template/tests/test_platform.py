"""The manifest, and what a post may not ask of Corkboard."""

import pytest

import postwire_corkboard as corkboard
from postwire.checks import mended
from postwire.manifest import Ability, Manifest, Republish, Support
from postwire.media import Media, MediaFacts, MediaKind
from postwire.operation import Operation
from postwire.post import Post
from postwire.problem import Severity

PNG = MediaFacts(kind=MediaKind.IMAGE, format="png", bytes=1000, width=640, height=480)
PICTURE = Media("https://pictures.example.com/milk.png", alt_text="A bottle", facts=PNG)


def rules(post: Post) -> list[str]:
    return [problem.rule for problem in corkboard.validate_media(post)]


def test_the_manifest_is_complete_and_says_where_it_was_read() -> None:
    manifest = corkboard.manifest()
    assert isinstance(manifest, Manifest)
    assert manifest.abilities.keys() == set(Ability)
    assert manifest.republish is Republish.SAME_CONTAINER
    assert [ability for ability, support in manifest.abilities.items() if support is Support.UNTRIED] == ["alt_text"]
    sourced = (*manifest.limits, *manifest.options, *manifest.scopes, *manifest.quotas, manifest.pace, manifest)
    assert all(piece.sources for piece in sourced)


def test_reading_needs_one_scope_and_writing_the_other() -> None:
    assert {operation: corkboard.required_scopes(operation) for operation in Operation} == {
        Operation.AUTHORIZE: frozenset(),
        Operation.REFRESH: frozenset(),
        Operation.CREATE: {"board:write"},
        Operation.POLL: {"board:read"},
        Operation.PUBLISH: {"board:write"},
        Operation.DELETE: {"board:write"},
        Operation.READ: {"board:read"},
    }


@pytest.mark.parametrize(
    "post",
    [
        Post("x" * 280),
        Post("\N{PILE OF POO}" * 280),
        Post("Milk!", reply_to="n1"),
        Post(media=(PICTURE,)),
        Post("Milk!", media=(PICTURE,), options={"corkboard": {"colour": "blue"}}),
    ],
)
def test_a_good_note_has_no_problem(post: Post) -> None:
    assert rules(post) == []


@pytest.mark.parametrize(
    ("post", "rule"),
    [
        (Post(), "corkboard.post.empty"),
        (Post("x" * 281), "corkboard.text.max_characters"),
        (Post("x", media=(PICTURE, PICTURE)), "corkboard.ability.carousel"),
        (Post("x", media=(Media("https://films.example.com/milk.mp4"),)), "corkboard.ability.video"),
        (Post("x", link="https://example.com"), "corkboard.ability.link"),
        (Post("x", media=(Media("milk.png", facts=PNG),)), "corkboard.media.no_address"),
        (Post("x", options={"corkboard": {"colour": "black"}}), "corkboard.options.colour.choice"),
        (Post("x", options={"corkboard": {"paper": "pink"}}), "corkboard.options.unknown"),
        (
            Post("x", reply_to="n1", options={"corkboard": {"colour": "pink"}}),
            "corkboard.options.colour.in_reply",
        ),
        (
            Post("x", media=(Media(PICTURE.location, alt_text="x" * 201, facts=PNG),)),
            "corkboard.alt_text.max_characters",
        ),
        (
            Post("x", media=(Media(PICTURE.location, facts=MediaFacts(kind="image", format="webp", bytes=10)),)),
            "corkboard.image.format",
        ),
        (
            Post("x", media=(Media(PICTURE.location, facts=MediaFacts(kind="image", format="png", bytes=2**22 + 1)),)),
            "corkboard.image.max_bytes",
        ),
    ],
)
def test_what_corkboard_would_refuse_is_found_before_anything_is_sent(post: Post, rule: str) -> None:
    errors = [problem for problem in corkboard.validate_media(post) if problem.severity is Severity.ERROR]
    assert [problem.rule for problem in errors] == [rule]
    assert errors[0].fix.sentence


def test_the_address_of_a_note_becomes_its_id_by_itself() -> None:
    post = Post("x", reply_to="https://corkboard.example/ada/n1")
    (problem,) = corkboard.validate_media(post)
    assert problem.rule == "corkboard.reply_to.not_an_id"
    assert mended(post, problem.fix) == Post("x", reply_to="n1")

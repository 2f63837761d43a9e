"""What a post needs, against what a platform can do."""

import attrs
import pytest

from postwire.checks import check
from postwire.manifest import Ability, Support
from postwire.media import Media
from postwire.post import Post
from postwire.problem import Severity

NEEDS = {
    Ability.TEXT: (Post("x"), "text", None),
    Ability.IMAGE: (Post(media=[Media("a.png")]), "media", 0),
    Ability.VIDEO: (Post("x", [Media("a.mp4")]), "media", 0),
    Ability.CAROUSEL: (Post(media=[Media("a.png"), Media("b.mp4")]), "media", None),
    Ability.REPLY: (Post("x", reply_to="1"), "reply_to", None),
    Ability.LINK: (Post("x", link="https://example.com"), "link", None),
    Ability.ALT_TEXT: (Post(media=[Media("a.png"), Media("b.png", "a tree")]), "media", 1),
}


@pytest.mark.parametrize("ability", NEEDS)
@pytest.mark.parametrize("support", [Support.NO, None])
def test_a_post_that_needs_what_the_platform_lacks_is_refused(manifest, ability, support):
    post, field, item = NEEDS[ability]
    abilities = {**manifest.abilities, ability: support}
    lacking = attrs.evolve(manifest, abilities={a: s for a, s in abilities.items() if s is not None})
    assert check(post, manifest) == ()
    (problem,) = check(post, lacking)
    assert (problem.rule, problem.severity) == (f"imaginary.ability.{ability}", Severity.ERROR)
    assert (problem.field, problem.item, problem.observed) == (field, item, ability.value)
    assert "Imaginary" in problem.message


@pytest.mark.parametrize("ability", NEEDS)
def test_an_untried_ability_is_tried(manifest, ability):
    untried = attrs.evolve(manifest, abilities={**manifest.abilities, ability: Support.UNTRIED})
    assert check(NEEDS[ability][0], untried) == ()


def test_a_platform_without_text_posts_may_still_take_captions(manifest):
    captions = attrs.evolve(manifest, abilities={**manifest.abilities, Ability.TEXT: Support.NO})
    assert check(Post("a caption", [Media("a.png")]), captions) == ()


def test_every_item_of_a_kind_that_is_not_taken_is_named(manifest):
    stills = attrs.evolve(manifest, abilities={**manifest.abilities, Ability.VIDEO: Support.NO})
    found = check(Post(media=[Media("a.mp4"), Media("b.png"), Media("c.mov")]), stills)
    assert [problem.item for problem in found] == [0, 2]


def test_a_platform_without_carousels_still_takes_one_item(manifest):
    single = attrs.evolve(manifest, abilities={**manifest.abilities, Ability.CAROUSEL: Support.NO})
    assert check(Post(media=[Media("a.png")]), single) == ()

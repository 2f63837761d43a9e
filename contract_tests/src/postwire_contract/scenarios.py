"""The canonical scenarios. Names are part of the suite's promise: a cassette is called after its scenario."""

from collections.abc import Callable
from functools import partial

from attrs import evolve

from postwire.diagnosis import Category
from postwire.manifest import Ability, Manifest
from postwire.post import Post
from postwire_contract import posts
from postwire_contract.scenario import Scenario, Staging

_TEXT = {Ability.TEXT}
_IMAGE = {Ability.IMAGE}
_VIDEO = {Ability.VIDEO}


def _text(_: Manifest) -> Post:
    return posts.text()


def _image(_: Manifest) -> Post:
    return Post("A lighthouse, drawn by a script.", [posts.image()])


def _video(_: Manifest) -> Post:
    return Post("The same lighthouse, turning its beam.", [posts.video()])


FIXED = (
    Scenario(name="text", needs=_TEXT, make=_text),
    Scenario(name="image", needs=_IMAGE, make=_image),
    Scenario(name="video", needs=_VIDEO, make=_video),
    Scenario(name="slow_video", needs=_VIDEO | {Ability.POLL}, make=_video, staging=Staging.SLOW, must=False),
    Scenario(name="carousel", needs={Ability.CAROUSEL}, make=posts.carousel),
    Scenario(name="reply", needs={Ability.REPLY}, make=posts.reply),
    Scenario(name="link", needs={Ability.LINK}, make=lambda _: Post("Look.", link="https://example.com/lighthouse")),
    Scenario(
        name="alt_text",
        needs=_IMAGE | {Ability.ALT_TEXT},
        make=lambda _: Post("With words for those who cannot see.", [posts.image(alt_text="A lighthouse at night")]),
    ),
    Scenario(
        name="bad_image",
        needs=_IMAGE,
        make=_image,
        staging=Staging.BAD_MEDIA,
        ends="failed",
        categories={Category.MEDIA_FETCH, Category.MEDIA_INVALID, Category.MEDIA_PROCESSING},
        must=False,
    ),
    Scenario(
        name="bad_video",
        needs=_VIDEO,
        make=_video,
        staging=Staging.BAD_MEDIA,
        ends="failed",
        categories={Category.MEDIA_FETCH, Category.MEDIA_INVALID, Category.MEDIA_PROCESSING},
        must=False,
    ),
    Scenario(name="container_expired", needs=_TEXT, make=_text, staging=Staging.CONTAINER_EXPIRED, must=False),
    Scenario(
        name="token_expired",
        needs=_TEXT,
        make=_text,
        staging=Staging.TOKEN_EXPIRED,
        ends="held",
        categories={Category.AUTH},
        must=False,
    ),
    Scenario(
        name="token_revoked",
        needs=_TEXT,
        make=_text,
        staging=Staging.TOKEN_REVOKED,
        ends="held",
        categories={Category.AUTH},
        must=False,
    ),
    Scenario(
        name="scope_missing",
        needs=_TEXT,
        make=_text,
        staging=Staging.SCOPE_MISSING,
        ends="held",
        categories={Category.PERMISSION, Category.APP_REVIEW},
        must=False,
    ),
    Scenario(
        name="rate_limited",
        needs=_TEXT,
        make=_text,
        staging=Staging.RATE_LIMITED,
        categories={Category.RATE_LIMIT},
        must=False,
    ),
    Scenario(
        name="quota_used_up",
        needs=_TEXT,
        make=_text,
        staging=Staging.QUOTA_USED_UP,
        categories={Category.QUOTA, Category.RATE_LIMIT},
        must=False,
    ),
    Scenario(name="lost_publish_answer", needs=_TEXT, make=_text, staging=Staging.LOST_ANSWER),
    Scenario(
        name="lost_container",
        needs=_TEXT | {Ability.POLL, Ability.FIND},
        make=_text,
        staging=Staging.LOST_CONTAINER,
        must=False,
    ),
    Scenario(name="refused_publish", needs=_TEXT, make=_text, staging=Staging.REFUSED_PUBLISH, must=False),
    Scenario(name="delete", needs=_TEXT | {Ability.DELETE}, make=_text, ends="deleted", deletes=True),
    Scenario(
        name="delete_gone",
        needs=_TEXT | {Ability.DELETE},
        make=_text,
        staging=Staging.GONE,
        ends="deleted",
        deletes=True,
    ),
)


PLAIN = (Ability.TEXT, Ability.IMAGE, Ability.VIDEO)
"""What alone makes a post. Where a platform takes no plain text, every scenario is told with a picture or a video."""


def scenarios_for(manifest: Manifest) -> tuple[Scenario, ...]:
    """The scenarios that a manifest selects: the fixed ones it is able to, and one for each option with an example."""
    plain = next((ability for ability in PLAIN if manifest.supports(ability)), Ability.TEXT)
    options = (
        Scenario(name=f"option_{option.name}", needs=_TEXT, make=partial(posts.with_option, name=option.name))
        for option in manifest.options
    )
    every = (*FIXED, *options)
    if plain is not Ability.TEXT:
        every = tuple(_carried(scenario, plain) for scenario in every if scenario.name != Ability.TEXT)
    return tuple(scenario for scenario in every if scenario.is_told_of(manifest))


def _carried(scenario: Scenario, plain: Ability) -> Scenario:
    """The same story with a picture or a video in place of the plain text."""
    needs = {plain if need is Ability.TEXT else need for need in scenario.needs}
    return evolve(scenario, needs=needs, make=partial(_with_media, scenario.make, plain))


def _with_media(make: Callable[[Manifest], Post | None], plain: Ability, manifest: Manifest) -> Post | None:
    post = make(manifest)
    return post if post is None or post.media else posts.with_media(post, plain)

"""The canonical scenarios. Names are part of the suite's promise: a cassette is called after its scenario."""

from functools import partial

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


def scenarios_for(manifest: Manifest) -> tuple[Scenario, ...]:
    """The scenarios that a manifest selects: the fixed ones it is able to, and one for each option with an example."""
    options = (
        Scenario(name=f"option_{option.name}", needs=_TEXT, make=partial(posts.with_option, name=option.name))
        for option in manifest.options
    )
    return tuple(scenario for scenario in (*FIXED, *options) if scenario.is_told_of(manifest))

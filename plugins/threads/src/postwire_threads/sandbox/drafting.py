"""The checks of ``POST /{user}/threads``, in one order, each with the answer that it is known for."""

from typing import Any

from postwire_threads.sandbox import attachments
from postwire_threads.sandbox.accounts import Caller, Scope
from postwire_threads.sandbox.draft import Draft, MediaType
from postwire_threads.sandbox.parameters import Parameters
from postwire_threads.sandbox.platform import Platform
from postwire_threads.sandbox.refusal import bad_parameter, child_count, known, missing_parameter, not_an_id, not_one_of
from postwire_threads.sandbox.settings import Settings
from postwire_threads.sandbox.wording import (
    ALT_TEXT_LIMIT,
    TEXT_LIMIT,
    TOPIC_LIMIT,
    host_of,
    is_web_address,
    links,
    measure,
    topic_in,
)

REPLY_CONTROLS = ("everyone", "accounts_you_follow", "mentioned_only", "parent_post_author_only", "followers_only")

_TEXT, _IMAGE, _VIDEO, _CAROUSEL = MediaType
_PLACES = {
    "image_url": {_IMAGE},
    "video_url": {_VIDEO},
    "is_carousel_item": {_IMAGE, _VIDEO},
    "children": {_CAROUSEL},
    "alt_text": {_IMAGE, _VIDEO},
    "is_spoiler_media": {_IMAGE, _VIDEO, _CAROUSEL},
    "link_attachment": {_TEXT},
    "poll_attachment": {_TEXT},
    "text_attachment": {_TEXT},
    "gif_attachment": {_TEXT},
    "auto_publish_text": {_TEXT},
    "is_ghost_post": {_TEXT},
}
"""Which media types the reference lists a parameter for; those that fit every type are left out."""

_NOT_WITH = (
    ("poll_attachment", ("link_attachment", "text_attachment")),
    (
        "is_ghost_post",
        (
            "reply_to_id",
            "enable_reply_approvals",
            "link_attachment",
            "poll_attachment",
            "text_attachment",
            "gif_attachment",
            "quote_post_id",
            "topic_tag",
            "location_id",
            "allowlisted_country_codes",
            "crossreshare_to_ig",
        ),
    ),
)


def draft_from(parameters: Parameters, caller: Caller, platform: Platform) -> Draft:
    """Check a creation call. Raises the refusal that the API is known, or thought, to answer."""
    settings = platform.settings
    media_type = _media_type(parameters, settings)
    misplaced = {n for n, types in _PLACES.items() if media_type not in types and parameters.given(n)}
    if misplaced and settings.misplaced_parameters == "refuse":
        name = min(misplaced)
        raise bad_parameter(
            f"Param {name} cannot be used with media_type {media_type}", settings.parameter_error_status
        )
    parameters = Parameters({n: v for n, v in parameters.values.items() if n not in misplaced}, parameters.error_status)
    _exclusions(parameters)
    text = _text(parameters, media_type, settings)
    extras = _extras(parameters, text, caller, settings)
    link = _uri(parameters, "link_attachment")
    _count_links(text, link, extras, settings)
    draft = Draft(
        media_type=media_type,
        text=text,
        url=_media_url(parameters, media_type),
        is_item=parameters.flag("is_carousel_item"),
        children=_children(parameters, caller, platform) if media_type is MediaType.CAROUSEL else (),
        reply_to=_reply_to(parameters, caller, platform),
        quote_of=_quote_of(parameters, platform),
        reply_control=_reply_control(parameters),
        alt_text=_alt_text(parameters),
        link=link,
        topic=_topic(parameters) or topic_in(text),
        is_ghost=parameters.flag("is_ghost_post"),
        is_spoiler=parameters.flag("is_spoiler_media"),
        auto_publish=parameters.flag("auto_publish_text"),
        crossreshare=parameters.flag("crossreshare_to_ig"),
        extras=extras,
    )
    if draft.crossreshare:
        caller.require(Scope.SHARE_TO_INSTAGRAM)
    if link is not None and host_of(link) in settings.unscrapable_hosts:
        raise known("-1/4279047")
    return draft


def _media_type(parameters: Parameters, settings: Settings) -> MediaType:
    word = parameters.text("media_type")
    if settings.lenient_media_type:
        word = (word or "").upper() or None
        if word is None and parameters.given("is_carousel_item"):
            word = "IMAGE" if parameters.given("image_url") else "VIDEO"
    if word is None:
        raise missing_parameter("media_type", settings.parameter_error_status)
    try:
        return MediaType(word)
    except ValueError:
        raise not_one_of("media_type", tuple(MediaType)) from None


def _exclusions(parameters: Parameters) -> None:
    for name, others in _NOT_WITH:
        for other in others:
            if parameters.given(name) and parameters.given(other):
                raise bad_parameter(f"Param {name} cannot be used with {other}", parameters.error_status)


def _text(parameters: Parameters, media_type: MediaType, settings: Settings) -> str:
    text = parameters.text("text") or ""
    substitutes = ("link_attachment", "text_attachment", "gif_attachment")
    if media_type is MediaType.TEXT and not text and not any(map(parameters.given, substitutes)):
        raise missing_parameter("text", settings.parameter_error_status)
    _at_most("text", measure(text, settings.text_counting), TEXT_LIMIT, parameters)
    return text


def _at_most(name: str, length: int, limit: int, parameters: Parameters) -> None:
    if length > limit:
        raise bad_parameter(f"Param {name} must be at most {limit} characters long.", parameters.error_status)


def _alt_text(parameters: Parameters) -> str | None:
    alt_text = parameters.text("alt_text")
    _at_most("alt_text", len(alt_text or ""), ALT_TEXT_LIMIT, parameters)
    return alt_text


def _topic(parameters: Parameters) -> str | None:
    topic = parameters.text("topic_tag")
    _at_most("topic_tag", len(topic or ""), TOPIC_LIMIT, parameters)
    if topic is not None and any(c in ".&\t\r\n" for c in topic):
        raise bad_parameter("Param topic_tag contains invalid characters.", parameters.error_status)
    return topic


def _uri(parameters: Parameters, name: str) -> str | None:
    value = parameters.text(name)
    if value is not None and not is_web_address(value):
        raise bad_parameter(f"Param {name} is not a valid URI.", parameters.error_status)
    return value


def _media_url(parameters: Parameters, media_type: MediaType) -> str | None:
    name = {MediaType.IMAGE: "image_url", MediaType.VIDEO: "video_url"}.get(media_type)
    if name is None:
        return None
    parameters.required(name)
    return _uri(parameters, name)


def _children(parameters: Parameters, caller: Caller, platform: Platform) -> tuple[str, ...]:
    children = parameters.names("children")
    if not children:
        raise missing_parameter("children", parameters.error_status)
    if not 2 <= len(children) <= 20:
        raise child_count()
    unfit = [child for child in children if not platform.can_be_child(child, caller.profile)]
    if unfit:
        raise known("100/4279004", ", ".join(unfit))
    return children


def _reply_to(parameters: Parameters, caller: Caller, platform: Platform) -> str | None:
    parent = parameters.text("reply_to_id")
    if parent is None:
        return None
    if platform.settings.replies_need_manage_replies:
        caller.require(Scope.MANAGE_REPLIES)
    post = platform.posts.get(parent)
    if post is None:
        raise not_an_id("reply_to_id")
    if not post.alive or platform.clock.now() < post.published_at + platform.settings.reply_propagation_seconds:
        raise known("24/4279009", parent)
    return parent


def _quote_of(parameters: Parameters, platform: Platform) -> str | None:
    quoted = parameters.text("quote_post_id")
    if quoted is None:
        return None
    post = platform.posts.get(quoted)
    if post is None or not post.alive:
        raise not_an_id("quote_post_id")
    return quoted


def _reply_control(parameters: Parameters) -> str:
    control = parameters.text("reply_control") or "everyone"
    if control not in REPLY_CONTROLS:
        raise not_one_of("reply_control", REPLY_CONTROLS)
    return control


def _extras(parameters: Parameters, text: str, caller: Caller, settings: Settings) -> dict[str, Any]:
    location = parameters.text("location_id")
    if location is not None:
        caller.require(Scope.LOCATION_TAGGING)
        if not location.isascii() or not location.isdigit():
            raise bad_parameter("Param location_id is not a valid location ID", settings.parameter_error_status)
    found = {
        "poll_attachment": attachments.poll(parameters, settings),
        "text_attachment": attachments.text_attachment(parameters),
        "gif_attachment": attachments.gif(parameters),
        "text_entities": attachments.text_entities(parameters, text),
        "allowlisted_country_codes": attachments.countries(parameters, eligible=caller.profile.eligible_for_geo_gating),
        "location_id": location,
        "enable_reply_approvals": parameters.flag("enable_reply_approvals") or None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _count_links(text: str, link: str | None, extras: dict[str, Any], settings: Settings) -> None:
    attached = extras.get("text_attachment", {}).get("link_attachment_url")
    if link is not None and attached is not None:
        raise bad_parameter(
            "Param text_attachment[link_attachment_url] cannot be used with link_attachment",
            settings.parameter_error_status,
        )
    found = links([text], www=settings.www_is_a_link) | {url for url in (link, attached) if url is not None}
    if len(found) > settings.link_limit:
        # The name is documented, its numbers are not: 100 is inferred.
        raise bad_parameter("THREADS_API__LINK_LIMIT_EXCEEDED", settings.parameter_error_status)

"""A post as the parameters of ``POST /{user}/threads``."""

import json
from collections.abc import Mapping
from typing import Any

from postwire.counting import Unit
from postwire.post import Post
from postwire_threads.manifest import MANIFEST
from postwire_threads.manifest.attachments import OFFSET_UNIT
from postwire_threads.ranges import places_of, told

_AS_THEY_ARE = (
    "reply_control",
    "topic_tag",
    "quote_post_id",
    "is_spoiler_media",
    "is_ghost_post",
    "enable_reply_approvals",
    "crossreshare_to_ig",
    "crossreshare_to_ig_dark_mode",
    "location_id",
)
"""Options that are called as Threads calls them."""

_ANSWERS = ("option_a", "option_b", "option_c", "option_d")

PARAMETERS = frozenset(
    {
        *_AS_THEY_ARE,
        "access_token",
        "media_type",
        "text",
        "image_url",
        "video_url",
        "is_carousel_item",
        "children",
        "reply_to_id",
        "allowlisted_country_codes",
        "alt_text",
        "link_attachment",
        "poll_attachment",
        "auto_publish_text",
        "text_entities",
        "text_attachment",
        "gif_attachment",
        "creation_id",
        "fields",
    }
)
"""Every parameter that is known here, whether or not it is used."""


def parameters_of(post: Post) -> dict[str, str]:
    """All but the media: texts, as a form holds them. Objects are JSON within."""
    options = post.options_for(MANIFEST.platform)
    named = {
        "text": post.text,
        "reply_to_id": post.reply_to,
        "link_attachment": post.link,
        "poll_attachment": _poll(options),
        "gif_attachment": _gif(options),
        "text_attachment": _text_attachment(options),
        "text_entities": _text_entities(post.text, options),
        "allowlisted_country_codes": ",".join(options.get("allowlisted_country_codes") or ()),
    }
    return {
        **{name: _plain(options[name]) for name in _AS_THEY_ARE if options.get(name) not in {None, False}},
        **{name: value for name, value in named.items() if value},
        **(options.get("extra") or {}),
    }


def unit_of(options: Mapping[str, Any]) -> Unit:
    """The unit that offsets are told in."""
    return Unit(options.get(OFFSET_UNIT) or Unit.UTF16_UNITS)


def _plain(value: Any) -> str:
    return "true" if value is True else str(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _poll(options: Mapping[str, Any]) -> str | None:
    answers = options.get("poll")
    return _json(dict(zip(_ANSWERS, answers, strict=False))) if answers else None


def _gif(options: Mapping[str, Any]) -> str | None:
    gif = options.get("gif")
    return _json({"gif_id": gif, "provider": "GIPHY"}) if gif else None


def _text_attachment(options: Mapping[str, Any]) -> str | None:
    attached = options.get("text_attachment")
    if not attached:
        return None
    text, unit = attached["plaintext"], unit_of(options)
    styled = [
        {
            **told(text, style["offset"], style["offset"] + style["length"], unit),
            "styling_info": list(style["styling_info"]),
        }
        for style in attached.get("text_with_styling_info") or ()
    ]
    return _json({**attached, "text_with_styling_info": styled} if styled else dict(attached))


def _text_entities(text: str, options: Mapping[str, Any]) -> str | None:
    places = places_of(text, options.get("spoilers") or ())
    unit = unit_of(options)
    return _json([{"entity_type": "SPOILER", **told(text, *place, unit)} for place in places]) if places else None

"""The structured parameters of a creation call: polls, text attachments, GIFs, spoiler ranges, countries."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from postwire_threads.countries import COUNTRIES
from postwire_threads.sandbox.parameters import Parameters
from postwire_threads.sandbox.refusal import GraphRefusal, bad_parameter, not_one_of
from postwire_threads.sandbox.settings import Settings
from postwire_threads.sandbox.wording import is_web_address

_OPTIONS = ("option_a", "option_b", "option_c", "option_d")
_STYLES = frozenset({"bold", "italic", "highlight", "underline", "strikethrough"})


def poll(parameters: Parameters, settings: Settings) -> dict[str, str] | None:
    """2 to 4 options of 1 to 25 characters. A wrongly shaped poll vanishes, as it was seen to (switchable)."""
    raw = parameters.structure("poll_attachment")
    if raw is None:
        return None
    shaped = (
        isinstance(raw, dict)
        and {"option_a", "option_b"} <= raw.keys() <= set(_OPTIONS)
        and all(isinstance(option, str) and option for option in raw.values())
        and ("option_d" not in raw or "option_c" in raw)
    )
    if not shaped:
        if settings.malformed_poll == "ignore":
            return None
        raise bad_parameter("Param poll_attachment must have option_a and option_b", settings.parameter_error_status)
    for name, option in raw.items():
        if len(option) > 25:
            raise bad_parameter(
                f"Param poll_attachment[{name}] must be at most 25 characters long.", settings.parameter_error_status
            )
    return dict(raw)


def text_attachment(parameters: Parameters) -> dict[str, Any] | None:
    """A long text of at most 10 000 characters, with a link and styled ranges that do not overlap."""
    raw = parameters.structure("text_attachment")
    if raw is None:
        return None
    wrong = _wrong(parameters, "text_attachment")
    if not isinstance(raw, dict) or not isinstance(raw.get("plaintext"), str) or not raw["plaintext"]:
        raise wrong("must have plaintext")
    if len(raw["plaintext"]) > 10_000:
        raise bad_parameter(
            "Param text_attachment[plaintext] must be at most 10000 characters long.", parameters.error_status
        )
    link = raw.get("link_attachment_url")
    if link and not (isinstance(link, str) and is_web_address(link)):
        raise bad_parameter("Param text_attachment[link_attachment_url] is not a valid URI.", parameters.error_status)
    styled = raw.get("text_with_styling_info") or []
    if not isinstance(styled, list):
        raise wrong("must have a list as text_with_styling_info")
    spans = sorted(_span(item, wrong) for item in styled)
    if any(start + length > after for (start, length), (after, _) in pairwise(spans)):
        raise wrong("has overlapping ranges")
    if any(
        not isinstance(item.get("styling_info"), list) or not _STYLES.issuperset(item["styling_info"])
        for item in styled
    ):
        raise wrong(f"has a style other than {', '.join(sorted(_STYLES))}")
    return dict(raw)


def gif(parameters: Parameters) -> dict[str, str] | None:
    """A GIF by id. GIPHY is the only provider since 2026-03-31."""
    raw = parameters.structure("gif_attachment")
    if raw is None:
        return None
    if not isinstance(raw, dict) or not raw.get("gif_id"):
        raise _wrong(parameters, "gif_attachment")("must have gif_id and provider")
    if raw.get("provider") != "GIPHY":
        raise not_one_of("gif_attachment[provider]", ("GIPHY",))
    return {"gif_id": str(raw["gif_id"]), "provider": "GIPHY"}


def text_entities(parameters: Parameters, text: str) -> list[dict[str, Any]] | None:
    """At most 10 spoiler ranges that lie within the text; numbers may come as texts, as Meta's sample sends them."""
    raw = parameters.structure("text_entities")
    if raw is None:
        return None
    wrong = _wrong(parameters, "text_entities")
    if not isinstance(raw, list) or len(raw) > 10:
        raise wrong("must be a list of at most 10 entities")
    entities = []
    for item in raw:
        offset, length = _span(item, wrong)
        if str(item.get("entity_type", "")).upper() != "SPOILER":
            raise not_one_of("text_entities[entity_type]", ("SPOILER",))
        # The unit is contested (bytes, UTF-16 units, code points); what fits in bytes fits in the longest of them.
        if offset + length > len(text.encode("utf-8", "surrogatepass")):
            raise wrong("has a range beyond the text")
        entities.append({"entity_type": "SPOILER", "offset": offset, "length": length})
    return entities


def countries(parameters: Parameters, *, eligible: bool) -> list[str] | None:
    """ISO 3166-1 alpha-2 codes, for profiles that may geo-gate."""
    codes = parameters.names("allowlisted_country_codes")
    if not codes:
        return None
    if not eligible:
        raise bad_parameter("THREADS_API__FEATURE_NOT_AVAILABLE", parameters.error_status)
    if not COUNTRIES.issuperset(codes):
        raise bad_parameter("THREADS_API__GEO_GATING_INVALID_COUNTRY_CODES", parameters.error_status)
    return list(codes)


def _wrong(parameters: Parameters, name: str) -> Any:
    def refusal(rule: str) -> GraphRefusal:
        return bad_parameter(f"Param {name} {rule}", parameters.error_status)

    return refusal


def _span(item: Any, wrong: Any) -> tuple[int, int]:
    if isinstance(item, Mapping):
        offset, length = (str(item.get(key, "")) for key in ("offset", "length"))
        if offset.isascii() and offset.isdigit() and length.isascii() and length.isdigit() and int(length) > 0:
            return int(offset), int(length)
    raise wrong("must have whole numbers as offset and length")

"""What the manifest's data cannot say of Threads' options: rules about what stands inside of them."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from postwire.links import links, normal_form, web_address
from postwire.post import Post
from postwire.problem import Fix, Problem, Severity
from postwire_threads.countries import COUNTRIES
from postwire_threads.manifest import MANIFEST
from postwire_threads.manifest.attachments import OFFSET_UNIT
from postwire_threads.parameters import PARAMETERS
from postwire_threads.ranges import MOST_SPOILERS, Range, contested, places_of

LONGEST_ATTACHED = 10_000
MOST_LINKS = 5
STYLES = ("bold", "italic", "highlight", "underline", "strikethrough")

_ATTACHABLE = ("plaintext", "link_attachment_url", "text_with_styling_info")
_PARAMETER = re.compile(r"[a-z][a-z0-9_]{0,63}")
_CREDENTIAL = re.compile(r"token|secret|passw|credential|auth|cookie|session|signature|api_?key|appsecret|(?:^|_)key$")


def option_rules(post: Post) -> Iterator[Problem]:
    """Everything wrong or doubtful inside options. What is of the wrong type is told elsewhere."""
    options = post.options_for(MANIFEST.platform)
    yield from _countries(options.get("allowlisted_country_codes"))
    yield from _spoilers(post, options.get("spoilers"), options)
    attached = options.get("text_attachment")
    if isinstance(attached, Mapping):
        yield from _attached(post, attached, options)
    extra = options.get("extra")
    if isinstance(extra, Mapping):
        yield from _extra(extra)


def _problem(  # noqa: PLR0913 - the parts of a problem
    option: str,
    rule: str,
    message: str,
    fix: str,
    *,
    observed: str | int | None = None,
    allowed: str | int | None = None,
    severity: Severity = Severity.ERROR,
    change: Any = None,
) -> Problem:
    declared = MANIFEST.option(option)
    return Problem(
        rule=f"threads.options.{option}.{rule}",
        severity=severity,
        message=message,
        field=f"options.{option}",
        observed=observed,
        allowed=allowed,
        fix=Fix(fix, change=None if change is None else {f"options.threads.{option}": change}),
        sources=declared.sources if declared is not None else (),
    )


def _countries(codes: Any) -> Iterator[Problem]:
    if not isinstance(codes, list | tuple):
        return
    unknown = [code for code in codes if not isinstance(code, str) or code not in COUNTRIES]
    if unknown:
        upper = [code.strip().upper() if isinstance(code, str) else code for code in codes]
        yield _problem(
            "allowlisted_country_codes",
            "unknown",
            f"{', '.join(map(repr, unknown))}: no country of ISO 3166-1 alpha-2.",
            "Give codes of two capital letters, such as DE or US.",
            observed=", ".join(map(str, unknown)),
            change=upper if all(isinstance(code, str) and code in COUNTRIES for code in upper) else None,
        )


def _spoilers(post: Post, phrases: Any, options: Mapping[str, Any]) -> Iterator[Problem]:
    if not isinstance(phrases, list | tuple):
        return
    absent = [phrase for phrase in phrases if not isinstance(phrase, str) or not phrase or phrase not in post.text]
    if absent:
        yield _problem(
            "spoilers",
            "not_in_text",
            f"{', '.join(map(repr, absent))} does not stand in the text, so that nothing of it would be hidden.",
            "Write it as the text does, letter by letter; in a chain, spoilers belong to the first part.",
            observed=", ".join(map(str, absent)),
        )
        return
    places = places_of(post.text, phrases)
    if len(places) > MOST_SPOILERS:
        yield _problem(
            "spoilers",
            "max_places",
            f"These words stand at {len(places)} places of the text; Threads hides {MOST_SPOILERS} at most.",
            "Hide fewer words, or longer stretches.",
            observed=len(places),
            allowed=MOST_SPOILERS,
        )
    yield from _contested("spoilers", post.text, places, options)


def _contested(option: str, text: str, places: list[Range], options: Mapping[str, Any]) -> Iterator[Problem]:
    """Where the unit matters, nobody knows for certain what Threads counts in."""
    doubtful = next(contested(text, places), None)
    if doubtful is not None and options.get(OFFSET_UNIT) is None:
        begin, end = doubtful
        yield _problem(
            option,
            "contested_unit",
            f"Characters that are not ASCII stand before or in {text[begin:end]!r}; in which unit Threads counts them "
            "is not documented, so that other letters than these may be meant there.",
            f"Look at the post once it is live; choose {OFFSET_UNIT} once you know, and this is not said any more.",
            observed=text[begin:end],
            severity=Severity.WARNING,
        )


def _attached(post: Post, attached: Mapping[str, Any], options: Mapping[str, Any]) -> Iterator[Problem]:
    strange = sorted(str(name) for name in attached if name not in _ATTACHABLE)
    if strange:
        yield _problem(
            "text_attachment",
            "unknown_field",
            f"A text attachment has no {', '.join(map(repr, strange))}.",
            f"It has {', '.join(_ATTACHABLE)}.",
            observed=", ".join(strange),
            allowed=", ".join(_ATTACHABLE),
        )
    text = attached.get("plaintext")
    if not isinstance(text, str) or not 1 <= len(text) <= LONGEST_ATTACHED:
        length = len(text) if isinstance(text, str) else None
        yield _problem(
            "text_attachment",
            "plaintext",
            f"A text attachment needs a plaintext of 1 to {LONGEST_ATTACHED} characters"
            + ("." if length is None else f", not {length}."),
            f"Give it a plaintext of 1 to {LONGEST_ATTACHED} characters.",
            observed=length,
            allowed=LONGEST_ATTACHED,
        )
        return
    yield from _attached_link(post, attached.get("link_attachment_url"))
    yield from _styles(text, attached.get("text_with_styling_info"), options)


def _attached_link(post: Post, link: Any) -> Iterator[Problem]:
    if link is None:
        return
    if not isinstance(link, str) or web_address(link) is None:
        yield _problem(
            "text_attachment",
            "link_attachment_url",
            f"The link {link!r} of the text attachment is no http(s) address.",
            "Write the whole address, such as https://www.example.com/page.",
            observed=str(link),
            allowed="http, https",
        )
        return
    if post.link is not None:
        yield _problem(
            "text_attachment",
            "link_attachment_url.not_with.link",
            "A text attachment has a link of its own only below a post without a link card.",
            "Take one of the two out.",
            observed=link,
        )
    found = {*links(post.text), normal_form(link)}
    if len(found) > MOST_LINKS:
        yield _problem(
            "text_attachment",
            "max_links",
            f"The text and its attachment hold {len(found)} links; Threads takes {MOST_LINKS}, each counted once.",
            f"Take {len(found) - MOST_LINKS} out.",
            observed=len(found),
            allowed=MOST_LINKS,
        )


def _styles(text: str, styled: Any, options: Mapping[str, Any]) -> Iterator[Problem]:
    if styled is None:
        return
    places: list[Range] = []
    for item in styled if isinstance(styled, list | tuple) else [None]:
        place = _place(item, len(text))
        if place is None:
            yield _problem(
                "text_attachment",
                "styling",
                f"The style {item!r} is none: it has offset and length, in characters and within the plaintext, and "
                "styling_info.",
                f'Write {{"offset": 0, "length": 5, "styling_info": ["bold"]}}; styles are {", ".join(STYLES)}.',
                observed=str(item),
                allowed=", ".join(STYLES),
            )
            return
        places.append(place)
    places.sort()
    for (_, end), (begin, _) in pairwise(places):
        if begin < end:
            yield _problem(
                "text_attachment",
                "styling.overlap",
                f"Two styled ranges of the text attachment overlap at character {begin}.",
                "Split them where they meet; one range can have several styles.",
                observed=begin,
            )
            return
    yield from _contested("text_attachment", text, places, options)


def _place(item: Any, longest: int) -> Range | None:
    match item:
        case {"offset": int(offset), "length": int(length), "styling_info": [*styles], **others}:
            fits = offset >= 0 and length >= 1 and offset + length <= longest
            known = bool(styles) and all(style in STYLES for style in styles)
            return (offset, offset + length) if fits and known and not others else None
        case _:
            return None


def _extra(extra: Mapping[str, Any]) -> Iterator[Problem]:
    sound = True
    for name, value in extra.items():
        if (refusal := _refused(str(name))) is not None:
            sound = False
            yield _problem("extra", refusal[0], refusal[1], refusal[2], observed=str(name))
        elif not isinstance(value, str):
            sound = False
            yield _problem(
                "extra",
                "type",
                f"extra.{name} is {type(value).__name__}; a text is wanted, as a form holds it.",
                "Write numbers and true or false as texts, and objects as JSON text.",
                observed=type(value).__name__,
            )
    if extra and sound:
        yield _problem(
            "extra",
            "unchecked",
            f"{', '.join(map(str, extra))}: passed on to Threads as it is; nothing here knows what it does.",
            "Leave it out unless Meta documents it.",
            observed=", ".join(map(str, extra)),
            severity=Severity.WARNING,
        )


def _refused(name: str) -> tuple[str, str, str] | None:
    """Why a parameter may not be passed on: rule, message, fix."""
    plain = name.strip().lower()
    if _CREDENTIAL.search(plain):
        return (
            "credential",
            f"extra.{name} sounds like a credential, which has no place in a post.",
            "Tokens belong to accounts: postwire accounts connect threads.",
        )
    if plain in PARAMETERS:
        return (
            "known",
            f"extra.{name} is a parameter that is known here, and checked.",
            "Use the option, or the part of the post, that stands for it.",
        )
    if not _PARAMETER.fullmatch(name):
        return "name", f"extra.{name} is no name of a parameter.", "Use small letters, digits and _."
    return None

"""The lines of an import file: what a line may say, and what is wrong with one that says something else."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import IO, Any

from attrs import frozen

from postwire.chain import Chain
from postwire.cli.chained import chain_given
from postwire.cli.names import unlike
from postwire.cli.refusal import Refusal
from postwire.cli.timing import Timing, due_of, late_of, span_of
from postwire.media import Media
from postwire.post import Post
from postwire.variant import Variant

LONGEST = 1024 * 1024
"""Bytes of a line."""
_KEYS = (
    "accounts",
    "text",
    "media",
    "reply_to",
    "link",
    "at",
    "zone",
    "options",
    "chain",
    "numbered",
    "first_comment",
    "variants",
    "late",
    "prepare_ahead",
    "idempotency_key",
)
_ALIASES = {"schedule_at": "at", "scheduled_at": "at"}
"""What posting services call a key, each in its own way."""
_MEDIA_KEYS = ("location", "alt_text")
_VARIANT_KEYS = ("text", "media", "reply_to", "link", "options")
_CONTENT = (*_VARIANT_KEYS, "at", "zone", "chain", "numbered", "first_comment", "variants")
"""What the made-up key is a digest of: the same content at the same hour is the same post.

False is left out as if the key were not there.
"""


@frozen(kw_only=True)
class Line:
    """One line that could be read."""

    accounts: tuple[str, ...]
    post: Post
    timing: Timing
    chain: Chain | None
    variants: Mapping[str, Variant]
    """By the name of a platform or an account, as written."""
    key: str | None
    """The line's own idempotency key."""
    digest: str
    """Of its content and hour, as written."""


@frozen
class BadLine:
    """One line that could not, and everything that is wrong with it."""

    number: int
    refusals: tuple[Refusal, ...]


def lines(file: IO[bytes]) -> Iterator[tuple[int, Line | BadLine]]:
    """Every line that is not blank, with its number from 1. Reads as it goes."""
    number = 0
    while data := file.readline(LONGEST + 1):
        number += 1
        if len(data) > LONGEST:
            yield number, BadLine(number, (_refusal("line", f"it is longer than {LONGEST} bytes", "Split the post."),))
            while data and not data.endswith(b"\n"):
                data = file.readline(LONGEST)
            continue
        if data.strip() in {b"", b"\xef\xbb\xbf"}:
            continue
        try:
            yield number, _line(_renamed(_object(data)))
        except Refusal as refusal:
            yield number, BadLine(number, (refusal,))
        except ExceptionGroup as group:
            yield number, BadLine(number, tuple(each for each in group.exceptions if isinstance(each, Refusal)))


def _object(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise _refusal("line", f"it is not UTF-8 (byte {error.start + 1})", "Save the file as UTF-8.") from None
    except json.JSONDecodeError as error:
        rule = f"it is not JSON: {error.msg}, at character {error.pos + 1}"
        raise _refusal("line", rule, "One JSON object a line, without line breaks in it.") from None
    except (ValueError, RecursionError) as error:
        raise _refusal(
            "line", f"it is not JSON: {error}", "One JSON object a line, without line breaks in it."
        ) from None
    if not isinstance(found, dict):
        raise _refusal(
            "line", "it is JSON, but no object", 'Write it like {"accounts": ["threads:@me"], "text": "..."}.'
        )
    return found


def _renamed(plain: dict[str, Any]) -> dict[str, Any]:
    """With the names that others have for a key put right."""
    named = [_ALIASES.get(key, key) for key in plain]
    if twice := [key for key in plain if key in _ALIASES and named.count(_ALIASES[key]) > 1]:
        key = _ALIASES[twice[0]]
        raise _refusal(twice[0], f"it stands for {key!r}, which is there, too", f"Keep {key!r} alone.", value=twice[0])
    return dict(zip(named, plain.values(), strict=True))


def _line(plain: dict[str, Any]) -> Line:
    """Raises an ExceptionGroup of every `Refusal` that the object deserves."""
    refusals = [_unknown(key, _KEYS, key) for key in plain if key not in _KEYS]

    def read(reader: Callable[..., Any], *keys: str) -> Any:
        try:
            return reader(*(_text(plain, key) for key in keys))
        except Refusal as refusal:
            refusals.append(refusal)
            return None

    found: dict[str, Any] = {}
    for name, reader in (
        ("accounts", _accounts),
        ("media", _media),
        ("options", _options),
        ("variants", _variants),
    ):
        try:
            found[name] = reader(plain.get(name))
        except Refusal as refusal:
            refusals.append(refusal)
    try:
        found["chain"] = _chain(plain)
    except Refusal as refusal:
        refusals.append(refusal)
    texts = {name: read(_same, name) for name in ("text", "reply_to", "link", "idempotency_key")}
    due: datetime | None = read(due_of, "at", "zone")
    late = read(late_of, "late")
    ahead = read(lambda text: span_of(text, "prepare_ahead") if text is not None else None, "prepare_ahead")
    if texts["idempotency_key"] == "":
        refusals.append(_refusal("idempotency_key", "it is empty", "Leave it out, or give one.", value=""))
    if refusals:
        raise ExceptionGroup("a bad line", refusals)
    timing = Timing(due=due, late=late) if ahead is None else Timing(due=due, late=late, prepare_ahead=ahead)
    post = Post(
        text=texts["text"] or "",
        media=found["media"],
        reply_to=texts["reply_to"],
        link=texts["link"],
        options=found["options"],
    )
    return Line(
        accounts=found["accounts"],
        post=post,
        timing=timing,
        chain=found["chain"],
        variants=found["variants"],
        key=texts["idempotency_key"],
        digest=_digest(plain),
    )


def _digest(plain: dict[str, Any]) -> str:
    content = {key: plain[key] for key in _CONTENT if plain.get(key) not in (None, False)}
    written = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _accounts(given: Any) -> tuple[str, ...]:
    if not isinstance(given, list) or not given or not all(isinstance(name, str) and name for name in given):
        rule = "it is missing" if given is None else "it is no list of account names"
        raise _refusal("accounts", rule, 'Write it like ["threads:@me"].', value=given)
    return tuple(given)


def _media(given: Any) -> tuple[Media, ...]:
    if given is None:
        return ()
    if not isinstance(given, list):
        raise _refusal("media", "it is no list", "Write a list of addresses or of objects.", value=given)
    return tuple(_one_media(item, index) for index, item in enumerate(given))


def _one_media(given: Any, index: int) -> Media:
    where = f"media[{index}]"
    if isinstance(given, str):
        given = {"location": given}
    if not isinstance(given, dict):
        raise _refusal(
            where, "it is neither an address nor an object", 'Write {"location": "https://..."}.', value=given
        )
    for key in given:
        if key not in _MEDIA_KEYS:
            raise _unknown(key, _MEDIA_KEYS, f"{where}.{key}")
    location, alt = given.get("location"), given.get("alt_text")
    if not isinstance(location, str) or not location:
        raise _refusal(f"{where}.location", "it is missing, or no text", "Give a URL or a path.", value=location)
    _encodable(location, f"{where}.location")
    if alt is not None and not isinstance(alt, str):
        raise _refusal(f"{where}.alt_text", "it is no text", "Give a text, or leave it out.", value=alt)
    _encodable(alt or "", f"{where}.alt_text")
    return Media(location, alt or None)


def _options(given: Any) -> dict[str, dict[str, Any]]:
    if given is None:
        return {}
    if not isinstance(given, dict) or not all(isinstance(options, dict) for options in given.values()):
        rule = "it is no object of a platform's name and its options"
        raise _refusal("options", rule, 'Write it like {"threads": {"reply_control": "mentioned_only"}}.', value=given)
    return {platform: dict(options) for platform, options in given.items()}


def _variants(given: Any) -> dict[str, Variant]:
    if given is None:
        return {}
    if not isinstance(given, dict) or not all(isinstance(variant, dict) for variant in given.values()):
        rule = "it is no object of a platform's or account's name and what differs there"
        raise _refusal("variants", rule, 'Write it like {"threads": {"text": "..."}}.', value=given)
    return {target: _variant(target, plain) for target, plain in given.items()}


def _variant(target: str, plain: dict[str, Any]) -> Variant:
    where = f"variants.{target}"
    for key in plain:
        if key not in _VARIANT_KEYS:
            raise _unknown(key, _VARIANT_KEYS, f"{where}.{key}")
    options = plain.get("options")
    if options is not None and not isinstance(options, dict):
        rule = "it is no object of options and their values"
        raise _refusal(f"{where}.options", rule, 'Write it like {"reply_control": "mentioned_only"}.', value=options)
    return Variant(
        text=_text(plain, "text"),
        media=None if plain.get("media") is None else _media(plain["media"]),
        reply_to=_text(plain, "reply_to"),
        link=_text(plain, "link"),
        options=options or {},
    )


def _text(plain: dict[str, Any], key: str) -> str | None:
    value = plain.get(key)
    if value is not None and not isinstance(value, str):
        raise _refusal(key, "it is no text", "Put it in quotation marks.", value=value)
    _encodable(value or "", key)
    return value


def _chain(plain: dict[str, Any]) -> Chain | None:
    chain, numbered, comment = _flag(plain, "chain"), _flag(plain, "numbered"), _text(plain, "first_comment")
    if numbered and not chain:
        raise _refusal("numbered", "it is true, and chain is not", 'Add "chain": true.', value=True)
    if comment is not None and not comment.strip():
        raise _refusal("first_comment", "it is empty", "Give it a text, or leave it out.", value=comment)
    return chain_given(chain=chain, numbered=numbered, first_comment=comment)


def _flag(plain: dict[str, Any], key: str) -> bool:
    value = plain.get(key)
    if value is not None and not isinstance(value, bool):
        raise _refusal(key, "it is neither true nor false", "Write true, or leave it out.", value=value)
    return bool(value)


def _encodable(text: str, where: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _refusal(where, "it holds half of a surrogate pair", "Take the text from its origin again.") from None


def _same(text: str | None) -> str | None:
    return text


def _unknown(key: str, known: Iterable[str], where: str) -> Refusal:
    rule = f"there is no key {key!r} (known: {', '.join(known)})"
    return _refusal(where, rule, unlike(key, known, "Leave it out."), value=key)


def _refusal(where: str, rule: str, fix: str, *, value: Any = None) -> Refusal:
    shown = None if value is None else json.dumps(value, ensure_ascii=False)[:200]
    return Refusal(f"{where}: {rule}", code="bad_line", field=where, value=shown, fix=fix)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object names a key twice")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON value")

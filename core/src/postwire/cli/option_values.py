"""Platform options as they are typed: ``reply_control=mentioned_only``, ``threads.topic_tag=cats``."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from postwire.cli.names import unlike
from postwire.cli.refusal import Refusal, UsageRefusal
from postwire.manifest import Option, OptionType
from postwire.registry import Registry

_YES, _NO = frozenset({"true", "yes", "on"}), frozenset({"false", "no", "off"})


def options_given(given: Iterable[str], platforms: Collection[str], registry: Registry) -> dict[str, dict[str, Any]]:
    """Platform to its options, each value of the type that the manifest says. Raises `Refusal`."""
    found: dict[str, dict[str, Any]] = {}
    for assignment in given:
        name, equals, text = assignment.partition("=")
        if not equals or not name.strip():
            raise UsageRefusal(
                f"--option {assignment!r} gives no value",
                field="--option",
                value=assignment,
                fix="Write it as NAME=VALUE or PLATFORM.NAME=VALUE.",
            )
        platform, name = _addressed(name.strip(), platforms, registry)
        if name in found.setdefault(platform, {}):
            raise UsageRefusal(f"option {name!r} is given twice", field="--option", value=assignment, fix="Keep one.")
        option = registry[platform].manifest.option(name)
        found[platform][name] = _typed(text, option) if option is not None else text
    return found


def checked_platforms(options: Mapping[str, Any], platforms: Collection[str]) -> None:
    """Refuse options for a platform that the post does not go to."""
    for platform in options:
        if platform not in platforms:
            raise Refusal(
                f"there are options for {platform!r}, and the post does not go there",
                code="stray_options",
                field=f"options.{platform}",
                value=platform,
                fix=unlike(platform, platforms, f"It goes to {', '.join(sorted(platforms))}."),
            )


def _addressed(name: str, platforms: Collection[str], registry: Registry) -> tuple[str, str]:
    """The platform that an option is for, and its name there."""
    prefix, dot, rest = name.partition(".")
    if dot and (prefix in registry or prefix in platforms):
        checked_platforms({prefix: rest}, platforms)
        return prefix, rest
    if len(platforms) > 1:
        raise UsageRefusal(
            f"option {name!r} does not say for which platform it is",
            field="--option",
            value=name,
            fix=f"Write {' or '.join(f'{platform}.{name}' for platform in sorted(platforms))}.",
        )
    return next(iter(platforms)), name


def _typed(text: str, option: Option) -> Any:
    """The text as the option's type; what does not fit stays a text, and the validation says what is wanted."""
    match option.type:
        case OptionType.BOOLEAN:
            word = text.strip().casefold()
            return word in _YES if word in _YES | _NO else text
        case OptionType.INTEGER:
            plain = text.strip()
            return int(plain) if plain.lstrip("-").isascii() and plain.lstrip("-").isdigit() else text
        case OptionType.OBJECT:
            return _json(text, option)
        case OptionType.LIST:
            if text.lstrip().startswith("["):
                return _json(text, option)
            return [entry.strip() for entry in text.split(",") if entry.strip()]
        case OptionType.TEXT:
            return text


def _json(text: str, option: Option) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refusal(
            f"option {option.name!r} is not JSON: {error}",
            code="malformed_option",
            field=f"options.{option.name}",
            value=text,
            fix=f"Quote it for the shell: --option '{option.name}={{...}}'.",
        ) from None

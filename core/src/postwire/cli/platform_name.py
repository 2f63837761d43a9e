"""The connector that a platform's name means."""

from postwire.cli.exit import Exit
from postwire.cli.names import unlike
from postwire.cli.refusal import Refusal
from postwire.connector import Connector
from postwire.registry import Registry


def connector_named(registry: Registry, platform: str) -> Connector:
    """The connector. Raises `Refusal` with what was meant, or how to install it."""
    if platform in registry:
        return registry[platform]
    for broken in registry.broken:
        if broken.name == platform:
            raise _refusal(
                f"the plugin of platform {platform!r} ({broken.distribution}) is broken: {broken.error}",
                platform,
                f"Reinstall it: pip install --force-reinstall {broken.distribution.partition(' ')[0]}",
            )
    known = ", ".join(sorted(registry)) or "none is installed"
    install = f"Install its connector, for example: pip install postwire-{platform}."
    raise _refusal(
        f"platform {platform!r} is not known (known: {known})", platform, unlike(platform, registry, install)
    )


def _refusal(message: str, platform: str, fix: str) -> Refusal:
    return Refusal(message, code="unknown_platform", exit=Exit.SETUP, field="PLATFORM", value=platform, fix=fix)

"""One setting says where local files are shown."""

from urllib.parse import parse_qsl, urlsplit

from postwire.hosting.host import Host
from postwire.store import Store

LISTEN = "127.0.0.1:8710"


class BadSetting(ValueError):
    """The setting cannot be understood. Says what it may be."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self.fix = f"Give the public address of the runner's door, such as https://media.example.com?listen={LISTEN}."
        super().__init__(f"{reason}. {self.fix}")


def host_of(setting: str, store: Store) -> Host:
    """The host that a setting means. Raises `BadSetting`."""
    try:
        parts = urlsplit(setting)
        options = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    except ValueError as error:
        raise BadSetting(f"it cannot be read ({error})") from None
    if parts.scheme not in {"http", "https"}:
        raise BadSetting(f"its scheme is {parts.scheme!r}")
    if not parts.hostname or parts.username or parts.fragment:
        raise BadSetting("it names no plain host")
    listen = options.pop("listen", LISTEN)
    host, _, port = listen.rpartition(":")
    if options or not host or not port.isdigit() or int(port) > 65535:
        raise BadSetting(f"listen is {listen!r}" if not options else f"{sorted(options)} is not known")
    from postwire.hosting.door import Door  # noqa: PLC0415 - a web server, where there is none else

    return Door(store, f"{parts.scheme}://{parts.netloc}{parts.path}", (host.strip("[]"), int(port)))

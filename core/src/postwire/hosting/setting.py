"""One setting says where local files are shown."""

from urllib.parse import parse_qsl, urlsplit

from postwire.hosting.host import Host
from postwire.store import Store

LISTEN = "127.0.0.1:8710"
_BUCKETS = frozenset({"s3", "gs", "az"})
_OPTIONS = frozenset({"region", "endpoint", "virtual_hosted_style_request"})


class BadSetting(ValueError):
    """The setting cannot be understood. Says what it may be."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self.fix = (
            f"Give the public address of the runner's door, such as https://media.example.com?listen={LISTEN}, or a "
            "bucket: s3://NAME/FOLDER?region=REGION, gs://NAME/FOLDER, az://ACCOUNT/CONTAINER/FOLDER."
        )
        super().__init__(f"{reason}. {self.fix}")


def host_of(setting: str, store: Store) -> Host:
    """The host that a setting means. Raises `BadSetting`."""
    try:
        parts = urlsplit(setting)
        options = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    except ValueError as error:
        raise BadSetting(f"it cannot be read ({error})") from None
    if parts.scheme in _BUCKETS:
        return _bucket(setting, options, store)
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


def _bucket(setting: str, options: dict[str, str], store: Store) -> Host:
    location = setting.partition("?")[0]
    if "@" in location:
        raise BadSetting("it holds credentials; they belong where the provider's own tools look for them")
    if unknown := sorted(options.keys() - _OPTIONS):
        raise BadSetting(f"{unknown} is not known (known: {sorted(_OPTIONS)})")
    try:
        from postwire.hosting.bucket import Bucket  # noqa: PLC0415 - obstore is an extra
    except ImportError as error:
        raise BadSetting(f"{error.name} is not installed (pip install 'postwire[objects]')") from None
    try:
        return Bucket(store, location, options)
    except ValueError as error:
        raise BadSetting(f"it cannot be used ({error})") from None

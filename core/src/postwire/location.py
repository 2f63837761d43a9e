"""Where something is, as a platform names it."""

from typing import Any

from attrs import field, frozen, validators


def _text() -> Any:
    return field(default=None, validator=validators.optional((validators.instance_of(str), validators.max_len(512))))


def _degrees(most: float) -> Any:
    bounds = (validators.instance_of((int, float)), validators.ge(-most), validators.le(most))
    return field(default=None, validator=validators.optional(bounds))


@frozen(kw_only=True)
class Location:
    """A place that a post can be tagged with. Whatever the platform did not say is None."""

    id: str = field(validator=(validators.instance_of(str), validators.max_len(512)))
    name: str | None = _text()
    address: str | None = _text()
    city: str | None = _text()
    country: str | None = _text()
    postal_code: str | None = _text()
    latitude: float | None = _degrees(90)
    """Degrees, north of the equator."""
    longitude: float | None = _degrees(180)
    """Degrees, east of Greenwich."""

"""How much of a quota is used, by the platform's own count."""

from datetime import timedelta

from attrs import field, frozen, validators

_A_COUNT = (validators.instance_of(int), validators.ge(0))


@frozen(kw_only=True)
class Usage:
    """One quota of one account. The platform counts what went out by every way, and may be some minutes behind."""

    name: str = field(validator=(validators.instance_of(str), validators.max_len(512)))
    """As the manifest's quota is called, where it names one."""
    used: int = field(validator=_A_COUNT)
    maximum: int | None = field(default=None, validator=validators.optional(_A_COUNT))
    """None: the platform did not say."""
    window: timedelta | None = None
    """None: the platform did not say."""

    @property
    def left(self) -> int | None:
        """How much may still be done; None: the platform did not say."""
        return None if self.maximum is None else max(0, self.maximum - self.used)

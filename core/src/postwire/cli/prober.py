"""Looks into the pictures and videos of posts before they are accepted."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, evolve, field

from postwire.cli.printing import note
from postwire.cli.refusal import Refusal
from postwire.media import Media, MediaFacts
from postwire.post import Post

if TYPE_CHECKING:
    from postwire.probe import FetchPolicy

VARIABLE = "POSTWIRE_ALLOW_HOSTS"
_TRUST = (
    "Give a public http(s) address without credentials in it; "
    f"a private host that you trust is named with --allow-host HOST or in {VARIABLE}."
)


@define
class Prober:
    """Probes each file once."""

    allowed_hosts: tuple[str, ...] = ()
    enabled: bool = True
    _facts: dict[str, MediaFacts] = field(factory=dict, init=False)

    @classmethod
    def of_options(cls, allow_hosts: tuple[str, ...], *, no_probe: bool) -> "Prober":
        """As the command line and the environment say."""
        return cls(allow_hosts, enabled=not no_probe)

    def probed(self, post: Post) -> Post:
        """The post with the facts of its media, and whole paths for local files. Raises `Refusal`."""
        return evolve(post, media=tuple(self._one(media, item) for item, media in enumerate(post.media)))

    def _one(self, media: Media, item: int) -> Media:
        media = _placed(media)
        if not self.enabled:
            return media
        if media.location not in self._facts:
            facts = self._look(media, item)
            if facts is None:
                return media
            self._facts[media.location] = facts
        return evolve(media, facts=self._facts[media.location])

    def _look(self, media: Media, item: int) -> MediaFacts | None:
        from postwire.probe import Fault, ProbeFailed, ProbeUnavailable, probe  # noqa: PLC0415 - 100 ms

        try:
            return probe(media, policy(self.allowed_hosts)).facts
        except ProbeUnavailable as error:
            self.enabled = False
            note(f"pictures and videos are not looked into: {error}", style="wait")
            return None
        except ProbeFailed as error:
            fix = f"{error.fix[0].upper()}{error.fix[1:]}, or leave the look out with --no-probe."
            raise Refusal(
                f"media {item + 1} cannot be looked into: {error.location}: {error.reason}",
                code=f"probe_{error.fault.value}",
                field=f"media[{item}]",
                value=error.location,
                fix=_TRUST if error.fault is Fault.FORBIDDEN else fix,
            ) from None


def policy(allow_hosts: tuple[str, ...]) -> "FetchPolicy":
    """What may be fetched, as the command line and the environment say. Raises `Refusal`."""
    from postwire.probe import FetchPolicy  # noqa: PLC0415 - 100 ms

    listed = (host.strip() for host in os.environ.get(VARIABLE, "").split(","))
    hosts = (*allow_hosts, *(host for host in listed if host))
    try:
        return FetchPolicy(allowed_hosts=frozenset(hosts))
    except ValueError as error:
        raise Refusal(
            str(error),
            code="bad_host",
            field="--allow-host",
            value=", ".join(hosts),
            fix="Name hosts only, such as media.internal:8080.",
        ) from None


def _placed(media: Media) -> Media:
    """A local file by its whole path: whoever sends it later may run in another folder."""
    if media.is_remote:
        return media
    try:
        path = Path(media.location)
        return evolve(media, location=str(path.absolute())) if path.exists() else media
    except (OSError, ValueError):  # a name that no file can have
        return media

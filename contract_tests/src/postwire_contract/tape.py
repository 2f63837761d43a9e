"""Cassettes: recorded conversations that are played back word for word, in order, and to their end.

vcrpy keeps and plays them. What it leaves open is closed here: order, unused answers, secrets in answers, provenance.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import vcr
import yaml
from attrs import define, field, frozen

from postwire.exchange import Request
from postwire.redaction import redact

FRESH_DAYS = 365
"""After this many days a recording is worth doing again."""
MOST_INTERACTIONS = 100
"""vcrpy's time grows with the square of their number."""
_DROPPED_ANSWER_HEADERS = {"set-cookie", "date", "server", "connection", "transfer-encoding", "keep-alive"}
_DROPPED_REQUEST_HEADERS = ["authorization", "cookie", "user-agent", "accept-encoding", "connection", "host"]
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_VERSION = 1


class TapeError(Exception):
    """A cassette cannot be used; the text names the file, the field and the fix."""


class OffTape(AssertionError):
    """The conversation differs from the recording."""


@frozen(kw_only=True)
class Provenance:
    """Where a recording comes from. Stands at the top of every cassette."""

    platform: str
    scenario: str
    against: str
    """``sandbox`` or ``live``: nothing that a sandbox said proves anything about the platform."""
    api_version: str
    recorded: date
    connector: str
    """Name and version of the distribution that held the conversation."""
    again: str
    """The command that records it again, and who may run it."""
    starts: datetime
    """The clock of the conversation; times in requests follow from it."""


@frozen
class Line:
    """One recorded request, as what matters of it."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    body: Any

    def differences(self, other: "Line") -> list[str]:
        """Where another one differs, in words."""
        found = []
        for name in ("method", "path", "query", "body"):
            mine, theirs = getattr(self, name), getattr(other, name)
            if mine != theirs:
                found.append(f"{name}: recorded {mine!r}, now {theirs!r}")
        return found


@define
class Tape:
    """A cassette that is being played."""

    path: Path
    provenance: Provenance
    lines: list[Line]
    answers: list[dict[str, Any]]
    position: int = 0
    _cassette: Any = field(default=None, repr=False)

    def meet(self, request: Request) -> None:
        """Compare a request with the next recorded one. Raises `OffTape`."""
        now = line_of(request)
        if self.position >= len(self.lines):
            raise OffTape(
                f"{self.path.name}: {now.method} {now.path} was asked after the recording's end; {self.advice}"
            )
        differences = self.lines[self.position].differences(now)
        if differences:
            raise OffTape(
                f"{self.path.name}, request {self.position + 1} of {len(self.lines)}: "
                + "; ".join(differences)
                + f"; {self.advice}"
            )
        self.position += 1

    def end(self) -> None:
        """Raises `OffTape` where recorded requests were not made."""
        if self.position < len(self.lines):
            line = self.lines[self.position]
            raise OffTape(
                f"{self.path.name}, request {self.position + 1} of {len(self.lines)}: "
                f"{line.method} {line.path} was recorded and is not made any more; {self.advice}"
            )

    @property
    def advice(self) -> str:
        """What to do about a difference."""
        return f"mend the connector, or record it again: {self.provenance.again}"


def line_of(request: Request) -> Line:
    """What matters of a request that is about to be sent."""
    form = request.form
    body = sorted(form.items()) if form is not None else request.json
    return Line(request.method, request.path, tuple(sorted(request.query.items())), _plain(body))


def _plain(body: Any) -> Any:
    return json.loads(json.dumps(body))


@contextmanager
def recording(path: Path, provenance: Provenance, base_url: str, aliases: Mapping[str, str]) -> Iterator[None]:
    """Record every request of the block. ``aliases`` maps secrets and personal ids to what stands in their place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    scrub = _Scrub(base_url, aliases)
    recorder = vcr.VCR(
        record_mode=vcr.mode.ALL,
        filter_headers=_DROPPED_REQUEST_HEADERS,
        before_record_request=scrub.request,
        before_record_response=scrub.response,
        decode_compressed_response=True,
        serializer="yaml",
    )
    with recorder.use_cassette(str(partial)):
        yield
    if not partial.exists():
        raise TapeError(f"{path}: nothing was recorded; the scenario made no request")
    told = yaml.safe_load(partial.read_text())
    partial.unlink()
    told = {"provenance": _provenance_plain(provenance), **told}
    text = yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=120)
    for secret, alias in aliases.items():
        if secret != alias and secret in text:
            raise TapeError(
                f"{path}: something that stands for {alias!r} got into the recording, which was thrown away"
            )
    if len(told["interactions"]) > MOST_INTERACTIONS:
        raise TapeError(
            f"{path}: {len(told['interactions'])} interactions; at most {MOST_INTERACTIONS} go into one file"
        )
    path.write_text(text)


def load(path: Path, base_url: str) -> Tape:
    """Read a cassette. Raises `TapeError`."""
    if not path.exists():
        raise TapeError(f"{path}: there is no such cassette")
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise TapeError(f"{path}: this is no YAML ({type(error).__name__}); record it again") from error
    if not isinstance(told, dict) or not isinstance(told.get("interactions"), list):
        raise TapeError(f"{path}: field 'interactions' must be a list; was the file cut off? Record it again")
    provenance = _provenance(path, told.get("provenance"))
    lines, answers = [], []
    for number, interaction in enumerate(told["interactions"], 1):
        try:
            lines.append(_recorded(interaction["request"], base_url))
            answer = interaction["response"]
            answers.append(
                {
                    "status": int(answer["status"]["code"]),
                    "body": str(answer["body"]["string"]),
                    "headers": {name: values[0] for name, values in answer["headers"].items()},
                }
            )
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise TapeError(
                f"{path}: interaction {number} is not as vcrpy writes it ({type(error).__name__}: {error}); "
                "it was edited or is of another program; record it again"
            ) from error
    return Tape(path, provenance, lines, answers)


@contextmanager
def playing(path: Path, base_url: str) -> Iterator[Tape]:
    """Play a cassette: no request leaves the machine. The caller ends it with `Tape.end`."""
    tape = load(path, base_url)
    player = vcr.VCR(record_mode=vcr.mode.NONE, match_on=["method", "scheme", "host", "port", "path", "query"])
    with player.use_cassette(str(path)) as cassette:
        tape._cassette = cassette  # noqa: SLF001 - our own
        yield tape


class _Scrub:
    """Takes secrets and places out of what is about to be kept."""

    def __init__(self, base_url: str, aliases: Mapping[str, str]) -> None:
        self._base_url = base_url
        self._aliases = sorted(aliases.items(), key=lambda pair: -len(pair[0]))

    def request(self, request: Any) -> Any:
        target = urlsplit(request.uri)
        query = "&".join(
            part for part in target.query.split("&") if part and not part.startswith(("access_token=", "token="))
        )
        address = self._text(f"{target.scheme}://{target.netloc}{target.path}")
        request.uri = address + (f"?{self._text(query)}" if query else "")
        if request.body:
            request.body = self._text(request.body.decode("utf-8")).encode()
        return request

    def response(self, response: dict[str, Any]) -> dict[str, Any]:
        headers = {
            name.lower(): [self._text(value) for value in values]
            for name, values in response["headers"].items()
            if name.lower() not in _DROPPED_ANSWER_HEADERS
        }
        headers.pop("content-length", None)
        body = response["body"]["string"]
        text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body
        return {**response, "headers": headers, "body": {"string": self._text(text)}}

    def _text(self, text: str) -> str:
        for secret, alias in self._aliases:
            text = text.replace(secret, alias)
        return _MAIL.sub("someone@example.com", redact(text))


def _recorded(request: Mapping[str, Any], base_url: str) -> Line:
    uri = str(request["uri"])
    if not uri.startswith(base_url):
        raise ValueError(f"uri {uri!r} does not begin with the platform's address {base_url!r}")
    target = urlsplit(uri)
    path = target.path[len(urlsplit(base_url).path) :]
    body = request.get("body")
    text = body.decode() if isinstance(body, bytes) else (body or "")
    content_type = "".join(request["headers"].get("content-type", [""]))
    parsed: Any = None
    if "json" in content_type:
        parsed = json.loads(text)
    elif text:
        parsed = [list(pair) for pair in sorted(parse_qsl(text, keep_blank_values=True, strict_parsing=True))]
    query = tuple(sorted(parse_qsl(target.query, keep_blank_values=True)))
    return Line(str(request["method"]), path, query, parsed)


def _provenance_plain(provenance: Provenance) -> dict[str, Any]:
    return {
        "version": _VERSION,
        "platform": provenance.platform,
        "scenario": provenance.scenario,
        "recorded_against": provenance.against,
        "api_version": provenance.api_version,
        "recorded": provenance.recorded,
        "connector": provenance.connector,
        "record_again": provenance.again,
        "starts": provenance.starts,
    }


def _provenance(path: Path, told: Any) -> Provenance:
    if not isinstance(told, dict):
        raise TapeError(f"{path}: field 'provenance' is missing, so nobody knows what was recorded; record it again")
    if told.get("version") != _VERSION:
        raise TapeError(f"{path}: provenance.version is {told.get('version')!r}, this suite reads {_VERSION}")
    try:
        starts = told["starts"]
        return Provenance(
            platform=str(told["platform"]),
            scenario=str(told["scenario"]),
            against=str(told["recorded_against"]),
            api_version=str(told["api_version"]),
            recorded=_day(told["recorded"]),
            connector=str(told["connector"]),
            again=str(told["record_again"]),
            starts=starts.astimezone(UTC) if starts.tzinfo else starts.replace(tzinfo=UTC),
        )
    except (KeyError, AttributeError, TypeError) as error:
        raise TapeError(f"{path}: provenance is not whole ({error}); record it again") from error


def _day(value: Any) -> date:
    if not isinstance(value, date):
        raise TypeError(f"recorded is {value!r}, which is no day")
    return value

"""Cassettes: recorded conversations that are played back word for word, in order, and to their end.

vcrpy keeps and plays them. What it leaves open is closed here: order, unused answers, secrets in answers, provenance,
and answers that somebody edited.
"""

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import parse_qsl, unquote, urlencode

import vcr
import yaml
from attrs import define, field, frozen
from vcr.persisters.filesystem import CassetteNotFoundError
from vcr.request import Request as Heard

from postwire.exchange import Request
from postwire_contract import plain_yaml, uploads
from postwire_contract.provenance import BadProvenance, Provenance, provenance_from
from postwire_contract.scrub import TOKEN, Scrub
from postwire_contract.seal import MOST_INTERACTIONS, broken_seal, exactly, seal, seals_of

FRESH_DAYS = 365
"""After this many days a recording is worth doing again."""
_DROPPED_ANSWER_HEADERS = {
    "connection", "content-length", "date", "etag", "keep-alive", "server", "set-cookie", "set-cookie2",
    "transfer-encoding", "vary",
}  # fmt: skip
_DROPPED_REQUEST_HEADERS = {
    "accept-encoding", "authorization", "connection", "content-length", "cookie", "host", "user-agent",
}  # fmt: skip
_WIRES_OWN = {"accept", "content-type"}
"""Recorded headers that no connector asks for."""
_MATCHED = ("method", "scheme", "host", "port", "path", "query", "body")
_REQUEST = {"method", "uri", "body", "headers"}
_FORM = "application/x-www-form-urlencoded"
_FORMAT = 1
"""Of vcrpy's files."""
logging.getLogger("vcr").setLevel(logging.ERROR)
# what it tells of its work holds addresses and answers as they were before anything was taken out


class TapeError(Exception):
    """A cassette cannot be used; the text names the file, the field and the fix."""


class OffTape(AssertionError):
    """The conversation differs from the recording."""


@frozen
class Line:
    """One recorded request, as what matters of it."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    body: Any
    headers: tuple[tuple[str, str], ...] = ()
    """Those that the connector asks for."""

    def differences(self, other: "Line") -> list[str]:
        """Where another one differs, in words."""
        found = []
        for name in ("method", "path", "query", "body", "headers"):
            mine, theirs = getattr(self, name), getattr(other, name)
            if exactly(mine) != exactly(theirs):
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
    _interactions: list[Any] = field(factory=list, repr=False)
    """As the file has them."""
    _cassette: Any = field(default=None, repr=False)

    def meet(self, request: Request) -> None:
        """Compare a request with the next recorded one. Raises `OffTape`."""
        now = line_of(request)
        if self.position >= len(self.lines):
            raise OffTape(
                f"{self.path.name}, request {self.position + 1} of {len(self.lines)}: {now.method} {now.path} was "
                f"asked after the recording's end; {self.advice}"
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
        """Raises `OffTape` where recorded requests were not made, or their answers not heard."""
        if self.position < len(self.lines):
            line = self.lines[self.position]
            raise OffTape(
                f"{self.path.name}, request {self.position + 1} of {len(self.lines)}: "
                f"{line.method} {line.path} was recorded and is not made any more; {self.advice}"
            )
        if self._cassette is not None and not self._cassette.all_played:
            raise OffTape(
                f"{self.path.name}: {self._cassette.play_count} of {len(self.lines)} recorded answers were played: "
                f"what goes over the wire is not what was recorded; {self.advice}"
            )

    @property
    def advice(self) -> str:
        """What to do about a difference."""
        return f"mend the connector, or record it again: {self.provenance.again}"


def line_of(request: Request) -> Line:
    """What matters of a request that is about to be sent."""
    content_type, body = "", ""
    if request.upload is not None:
        content_type, body = uploads.TYPE, uploads.wanted(request.upload, request.form)
    elif request.form is not None:
        content_type, body = _FORM, urlencode(request.form)
    elif request.json is not None:
        content_type, body = "json", json.dumps(request.json)
    return _line(request.method, request.path, urlencode(request.query), content_type, body, request.headers)


def _line(  # noqa: PLR0913, PLR0917 - the parts of a request
    method: str, path: str, query: str, content_type: str, body: str, headers: Mapping[str, str]
) -> Line:
    """Both sides are cleaned: what was hidden in the recording is hidden in what is compared with it."""
    clean = Scrub({})
    parsed: Any = None
    if "json" in content_type:
        parsed = json.loads(clean.body(body, content_type))
    elif body:
        pairs = parse_qsl(clean.body(body, content_type), keep_blank_values=True, strict_parsing=True)
        parsed = sorted(list(pair) for pair in pairs)
    path, _, query = clean.uri(f"{path}?{query}").partition("?")
    asked = sorted((name.lower(), clean.header(name, value)) for name, value in headers.items())
    return Line(method, unquote(path), tuple(sorted(parse_qsl(query, keep_blank_values=True))), parsed, tuple(asked))


@contextmanager
def recording(path: Path, provenance: Provenance, base_url: str, aliases: Mapping[str, str]) -> Iterator[None]:
    """Record every request of the block; where it raises, nothing is kept.

    ``aliases`` maps secrets and personal ids to what stands in their place; the block may still add to it. A token's
    stand-in is `postwire_contract.scrub.TOKEN`. Raises `TapeError`.
    """
    memory = _Memory()
    recorder = vcr.VCR(record_mode=vcr.mode.ALL, decode_compressed_response=True)
    recorder.register_persister(memory)
    with recorder.use_cassette(str(path)):
        yield
    if not memory.kept:
        raise TapeError(f"{path}: nothing was recorded; the scenario made no request")
    if len(memory.kept) > MOST_INTERACTIONS:
        raise TapeError(f"{path}: {len(memory.kept)} interactions; at most {MOST_INTERACTIONS} go into one file")
    scrub = Scrub(aliases, counts_ids=True)
    interactions = []
    for number, (request, answer) in enumerate(memory.kept, 1):
        if encoding := _header(answer["headers"], "content-encoding"):
            raise TapeError(f"{path}: answer {number} is encoded as {encoding}, which cannot be read here")
        plain = _plain_answer(answer, scrub)
        heard = _plain_request(_clean(request, scrub))
        interactions.append({"request": heard, "response": plain, "seal": seal(number, plain)})
    head, told = {"provenance": provenance.plain(), "version": _FORMAT}, {"interactions": interactions}
    if (left := scrub.leftover([head, told])) is not None:
        raise TapeError(f"{path}: something that {left!r} stands for got into the recording, which was thrown away")
    head["seals"] = seals_of(plain_yaml.read(_written(head) + _written(told)))
    text = _written(head) + _written(told)
    _tape(path, plain_yaml.read(text), base_url)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _written(told: Mapping[str, Any]) -> str:
    text: str = yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=120)
    return text


def load(path: Path, base_url: str, again: str = "") -> Tape:
    """Read a cassette; ``again`` is the command that records it. Raises `TapeError`."""
    try:
        return _loaded(path, base_url)
    except TapeError as error:
        if again and again not in str(error):
            raise TapeError(f"{error}: {again}") from error
        raise


def _loaded(path: Path, base_url: str) -> Tape:
    if not path.exists():
        raise TapeError(f"{path}: there is no such cassette; record it")
    try:
        told = plain_yaml.read(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise TapeError(f"{path}: it cannot be read ({error.strerror}); give a file that can, or record it") from error
    except plain_yaml.NotPlain as error:
        raise TapeError(f"{path}: {error}; record it again") from error
    except UnicodeDecodeError as error:
        raise TapeError(f"{path}: this is no YAML, since byte {error.start} is no UTF-8; record it again") from error
    return _tape(path, told, base_url)


@contextmanager
def playing(path: Path, base_url: str, token: str = "", again: str = "") -> Iterator[Tape]:
    """Play a cassette: no request leaves the machine. The caller ends it with `Tape.end`.

    ``token`` is the account's: where it goes into the query, it is taken out before requests are compared.
    ``again`` is the command that records it.
    """
    tape = load(path, base_url, again)
    scrub = Scrub({token: TOKEN} if token else {})
    player = vcr.VCR(
        record_mode=vcr.mode.NONE,
        match_on=_MATCHED,
        before_record_request=lambda request: _clean(request, scrub),
    )
    player.register_persister(_Shelf(tape._interactions))  # noqa: SLF001 - our own
    with player.use_cassette(str(path)) as cassette:
        tape._cassette = cassette  # noqa: SLF001 - our own
        yield tape


class _Memory:
    """Where vcrpy keeps what it hears: nothing that was not cleaned touches the disk."""

    def __init__(self) -> None:
        self.kept: list[tuple[Any, dict[str, Any]]] = []

    def load_cassette(self, _path: str, serializer: object) -> NoReturn:
        """There is never an older one."""
        raise CassetteNotFoundError(serializer)

    def save_cassette(self, _path: str, kept: Mapping[str, Any], serializer: object) -> None:
        """Take it."""
        del serializer
        self.kept = list(zip(kept["requests"], kept["responses"], strict=True))


class _Shelf:
    """Hands vcrpy a cassette that was read and checked before."""

    def __init__(self, interactions: list[Any]) -> None:
        self._interactions = interactions

    def load_cassette(self, _path: str, serializer: object) -> tuple[list[Any], list[Any]]:
        """As vcrpy's own reader gives them."""
        del serializer
        requests = [Heard(**interaction["request"]) for interaction in self._interactions]
        responses = [
            {**answer, "body": {"string": answer["body"]["string"].encode()}}
            for answer in (interaction["response"] for interaction in self._interactions)
        ]
        return requests, responses

    def save_cassette(self, _path: str, _kept: Mapping[str, Any], serializer: object) -> None:
        """Nothing new was heard."""


def _clean(request: Heard, scrub: Scrub) -> Heard:
    """A request as vcrpy holds it, without what must not be kept and need not be compared."""
    content_type = request.headers.get("content-type", "")
    request.uri = scrub.uri(request.uri)
    request.headers = {
        name.lower(): scrub.header(name, value)
        for name, value in request.headers.items()
        if name.lower() not in _DROPPED_REQUEST_HEADERS
    }
    if uploads.is_upload(content_type):
        request.body = uploads.heard(request.body, content_type).encode()
        content_type = request.headers["content-type"] = uploads.TYPE
    if request.body:
        request.body = scrub.body(request.body.decode("utf-8", "replace"), content_type)
    return request


def _plain_request(request: Heard) -> dict[str, Any]:
    return {
        "method": request.method,
        "uri": request.uri,
        "body": (request.body or b"").decode("utf-8"),
        "headers": {name: [value] for name, value in request.headers.items()},
    }


def _plain_answer(answer: Mapping[str, Any], scrub: Scrub) -> dict[str, Any]:
    headers = {
        scrub.text(name.lower()): [scrub.header(name, value) for value in values]
        for name, values in answer["headers"].items()
        if name.lower() not in _DROPPED_ANSWER_HEADERS
    }
    body = answer["body"]["string"]
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body
    content_type = "".join(headers.get("content-type", ()))
    status = {"code": answer["status"]["code"], "message": scrub.text(answer["status"]["message"] or "")}
    return {"status": status, "headers": headers, "body": {"string": scrub.body(text, content_type)}}


def _tape(path: Path, told: Any, base_url: str) -> Tape:
    if not isinstance(told, dict) or not isinstance(told.get("interactions"), list) or not told["interactions"]:
        raise TapeError(f"{path}: field 'interactions' must be a list of some; was the file cut off? Record it again")
    try:
        provenance = provenance_from(told.get("provenance"))
    except BadProvenance as error:
        raise TapeError(f"{path}: {error}; record it again") from error
    lines, answers = [], []
    for number, interaction in enumerate(told["interactions"], 1):
        try:
            lines.append(_recorded_line(interaction["request"], base_url))
            answer = interaction["response"]
            answers.append(
                {
                    "status": int(answer["status"]["code"]),
                    "body": str(answer["body"]["string"]),
                    "headers": {name: values[0] for name, values in answer["headers"].items()},
                }
            )
            broken = broken_seal(number, answer, interaction["seal"])
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            raise TapeError(
                f"{path}: interaction {number} is not as a recording is ({type(error).__name__}: {error}); "
                "it was edited or is of another program; record it again"
            ) from error
        if broken is not None:
            raise TapeError(f"{path}: {broken}; record it again: {provenance.again}")
    return Tape(path, provenance, lines, answers, interactions=told["interactions"])


def _recorded_line(request: Mapping[str, Any], base_url: str) -> Line:
    if set(request) != _REQUEST or not all(isinstance(request[name], str) for name in ("method", "uri", "body")):
        raise ValueError(f"a request has the texts method, uri and body, and headers; this one has {request}")
    uri = request["uri"]
    if not uri.startswith(f"{base_url}/"):
        raise ValueError(f"uri {uri!r} does not begin with the platform's address {base_url!r}")
    path, _, query = uri[len(base_url) :].partition("?")
    content_type = "".join(request["headers"].get("content-type", ()))
    asked = {name: values[0] for name, values in request["headers"].items() if name not in _WIRES_OWN}
    return _line(request["method"], path, query, content_type, request["body"], asked)


def _header(headers: Mapping[str, list[str]], name: str) -> str:
    return ", ".join(value for key, values in headers.items() if key.lower() == name for value in values)

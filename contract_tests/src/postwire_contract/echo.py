"""An answering machine made of a recording: what it heard once it can say again, and it counts what went live."""

import json
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from postwire.exchange import Reply, Request, Upload
from postwire.manifest import Republish
from postwire.transport import MaybeArrived, NotSent
from postwire_contract.journey import Between
from postwire_contract.tape import Line, Tape, line_of

_Pairs = tuple[tuple[str, str], ...]


class Echo(Between):
    """Answers every request as it was answered when it was recorded; the last answer stays.

    It knows nothing that was not recorded: such a request is told as never sent, so the engine has to wait, or ask a
    person. That is enough to see whether anything would ever be published twice.
    """

    def __init__(
        self,
        heard: Iterable[tuple[str, Reply]],
        visible: Iterable[Request],
        republish: Republish,
        *,
        loses: bool = False,
    ) -> None:
        self._visible = {_key(request) for request in visible}
        self._republish = republish
        self._phases: list[dict[str, list[Reply]]] = [defaultdict(list)]
        """What was answered until something became visible, until something else did, and so on."""
        self._phase = 0
        for key, reply in heard:
            self._phases[-1][key].append(reply)
            if key in self._visible:
                self._phases.append(defaultdict(list))
        self._loses = loses
        self._accepted: list[str] = []

    @classmethod
    def of_conversation(
        cls, heard: Iterable[tuple[Request, Reply]], visible: Iterable[Request], republish: Republish, *, loses: bool
    ) -> "Echo":
        """One that heard a clean replay. Where it ``loses``, what first makes a post visible gets no answer."""
        return cls([(_key(request), reply) for request, reply in heard], visible, republish, loses=loses)

    @classmethod
    def of_tape(cls, tape: Tape) -> "Echo":
        """One that heard a recording, whatever the connector makes of it today. It does not count."""
        answers = [Reply(**answer) for answer in tape.answers]
        keys = [_of_line(line) for line in tape.lines]
        return cls(zip(keys, answers, strict=True), (), Republish.NEVER)

    @property
    def live(self) -> int:
        """How many posts readers would see."""
        return len(self._accepted if self._republish is Republish.NEVER else set(self._accepted))

    def before(self, number: int, request: Request) -> Reply | None:
        """The recorded answer."""
        del number
        return self.answer(request)

    def answer(self, request: Request) -> Reply:
        """Take a request and answer it. Raises `MaybeArrived` where the answer is lost, and what `take` raises."""
        reply = self.take(request)
        if self._loses and self._accepted:
            self._loses = False
            raise MaybeArrived("the contract suite dropped this answer")
        return reply

    def take(self, request: Request) -> Reply:
        """Take a request, with all that follows from it. Raises `NotSent` for one that was not recorded."""
        key = _key(request)
        answers = self._known(key)
        reply = answers.pop(0) if len(answers) > 1 else answers[0]
        if key in self._visible:
            self._phase = min(self._phase + 1, len(self._phases) - 1)
            self._accepted += [key] if reply.ok else []
        return reply

    def _known(self, key: str) -> list[Reply]:
        """The answers of this phase; where it holds none, of the nearest before, and then of the nearest after."""
        past, future = self._phases[: self._phase + 1], self._phases[self._phase + 1 :]
        for phase in (*reversed(past), *future):
            if key in phase:
                return phase[key]
        raise NotSent("the recording holds no such request")


def _key(request: Request) -> str:
    form = None if request.form is None else tuple(request.form.items())
    body = None if request.json is None else json.dumps(request.json)
    headers = tuple(request.headers.items())
    return _cleaned(request.method, request.path, tuple(request.query.items()), form, body, request.upload, headers)


@lru_cache(maxsize=4096)
def _cleaned(  # noqa: PLR0913, PLR0917 - what makes a request, hashable
    method: str,
    path: str,
    query: _Pairs,
    form: _Pairs | None,
    body: str | None,
    upload: Upload | None,
    headers: _Pairs,
) -> str:
    """Cleaning a request takes longer than answering it, and the same few come again and again."""
    told = Request(
        method,
        path,
        dict(query),
        None if form is None else dict(form),
        None if body is None else json.loads(body),
        upload,
        dict(headers),
    )
    return _of_line(line_of(told))


def _of_line(line: Line) -> str:
    return json.dumps([line.method, line.path, line.query, line.body, line.headers], sort_keys=True)

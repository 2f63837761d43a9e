"""An answering machine made of a recording: what it heard once it can say again, and it counts what went live."""

import json
from collections import defaultdict

from postwire.exchange import Reply, Request
from postwire.manifest import Republish
from postwire.transport import NotSent
from postwire_contract.journey import Between
from postwire_contract.tape import line_of


class Echo(Between):
    """Answers every request as it was answered when it was recorded; the last answer stays.

    It knows nothing that was not recorded: such a request is told as never sent, so the engine has to wait, or ask a
    person. That is enough to see whether anything would ever be published twice.
    """

    def __init__(self, heard: list[tuple[Request, Reply]], visible: list[Request], republish: Republish) -> None:
        self._answers: dict[str, list[Reply]] = defaultdict(list)
        for request, reply in heard:
            self._answers[_key(request)].append(reply)
        self._visible = {_key(request) for request in visible}
        self._republish = republish
        self._accepted: list[str] = []

    @property
    def live(self) -> int:
        """How many posts readers would see."""
        return len(set(self._accepted) if self._republish is Republish.SAME_CONTAINER else self._accepted)

    def before(self, number: int, request: Request) -> Reply | None:
        """The recorded answer."""
        del number
        return self.answer(request)

    def answer(self, request: Request) -> Reply:
        """Take a request, with all that follows from it. Raises `NotSent` for one that was not recorded."""
        key = _key(request)
        answers = self._answers.get(key)
        if not answers:
            raise NotSent("the recording holds no such request")
        if key in self._visible:
            self._accepted.append(key)
        return answers.pop(0) if len(answers) > 1 else answers[0]


def _key(request: Request) -> str:
    line = line_of(request)
    return json.dumps([line.method, line.path, line.query, line.body], sort_keys=True)

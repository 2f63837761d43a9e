"""Answers that a platform really gave, kept as files: each one is a test of how the connector classifies it."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from attrs import frozen

from postwire.connector import Connector
from postwire.diagnosis import Action, Category
from postwire.drive import diagnose
from postwire.exchange import Reply
from postwire.operation import Operation
from postwire_contract.check import Check
from postwire_contract.failure import Broken


class BadAnswerFile(Broken):
    """A file cannot be read as an answer. The text names the file, the field and the rule."""


@frozen
class Answer:
    """One file."""

    path: Path
    operation: Operation
    reply: Reply
    category: Category | None
    """None: nobody has said yet what it means."""
    action: Action | None
    code: str | None
    """None: any."""

    def check(self, connector: Connector) -> None:
        """Raises `Broken` where nobody said what the answer means, or the connector takes it for something else."""
        now = diagnose(connector, self.reply, self.operation)
        told = f"{now.category}/{now.action}, code {now.code}, by rule {now.rule}"
        if self.category is None or self.action is None:
            raise Broken(
                f"{self.path.name}: `expected` is null. The connector takes it for {told}. Read the answer, and write "
                f'what it means: "expected": {{"category": "{now.category}", "action": "{now.action}"}} if that is '
                "right; else write what is right, and add a rule to classify_error"
            )
        if (now.category, now.action) != (self.category, self.action) or self.code not in {None, now.code}:
            wanted = f"{self.category}/{self.action}" + (f", code {self.code}" if self.code else "")
            raise Broken(
                f"{self.path.name}: it is {wanted}, and the connector takes it for {told}; mend classify_error"
            )


def answers(folder: Path) -> Iterator[Answer]:
    """The answers of a folder, by name. Raises `BadAnswerFile`."""
    for path in _files(folder):
        yield load(path)


def answer_checks(connector: Connector, folder: Path) -> tuple[Check, ...]:
    """One check for each answer in a folder; none where there is no such folder."""
    return tuple(
        Check(
            name=f"answers.{path.stem}",
            promise="an answer that the platform really gave is taken for what somebody said it is",
            run=partial(_check, connector, path),
        )
        for path in _files(folder)
    )


def load(path: Path) -> Answer:
    """Read one. Raises `BadAnswerFile`."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadAnswerFile(f"{path}: this is no JSON ({error}); run `postwire-contract classify` again") from error
    if not isinstance(told, dict):
        raise BadAnswerFile(f"{path}: it has to hold a JSON object")
    reply = told.get("reply")
    if not isinstance(reply, dict):
        raise BadAnswerFile(f"{path}: field 'reply' has to be an object with status, headers and body")
    expected = told.get("expected")
    if expected is not None and not isinstance(expected, dict):
        raise BadAnswerFile(f"{path}: field 'expected' has to be null or an object with category and action")
    return Answer(
        path,
        Operation(_one_of(path, told, "operation", Operation)),
        Reply(
            _typed(path, reply, "reply.status", int),
            _typed(path, reply, "reply.body", str),
            {str(name): str(value) for name, value in _typed(path, reply, "reply.headers", dict).items()},
        ),
        None if expected is None else Category(_one_of(path, expected, "expected.category", Category)),
        None if expected is None else Action(_one_of(path, expected, "expected.action", Action)),
        None if expected is None or "code" not in expected else _typed(path, expected, "expected.code", str),
    )


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json"))


def _check(connector: Connector, path: Path) -> None:
    load(path).check(connector)


def _typed(path: Path, told: dict[str, Any], field: str, kind: type) -> Any:
    value = told.get(field.rpartition(".")[2])
    if not isinstance(value, kind) or isinstance(value, bool):
        raise BadAnswerFile(f"{path}: field {field!r} is {value!r}; it has to be of type {kind.__name__}")
    return value


def _one_of(path: Path, told: dict[str, Any], field: str, words: Any) -> str:
    value = told.get(field.rpartition(".")[2])
    known = [word.value for word in words]
    if value not in known:
        raise BadAnswerFile(f"{path}: field {field!r} is {value!r}; it has to be one of {', '.join(known)}")
    return str(value)

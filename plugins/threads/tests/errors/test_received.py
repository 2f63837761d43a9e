"""Answers as they are received, and what each has to mean."""

import json
from pathlib import Path

import pytest
from attrs import evolve

from postwire.exchange import Reply
from postwire.operation import Operation
from postwire.salvage import salvage
from postwire_threads.errors import classify

ROWS = [json.loads(line) for line in Path(__file__).with_name("received.jsonl").read_text("utf-8").splitlines()]


def _body(row):
    return row["body"] if isinstance(row["body"], str) else json.dumps(row["body"], ensure_ascii=False)


def _check(row, reply):
    diagnosis = classify(reply, Operation(row["operation"]))
    assert diagnosis is not None
    assert diagnosis.reply is reply
    told = (diagnosis.code, diagnosis.category.value, diagnosis.action.value)
    assert told == (row["code"], row["category"], row["action"]), diagnosis.rule
    if "retry_after" in row:
        assert diagnosis.retry_after == row["retry_after"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_an_answer_is_understood_as_it_came(row):
    _check(row, Reply(row["status"], _body(row), row.get("headers", {})))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_an_answer_is_understood_when_it_was_pasted(row):
    dug = salvage(_body(row))
    _check(row, evolve(dug, status=row["status"] or dug.status, headers=row.get("headers", {})))


def test_the_fixtures_are_many_and_named_once():
    assert len(ROWS) >= 60
    assert len({row["id"] for row in ROWS}) == len(ROWS)

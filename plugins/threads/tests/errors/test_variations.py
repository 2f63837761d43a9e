"""Answers that nobody has sent yet, but somebody might: other words, languages, renderings, numbers, proxies."""

import json
from pathlib import Path

import pytest
from attrs import evolve

from postwire.drive import diagnose
from postwire.operation import Operation
from postwire.registry import Registry
from postwire.salvage import salvage

ROWS = [json.loads(line) for line in Path(__file__).with_name("variations.jsonl").read_text("utf-8").splitlines()]
THREADS = Registry.installed()["threads"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_what_is_pasted_is_explained_as_a_person_would(row):
    reply = salvage(row["body"])
    diagnosis = diagnose(THREADS, evolve(reply, status=row["status"] or reply.status), Operation(row["operation"]))
    assert diagnosis.category.value in row["categories"], diagnosis.rule
    assert diagnosis.action.value in row["actions"], diagnosis.rule


def test_the_variations_are_many_and_named_once():
    assert len({row["id"] for row in ROWS}) == len(ROWS) > 250

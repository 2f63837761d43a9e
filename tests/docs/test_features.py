"""The table of features: every id once, counts that are right, and evidence that exists."""

import ast
import re
import shlex
from collections import Counter
from functools import cache
from pathlib import Path

import click
import pytest

from postwire.cli.group import postwire

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "FEATURES.md").read_text(encoding="utf-8")
GROUPS = {"PP": 36, "LZ": 26, "BS": 29, "MT": 30, "SA": 54}
"""How many ids each group has."""
ROWS = re.findall(r"^\| ([A-Z]{2}-[0-9]+) \| (.+?) \| (done|refused|open)\b([^|]*) \| (.*) \|$", TEXT, re.MULTILINE)
QUOTED = sorted(set(re.findall(r"`([^`\n]+)`", TEXT)))
TESTS = [quoted for quoted in QUOTED if "::" in quoted and not quoted.startswith("file::")]
COMMANDS = [quoted for quoted in QUOTED if quoted.startswith("postwire ")]
COUNTS = r"^([0-9]+) ids: ([0-9]+) done, ([0-9]+) refused, ([0-9]+) open\.$"


@cache
def _defined(path):
    """What a file of tests defines, found without running it."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name for node in tree.body if isinstance(node, kinds) and node.name.lower().startswith("test")}


def _counted(states):
    found = Counter(states)
    return (sum(found.values()), found["done"], found["refused"], found["open"])


def test_every_id_stands_in_exactly_one_row():
    wanted = [f"{group}-{number}" for group, most in GROUPS.items() for number in range(1, most + 1)]
    assert [row[0] for row in ROWS] == wanted
    assert len(re.findall(r"^\| [A-Z]{2}-", TEXT, re.MULTILINE)) == len(wanted)


def test_the_counts_are_right():
    states = {group: [row[2] for row in ROWS if row[0].startswith(group)] for group in GROUPS}
    told = [tuple(map(int, each)) for each in re.findall(COUNTS, TEXT, re.MULTILINE)]
    assert told == [_counted(row[2] for row in ROWS), *(_counted(states[group]) for group in GROUPS)]


def test_every_row_has_evidence_and_whatever_is_not_done_has_a_reason():
    for identity, _, state, words, evidence in ROWS:
        assert "`" in evidence or "](" in evidence, identity
        assert state == "done" or len(words) > len(": "), identity


@pytest.mark.parametrize("named", TESTS)
def test_a_test_that_is_named_exists(named):
    path, _, name = named.partition("::")
    assert name in _defined(path)


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_that_is_named_exists(line):
    command, context = postwire, click.Context(postwire)
    for word in shlex.split(line)[1:]:
        if isinstance(command, click.Group):
            command = command.get_command(context, word)
            assert command is not None, word
        elif word.startswith("--"):
            assert word in {option for parameter in command.params for option in parameter.opts}, word
    assert not isinstance(command, click.Group)


def test_links_lead_somewhere():
    for link in re.findall(r"\]\(([^)]+)\)", TEXT):
        assert (ROOT / "docs" / link).exists(), link

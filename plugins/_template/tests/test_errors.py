"""What refusals mean, and that every name in the table is one that the README documents."""

import json
import re
from pathlib import Path

import pytest

import postwire_corkboard as corkboard
from postwire.diagnosis import Action, Category
from postwire.exchange import Reply
from postwire.operation import Operation
from postwire_corkboard.errors import DURING, MEANINGS

README = Path(__file__).parent.parent / "README.md"


def refusal(name: object, status: int = 400) -> Reply:
    return Reply(status, json.dumps({"problem": {"name": name, "message": "so it is"}}))


@pytest.mark.parametrize("operation", Operation)
@pytest.mark.parametrize("name", MEANINGS)
def test_every_name_in_the_table_has_a_meaning_at_every_moment(name: str, operation: Operation) -> None:
    reply = refusal(name)
    diagnosis = corkboard.classify_error(reply, operation)
    assert diagnosis is not None
    assert diagnosis.code == f"corkboard.{name}"
    assert diagnosis.message
    assert diagnosis.next_step
    assert diagnosis.detail == "so it is"
    assert diagnosis.reply == reply


@pytest.mark.parametrize(
    ("operation", "name", "category", "action"),
    [
        (Operation.CREATE, "token_expired", Category.AUTH, Action.RECONNECT),
        (Operation.PUBLISH, "board_full", Category.QUOTA, Action.WAIT),
        (Operation.PUBLISH, "still_drying", Category.MEDIA_PROCESSING, Action.RETRY),
        (Operation.CREATE, "no_such_note", Category.NOT_FOUND, Action.FIX_INPUT),
        (Operation.DELETE, "no_such_note", Category.NOT_FOUND, Action.GIVE_UP),
        (Operation.POLL, "no_such_draft", Category.NOT_FOUND, Action.GIVE_UP),
        (Operation.PUBLISH, "no_such_draft", Category.NOT_FOUND, Action.RETRY),
    ],
)
def test_a_name_may_mean_something_else_at_another_moment(
    operation: Operation, name: str, category: Category, action: Action
) -> None:
    diagnosis = corkboard.classify_error(refusal(name), operation)
    assert diagnosis is not None
    assert (diagnosis.category, diagnosis.action) == (category, action)


@pytest.mark.parametrize("operation", Operation)
@pytest.mark.parametrize(
    "reply",
    [
        refusal("spilled_ink", 500),
        refusal("too_fast", 429),
        refusal("a_name_of_tomorrow", 418),
        refusal(None),
        refusal(["no_such_note"]),
        Reply(502, "<html>Bad gateway</html>"),
        Reply(500),
        Reply(400, "[]"),
        Reply(400, '{"problem": "no_such_note"}'),
        Reply(400, "[" * 100_000),
    ],
)
def test_what_is_not_in_the_table_is_left_to_the_http_status(reply: Reply, operation: Operation) -> None:
    assert corkboard.classify_error(reply, operation) is None


def test_the_readme_and_the_table_name_the_same_errors() -> None:
    rows = [row for row in README.read_text().splitlines() if re.match(r"\| (?:[45]\d\d|5xx) \|", row)]
    documented = {name for row in rows for name in re.findall(r"`([a-z_]+)`", row)}
    left_to_the_status = {"too_fast", "spilled_ink"}
    ours_alone = {"draft_torn"}
    assert documented - left_to_the_status == MEANINGS.keys() - ours_alone
    assert {name for _, name in DURING} <= MEANINGS.keys()

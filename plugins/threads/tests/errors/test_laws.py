"""What holds for every answer, whatever it says."""

import json
import re
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from postwire.diagnosis import Action, Category, Culprit
from postwire.exchange import Reply
from postwire.operation import Operation
from postwire.redaction import redact
from postwire.source import Standing
from postwire_threads.errors import RULES, classify, is_gone
from postwire_threads.errors.answer import LONGEST_PROSE, Answer
from postwire_threads.errors.rules import KNOWN_CODES

ROWS = [json.loads(line) for line in Path(__file__).with_name("received.jsonl").read_text("utf-8").splitlines()]
TOKEN = "THAAQvJ9x0kqVBZAFk2b1R3cE5LUzd0bWlxY0pW"

operations = st.sampled_from(Operation)
codes = st.sampled_from([*sorted(KNOWN_CODES), None, "190", 190.0, True, 0, 10**30]) | st.integers()
subcodes = (
    st.sampled_from([*sorted({number for rule in RULES for number in rule.subcodes})[:400], None]) | st.integers()
)
texts = st.text() | st.sampled_from([TOKEN, "(#10) x", "UNKNOWN", "THREADS_API__X", "token is invalid", "ERROR"])
errors = st.fixed_dictionaries(
    {},
    optional={
        "message": texts | st.none() | st.integers(),
        "type": texts,
        "code": codes,
        "error_subcode": subcodes,
        "is_transient": st.booleans(),
        "error_user_title": texts,
        "error_user_msg": texts,
        "error_data": texts | st.dictionaries(st.text(), texts) | st.lists(texts),
    },
)
envelopes = st.one_of(
    st.builds(lambda error: {"error": error}, errors),
    errors,
    st.builds(lambda error, status: {**error, "status": status}, errors, texts),
    st.builds(lambda message, code: {"error_message": message, "error_code": code}, texts, codes),
    st.recursive(texts | codes, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10),
)
bodies = (
    st.text() | envelopes.map(json.dumps) | envelopes.map(repr) | envelopes.map(lambda value: json.dumps(value)[:-3])
)
statuses = st.integers(0, 599)
headers = st.dictionaries(
    st.sampled_from(["Retry-After", "Date", "X-App-Usage", "X-Business-Use-Case-Usage"]),
    st.text()
    | st.sampled_from(["30", "Wed, 21 Oct 2026 07:28:00 GMT", '{"1":[{"estimated_time_to_regain_access":5}]}']),
)
replies = st.builds(Reply, statuses, bodies, headers)


@given(replies, operations)
def test_classifying_never_raises_and_speaks_the_closed_vocabulary(reply, operation):
    diagnosis = classify(reply, operation)
    if diagnosis is None:
        return
    assert isinstance(diagnosis.category, Category)
    assert isinstance(diagnosis.action, Action)
    assert isinstance(diagnosis.caused_by, Culprit)
    assert diagnosis.reply is reply
    assert re.fullmatch(r"threads\.[a-z0-9_]+", diagnosis.code)
    assert diagnosis.rule.startswith("threads.")
    assert diagnosis.message
    assert diagnosis.next_step
    assert diagnosis.retry_after is None or 0 <= diagnosis.retry_after <= 7 * 86_400
    assert (diagnosis.retry_after is None) or diagnosis.action in {Action.RETRY, Action.WAIT}


@given(replies, operations)
def test_what_is_told_quotes_nothing_of_the_answer_that_could_be_a_token(reply, operation):
    diagnosis = classify(reply, operation)
    if diagnosis is not None:
        told = f"{diagnosis.message} {diagnosis.detail} {diagnosis.next_step}"
        assert TOKEN not in told
        assert redact(told) == told


@pytest.mark.parametrize(("code", "seconds"), [(4, 30.0), (9007, 30.0), (190, None), (506, None), (36003, None)])
def test_only_what_goes_on_by_itself_names_a_wait(code, seconds):
    reply = Reply(400, json.dumps({"error": {"code": code}}), {"Retry-After": "30"})
    diagnosis = classify(reply, Operation.CREATE)
    assert diagnosis is not None
    assert diagnosis.retry_after == seconds


def test_the_code_of_a_failed_code_exchange_is_its_http_status():
    body = json.dumps({"error_type": "OAuthException", "code": 400, "error_message": "Something new"})
    diagnosis = classify(Reply(0, body), Operation.AUTHORIZE)
    assert diagnosis is not None
    assert diagnosis.code == "threads.sign_in_refused"
    assert "HTTP 400" in diagnosis.detail
    assert "code 400" not in diagnosis.detail


def test_a_code_that_no_rule_knows_leaves_the_words_to_tell():
    body = json.dumps({"error": {"message": "Param image_url is not a valid URI.", "code": 424242}})
    diagnosis = classify(Reply(400, body), Operation.CREATE)
    assert diagnosis is not None
    assert diagnosis.code == "threads.media_url_invalid"


@given(errors, st.integers(500, 599))
def test_no_server_error_on_publish_is_ever_taken_for_a_no(error, status):
    diagnosis = classify(Reply(status, json.dumps({"error": error})), Operation.PUBLISH)
    assert diagnosis is None or diagnosis.action is Action.VERIFY


@pytest.mark.parametrize("code", [1, 2, 10, -1, 506, 20])
def test_codes_that_were_followed_by_a_live_post_lead_to_looking(code):
    diagnosis = classify(Reply(400, json.dumps({"error": {"message": "no", "code": code}})), Operation.PUBLISH)
    assert diagnosis is not None
    assert diagnosis.action is Action.VERIFY


@given(replies)
def test_a_delete_is_taken_for_done_only_where_the_post_is_gone_for_certain(reply):
    diagnosis = classify(reply, Operation.DELETE)
    if diagnosis is not None and not reply.ok:
        assert (diagnosis.category is Category.NOT_FOUND) == is_gone(reply)


@pytest.mark.parametrize(
    ("status", "error", "gone"),
    [
        (400, {"code": 24, "error_subcode": 4279009}, True),
        (400, {"code": 24}, True),
        (400, {"code": 100, "error_subcode": 33, "message": "Unsupported delete request."}, True),
        (404, {"code": 803}, True),
        (404, None, True),
        (410, None, True),
        (400, {"code": 100, "message": "The requested resource does not exist"}, False),
        (400, {"code": 190}, False),
        (404, {"code": 190}, False),
        (500, {"code": 10}, False),
        (500, None, False),
        (200, {"code": 24}, False),
    ],
)
def test_gone_is_told_from_everything_else(status, error, gone):
    assert is_gone(Reply(status, json.dumps({"error": error}) if error else "")) is gone


def test_a_web_page_with_404_is_no_answer_to_delete():
    assert not is_gone(Reply(404, "<html><body>nothing here</body></html>"))


@pytest.mark.parametrize("row", [row for row in ROWS if isinstance(row["body"], dict)], ids=lambda row: row["id"])
def test_the_flag_is_transient_changes_nothing(row):
    def told(*, flag):
        body = json.loads(json.dumps(row["body"]))
        body.get("error", body)["is_transient"] = flag
        diagnosis = classify(Reply(row["status"], json.dumps(body)), Operation(row["operation"]))
        assert diagnosis is not None
        return diagnosis.code, diagnosis.action

    assert told(flag=True) == told(flag=False)


TOLD_BY_WORDS = {"threads.refused_with_reason", "threads.duplicate", "threads.parameter_refused"}


@pytest.mark.parametrize(
    "row",
    [
        row
        for row in ROWS
        if isinstance(row["body"], dict)
        and row["body"].get("error", {}).get("error_subcode", 0) > 10_000
        and row["code"] not in TOLD_BY_WORDS
    ],
    ids=lambda row: row["id"],
)
@pytest.mark.parametrize("words", ["資源が存在しません", "리소스를 찾을 수 없습니다", "ไม่พบสื่อ", "لم يتم العثور"])
def test_a_subcode_needs_no_words_that_we_can_read(row, words):
    error = {**row["body"]["error"], "message": words, "error_user_title": words, "error_user_msg": words}
    diagnosis = classify(Reply(row["status"], json.dumps({"error": error})), Operation(row["operation"]))
    assert diagnosis is not None
    assert diagnosis.code == row["code"], diagnosis.rule


@pytest.mark.parametrize("status", [200, 302, 400, 401, 403, 404, 418, 500, 503])
@pytest.mark.parametrize("body", ["", "{}", "[]", "null", "nothing we know", '{"data": []}', '{"error": {}}'])
def test_where_nothing_is_known_the_table_by_status_decides(status, body):
    assert classify(Reply(status, body), Operation.CREATE) is None


@pytest.mark.parametrize("status", ["IN_PROGRESS", "FINISHED", "PUBLISHED"])
def test_a_container_that_is_well_is_no_refusal(status):
    body = json.dumps({"status": status, "id": "17900000000000011", "error_message": ""})
    assert classify(Reply(200, body), Operation.POLL) is None


def test_a_post_that_talks_about_errors_is_no_refusal():
    body = json.dumps({"data": [{"id": "1", "text": "Session has expired (#190), token is invalid", "title": "x"}]})
    assert classify(Reply(200, body), Operation.READ) is None


def test_rules_have_their_own_ids_a_condition_and_a_source():
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.sources
        assert all(isinstance(source.standing, Standing) for source in rule.sources)


@pytest.mark.parametrize("rule", [rule for rule in RULES if not rule.says], ids=lambda rule: rule.id)
def test_no_rule_stands_behind_one_that_takes_everything_from_it(rule):
    """For some answer that fits its conditions, it is the first to match."""
    subcodes = sorted(rule.subcodes)[:1] or [None]
    for operation in rule.operations or Operation:
        for code in rule.codes or [None]:
            for state in rule.states or [""]:
                answer = Answer(
                    status=min(rule.statuses, default=400),
                    code=code,
                    subcode=subcodes[0] or (1234567 if rule.explained else None),
                    type=next(iter(rule.types), ""),
                    state=state,
                    name=next(iter(rule.names), ""),
                    title="x" if rule.explained else "",
                    is_page=rule.page,
                )
                first = next((one for one in RULES if one.matches(answer, operation, code)), None)
                if first is rule:
                    return
    pytest.fail(f"{rule.id} is never reached")


def test_one_code_of_ours_has_one_category():
    categories = {}
    for rule in RULES:
        categories.setdefault(rule.meaning.code, set()).add(rule.meaning.category)
    assert all(len(found) == 1 for found in categories.values())


@pytest.mark.parametrize(
    "piece", ["{", "\\", '"', "code ", "(#1", "container ERROR ", "param ", "error ", "[", " ", "x "]
)
def test_of_a_megabyte_of_rubble_only_the_beginning_is_read(piece):
    rubble = piece * (1_000_000 // len(piece))
    short = classify(Reply(400, rubble[:LONGEST_PROSE]), Operation.READ)
    long = classify(Reply(400, rubble + " (#190) token is invalid"), Operation.READ)
    assert (long and long.rule) == (short and short.rule)


def test_a_rule_that_is_written_in_capitals_is_refused():
    with pytest.raises(ValueError, match="holds the capital 'T'"):
        evolve(RULES[0], says=r"Token\W is invalid")

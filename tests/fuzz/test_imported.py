"""The command line's JSONL: every line is read or refused in words, and so is every file."""

import io
import json

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from tests.fuzz.depth import thoroughly
from tests.fuzz.effort import effort

from postwire.account import Account
from postwire.cli.group import postwire
from postwire.cli.jsonl import BadLine, Line, lines
from postwire.store.sqlite import SqliteStore

TOKEN = "THAAQvJ9x0kqVBZAFk2b1R3cE5LUzd0bWlxY0pW"
KEYS = (
    *("accounts", "text", "media", "reply_to", "link", "at", "zone", "options", "late", "prepare_ahead"),
    *("chain", "numbered", "first_comment"),
    *("idempotency_key", "tezt", "access_token"),
)
VALUES = (
    *(
        "threads:1",
        "2030-01-01T09:00",
        "2030-01-01T09:00+01:00",
        "Europe/Paris",
        "within:10m",
        "skip",
        "10m",
        "9" * 400,
    ),
    *("https://example.com/a.jpg", "http://[", "/dev/zero", "", "\ud83d", "\x00", TOKEN, f"access_token={TOKEN}"),
)

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(VALUES) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["location", "alt_text", "threads", "topic_tag", *KEYS]), inner, max_size=3)
    ),
    max_leaves=8,
)
objects = st.dictionaries(st.sampled_from(KEYS), values, max_size=6).map(lambda made: json.dumps(made).encode())
good = values.map(lambda text: json.dumps({"accounts": ["threads:1"], "text": "x", "options": text}).encode())
rubble = st.lists(
    st.sampled_from([b"{", b"}", b"[", b'"', b":", b"\\", b"\xff", b"\xef\xbb\xbf", b"\r", b"1" * 5000, b"\x00"])
)
files = st.lists(objects | good | rubble.map(b"".join) | st.binary(max_size=30), max_size=6).map(b"\n".join)


@thoroughly
@given(files)
def test_every_line_is_read_or_refused(data):
    for number, found in lines(io.BytesIO(data)):
        assert number > 0
        assert isinstance(found, Line | BadLine)
        if isinstance(found, BadLine):
            assert found.refusals
            for refusal in found.refusals:
                assert refusal.field
                assert len(refusal.text()) < 2_000 + 8 * len(data)
                json.dumps(refusal.plain())


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """A database with one account, whose token is nobody's."""
    path = tmp_path_factory.mktemp("fuzz") / "postwire.db"
    with SqliteStore(path) as store:
        store.put_account(Account(platform="threads", user_id="1"), None)
    return path


@thoroughly
@given(data=files)
def test_every_file_ends_with_a_documented_code_and_shows_no_token(database, data):
    arguments = ["import", "-", "--dry-run", "--no-probe", "--json", "--db", str(database)]
    ran = CliRunner().invoke(postwire, arguments, input=data)
    assert ran.exit_code in {0, 1, 2, 3}, ran.output
    json.loads(ran.stdout)
    assert TOKEN not in ran.output


@thoroughly
@given(
    st.binary(max_size=60) | files, st.sampled_from([[], ["--json"], ["--status", "400"], ["--operation", "publish"]])
)
def test_whatever_is_piped_into_explain_is_explained(data, more):
    ran = CliRunner().invoke(postwire, ["explain", "threads", "-", *more], input=data)
    assert ran.exit_code in {0, 2}, ran.output
    assert ran.output
    assert TOKEN not in ran.output


@pytest.mark.parametrize("piece", [b'{"a":', b"[", b'"\\', b"1", b'{"text":"x"}', b'"a":"b",'])
def test_rubble_takes_work_in_proportion(piece):
    short, long = (effort(lambda n=n: list(lines(io.BytesIO(b"{" + piece * n)))) for n in (2_000, 4_000))
    assert long <= 2.5 * short + 2_000

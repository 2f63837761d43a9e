"""`postwire-contract`: check, record and classify, as somebody types them."""

import base64
import json
import re
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from attrs import evolve, frozen
from click.testing import CliRunner

import postwire_corkboard
from postwire.registry import Registry
from postwire_contract import checking
from postwire_contract.__main__ import main
from postwire_contract.answers import BadAnswerFile, answer_checks, answers
from postwire_contract.chapters import checks_of
from postwire_contract.check import Check
from postwire_contract.failure import Broken
from postwire_contract.journey import CANARY
from postwire_contract.verdict import Result, judge

CASSETTES = str(Path(__file__).parents[2] / "cassettes")
TOKEN = "THQWVkZA9c1e5b2d8f4a6c0e77"
QUOTA = '{"problem": {"name": "board_full", "message": "No room for ada@example.org on this board"}}'


@frozen
class Ran:
    code: int
    out: str
    err: str


@pytest.fixture
def cli(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("POSTWIRE_CONTRACT_TOKEN", raising=False)

    def call(*arguments, given=""):
        result = CliRunner().invoke(main, [str(argument) for argument in arguments], input=given)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return Ran(result.exit_code, result.stdout, result.stderr)

    return call


@pytest.fixture(autouse=True)
def installed(monkeypatch):
    """Makes entry points that are installed; without an argument, corkboard's."""

    class Distribution:
        name = "postwire-corkboard"
        version = "0.1.0"

    def install(*values):
        entries = [EntryPoint("corkboard", value, "postwire")._for(Distribution) for value in values]
        monkeypatch.setattr("postwire_contract.subject.entry_points", lambda **_: entries)

    install("postwire_corkboard")
    return install


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Only the checks that take no time; more may be put behind them."""
    more = []
    chapters = ("manifest.", "scopes.", "validation.", "lifecycle.ends.text.")
    monkeypatch.setattr(
        checking,
        "checks_of",
        lambda kit: (*(check for check in checks_of(kit) if check.name.startswith(chapters)), *more),
    )
    return more


def broken():
    raise Broken(f"it said {CANARY} and Bearer {TOKEN}")


def test_a_good_connector_is_green(cli):
    ran = cli("check", "corkboard", "--cassettes", CASSETTES)
    assert ran.code == 0, ran.out
    assert "Corkboard (corkboard), postwire_corkboard, postwire-corkboard 0.1.0" in ran.out
    assert "\ngreen: " in ran.out
    assert ran.err == ""


def test_a_broken_promise_is_told_with_its_words_and_without_secrets(cli, quick):
    quick.append(Check(name="hygiene.quiet", promise="it keeps quiet", run=broken))
    ran = cli("check", "corkboard", "--cassettes", CASSETTES, "--json", "r.json", "--page", "r.html")
    assert ran.code == 1
    assert "FAILED  hygiene.quiet\n    promise: it keeps quiet\n    it said *** and Bearer ***" in ran.out
    for text in (ran.out, ran.err, Path("r.json").read_text(), Path("r.html").read_text()):
        assert CANARY not in text
        assert TOKEN not in text


def test_thorough_means_every_fault_in_every_scenario(cli, monkeypatch):
    monkeypatch.setattr(checking, "checks_of", lambda kit: [each for each in checks_of(kit) if "teapot" in each.name])
    scenarios = ("text", "image", "delete_gone", "option_colour")
    some, every = (
        {line["name"] for line in json.loads(cli(*arguments).out)["checks"]}
        for arguments in (
            ("check", "corkboard", "--cassettes", CASSETTES, "--json", "-"),
            ("check", "corkboard", "--cassettes", CASSETTES, "--json", "-", "--thorough"),
        )
    )
    assert some < every
    assert {f"faults.teapot.{way}.{name}" for way in ("accepted", "refused") for name in scenarios} <= every
    assert "faults.teapot.accepted.image" not in some


def test_a_newer_check_warns_and_leaves_it_green(cli, quick):
    quick.append(Check(name="hygiene.quiet", promise="it keeps quiet", run=broken, since=2))
    ran = cli("check", "corkboard", "--cassettes", CASSETTES, "--meets", "1")
    assert ran.code == 0
    assert "WARNED  hygiene.quiet" in ran.out


def test_the_report_alone_goes_to_stdout_where_that_is_asked_for(cli):
    ran = cli("check", "corkboard", "--cassettes", CASSETTES, "--json", "-")
    assert json.loads(ran.out)["connector"]["version"] == "0.1.0"


def test_a_package_that_is_not_installed_can_be_checked(cli, installed):
    installed()
    ran = cli("check", "--module", "postwire_corkboard", "--cassettes", CASSETTES, "--json", "-")
    assert ran.code == 0
    assert json.loads(ran.out)["connector"]["distribution"] == ""


def test_without_cassettes_it_says_where_they_were_looked_for(cli):
    ran = cli("check", "corkboard")
    assert ran.code == 1
    assert "there is no folder cassettes here" in ran.err
    assert "python -m postwire_contract record corkboard text" in ran.out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["check", "pinboard"], 3, ["'pinboard'", "installed: corkboard", "pip install postwire-pinboard"]),
        (["check", "--module", "no_such_package.at_all"], 3, ["no_such_package.at_all", "no such module"]),
        (["check", "--module", "json"], 3, ["json", "manifest"]),
        (["check", "--module", "../json"], 3, ["--module ../json: a package's name is words of letters"]),
        (["check"], 2, ["NAME", "--module"]),
        (["check", "corkboard", "--module", "postwire_corkboard"], 2, ["not both"]),
        (["check", "corkboard", "--cassettes", "nowhere"], 2, ["--cassettes", "nowhere", "does not exist"]),
        (["check", "corkboard", "--json", "no/where/r.json"], 2, ["--json", "there is no folder no/where"]),
        (["check", "corkboard", "--meets", "0"], 2, ["--meets"]),
        (["record", "corkboard"], 2, ["SCENARIO", "--all"]),
        (["record", "corkboard", "text", "--all"], 2, ["not both"]),
        (["record", "corkboard", "txt"], 2, ["'txt'", "text, image, reply"]),
        (["record", "corkboard", "video"], 2, ["'video'", "text, image, reply"]),
        (["record", "pinboard", "text"], 3, ["'pinboard'"]),
        (["record", "corkboard", "text", "--live"], 2, ["--user-id"]),
        (["record", "corkboard", "text", "--live", "--user-id", "1", "--yes"], 2, ["POSTWIRE_CONTRACT_TOKEN"]),
        (["record", "corkboard", "text", "--user-id", "1"], 2, ["--user-id", "--live"]),
        (["record", "pinboard", "text", "--module", "postwire_corkboard"], 2, ["'corkboard'", "'pinboard'"]),
        (["classify", "corkboard", "--operation", "publish"], 2, ["nothing to classify"]),
        (["classify", "corkboard", "none.txt", "--operation", "publish"], 2, ["none.txt"]),
        (["classify", "corkboard", "--operation", "dance"], 2, ["dance", "publish"]),
        (["classify", "corkboard"], 2, ["--operation"]),
        (["dance"], 2, ["dance"]),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_thing_and_the_fix(cli, arguments, code, words):
    ran = cli(*arguments)
    assert ran.code == code, ran.err
    assert not [word for word in words if word not in ran.err], ran.err
    assert ran.err.startswith("postwire-contract: ")
    assert "Traceback" not in ran.err


def test_a_plugin_that_cannot_be_imported_is_unusable(cli, installed):
    installed("postwire_corkboard.no_such_module")
    ran = cli("check", "corkboard")
    assert ran.code == 3
    assert "postwire-corkboard 0.1.0" in ran.err
    assert "no_such_module" in ran.err


def test_a_platform_that_is_announced_twice_is_refused(cli, installed):
    installed("postwire_corkboard", "postwire_corkboard")
    ran = cli("check", "corkboard")
    assert ran.code == 3
    assert "twice" in ran.err


def test_a_scenario_is_recorded_from_the_sandbox_and_then_it_is_played(cli):
    ran = cli("record", "corkboard", "text")
    assert ran.code == 0, ran.err
    assert Path("cassettes/corkboard/text.yaml").is_file()
    assert cli("check", "corkboard").code == 0


def test_what_a_sandbox_cannot_tell_is_left_out_and_the_rest_is_recorded(cli, monkeypatch):
    def record(kit, scenario, *_):
        if scenario.name == "token_expired":
            raise ValueError("here no token expires")
        if scenario.name == "text":
            raise Broken("it ended elsewhere")
        return kit.path(scenario)

    monkeypatch.setattr("postwire_contract.recording.record_one", record)
    ran = cli("record", "corkboard", "--all")
    assert ran.code == 1
    assert "token_expired: left out" in ran.err
    assert "text: it ended elsewhere" in ran.err
    assert "not recorded: text" in ran.err.splitlines()[-1]


@pytest.fixture
def live(monkeypatch):
    """What would have been recorded live, and as whom."""
    recorded = []

    def record(kit, scenario, staged, server=""):
        assert server == ""
        recorded.append((scenario.name, staged))
        return kit.path(scenario)

    monkeypatch.setattr("postwire_contract.recording.record_one", record)
    return recorded


LIVE = ("--live", "--user-id", "7", "--handle", "ada", "--api-base", "https://api.example.com")


def test_live_recording_takes_the_token_from_the_environment_and_asks_first(cli, live, monkeypatch):
    monkeypatch.setenv("POSTWIRE_CONTRACT_TOKEN", TOKEN)
    refused = cli("record", "corkboard", "text", *LIVE, given="n\n")
    assert (refused.code, live) == (1, [])
    assert "text will be posted on https://api.example.com as 7, where everybody can read it" in refused.err
    assert cli("record", "corkboard", "text", *LIVE, given="y\n").code == 0
    ((name, staged),) = live
    assert (name, staged.url, staged.user_id, staged.handle, staged.token) == (
        "text",
        "https://api.example.com",
        "7",
        "ada",
        TOKEN,
    )
    assert TOKEN not in repr(staged)


def test_live_recording_takes_the_token_from_stdin_where_nobody_has_to_be_asked(cli, live):
    refused = cli("record", "corkboard", "text", *LIVE, given=f"{TOKEN}\n")
    assert (refused.code, live) == (2, [])
    assert "--yes" in refused.err
    ran = cli("record", "corkboard", "--all", *LIVE, "--yes", given=f"{TOKEN}\n")
    assert ran.code == 0
    assert TOKEN not in ran.out + ran.err
    names = [name for name, _ in live]
    assert "lost_publish_answer" in names
    assert "token_revoked" not in names
    assert "token_revoked" in ran.err


@pytest.fixture
def kept(cli):
    """A pasted answer, kept as a file."""
    head = ("HTTP/1.1 403 Forbidden", "Content-Type: application/json", "X-Trace: t1", f"Set-Cookie: c={TOKEN}")
    log = "\r\n".join([*head, "", QUOTA])
    ran = cli("classify", "corkboard", "--operation", "publish", "--name", "full", given=log)
    assert ran.code == 0, ran.err
    assert "quota/wait, corkboard.board_full" in ran.out
    return Path("tests/answers/full.json")


def test_a_pasted_answer_becomes_a_scrubbed_file(kept):
    told = json.loads(kept.read_text())
    assert told["operation"] == "publish"
    assert told["reply"]["status"] == 403
    assert told["reply"]["headers"] == {"content-type": "application/json", "x-trace": "t1"}
    assert json.loads(told["reply"]["body"])["problem"]["name"] == "board_full"
    assert told["expected"] is None
    assert "ada@" not in kept.read_text()
    assert TOKEN not in kept.read_text()


@pytest.mark.parametrize(
    "name", ["X-Auth", "X-Auth-Token", "X-Api-Key", "X-Session", "X-CSRF-Token", "X-Forwarded-For", "Authorization"]
)
def test_a_header_that_may_hold_a_secret_in_any_writing_is_not_kept(cli, name):
    secret = base64.b64encode(TOKEN.encode()).decode()
    log = f"HTTP/1.1 403 Forbidden\r\nX-Ratelimit-Limit: 9\r\n{name}: {secret}\r\nRetry-After: 5\r\n\r\n{QUOTA}"
    assert cli("classify", "corkboard", "--operation", "publish", "--name", "full", given=log).code == 0
    told = json.loads(Path("tests/answers/full.json").read_text())
    assert told["reply"]["headers"] == {"x-ratelimit-limit": "9", "retry-after": "5"}


def test_a_kept_answer_fails_until_somebody_says_what_it_means(kept, cli):
    ran = cli("check", "corkboard", "--cassettes", CASSETTES)
    assert ran.code == 1
    assert "FAILED  answers.full" in ran.out
    assert '"expected": {"category": "quota", "action": "wait"}' in ran.out
    told = json.loads(kept.read_text())
    kept.write_text(json.dumps({**told, "expected": {"category": "quota", "action": "wait"}}))
    assert cli("check", "corkboard", "--cassettes", CASSETTES).code == 0


@pytest.mark.parametrize(
    ("expected", "result"),
    [
        ({"category": "quota", "action": "wait"}, Result.PASSED),
        ({"category": "quota", "action": "wait", "code": "corkboard.board_full"}, Result.PASSED),
        ({"category": "quota", "action": "wait", "code": "corkboard.other"}, Result.FAILED),
        ({"category": "auth", "action": "wait"}, Result.FAILED),
        ({"category": "quota", "action": "retry"}, Result.FAILED),
        ({"category": "quota"}, Result.FAILED),
        ({"category": "nonsense", "action": "wait"}, Result.FAILED),
        (None, Result.FAILED),
        ("quota", Result.FAILED),
    ],
)
def test_a_kept_answer_is_held_against_what_the_connector_says(kept, expected, result):
    kept.write_text(json.dumps({**json.loads(kept.read_text()), "expected": expected}))
    connector = Registry.of(postwire_corkboard)["corkboard"]
    (check,) = answer_checks(connector, kept.parent)
    assert judge(check, 1).result is result


def test_kept_answers_can_be_used_in_a_test_of_ones_own(kept):
    (answer,) = answers(kept.parent)
    connector = Registry.of(postwire_corkboard)["corkboard"]
    with pytest.raises(Broken, match="`expected` is null"):
        answer.check(connector)
    evolve(answer, category="quota", action="wait").check(connector)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "no JSON"),
        ("[]", "JSON object"),
        ("{}", "'reply'"),
        ('{"reply": {"status": "403", "headers": {}, "body": ""}, "operation": "publish"}', "'reply.status' is '403'"),
        ('{"reply": {"status": 403, "headers": {}, "body": ""}, "operation": "dance"}', "'operation' is 'dance'"),
    ],
)
def test_a_kept_answer_that_cannot_be_read_is_refused_by_field(tmp_path, text, words):
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(BadAnswerFile, match=words):
        list(answers(tmp_path))


def test_an_answer_is_never_overwritten_and_its_name_stays_in_the_folder(kept, cli):
    again = ("classify", "corkboard", "--operation", "publish", "--name")
    before = kept.read_text()
    assert cli(*again, "full", given="{}").code == 2
    assert kept.read_text() == before
    assert cli(*again, "../full", given="{}").code == 2
    assert cli(*again[:-1], given=QUOTA).code == 0
    assert (kept.parent / "publish-board-full.json").is_file()


def test_reports_stand_side_by_side(cli):
    cli("check", "corkboard", "--cassettes", CASSETTES, "--json", "cork.json")
    other = json.loads(Path("cork.json").read_text())
    other["connector"].update(platform="noticeboard", title="Noticeboard <b>")
    Path("other.json").write_text(json.dumps(other | {"abilities": [{**other["abilities"][0], "standing": "untried"}]}))
    ran = cli("compare", "cork.json", "other.json", "--page", "both.html")
    assert ran.code == 0, ran.err
    text = Path("both.html").read_text()
    assert "Noticeboard &lt;b&gt;" in text
    assert "Noticeboard <b>" not in text
    first = other["abilities"][0]
    row = text.partition(f"<b>{first['ability']}</b>")[2].partition("</tr>")[0]
    assert re.findall(r'class="standing (\w+)"', row) == [first["standing"], "untried"]


def test_a_file_that_is_no_report_is_not_set_beside_others(cli):
    Path("no.json").write_text("{}")
    ran = cli("compare", "no.json", "--page", "both.html")
    assert ran.code == 3
    assert "no.json: field 'report'" in ran.err
    assert not Path("both.html").exists()

"""plugins, scopes, explain, validate, sandbox, demo and key."""

import json
import re
import signal
import subprocess
import sys

import httpx
import pytest

from postwire.cli import sandbox as sandbox_command
from postwire.cli.exit import Exit
from postwire.credentials import Vault
from postwire.operation import Operation
from postwire.registry import BrokenPlugin, Registry

EXPIRED = {
    "error": {
        "message": "Error validating access token: Session has expired",
        "type": "OAuthException",
        "code": 190,
        "error_subcode": 463,
    }
}


def test_the_connectors_are_listed_with_what_they_can_do(cli):
    plugin = next(each for each in cli("plugins", "--json").json["plugins"] if each["platform"] == "threads")
    assert plugin["distribution"].startswith("postwire-threads ")
    assert plugin["account"] == "oauth2"
    assert {name: plugin["abilities"][name] for name in ("text", "carousel", "delete", "edit")} == {
        "text": "yes",
        "carousel": "yes",
        "delete": "yes",
        "edit": "no",
    }
    assert "carousel" in cli("plugins").out


def test_a_broken_plugin_is_named_with_its_error_and_harms_no_other(cli, monkeypatch):
    whole = Registry.installed()
    whole.broken = (BrokenPlugin("frob", "postwire-frob 1.0", "ImportError: no"),)
    monkeypatch.setattr(Registry, "installed", lambda: whole)
    ran = cli("plugins")
    assert ran.code is Exit.DONE
    assert "frob of postwire-frob 1.0: ImportError: no" in ran.err
    assert "threads" in ran.out
    assert cli("plugins", "--json").json["broken"][0]["error"] == "ImportError: no"
    refused = cli("scopes", "frob")
    assert refused.code is Exit.SETUP
    assert "ImportError: no" in refused.err
    assert "pip install --force-reinstall postwire-frob" in refused.err


def test_no_plugin_at_all_is_said_with_how_to_install_one(cli, monkeypatch):
    monkeypatch.setattr(Registry, "installed", Registry.of)
    ran = cli("plugins")
    assert ran.code is Exit.DONE
    assert "pip install postwire-threads" in ran.out
    refused = cli("scopes", "threads")
    assert refused.code is Exit.SETUP
    assert "pip install postwire-threads" in refused.err


def test_the_scopes_of_an_operation_are_those_that_it_needs(cli):
    everything = {scope["name"] for scope in cli("scopes", "threads", "--json").json["scopes"]}
    for operation in Operation:
        needed = cli("scopes", "threads", operation.value, "--json").json["scopes"]
        assert {scope["name"] for scope in needed} <= everything
        assert all(operation.value in scope["operations"] for scope in needed)
    publish = cli("scopes", "threads", "publish").out
    assert "threads_content_publish" in publish
    assert "threads_delete" not in publish


@pytest.mark.parametrize(
    "pasted",
    [
        json.dumps(EXPIRED),
        f"2026-11-21 ERROR request failed: HTTP 400 {json.dumps(EXPIRED)}",
        json.dumps(json.dumps(EXPIRED)),
    ],
)
def test_a_pasted_answer_is_explained_in_all_dialects(cli, pasted):
    plain = cli("explain", "threads", "--json", given=pasted).json
    assert plain["code"] == "threads.token_expired"
    assert (plain["category"], plain["action"]) == ("auth", "reconnect")
    assert plain["error_class"] == "refresh-token"
    assert plain["action_word"] == "Reconnect"
    assert plain["gateway_code"] == "platform.threads.auth"
    assert plain["answer"]["body"]["error"]["error_subcode"] == 463
    told = cli("explain", "threads", given=pasted).out
    for word in ("threads.token_expired", "Reconnect", plain["message"], plain["next_step"]):
        assert word in told


def test_an_answer_may_come_from_a_file_with_its_status_beside_it(cli, home):
    (home / "answer.txt").write_text("no JSON at all")
    plain = cli("explain", "threads", "answer.txt", "--status", "503", "--operation", "publish", "--json").json
    assert plain["answer"]["status"] == 503
    assert (plain["operation"], plain["action"]) == ("publish", "verify")


def test_a_token_in_a_pasted_answer_is_masked(cli):
    pasted = '{"error": {"message": "bad", "code": 190}} https://x/?access_token=THsecretsecret1234567890'
    for more in ([], ["--json"]):
        assert "THsecret" not in cli("explain", "threads", *more, given=pasted).out


@pytest.mark.parametrize(
    ("arguments", "given", "code"),
    [
        (["threads"], "  \n", Exit.USAGE),
        (["threads", "nowhere.txt"], "", Exit.USAGE),
        (["threads", "--status", "5"], "x", Exit.USAGE),
        (["threads", "--operation", "frob"], "x", Exit.USAGE),
        (["threads"], "x" * 2_000_000, Exit.USAGE),
        (["thread"], "x", Exit.SETUP),
    ],
)
def test_what_cannot_be_explained_is_refused(cli, arguments, given, code):
    assert cli("explain", *arguments, given=given).code is code


def test_a_bad_post_is_told_for_a_machine_with_rule_fix_and_source(cli):
    ran = cli("validate", "threads", "--text", "ü" * 251, "--json")
    assert ran.code is Exit.REFUSED
    assert ran.json["ok"] is False
    (problem,) = ran.json["problems"]
    assert problem["rule"] == "threads.text.max_bytes"
    assert (problem["severity"], problem["observed"], problem["allowed"]) == ("error", 502, 500)
    assert problem["fix"]["sentence"]
    assert problem["sources"][0]["url"].startswith("https://")


def test_a_good_post_is_told_so_and_needs_no_database(cli, home):
    ran = cli("validate", "threads", "--text", "Hello")
    assert ran.code is Exit.DONE
    assert "nothing speaks against it" in ran.out
    assert list(home.glob("*.db")) == []


def test_a_post_may_be_validated_for_an_account(cli, account):
    assert cli("validate", account, "--text", "Hello", "--json").json["platform"] == "threads"
    assert cli("validate", "@nobody", "--text", "Hello").code is Exit.SETUP


def test_a_key_is_printed_alone_and_opens_a_vault(cli):
    ran = cli("key")
    assert Vault(ran.out.strip())
    assert "POSTWIRE_KEY" in ran.err
    assert cli("key").out != ran.out


def test_the_sandbox_serves_until_it_is_interrupted():
    command = [sys.executable, "-m", "postwire", "sandbox", "threads", "--seed", "5", "--set", "username=cat"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        address = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        assert address
        assert "@cat" in process.stdout.readline()
        httpx.get(address[0], timeout=30)  # it serves: an earlier signal would meet Python, not the server
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=30)
    assert told == ""
    assert process.returncode == Exit.DONE


def test_a_platform_without_a_sandbox_is_refused(cli, monkeypatch):
    assert cli("sandbox", "thread").code is Exit.SETUP

    def missing(module):
        raise ModuleNotFoundError(name=gone or module.removesuffix(".__main__"))

    monkeypatch.setattr(sandbox_command, "find_spec", missing)
    gone = ""
    assert "brings no sandbox" in cli("sandbox", "threads").err
    gone = "starlette"
    ran = cli("sandbox", "threads")
    assert ran.code is Exit.SETUP
    assert "starlette" in ran.err
    assert "pip install 'postwire-threads[sandbox]'" in ran.err


@pytest.mark.parametrize(("went_well", "code"), [(True, Exit.DONE), (False, Exit.REFUSED)])
def test_the_demo_runs_in_a_folder_of_its_own(cli, home, monkeypatch, went_well, code):
    folders = []

    def run(folder):
        folders.append(folder)
        return went_well

    monkeypatch.setattr("postwire.demo.run", run)
    assert cli("demo", "--folder", "here/there").code is code
    assert cli("demo").code is code
    assert [str(folder) for folder in folders] == ["here/there", "None"]
    assert (home / "here" / "there").is_dir()

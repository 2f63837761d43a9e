import gc
import json
import signal
import subprocess
import sys

import pytest

from postwire.cli.exit import Exit


def published(sandbox):
    return sum(post.alive for post in sandbox.platform.posts.values())


def test_a_run_sends_everything_whose_hour_has_come(cli, account, sandbox):
    for text in ("one", "two", "three"):
        cli("post", account, "--text", text)
    cli("post", account, "--text", "later", "--at", "2998-01-01T00:00Z")
    ran = cli("run", "--until-idle")
    assert ran.code is Exit.DONE
    assert "3 published" in ran.err
    assert ran.out == ""
    assert published(sandbox) == 3
    assert cli("status", "--json").json["sent"] == 3


def test_a_run_without_anything_to_do_says_nothing_where_nobody_looks(cli, account):
    assert account
    ran = cli("run", "--once")
    assert (ran.code, ran.out, ran.err) == (Exit.DONE, "", "")


def test_a_run_tells_a_program_every_change_and_the_sum(cli, account, fault):
    fault("answer", "create", error="36001/2207005", text="bad")
    cli("post", account, "--text", "good")
    cli("post", account, "--text", "bad")
    ran = cli("run", "--until-idle", "--json", "--quiet")
    lines = [json.loads(line) for line in ran.out.splitlines()]
    changes = {line["change"]["text"]: line["change"] for line in lines[:-1]}
    assert changes["good"]["state"] == "published"
    assert changes["good"]["permalink"]
    assert changes["bad"]["state"] == "failed"
    assert changes["bad"]["diagnosis"]["next_step"]
    assert lines[-1]["summary"]["ended"] == {"failed": 1, "published": 1}
    assert ran.err == ""
    assert ran.code is Exit.DONE


def test_trouble_is_told_even_where_nobody_looks_with_what_to_do(cli, account, fault):
    fault("answer", "create", error="36001/2207005")
    cli("post", account, "--text", "bad")
    ran = cli("run", "--until-idle")
    assert "failed" in ran.err
    assert "next:" in ran.err
    assert cli("run", "--until-idle", "--quiet").err == ""


def test_a_revoked_token_holds_the_account_and_a_new_one_lets_it_go_on(cli, account, sandbox):
    accounts = sandbox.platform.accounts
    token = accounts.token(sandbox.platform.settings.token)
    cli("post", account, "--text", "x")
    accounts.revoke(token, "password")
    cli("run", "--until-idle")
    assert cli("status", "--json").json["held"] == 1
    accounts.put_token("THnewtoken", accounts.profile("sandbox"))
    cli("accounts", "add", "@sandbox", "--token-stdin", given="THnewtoken")
    cli("run", "--until-idle")
    assert cli("status", "--json").json["sent"] == 1
    assert published(sandbox) == 1


def test_until_idle_and_once_do_not_go_together(cli, account):
    assert account
    assert cli("run", "--until-idle", "--once").code is Exit.USAGE


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_run_in_good_order(cli, account, home, number):
    cli("post", account, "--text", "x")
    command = [sys.executable, "-m", "postwire", "run", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=home) as process:
        states = []
        while "published" not in states:
            states.append(json.loads(process.stdout.readline())["change"]["state"])
        process.send_signal(number)
        rest, told = process.communicate(timeout=30)
    assert process.returncode == Exit.DONE
    assert "stopping" in told
    assert "Traceback" not in told
    assert json.loads(rest.splitlines()[-1])["summary"]["ended"] == {"published": 1}


def test_a_second_signal_aborts_and_the_next_run_looks_before_it_sends(cli, account, home, sandbox, fault):
    fault("slow", "publish", hold=60.0)
    cli("post", account, "--text", "x")
    command = [sys.executable, "-m", "postwire", "run"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=home) as process:
        while cli("list", "--json").json["deliveries"][0]["state"] != "publishing":
            assert process.poll() is None
        while not published(sandbox):
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert "stopping" in process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=30)
    assert process.returncode == Exit.INTERRUPTED
    assert "Traceback" not in told
    assert cli("show", cli("list", "--json").json["deliveries"][0]["id"], "--json").json["state"] == "publishing"
    assert published(sandbox) == 1


def test_what_is_loaded_is_frozen_while_it_runs_and_not_longer(cli, account, monkeypatch):
    cli("post", account, "--text", "Hello")
    frozen = []
    monkeypatch.setattr("postwire.cli.run.Reporter.change", lambda *_: frozen.append(gc.get_freeze_count()))
    cli("run", "--until-idle")
    assert frozen[0] > 0
    assert gc.get_freeze_count() == 0

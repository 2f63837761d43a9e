"""Nothing is accepted twice by accident, and nothing is lost on the way in."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from postwire.cli import importing
from postwire.cli.exit import Exit
from postwire.engine import Engine
from postwire.post import Post
from postwire.store.errors import IdempotencyConflict

HOUR = timedelta(hours=1)


def test_what_the_account_says_already_is_refused_with_the_earlier_delivery_named(cli, account):
    first = cli("post", account, "--text", "Hello", "--json").json["deliveries"][0]
    ran = cli("post", account, "--text", "Hello", "--json")
    assert ran.code is Exit.REFUSED
    error = ran.json["error"]
    assert (error["code"], error["delivery"]) == ("duplicate_post", first["id"])
    assert "--allow-duplicate" in error["fix"]
    assert first["id"] in cli("post", account, "--text", "Hello").err
    assert len(cli("list", "--json").json["deliveries"]) == 1


def test_a_duplicate_that_is_meant_is_accepted(cli, account, sandbox):
    for more in ((), ("--allow-duplicate",)):
        assert cli("post", account, "--text", "Hello", *more).code is Exit.DONE
    cli("run", "--until-idle")
    assert len(sandbox.platform.posts) == 2


def test_the_same_words_every_day_are_no_duplicate(cli, account):
    begin = datetime.now(UTC) + HOUR
    for day in range(3):
        hour = (begin + day * 24 * HOUR).isoformat()
        assert cli("post", account, "--text", "Good morning", "--at", hour).code is Exit.DONE
    soon = (begin + 3 * HOUR).isoformat()
    assert cli("post", account, "--text", "Good morning", "--at", soon, "--json").json["error"]["code"] == (
        "duplicate_post"
    )


def test_another_try_with_the_same_key_is_an_answer_and_no_duplicate(cli, account):
    post = ("post", account, "--text", "Hello", "--idempotency-key", "k", "--json")
    first, again = cli(*post), cli(*post)
    assert again.code is Exit.DONE
    assert again.json["deliveries"][0]["id"] == first.json["deliveries"][0]["id"]
    assert again.json["deliveries"][0]["accepted_before"]


def test_a_failed_post_may_be_said_again(cli, account, fault):
    fault("answer", "create", error="36001/2207005")
    cli("post", account, "--text", "Hello", "--wait")
    assert cli("post", account, "--text", "Hello").code is Exit.DONE


def test_keys_of_two_callers_never_meet(store, account):
    engine = Engine(store)
    posts = {caller: Post(f"of {caller or 'nobody'}") for caller in ("", "ada", "bob")}
    first = {
        caller: engine.submit(post, [account], idempotency_key="1", caller=caller)[0] for caller, post in posts.items()
    }
    assert len({delivery.id for delivery in first.values()}) == 3
    for caller, post in posts.items():
        (again,) = engine.submit(post, [account], idempotency_key="1", caller=caller)
        assert again.id == first[caller].id
    with pytest.raises(IdempotencyConflict, match="differs in its post"):
        engine.submit(posts["bob"], [account], idempotency_key="1", caller="ada")
    with pytest.raises(ValueError, match="without '/'"):
        engine.submit(posts["bob"], [account], idempotency_key="1", caller="ada/bob")
    with pytest.raises(ValueError, match="idempotency_key is empty"):
        engine.submit(posts["bob"], [account], idempotency_key="")


def written(home, number, name="posts.jsonl"):
    lines = [json.dumps({"accounts": ["@sandbox"], "text": f"post {index}"}) for index in range(number)]
    (home / name).write_text("".join(f"{line}\n" for line in lines))
    return name


def test_a_line_that_the_account_says_already_is_named(cli, account, home):
    cli("post", account, "--text", "post 3")
    ran = cli("import", written(home, 5), "--json")
    assert ran.code is Exit.REFUSED
    assert ran.json["error"]["code"] == "duplicate_post"
    assert ran.json["error"]["message"].startswith("line 4: ")
    assert cli("import", "posts.jsonl", "--allow-duplicate", "--json").json["accepted"] == 5


def test_an_import_keeps_the_database_for_one_chunk_at_a_time(cli, account, home, monkeypatch):
    assert account
    monkeypatch.setattr(importing, "CHUNK", 10)
    sizes = []
    accept = Engine.accept
    monkeypatch.setattr(
        Engine, "accept", lambda self, drafts, **more: sizes.append(len(drafts)) or accept(self, drafts, **more)
    )
    assert cli("import", written(home, 35), "--json").json["accepted"] == 35
    assert sizes == [10, 10, 10, 5]


@pytest.mark.parametrize("kept", [1, 2500])
@pytest.mark.parametrize("after", [0, 1, 1000, 2000])
def test_an_import_that_is_killed_anywhere_is_finished_by_another_one(cli, account, home, after, kept):
    assert account
    file = written(home, 2500)
    code = f"from postwire.cli import importing; importing.KEPT = {kept}; import postwire.__main__ as m; m.main()"
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen([sys.executable, "-c", code, "import", file], cwd=home, env=environment) as process:
        eyes = sqlite3.connect(home / "postwire.db")
        while eyes.execute("SELECT count(*) FROM delivery").fetchone()[0] < after and process.poll() is None:
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
        eyes.close()

    ran = cli("import", file, "--json")

    assert ran.code is Exit.DONE
    assert ran.json["accepted"] + ran.json["accepted_before"] == 2500
    assert ran.json["accepted_before"] >= after
    eyes = sqlite3.connect(home / "postwire.db")
    found = eyes.execute("SELECT count(*), count(DISTINCT json_extract(post, '$.text')) FROM delivery").fetchone()
    eyes.close()
    assert found == (2500, 2500)

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time

import httpx
import pytest

from postwire_threads.sandbox import Effect, Fault, SandboxServer, Settings, build_app, serve
from postwire_threads.sandbox.__main__ import main
from postwire_threads.sandbox.settings import BadSetting

BEARER = {"authorization": "Bearer THsandbox"}


def test_each_sandbox_has_an_address_and_a_world_of_its_own():
    with serve() as one, SandboxServer(Settings(username="two", token="THtwo")) as two:
        assert one.url != two.url
        names = [
            httpx.get(f"{sandbox.url}/me?fields=username&access_token={token}").json()
            for sandbox, token in ((one, "THsandbox"), (two, "THtwo"))
        ]
    assert names == [{"username": "sandbox"}, {"username": "two"}]
    with pytest.raises(httpx.ConnectError):
        httpx.get(one.url)


def test_a_sandbox_can_be_stopped_twice_and_started_again():
    sandbox = SandboxServer()
    sandbox.stop()
    for _ in range(2):
        sandbox.start()
        assert httpx.get(f"{sandbox.url}/me", headers=BEARER).status_code == 200
        sandbox.stop()
        sandbox.stop()


def test_a_taken_port_is_an_os_error():
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        SandboxServer(port=taken.getsockname()[1]).start()


def test_connections_are_kept_and_answers_do_not_wait_for_acknowledgements():
    with serve() as sandbox, socket.create_connection(sandbox.url.removeprefix("http://").split(":")) as connection:
        request = b"GET /me HTTP/1.1\r\nhost: x\r\nauthorization: Bearer THsandbox\r\n\r\n"
        started = time.monotonic()
        for _ in range(100):
            connection.sendall(request)
            answer = b""
            while not answer.endswith(b"}"):
                answer += connection.recv(65536)
            assert answer.startswith(b"HTTP/1.1 200 ")
        # A delayed acknowledgement costs 40 ms, an answer less than 1 ms.
        assert time.monotonic() - started < 100 * 0.03
        assert sandbox.platform.requests == {"GET /{user}": 100}


def test_without_its_server_the_application_does_all_but_cut_connections():
    app = build_app(Settings(fetch_media=False))

    async def me():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as client:
            return await client.get("/me", headers=BEARER)

    assert asyncio.run(me()).status_code == 200
    app.state.platform.faults.add([Fault(effect=Effect.LOST)])
    with pytest.raises(RuntimeError, match="SandboxServer"):
        asyncio.run(me())


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"username": "with space"}, "username"),
        ({"user_id": ""}, "user_id"),
        ({"seed": "7"}, "seed"),
        ({"not_ready_answer": "1/1"}, "9007/2207027"),
        ({"video_seconds": float("nan")}, "video_seconds"),
        ({"unscrapable_hosts": [1]}, "unscrapable_hosts"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_by_name_value_and_rule(changes, named):
    with pytest.raises(BadSetting, match=named):
        Settings(**changes)


def test_a_token_is_in_no_text_of_the_settings():
    settings = Settings(token="THsecret")
    assert "THsecret" not in repr(settings)
    assert "THsecret" not in str(settings.shown())
    with pytest.raises(BadSetting) as refused:
        Settings(token="TH secret")
    assert "secret" not in str(refused.value)


def test_the_command_line_prints_the_address_and_no_given_token():
    command = [sys.executable, "-m", "postwire_threads.sandbox", "--port", "0", "--seed", "7"]
    command += ["--set", "token=THsecret", "--set", "post_quota=1", "--set", "fetch_media=false"]
    with subprocess.Popen(  # noqa: S603  # our own interpreter and module
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        lines = [process.stdout.readline() for _ in range(2)]
        url = lines[0].split()[-1]
        settings = httpx.get(f"{url}/_sandbox/settings").json()
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
    assert "not Meta" in lines[0]
    assert "THsecret" not in "".join(lines) + rest
    assert "Traceback" not in rest
    assert (settings["post_quota"], settings["fetch_media"], settings["seed"]) == (1, False, 7)
    assert process.returncode == 0 or os.name == "nt"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--set", "colour=red"], "colour"),
        (["--set", "post_quota"], "NAME=VALUE"),
        (["--set", "text_counting=words"], "words"),
        (["--port", "no"], "invalid int"),
    ],
)
def test_a_wrong_command_line_is_explained(arguments, named, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert named in capsys.readouterr().err

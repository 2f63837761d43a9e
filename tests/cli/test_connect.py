"""`accounts connect` and `accounts refresh`, with a person who clicks in a browser of three lines."""

import logging
import re
import threading
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from postwire.cli.exit import Exit
from postwire.store.sqlite import SqliteStore
from postwire_threads.sandbox import Settings, serve

ACCOUNT = "threads:17841400000000001"
SECRET = "canary-app-secret-9b31f0d7"


@pytest.fixture(scope="module")
def served():
    with serve(Settings(app_secret=SECRET, fetch_media=False)) as sandbox:
        yield sandbox


@pytest.fixture
def threads(served, home, monkeypatch):
    """A sandbox as new, and an environment that names its app."""
    assert home
    served.platform.reset()
    for name in ("APP_SECRET_FILE", "REDIRECT", "OTHER_SECRETS"):
        monkeypatch.delenv(f"POSTWIRE_THREADS_{name}", raising=False)
    monkeypatch.setenv("POSTWIRE_THREADS_APP_ID", served.platform.settings.app_id)
    monkeypatch.setenv("POSTWIRE_THREADS_APP_SECRET", SECRET)
    monkeypatch.setenv("POSTWIRE_THREADS_API_BASE", f"{served.url}/v1.0")
    return served


def request(method, url, fields=None):
    """Status, headers and text, without any library that logs: the browser is not what is tested."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname, parts.port)
    body = urlencode(fields, doseq=True) if fields else None
    headers = {"content-type": "application/x-www-form-urlencoded"} if fields else {}
    connection.request(method, f"{parts.path}?{parts.query}", body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return SimpleNamespace(status_code=answer.status, headers=answer.headers, text=text)


def decided(url, decision="allow", untick=""):
    """Where the authorize page sends a person who decides."""
    asked = dict(parse_qsl(urlsplit(url).query))
    scopes = [scope for scope in asked["scope"].split(",") if scope != untick]
    form = {f"asked.{name}": value for name, value in asked.items()} | {"profile": "sandbox", "decision": decision}
    answer = request("POST", url.partition("?")[0], form | {"scope": scopes})
    return answer.headers.get("location", answer.text)


class Browser:
    """Opens pages in a thread of its own."""

    def __init__(self):
        self.decision, self.untick, self.stray = "allow", "", ()
        self.shown = []
        self.opened = []
        self._thread = threading.Thread()

    def open(self, url):
        self.opened.append(url)
        self._thread = threading.Thread(target=self._browse, args=(url,))
        self._thread.start()
        return True

    def _browse(self, url):
        back = decided(url, self.decision, self.untick)
        self.shown = [request("GET", change(back)) for change in (*self.stray, str)]

    def close(self):
        if self._thread.ident:
            self._thread.join()


@pytest.fixture
def browser(monkeypatch):
    opened = Browser()
    monkeypatch.setattr("webbrowser.open", opened.open)
    yield opened
    opened.close()


@pytest.fixture
def connected(cli, threads, browser):
    ran = cli("accounts", "connect", "threads")
    assert ran.code is Exit.DONE, ran.err
    browser.close()
    assert threads
    return ran


def test_an_operator_connects_in_the_browser_and_posts(cli, connected, browser):
    assert f"@sandbox ({ACCOUNT}) is connected until " in connected.out
    assert "You can close this page" in browser.shown[-1].text
    assert browser.shown[-1].headers["referrer-policy"] == "no-referrer"
    assert cli("post", "@sandbox", "--text", "Hello.", "--wait").code is Exit.DONE


def test_who_comes_by_and_was_not_sent_is_sent_away_and_the_wait_goes_on(cli, threads, browser):
    assert threads
    browser.stray = (
        lambda url: url.replace("state=", "state=forged"),
        lambda url: url.replace("/connected", "/favicon.ico"),
        lambda url: url.partition("?")[0],
    )
    ran = cli("accounts", "connect", "threads", "--json")
    browser.close()
    assert ran.json["account"]["id"] == ACCOUNT
    assert [answer.status_code for answer in browser.shown] == [400, 404, 404, 200]


def test_a_no_is_told_to_the_operator_and_to_the_browser(cli, threads, browser):
    assert threads
    browser.decision = "deny"
    ran = cli("accounts", "connect", "threads", "--json")
    browser.close()
    assert ran.code is Exit.REFUSED
    assert ran.json["error"]["code"] == "threads.consent_denied"
    assert ran.json["error"]["fix"]
    assert browser.shown[-1].status_code == 400
    assert cli("accounts", "list", "--json").json["accounts"] == []


def test_scopes_that_were_not_granted_are_named(cli, threads, browser):
    assert threads
    browser.untick = "threads_delete"
    ran = cli("accounts", "connect", "threads")
    assert ran.code is Exit.DONE
    assert "not granted: threads_delete" in ran.err
    assert re.search(r"^threads_basic +yes$", ran.out, re.MULTILINE)
    assert re.search(r"^threads_delete +no$", ran.out, re.MULTILINE)


def test_only_what_it_is_for_is_asked_for(cli, threads, browser):
    assert threads
    browser.untick = "threads_read_replies"
    ran = cli("accounts", "connect", "threads", "--for", "insights, replies", "--scopes", "threads_delete", "--json")
    wanted = {"basic", "delete", "manage_insights", "manage_replies", "read_replies"}
    assert ran.json["wanted_scopes"] == [f"threads_{each}" for each in sorted(wanted)]
    assert ran.json["missing_scopes"] == ["threads_read_replies"]
    assert set(ran.json["account"]["scopes"]) == {f"threads_{each}" for each in wanted - {"read_replies"}}


@pytest.mark.parametrize(("wrong", "words"), [("publsh", "Did you mean publish?"), ("", "There are: publish")])
def test_a_purpose_that_is_none_is_refused_before_anybody_is_asked(cli, threads, browser, wrong, words):
    assert threads
    ran = cli("accounts", "connect", "threads", "--for", f"insights,{wrong}")
    assert ran.code is Exit.USAGE
    assert words in ran.err
    assert browser.opened == []


@pytest.mark.parametrize("ending", ["", "\n"])
def test_without_a_browser_the_address_is_pasted(cli, threads, browser, monkeypatch, ending):
    assert threads
    monkeypatch.setenv("POSTWIRE_THREADS_REDIRECT", "https://product.example/connected")
    told = []

    class Paste:
        """A person who follows the address on stderr, and pastes where they end."""

        def isatty(self):
            return False

        def read(self, _):
            return decided(re.search(r"http://\S+/oauth/authorize\S+", "".join(told))[0]) + ending

    monkeypatch.setattr("postwire.cli.connect.note", lambda text, **_: told.append(text))
    monkeypatch.setattr("postwire.cli.connect.standard_input", Paste)
    ran = cli("accounts", "connect", "threads", "--no-browser", "--json")
    assert ran.json["account"]["id"] == ACCOUNT
    assert browser.opened == []


def test_what_the_page_shows_can_be_pasted_and_is_explained(cli, threads):
    assert threads
    shown = '{"error_message":"Invalid Request: The user has not accepted the invite","error_code":1349245}'
    ran = cli("accounts", "connect", "threads", "--no-browser", given=shown)
    assert ran.code is Exit.REFUSED
    assert "threads.invite_not_accepted" in ran.err


def test_an_account_that_is_known_is_connected_again_and_nobody_else_in_its_place(cli, connected, threads, browser):
    assert connected
    assert cli("accounts", "connect", "@sandbox").code is Exit.DONE
    browser.close()
    threads.platform.accounts.add("other")
    store = SqliteStore("postwire.db")
    store.put_account(type(store.account(ACCOUNT))(platform="threads", user_id="42", handle="other"), b"x")
    store.close()
    ran = cli("accounts", "connect", "threads:42", "--api-base", f"{threads.url}/v1.0")
    assert ran.code is Exit.REFUSED
    assert "nothing was kept" in ran.err


@pytest.mark.parametrize(
    ("change", "arguments", "words"),
    [
        ({"APP_ID": None}, [], "POSTWIRE_THREADS_APP_ID"),
        ({"APP_SECRET": None}, [], "POSTWIRE_THREADS_APP_SECRET"),
        ({"API_BASE": None}, ["--redirect", "http://127.0.0.1:0/x"], "https addresses only"),
        ({"API_BASE": None}, [], "redirect"),
        ({}, ["--redirect", "ftp://x"], "redirect"),
        ({}, ["--listen", "nowhere"], "HOST:PORT"),
        ({}, ["--redirect", "https://a.example/", "--listen", "127.0.0.1:1x"], "HOST:PORT"),
        ({}, ["--patience", "soon"], "--patience"),
    ],
)
def test_a_wrong_setup_is_refused_with_what_to_set(cli, threads, monkeypatch, change, arguments, words):  # noqa: PLR0917 - what it is parametrized with
    assert threads
    for name, value in change.items():
        monkeypatch.delenv(f"POSTWIRE_THREADS_{name}") if value is None else None
    ran = cli("accounts", "connect", "threads", *arguments)
    assert ran.code in {Exit.SETUP, Exit.USAGE, Exit.REFUSED}
    assert words in ran.err


def test_the_secret_may_stand_in_a_file_that_nobody_else_can_read(cli, threads, browser, monkeypatch, home):
    assert threads
    file = home / "secret"
    file.write_text(f"{SECRET}\n")
    monkeypatch.delenv("POSTWIRE_THREADS_APP_SECRET")
    monkeypatch.setenv("POSTWIRE_THREADS_APP_SECRET_FILE", str(file))
    file.chmod(0o644)
    ran = cli("accounts", "connect", "threads")
    assert ran.code is Exit.SETUP
    assert "chmod 600" in ran.err
    file.chmod(0o600)
    assert cli("accounts", "connect", "threads").code is Exit.DONE
    assert len(browser.opened) == 1


def test_nobody_who_comes_back_in_time_is_no_success(cli, threads, monkeypatch):
    assert threads
    monkeypatch.setattr("webbrowser.open", lambda _: False)
    ran = cli("accounts", "connect", "threads", "--patience", "0s")
    assert ran.code is Exit.UNFINISHED
    assert "--no-browser" in ran.err


def test_a_port_that_is_taken_is_named(cli, threads):
    address = threads.url.removeprefix("http://")
    ran = cli("accounts", "connect", "threads", "--listen", address, "--redirect", "https://a.example/back")
    assert ran.code is Exit.SETUP
    assert address in ran.err


def aged(days):
    """The token's beginning and end, so many days further in the past."""
    with SqliteStore("postwire.db") as store, store._database.writing() as connection:
        since = (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        end = (datetime.now(UTC) + timedelta(days=60 - days)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        connection.execute("UPDATE connection SET since = ?", (since,))
        connection.execute("UPDATE account SET token_expires_at = ?", (end,))


def test_a_token_is_renewed_when_it_is_due_or_when_somebody_asks(cli, connected, threads):
    assert connected
    assert "too young" in cli("accounts", "refresh").out
    aged(30)
    threads.platform.clock.advance(30 * 86_400)
    assert cli("accounts", "refresh", "--json").json["accounts"][0]["result"] == "not_yet"
    ran = cli("accounts", "refresh", "@sandbox", "--early")
    assert ran.code is Exit.DONE
    assert "renewed, until" in ran.out


def test_the_runner_renews_what_is_due(cli, connected, threads):
    assert connected
    aged(55)
    threads.platform.clock.advance(55 * 86_400)
    assert cli("run", "--until-idle").code is Exit.DONE
    assert threads.platform.requests["GET /refresh_access_token"] == 1
    (account,) = cli("accounts", "list", "--json").json["accounts"]
    assert datetime.fromisoformat(account["token_expires_at"]) > datetime.now(UTC) + timedelta(days=59)


def test_a_dead_token_is_told_everywhere_until_the_account_is_connected_again(cli, connected, threads, browser):
    assert connected
    later = cli("post", "@sandbox", "--text", "Later.", "--at", "2999-01-01T00:00Z", "--json").json
    assert later
    aged(55)
    for token in list(threads.platform.accounts._tokens.values()):
        threads.platform.accounts.revoke(token, "app_removed")
    ran = cli("accounts", "refresh")
    assert ran.code is Exit.WAITS
    assert f"postwire accounts connect {ACCOUNT}" in ran.out
    assert "1 delivery will wait" in ran.out
    assert cli("status", "--json").json["reconnect"][0]["code"] == "threads.app_removed"
    assert ACCOUNT in cli("accounts", "list", "--json").json["reconnect"]
    for command in (("status",), ("accounts", "list")):
        assert "has to be connected again" in cli(*command).out
    ran = cli("accounts", "connect", ACCOUNT)
    browser.close()
    assert "1 delivery that waited for it go on" in ran.out
    assert cli("list", "--json").json["deliveries"][0]["state"] == "queued"
    assert "connected again" not in cli("status").out


def test_no_secret_code_or_token_is_found_in_any_output_log_or_byte_of_the_database(  # noqa: PLR0917 - what it is parametrized with
    cli, threads, browser, caplog, home, monkeypatch
):
    caplog.set_level(logging.DEBUG)
    codes = []
    honest = threads.platform.sign_ins.exchange.__func__

    def exchange(sign_ins, given):
        codes.append(given.get("code", ""))
        return honest(sign_ins, given)

    monkeypatch.setattr(type(threads.platform.sign_ins), "exchange", exchange)
    printed = []

    def call(*arguments):
        ran = cli(*arguments)
        browser.close()
        printed.append(ran.out + ran.err + "".join(answer.text for answer in browser.shown))
        return ran

    call("accounts", "connect", "threads")
    aged(55)
    threads.platform.clock.advance(55 * 86_400)
    call("run", "--once", "--json")
    monkeypatch.setenv("POSTWIRE_THREADS_APP_SECRET", "canary-wrong-secret-1")
    assert call("accounts", "connect", "threads").code is Exit.REFUSED
    monkeypatch.setenv("POSTWIRE_THREADS_APP_SECRET", SECRET)
    monkeypatch.setenv("POSTWIRE_THREADS_API_BASE", "http://127.0.0.1:9/v1.0")
    aged(55)
    call("accounts", "refresh", "--json", "--early")
    for token in list(threads.platform.accounts._tokens.values()):
        threads.platform.accounts.revoke(token, "password")
    call("post", "@sandbox", "--text", "revoked", "--wait", "--json")
    call("accounts", "list", "--json")
    call("status")
    for delivery in cli("list", "--json").json["deliveries"]:
        call("show", delivery["id"])
    everything = "".join(printed) + caplog.text
    on_disk = b"".join(file.read_bytes() for file in Path(home).rglob("*") if file.is_file())
    tokens = list(threads.platform.accounts._tokens)
    assert len(codes) >= 2
    assert len(tokens) >= 3
    for secret in (SECRET, "canary-wrong-secret-1", *codes, *tokens):
        assert secret not in everything
        assert secret.encode() not in on_disk

"""What is answered to a platform that calls us, and what whoever listens is told."""

import json
from http import HTTPStatus
from http.client import HTTPConnection

import pytest
from attrs import evolve

from postwire.credentials import Secret
from postwire.happening import HappeningKind
from postwire.post import Post
from postwire.receiver import LONGEST, Deauthorized, DeletionWanted, Receiver, Server
from postwire.state import Held
from postwire_threads.sandbox import webhooks
from postwire_threads.sandbox.draft import Draft, MediaType
from postwire_threads.sandbox.staged import Fate

TOKEN = "canary-verify-token-8c3d"
ACCOUNT = "threads:17841400000000001"


@pytest.fixture
def engine(engine, app):
    engine.use_app(evolve(app, verify_token=Secret(TOKEN)))
    return engine


@pytest.fixture
def told():
    return []


@pytest.fixture
def receiver(engine, told):
    return Receiver(engine=engine, platform="threads", tell=told.extend, status_page="https://you.example/{code}")


@pytest.fixture
def message(sandbox):
    """The body and the headers of a message about a post."""
    platform = sandbox.platform
    (owner,) = platform.accounts.profiles()
    staged = platform.stage(owner, Draft(media_type=MediaType.TEXT, text="Hello."), Fate())
    platform.clock.advance(5)
    made = webhooks.message(platform, platform.publish(owner, staged.id), "publish", "object")
    return made.pop("body").encode(), made


def notice(sandbox):
    """The body of a callback."""
    return sandbox.platform.sign_ins.notice(sandbox.platform.accounts.profile("sandbox")).encode()


def hello(token=TOKEN, **more):
    return {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": token, **more}


def test_the_platform_s_question_is_answered_with_its_challenge(receiver):
    answer = receiver.answer("GET", "/any/where/webhook", hello(), {}, b"")
    assert (answer.status, answer.body, answer.content_type) == (200, b"1158201444", "text/plain; charset=utf-8")


@pytest.mark.parametrize(
    "query",
    [{}, hello("another"), hello(""), hello(**{"hub.mode": "unsubscribe"}), hello(**{"hub.challenge": "x" * 2000})],
)
def test_whoever_does_not_know_the_verify_token_is_refused(receiver, query):
    answer = receiver.answer("GET", "/webhook", query, {}, b"")
    assert (answer.status, answer.body) == (403, b"")
    assert TOKEN not in answer.why


def test_without_a_verify_token_nobody_is_let_in(engine, app, told):
    engine.use_app(app)
    receiver = Receiver(engine=engine, platform="threads", tell=told.extend)
    assert receiver.answer("GET", "/webhook", hello(""), {}, b"").status == 403


def test_what_happened_is_told_once_it_is_verified(receiver, told, message):
    body, headers = message
    assert receiver.answer("POST", "/webhook", {}, headers, body).status == 200
    assert [(each.kind, each.post.handle) for each in told] == [(HappeningKind.PUBLISHED, "sandbox")]


@pytest.mark.parametrize("path", ["/webhook", "/deauthorize", "/delete"])
@pytest.mark.parametrize("body", [b"", b"{}", b"[" * 100_000, b"signed_request=a.b", b"\xff" * 100])
def test_what_the_app_did_not_sign_is_refused_and_told_to_nobody(receiver, told, path, body):
    answer = receiver.answer("POST", path, {}, {"x-hub-signature-256": "sha256=" + "0" * 64}, body)
    assert (answer.status, answer.body) == (403, b"")
    assert told == []


def test_a_changed_byte_and_a_missing_signature_are_noticed(receiver, told, message):
    body, headers = message
    assert receiver.answer("POST", "/webhook", {}, headers, body.replace(b"sandbox", b"sandbax")).status == 403
    assert receiver.answer("POST", "/webhook", {}, {}, body).status == 403
    assert told == []


def test_whoever_removed_the_app_has_their_deliveries_held(receiver, told, connect, engine, sandbox):
    account = connect()
    (waiting,) = engine.submit(Post("Later."), [account])
    assert receiver.answer("POST", "/deauthorize", {}, {}, notice(sandbox)).status == 200
    (left,) = told
    assert isinstance(left, Deauthorized)
    assert (left.account_id, [each.id for each in left.held]) == (ACCOUNT, [waiting.id])
    assert isinstance(engine.store.delivery(waiting.id).state, Held)


def test_a_wish_for_deletion_is_answered_as_documented_and_alike_when_it_comes_again(receiver, told, sandbox):
    body = notice(sandbox)
    first, again = (receiver.answer("POST", "/delete", {}, {}, body) for _ in range(2))
    answer = json.loads(first.body)
    assert (first.status, first.content_type) == (200, "application/json")
    assert answer == {"url": f"https://you.example/{answer['confirmation_code']}", **answer}
    assert again == first
    assert told == [DeletionWanted(ACCOUNT, answer["confirmation_code"])] * 2


def test_without_a_status_page_no_deletion_is_promised(engine, told, sandbox):
    receiver = Receiver(engine=engine, platform="threads", tell=told.extend)
    assert receiver.answer("POST", "/delete", {}, {}, notice(sandbox)).status == 404
    assert told == []


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/", 404), ("POST", "/webhook/x", 404), ("GET", "/delete", 405), ("PUT", "/webhook", 405)],
)
def test_other_addresses_and_methods_do_nothing(receiver, method, path, status):
    assert receiver.answer(method, path, {}, {}, b"").status == status


@pytest.fixture
def ask(receiver, complaints):
    """Asks a server in front of the receiver."""
    with Server(receiver, ("127.0.0.1", 0), complaints.append) as server:

        def call(method, path, body=None, **headers):
            connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            found = answer.status, answer.read()
            connection.close()
            return found

        yield call


@pytest.fixture
def complaints():
    return []


def test_a_server_hands_the_bytes_over_as_they_came(ask, told, message, complaints):
    body, headers = message
    assert ask("POST", "/webhook?x=1", body, **{"X-Hub-Signature-256": headers["x-hub-signature-256"]}) == (200, b"")
    assert len(told) == 1
    assert ask("GET", "/webhook?hub.mode=subscribe&hub.challenge=7&hub.verify_token=" + TOKEN) == (200, b"7")
    assert complaints == []


def test_what_is_too_long_or_does_not_say_how_long_it_is_is_not_read(ask, told, complaints):
    assert ask("POST", "/webhook", None, **{"content-length": str(LONGEST + 1)})[0] == 413
    assert ask("POST", "/webhook", None, **{"content-length": "9" * 5000})[0] == 411
    assert ask("POST", "/webhook", iter([b"x"]), **{"transfer-encoding": "chunked"})[0] == 411
    assert told == []
    assert len(complaints) == 3


def test_what_could_not_be_taken_is_asked_for_again(engine, message, complaints):
    def full(_events):
        raise OSError(28, "No space left on device")

    receiver = Receiver(engine=engine, platform="threads", tell=full)
    body, headers = message
    with Server(receiver, ("127.0.0.1", 0), complaints.append) as server:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
        connection.request("POST", "/webhook", body, headers)
        assert connection.getresponse().status == HTTPStatus.INTERNAL_SERVER_ERROR
        connection.close()
    assert "No space left" in complaints[0]


def test_no_secret_and_nothing_that_was_sent_is_in_any_complaint(ask, app, complaints, receiver, message):
    body, headers = message
    secret = app.client_secret.reveal()
    ask("GET", f"/webhook?hub.verify_token={secret}")
    ask("POST", f"/webhook?access_token={secret}", body + secret.encode(), **headers)
    ask("POST", f"/{secret}", secret.encode())
    assert [each[:3] for each in complaints] == ["403", "403", "404"]
    assert not any(secret in each or TOKEN in each for each in complaints)
    assert secret not in repr(receiver)
    assert TOKEN not in repr(receiver)

"""Through the engine's driver and over real HTTP, blocking and not: the connector against its sandbox."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from postwire.container import Container
from postwire.diagnosis import Action, Category, Diagnosis
from postwire.drive import Answered
from postwire.operation import Operation
from postwire.post import Post
from postwire.progress import Gone, Live, Processing, Ready, Rejected
from postwire.receipt import Receipt
from postwire.staging import Staging
from postwire.transport import MaybeArrived
from postwire_corkboard.sandbox import Fault, SandboxServer

NOON = datetime.fromtimestamp(1_800_000_000, UTC)
MILK = Post("Milk!")


def create(talk: Any, post: Post = MILK) -> Any:
    return talk(Operation.CREATE, lambda: talk.connector.create(post, talk.account, Staging("0" * 32, NOON)))


def poll(talk: Any, container: Container) -> Any:
    return talk(Operation.POLL, lambda: talk.connector.poll(container, talk.account))


def publish(talk: Any, container: Container) -> Any:
    return talk(Operation.PUBLISH, lambda: talk.connector.publish(MILK, container, talk.account))


def delete(talk: Any, receipt: Receipt) -> Any:
    return talk(Operation.DELETE, lambda: talk.connector.delete(receipt, talk.account))


def find(talk: Any, post: Post = MILK, since: datetime = NOON) -> Any:
    return talk(Operation.READ, lambda: talk.connector.find(post, since, talk.account))


def dry(talk: Any, post: Post = MILK) -> Container:
    container: Container = create(talk, post).value
    talk.board.advance(2)
    return container


def test_a_note_is_staged_dries_goes_live_and_is_taken_down(talk: Any) -> None:
    container = create(talk).value
    assert poll(talk, container) == Answered(Processing())
    talk.board.advance(2)
    assert poll(talk, container) == Answered(Ready())
    receipt = publish(talk, container).value
    assert receipt == Receipt("n1", "https://corkboard.example/ada/n1", datetime.fromtimestamp(1_800_000_002, UTC))
    assert poll(talk, container) == Answered(Live(receipt))
    assert find(talk) == Answered((receipt,))
    assert delete(talk, receipt) == Answered(None)
    assert find(talk) == Answered(())
    assert talk.sent == [
        "POST /boards/ada/drafts",
        "GET /drafts/d1",
        "GET /drafts/d1",
        "POST /drafts/d1/pin",
        "GET /drafts/d1",
        "GET /boards/ada/notes",
        "DELETE /notes/n1",
        "GET /boards/ada/notes",
    ]


def test_pinning_twice_pins_once(talk: Any) -> None:
    container = dry(talk)
    assert publish(talk, container) == publish(talk, container)
    assert [(note["id"], note["publish_calls"]) for note in talk.board.published()["published"]] == [("n1", 2)]


def test_a_lost_answer_may_have_arrived_and_the_draft_tells_that_it_did(talk: Any) -> None:
    container = dry(talk)
    talk.board.faults.append(Fault(effect="lost", operation="publish"))
    assert isinstance(publish(talk, container), MaybeArrived)
    (found,) = find(talk).value
    assert poll(talk, container) == Answered(Live(found))


def test_a_500_on_publish_is_looked_into_whether_or_not_it_was_done(talk: Any) -> None:
    talk.board.faults += [
        Fault(effect="lie", operation="publish"),
        Fault(effect="answer", operation="publish", status=503),
    ]
    done, undone = dry(talk), dry(talk)
    for container, learnt in ((done, Live), (undone, Ready)):
        diagnosis = publish(talk, container)
        assert isinstance(diagnosis, Diagnosis)
        assert diagnosis.action is Action.VERIFY
        assert isinstance(poll(talk, container).value, learnt)


def test_a_draft_that_is_not_dry_is_refused_and_stays_as_it_is(talk: Any) -> None:
    container = create(talk).value
    diagnosis = publish(talk, container)
    assert (diagnosis.code, diagnosis.action) == ("corkboard.still_drying", Action.RETRY)
    assert diagnosis.reply.status == 409
    assert poll(talk, container) == Answered(Processing())


def test_a_draft_is_lost_after_a_week(talk: Any) -> None:
    container = create(talk).value
    talk.board.advance(7 * 86_400)
    assert poll(talk, container) == Answered(Gone())
    diagnosis = publish(talk, container)
    assert (diagnosis.code, diagnosis.action) == ("corkboard.no_such_draft", Action.RETRY)


def test_a_torn_draft_is_rejected_with_its_reason(talk: Any) -> None:
    talk.board.faults.append(Fault(effect="tear", operation="create", name="picture_unreachable"))
    progress = poll(talk, create(talk).value).value
    assert isinstance(progress, Rejected)
    assert progress.diagnosis.category is Category.MEDIA_FETCH


def test_a_reply_has_the_colour_of_what_it_answers(talk: Any) -> None:
    publish(talk, dry(talk, Post("Who buys milk?", options={"corkboard": {"colour": "green"}})))
    publish(talk, dry(talk, Post("Me.", reply_to="n1")))
    assert talk.board.notes["n2"].note["colour"] == "green"
    assert [receipt.post_id for receipt in find(talk, Post("Me.", reply_to="n1")).value] == ["n2"]
    assert create(talk, Post("Me, too.", reply_to="n9")).code == "corkboard.no_such_note"


def test_gone_already_is_what_a_second_delete_hears(talk: Any) -> None:
    receipt = publish(talk, dry(talk)).value
    delete(talk, receipt)
    assert delete(talk, receipt).category is Category.NOT_FOUND


def test_find_reads_more_than_one_page_and_only_the_asked_time(talk: Any) -> None:
    old = publish(talk, dry(talk)).value
    talk.board.advance(3600)
    receipts = tuple(publish(talk, dry(talk)).value for _ in range(25))
    assert old not in receipts
    talk.sent.clear()
    assert find(talk, since=receipts[0].published_at) == Answered(receipts)
    assert len(talk.sent) == 2


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("ada-read", "corkboard.scope_missing"),
        ("ben-write", "corkboard.token_unknown"),
        ("nonsense", "corkboard.token_unknown"),
    ],
)
def test_a_token_that_may_not_write_here_is_told_apart(talk: Any, token: str, code: str) -> None:
    talk.token = token
    diagnosis = create(talk)
    assert (diagnosis.code, diagnosis.action) == (code, Action.RECONNECT)


def test_a_pause_that_the_platform_asks_for_is_left_to_the_table_by_status(talk: Any) -> None:
    talk.board.faults.append(Fault(effect="answer", operation="create", status=429, name="too_fast"))
    assert create(talk).action is Action.WAIT


def test_the_control_surface_arms_faults_moves_the_clock_and_forgets(server: SandboxServer) -> None:
    with httpx.Client(base_url=f"{server.url}/_sandbox") as control:
        assert control.post("/reset").json() == {"ok": True}
        assert control.post("/clock", json={"seconds": 5}).json() == {"ok": True}
        assert control.post("/faults", json={"effect": "lost", "operation": "publish", "nth": 2}).is_success
        assert [fault.nth for fault in server.board.faults] == [2]
        assert control.delete("/faults").is_success
        assert (server.board.faults, server.board.ahead) == ([], 5)
        for wrong in (
            {"effect": "fire", "operation": "publish"},
            {"effect": "lost"},
            {"effect": "tear", "operation": "list"},
        ):
            refused = control.post("/faults", json=wrong)
            assert refused.status_code == 400
            assert refused.json()["error"]
        assert control.get("/published").json() == {"count": 0, "published": []}
        control.post("/reset")
        assert server.board.ahead == 0

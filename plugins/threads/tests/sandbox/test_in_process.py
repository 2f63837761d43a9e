from postwire.media import MediaFacts, MediaKind
from postwire_threads.sandbox import Effect, Fault, Operation
from postwire_threads.sandbox.call import Await, Call, Ending, Look, LookLater, Pause, Seen, Unfetched

VIDEO = {"media_type": "VIDEO", "video_url": "http://127.0.0.1/a.mp4"}
IMAGE = {"media_type": "IMAGE", "image_url": "http://127.0.0.1/a.jpg"}


def test_a_text_is_published_without_a_wish(ask, platform):
    container = ask("POST", "/me/threads", media_type="TEXT", text="hello").body["id"]
    post = ask("POST", "/me/threads_publish", creation_id=container).body["id"]
    assert ask.wishes == []
    assert platform.posts[post].draft.text == "hello"


def test_a_picture_is_looked_at_before_its_container_exists(ask, platform):
    facts = MediaFacts(kind=MediaKind.IMAGE, format="png", width=100, height=100)
    assert ask("POST", "/me/threads", Seen(facts), **IMAGE).status == 200
    assert ask.wishes == [Look("http://127.0.0.1/a.jpg", MediaKind.IMAGE)]
    assert ask("POST", "/me/threads", Unfetched("no"), **IMAGE).body["error"]["error_subcode"] == 2207052
    assert len(platform.containers) == 1


def test_a_video_is_looked_at_later_and_awaited_once_its_time_is_over(ask, platform, time):
    container = ask("POST", "/me/threads", **VIDEO).body["id"]
    assert ask.wishes == [LookLater("http://127.0.0.1/a.mp4", MediaKind.VIDEO, container)]
    assert ask("GET", f"/{container}").body["status"] == "IN_PROGRESS"
    assert len(ask.wishes) == 1
    time.now += 30
    assert ask("GET", f"/{container}").body["status"] == "IN_PROGRESS"
    assert ask.wishes[1:] == [Await(container)]
    platform.looked(container, Unfetched("no"))
    assert ask("GET", f"/{container}").body["status"] == "ERROR"


def test_a_sight_for_a_forgotten_container_is_ignored(ask, platform):
    container = ask("POST", "/me/threads", **VIDEO).body["id"]
    platform.reset()
    platform.looked(container, Unfetched("no"))
    assert platform.containers == {}


def test_delays_pass_on_the_virtual_clock_and_endings_are_values(ask, platform, time):
    platform.faults.add([Fault(effect=Effect.LOST, operation=Operation.PUBLISH, delay=40, hold=2)])
    container = ask("POST", "/me/threads", media_type="TEXT", text="hello").body["id"]
    answer = ask("POST", "/me/threads_publish", creation_id=container)
    assert answer.ending is Ending.CLOSED
    assert ask.wishes == [Pause(40), Pause(2)]
    assert time.now == 1_790_000_042.0
    (post,) = platform.posts.values()
    assert post.published_at == 1_790_000_040.0


def test_a_call_shows_no_token():
    assert "THsandbox" not in repr(Call(method="GET", path="/me", token="THsandbox"))

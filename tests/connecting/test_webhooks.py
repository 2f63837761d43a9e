"""Webhooks: verified over the bytes as they came, then read in each of their shapes."""

import json

import httpx
import pytest

import postwire_corkboard
from postwire.credentials import Secret
from postwire.engine import Engine
from postwire.engine.sign_in import NoSignIn
from postwire.happening import HappeningKind
from postwire.registry import Registry
from postwire.signed import BadSignature
from postwire_threads import webhooks
from postwire_threads.sandbox.draft import Draft, MediaType
from postwire_threads.sandbox.staged import Fate

SHAPES = ("object", "list", "entry")


@pytest.fixture
def reply(sandbox):
    """Somebody's reply to a post of the sandbox's account."""
    platform = sandbox.platform
    (own,), ada = platform.accounts.profiles(), platform.accounts.add("ada")

    def live(owner, **draft):
        staged = platform.stage(owner, Draft(media_type=MediaType.TEXT, **draft), Fate())
        platform.clock.advance(5)
        return platform.publish(owner, staged.id)

    return live(ada, text="nice/one", reply_to=live(own, text="Hello.").id)


@pytest.fixture
def posted(sandbox):
    """What Meta would post, and its header."""

    def make(post, field, shape="object"):
        order = {"post": post.id, "field": field, "shape": shape}
        told = httpx.post(f"{sandbox.url}/_sandbox/webhooks", json=order).json()
        return told["body"].encode(), told["x-hub-signature-256"]

    return make


@pytest.mark.parametrize("shape", SHAPES)
def test_a_reply_is_told_alike_in_every_shape(engine: Engine, reply, posted, shape):
    (told,) = engine.verified_happenings("threads", *posted(reply, "replies", shape))
    assert told.kind is HappeningKind.REPLIED
    assert (told.post.id, told.post.text, told.post.handle) == (reply.id, "nice/one", "ada")
    assert (told.post.replied_to, told.owner_id) == (reply.root, "17841400000000001")
    assert told.target_id == reply.id
    assert told.at is not None


@pytest.mark.parametrize("field", ["mentions", "publish", "delete"])
def test_the_other_fields_name_their_post(engine: Engine, reply, posted, field):
    (told,) = engine.verified_happenings("threads", *posted(reply, field))
    assert told.field == field
    assert told.kind is not HappeningKind.OTHER
    assert told.post.id == reply.id


def test_what_is_sent_again_has_the_same_key(engine: Engine, reply, posted):
    first, again = (engine.verified_happenings("threads", *posted(reply, "replies", shape))[0] for shape in SHAPES[:2])
    assert first.key == again.key
    assert first.key != engine.verified_happenings("threads", *posted(reply, "mentions"))[0].key


def test_a_byte_that_was_changed_is_noticed(engine: Engine, reply, posted):
    body, header = posted(reply, "replies")
    for changed in (body.replace(b"nice", b"Nice"), json.dumps(json.loads(body)).encode()):
        with pytest.raises(BadSignature, match="fits no secret"):
            engine.verified_happenings("threads", changed, header)


def test_a_platform_without_webhooks_says_so(engine: Engine):
    other = Engine(engine.store, Registry.of(postwire_corkboard))
    with pytest.raises(NoSignIn):
        other.verified_happenings("corkboard", b"{}", "")


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"values": 5}', b"[" * 100_000, b"\xff"])
def test_what_tells_of_nothing_is_no_message(body):
    with pytest.raises(BadSignature):
        webhooks.read_happenings(body, "sha256=" + "0" * 64)


def test_a_word_that_nobody_documented_is_passed_on():
    body = b'{"values": [{"field": "polls", "value": {"x": 1}}, {"field": 5}], "time": true, "target_id": "7"}'
    told = webhooks.read_happenings(body, "sha256=" + "0" * 64).happenings
    assert [each.kind for each in told] == [HappeningKind.OTHER] * 2
    assert (told[0].field, told[0].post, told[0].at, told[0].target_id) == ("polls", None, None, "7")


def test_the_secret_is_in_nothing_that_is_told(engine: Engine, app, reply, posted):
    assert isinstance(app.client_secret, Secret)
    told = engine.verified_happenings("threads", *posted(reply, "replies"))
    assert app.client_secret.reveal() not in repr(told)

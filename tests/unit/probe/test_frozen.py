"""What lies behind an address is compared with what was accepted."""

from datetime import timedelta

import pytest

from postwire.demo.media import Sample
from postwire.engine.lending import Lender, LentMedia
from postwire.hosting import Changed, check_unchanged
from postwire.lifecycle import effects
from postwire.media import Media
from postwire.post import Post
from postwire.probe import probe_url
from postwire_threads.manifest import MANIFEST

JPEG = Sample.PHOTO.path.read_bytes()
OTHER = JPEG[:-2] + b"\0\0"


@pytest.fixture
def accepted(web):
    """A picture as it was when its post was accepted."""

    def serve(data, etag, **how):
        return web.serve("/a.jpg", data, headers=[("ETag", etag)] if etag else [], **how)

    url = serve(JPEG, '"one"')
    return Media(url, facts=probe_url(url, web.policy())), serve


@pytest.mark.parametrize("how", [{}, {"ranges": False}, {"ranges": False, "length": False}])
@pytest.mark.parametrize("etag", ['"one"', '"two"', None])
def test_the_same_file_passes_whatever_the_server_calls_it(web, accepted, etag, how):
    media, serve = accepted
    assert media.facts.etag == '"one"'
    serve(JPEG, etag, **how)
    check_unchanged(media, web.policy())


def test_another_length_is_told(web, accepted):
    media, serve = accepted
    serve(JPEG + b"more", '"two"')
    with pytest.raises(Changed, match=rf"had {len(JPEG)} bytes .*, and has {len(JPEG) + 4} now"):
        check_unchanged(media, web.policy())


def test_another_file_of_the_same_length_is_told(web, accepted):
    media, serve = accepted
    serve(OTHER, '"two"')
    with pytest.raises(Changed, match="another file than when the post was accepted, though as long"):
        check_unchanged(media, web.policy())


def test_a_file_whose_strong_etag_is_the_same_is_not_read_again(web, accepted):
    media, _ = accepted
    before = web.sent
    check_unchanged(media, web.policy())
    assert web.sent - before < 10


def test_what_cannot_be_reached_is_left_to_the_platform(web, accepted):
    media, _ = accepted
    web.routes["/a.jpg"] = lambda handler: handler.reply(503, [], 0)
    check_unchanged(media, web.policy())


def test_a_delivery_is_held_for_it_unless_it_was_accepted_just_now(web, accepted, make_delivery):
    media, serve = accepted
    delivery = make_delivery(post=Post("Look", media=(media,)))
    serve(OTHER, '"two"')
    soon = Lender(None, web.policy(), lambda: delivery.created_at + timedelta(minutes=1))
    later = Lender(None, web.policy(), lambda: delivery.created_at + timedelta(hours=1))
    assert later.lent(delivery, effects.Create(), MANIFEST).code == "threads.media_changed"
    assert soon.lent(delivery, effects.Create(), MANIFEST) == LentMedia((media,))

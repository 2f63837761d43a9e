"""Looking for a status whose answer was lost."""

import pytest

import postwire_mastodon as mastodon
from postwire.exchange import Refused
from postwire.media import Media
from postwire.post import Post

POST = Post("Good morning.")
NEXT = '<https://social.example/api/v1/accounts/109/statuses?limit=40&max_id=1>; rel="next", <https://x>; rel="prev"'


@pytest.fixture
def find(hold, answer, noon, ada):
    def found(post, *statuses):
        asked, receipts = hold(mastodon.find(post, noon, ada), answer(list(statuses)))
        assert len(asked) == 1
        return [receipt.post_id for receipt in receipts]

    return found


def test_the_accounts_own_statuses_are_asked_for_by_its_id_on_the_instance(hold, answer, noon, ada, shown):
    (request,), (receipt,) = hold(mastodon.find(POST, noon, ada), answer([shown()]))
    assert (request.path, request.query) == (
        "/api/v1/accounts/109/statuses",
        {"limit": "40", "exclude_reblogs": "true"},
    )
    assert (receipt.post_id, receipt.published_at) == ("1", noon)


@pytest.mark.parametrize(
    "changes",
    [
        {"content": "<p>Good morning</p>"},
        {"content": "<p>Good morning. And more.</p>"},
        {"spoiler_text": "Hills"},
        {"in_reply_to_id": "55"},
        {"media_attachments": [{"id": "7", "type": "image"}]},
        {"poll": {"options": [{"title": "a"}]}},
        {"reblog": {"id": "2"}},
        {"created_at": "2026-11-21T11:58:00Z"},
        {"created_at": "yesterday"},
    ],
)
def test_a_status_that_says_or_shows_anything_else_is_another(find, shown, changes):
    assert find(POST, shown(**changes)) == []


def test_what_servers_tell_wrongly_makes_no_other_status_of_it(find, shown):
    post = Post("Good morning.", options={"mastodon": {"visibility": "unlisted", "language": "de"}})
    assert find(post, shown()) == ["1"]


def test_a_picture_without_its_alternative_text_is_still_the_one(find, shown):
    attached = [{"id": "7", "type": "image", "description": None}]
    assert find(Post("Good morning.", [Media("/a.jpg", "A tower")]), shown(media_attachments=attached)) == ["1"]


def test_all_that_say_the_same_are_told_oldest_first(find, shown):
    later = shown(id="2", created_at="2026-11-21T12:00:05Z")
    assert find(POST, later, shown()) == ["1", "2"]


def test_pages_are_followed_by_their_link_until_the_time_is_reached(hold, answer, noon, ada, shown):
    first = answer([shown(id="3", content="<p>Else</p>")], link=NEXT)
    second = answer([shown(), shown(id="0", created_at="2026-11-21T09:00:00Z")], link=NEXT)
    asked, receipts = hold(mastodon.find(POST, noon, ada), first, second)
    assert [request.query.get("max_id") for request in asked] == [None, "1"]
    assert [receipt.post_id for receipt in receipts] == ["1"]


@pytest.mark.parametrize("body", [{}, ["1"], [{"content": "no id"}]])
def test_what_is_no_list_of_statuses_is_refused(hold, answer, noon, ada, body):
    with pytest.raises(Refused):
        hold(mastodon.find(POST, noon, ada), answer(body))

import json
import re
from typing import Any

import pytest

USER = "17841400000000001"
DAY = 86_400


def test_a_text_goes_from_container_to_post_under_another_id(api):
    container = api.create("first").json()["id"]
    assert api.status(container) == {"id": container, "status": "FINISHED"}
    assert api.published() == []
    post = api.publish(container).json()["id"]
    assert post != container
    assert api.status(container)["status"] == "PUBLISHED"
    (seen,) = api.published()
    assert (seen["id"], seen["container_id"], seen["text"], seen["publish_calls"]) == (post, container, "first", 1)


def test_ids_are_decimal_and_follow_from_the_seed(api):
    first = [api.create().json()["id"], api.live()]
    api.control("POST", "reset")
    assert [api.create().json()["id"], api.live()] == first
    assert all(re.fullmatch(r"\d{17}", found) for found in first)


def test_refusals_do_not_shift_the_ids(api):
    first = api.create().json()["id"]
    api.control("POST", "reset")
    assert api.create("x" * 501).status_code == 400
    assert api.create().json()["id"] == first


FORM = {"media_type": "TEXT", "text": "four ways, ä & 漢"}


@pytest.mark.parametrize(
    "sent",
    [
        {"params": FORM},
        {"data": FORM},
        {"files": {name: (None, value) for name, value in FORM.items()}},
        {"json": FORM},
        {"params": {"media_type": "TEXT"}, "data": {"text": FORM["text"]}},
        {"params": {"media_type": "TEXT", "text": "overruled"}, "json": {"text": FORM["text"]}},
        {"params": FORM, "content": b""},
    ],
    ids=["query", "urlencoded", "multipart", "json", "query and form", "query and json", "query and empty body"],
)
@pytest.mark.parametrize("place", ["header", "query", "body"])
def test_parameters_and_token_come_in_every_way_that_clients_send_them(api, sent, place):
    sent = {name: dict(value) if isinstance(value, dict) else value for name, value in sent.items()}
    body = next((kind for kind in ("data", "files", "json") if kind in sent), None)
    if place == "header":
        sent["headers"] = {"authorization": "Bearer THsandbox"}
    elif place == "query" or body is None:
        sent["params"] = {**sent.get("params", {}), "access_token": "THsandbox"}
    else:
        sent[body]["access_token"] = (None, "THsandbox") if body == "files" else "THsandbox"
    created = api.client.post("/v1.0/me/threads", **sent)
    assert created.status_code == 200, created.text
    api.publish(created.json()["id"])
    assert [post["text"] for post in api.published()] == [FORM["text"]]


@pytest.mark.parametrize("path", ["/me/threads", "/v1.0/me/threads", f"/{USER}/threads", f"/v1.0/{USER}/threads/"])
def test_version_trailing_slash_and_own_id_do_not_matter(api, path):
    created = api.post(path, media_type="TEXT", text="x")
    assert created.status_code == 200
    container = created.json()["id"]
    published = api.post(path.rstrip("/") + "_publish", creation_id=container)
    assert published.status_code == 200
    assert api.get(f"/v1.0/{published.json()['id']}/").status_code == 200


@pytest.mark.parametrize("word", ["true", "True", "1", True])
def test_every_way_to_say_true_is_true(api, word):
    created = api.client.post(
        "/me/threads",
        json={"media_type": "TEXT", "text": "at once", "auto_publish_text": word},
        headers={"authorization": "Bearer THsandbox"},
    )
    (seen,) = api.published()
    assert seen["id"] == created.json()["id"]


@pytest.mark.parametrize("word", ["false", "False", "0", ""])
def test_every_way_to_say_false_is_false(api, word):
    api.create(auto_publish_text=word)
    assert api.published() == []


def test_auto_publish_answers_with_the_post_and_uses_the_quota(api):
    api.settings(text_seconds=30)
    post = api.create(auto_publish_text="true").json()["id"]
    assert api.get(f"/{post}", fields="id,text").json() == {"id": post, "text": "hello"}
    usage = api.get("/me/threads_publishing_limit", fields="quota_usage").json()
    assert usage == {"data": [{"quota_usage": 1}]}


@pytest.mark.parametrize("kind", ["image", "video"])
def test_media_is_in_progress_for_its_processing_time(api, kind):
    api.settings(image_seconds=10, video_seconds=10)
    form = {"media_type": kind.upper(), f"{kind}_url": f"http://127.0.0.1/{kind}"}
    container = api.post("/me/threads", **form).json()["id"]
    assert api.status(container)["status"] == "IN_PROGRESS"
    api.advance(9)
    assert api.status(container)["status"] == "IN_PROGRESS"
    api.advance(1)
    assert api.status(container)["status"] == "FINISHED"
    post = api.publish(container).json()["id"]
    shown = api.get(f"/{post}", fields="media_type,media_url").json()
    assert shown == {"media_type": kind.upper(), "media_url": f"http://127.0.0.1/{kind}"}


@pytest.mark.parametrize(
    ("answer", "code", "subcode", "title"),
    [("24/4279009", 24, 4279009, "Media Not Found"), ("9007/2207027", 9007, 2207027, "Cannot publish")],
)
def test_publishing_too_early_is_refused_by_the_chosen_answer(api, answer, code, subcode, title):
    api.settings(text_seconds=5, not_ready_answer=answer)
    container = api.create().json()["id"]
    refused = api.publish(container)
    error = refused.json()["error"]
    assert refused.status_code == 400
    assert (error["code"], error["error_subcode"], error["error_user_title"]) == (code, subcode, title)
    assert error["is_transient"] is False
    api.advance(5)
    assert api.publish(container).status_code == 200


def test_publishing_twice_is_refused_and_stays_one_post(api):
    container = api.create().json()["id"]
    assert api.publish(container).status_code == 200
    again = api.publish(container)
    assert again.status_code == 400
    error = again.json()["error"]
    assert error["message"] == "The requested resource does not exist"
    assert error["error_user_msg"] == f"The media with id {container} cannot be found."
    assert [post["publish_calls"] for post in api.published()] == [2]


def test_publishing_twice_can_be_switched_to_answer_the_same_id(api):
    api.settings(republish_answer="same_id")
    container = api.create().json()["id"]
    assert api.publish(container).json() == api.publish(container).json()
    assert len(api.published()) == 1


@pytest.mark.parametrize(
    ("answer", "code", "subcode"),
    [("24/4279009", 24, 4279009), ("24/2207008", 24, 2207008), ("-2/2207020", -2, 2207020)],
)
def test_a_container_expires_after_a_day(api, answer, code, subcode):
    api.settings(expired_answer=answer)
    container = api.create().json()["id"]
    api.advance(DAY - 1)
    assert api.status(container)["status"] == "FINISHED"
    api.advance(1)
    assert api.status(container)["status"] == "EXPIRED"
    error = api.publish(container).json()["error"]
    assert (error["code"], error["error_subcode"]) == (code, subcode)
    assert api.published() == []


def test_a_published_container_never_expires(api):
    container = api.create().json()["id"]
    api.publish(container)
    api.advance(10 * DAY)
    assert api.status(container)["status"] == "PUBLISHED"


@pytest.mark.parametrize("container", ["", "17900000000000000", "nonsense"])
def test_publishing_what_is_not_there_is_refused(api, container):
    refused = api.publish(container)
    assert refused.status_code == 400
    expected = "The requested resource does not exist" if container else "The parameter creation_id is required"
    assert refused.json()["error"]["message"] == expected


def test_a_strangers_container_cannot_be_published_or_read(api):
    stranger = api.account("stranger")
    container = api.create().json()["id"]
    assert api.publish(container, stranger).json()["error"]["error_subcode"] == 4279009
    assert api.get(f"/{container}", stranger).json()["error"]["error_subcode"] == 33
    assert api.status(container)["status"] == "FINISHED"


def test_only_the_fields_asked_for_are_answered(api):
    container = api.create().json()["id"]
    assert api.get(f"/{container}").json() == {"id": container, "status": "FINISHED"}
    assert api.get(f"/{container}", fields="status").json() == {"status": "FINISHED"}
    unknown = api.get(f"/{container}", fields="status,permalink")
    assert unknown.json()["error"]["message"] == "Tried accessing nonexisting field (permalink)"


def test_the_status_of_a_post_is_a_nonexisting_field(api):
    post = api.live()
    refused = api.get(f"/{post}", fields="status")
    error = refused.json()["error"]
    assert refused.status_code == 500
    assert (error["code"], error["type"]) == (100, "THApiException")
    assert error["message"] == "Tried accessing nonexisting field (status)"
    api.settings(nonexisting_field_status=400)
    assert api.get(f"/{post}", fields="status").status_code == 400


def test_a_carousel_waits_for_its_children_and_is_one_post(api):
    items = [api.item(), api.item(media_type="VIDEO", image_url="", video_url="http://127.0.0.1/v.mp4")]
    too_early = api.post("/me/threads", media_type="CAROUSEL", children=",".join(items))
    assert too_early.json()["error"]["error_user_msg"].startswith(f"The children with IDs {items[1]} are invalid")
    api.advance(1)
    parent = api.post("/me/threads", media_type="CAROUSEL", children=",".join(items), text="both").json()["id"]
    assert api.status(parent)["status"] == "IN_PROGRESS"
    api.advance(1)
    post = api.publish(parent).json()["id"]
    fields = "media_type,text,children{id,media_type,media_url}"
    shown = api.get(f"/{post}", fields=fields).json()
    assert (shown["media_type"], shown["text"]) == ("CAROUSEL_ALBUM", "both")
    assert [child["media_type"] for child in shown["children"]["data"]] == ["IMAGE", "VIDEO"]
    assert api.get(f"/{post}", fields="children").json()["children"]["data"] == [
        {"id": child["id"]} for child in shown["children"]["data"]
    ]
    assert [api.status(item)["status"] for item in items] == ["PUBLISHED", "PUBLISHED"]
    (seen,) = api.published()
    assert seen["media"] == ["http://127.0.0.1/a.jpg", "http://127.0.0.1/v.mp4"]
    assert api.get("/me/threads").json()["data"] == [{"id": post}]
    assert api.get("/me/threads_publishing_limit").json()["data"] == [{"quota_usage": 1}]


def _not_an_item(api: Any) -> str:
    created = api.post("/me/threads", media_type="IMAGE", image_url="http://127.0.0.1/b.jpg")
    api.advance(1)
    container: str = created.json()["id"]
    return container


def _expired(api: Any) -> str:
    container: str = api.item()
    api.advance(DAY)
    return container


@pytest.mark.parametrize("bad", [_not_an_item, _expired, lambda _api: "17900000000000000"])
def test_unfit_children_are_named(api, bad):
    child = bad(api)
    refused = api.post("/me/threads", media_type="CAROUSEL", children=f"{api.item()},{child}")
    error = refused.json()["error"]
    assert refused.status_code == 400
    assert (error["code"], error["error_subcode"]) == (100, 4279004)
    assert error["error_user_title"] == "Invalid Carousel Children"
    assert error["error_user_msg"] == f"The children with IDs {child} are invalid, nonexistent, or expired."


@pytest.mark.parametrize(("count", "fine"), [(1, False), (2, True), (20, True), (21, False)])
def test_a_carousel_has_2_to_20_children(api, count, fine):
    children = ",".join(api.item() for _ in range(count))
    answer = api.post("/me/threads", media_type="CAROUSEL", children=children)
    assert answer.is_success is fine
    if not fine:
        assert answer.json()["error"]["error_subcode"] == 2207028


def test_children_may_come_as_a_json_list(api):
    items = [api.item(), api.item()]
    as_text = api.post("/me/threads", media_type="CAROUSEL", children=json.dumps(items))
    assert as_text.status_code == 200
    sent = {"media_type": "CAROUSEL", "children": items, "access_token": "THsandbox"}
    assert api.client.post("/me/threads", json=sent).status_code == 200


def test_a_carousels_item_cannot_be_published_alone(api):
    assert api.publish(api.item()).json()["error"]["error_subcode"] == 4279009


def test_a_reply_needs_a_parent_that_exists_and_is_not_deleted(api):
    unknown = api.create(reply_to_id="17900000000000000")
    assert unknown.status_code == 500
    assert unknown.json()["error"]["message"] == "Param reply_to_id is not a valid threads_media ID"
    parent = api.live("parent")
    reply = api.live("child", reply_to_id=parent)
    assert api.get(f"/{reply}", fields="replied_to,root_post,is_reply").json() == {
        "replied_to": {"id": parent},
        "root_post": {"id": parent},
        "is_reply": True,
    }
    waiting = api.create("too late", reply_to_id=parent).json()["id"]
    api.delete(f"/{parent}")
    for refused in (api.create(reply_to_id=parent), api.publish(waiting)):
        error = refused.json()["error"]
        assert (refused.status_code, error["code"], error["error_subcode"]) == (400, 24, 4279009)
        assert error["error_user_msg"] == f"The media with id {parent} cannot be found."


def test_a_fresh_post_can_be_made_unanswerable_for_a_while(api):
    api.settings(reply_propagation_seconds=5)
    parent = api.live("parent")
    assert api.create(reply_to_id=parent).json()["error"]["error_subcode"] == 4279009
    api.advance(5)
    assert api.create(reply_to_id=parent).status_code == 200


def test_a_quote_needs_a_post(api):
    assert "quote_post_id" in api.create(quote_post_id="17900000000000000").json()["error"]["message"]
    quoted = api.live("said")
    post = api.live("so true", quote_post_id=quoted)
    shown = api.get(f"/{post}", fields="is_quote_post,quoted_post").json()
    assert shown == {"is_quote_post": True, "quoted_post": {"id": quoted}}


def test_a_repost_is_a_facade_and_costs_no_quota(api):
    post = api.live("said", api.account("other"))
    repost = api.post(f"/{post}/repost").json()["id"]
    shown = api.get(f"/{repost}", fields="media_type,reposted_post,text,username").json()
    assert shown == {"media_type": "REPOST_FACADE", "reposted_post": {"id": post}, "username": "sandbox"}
    assert api.get("/me/threads").json()["data"] == [{"id": repost}]
    assert api.get("/me/threads_publishing_limit").json()["data"] == [{"quota_usage": 0}]
    assert api.post("/17900000000000000/repost").json()["error"]["error_subcode"] == 33


@pytest.mark.parametrize(("moment", "create", "publish"), [("publish", 0, 1), ("create", 1, 0), ("both", 1, 1)])
def test_the_crosspost_status_comes_where_it_is_switched_to(api, moment, create, publish):
    api.settings(crossreshare_status_on=moment)
    created = api.create(crossreshare_to_ig="true").json()
    published = api.publish(created["id"]).json()
    assert ("crossreshare_to_ig_status" in created, "crossreshare_to_ig_status" in published) == (create, publish)

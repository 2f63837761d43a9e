import json

import pytest

IMAGE = {"media_type": "IMAGE", "image_url": "http://127.0.0.1/a.jpg"}
VIDEO = {"media_type": "VIDEO", "video_url": "http://127.0.0.1/a.mp4"}
POLL = json.dumps({"option_a": "yes", "option_b": "no"})
LONG = json.dumps({"plaintext": "a long text"})
GIF = json.dumps({"gif_id": "abc", "provider": "GIPHY"})


@pytest.mark.parametrize("status", [400, 500])
def test_a_text_over_500_bytes_gets_the_answer_seen_in_the_wild(api, status):
    api.settings(parameter_error_status=status)
    assert api.create("x" * 500).status_code == 200
    refused = api.create("x" * 501)
    assert refused.status_code == status
    error = refused.json()["error"]
    assert error == {
        "message": "Param text must be at most 500 characters long.",
        "type": "THApiException",
        "code": 100,
        "fbtrace_id": error["fbtrace_id"],
    }
    assert error["fbtrace_id"] == refused.headers["x-fb-trace-id"]


@pytest.mark.parametrize(
    ("text", "by_bytes", "as_documented"),
    [
        ("x" * 497 + "\N{RIGHT SINGLE QUOTATION MARK}", True, True),
        ("x" * 498 + "\N{RIGHT SINGLE QUOTATION MARK}", False, True),
        ("漢" * 166, True, True),
        ("漢" * 167, False, True),
        ("漢" * 501, False, False),
        ("\N{GRINNING FACE}" * 125, True, True),
        ("\N{GRINNING FACE}" * 126, False, False),
        ("\N{HEAVY BLACK HEART}\ufe0f" * 83, True, True),
        ("\N{HEAVY BLACK HEART}\ufe0f" * 84, False, False),
    ],
)
def test_the_text_is_counted_by_the_chosen_rule(api, text, by_bytes, as_documented):
    assert api.create(text).is_success is by_bytes
    api.settings(text_counting="documented")
    assert api.create(text).is_success is as_documented


@pytest.mark.parametrize("substitute", [{}, {"poll_attachment": POLL}])
def test_a_text_post_needs_its_text(api, substitute):
    assert api.complaint(media_type="TEXT", **substitute) == "The parameter text is required"


@pytest.mark.parametrize(
    "substitute", [{"link_attachment": "https://example.com/"}, {"text_attachment": LONG}, {"gif_attachment": GIF}]
)
def test_an_attachment_can_stand_for_the_text(api, substitute):
    assert api.post("/me/threads", media_type="TEXT", **substitute).status_code == 200


def test_media_needs_no_text(api):
    assert api.post("/me/threads", **IMAGE).status_code == 200
    assert api.post("/me/threads", **VIDEO).status_code == 200


def test_the_media_type_has_to_be_there_and_known(api):
    assert api.complaint(text="x") == "The parameter media_type is required"
    allowed = "Param media_type must be one of {CAROUSEL, IMAGE, TEXT, VIDEO}"
    assert api.complaint(500, media_type="REELS", text="x") == allowed
    assert api.complaint(500, media_type="text", text="x") == allowed


def test_a_lenient_sandbox_takes_the_two_odd_documented_examples(api):
    api.settings(lenient_media_type=True)
    assert api.post("/me/threads", media_type="text", text="x").status_code == 200
    item = {"image_url": "http://127.0.0.1/a.jpg", "is_carousel_item": "true"}
    assert api.post("/me/threads", **item).status_code == 200
    assert refusal_count(api) == 2


def refusal_count(api):
    return len(api.control("GET", "containers")["containers"])


@pytest.mark.parametrize("kind", ["image", "video"])
@pytest.mark.parametrize("url", ["nonsense", "ftp://example.com/a", "http://", "http://a b/", "http://[::1", "/a.jpg"])
def test_a_media_url_has_to_be_one(api, kind, url):
    message = api.complaint(**{"media_type": kind.upper(), f"{kind}_url": url})
    assert message == f"Param {kind}_url is not a valid URI."


@pytest.mark.parametrize("kind", ["image", "video"])
def test_media_needs_its_url(api, kind):
    assert api.complaint(media_type=kind.upper()) == f"The parameter {kind}_url is required"


def test_a_carousel_needs_children(api):
    assert api.complaint(media_type="CAROUSEL") == "The parameter children is required"


@pytest.mark.parametrize(
    "control", ["everyone", "accounts_you_follow", "mentioned_only", "parent_post_author_only", "followers_only"]
)
def test_all_five_reply_controls_are_known(api, control):
    post = api.live(reply_control=control)
    assert api.get(f"/{post}", fields="reply_audience").json() == {"reply_audience": control.upper()}


def test_another_reply_control_is_refused(api):
    assert api.complaint(500, media_type="TEXT", text="x", reply_control="nobody") == (
        "Param reply_control must be one of {accounts_you_follow, everyone, followers_only, mentioned_only,"
        " parent_post_author_only}"
    )


@pytest.mark.parametrize("topic", ["a.b", "a&b", "a\tb", "a\nb", "x" * 51])
def test_a_topic_has_rules(api, topic):
    assert api.complaint(media_type="TEXT", text="x", topic_tag=topic).startswith("Param topic_tag ")


def test_a_topic_of_50_characters_is_fine(api):
    post = api.live(topic_tag="ä" * 50)
    assert api.get(f"/{post}", fields="topic_tag").json() == {"topic_tag": "ä" * 50}


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("see #one and #two", "one"),
        ("#2026 #real.ly", "real"),
        ("no#tag", None),
        ("#2026", None),
        ("end #tag!", "tag"),
        ("plain", None),
    ],
)
def test_the_first_valid_tag_of_the_text_becomes_the_topic(api, text, topic):
    shown = api.get(f"/{api.live(text)}", fields="topic_tag").json()
    assert shown.get("topic_tag") == topic


def test_an_explicit_topic_wins_over_a_tag(api):
    assert api.get(f"/{api.live('#one', topic_tag='two')}", fields="topic_tag").json() == {"topic_tag": "two"}


FIVE = " ".join(f"https://example.com/{n}" for n in range(5))


@pytest.mark.parametrize(
    ("form", "fine"),
    [
        ({"text": FIVE}, True),
        ({"text": f"{FIVE} https://example.com/5"}, False),
        ({"text": f"{FIVE} https://example.com/1, https://example.com/2."}, True),
        ({"text": f"{FIVE} www.example.com"}, False),
        ({"text": FIVE, "link_attachment": "https://example.com/3"}, True),
        ({"text": FIVE, "link_attachment": "https://example.com/other"}, False),
        (
            {"text": FIVE, "text_attachment": json.dumps({"plaintext": "x", "link_attachment_url": "https://a.b/"})},
            False,
        ),
    ],
)
def test_at_most_five_different_links(api, form, fine):
    answer = api.post("/me/threads", media_type="TEXT", **form)
    assert answer.is_success is fine
    if not fine:
        assert answer.json()["error"]["message"] == "THREADS_API__LINK_LIMIT_EXCEEDED"


def test_the_link_limit_and_what_a_link_is_can_be_switched(api):
    api.settings(link_limit=3)
    assert not api.create(" ".join(FIVE.split()[:4])).is_success
    api.settings(link_limit=5, www_is_a_link=False)
    assert api.create(f"{FIVE} www.example.com").is_success


def test_alt_text_is_limited_to_1000_characters(api):
    assert api.complaint(**IMAGE, alt_text="x" * 1001) == "Param alt_text must be at most 1000 characters long."
    container = api.post("/me/threads", **IMAGE, alt_text="ä" * 1000).json()["id"]
    api.advance(1)
    post = api.publish(container).json()["id"]
    assert api.get(f"/{post}", fields="alt_text").json() == {"alt_text": "ä" * 1000}


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ({"media_type": "TEXT", "text": "x", "alt_text": "y"}, "alt_text"),
        ({"media_type": "TEXT", "text": "x", "is_carousel_item": "true"}, "is_carousel_item"),
        ({"media_type": "TEXT", "text": "x", "is_spoiler_media": "true"}, "is_spoiler_media"),
        ({"media_type": "TEXT", "text": "x", "image_url": "http://127.0.0.1/a"}, "image_url"),
        ({**IMAGE, "link_attachment": "https://example.com/"}, "link_attachment"),
        ({**IMAGE, "poll_attachment": POLL}, "poll_attachment"),
        ({**IMAGE, "auto_publish_text": "true"}, "auto_publish_text"),
        ({**VIDEO, "is_ghost_post": "true"}, "is_ghost_post"),
        ({**VIDEO, "children": "1,2"}, "children"),
    ],
)
def test_a_parameter_that_the_media_type_does_not_have_is_refused_or_ignored(api, form, name):
    assert api.complaint(**form) == f"Param {name} cannot be used with media_type {form['media_type']}"
    api.settings(misplaced_parameters="ignore")
    assert api.post("/me/threads", **form).status_code == 200


def test_empty_and_false_parameters_are_never_misplaced(api):
    empty = {"alt_text": "", "is_carousel_item": "false", "children": "", "link_attachment": ""}
    assert api.create(**empty).status_code == 200


def test_structured_parameters_may_come_as_json(api):
    sent = {"media_type": "TEXT", "text": "x", "poll_attachment": json.loads(POLL), "access_token": "THsandbox"}
    container = api.client.post("/me/threads", json=sent).json()["id"]
    post = api.publish(container).json()["id"]
    assert "poll_attachment" in api.get(f"/{post}", fields="poll_attachment").json()


@pytest.mark.parametrize(
    ("sent", "name"), [({"text": ["x"]}, "text"), ({"text": {}}, "text"), ({"auto_publish_text": "maybe"}, "auto_")]
)
def test_a_parameter_of_the_wrong_kind_is_named(api, sent, name):
    body = {"media_type": "TEXT", "text": "x", "access_token": "THsandbox", **sent}
    assert name in api.client.post("/me/threads", json=body).json()["error"]["message"]


@pytest.mark.parametrize(
    "sent",
    [
        {"content": b"{", "headers": {"content-type": "application/json"}},
        {"content": b"[1]", "headers": {"content-type": "application/json"}},
        {"content": b"\xff", "headers": {"content-type": "application/json"}},
        {"content": b"\xff=\xff", "headers": {"content-type": "application/x-www-form-urlencoded"}},
        {"content": b"x", "headers": {"content-type": "multipart/form-data"}},
        {"content": b"x", "headers": {"content-type": "multipart/form-data; boundary=b"}},
        {"files": {"text": ("a.txt", b"a file")}},
        {"content": b"text=" + b"x" * 2_000_000, "headers": {"content-type": "application/x-www-form-urlencoded"}},
    ],
)
def test_a_body_that_cannot_be_read_is_a_bad_parameter(api, sent):
    answer = api.client.post("/me/threads", params={"access_token": "THsandbox"}, **sent)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == 100

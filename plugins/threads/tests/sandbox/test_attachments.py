import json

import pytest

POLL = json.dumps({"option_a": "yes", "option_b": "no"})
LONG = json.dumps({"plaintext": "a long text"})
GIF = json.dumps({"gif_id": "abc", "provider": "GIPHY"})


@pytest.mark.parametrize("other", ["link_attachment", "text_attachment"])
def test_a_poll_excludes_link_and_text_attachments(api, other):
    value = LONG if other == "text_attachment" else "https://example.com/"
    message = api.complaint(media_type="TEXT", text="x", poll_attachment=POLL, **{other: value})
    assert message == f"Param poll_attachment cannot be used with {other}"


@pytest.mark.parametrize(
    "other",
    [
        {"reply_to_id": "1"},
        {"enable_reply_approvals": "true"},
        {"link_attachment": "https://example.com/"},
        {"poll_attachment": POLL},
        {"text_attachment": LONG},
        {"gif_attachment": GIF},
        {"quote_post_id": "1"},
        {"topic_tag": "x"},
        {"location_id": "1"},
    ],
)
def test_a_ghost_post_takes_nothing_but_text_and_spoilers(api, other):
    message = api.complaint(media_type="TEXT", text="x", is_ghost_post="true", **other)
    assert message == f"Param is_ghost_post cannot be used with {next(iter(other))}"


def test_a_ghost_post_with_a_spoiler_is_archived_after_a_day(api):
    spoiler = json.dumps([{"entity_type": "spoiler", "offset": "0", "length": "5"}])
    post = api.live("hello", is_ghost_post="true", text_entities=spoiler)
    fields = "ghost_post_status,text_entities"
    assert api.get(f"/{post}", fields=fields).json() == {
        "ghost_post_status": "ACTIVE",
        "text_entities": {"data": [{"entity_type": "SPOILER", "offset": 0, "length": 5}]},
    }
    api.advance(86_400)
    assert api.get(f"/{post}", fields="ghost_post_status").json() == {"ghost_post_status": "ARCHIVED"}


def test_two_links_to_attach_are_one_too_many(api):
    attachment = json.dumps({"plaintext": "x", "link_attachment_url": "https://a.example/"})
    message = api.complaint(
        media_type="TEXT", text="x", text_attachment=attachment, link_attachment="https://b.example/"
    )
    assert message == "Param text_attachment[link_attachment_url] cannot be used with link_attachment"


def test_a_link_that_cannot_be_scraped_is_fatal(api):
    api.settings(unscrapable_hosts=["short.example"])
    assert api.create(link_attachment="https://example.com/").status_code == 200
    refused = api.create(link_attachment="https://short.example/x")
    error = refused.json()["error"]
    assert refused.status_code == 400
    assert (error["message"], error["code"], error["error_subcode"]) == ("Fatal", -1, 4279047)
    assert error["error_user_title"] == "Invalid Link Attachment"
    assert error["is_transient"] is False
    assert refusal_free(api, "link_attachment", "nonsense") == "Param link_attachment is not a valid URI."


def refusal_free(api, name, value):
    return api.create(**{name: value}).json()["error"]["message"]


@pytest.mark.parametrize("poll", ["nonsense", "[]", json.dumps({"option_a": "yes"}), json.dumps({"options": ["a"]})])
def test_a_wrongly_shaped_poll_vanishes_as_it_was_seen_to(api, poll):
    post = api.live(poll_attachment=poll)
    assert api.get(f"/{post}", fields="id,poll_attachment").json() == {"id": post}
    api.settings(malformed_poll="refuse")
    assert "poll_attachment" in refusal_free(api, "poll_attachment", poll)


def test_a_poll_is_read_back_and_its_options_are_short(api):
    post = api.live(poll_attachment=POLL)
    shown = api.get(f"/{post}", fields="media_type,poll_attachment").json()
    assert shown == {"media_type": "TEXT_POST", "poll_attachment": {"option_a": "yes", "option_b": "no"}}
    long = json.dumps({"option_a": "x" * 26, "option_b": "no"})
    assert refusal_free(api, "poll_attachment", long).startswith("Param poll_attachment[option_a] must be at most 25")


STYLED = {"offset": 0, "length": 3, "styling_info": ["bold"]}


@pytest.mark.parametrize(
    ("attachment", "complaint"),
    [
        ("nonsense", "must have plaintext"),
        ({}, "must have plaintext"),
        ({"plaintext": ""}, "must have plaintext"),
        ({"plaintext": "x" * 10_001}, "at most 10000"),
        ({"plaintext": "x" * 10_000}, None),
        ({"plaintext": "x", "link_attachment_url": "nonsense"}, "not a valid URI"),
        ({"plaintext": "long", "text_with_styling_info": "bold"}, "must have a list"),
        ({"plaintext": "long", "text_with_styling_info": [STYLED]}, None),
        ({"plaintext": "long", "text_with_styling_info": [STYLED, {**STYLED, "offset": 2}]}, "overlapping"),
        ({"plaintext": "long", "text_with_styling_info": [{**STYLED, "offset": -1}]}, "whole numbers"),
        ({"plaintext": "long", "text_with_styling_info": [{**STYLED, "styling_info": ["blink"]}]}, "style other than"),
    ],
)
def test_a_text_attachment_has_rules(api, attachment, complaint):
    sent = attachment if isinstance(attachment, str) else json.dumps(attachment)
    answer = api.create(text_attachment=sent)
    if complaint is None:
        assert answer.status_code == 200, answer.text
    else:
        assert complaint in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("gif", "status"),
    [
        ({"gif_id": "abc", "provider": "GIPHY"}, 200),
        ({"gif_id": "abc", "provider": "TENOR"}, 500),
        ({"provider": "GIPHY"}, 400),
    ],
)
def test_giphy_is_the_only_provider_of_gifs(api, gif, status):
    assert api.create(gif_attachment=json.dumps(gif)).status_code == status


SPOILER = {"entity_type": "SPOILER", "offset": 0, "length": 5}


@pytest.mark.parametrize(
    ("entities", "status"),
    [
        ([SPOILER], 200),
        ([SPOILER] * 10, 200),
        ([SPOILER] * 11, 400),
        ([{**SPOILER, "length": 6}], 400),
        ([{**SPOILER, "length": 0}], 400),
        ([{**SPOILER, "entity_type": "BOLD"}], 500),
        ("nonsense", 400),
    ],
)
def test_text_entities_are_at_most_ten_spoilers_within_the_text(api, entities, status):
    assert api.create("hello", text_entities=json.dumps(entities)).status_code == status


def test_countries_need_an_eligible_profile_and_real_codes(api):
    assert refusal_free(api, "allowlisted_country_codes", "DE") == "THREADS_API__FEATURE_NOT_AVAILABLE"
    token = api.account("global", eligible_for_geo_gating=True)
    refused = api.create("x", token, allowlisted_country_codes="DE,XX")
    assert refused.json()["error"]["message"] == "THREADS_API__GEO_GATING_INVALID_COUNTRY_CODES"
    post = api.live("x", token, allowlisted_country_codes="DE,US")
    shown = api.get(f"/{post}", token, fields="allowlisted_country_codes").json()
    assert shown == {"allowlisted_country_codes": ["DE", "US"]}


def test_a_location_is_read_back(api):
    assert refusal_free(api, "location_id", "Menlo Park") == "Param location_id is not a valid location ID"
    assert api.get(f"/{api.live(location_id='123')}", fields="location_id").json() == {"location_id": "123"}

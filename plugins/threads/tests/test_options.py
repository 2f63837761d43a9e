"""Every option: refused here with its reason, and taken by the sandbox as it was meant."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

import postwire_threads
from postwire.account import Account
from postwire.checks import mended
from postwire.credentials import Vault
from postwire.engine import Engine
from postwire.media import Media, MediaFacts, MediaKind
from postwire.post import Post
from postwire.problem import Severity
from postwire.registry import Registry
from postwire.state import Published
from postwire.store.memory import MemoryStore
from postwire_threads.manifest import MANIFEST
from postwire_threads.parameters import parameters_of
from postwire_threads.sandbox import SandboxServer, Settings
from postwire_threads.validation import validate

ERROR, WARNING = Severity.ERROR, Severity.WARNING
FACTS = MediaFacts(kind=MediaKind.IMAGE, format="jpeg", bytes=200_000, width=1080, height=1350, color_space="sRGB")
IMAGE = Media("https://cdn.example.com/a.jpg", facts=FACTS)
BASE = Post("The butler did it, in the library.")
LONG = {"plaintext": "A diary, in full."}


def with_options(**chosen):
    return evolve(BASE, options={"threads": chosen})


def found(post):
    return [(problem.rule.removeprefix("threads.options."), problem.severity) for problem in validate(post)]


@pytest.mark.parametrize(
    ("chosen", "rule"),
    [
        ({"poll": ["Yes"]}, "poll.length"),
        ({"poll": ["a", "b", "c", "d", "e"]}, "poll.length"),
        ({"poll": ["Yes", "x" * 26]}, "poll.entry"),
        ({"poll": ["Yes", " "]}, "poll.entry"),
        ({"poll": ["Yes", 7]}, "poll.entry"),
        ({"poll": {"option_a": "Yes", "option_b": "No"}}, "poll.type"),
        ({"poll": ["Yes", "No"], "text_attachment": LONG}, "poll.not_with.text_attachment"),
        ({"gif": ""}, "gif.length"),
        ({"text_attachment": "A diary."}, "text_attachment.type"),
        ({"text_attachment": {"plaintext": ""}}, "text_attachment.plaintext"),
        ({"text_attachment": {"plaintext": "x" * 10_001}}, "text_attachment.plaintext"),
        ({"text_attachment": {**LONG, "font": "Comic Sans"}}, "text_attachment.unknown_field"),
        ({"text_attachment": {**LONG, "link_attachment_url": "diary"}}, "text_attachment.link_attachment_url"),
        ({"spoilers": ["the gardener"]}, "spoilers.not_in_text"),
        ({"is_spoiler_media": True}, "is_spoiler_media.needs.media"),
        ({"is_ghost_post": "yes"}, "is_ghost_post.type"),
        ({"is_ghost_post": True, "topic_tag": "crime"}, "is_ghost_post.not_with.topic_tag"),
        ({"is_ghost_post": True, "enable_reply_approvals": True}, "is_ghost_post.not_with.enable_reply_approvals"),
        ({"is_ghost_post": True, "poll": ["Yes", "No"]}, "is_ghost_post.not_with.poll"),
        ({"allowlisted_country_codes": ["DE", "XX"]}, "allowlisted_country_codes.unknown"),
        ({"crossreshare_to_ig_dark_mode": True}, "crossreshare_to_ig_dark_mode.needs.crossreshare_to_ig"),
        ({"location_id": "Menlo Park"}, "location_id.not_an_id"),
        ({"offset_unit": "inches"}, "offset_unit.choice"),
        ({"repost_of": "17900000000000001"}, "repost_of.not_with.text"),
        ({"extra": {"auto_publish_text": "true"}}, "extra.known"),
        ({"extra": {"Text": "another"}}, "extra.known"),
        ({"extra": {"access_token": "TH"}}, "extra.credential"),
        ({"extra": {"appsecret_proof": "TH"}}, "extra.credential"),
        ({"extra": {"poll_attachment[option_a]": "x"}}, "extra.name"),
        ({"extra": {"tomorrow": 1}}, "extra.type"),
    ],
)
def test_what_threads_would_refuse_or_drop_is_refused_here(chosen, rule):
    assert found(with_options(**chosen)) == [(rule, ERROR)]


@pytest.mark.parametrize(
    ("name", "value"),
    [("poll", ["Yes", "No"]), ("gif", "abc"), ("text_attachment", LONG), ("is_ghost_post", True)],
)
def test_what_belongs_to_texts_is_refused_below_a_picture(name, value):
    assert found(evolve(with_options(**{name: value}), media=(IMAGE,))) == [(f"{name}.not_with.media", ERROR)]


def test_a_ghost_is_no_reply_and_a_poll_has_no_link_card():
    ghost = evolve(with_options(is_ghost_post=True), reply_to="17900000000000001")
    poll = evolve(with_options(poll=["Yes", "No"]), link="https://example.com/")
    assert (found(ghost), found(poll)) == (
        [("is_ghost_post.not_with.reply_to", ERROR)],
        [("poll.not_with.link", ERROR)],
    )


def test_a_refusal_names_field_value_rule_and_fix():
    (problem,) = validate(with_options(allowlisted_country_codes=["de", "US"]))
    assert (problem.field, problem.observed) == ("options.allowlisted_country_codes", "de")
    assert problem.fix.sentence == "Give codes of two capital letters, such as DE or US."
    assert validate(mended(with_options(allowlisted_country_codes=["de", "US"]), problem.fix)) == ()


def style(offset, length, *styles):
    return {"offset": offset, "length": length, "styling_info": list(styles or ("bold",))}


@pytest.mark.parametrize(
    ("ranges", "rule"),
    [
        ([style(0, 5)], None),
        ([style(0, 5, "bold", "italic"), style(5, 2, "underline")], None),
        ([style(0, 5), style(4, 2)], "styling.overlap"),
        ([style(0, 18)], "styling"),
        ([style(0, 5, "blink")], "styling"),
        ([style(-1, 5)], "styling"),
        ("bold", "styling"),
    ],
)
def test_styled_ranges_lie_in_the_attached_text_and_apart(ranges, rule):
    post = with_options(text_attachment={**LONG, "text_with_styling_info": ranges})
    assert found(post) == ([(f"text_attachment.{rule}", ERROR)] if rule else [])


def test_the_link_of_a_text_attachment_counts_and_stands_alone():
    attached = {**LONG, "link_attachment_url": "https://example.com/6"}
    five = " ".join(f"https://example.com/{number}" for number in range(1, 6))
    many = Post(five, options={"threads": {"text_attachment": attached}})
    assert found(many) == [("text_attachment.max_links", ERROR)]
    assert found(evolve(many, text=five[:-22])) == []
    card = evolve(with_options(text_attachment=attached), link="https://example.com/")
    assert found(card) == [("text_attachment.link_attachment_url.not_with.link", ERROR)]


@pytest.mark.parametrize("unit", ["utf16_units", "utf8_bytes", "code_points"])
def test_spoilers_are_told_in_the_chosen_unit(unit):
    post = Post("🦉é, a w🦉rd", options={"threads": {"spoilers": ["w🦉rd"], "offset_unit": unit}})
    offset, length = {"utf16_units": (7, 5), "utf8_bytes": (10, 7), "code_points": (6, 4)}[unit]
    (entity,) = json.loads(parameters_of(post)["text_entities"])
    assert entity == {"entity_type": "SPOILER", "offset": offset, "length": length}
    assert found(post) == []


def test_offsets_that_depend_on_the_unit_are_warned_of():
    assert found(Post("An owl, a butler.", options={"threads": {"spoilers": ["butler"]}})) == []
    assert found(Post("🦉, a butler.", options={"threads": {"spoilers": ["butler"]}})) == [
        ("spoilers.contested_unit", WARNING)
    ]


def test_words_are_hidden_wherever_they_stand_and_overlaps_become_one():
    post = Post("no, no, nobody", options={"threads": {"spoilers": ["no", "nobody"]}})
    spans = [(e["offset"], e["length"]) for e in json.loads(parameters_of(post)["text_entities"])]
    assert spans == [(0, 2), (4, 2), (8, 6)]
    assert found(Post("no " * 11, options={"threads": {"spoilers": ["no"]}})) == [("spoilers.max_places", ERROR)]


def test_what_is_passed_on_is_marked_as_unchecked():
    post = with_options(extra={"a_field_of_tomorrow": "yes"})
    assert found(post) == [("extra.unchecked", WARNING)]
    assert parameters_of(post)["a_field_of_tomorrow"] == "yes"


class World:
    """A sandbox and an engine on one clock, which moves when somebody sleeps."""

    def __init__(self, server, clock):
        self.platform, self.clock = server.platform, clock
        self.engine = Engine(MemoryStore(), Registry.of(postwire_threads), Vault(Vault.new_key()), now=clock)
        self.account = Account(platform="threads", user_id="17841400000000001", api_base=f"{server.url}/v1.0")
        self.engine.add_account(self.account, "THsandbox")
        self.platform.accounts.profile("sandbox").eligible_for_geo_gating = True

    def publish(self, post, **more):
        (delivery,) = self.engine.publish_now(post, [self.account.id], sleep=self.clock.sleep, **more)
        return delivery

    def published(self, post):
        delivery = self.publish(post)
        assert isinstance(delivery.state, Published), delivery.state
        return self.platform.posts[delivery.state.receipt.post_id]


class Clock:
    at = datetime(2026, 11, 21, 12, tzinfo=UTC)

    def __call__(self):
        return self.at

    def timestamp(self):
        return self.at.timestamp()

    def sleep(self, seconds):
        self.at += timedelta(seconds=seconds)


@pytest.fixture(scope="module")
def world():
    clock = Clock()
    with SandboxServer(Settings(fetch_media=False), now=clock.timestamp) as server:
        made = World(server, clock)
        yield made
        made.engine.close()


@pytest.mark.parametrize("option", [o for o in MANIFEST.options if o.example is not None], ids=lambda o: o.name)
def test_the_sandbox_takes_every_example_and_says_so_when_it_is_read(world, option):
    beside = {other.name: other.example for other in MANIFEST.options if other.name in option.needs}
    media = (IMAGE,) if "media" in option.needs else ()
    text = f"With {option.name}: spoilers."
    draft = world.published(Post(text, media, options={"threads": {**beside, option.name: option.example}})).draft
    kept = {
        "is_spoiler_media": lambda: draft.is_spoiler,
        "is_ghost_post": lambda: draft.is_ghost,
        "crossreshare_to_ig": lambda: draft.crossreshare,
        "crossreshare_to_ig_dark_mode": lambda: draft.crossreshare,
        "poll": lambda: draft.extras["poll_attachment"] == {"option_a": "Yes", "option_b": "No"},
        "gif": lambda: draft.extras["gif_attachment"]["gif_id"] == option.example,
        "text_attachment": lambda: draft.extras["text_attachment"] == option.example,
        "spoilers": lambda: [entity["offset"] for entity in draft.extras["text_entities"]] == [5, 15],
        "extra": lambda: True,
    }.get(option.name, lambda: draft.extras[option.name] == option.example)
    assert kept()


def test_a_gif_and_a_long_text_need_no_words_beside_them(world):
    assert world.published(Post(options={"threads": {"gif": "abc"}})).draft.text == ""
    assert world.published(Post(options={"threads": {"text_attachment": LONG}})).draft.text == ""


def test_a_quote_and_a_repost_name_the_post_that_they_are_about(world):
    first = world.published(Post("Worth repeating."))
    assert (
        world.published(Post("Well said.", options={"threads": {"quote_post_id": first.id}})).draft.quote_of == first.id
    )
    repost = world.published(Post(options={"threads": {"repost_of": first.id}}))
    assert (repost.repost_of, repost.draft) == (first.id, None)
    # once more, as a second delivery would: the platform is not asked to repost again
    before = world.platform.requests["POST /{media}/repost"]
    world.publish(Post(options={"threads": {"repost_of": first.id}}), allow_duplicate=True)
    assert world.platform.requests["POST /{media}/repost"] == before

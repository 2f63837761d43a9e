"""The manifest as data: sourced, dated, without doubles, and with commands that work."""

import re
import shlex
from datetime import date, timedelta
from pathlib import Path

import pytest

from postwire.checks.commands import command_for
from postwire.cli.media import media
from postwire.manifest import Ability, Bearer, Republish, Support
from postwire.media import Media
from postwire.operation import Operation
from postwire.problem import Severity
from postwire.source import Standing
from postwire_threads.manifest import MANIFEST, scopes_for

TODAY = date(2026, 11, 21)
SOURCED = [
    *MANIFEST.limits,
    *MANIFEST.options,
    *MANIFEST.scopes,
    *MANIFEST.quotas,
    MANIFEST.pace,
    MANIFEST,
]
COMMANDS = sorted({limit.command for limit in MANIFEST.limits if limit.command})


@pytest.mark.parametrize(
    "fact", SOURCED, ids=lambda fact: getattr(fact, "rule", getattr(fact, "name", type(fact).__name__))
)
def test_every_fact_has_a_dated_source(fact):
    assert fact.sources
    for source in fact.sources:
        assert source.title
        assert date(2024, 6, 1) <= source.seen <= TODAY
        assert source.url is None or source.url.startswith("https://")


def test_rules_are_unique_and_namespaced():
    rules = [limit.rule for limit in MANIFEST.limits]
    assert len(rules) == len(set(rules))
    for rule in rules:
        assert re.fullmatch(r"threads\.(text|media|alt_text|image|video|audio)\.[a-z_]+", rule)


def test_options_scopes_and_quotas_are_unique():
    for group in (MANIFEST.options, MANIFEST.scopes, MANIFEST.quotas):
        names = [each.name for each in group]
        assert len(names) == len(set(names))


def test_what_is_only_doubted_was_seen_to_differ_or_is_changed_by_threads_itself():
    doubted = [limit for limit in MANIFEST.limits if limit.severity is Severity.WARNING]
    changed_by_threads = {"threads.image.too_narrow", "threads.image.too_wide", "threads.image.color_space"}
    named_by_no_error = {"threads.video.closed_gop"}
    seen = {limit.rule for limit in doubted if any(source.standing is Standing.SEEN for source in limit.sources)}
    assert {limit.rule for limit in doubted} - seen == changed_by_threads | named_by_no_error


def test_every_error_rests_on_a_documented_source():
    for limit in MANIFEST.limits:
        assert any(source.standing is Standing.DOCUMENTED for source in limit.sources)


def test_threads_is_spoken_to_at_its_documented_address_with_the_token_out_of_it():
    assert MANIFEST.platform == "threads"
    assert MANIFEST.api.base_url == "https://graph.threads.net/v1.0"
    assert MANIFEST.auth == Bearer()
    assert MANIFEST.media_by_url


def test_everything_but_editing_is_offered():
    lacking = {ability for ability in Ability if MANIFEST.abilities[ability] is not Support.YES}
    assert lacking == {Ability.EDIT}
    assert not MANIFEST.supports(Ability.EDIT)


@pytest.mark.parametrize(
    ("operation", "scopes"),
    [
        (Operation.AUTHORIZE, {"threads_basic"}),
        (Operation.REFRESH, {"threads_basic"}),
        (Operation.CREATE, {"threads_basic", "threads_content_publish"}),
        (Operation.POLL, {"threads_basic", "threads_content_publish"}),
        (Operation.PUBLISH, {"threads_basic", "threads_content_publish"}),
        (Operation.DELETE, {"threads_basic", "threads_delete"}),
        (Operation.READ, {"threads_basic"}),
    ],
)
def test_an_operation_asks_for_no_scope_that_it_works_without(operation, scopes):
    assert scopes_for(operation) == scopes


def test_scopes_that_nothing_fails_without_are_still_explained():
    optional = {scope.name for scope in MANIFEST.scopes if not scope.operations}
    assert optional == {
        "threads_manage_replies",
        "threads_read_replies",
        "threads_location_tagging",
        "threads_share_to_instagram",
        "threads_manage_insights",
        "threads_manage_mentions",
        "threads_keyword_search",
        "threads_profile_discovery",
    }
    assert all(scope.purpose for scope in MANIFEST.scopes)


def test_quotas_are_the_documented_ones_of_a_moving_day():
    assert {quota.name: quota.maximum for quota in MANIFEST.quotas} == {"posts": 250, "replies": 1000, "deletes": 100}
    assert {quota.window for quota in MANIFEST.quotas} == {timedelta(hours=24)}


def test_the_pace_keeps_metas_advice_and_the_containers_day():
    pace = MANIFEST.pace
    assert timedelta(seconds=1) <= pace.first_look <= timedelta(seconds=2)
    assert pace.interval == timedelta(minutes=1)
    assert pace.window == timedelta(minutes=5)
    assert pace.container_life == timedelta(hours=24)
    assert pace.settle == timedelta(seconds=60)
    assert (pace.retry, pace.tries) == (timedelta(seconds=3), 5)


def test_a_container_may_be_sent_again_while_it_reads_as_not_published():
    assert MANIFEST.republish is Republish.SAME_CONTAINER


def test_only_options_that_are_sent_or_used_here_are_offered():
    assert [option.name for option in MANIFEST.options] == [
        "reply_control",
        "topic_tag",
        "quote_post_id",
        "poll",
        "gif",
        "text_attachment",
        "spoilers",
        "is_spoiler_media",
        "offset_unit",
        "is_ghost_post",
        "allowlisted_country_codes",
        "enable_reply_approvals",
        "crossreshare_to_ig",
        "crossreshare_to_ig_dark_mode",
        "location_id",
        "extra",
        "text_counting",
        "repost_of",
    ]
    for option in MANIFEST.options:
        assert option.description
        assert not option.choices or option.default in option.choices


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_one_that_there_is(command):
    program, group, name, *rest = shlex.split(command_for(command, Media("/srv/my clip.mov"), "threads"))
    assert (program, group, name) == ("postwire", "media", "fix")
    given = media.commands[name].make_context(name, rest).params
    assert (given["file"], given["platform"]) == (Path("/srv/my clip.mov"), "threads")


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_holds_a_character_that_a_shell_expands(command):
    unquoted = re.sub(r"\"[^\"$`]*\"", "", command).format(file="FILE")
    assert not re.search(r"[*?\[\]$`~<>|&;(){}]", unquoted)

"""What is done about an answer: what is repeated, what is not, and when somebody has to connect again."""

import json

import pytest

from postwire.diagnosis import Action, Category
from postwire.exchange import Reply
from postwire.operation import Operation
from postwire_threads.errors import classify, meanings

MEANINGS = {meaning.name: meaning for meaning in meanings()}
BY_ITSELF = {Action.RETRY, Action.WAIT, Action.VERIFY}


def diagnosed(operation, status, body):
    diagnosis = classify(Reply(status, json.dumps(body)), operation)
    assert diagnosis is not None
    return diagnosis


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("FAILED_DOWNLOADING_VIDEO", "media_not_fetched"),
        ("FAILED_PROCESSING_AUDIO", "media_processing_failed"),
        ("FAILED_PROCESSING_VIDEO", "media_processing_failed"),
        ("INVALID_ASPEC_RATIO", "aspect_ratio"),
        ("INVALID_ASPECT_RATIO", "aspect_ratio"),
        ("INVALID_BIT_RATE", "video_bit_rate"),
        ("INVALID_DURATION", "video_duration"),
        ("INVALID_FRAME_RATE", "video_frame_rate"),
        ("INVALID_AUDIO_CHANNELS", "audio_channels"),
        ("INVALID_AUDIO_CHANNEL_LAYOUT", "audio_channel_layout"),
        ("UNKNOWN", "media_failed_unexplained"),
    ],
)
def test_every_documented_word_of_a_failed_container_is_told_apart(word, name):
    body = {"status": "ERROR", "id": "17889615691921648", "error_message": word}
    assert diagnosed(Operation.POLL, 200, body).code == f"threads.{name}"


def test_connecting_again_is_advised_for_connections_alone():
    advised = {meaning.category for meaning in MEANINGS.values() if meaning.action is Action.RECONNECT}
    assert advised == {Category.AUTH, Category.PERMISSION}


@pytest.mark.parametrize(
    "name",
    [
        "token_expired",
        "permission_missing",
        "video_format",
        "video_codec",
        "text_too_long",
        "caption_too_long",
        "duplicate",
        "account_restricted",
        "policy_block",
        "app_review_needed",
    ],
)
def test_what_would_fail_again_is_not_repeated(name):
    assert MEANINGS[name].action not in BY_ITSELF


@pytest.mark.parametrize("name", ["service_down", "server_error", "media_not_ready", "api_rate_limited"])
def test_what_passes_is_repeated(name):
    assert MEANINGS[name].action in BY_ITSELF


@pytest.mark.parametrize("status", [400, 403, 500])
def test_a_missing_scope_is_known_by_its_code_whatever_the_status(status):
    body = {"error": {"message": "Application does not have permission for this action", "code": 10}}
    assert diagnosed(Operation.CREATE, status, body).code == "threads.permission_missing"

"""The phrases that error references of posting services print, in the dialects that they print them in."""

import json

import pytest

from postwire.drive import diagnose
from postwire.exchange import Reply
from postwire.operation import Operation
from postwire.registry import Registry
from postwire.salvage import salvage

THREADS = Registry.installed()["threads"]
PHRASES = {
    "revoked_access_token": ("refresh-token", "Reconnect", "platform.threads.auth"),
    "token is invalid": ("refresh-token", "Reconnect", "platform.threads.auth"),
    "session has been invalidated": ("refresh-token", "Reconnect", "platform.threads.auth"),
    "media processing": ("retry", "Retry later", "platform.threads.api_error"),
    "video format": ("user-error", "Fix input", "platform.threads.api_error"),
    "video codec": ("user-error", "Fix input", "platform.threads.api_error"),
    "duration exceed": ("user-error", "Fix input", "platform.threads.api_error"),
    "media fetch failed": ("retry", "Retry later", "platform.threads.api_error"),
    "account restricted": ("user-error", "Fix input", "platform.threads.api_error"),
}


@pytest.mark.parametrize("operation", [Operation.CREATE, Operation.POLL, Operation.PUBLISH])
@pytest.mark.parametrize("form", ["{}", "Upload refused: {}.", "The {} was not as it should be"])
@pytest.mark.parametrize("phrase", PHRASES)
def test_a_phrase_is_rendered_in_all_three_dialects(phrase, form, operation):
    words = form.format(phrase.capitalize() if form == "{}" else phrase)
    for reply in (salvage(words), Reply(400, json.dumps({"error": {"message": words, "type": "OAuthException"}}))):
        diagnosis = diagnose(THREADS, reply, operation)
        assert (diagnosis.error_class, diagnosis.action_word, diagnosis.gateway_code) == PHRASES[phrase]

"""What headers say about how much may still be asked."""

import pytest

from postwire.exchange import Reply
from postwire_bluesky import pause_after

USED_UP = {"ratelimit-remaining": "0", "ratelimit-reset": "1795289701", "date": "Sat, 21 Nov 2026 19:30:16 GMT"}


def test_an_answer_that_used_up_what_was_left_asks_for_a_pause_until_the_window_opens():
    assert pause_after(Reply(200, "{}", USED_UP)) == 285.0


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {**USED_UP, "ratelimit-remaining": "1"},
        {**USED_UP, "ratelimit-reset": "soon"},
        {**USED_UP, "ratelimit-reset": "9" * 400},
        {**USED_UP, "date": ""},
        {**USED_UP, "date": "yesterday"},
        {"ratelimit-remaining": "0"},
    ],
)
def test_nothing_is_made_of_headers_that_say_nothing(headers):
    assert pause_after(Reply(200, "{}", headers)) is None


def test_a_window_that_is_open_already_asks_for_no_pause():
    assert pause_after(Reply(200, "{}", {**USED_UP, "ratelimit-reset": "1795280000"})) == 0.0

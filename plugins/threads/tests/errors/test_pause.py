"""How long headers ask us to wait."""

import pytest

from postwire.exchange import Reply
from postwire_threads.errors import pause

DATE = "Wed, 21 Oct 2026 07:28:00 GMT"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"Retry-After": "120"}, 120),
        ({"Retry-After": "Wed, 21 Oct 2026 07:29:30 GMT", "Date": DATE}, 90),
        ({"Retry-After": "Wed, 21 Oct 2026 07:00:00 GMT", "Date": DATE}, 0),
        ({"Retry-After": "Wed, 21 Oct 2026 07:29:30 GMT"}, None),
        ({"Retry-After": "soon"}, None),
        ({"X-App-Usage": '{"call_count":100,"total_time":3,"total_cputime":1}'}, None),
        ({"X-App-Usage": '{"call_count":100,"estimated_time_to_regain_access":4}'}, 240),
        ({"X-Business-Use-Case-Usage": '{"1":[{"estimated_time_to_regain_access":0}]}'}, None),
        (
            {
                "X-Business-Use-Case-Usage": '{"1":[{"estimated_time_to_regain_access":2}],'
                '"2":[{"x":1},{"estimated_time_to_regain_access":7}]}'
            },
            420,
        ),
        ({"X-Business-Use-Case-Usage": '{"1":[{"estimated_time_to_regain_access":2}]}', "Retry-After": "500"}, 500),
        ({"X-Business-Use-Case-Usage": "{broken", "Retry-After": "5"}, 5),
        ({"X-Business-Use-Case-Usage": "[" * 5000}, None),
        ({"Retry-After": "999999999"}, 7 * 86_400),
    ],
)
def test_the_longest_wait_that_a_header_names_counts(headers, expected):
    assert pause.seconds(Reply(400, "", headers)) == expected

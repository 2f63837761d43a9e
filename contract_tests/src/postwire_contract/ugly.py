"""Answers that no platform should give, and all of them do."""

from postwire.exchange import Reply
from postwire.letter import LONGEST_ANSWER

_JSON = {"content-type": "application/json"}
_HTML = {"content-type": "text/html"}

UGLY: dict[str, Reply] = {
    "html_502": Reply(502, "<html><head><title>Bad Gateway</title></head></html>", _HTML),
    "html_200": Reply(200, "<html>Welcome to the hotel's Wi-Fi</html>", _HTML),
    "empty_200": Reply(200, "", _JSON),
    "empty_400": Reply(400, "", _JSON),
    "truncated_json": Reply(200, '{"id":"1', _JSON),
    "json_list": Reply(200, "[]", _JSON),
    "json_null": Reply(200, "null", _JSON),
    "not_a_number": Reply(200, '{"id":NaN}', _JSON),
    "doubled_keys": Reply(200, '{"id":"1","id":"2"}', _JSON),
    "deep_json": Reply(200, "[" * 5_000, _JSON),
    "wrong_type": Reply(200, '{"id":{"id":true},"status":7,"state":[],"draft":0.5,"note":{}}', _JSON),
    "throttled": Reply(429, "{}", {**_JSON, "retry-after": "120"}),
    "throttled_wordless": Reply(429, ""),
    "redirect": Reply(302, "", {"location": "https://elsewhere.example/"}),
    "huge": Reply(200, "x" * LONGEST_ANSWER),
    "teapot": Reply(418, "short and stout", {"content-type": "text/plain"}),
    "server_error_json": Reply(500, '{"error":"internal"}', _JSON),
    "unauthorized_empty": Reply(401, "", _HTML),
}

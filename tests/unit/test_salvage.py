"""A platform's answer comes out of whatever it was pasted in."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import postwire_corkboard
from postwire.exchange import Reply
from postwire.operation import Operation
from postwire.registry import Registry
from postwire.salvage import LONGEST, salvage

ANSWER = {"error": {"message": 'It said "no" twice', "code": 17, "nested": {"a": [1, 2.5, None, True]}}}
TOKEN = "THAAQvJ9x0kqVBZAFk2b1R3cE5LUzd0bWlxY0pW"


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ANSWER),
        json.dumps(ANSWER, indent=4),
        f"2026-10-05 10:00:00,123 ERROR app.py:7 {json.dumps(ANSWER)} (gave up)",
        json.dumps({"level": "error", "response": json.dumps(ANSWER)}),
        json.dumps({"response": {"data": ANSWER, "status": 400}, "message": "Request failed"}),
        json.dumps({"error": {"name": "AxiosError", "code": "ERR", "response": {"data": ANSWER}}}),
        "body=" + json.dumps(json.dumps(ANSWER)),
        "body=" + json.dumps(json.dumps(ANSWER, indent=2)),
        "body=" + json.dumps(json.dumps(json.dumps(ANSWER))),
        repr(ANSWER),
        "\n".join("> " + line for line in json.dumps(ANSWER, indent=2).splitlines()),
        "\n".join("# " + line for line in json.dumps(ANSWER, indent=2).splitlines()),
        json.dumps(ANSWER).replace('"', "&quot;"),
        json.dumps([ANSWER]),
        "{ error: { message: 'It said \"no\" twice', code: 17, nested: { a: [ 1, 2.5, null, true ] } } }",
        '{"error"=>{"message"=>"It said \\"no\\" twice", :code=>17, :nested=>{:a=>[1, 2.5, nil, true]}}}',
        '{error={message=“It said "no" twice”, code=17, nested={a=[1, 2.5, null, true]}}}',
        '{"error":{"message":"It said "no" twice","code":17,"nested":{"a":[1,2.5,null,true,',
        '{"error":{"message":"It said\n      \\"no\\" twice","code":17,"nested":{"a":[1,2.5,null,true]},...}}',
        "{'error': {'message': ('It said \"no\" '\n  'twice'),\n 'code': 17, 'nested': {'a': [1, 2.5, None, True]}}}",
        "{ error: { message: 'It said \"no\" ' +\n      'twice', code: 17, nested: { a: [1, 2.5, null, true] } } }",
        "Answer(error=Refusal(message='It said \"no\" twice', code=17, nested={'a': [1, 2.5, None, True]}))",
    ],
)
def test_an_object_is_rebuilt_as_strict_json(text):
    assert salvage(text).json() == ANSWER


PRINT_R = """Array
(
    [error] => Array
        (
            [message] => (#10) No: a, b (c)
            [empty] =>
            [code] => 10
            [list] => Array
                (
                )

        )

)
"""
VAR_DUMP = """array(1) {
  ["error"]=>
  array(2) {
    ["message"]=>
    string(8) "a "b" c"
    ["code"]=>
    int(7)
    ["ok"]=>
    bool(false)
  }
}"""
APPLE = """UserInfo={body = {
    error =     {
        code = 190;
        "error_subcode" = 460;
        message = "Some words";
        type = OAuthException;
    };
}}"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PRINT_R, {"error": {"message": "(#10) No: a, b (c)", "empty": "", "code": 10, "list": {}}}),
        (VAR_DUMP, {"error": {"message": 'a "b" c', "code": 7, "ok": False}}),
        (APPLE, {"error": {"code": 190, "error_subcode": 460, "message": "Some words", "type": "OAuthException"}}),
        (
            'object(stdClass)#7 (2) { ["error"]=> string(7) "TooLong" ["message"]=> string(5) "a b c" }',
            {"error": "TooLong", "message": "a b c"},
        ),
        (
            "ApiError(cause=ErrorBody(error=No, really, code=190), status=400)",
            {"error": "No, really", "code": 190},
        ),
        (
            "Response: {HttpStatus: 400, errorCode: 190, errorMessage: Some words: with colons, and commas.}",
            {"HttpStatus": 400, "errorCode": 190, "errorMessage": "Some words: with colons, and commas."},
        ),
        (
            '#<Api::Error:0x00 @message="Some words.", @type="X", @code=1150,',
            {"message": "Some words.", "type": "X", "code": 1150},
        ),
        (
            '"message": "Some words",\n"code": 9004, "is_transient": false,\n"error_user_msg": "and then it was c',
            {"message": "Some words", "code": 9004, "is_transient": False, "error_user_msg": "and then it was c"},
        ),
        ('{"error":{"message":"cut in a numb","code":19', {"error": {"message": "cut in a numb"}}),
        ('{"error":{"message":"A\\u00e9\\ud83d\\ude00","code":1,…}}', {"error": {"message": "Aé😀", "code": 1}}),
    ],
)
def test_other_notations_are_read_too(text, expected):
    assert salvage(text).json() == expected


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("HTTP/1.1 404 Not Found\r\ncontent-type: text/html\r\n\r\nx", 404),
        ("HTTP/2 500\n\n", 500),
        ("publish failed: HTTP 400: {}", 400),
        ("message [HTTP 403]", 403),
        ("(HTTP 429) slow down", 429),
        ("StatusCodeError: 400 - {}", 400),
        ("Request failed with status code 503", 503),
        ("token exchange response: 400", 400),
        ("urllib.error.HTTPError: HTTP Error 502: Bad Gateway", 502),
        ("requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url", 401),
        ("<Response [400]>", 400),
        ("api error 400: {}", 400),
        ("container failed (400): {}", 400),
        ("publish failed: 400 {}", 400),
        ("400 Bad Request: nope", 400),
        ("[400] nope", 400),
        ("{HttpStatus: 400, errorCode: 190}", 400),
        ("httpResponseCode: 400, message: x", 400),
        ('{"status": 418, "body": "x"}', 418),
        ("status:\n  code: 400\n  message: Bad Request", 400),
        ("statusCode=404", 404),
        ("returned code 500.", 500),
        ("('API returned error', 422, 'Unprocessable Entity', 'no')", 422),
        ("HttpUnprocessableEntityError: no", 422),
        ("some.errors.UnauthorizedError: no", 401),
        ("<h1>Too Many Requests</h1>", 429),
        ('{"error": "InternalServerError"}', 500),
        ('{"error": "UpstreamFailure", "message": "no feed"}', 502),
        ("upstream connect error or disconnect/reset before headers", 503),
        ("upstream request timeout", 504),
        ('{"error": "Unauthorized: no token"}', 401),
        ('{"error": "Not Found: no such status"}', 404),
        ("nobody was unauthorized: a sentence", 0),
        ("ModuleNotFoundError: no", 0),
        ("this is forbidden, and not found", 0),
        ("Error 102: Session has expired", 0),
        ("Error 190: token", 0),
        ("(#200) Permissions error", 0),
        ("(506) duplicate", 0),
        ("code 100, subcode 33", 0),
        ("at most 500 characters long", 0),
        ("container 17900400000000001", 0),
        ("code: 400", 0),
        ("", 0),
    ],
)
def test_the_http_status_is_found_and_error_codes_are_not_taken_for_one(text, status):
    assert salvage(text).status == status


def test_a_whole_response_keeps_its_headers():
    head = 'HTTP/1.1 302 Found\nlocation: /x\n\nHTTP/2 400\nRetry-After: 30\nX-App-Usage: {"call_count":100}\n\n'
    text = head + '{"error":"no"}'
    reply = salvage(text)
    assert reply == Reply(400, '{"error":"no"}', {"retry-after": "30", "x-app-usage": '{"call_count":100}'})


@pytest.mark.parametrize(
    "text",
    [
        "just a sentence about {IMAGE, TEXT, VIDEO} and (brackets)",
        "code 10 / subcode 4279017",
        "<html><body>{}</body></html>",
        '{"id": "1", "name": "x"} went fine',
        "| a | table |\n| - | - |",
    ],
)
def test_what_holds_no_answer_stays_as_it_is(text):
    assert salvage(f"  {text}\n").body == text


def test_strict_json_stays_letter_by_letter():
    text = '{ "error" : {"message":"a\\u00e9", "code": 1e3} }'
    assert salvage(text).body == text


def test_secrets_are_masked():
    reply = salvage(f'GET /me?access_token={TOKEN} -> {{"error":{{"message":"bad token {TOKEN}","code":190}}}}')
    assert TOKEN not in reply.body
    assert reply.json()["error"]["code"] == 190


def test_a_text_that_is_too_long_to_be_an_answer_is_refused_with_the_rule_and_the_fix():
    with pytest.raises(ValueError, match=rf"text: it is {LONGEST + 1} characters.*at most {LONGEST}; paste only"):
        salvage("x" * (LONGEST + 1))


_PIECES = st.sampled_from(
    [
        *"{}[]()\"'“”\\:=,;\n …",
        *("=>", "...", "#<X ", "@a", "error", "message", "code", "190", "-1", "1e999", "NaN", "null", "HTTP 400"),
        *("&quot;", "\\u12", "\\ud800", "> ", "[a] =>"),
    ]
)


@given(st.lists(_PIECES | st.text(max_size=3), max_size=40).map("".join))
def test_any_text_comes_back_as_something_that_can_be_stored(text):
    reply = salvage(text)
    reply.body.encode()
    assert reply.status == 0 or 100 <= reply.status <= 599


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(),
        st.lists,
        max_leaves=6,
    )
)
def test_strict_json_in_a_log_line_comes_back_unharmed(value):
    answer = {"error": {"message": "no", "detail": value, "code": 1}}
    assert salvage(f"at 10:00 {json.dumps(answer)} end").json() == answer


@given(st.text(alphabet=st.characters(exclude_characters='"\\', exclude_categories=("Cs", "Cc"))))
def test_texts_survive_a_layer_of_escaping(words):
    answer = {"error": {"message": f"x{words}x", "code": 1}}
    assert salvage("body " + json.dumps(json.dumps(answer))).json() == answer


@pytest.mark.parametrize("piece", ["{", "\\", '"', "“", " ", "> \n"])
def test_a_megabyte_of_rubble_comes_to_an_end(piece):
    # a search that grows with the square of the length would take hours here, and the whole run with it
    assert salvage(piece * (LONGEST // len(piece))).status == 0


@pytest.mark.parametrize(
    "piece",
    [
        *"[( \na}=",
        *(
            '{"a":',
            '{"a',
            "{a:",
            '{"a":1,',
            "a:b,",
            '{\\"',
            "#<A ",
            "([a",
            "{'a': 'b' ",
            '{"a":"\\"',
            "HTTP ",
            "status:",
        ),
        *("(400", "error ", '","', '{"error":{"message":"x"}}\n', '{"a":"{', "&quot;{", "HTTP/1 400\na:", "x="),
    ],
)
@pytest.mark.parametrize("start", ['{"error":', "{'a': "])
def test_half_structured_rubble_comes_to_an_end(start, piece):
    assert salvage(start + piece * (100_000 // len(piece))).body


@pytest.mark.parametrize(
    "text",
    [
        '{"problem": {"name": "text_too_long", "message": "300 characters; 280 fit"}}',
        'ERROR 422 answer={"problem": {"name": "text_too_long", "message": "300 characters"}} took 3 ms',
        '{"level": "error", "answer": {"problem": {"name": "text_too_long", "message": "300 characters"}}}',
    ],
)
def test_an_answer_that_wraps_its_error_is_taken_whole_by_whoever_knows_it(text):
    connector = Registry.of(postwire_corkboard)["corkboard"]
    reply = salvage(text, lambda reply: connector.classify_error(reply, Operation.CREATE) is not None)
    assert reply.object()["problem"]["name"] == "text_too_long"
    assert salvage(text).object()["name"] == "text_too_long", "nobody knows it: the innermost is taken"


def test_an_answer_that_nobody_knows_is_the_one_that_reads_most_like_a_refusal():
    asked = []
    text = '{"a": {"error": {"code": 1}}}'
    assert salvage(text, lambda reply: bool(asked.append(reply))).object() == {"error": {"code": 1}}
    assert len(asked) == 4


def test_a_text_that_is_nested_without_end_does_not_hide_the_answer_that_quotes_it():
    text = json.dumps({"error": {"code": 17, "message": '{"error":u' * 60}})
    assert salvage(f"400 {text}").object()["error"]["code"] == 17


def test_rubble_that_quotes_rubble_is_a_text():
    assert salvage('\\u{"error":' * 200).body

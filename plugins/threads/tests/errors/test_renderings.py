"""One answer in many renderings means one thing."""

import json
import pprint

import pytest

from postwire.exchange import Reply
from postwire.operation import Operation
from postwire.salvage import salvage
from postwire_threads.errors import classify

ANSWERS = {
    "expired": (
        Operation.READ,
        "threads.token_expired",
        {
            "message": "Error validating access token: Session has expired on Monday, 05-Oct-26 01:00:00 PDT.",
            "type": "OAuthException",
            "code": 190,
            "error_subcode": 463,
            "fbtrace_id": "AbC-dEf_1",
        },
    ),
    "race": (
        Operation.PUBLISH,
        "threads.container_not_visible_yet",
        {
            "message": "The requested resource does not exist",
            "type": "OAuthException",
            "code": 24,
            "error_subcode": 4279009,
            "is_transient": False,
            "error_user_title": "Media Not Found",
            "error_user_msg": "The media with id 17900000000000010 cannot be found.",
        },
    ),
    "not ready": (
        Operation.PUBLISH,
        "threads.media_not_ready",
        {
            "message": "Media ID is not available",
            "type": "OAuthException",
            "code": 9007,
            "error_subcode": 2207027,
            "error_user_title": "L\u2019élément n\u2019est pas prêt",
        },
    ),
    "children": (
        Operation.CREATE,
        "threads.carousel_children_not_ready",
        {
            "message": "Invalid parameter",
            "type": "OAuthException",
            "code": 100,
            "error_subcode": 4279004,
            "error_user_msg": "The children with IDs 1, 2 are invalid, nonexistent, or expired.",
        },
    ),
}


def _unquoted(error):
    return "{" + ", ".join(f"{key}: {value}" for key, value in error.items()) + "}"


def _javascript(error):
    inner = ",\n    ".join(f"{key}: {value!r}" for key, value in error.items())
    return "Error: refused {\n  error: {\n    " + inner.replace("False", "false") + "\n  }\n}"


def _php(error):
    inner = "\n".join(f"            [{key}] => {value}" for key, value in error.items())
    return f"Array\n(\n    [error] => Array\n        (\n{inner}\n        )\n\n)\n"


def _var_dump(error):
    def typed(value):
        return f"int({value})" if isinstance(value, int) else f'string({len(value)}) "{value}"'

    inner = "\n".join(f'    ["{key}"]=>\n    {typed(value)}' for key, value in error.items() if value is not False)
    return f'array(1) {{\n  ["error"]=>\n  array({len(error)}) {{\n{inner}\n  }}\n}}'


def _ruby(error):
    return json.dumps({"error": error}).replace('": ', '"=>')


def _apple(error):
    inner = "\n".join(f'        "{key}" = "{value}";' for key, value in error.items())
    return f"Error Domain=com.example Code=8 UserInfo={{\n    error =     {{\n{inner}\n    }};\n}}"


RENDERINGS = {
    "json": lambda error: json.dumps({"error": error}),
    "indented": lambda error: json.dumps({"error": error}, indent=2),
    "without its wrapper": json.dumps,
    "escaped to ascii": lambda error: json.dumps({"error": error}, ensure_ascii=True),
    "in a log line": lambda error: f"2026-10-05T10:00:00Z WARN publish failed (400): {json.dumps({'error': error})} #3",
    "json in json": lambda error: json.dumps({"level": 50, "msg": "no", "body": json.dumps({"error": error})}),
    "json in json in a log line": lambda error: "worker: body=" + json.dumps(json.dumps({"error": error})),
    "json in json in json": lambda error: "x " + json.dumps(json.dumps(json.dumps({"error": error}))),
    "python": lambda error: repr({"error": error}),
    "python, bytes": lambda error: repr(json.dumps({"error": error}).encode()),
    "python, pretty": lambda error: pprint.pformat({"error": error}, width=60),
    "javascript": _javascript,
    "ruby": _ruby,
    "php": _php,
    "php, dumped": _var_dump,
    "apple": _apple,
    "android": _unquoted,
    "curly quotes": lambda error: json.dumps({"error": error}, ensure_ascii=False).replace('"', "“"),
    "html": lambda error: json.dumps({"error": error}).replace('"', "&quot;"),
    "quoted mail": lambda error: "\n".join("> " + line for line in json.dumps({"error": error}, indent=2).splitlines()),
    "curl": lambda error: "HTTP/2 400\r\ncontent-type: application/json\r\n\r\n" + json.dumps({"error": error}),
    "cut off at the end": lambda error: json.dumps({"error": {**error, "trace": "A1b2"}})[:-5],
    "elided": lambda error: json.dumps({"error": error})[:-2] + ",...}}",
    "cut off at the front": lambda error: json.dumps({"error": error})[9:],
    "wrapped": lambda error: json.dumps({"error": error}).replace(" ", "\n      "),
    "key and value": lambda error: ", ".join(f"{key}: {value}" for key, value in error.items()) + " [HTTP 400]",
    "numbers in words": lambda error: f"refused with code {error['code']} / subcode {error['error_subcode']}",
    "numbers as a pair": lambda error: f"refused [meta {error['code']}.{error['error_subcode']}]",
    "numbers in brackets": lambda error: f"{error['message']} (code {error['code']}, subcode {error['error_subcode']})",
    "subcode alone": lambda error: f"it says error_subcode={error['error_subcode']}, no more",
    "prefixed": lambda error: f"(#{error['code']}) {error['message']} error_subcode {error['error_subcode']}",
}


@pytest.mark.parametrize("rendering", RENDERINGS)
@pytest.mark.parametrize("answer", ANSWERS)
def test_every_rendering_means_the_same(answer, rendering):
    operation, code, error = ANSWERS[answer]
    diagnosis = classify(salvage(RENDERINGS[rendering](error)), operation)
    assert diagnosis is not None
    assert diagnosis.code == code, diagnosis.rule


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_cut_anywhere_behind_its_subcode_means_the_same(answer):
    operation, code, error = ANSWERS[answer]
    text = json.dumps({"error": {**error, "fbtrace_id": "AAAA"}})
    known = text.index(str(error["error_subcode"])) + len(str(error["error_subcode"])) + 1
    for end in range(known, len(text)):
        diagnosis = classify(salvage(text[:end]), operation)
        assert diagnosis is not None
        assert diagnosis.code == code, text[:end]


@pytest.mark.parametrize("understood", [salvage, lambda text: Reply(0, text)], ids=["pasted", "as it came"])
def test_a_number_that_may_have_lost_its_end_is_not_believed(understood):
    diagnosis = classify(understood('{"error":{"message":"Error validating access token","code":4'), Operation.READ)
    assert diagnosis is not None
    assert diagnosis.code == "threads.token_invalid"

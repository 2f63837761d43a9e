"""Finds the HTTP status that a text speaks of."""

import re

_ANY = r"(?P<status>[1-5][0-9]{2})(?![0-9.]*[0-9])"
_KNOWN = r"(?P<status>40[0-9]|41[0-8]|42[1-9]|431|451|50[0-5]|51[01])(?![0-9.]*[0-9])"
_PAST = r"""["'”\\\]]{0,4}\s{0,4}(?:[:=]|=>|is|of|was)?[\s\[({"'“\\]{0,6}"""

# Sure forms name HTTP or a status, and any number may follow. Loose ones do not, and error codes look like statuses:
# only numbers that everybody uses for one thing count there (102, 190, 200, 341, 368 and 506 are codes elsewhere).
_REASONS = (
    r"client error|server error|bad request|unauthorized|forbidden|not found|gone|method not allowed|request timeout"
    r"|conflict|payload too large|too many requests|unprocessable|internal server error|bad gateway"
    r"|service unavailable|gateway time-?out"
)
_FAILED = r"response|respuesta|réponse|returned|answered|failed|failure|error|exception"
_THEN = r"""(?=[\])]?\s{0,3}(?:[:.,;{\[<"“\u2013-]|$|\n|[A-Z]))"""

_FORMS = (
    rf"\bhttp/[0-9.]{{1,3}}\s{{1,4}}{_ANY}",
    rf"\bhttp[\s_-]{{0,2}}(?:response[\s_-]?)?(?:status|error|code|fehler)?[\s_-]{{0,2}}(?:code)?{_PAST}{_ANY}",
    rf"\b(?:http|response|status|resp)[\s_-]?(?:status|response)?[\s_-]?code{_PAST}{_ANY}",
    rf"(?<![\w.])(?:status|statuscodeerror){_PAST}(?:code{_PAST})?{_ANY}",
    rf"<response\s{{0,2}}\[{_KNOWN}\]",
    rf"(?<![\w#]){_KNOWN}[\s,'\"]{{1,5}}(?:{_REASONS})",
    rf"\b(?:{_FAILED})\s{{0,3}}:?\s{{0,3}}(?:with\s|code\s)?\s{{0,3}}[\[(]?{_KNOWN}{_THEN}",
    rf"[\[(]{_KNOWN}[\])]",
    rf"\A\W{{0,8}}{_KNOWN}(?=\s|:|\Z)",
)
_NUMBER = re.compile(r"[1-5][0-9]{2}")
_FINDERS = tuple(re.compile(form, re.IGNORECASE) for form in _FORMS)

# Reasons that RFC 9110 gives to one status only, and what gateways say; nobody says them of anything else. Those that
# are also plain words (unauthorized, forbidden, not found) count where they name an exception or begin a text.
_EXCEPTION = r"(?:error|exception)\b"
_BEGINS = r"[\"']"
_NAMES = {
    400: rf"bad_?request{_EXCEPTION}|{_BEGINS}bad request:",
    401: rf"unauthorized{_EXCEPTION}|{_BEGINS}unauthorized:",
    403: rf"forbidden{_EXCEPTION}|{_BEGINS}forbidden:",
    404: rf"{_BEGINS}not found:",
    413: r"(?:payload|content|request entity)[ _]?too[ _]?large",
    422: r"unprocessable[ _]?(?:entity|content)",
    429: r"too[ _]?many[ _]?requests",
    500: r"internal[ _]?server[ _]?error",
    502: r"bad[ _]?gateway|upstream[ _]?failure",
    503: r"service[ _]?(?:temporarily[ _]?)?unavailable|no healthy upstream|upstream connect error",
    504: r"gateway[ _]?time-?[ _]?out|upstream[ _]?(?:request[ _]?)?time(?:d[ _])?-?out",
}
_NAMED = tuple((status, re.compile(name, re.IGNORECASE)) for status, name in _NAMES.items())


def find_status(text: str) -> int:
    """The first HTTP status in the surest form that the text has, last by its name; 0 where it has none."""
    if _NUMBER.search(text):
        for finder in _FINDERS:
            if match := finder.search(text):
                return int(match["status"])
    return next((status for status, name in _NAMED if name.search(text)), 0)

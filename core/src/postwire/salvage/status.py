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
    rf"(?<![\w#]){_KNOWN}\s{{1,3}}(?:{_REASONS})",
    rf"\b(?:{_FAILED})\s{{0,3}}:?\s{{0,3}}(?:with\s|code\s)?\s{{0,3}}[\[(]?{_KNOWN}{_THEN}",
    rf"[\[(]{_KNOWN}[\])]",
    rf"\A\W{{0,8}}{_KNOWN}(?=\s|:|\Z)",
)
_NUMBER = re.compile(r"[1-5][0-9]{2}")
_FINDERS = tuple(re.compile(form, re.IGNORECASE) for form in _FORMS)


def find_status(text: str) -> int:
    """The first HTTP status in the surest form that the text has; 0 where it has none."""
    if not _NUMBER.search(text):
        return 0
    for finder in _FINDERS:
        if match := finder.search(text):
            return int(match["status"])
    return 0

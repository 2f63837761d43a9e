"""Why a probe came to nothing."""

import enum


class Fault(enum.StrEnum):
    """What kind of trouble it was: stable, for a program to decide on."""

    FORBIDDEN = "forbidden"
    """The location is not one that we fetch: another scheme, credentials inside, or an address that is not public."""
    UNREACHABLE = "unreachable"
    """No such host, no connection, no trust, or a connection that broke."""
    HTTP_STATUS = "http_status"
    """The server answers, but not with the file."""
    BAD_ANSWER = "bad_answer"
    """The server breaks the rules of HTTP, or the file changed while it was read."""
    REDIRECTS = "redirects"
    """More redirects than the policy allows."""
    TOO_SLOW = "too_slow"
    """The policy's time ran out."""
    TOO_LARGE = "too_large"
    """More bytes than the policy allows would have to be read."""
    NO_FILE = "no_file"
    """There is no readable file under that path."""
    EMPTY = "empty"
    """There is a file of zero bytes."""
    NOT_MEDIA = "not_media"
    """The bytes are something else than a picture or a video."""
    TRUNCATED = "truncated"
    """The file ends before its own description says so."""
    DAMAGED = "damaged"
    """The bytes begin as a known format and do not go on as one."""
    TOO_MANY_PIXELS = "too_many_pixels"
    """Decoding would need absurd amounts of memory."""


_FIXES = {
    Fault.FORBIDDEN: "give the file a public http or https address without credentials in it",
    Fault.UNREACHABLE: "check that the address is right and reachable from the internet",
    Fault.HTTP_STATUS: "make the address answer the file itself, without login",
    Fault.BAD_ANSWER: "serve the file from a server that keeps to HTTP, and leave it unchanged",
    Fault.REDIRECTS: "give the address that the redirects end at",
    Fault.TOO_SLOW: "serve the file from a faster server, or allow the probe more time",
    Fault.TOO_LARGE: "serve the file with range requests and its length, or allow the probe more bytes",
    Fault.NO_FILE: "give the path of a readable file",
    Fault.EMPTY: "export or upload the file again",
    Fault.NOT_MEDIA: "give the address of the file itself, not of a page that shows it",
    Fault.TRUNCATED: "export or upload the file again and let it finish",
    Fault.DAMAGED: "export the file again",
    Fault.TOO_MANY_PIXELS: "scale the picture down",
}


class ProbeFailed(Exception):
    """Nothing can be said about a file. Its text is safe to show and to log."""

    def __init__(self, fault: Fault, location: str, reason: str, fix: str | None = None) -> None:
        self.fault = fault
        self.location = location
        """A path, or a URL without its query: a query may hold a signature."""
        self.reason = reason
        self.fix = fix or _FIXES[fault]
        super().__init__(fault, location, reason, self.fix)

    def __str__(self) -> str:
        return f"{self.location}: {self.reason}; {self.fix}"


class ProbeUnavailable(Exception):
    """The libraries that read media are not installed."""

    def __init__(self, missing: str) -> None:
        super().__init__(missing)
        self.missing = missing

    def __str__(self) -> str:
        return f"probing media needs {self.missing}, which is not installed; run: pip install 'postwire[media]'"

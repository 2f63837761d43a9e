"""Whether a platform's crawler would get the file behind an address, and what would keep it from that."""

from collections.abc import Iterator
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from attrs import evolve, frozen

from postwire.manifest import Crawler, Manifest
from postwire.probe.failure import Fault, ProbeFailed
from postwire.probe.fetch import Answer, Fetcher
from postwire.probe.policy import FetchPolicy
from postwire.probe.signature import HEAD, describe, kind_of, sniff
from postwire.problem import Fix, Problem, Severity

_BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
_MOST_ROBOTS = 256 * 1024
_TLS = ("CERTIFICATE", "SSL", "TLS")


@frozen
class Reached:
    """What came of going there as the crawler."""

    problems: tuple[Problem, ...]
    location: str
    """The address in the end, without its query."""


def reach(url: str, manifest: Manifest, policy: FetchPolicy) -> Reached:
    """Go to an address as a platform's crawler would, as far as is known of it. Raises nothing for what is there."""
    crawler = manifest.crawler or Crawler(user_agent="postwire", robot="postwire")
    try:
        fetcher = Fetcher(url, evolve(policy, user_agent=crawler.user_agent))
    except ProbeFailed as failed:
        return Reached((_failure(manifest, failed),), failed.location)
    try:
        problems = tuple(_found(url, fetcher, manifest, crawler, policy))
        return Reached(problems, fetcher.hops[-1] if fetcher.hops else fetcher.location)
    finally:
        fetcher.close()


def _found(url: str, fetcher: Fetcher, manifest: Manifest, crawler: Crawler, policy: FetchPolicy) -> Iterator[Problem]:
    try:
        answer = fetcher.get({"Range": f"bytes=0-{HEAD - 1}"})
        head = _head(answer)
    except ProbeFailed as failed:
        yield _refused(url, fetcher, failed, manifest, policy)
        return
    if fetcher.hops:
        yield _problem(
            manifest,
            "redirects",
            Severity.WARNING,
            f"it redirects {len(fetcher.hops)} times, to {fetcher.hops[-1]}",
            "Give the address where it ends: not every crawler follows.",
        )
    if (fetcher.hops[-1] if fetcher.hops else fetcher.location).startswith("http:"):
        yield _problem(
            manifest, "unencrypted", Severity.WARNING, "it is not encrypted (http)", "Give an https address."
        )
    yield from _content(answer, head, manifest)
    if answer.status != 206 and answer.length is None:
        yield _problem(
            manifest,
            "no_length",
            Severity.WARNING,
            "the server neither serves ranges nor says how long the file is",
            "Serve it as a plain file, with Content-Length.",
        )
    if not _welcomed(url, crawler, policy):
        yield _problem(
            manifest,
            "robots",
            Severity.WARNING,
            f"robots.txt keeps {crawler.robot} out",
            f"Allow {crawler.robot} the folder of the media in robots.txt.",
        )


def _head(answer: Answer) -> bytes:
    data = bytearray()
    try:
        for piece in answer.chunks():
            data += piece
            if len(data) >= HEAD:
                break
    finally:
        answer.close()
    return bytes(data[:HEAD])


def _content(answer: Answer, head: bytes, manifest: Manifest) -> Iterator[Problem]:
    said = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    name = sniff(head)
    if name is None:
        yield _problem(
            manifest,
            "not_media",
            Severity.ERROR,
            f"what is there is {describe(head)}, not a picture or video",
            "Give the address of the file itself, not of a page that shows it or asks for a login.",
        )
    elif said.partition("/")[0] != kind_of(name).value:
        yield _problem(
            manifest,
            "content_type",
            Severity.WARNING,
            f"the server calls this {name} {said or 'nothing (no Content-Type)'}",
            f"Have it served as {kind_of(name).value}/...: a crawler may believe the type.",
        )


def _refused(url: str, fetcher: Fetcher, failed: ProbeFailed, manifest: Manifest, policy: FetchPolicy) -> Problem:
    status = fetcher.status
    if failed.fault is not Fault.HTTP_STATUS or status is None or not 400 <= status < 500:
        return _failure(manifest, failed)
    try:
        browser = Fetcher(url, evolve(policy, user_agent=_BROWSER))
        try:
            browser.get({"Range": "bytes=0-0"}).close()
        finally:
            browser.close()
    except ProbeFailed:
        return _failure(manifest, failed)
    return _problem(
        manifest,
        "crawler_blocked",
        Severity.ERROR,
        f"the server answers HTTP {status} to {manifest.title}'s crawler, and serves the file to a browser",
        "Let the crawler in: in the firewall, the CDN's bot rules, or the server's list of user agents.",
    )


def _failure(manifest: Manifest, failed: ProbeFailed) -> Problem:
    if failed.fault is Fault.UNREACHABLE and any(word in failed.reason.upper() for word in _TLS):
        return _problem(
            manifest,
            "tls",
            Severity.ERROR,
            failed.reason,
            "Serve a certificate that is valid for the host, with the whole chain of its authorities.",
        )
    fix = f"{failed.fix[0].upper()}{failed.fix[1:]}."
    return _problem(manifest, failed.fault.value, Severity.ERROR, failed.reason, fix)


def _welcomed(url: str, crawler: Crawler, policy: FetchPolicy) -> bool:
    """What robots.txt says; where there is none, or it cannot be read, everybody may come."""
    parts = urlsplit(url)
    try:
        fetcher = Fetcher(f"{parts.scheme}://{parts.netloc}/robots.txt", evolve(policy, user_agent=crawler.user_agent))
        try:
            answer = fetcher.get({})
            data = bytearray()
            try:
                for piece in answer.chunks():
                    data += piece
                    if len(data) > _MOST_ROBOTS:
                        break
            finally:
                answer.close()
        finally:
            fetcher.close()
    except ProbeFailed:
        return True
    robots = RobotFileParser()
    robots.parse(bytes(data).decode("utf-8", "replace").splitlines())
    return robots.can_fetch(crawler.robot, url)


def _problem(manifest: Manifest, name: str, severity: Severity, message: str, fix: str) -> Problem:
    sources = manifest.crawler.sources if manifest.crawler else ()
    return Problem(
        rule=f"{manifest.platform}.reach.{name}",
        severity=severity,
        message=f"{message}.",
        field="media",
        fix=Fix(fix),
        sources=sources,
    )

"""Going to an address as a platform's crawler would."""

import pytest

from postwire.demo.media import Sample
from postwire.probe import FetchPolicy, reach
from postwire_threads.manifest import MANIFEST

JPEG = Sample.PHOTO.path.read_bytes()
AGENT = MANIFEST.crawler.user_agent


def rules(web, url, **policy):
    return [
        problem.rule.removeprefix("threads.reach.") for problem in reach(url, MANIFEST, web.policy(**policy)).problems
    ]


def _as(web, path, kind, data=JPEG, **how):
    return web.serve(path, data, headers=[("Content-Type", kind)], **how)


def test_a_file_that_is_served_well_has_only_its_plain_http_against_it(web):
    assert rules(web, _as(web, "/a.jpg", "image/jpeg")) == ["unencrypted"]


def test_the_crawler_says_who_it_is(web):
    seen = []

    def answer(handler):
        seen.append(handler.headers["User-Agent"])
        handler.reply(200, [("Content-Type", "image/jpeg")], len(JPEG))
        handler.send(JPEG)

    web.routes["/a.jpg"] = answer
    rules(web, web.url("/a.jpg"))
    assert seen == [AGENT]


def test_a_server_that_sends_only_the_crawler_away_is_told_apart(web):
    def answer(handler):
        if handler.headers["User-Agent"].startswith("facebook"):
            handler.reply(403, [], 0)
            return
        handler.reply(200, [("Content-Type", "image/jpeg")], len(JPEG))
        handler.send(JPEG)

    web.routes["/a.jpg"] = answer
    (problem,) = reach(web.url("/a.jpg"), MANIFEST, web.policy()).problems
    assert problem.rule == "threads.reach.crawler_blocked"
    assert problem.message == "the server answers HTTP 403 to Threads's crawler, and serves the file to a browser."
    assert "firewall" in problem.fix.sentence


def test_what_is_refused_to_everybody_is_no_matter_of_the_crawler(web):
    web.routes["/a.jpg"] = lambda handler: handler.reply(404, [], 0)
    assert rules(web, web.url("/a.jpg")) == ["http_status"]


def test_redirects_are_told_with_their_end_and_without_its_query(web):
    end = _as(web, "/b.jpg", "image/jpeg")
    web.routes["/a.jpg"] = lambda handler: handler.reply(302, [("Location", f"{end}?sig=secret")], 0)
    web.routes["/b.jpg?sig=secret"] = web.routes["/b.jpg"]
    reached = reach(web.url("/a.jpg"), MANIFEST, web.policy())
    assert reached.problems[0].rule == "threads.reach.redirects"
    assert reached.location == end
    assert "secret" not in repr(reached)


@pytest.mark.parametrize(
    ("kind", "data", "rule"),
    [
        ("text/html", b"<html><body>Log in</body></html>", "not_media"),
        ("text/plain", JPEG, "content_type"),
        ("application/octet-stream", JPEG, "content_type"),
    ],
)
def test_what_is_there_is_compared_with_what_the_server_calls_it(web, kind, data, rule):
    assert rules(web, _as(web, "/a.jpg", kind, data)) == ["unencrypted", rule]


def test_a_server_without_ranges_and_length_is_told(web):
    assert rules(web, _as(web, "/a.jpg", "image/jpeg", ranges=False, length=False)) == ["unencrypted", "no_length"]


def test_robots_txt_is_read_as_the_crawler(web):
    url = _as(web, "/private/a.jpg", "image/jpeg")
    web.serve("/robots.txt", b"User-agent: *\nAllow: /\n\nUser-agent: facebookexternalhit\nDisallow: /private\n")
    assert rules(web, url) == ["unencrypted", "robots"]


def test_private_addresses_are_not_gone_to(web):
    url = _as(web, "/a.jpg", "image/jpeg")
    (problem,) = reach(url, MANIFEST, FetchPolicy()).problems
    assert problem.rule == "threads.reach.forbidden"
    assert web.requests == []


def test_a_certificate_that_nobody_trusts_is_named(web):
    with_tls = web.url("/a.jpg").replace("http:", "https:")
    (problem,) = reach(with_tls, MANIFEST, web.policy()).problems
    assert problem.rule == "threads.reach.tls"
    assert "certificate" in problem.fix.sentence

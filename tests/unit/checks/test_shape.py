"""What holds for every post on every platform."""

import attrs
import pytest

from postwire.checks import check
from postwire.media import Media, MediaFacts, MediaKind
from postwire.post import Post
from postwire.problem import Severity


def rules(post, manifest):
    return [problem.rule for problem in check(post, manifest)]


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u00a0"])
def test_a_post_of_nothing_is_empty(manifest, text):
    (problem,) = check(Post(text), manifest)
    assert (problem.rule, problem.severity, problem.field) == ("imaginary.post.empty", Severity.ERROR, "text")


@pytest.mark.parametrize("post", [Post("x"), Post(media=[Media("a.png")]), Post(link="https://example.com")])
def test_a_post_with_anything_to_show_is_not_empty(manifest, post):
    assert rules(post, manifest) == []


def test_half_a_surrogate_pair_is_refused_in_text_and_alternative_text(manifest):
    post = Post("ab\ud83d", [Media("a.png", "\udc4d")])
    text, alternative = check(post, manifest)
    assert (text.rule, text.field, text.item) == ("imaginary.text.not_unicode", "text", None)
    assert text.message == "Character 3 is half of a surrogate pair (U+D83D)."
    assert (alternative.rule, alternative.field, alternative.item) == ("imaginary.alt_text.not_unicode", "media", 0)
    text.message.encode()


@pytest.mark.parametrize("parent", ["", "  "])
def test_an_answer_to_nothing_is_refused(manifest, parent):
    assert rules(Post("x", reply_to=parent), manifest) == ["imaginary.reply_to.empty"]


@pytest.mark.parametrize("link", ["", "www.example.com", "ftp://example.com", "https://a b.example", "https://[bad"])
def test_a_link_that_is_no_web_address_is_refused(manifest, link):
    (problem,) = check(Post("x", link=link), manifest)
    assert (problem.rule, problem.severity, problem.observed) == ("imaginary.link.not_an_address", Severity.ERROR, link)


def test_media_that_could_be_anything_is_refused_until_it_is_declared_or_probed(manifest):
    location = "https://example.com/download?id=5"
    assert rules(Post(media=[Media(location)]), manifest) == ["imaginary.media.unknown_kind"]
    assert rules(Post(media=[Media(location, declared=MediaKind.IMAGE)]), manifest) == []
    assert rules(Post(media=[Media(location, facts=MediaFacts(kind=MediaKind.IMAGE))]), manifest) == []


@pytest.mark.parametrize(
    "location", ["a.png", "/srv/a.png", "file:///a.png", "ftp://example.com/a.png", "https:///a.png"]
)
def test_a_local_file_is_refused_where_the_platform_fetches_media_itself(manifest, location):
    fetching = attrs.evolve(manifest, media_by_url=True)
    (problem,) = check(Post(media=[Media(location)]), fetching)
    assert (problem.rule, problem.severity, problem.item) == ("imaginary.media.no_address", Severity.ERROR, 0)
    assert rules(Post(media=[Media(location)]), manifest) == []


@pytest.mark.parametrize("location", ["https://example.com/my clip.png", "http://[bad/a.png"])
def test_a_broken_address_is_refused_with_how_to_write_it(manifest, location):
    (problem,) = check(Post(media=[Media(location)]), attrs.evolve(manifest, media_by_url=True))
    assert problem.rule == "imaginary.media.no_address"
    assert "%20" in problem.fix.sentence


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost.",
        "x.localhost",
        "127.0.0.1",
        "[::1]",
        "10.1.2.3",
        "192.168.0.9",
        "169.254.169.254",
        "[fe80::1]",
        "nas",
        "nas.local",
        "Files.LAN",
        "db.internal",
    ],
)
def test_a_host_that_only_this_network_knows_is_a_warning(manifest, host):
    post = Post(media=[Media(f"http://{host}:8000/a.png")])
    (problem,) = check(post, attrs.evolve(manifest, media_by_url=True))
    assert (problem.rule, problem.severity) == ("imaginary.media.private_address", Severity.WARNING)
    assert rules(post, manifest) == []


@pytest.mark.parametrize(
    "host", ["example.com", "8.8.8.8", "[2606:4700::1111]", "local.example.com", "cdn.example.com:444"]
)
def test_a_public_host_is_fine(manifest, host):
    post = Post(media=[Media(f"https://{host}/a.png")])
    assert rules(post, attrs.evolve(manifest, media_by_url=True)) == []


def test_no_problem_repeats_the_query_of_a_media_address(manifest):
    fetching = attrs.evolve(manifest, media_by_url=True)
    for location in ("https://localhost/a?sig=hush", "https://u:hush@nas/a?sig=hush", "https://x y/a?sig=hush"):
        found = check(Post(media=[Media(location)]), fetching)
        assert found
        assert "hush" not in repr(found)


@pytest.mark.parametrize(
    ("location", "name", "kind", "is_remote"),
    [
        ("https://example.com/a/b.JPG?x=c.mp4#d.mp4", "b.JPG", MediaKind.IMAGE, True),
        ("HTTPS://example.com/b.mp4", "b.mp4", MediaKind.VIDEO, True),
        ("https://example.com", "", None, True),
        ("http://[bad/b.mov", "b.mov", MediaKind.VIDEO, True),
        ("/home/a.b/c d.webm", "c d.webm", MediaKind.VIDEO, False),
        ("what?.png", "what?.png", MediaKind.IMAGE, False),
        ("s3://bucket/a.png", "a.png", MediaKind.IMAGE, False),
    ],
)
def test_media_knows_its_name_its_kind_and_where_it_lies(location, name, kind, is_remote):
    media = Media(location)
    assert (media.name, media.kind, media.is_remote) == (name, kind, is_remote)

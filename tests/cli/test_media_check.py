"""`postwire media check`: what would keep a platform from a file."""

import shutil

import pytest

from postwire.cli.exit import Exit
from postwire.demo.media import Sample
from postwire.demo.media_server import MediaServer


@pytest.fixture
def web(home):
    for sample in Sample:
        shutil.copy(sample.path, home)
    (home / "page.jpg").write_text("<html>Log in</html>")
    with MediaServer(home) as server:
        yield server


def test_a_file_that_is_taken_is_said_to_be(cli, web):
    ran = cli("media", "check", web.url(Sample.PHOTO), "--for", "threads", "--allow-host", web.host)
    assert ran.code is Exit.DONE
    assert ran.out.splitlines()[-1] == f"{web.url(Sample.PHOTO)}: nothing speaks against it"
    assert "threads.reach.unencrypted" in ran.out


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("page.jpg", "threads.reach.not_media"),
        ("none.jpg", "threads.reach.http_status"),
        (Sample.SLOW, "threads.video.frame_rate"),
        (Sample.DISGUISED, "threads.video.format"),
    ],
)
def test_what_speaks_against_a_file_is_told_with_its_fix(cli, web, name, rule):
    ran = cli("media", "check", web.url(name), "--for", "threads", "--allow-host", web.host, "--json")
    assert ran.code is Exit.REFUSED
    told = {problem["rule"]: problem for problem in ran.json["problems"]}
    assert told[rule]["severity"] == "error"
    assert told[rule]["fix"]["sentence"]
    assert not ran.json["ok"]


def test_an_address_of_an_inner_network_is_not_gone_to(cli, web):
    ran = cli("media", "check", web.url(Sample.PHOTO), "--for", "threads", "--json")
    assert [problem["rule"] for problem in ran.json["problems"]] == ["threads.reach.forbidden"]


def test_a_signature_is_not_repeated(cli, web):
    address = f"{web.url('none.jpg')}?X-Amz-Signature=0123456789abcdef"
    ran = cli("media", "check", address, "--for", "threads", "--allow-host", web.host)
    assert "0123456789abcdef" not in ran.out + ran.err


def test_what_is_no_address_is_refused(cli):
    ran = cli("media", "check", "photo.jpg", "--for", "threads", "--json")
    assert ran.code is Exit.USAGE
    assert "postwire media fix" in ran.json["error"]["fix"]

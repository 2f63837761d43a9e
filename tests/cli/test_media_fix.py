"""`postwire media fix`: what is wrong, and a new file."""

import shlex

import pytest
from PIL import Image

from postwire.cli.exit import Exit
from postwire.demo.media.make_faulty import FILMS, make_film


@pytest.fixture
def clip(home):
    make_film(home / "clip.webm", FILMS["vp9.webm"])
    return home / "clip.webm"


@pytest.mark.usefixtures("clip")
def test_every_fault_is_named_and_a_new_file_stands_beside(cli):
    ran = cli("media", "fix", "clip.webm", "--for", "threads")
    assert ran.code is Exit.DONE
    assert ran.out.splitlines()[1:3] == [
        "error: clip.webm: the video is encoded as vp9; Threads takes H.264 and HEVC. [threads.video.codec]",
        "error: clip.webm: the sound is encoded as opus; Threads takes AAC. [threads.audio.codec]",
    ]
    assert "the video is webm, whatever its name says" in ran.out.splitlines()[0]
    assert ran.out.splitlines()[3].startswith("clip.threads.mp4: mp4 (h264, aac), 2.0213 s, 30 fps, 320x568, ")
    again = cli("media", "fix", "clip.threads.mp4", "--for", "threads")
    assert again.out == "clip.threads.mp4: nothing to mend for Threads\n"


@pytest.mark.usefixtures("clip")
def test_the_command_that_validate_prints_mends_the_file(cli):
    told = cli("validate", "threads", "--text", "Hi", "--media", "clip.webm")
    commands = {line.strip(" $") for line in told.out.splitlines() if line.startswith("  $ postwire media")}
    assert len(commands) == 1
    _, *words = shlex.split(commands.pop())
    assert cli(*words).code is Exit.DONE
    after = cli("validate", "threads", "--text", "Hi", "--media", "clip.threads.mp4", "--json").json
    assert {problem["rule"] for problem in after["problems"]} == {"threads.media.no_address"}


def test_a_program_reads_the_same_as_one_document(cli, home):
    Image.new("RGB", (1600, 400)).save(home / "photo.bmp")
    told = cli("media", "fix", "photo.bmp", "--for", "threads", "-o", "small.jpg", "--json").json
    assert [problem["rule"] for problem in told["problems"]] == ["threads.image.format", "threads.image.too_wide"]
    assert [(each["file"], each["facts"]["width"]) for each in told["files"]] == [("small.jpg", 1440)]
    assert told["left"] == told["notes"] == []


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["none.mp4", "--for", "threads"], "probe_no_file", "it cannot be read: No such file"),
        (["clip.webm", "--for", "nowhere"], "unknown_platform", "platform 'nowhere' is not known"),
        (["clip.webm", "--for", "threads", "-o", "clip.webm"], "unmendable", "Name it clip.mp4"),
        (["https://cdn.example/clip.mp4", "--for", "threads"], "usage", "is an address"),
    ],
)
@pytest.mark.usefixtures("clip")
def test_what_cannot_be_done_is_said_with_a_fix(cli, arguments, code, words):
    ran = cli("media", "fix", *arguments, "--json")
    assert ran.code in {Exit.REFUSED, Exit.USAGE, Exit.SETUP}
    assert ran.json["error"]["code"] == code
    assert words in ran.json["error"]["message"] + ran.json["error"]["fix"]
    assert ran.json["error"]["fix"]

"""Command lines that mend files."""

import shlex
import subprocess
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postwire.checks import check
from postwire.checks.commands import command_for
from postwire.manifest import Measure
from postwire.media import Media, MediaFacts, MediaKind
from postwire.post import Post

NAMES = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0/", exclude_categories=["Cs"]), min_size=1)


@pytest.mark.parametrize(
    ("location", "command"),
    [
        ("clip.mov", "mend clip.mov clip.imaginary.mp4"),
        ("/srv/media/clip.mov", "mend /srv/media/clip.mov /srv/media/clip.imaginary.mp4"),
        ("my clip.mov", "mend 'my clip.mov' my_clip.imaginary.mp4"),
        ("it's; rm -rf $HOME.mov", """mend 'it'"'"'s; rm -rf $HOME.mov' it_s_rm_-rf_HOME.imaginary.mp4"""),
        ("-y.mov", "mend ./-y.mov y.imaginary.mp4"),
        ("concat:a.mov", "mend ./concat:a.mov concat_a.imaginary.mp4"),
        ("a/b:c.mov", "mend a/b:c.mov a/b_c.imaginary.mp4"),
        ("50%d.mov", "mend 50%d.mov 50_d.imaginary.mp4"),
        ("clip", "mend clip clip.imaginary.mp4"),
        ("clip.imaginary.mp4", "mend clip.imaginary.mp4 clip.imaginary.imaginary.mp4"),
        ("https://example.com/a/clip.mov?sig=hush", "mend clip.mov clip.imaginary.mp4"),
        ("https://u:hush@example.com/", "mend media media.imaginary.mp4"),
    ],
)
def test_a_command_names_the_file_and_a_new_one_beside_it(location, command):
    assert command_for("mend {file} {new:mp4}", Media(location), "imaginary") == command


@given(NAMES, st.sampled_from(["", "/", "folder/", "/a b/"]))
def test_the_output_is_never_the_input_and_a_shell_reads_both_back(name, folder):
    location = folder + name
    _, given_file, new = shlex.split(command_for("mend {file} {new:mp4}", Media(location), "imaginary"))
    assert PurePosixPath(given_file) == PurePosixPath(location)
    assert new != given_file
    assert not new.startswith("-")
    assert not given_file.startswith("-")


@pytest.mark.parametrize("name", ["a b.mov", "$(touch owned).mov", "`id`.mov", "new\nline.mov", "'\"'.mov", "*.mov"])
def test_a_real_shell_passes_the_name_on_as_it_is(tmp_path, name):
    line = command_for("printf '%s' {file}", Media(name), "imaginary")
    shown = subprocess.run(["sh", "-c", line], cwd=tmp_path, capture_output=True, check=True)
    assert shown.stdout.decode() == name
    assert list(tmp_path.iterdir()) == []


def test_a_broken_limit_offers_its_command_for_the_file_at_hand(limited):
    manifest = limited({"measure": Measure.VIDEO_WIDTH, "maximum": 10, "command": "mend {file} {new:mp4}"})
    facts = MediaFacts(kind=MediaKind.VIDEO, width=11)
    (problem,) = check(Post(media=[Media("b c.mov", facts=facts)]), manifest)
    assert problem.fix.command == "mend 'b c.mov' b_c.imaginary.mp4"

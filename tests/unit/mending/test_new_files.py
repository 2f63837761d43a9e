"""New files never stand in another one's place, and never stand there unfinished."""

import pytest
from PIL import Image

from postwire.mending import Unmendable, mend
from postwire.mending.fresh import draft, settle
from postwire.probe import ProbeFailed
from postwire_threads.manifest import MANIFEST


@pytest.fixture
def picture(tmp_path):
    Image.new("RGB", (400, 300)).save(tmp_path / "old.bmp")
    return tmp_path / "old.bmp"


def test_what_needs_no_mending_is_left_alone(tmp_path):
    Image.new("RGB", (400, 300)).save(tmp_path / "fine.png")
    done = mend(tmp_path / "fine.png", MANIFEST)
    assert (done.found, done.files) == ((), ())
    assert [path.name for path in tmp_path.iterdir()] == ["fine.png"]


@pytest.mark.parametrize("name", ["old.threads.jpg", "other.jpg"])
def test_nothing_is_overwritten(picture, tmp_path, name):
    (tmp_path / name).write_text("precious")
    out = None if name.startswith("old") else tmp_path / name
    with pytest.raises(Unmendable, match="exists, and nothing is overwritten"):
        mend(picture, MANIFEST, out=out)
    assert (tmp_path / name).read_text() == "precious"
    assert len(list(tmp_path.iterdir())) == 2


def test_a_name_that_is_taken_meanwhile_stays_with_its_owner(tmp_path):
    name = tmp_path / "new.jpg"
    with draft(name) as temporary:
        temporary.write_text("ours")
        name.write_text("theirs")
        with pytest.raises(Unmendable, match="it exists"):
            settle(temporary, name)
    assert name.read_text() == "theirs"
    assert list(tmp_path.iterdir()) == [name]


def test_a_link_that_leads_nowhere_is_not_followed(picture, tmp_path):
    (tmp_path / "new.jpg").symlink_to(tmp_path / "elsewhere.jpg")
    with pytest.raises(Unmendable, match="it exists"):
        mend(picture, MANIFEST, out=tmp_path / "new.jpg")
    assert not (tmp_path / "elsewhere.jpg").exists()


def test_an_interruption_leaves_nothing_behind(picture, tmp_path):
    def interrupt(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mend(picture, MANIFEST, progress=interrupt)
    assert [path.name for path in tmp_path.iterdir()] == ["old.bmp"]


def test_a_suffix_that_would_lie_is_refused(picture, tmp_path):
    with pytest.raises(Unmendable, match=r"what is written is a \.jpg file; name it new\.jpg"):
        mend(picture, MANIFEST, out=tmp_path / "new.mp4")


def test_a_folder_that_is_not_there_is_named(picture, tmp_path):
    with pytest.raises(Unmendable, match="there is no folder"):
        mend(picture, MANIFEST, out=tmp_path / "no" / "new.jpg")


def test_what_is_no_media_is_told_by_the_probe(tmp_path):
    (tmp_path / "page.jpg").write_text("<html>")
    with pytest.raises(ProbeFailed, match="not a media file"):
        mend(tmp_path / "page.jpg", MANIFEST)

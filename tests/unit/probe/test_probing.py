import os
import pickle
import subprocess
import sys

import pytest

from postwire.demo.media import Sample
from postwire.probe import Fault, ProbeFailed, ProbeUnavailable, probe_file


@pytest.mark.parametrize(
    ("missing", "module", "sample", "name"),
    [("av", "video", Sample.CLIP, "PyAV"), ("PIL", "picture", Sample.CARD, "Pillow")],
)
def test_a_missing_library_is_named_with_the_way_to_install_it(monkeypatch, missing, module, sample, name):
    monkeypatch.delitem(sys.modules, f"postwire.probe.{module}", raising=False)
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ProbeUnavailable, match=rf"{name}.*pip install 'postwire\[media\]'"):
        probe_file(sample.path)


def test_the_probe_is_imported_without_its_libraries():
    script = "import sys, postwire.probe; sys.exit(bool({'av', 'PIL'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize("make", ["nothing", "folder", "pipe", "zero byte"])
def test_what_is_no_regular_file_is_refused(tmp_path, make):
    path = tmp_path / ("a\0b" if make == "zero byte" else "thing")
    if make == "folder":
        path.mkdir()
    if make == "pipe":
        os.mkfifo(path)
    with pytest.raises(ProbeFailed) as caught:
        probe_file(path)
    assert caught.value.fault is Fault.NO_FILE


def test_a_failure_says_where_what_and_how_to_mend_it(tmp_path):
    path = tmp_path / "page.mp4"
    path.write_text("<html>")
    with pytest.raises(ProbeFailed) as caught:
        probe_file(path)
    assert str(caught.value) == f"{path}: {caught.value.reason}; {caught.value.fix}"
    assert caught.value.location == str(path)


def test_a_failure_survives_the_way_to_another_process():
    failure = ProbeFailed(Fault.EMPTY, "a.mp4", "it has no bytes at all", "try again")
    again = pickle.loads(pickle.dumps(failure))  # noqa: S301 - our own bytes
    assert (str(again), again.fault, again.fix) == (str(failure), Fault.EMPTY, "try again")


def test_every_fault_has_a_fix():
    assert all(ProbeFailed(fault, "x", "y").fix for fault in Fault)

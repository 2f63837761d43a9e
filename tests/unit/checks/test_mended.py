"""Fixes that a machine can apply."""

import pytest

from postwire.checks import mended
from postwire.post import Post
from postwire.problem import Fix


def test_every_known_path_is_changed_and_nothing_else():
    post = Post("a", reply_to="1", link="l", options={"p": {"x": 1, "y": 2}, "q": {"x": 1}})
    fix = Fix("do", change={"text": "b", "reply_to": "2", "link": "m", "options.p.x": 3, "options.r.s.t": 4})
    expected = {"p": {"x": 3, "y": 2}, "q": {"x": 1}, "r": {"s.t": 4}}
    assert mended(post, fix) == Post("b", reply_to="2", link="m", options=expected)
    assert post.text == "a"


def test_a_fix_for_people_is_refused():
    with pytest.raises(ValueError, match="no machine can apply this: Crop it"):
        mended(Post("a"), Fix("Crop it."))


@pytest.mark.parametrize("path", ["media", "txet", "options.p", "text.x", ""])
def test_an_unknown_path_is_refused_by_name(path):
    with pytest.raises(ValueError, match=f"'{path}' is no path of a post"):
        mended(Post("a"), Fix("do", change={path: 1}))

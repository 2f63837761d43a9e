"""One command posts to Threads (its sandbox), Bluesky and Mastodon, and one tells all three stories."""

from pathlib import Path

from tests.live.everywhere import post_everywhere


def test_one_command_posts_to_three_platforms_and_one_tells_of_all(tmp_path: Path) -> None:
    shown = post_everywhere(tmp_path)
    assert shown.complaint() is None
    assert sorted(shown.deliveries) == ["bluesky", "mastodon", "threads"]
    for platform, story in shown.deliveries.items():
        assert story["permalink"], platform
        assert any(entry["name"] == "posted" for entry in story["history"]), platform

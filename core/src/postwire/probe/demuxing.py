"""How FFmpeg is told to read a file of a known format, and to open nothing else.

The format is told, not guessed: a guessing FFmpeg takes playlists too, and fetches what they name.
"""

ISO = frozenset({"mp4", "mov"})
DEMUXERS = {
    **dict.fromkeys(ISO, "mov"),
    **dict.fromkeys(("matroska", "webm"), "matroska"),
    **{name: name for name in ("avi", "flv", "mpegts", "mpeg")},
}
"""By the format's name in `MediaFacts`."""
OPTIONS = {
    "protocol_whitelist": "none",
    "max_streams": "32",
    "max_pixels": str(8192 * 4320),  # FFmpeg decodes a first frame, of any size that a header claims
}

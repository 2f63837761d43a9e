"""Where the facts about Bluesky were read, and when."""

from datetime import date

from postwire.source import Source, Standing

_DOCS = "https://docs.bsky.app/docs"
_SEEN = date(2026, 11, 21)

LEXICON = Source("Lexicons app.bsky.feed.post and app.bsky.embed.*, as @atproto/pds 0.5.35 ships them", _SEEN)
SERVER = Source("@atproto/pds 0.5.35, on loopback: what it takes and what it answers", _SEEN, Standing.SEEN)
OLDER_SERVER = Source("@atproto/pds 0.4.217, on loopback: blob too big (maximum 1000000)", _SEEN, Standing.SEEN)
POSTS = Source("Bluesky: Posts", _SEEN, url=f"{_DOCS}/advanced-guides/posts")
RICH_TEXT = Source("Bluesky: Links, mentions, and rich text", _SEEN, url=f"{_DOCS}/advanced-guides/post-richtext")
RATES = Source("Bluesky: Rate limits", _SEEN, url=f"{_DOCS}/advanced-guides/rate-limits")
VIDEO = Source("Bluesky: Uploading video, the simple method", _SEEN, url=f"{_DOCS}/tutorials/video")
UPLOAD_BLOB = Source(
    "com.atproto.repo.uploadBlob: deleted if not referenced within a time window (minutes)",
    _SEEN,
    url=f"{_DOCS}/api/com-atproto-repo-upload-blob",
)
BLOBS = Source("AT Protocol: Uploading blobs", _SEEN, url="https://atproto.com/guides/blob-lifecycle")
THREE_MINUTES = Source(
    "Ayrshare, media guidelines of Bluesky: MP4, 3 minutes, 100 MB; simple-post 1.3.1 says 10 minutes, 300 MB",
    _SEEN,
    Standing.SEEN,
    "https://www.ayrshare.com/docs/media-guidelines/bluesky",
)
LABELS = Source("Bluesky: Labels and moderation", _SEEN, url=f"{_DOCS}/advanced-guides/moderation")
SESSIONS = Source("com.atproto.server.createSession", _SEEN, url=f"{_DOCS}/api/com-atproto-server-create-session")

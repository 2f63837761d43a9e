"""Where the facts about Threads were read. The day is the newest on which the page is known to have said so."""

from datetime import date

from postwire.source import Source, Standing

_META = "https://developers.facebook.com"

POSTS = Source("Threads API: Posts", date(2026, 4, 14), url=f"{_META}/documentation/threads/posts")
REFERENCE = Source(
    "Threads API: Publishing reference", date(2026, 4, 1), url=f"{_META}/docs/threads/reference/publishing"
)
OVERVIEW = Source("Threads API: Overview", date(2025, 12, 22), url=f"{_META}/documentation/threads/overview")
LINKS = Source(
    "Threads API: Text attachments, how links are counted",
    date(2025, 12, 15),
    url=f"{_META}/docs/threads/create-posts/text-attachments",
)
ALT_TEXT = Source(
    "Threads API: Accessibility",
    date(2024, 8, 21),
    url=f"{_META}/documentation/threads/posts/accessibility",
)
REPLIES = Source(
    "Threads API: Retrieve and manage replies",
    date(2026, 4, 1),
    url=f"{_META}/docs/threads/retrieve-and-manage-replies",
)
REPLY_CONTROL = Source("Threads API: Reply management", date(2026, 4, 1), url=f"{_META}/docs/threads/reply-management")
DELETES = Source("Threads API: Delete posts", date(2026, 4, 1), url=f"{_META}/docs/threads/posts/delete-posts")
GET_STARTED = Source("Threads API: Get started", date(2026, 4, 1), url=f"{_META}/docs/threads/get-started")
LONG_LIVED = Source(
    "Threads API: Long-lived tokens", date(2026, 8, 12), url=f"{_META}/docs/threads/get-started/long-lived-tokens"
)
DEBUG_TOKEN = Source(
    "Threads API: Debug access tokens", date(2025, 12, 22), url=f"{_META}/docs/threads/troubleshooting"
)
TROUBLESHOOTING = Source("Threads API: Troubleshooting", date(2026, 4, 1), url=f"{_META}/docs/threads/troubleshooting")
_DOCS = f"{_META}/docs/threads"
_CRAWLED = date(2026, 4, 1)
POLLS = Source("Threads API: Polls", _CRAWLED, url=f"{_DOCS}/create-posts/polls")
SPOILERS = Source("Threads API: Spoilers", _CRAWLED, url=f"{_DOCS}/create-posts/spoilers")
TEXT_ATTACHMENTS = Source("Threads API: Text attachments", _CRAWLED, url=f"{_DOCS}/create-posts/text-attachments")
GIFS = Source("Threads API: changes of 2025-10-17 and 2026-02-27, GIF attachments", _CRAWLED)
GHOSTS = Source("Threads API: Ghost posts", _CRAWLED, url=f"{_DOCS}/create-posts/ghost-posts")
GEO_GATING = Source("Threads API: Geo-gating", _CRAWLED, url=f"{_DOCS}/geo-gating")
APPROVALS = Source("Threads API: change of 2026-02-13, reply approvals", _CRAWLED, url=f"{_DOCS}/reply-management")
SHARING = Source("Threads API: Share to Instagram", _CRAWLED, url=f"{_DOCS}/create-posts/share-to-instagram")
LOCATIONS = Source("Threads API: Location tagging", _CRAWLED, url=f"{_DOCS}/create-posts/location-tagging")
REPOSTS = Source("Threads API: Reposts", _CRAWLED, url=f"{_DOCS}/posts/reposts")
QUOTES = Source("Threads API: Quote posts", _CRAWLED, url=f"{_DOCS}/posts/quote-posts")
INSIGHTS = Source("Threads API: Insights", _CRAWLED, url=f"{_DOCS}/insights")
MENTIONS = Source("Threads API: Mentions", _CRAWLED, url=f"{_DOCS}/threads-mentions")
PROFILES = Source("Threads API: Profiles", _CRAWLED, url=f"{_DOCS}/threads-profiles")
SEARCH = Source("Threads API: Keyword search", date(2026, 1, 21), url=f"{_DOCS}/keyword-search")
WEB_INTENTS = Source("Threads web intents: tags", date(2026, 1, 22))

COUNTED_IN_BYTES = Source(
    "postiz-app: 175 texts refused in 90 days, cured by counting UTF-8 bytes",
    date(2026, 8, 23),
    Standing.SEEN,
    "https://github.com/gitroomhq/postiz-app/pull/1946",
)
IGNORED_POLL = Source(
    "meta-mcp: a wrongly shaped poll is dropped without a word, and a plain text post results",
    date(2026, 4, 18),
    Standing.SEEN,
    "https://github.com/exileum/meta-mcp",
)
OFFSET_UNITS = Source(
    "Offsets in UTF-16 units (Meta's sample app), UTF-8 bytes (meta-mcp) or code points (threads-rs)",
    date(2026, 4, 18),
    Standing.SEEN,
)
SAMPLE = Source(
    "Meta's own sample app and its test video",
    date(2026, 1, 2),
    Standing.SEEN,
    "https://github.com/fbsamples/threads_api",
)
POSTPEER = Source(
    "PostPeer: Threads errors (MP4 with H.264 and AAC only; HEVC, AV1 and VP9 refused)",
    date(2026, 11, 21),
    Standing.SEEN,
    "https://www.postpeer.dev/errors/threads",
)
LATE_ERRORS = Source("Late: Threads error reference (H.264 in MP4 only)", date(2026, 11, 21), Standing.SEEN)
LATE_MEDIA = Source(
    "Late: Threads media guidelines (WebP and GIF taken)",
    date(2026, 11, 21),
    Standing.SEEN,
    "https://docs.getlate.dev/resources/media-guidelines/threads",
)
LETMEPOST_FORMATS = Source(
    "letmepost: formats of Threads media (WebP taken, HEIC and BMP refused)",
    date(2026, 11, 21),
    Standing.SEEN,
    "https://docs.letmepost.dev/preflight/threads-media-mime_allowed",
)
LETMEPOST_HEVC = Source(
    "letmepost: HEVC inside MP4 is the commonest failed container",
    date(2026, 11, 21),
    Standing.SEEN,
    "https://docs.letmepost.dev/preflight/threads-container-error",
)
LETMEPOST_IMAGE_SIZE = Source(
    "letmepost: 8 MB read as 8,000,000 bytes",
    date(2026, 11, 21),
    Standing.SEEN,
    "https://docs.letmepost.dev/preflight/threads-media-image_size_max",
)
LETMEPOST_VIDEO_SIZE = Source(
    "letmepost: 1 GB read as 1,000,000,000 bytes",
    date(2026, 11, 21),
    Standing.SEEN,
    "https://docs.letmepost.dev/preflight/threads-media-video_size_max",
)
VIDEO_TIMES = Source("Field report: videos finished 31 to 39 s after creation", date(2026, 8, 5), Standing.SEEN)
NOT_THERE_YET = Source(
    "trypost: containers that read FINISHED and cannot be found for some seconds",
    date(2026, 8, 13),
    Standing.SEEN,
    "https://github.com/trypostit/trypost/pull/280",
)
"""The error 24/4279009, which passes by itself."""
CRAWLER = Source(
    "Meta Web Crawlers: FacebookExternalHit, for what is shared; that it fetches the media of Threads is inferred",
    date(2026, 11, 21),
    Standing.INFERRED,
    f"{_META}/docs/sharing/webmasters/web-crawlers",
)

"""Where the error rules were read, and when."""

from datetime import date

from postwire.source import Source, Standing

_READ = date(2026, 11, 21)
_META = "https://developers.facebook.com/docs/"
_GITHUB = "https://github.com/"


def _report(title: str, path: str) -> Source:
    return Source(title, _READ, Standing.SEEN, _GITHUB + path)


GRAPH_ERRORS = Source("Meta, Graph API: handling errors", _READ, url=_META + "graph-api/guides/error-handling")
GRAPH_LIMITS = Source("Meta, Graph API: rate limiting", _READ, url=_META + "graph-api/overview/rate-limiting")
THREADS_TROUBLE = Source("Meta, Threads API: troubleshooting", _READ, url=_META + "threads/troubleshooting")
THREADS_POSTS = Source("Meta, Threads API: posts", _READ, url=_META + "threads/posts")
THREADS_TOKENS = Source("Meta, Threads API: access tokens", _READ, url=_META + "threads/get-started")
THREADS_GEO = Source("Meta, Threads API: geo-gating", _READ, url=_META + "threads/geo-gating")
INSTAGRAM_CODES = Source(
    "Meta, Instagram platform: error codes of content publishing",
    _READ,
    url=_META + "instagram-platform/instagram-graph-api/reference/error-codes",
)
BY_ANALOGY = Source("Instagram's code of the same name, not yet met on Threads", _READ, Standing.INFERRED)
RECEIVED = Source("Answers of graph.threads.net in public logs and issues", _READ, Standing.SEEN)
RECEIVED_META = Source("Answers of graph.facebook.com in public logs and issues", _READ, Standing.SEEN)
GATEWAYS = Source("Error references of three posting services: phrases, not codes", _READ, Standing.SEEN)

MEDIA_NOT_FOUND = _report("Postiz: 210 of 584 failures were 24/4279009", "gitroomhq/postiz-app/pull/2047")
MEDIA_DOWNLOAD = _report("Postiz: pictures fail with 1/2207052", "gitroomhq/postiz-app/issues/1364")
BLOCKED_BUT_LIVE = _report("Postiz: blocked by 4/2207051, live all the same", "gitroomhq/postiz-app/pull/1681")
STATUS_OF_A_POST = _report("meta-mcp: a post has no status field", "exileum/meta-mcp/issues/143")
CAROUSEL_RACE = _report("meta-mcp: a carousel needs waiting too", "exileum/meta-mcp/issues/142")
WRONG_APP_ID = _report("brightbean: Threads has an app id of its own", "brightbeanxyz/brightbean-studio/issues/45")
TESTER_INVITE = _report("Meta's sample app: tester has not accepted", "fbsamples/threads_api/issues/14")
OAUTH_AS_JSON = _report("Meta's sample app: OAuth errors come as JSON", "fbsamples/threads_api/issues/24")
DEAD_TOKEN = _report("TryPost: a dead token is told as code 100, not found", "trypostit/trypost/pull/254")
UNKNOWN_MEDIA = _report("restfb: HTTP 200 with error_message UNKNOWN", "restfb/restfb/issues/1591")

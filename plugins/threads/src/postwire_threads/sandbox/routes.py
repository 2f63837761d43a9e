"""What a method and a path mean."""

from collections.abc import Mapping

from attrs import frozen

from postwire_threads.sandbox import deeds, places
from postwire_threads.sandbox.accounts import Scope
from postwire_threads.sandbox.deeds import Deed
from postwire_threads.sandbox.fault import Operation
from postwire_threads.sandbox.platform import Platform


@frozen
class Route:
    """An endpoint: its name, what it does, and what its caller needs beside threads_basic."""

    name: str
    operation: Operation | None
    """None: a path that means nothing."""
    scopes: tuple[Scope, ...]
    deed: Deed | None
    """None: creation, which is a conversation of its own."""
    of_user: bool = False
    """Whether the node has to be the caller's own profile."""


_PUBLISHING = (Scope.CONTENT_PUBLISH,)
# That reading a container needs the right to publish is inferred.
_CONTAINER = Route("GET /{container}", Operation.STATUS, _PUBLISHING, deeds.read_container)
_USER = Route("GET /{user}", Operation.READ, (), deeds.read_profile, of_user=True)
_MEDIA = Route("GET /{media}", Operation.READ, (), deeds.read_post)
_DELETE = Route("DELETE /{media}", Operation.DELETE, (Scope.DELETE,), deeds.delete)
_PLACE = Route("GET /{location}", Operation.READ, (Scope.LOCATION_TAGGING,), deeds.read_place)
_SEARCHES = {
    "keyword_search": Route("GET /keyword_search", Operation.READ, (Scope.KEYWORD_SEARCH,), deeds.search),
    "location_search": Route("GET /location_search", Operation.READ, (Scope.LOCATION_TAGGING,), deeds.search_places),
    "profile_lookup": Route("GET /profile_lookup", Operation.READ, (Scope.PROFILE_DISCOVERY,), deeds.look_up),
    "profile_posts": Route("GET /profile_posts", Operation.READ, (Scope.PROFILE_DISCOVERY,), deeds.list_foreign),
}
_EDGES: Mapping[tuple[str, str], Route] = {
    ("POST", "threads"): Route("POST /{user}/threads", Operation.CREATE, _PUBLISHING, None, of_user=True),
    ("POST", "threads_publish"): Route(
        "POST /{user}/threads_publish", Operation.PUBLISH, _PUBLISHING, deeds.publish, of_user=True
    ),
    ("POST", "repost"): Route("POST /{media}/repost", Operation.REPOST, _PUBLISHING, deeds.repost),
    ("GET", "threads"): Route("GET /{user}/threads", Operation.READ, (), deeds.list_posts, of_user=True),
    ("GET", "replies"): Route(
        "GET /{user}/replies", Operation.READ, (Scope.READ_REPLIES,), deeds.list_replies, of_user=True
    ),
    ("GET", "ghost_posts"): Route("GET /{user}/ghost_posts", Operation.READ, (), deeds.list_ghosts, of_user=True),
    ("GET", "mentions"): Route(
        "GET /{user}/mentions", Operation.READ, (Scope.MANAGE_MENTIONS,), deeds.list_mentions, of_user=True
    ),
    ("GET", "pending_replies"): Route(
        "GET /{media}/pending_replies", Operation.READ, (Scope.READ_REPLIES,), deeds.list_pending
    ),
    ("POST", "manage_reply"): Route(
        "POST /{reply}/manage_reply", Operation.READ, (Scope.MANAGE_REPLIES,), deeds.manage_reply
    ),
    ("POST", "manage_pending_reply"): Route(
        "POST /{reply}/manage_pending_reply", Operation.READ, (Scope.MANAGE_REPLIES,), deeds.manage_pending_reply
    ),
    ("GET", "insights"): Route("GET /{media}/insights", Operation.READ, (Scope.MANAGE_INSIGHTS,), deeds.post_insights),
    ("GET", "threads_insights"): Route(
        "GET /{user}/threads_insights", Operation.READ, (Scope.MANAGE_INSIGHTS,), deeds.profile_insights, of_user=True
    ),
    ("GET", "threads_publishing_limit"): Route(
        "GET /{user}/threads_publishing_limit", Operation.READ, (), deeds.read_quota, of_user=True
    ),
}

_BELOW: Mapping[tuple[str, str], Route] = {
    ("GET", "replies"): Route("GET /{media}/replies", Operation.READ, (Scope.READ_REPLIES,), deeds.list_answers),
    ("GET", "conversation"): Route(
        "GET /{media}/conversation", Operation.READ, (Scope.READ_REPLIES,), deeds.list_conversation
    ),
}
"""Edges of a post, where its name alone does not tell them from those of a user."""


def find_route(platform: Platform, method: str, path: str) -> tuple[Route, str]:
    """The endpoint, and the node that it is about. With or without ``/v1.0``; slashes at the end do not matter."""
    parts = [part for part in path.split("/") if part]
    if parts and parts[0] == "v1.0":
        del parts[0]
    match parts:
        case [node]:
            return _of_node(platform, method, node), node
        case [node, edge] if (method, edge) in _BELOW and node in platform.posts:
            return _BELOW[method, edge], node
        case [node, edge] if (method, edge) in _EDGES:
            return _EDGES[method, edge], node
        case [node, edge] if method == "GET":
            return Route("GET (unknown)", Operation.READ, (), deeds.no_such_field(edge)), node
    return Route(f"{method} (unknown)", None, (), deeds.no_such_path("/".join(parts[1:]))), "".join(parts[:1])


def _of_node(platform: Platform, method: str, node: str) -> Route:
    if method == "DELETE":
        return _DELETE
    if method != "GET":
        return Route(f"{method} (unknown)", None, (), deeds.no_such_method)
    if node in _SEARCHES:
        return _SEARCHES[node]
    if node in platform.containers:
        return _CONTAINER
    if places.exists(node):
        return _PLACE
    return _USER if node == "me" or platform.accounts.knows(node) else _MEDIA

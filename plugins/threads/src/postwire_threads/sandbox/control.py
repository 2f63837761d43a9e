"""The control surface under ``/_sandbox/``, which Meta lacks. JSON in, JSON out, errors as ``{"error": "..."}``."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import attrs
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from postwire_threads.sandbox import calling, webhooks
from postwire_threads.sandbox.accounts import Profile, Token, UnknownName
from postwire_threads.sandbox.clock import graph_time
from postwire_threads.sandbox.fault import BadFault, Fault
from postwire_threads.sandbox.insights import BREAKDOWNS
from postwire_threads.sandbox.live import Live
from postwire_threads.sandbox.platform import Platform
from postwire_threads.sandbox.settings import BadSetting
from postwire_threads.sandbox.staged import Staged


class BadOrder(ValueError):
    """An order to the control surface that cannot be carried out."""


def control_routes(platform: Platform) -> list[BaseRoute]:
    """The routes of the control surface, relative to ``/_sandbox``."""
    control = Control(platform)
    return [
        Route("/reset", _guarded(control.reset), methods=["POST"]),
        Route("/faults", _guarded(control.add_faults), methods=["POST"]),
        Route("/faults", _guarded(control.faults), methods=["GET"]),
        Route("/faults", _guarded(control.clear_faults), methods=["DELETE"]),
        Route("/clock", _guarded(control.clock), methods=["GET"]),
        Route("/clock", _guarded(control.advance), methods=["POST"]),
        Route("/accounts", _guarded(control.accounts), methods=["GET"]),
        Route("/accounts", _guarded(control.add_account), methods=["POST"]),
        Route("/tokens", _guarded(control.put_token), methods=["POST"]),
        Route("/notices", _guarded(control.notice), methods=["POST"]),
        Route("/metrics", _guarded(control.metrics), methods=["POST"]),
        Route("/webhooks", _guarded(control.webhook), methods=["POST"]),
        Route("/subscriptions", _guarded(control.subscription), methods=["POST"]),
        Route("/published", _guarded(control.published), methods=["GET"]),
        Route("/containers", _guarded(control.containers), methods=["GET"]),
        Route("/requests", _guarded(control.requests), methods=["GET"]),
        Route("/settings", _guarded(control.settings), methods=["GET"]),
        Route("/settings", _guarded(control.change_settings), methods=["PATCH"]),
    ]


class Control:
    """What an operator, a test or a demo may do to a platform."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def reset(self, _order: Any) -> dict[str, Any]:
        """Forget everything, back to the settings of the start."""
        self._platform.reset()
        return {"ok": True}

    def add_faults(self, order: Any) -> dict[str, Any]:
        """Arm one fault (an object) or several (a list)."""
        faults = [Fault.from_json(item) for item in (order if isinstance(order, list) else [order])]
        return {"ids": list(self._platform.faults.add(faults))}

    def faults(self, _order: Any) -> dict[str, Any]:
        """All faults, and how often each has matched and struck."""
        return {"faults": [armed.shown() for armed in self._platform.faults.armed()]}

    def clear_faults(self, _order: Any) -> dict[str, Any]:
        """Disarm all faults."""
        self._platform.faults.clear()
        return {"ok": True}

    def clock(self, _order: Any) -> dict[str, Any]:
        """The sandbox's time and how far it is ahead."""
        clock = self._platform.clock
        return {"now": clock.now(), "time": graph_time(clock.now()), "offset": clock.offset}

    def advance(self, order: Any) -> dict[str, Any]:
        """``{"advance": seconds}``."""
        fields = _fields(order, "advance")
        seconds = fields.get("advance")
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
            raise BadOrder(f"advance is {seconds!r}, but must be a number of seconds")
        self._platform.clock.advance(seconds)
        return self.clock(None)

    def accounts(self, _order: Any) -> dict[str, Any]:
        """All accounts. No tokens."""
        return {"accounts": [_profile(profile) for profile in self._platform.accounts.profiles()]}

    def add_account(self, order: Any) -> dict[str, Any]:
        """``username``, and if wanted ``user_id``, ``token``, ``scopes``, ``expires_in``, ``eligible_for_geo_gating``.

        Answers with the token, which is made up if none is given.
        """
        fields = _fields(
            order, "username", "user_id", "token", "scopes", "expires_in", "eligible_for_geo_gating", need="username"
        )
        accounts = self._platform.accounts
        profile = accounts.add(
            _text(fields, "username"),
            _text(fields, "user_id") if "user_id" in fields else None,
            eligible_for_geo_gating=fields.get("eligible_for_geo_gating") is True,
        )
        token = self._put_token(fields, profile)
        return {**_profile(profile), **_token(token)}

    def put_token(self, order: Any) -> dict[str, Any]:
        """Add a token, or change one: ``token``, ``account``, ``scopes``, ``expires_in`` (seconds), ``revoked`` (why).

        What is not said stays as it is; a new token has all scopes, no end, and needs its ``account``.
        """
        fields = _fields(order, "token", "account", "scopes", "expires_in", "revoked")
        accounts = self._platform.accounts
        if "account" in fields:
            profile = accounts.profile(_text(fields, "account"))
        elif "token" in fields:
            profile = accounts.token(_text(fields, "token")).profile
        else:
            raise BadOrder("an order needs a token, an account, or both")
        return {**_profile(profile), **_token(self._put_token(fields, profile))}

    def _put_token(self, fields: dict[str, Any], profile: Profile) -> Token:
        accounts, clock = self._platform.accounts, self._platform.clock
        value = _text(fields, "token") if "token" in fields else f"TH{self._platform.mint.trace()}"
        held = accounts.find_token(value)
        expires_in = fields.get("expires_in")
        if expires_in is not None and (isinstance(expires_in, bool) or not isinstance(expires_in, (int, float))):
            raise BadOrder(f"expires_in is {expires_in!r}, but must be a number of seconds, or null for never")
        until = None if expires_in is None else clock.now() + expires_in
        scopes = fields.get("scopes")
        if held is not None:
            scopes = held.scopes if scopes is None else scopes
            until = until if "expires_in" in fields else held.expires_at
        token = accounts.put_token(value, profile, scopes, until)
        token.revoked = held.revoked if held is not None else None
        if "revoked" in fields:
            accounts.revoke(token, fields["revoked"])
        return token

    def notice(self, order: Any) -> dict[str, Any]:
        """``account``: the form that Meta would post if that person removed the app; ``to``: it is posted there."""
        fields = _fields(order, "account", "to", need="account")
        body = self._platform.sign_ins.notice(self._platform.accounts.profile(_text(fields, "account")))
        return _sent(fields, {"body": body}, {"content-type": "application/x-www-form-urlencoded"})

    def webhook(self, order: Any) -> dict[str, Any]:
        """``post``, ``field`` and if wanted ``shape``: what Meta would post of it; ``to``: it is posted there."""
        fields = _fields(order, "post", "field", "shape", "to", need="post")
        field, shape = _text(fields, "field"), fields.get("shape", "object")
        if field not in webhooks.TOPICS or shape not in webhooks.SHAPES:
            known = f"{', '.join(webhooks.TOPICS)} in the shapes {', '.join(webhooks.SHAPES)}"
            raise BadOrder(f"there is no {field!r} in the shape {shape!r}; there are {known}")
        told = webhooks.message(self._platform, self._post(fields), field, shape)
        headers = {"content-type": "application/json", "x-hub-signature-256": told["x-hub-signature-256"]}
        return _sent(fields, told, headers)

    def subscription(self, order: Any) -> dict[str, Any]:
        """``to`` and ``verify_token``: ask whether that address is the app's, as before it gets webhooks."""
        fields = _fields(order, "to", "verify_token", need="to")
        return calling.is_ours(_text(fields, "to"), _text(fields, "verify_token"), self._platform.mint.trace())

    def metrics(self, order: Any) -> dict[str, Any]:
        """``post`` or ``account``, and ``metrics``: what its insights tell from now on, in place of what is counted.

        ``followers`` of an account: by ``country``, ``city``, ``age`` or ``gender``, how many.
        """
        fields = _fields(order, "post", "account", "metrics", "followers")
        told_of = self._post(fields) if "post" in fields else self._platform.accounts.profile(_text(fields, "account"))
        told_of.metrics.update(_numbers(fields.get("metrics", {}), "metrics"))
        if not isinstance(told_of, Profile) or "followers" not in fields:
            return {"metrics": dict(told_of.metrics)}
        followers = fields["followers"]
        if not isinstance(followers, dict) or not followers.keys() <= set(BREAKDOWNS):
            raise BadOrder(f"followers must be an object with some of {', '.join(BREAKDOWNS)}")
        told_of.followers |= {name: _numbers(told, f"followers by {name}") for name, told in followers.items()}
        return {"metrics": dict(told_of.metrics), "followers": told_of.followers}

    def _post(self, fields: dict[str, Any]) -> Live:
        post = self._platform.posts.get(_text(fields, "post"))
        if post is None:
            raise BadOrder(f"there is no post {fields['post']!r}")
        return post

    def published(self, _order: Any) -> dict[str, Any]:
        """Everything that ever went live, oldest first; items of a carousel are told with it."""
        posts = [_post(self._platform, post) for post in self._platform.posts.values() if not post.is_child]
        return {"count": len(posts), "published": posts}

    def containers(self, _order: Any) -> dict[str, Any]:
        """Every container, oldest first."""
        now = self._platform.clock.now()
        return {"containers": [_container(staged, now) for staged in self._platform.containers.values()]}

    def requests(self, _order: Any) -> dict[str, Any]:
        """How many calls each endpoint had, whatever became of them."""
        return {"requests": dict(self._platform.requests)}

    def settings(self, _order: Any) -> dict[str, Any]:
        """All settings but the token and the app's secret."""
        return self._platform.settings.shown()

    def change_settings(self, order: Any) -> dict[str, Any]:
        """Change some settings until the next reset. Seed and first account are those of the start."""
        fields = _fields(order, *(a.name for a in attrs.fields(type(self._platform.settings))))
        fixed = sorted(fields.keys() & {"seed", "user_id", "username", "token"})
        if fixed:
            raise BadOrder(f"setting {fixed[0]!r} cannot change while the sandbox runs; start another one")
        self._platform.settings = self._platform.settings.changed(fields)
        return self.settings(None)


def _guarded(action: Callable[[Any], dict[str, Any]]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        raw = await request.body()
        try:
            order = json.loads(raw) if raw else None
            return JSONResponse(action(order))
        except json.JSONDecodeError as error:
            return JSONResponse({"error": f"the body is not JSON: {error}"}, 400)
        except (BadFault, BadOrder, BadSetting, UnknownName, ValueError) as error:
            return JSONResponse({"error": str(error)}, 400)

    return endpoint


def _fields(order: Any, *names: str, need: str | None = None) -> dict[str, Any]:
    if not isinstance(order, dict):
        raise BadOrder(f"the body must be a JSON object with some of {', '.join(names)}")
    unknown = sorted(order.keys() - set(names))
    if unknown:
        raise BadOrder(f"there is no field {unknown[0]!r}; there are {', '.join(names)}")
    if need is not None and need not in order:
        raise BadOrder(f"the field {need!r} is missing")
    return order


def _sent(fields: dict[str, Any], told: dict[str, str], headers: dict[str, str]) -> dict[str, Any]:
    """What would be posted, and where it was, the answer."""
    return (
        {**told, "answer": calling.post(_text(fields, "to"), told["body"], headers)} if "to" in fields else dict(told)
    )


def _numbers(told: Any, name: str) -> dict[str, int]:
    if not isinstance(told, dict) or not all(type(value) is int and value >= 0 for value in told.values()):
        raise BadOrder(f"{name} must be an object of whole numbers from 0 on")
    return told


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        raise BadOrder(f"{name} must be a text, and not empty")
    return value


def _profile(profile: Profile) -> dict[str, Any]:
    return {
        "user_id": profile.user_id,
        "username": profile.username,
        "eligible_for_geo_gating": profile.eligible_for_geo_gating,
    }


def _token(token: Token) -> dict[str, Any]:
    return {
        "token": token.value,
        "scopes": sorted(token.scopes),
        "expires_at": token.expires_at,
        "revoked": token.revoked,
    }


def _post(platform: Platform, post: Live) -> dict[str, Any]:
    draft, container = post.draft, post.container
    children = [platform.posts[child] for child in post.children]
    pictures = [piece.draft.url for piece in (post, *children) if piece.draft is not None and piece.draft.url]
    return {
        "id": post.id,
        "container_id": container.id if container is not None else None,
        "publish_calls": container.publish_calls if container is not None else 0,
        "account": post.owner.user_id,
        "username": post.owner.username,
        "media_type": post.media_type,
        "text": draft.text if draft is not None else "",
        "media": pictures,
        "children": list(post.children),
        "reply_to": draft.reply_to if draft is not None else None,
        "repost_of": post.repost_of,
        "published_at": post.published_at,
        "timestamp": graph_time(post.published_at),
        "deleted": not post.alive,
    }


def _container(staged: Staged, now: float) -> dict[str, Any]:
    return {
        "id": staged.id,
        "account": staged.owner.user_id,
        "status": staged.status(now).value,
        "media_type": staged.draft.media_type.value,
        "text": staged.draft.text,
        "is_carousel_item": staged.draft.is_item,
        "error_message": staged.error,
        "error_detail": staged.error_detail,
        "publish_calls": staged.publish_calls,
        "published_as": staged.published_as,
        "created_at": staged.created_at,
    }

"""What each endpoint does, once its caller was let in."""

from collections.abc import Callable, Generator
from typing import Any

from attrs import frozen

from postwire.media import MediaKind
from postwire_threads.sandbox import discovery, insights, moderation, places, searching
from postwire_threads.sandbox.accounts import Caller
from postwire_threads.sandbox.call import Call, Look, LookLater, Sight, Wish
from postwire_threads.sandbox.draft import MediaType
from postwire_threads.sandbox.drafting import draft_from
from postwire_threads.sandbox.fault import Effect, Fault
from postwire_threads.sandbox.fields import Fields, parse_fields
from postwire_threads.sandbox.inspection import judge_image
from postwire_threads.sandbox.live import Live
from postwire_threads.sandbox.paging import page
from postwire_threads.sandbox.parameters import Parameters
from postwire_threads.sandbox.platform import Platform
from postwire_threads.sandbox.reading import container_view, post_view, profile_view, quota_view
from postwire_threads.sandbox.refusal import nonexisting_field, unknown_path, unsupported
from postwire_threads.sandbox.staged import Fate, Staged

Body = dict[str, Any]


@frozen
class Context:
    """A call that was let in."""

    platform: Platform
    call: Call
    node: str
    """The path's first part: ``me``, or the id of a user, a container or a post."""
    caller: Caller
    parameters: Parameters
    fault: Fault | None

    def fields(self, default: str) -> Fields:
        """The fields that were asked for."""
        return parse_fields(self.parameters.text("fields"), default)


Deed = Callable[[Context], Body]


def create(context: Context) -> Generator[Wish, Sight | None, Body]:
    """Check, look at a picture, stage, look at a video later."""
    platform, profile = context.platform, context.caller.profile
    draft = draft_from(context.parameters, context.caller, platform)
    url = draft.url if platform.settings.fetch_media else None
    if url is not None and draft.media_type is MediaType.IMAGE:
        refusal = judge_image((yield Look(url, MediaKind.IMAGE)), url, platform.settings)
        if refusal is not None:
            raise refusal
    video = url if draft.media_type is MediaType.VIDEO else None
    staged = platform.stage(profile, draft, _fate(context.fault), pending=video is not None)
    if video is not None:
        yield LookLater(video, MediaKind.VIDEO, staged.id)
    if draft.auto_publish:
        return {"id": platform.publish(profile, staged.id).id}
    return {"id": staged.id} | _crossreshare(platform, staged, "create")


def publish(context: Context) -> Body:
    """Make a container's post live."""
    live = context.platform.publish(context.caller.profile, context.parameters.required("creation_id"))
    return {"id": live.id} | (_crossreshare(context.platform, live.container, "publish") if live.container else {})


def _crossreshare(platform: Platform, staged: Staged, moment: str) -> Body:
    wanted = staged.draft.crossreshare and platform.settings.crossreshare_status_on in (moment, "both")
    return {"crossreshare_to_ig_status": platform.settings.crossreshare_status} if wanted else {}


def _fate(fault: Fault | None) -> Fate:
    if fault is not None and fault.effect is Effect.PROCESSING:
        return Fate(slower_by=fault.seconds)
    if fault is not None and fault.effect is Effect.CONTAINER_ERROR:
        return Fate(error=fault.message)
    return Fate()


def read_container(context: Context) -> Body:
    """A container's status."""
    staged = context.platform.containers[context.node]
    if staged.owner is not context.caller.profile:
        raise unsupported("get", context.node)
    return container_view(context.platform, staged, context.fields("id,status"))


def read_post(context: Context) -> Body:
    """One of the caller's posts."""
    post = context.platform.own(context.caller.profile, context.node, "get")
    return post_view(context.platform, post, context.fields("id"), post.owner)


def delete(context: Context) -> Body:
    """Take one of the caller's posts down."""
    context.platform.delete(context.caller.profile, context.node)
    return {"success": True, "deleted_id": context.node}


def repost(context: Context) -> Body:
    """Repost anybody's post."""
    return {"id": context.platform.repost(context.caller.profile, context.node).id}


def read_profile(context: Context) -> Body:
    """The caller's profile."""
    return profile_view(context.platform, context.caller.profile, context.fields("id"))


def read_quota(context: Context) -> Body:
    """How much of the quotas is used."""
    return quota_view(context.platform, context.caller, context.fields("quota_usage"))


def post_insights(context: Context) -> Body:
    """How one of the caller's posts does."""
    post = context.platform.own(context.caller.profile, context.node, "get")
    return insights.of_post(context.platform, post, context.parameters)


def profile_insights(context: Context) -> Body:
    """How the caller's profile does."""
    return insights.of_profile(context.platform, context.caller.profile, context.parameters)


def list_posts(context: Context) -> Body:
    """The caller's posts and reposts, without replies. That ghost posts are left out, too, is inferred."""
    return _list(context, lambda post: not post.is_reply and not post.is_ghost)


def list_ghosts(context: Context) -> Body:
    """The caller's ghost posts."""
    return _list(context, lambda post: post.is_ghost)


def list_replies(context: Context) -> Body:
    """The caller's replies."""
    return _list(context, lambda post: post.is_reply)


def list_answers(context: Context) -> Body:
    """The replies to one of the caller's posts."""
    return _under(context, lambda post: post.draft is not None and post.draft.reply_to == context.node)


def list_conversation(context: Context) -> Body:
    """All replies below one of the caller's posts, which has to be the beginning (documented)."""
    post = context.platform.own(context.caller.profile, context.node, "get")
    if post.is_reply:
        raise unsupported("get", context.node)
    return _under(context, lambda reply: reply.root == context.node)


def list_pending(context: Context) -> Body:
    """The replies to one of the caller's posts that wait, or were ignored."""
    post = context.platform.own(context.caller.profile, context.node, "get")
    moderation.needs_approval(post, context.parameters.error_status)
    wanted = context.parameters.text("approval_status")
    return _under(context, lambda reply: reply.root == context.node and wanted in (None, reply.approval), pending=True)


def manage_reply(context: Context) -> Body:
    """Hide a reply to one of the caller's posts, or show it again."""
    context.parameters.required("hide")
    profile, hidden = context.caller.profile, context.parameters.flag("hide")
    return moderation.hide(context.platform, profile, context.node, hidden=hidden)


def manage_pending_reply(context: Context) -> Body:
    """Approve a reply, or ignore it."""
    context.parameters.required("approve")
    profile, approved = context.caller.profile, context.parameters.flag("approve")
    return moderation.approve(context.platform, profile, context.node, approved=approved)


def list_mentions(context: Context) -> Body:
    """Posts of others that name the caller."""
    profile, name = context.caller.profile, f"@{context.caller.profile.username}"
    return _of_anybody(
        context,
        lambda post: post.owner is not profile and post.draft is not None and name in post.draft.text.split(),
    )


def search(context: Context) -> Body:
    """Posts of anybody, by words."""
    found = _of_anybody(context, searching.asked(context.parameters).fits)
    return searching.count(context.platform, context.caller.profile, found)


def search_places(context: Context) -> Body:
    """Places, by words or coordinates."""
    return places.search(context.platform, context.caller.profile, context.parameters, context.fields("id,name"))


def read_place(context: Context) -> Body:
    """One place."""
    return places.view(context.platform, context.node, context.fields("id"))


def look_up(context: Context) -> Body:
    """Somebody's public profile."""
    found = discovery.found(context.platform, context.caller.profile, context.parameters)
    return discovery.view(context.platform, found, context.fields(discovery.LOOKED_UP))


def list_foreign(context: Context) -> Body:
    """The posts of somebody's public profile, without replies."""
    found = discovery.found(context.platform, context.caller.profile, context.parameters)
    return _of_anybody(context, lambda post: post.owner is found and not post.is_reply and not post.is_child)


def _of_anybody(context: Context, wanted: Callable[[Live], bool]) -> Body:
    platform, profile, fields = context.platform, context.caller.profile, context.fields("id")
    return page(
        list(platform.posts.values()),
        context.parameters,
        lambda post: post.alive and post.approval is None and wanted(post),
        lambda post: post_view(platform, post, fields, profile),
    )


def _under(context: Context, wanted: Callable[[Live], bool], *, pending: bool = False) -> Body:
    platform, profile, fields = context.platform, context.caller.profile, context.fields("id")
    platform.own(profile, context.node, "get")
    return page(
        list(platform.posts.values()),
        context.parameters,
        lambda post: post.alive and (post.approval is not None) is pending and wanted(post),
        lambda post: post_view(platform, post, fields, profile),
        oldest_first=context.parameters.text("reverse") is not None and not context.parameters.flag("reverse"),
    )


def _list(context: Context, wanted: Callable[[Live], bool]) -> Body:
    platform, profile = context.platform, context.caller.profile
    fields = context.fields("id")
    latest = platform.clock.now() - platform.settings.listing_lag_seconds
    return page(
        platform.timeline.get(profile.user_id, ()),
        context.parameters,
        lambda post: post.alive and post.published_at <= latest and wanted(post),
        lambda post: post_view(platform, post, fields, profile),
    )


def no_such_field(name: str) -> Deed:
    """A GET edge that objects do not have: Graph takes it for a field."""

    def refuse(context: Context) -> Body:
        if context.node not in ("me", context.caller.profile.user_id):
            context.platform.own(context.caller.profile, context.node, "get")
        raise nonexisting_field(name, context.platform.settings.nonexisting_field_status)

    return refuse


def no_such_path(rest: str) -> Deed:
    """A path with parts that mean nothing."""

    def refuse(_context: Context) -> Body:
        raise unknown_path(rest)

    return refuse


def no_such_method(context: Context) -> Body:
    """An object that cannot be treated like that."""
    raise unsupported(context.call.method, context.node)

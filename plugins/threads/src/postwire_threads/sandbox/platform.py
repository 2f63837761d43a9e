"""The sandbox's world: accounts, containers, posts, quotas and time, without paths, tokens or HTTP."""

import time
from collections import Counter
from collections.abc import Callable

from postwire_threads.sandbox.accounts import Accounts, Profile
from postwire_threads.sandbox.call import Sight
from postwire_threads.sandbox.clock import Clock
from postwire_threads.sandbox.draft import Draft, MediaType
from postwire_threads.sandbox.fault_script import FaultScript
from postwire_threads.sandbox.inspection import judge_video
from postwire_threads.sandbox.live import Live
from postwire_threads.sandbox.mint import Mint
from postwire_threads.sandbox.quota import Window
from postwire_threads.sandbox.refusal import known, unsupported
from postwire_threads.sandbox.settings import Settings
from postwire_threads.sandbox.sign_in import SignIns
from postwire_threads.sandbox.staged import Fate, Staged, Status


class Platform:
    """Everything that a sandbox remembers. One thread at a time; `reset` forgets it all."""

    def __init__(self, settings: Settings | None = None, now: Callable[[], float] = time.time) -> None:
        self._first_settings = settings or Settings()
        self._now = now
        self.reset()

    def reset(self) -> None:
        """Begin anew: settings, clock, accounts, containers, posts, faults and counts as at the start."""
        self.settings = self._first_settings
        self.clock = Clock(self._now)
        self.mint = Mint(self.settings.seed)
        self.accounts = Accounts(self.mint)
        self.sign_ins = SignIns(self)
        self.containers: dict[str, Staged] = {}
        self.posts: dict[str, Live] = {}
        self.timeline: dict[str, list[Live]] = {}
        """User id to the posts, replies and reposts of that account, oldest first."""
        self.faults = FaultScript()
        self.requests: Counter[str] = Counter()
        first = self.accounts.add(self.settings.username, self.settings.user_id)
        self.accounts.put_token(self.settings.token, first)

    # Containers

    def stage(self, owner: Profile, draft: Draft, fate: Fate, *, pending: bool = False) -> Staged:
        """Make a container."""
        now = self.clock.now()
        staged = Staged(
            id=self.mint.object_id(),
            owner=owner,
            draft=draft,
            created_at=now,
            ready_at=now + self._processing_seconds(draft) + fate.slower_by,
            expires_at=now + self.settings.container_life,
            pending=pending,
            error=fate.error,
        )
        self.containers[staged.id] = staged
        return staged

    def _processing_seconds(self, draft: Draft) -> float:
        match draft.media_type:
            case MediaType.TEXT:
                return 0.0 if draft.auto_publish else self.settings.text_seconds
            case MediaType.IMAGE:
                return self.settings.image_seconds
            case MediaType.VIDEO:
                return self.settings.video_seconds
            case MediaType.CAROUSEL:
                return self.settings.carousel_seconds

    def looked(self, container_id: str, sight: Sight) -> None:
        """Hand in what a look in the background found."""
        staged = self.containers.get(container_id)
        if staged is None:
            return
        staged.pending = False
        staged.error = staged.error or judge_video(sight, self.settings)
        staged.error_detail = getattr(sight, "reason", None)

    def can_be_child(self, container_id: str, owner: Profile) -> bool:
        """Whether a carousel of this account may hold that container."""
        staged = self.containers.get(container_id)
        return (
            staged is not None
            and staged.owner is owner
            and staged.draft.is_item
            and staged.status(self.clock.now()) is Status.FINISHED
        )

    # Publication

    def publish(self, owner: Profile, container_id: str) -> Live:
        """Make a container's post live. Raises the refusal that its state calls for."""
        staged = self.containers.get(container_id)
        if staged is None or staged.owner is not owner or staged.draft.is_item:
            raise known("24/4279009", container_id)
        match staged.status(self.clock.now()):
            case Status.PUBLISHED if self.settings.republish_answer == "same_id" and staged.published_as is not None:
                return self.posts[staged.published_as]
            case Status.PUBLISHED | Status.ERROR:
                raise known("24/4279009", container_id)
            case Status.EXPIRED:
                raise known(self.settings.expired_answer, container_id)
            case Status.IN_PROGRESS:
                raise known(self.settings.not_ready_answer, container_id)
            case Status.FINISHED:
                return self._go_live(staged)

    def _go_live(self, staged: Staged) -> Live:
        draft, owner = staged.draft, staged.owner
        # That a parent deleted meanwhile is met with the same answer as at creation is inferred.
        for needed in (draft.reply_to, draft.quote_of):
            if needed is not None and not self.posts[needed].alive:
                raise known("24/4279009", needed)
        if draft.reply_to is None:
            self._take(owner.posts, self.settings.post_quota)
        else:
            self._take(owner.replies, self.settings.reply_quota)
        children = tuple(self._child(self.containers[child]) for child in draft.children)
        live = self._record(owner, draft, container=staged, children=children, root=self._root(draft.reply_to))
        staged.published_as = live.id
        if draft.reply_to is not None:
            self.posts[draft.reply_to].replies += 1
            live.approval = "pending" if self._waits(live) else None
        return live

    def _waits(self, reply: Live) -> bool:
        root = self.posts[reply.root or ""]
        return root.owner is not reply.owner and root.draft is not None and root.draft.wants_approvals

    def _child(self, staged: Staged) -> str:
        live = self._record(staged.owner, staged.draft, container=staged, is_child=True)
        staged.published_as = live.id
        return live.id

    def _record(  # noqa: PLR0913  # the parts of a post
        self,
        owner: Profile,
        draft: Draft | None,
        *,
        container: Staged | None = None,
        children: tuple[str, ...] = (),
        is_child: bool = False,
        root: str | None = None,
        repost_of: str | None = None,
    ) -> Live:
        live = Live(
            id=self.mint.object_id(),
            sequence=len(self.posts) + 1,
            owner=owner,
            draft=draft,
            published_at=self.clock.now(),
            shortcode=self.mint.shortcode(),
            container=container,
            children=children,
            is_child=is_child,
            root=root,
            repost_of=repost_of,
        )
        self.posts[live.id] = live
        if not is_child:
            self.timeline.setdefault(owner.user_id, []).append(live)
        return live

    def _root(self, parent: str | None) -> str | None:
        return None if parent is None else self.posts[parent].root or parent

    def _take(self, window: Window, limit: int) -> None:
        now = self.clock.now()
        if window.used(now, self.settings.quota_seconds) >= limit:
            raise known("9/2207042")
        window.add(now)

    def repost(self, owner: Profile, post_id: str) -> Live:
        """Repost a post. Whether that uses up a quota is not documented; here it does not."""
        post = self.posts.get(post_id)
        if post is None or not post.alive:
            raise unsupported("post", post_id)
        return self._record(owner, None, repost_of=post.id)

    def delete(self, owner: Profile, post_id: str) -> None:
        """Take a post down; its id stays known as gone."""
        post = self.own(owner, post_id, "delete")
        self._take(owner.deletes, self.settings.delete_quota)
        post.deleted_at = self.clock.now()
        if post.draft is not None and post.draft.reply_to is not None:
            self.posts[post.draft.reply_to].replies -= 1

    def own(self, owner: Profile, post_id: str, method: str) -> Live:
        """A live post of this account. Raises what a stranger's or a deleted one is answered with."""
        post = self.posts.get(post_id)
        if post is not None and post.owner is owner:
            if post.alive:
                return post
            if self.settings.gone_answer == "24/4279009":
                raise known("24/4279009", post_id)
        raise unsupported(method, post_id)

    def permalink(self, post: Live) -> str:
        """Where readers would find a post."""
        return f"https://{self.settings.permalink_host}/@{post.owner.username}/post/{post.shortcode}"

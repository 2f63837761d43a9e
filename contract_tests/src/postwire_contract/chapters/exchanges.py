"""What a connector says to the platform, hook by hook: who makes it visible, when, and what never leaves."""

from collections.abc import Iterator, Mapping
from functools import partial

from attrs import evolve

from postwire import codec
from postwire.codec import Malformed
from postwire.container import Container
from postwire.exchange import Reply
from postwire.history import EntryKind
from postwire.manifest import Ability, Support
from postwire.post import Post
from postwire.receipt import Receipt
from postwire.state import Published
from postwire_contract import posts
from postwire_contract.chapters.bent import delete_is_sure, live_is_live, look_up_is_spare, publish_once, unknown_words
from postwire_contract.check import Check
from postwire_contract.cuts import replayed
from postwire_contract.failure import Broken, Skipped
from postwire_contract.journey import CANARY, Spoken, default_account
from postwire_contract.kit import Kit
from postwire_contract.rehearsal import containers, converse, rehearse
from postwire_contract.scenario import Scenario, Staging

_CREDENTIALS = {"access_token", "token", "authorization", "api_key", "client_secret"}
_PLAIN = "put plain JSON values (texts, numbers, lists, dicts) into Container.data"


def checks(kit: Kit) -> Iterator[Check]:
    """The chapter."""
    for scenario in kit.scenarios:
        if scenario.ends not in {"published", "deleted"} or not kit.told(scenario):
            continue
        yield Check(
            name=f"exchanges.publish_last.{scenario.name}",
            promise="publish makes it visible with one request, and only look-ups follow",
            run=partial(_publish_last, kit, scenario),
        )
        yield Check(
            name=f"exchanges.nothing_visible_before.{scenario.name}",
            promise="create and poll never send what makes it visible",
            run=partial(_nothing_before, kit, scenario),
        )
        yield Check(
            name=f"exchanges.no_secret.{scenario.name}",
            promise="no request, container, receipt or history holds the token, or a place for one",
            run=partial(_no_secret, kit, scenario),
        )
        yield Check(
            name=f"exchanges.storable.{scenario.name}",
            promise="what create and poll give survives a trip through JSON",
            run=partial(_storable, kit, scenario),
        )
        if scenario.name == kit.plainest:
            yield from _one_each(kit, scenario)
        if scenario.name == "delete":
            yield Check(
                name="exchanges.delete_is_sure",
                promise="delete ends well only if the platform says so",
                run=partial(delete_is_sure, kit, scenario),
            )
        if scenario.staging is Staging.LOST_ANSWER and kit.connector.has("poll"):
            yield Check(
                name=f"exchanges.live_is_live.{scenario.name}",
                promise="the container of a live post is never taken for one that may go out",
                run=partial(live_is_live, kit, scenario),
            )
    if kit.manifest.supports(Ability.FIND):
        yield Check(
            name="exchanges.find_is_exact",
            promise="find takes a listed post for ours only if it says the same",
            run=partial(_find_is_exact, kit),
        )


def _one_each(kit: Kit, scenario: Scenario) -> Iterator[Check]:
    yield Check(
        name="exchanges.look_up_is_spare",
        promise="publish ends with its receipt, whatever a look-up after it answers",
        run=partial(look_up_is_spare, kit, scenario),
    )
    yield Check(
        name="exchanges.publish_once",
        promise="publish sends nothing again, and makes up no receipt, after a yes that says nothing",
        run=partial(publish_once, kit, scenario),
    )
    if kit.connector.has("poll"):
        yield Check(
            name="exchanges.unknown_words",
            promise="poll never takes a word that nobody documented for ready or live",
            run=partial(unknown_words, kit, scenario),
        )


def _turns(heard: list[Spoken], hook: str) -> Iterator[list[Spoken]]:
    """The conversations of one hook, each as a list."""
    current: list[Spoken] = []
    for spoken in [*heard, None]:
        if spoken is not None and spoken.hook == hook:
            current.append(spoken)
            ended = not spoken.request.optional and (spoken.reply is None or not spoken.reply.ok)
        else:
            ended = True
        if ended and current:
            yield current
            current = []


def _publish_last(kit: Kit, scenario: Scenario) -> None:
    for turn in _turns(rehearse(kit, scenario).heard, "publish"):
        acts = [spoken.request for spoken in turn if spoken.request.method != "GET"]
        if len(acts) != 1:
            told = ", ".join(f"{request.method} {request.path}" for request in acts) or "none"
            raise Broken(f"publish has to make exactly one request that changes something; it made {told}")
        after = turn[[spoken.request for spoken in turn].index(acts[0]) + 1 :]
        for spoken in after:
            if not spoken.request.optional:
                raise Broken(
                    f"the look-up {spoken.request.method} {spoken.request.path} after publish has to be optional=True: "
                    "the post is live by then, whether or not it can be looked up"
                )


def _nothing_before(kit: Kit, scenario: Scenario) -> None:
    heard = rehearse(kit, scenario).heard
    visible = {(s.request.method, s.request.path) for s in heard if s.hook == "publish" and s.request.method != "GET"}
    for spoken in heard:
        if spoken.hook in {"create", "poll", "find"} and (spoken.request.method, spoken.request.path) in visible:
            raise Broken(
                f"{spoken.hook} sent {spoken.request.method} {spoken.request.path}, which makes a post visible; "
                f"only publish may, since {spoken.hook} is repeated after a crash"
            )


def _no_secret(kit: Kit, scenario: Scenario) -> None:
    journey = rehearse(kit, scenario)
    told = [str(journey.delivery), *(str(entry.data) for entry in journey.history)]
    told += [str(spoken.request) for spoken in journey.heard]
    if any(CANARY in text for text in told):
        raise Broken("the account's token got into a request, a container or the history; only the wire may know it")
    for spoken in journey.heard:
        sent = {*spoken.request.query, *(spoken.request.form or ()), *_names(spoken.request.json)}
        if found := sorted(name for name in sent if name.lower() in _CREDENTIALS):
            raise Broken(
                f"{spoken.hook} puts {', '.join(found)} into {spoken.request.method} {spoken.request.path}; leave it "
                "out: the wire adds the account's token where the manifest's `auth` says"
            )
    if not any(entry.kind is EntryKind.EXCHANGE for entry in journey.history):
        raise Broken("nothing was asked of the platform at all")


def _names(body: object) -> Iterator[str]:
    return (str(name) for name in body) if isinstance(body, Mapping) else iter(())


def _storable(kit: Kit, scenario: Scenario) -> None:
    for container in containers(kit, scenario):
        try:
            same = codec.load(codec.dump(container), Container) == container
        except Malformed as error:
            raise Broken(f"the container cannot be stored: {error}; {_PLAIN}") from error
        if not same:
            raise Broken(f"the container changes on its way through JSON; {_PLAIN}")


def _find_is_exact(kit: Kit) -> None:
    listing = [scenario for scenario in kit.scenarios if scenario.loses and kit.path(scenario).exists()]
    listings = {scenario.name: _listing(kit, scenario) for scenario in listing}
    if not any(listings.values()):
        words = "no recorded conversation holds a listing, so nothing shows what find makes of one"
        if kit.manifest.abilities[Ability.FIND] is Support.UNTRIED:
            raise Skipped("untried", words)
        last = [kit.command(scenario) for scenario in kit.scenarios if scenario.loses][-1:]
        raise Broken("; ".join([words, *(f"record one: {each}" for each in last), "or declare find UNTRIED"]))
    for scenario in listing:
        if replies := listings[scenario.name]:
            _is_exact(kit, scenario, replies)


def _listing(kit: Kit, scenario: Scenario) -> list[Reply]:
    return [spoken.reply for spoken in replayed(kit, scenario) if spoken.hook == "find" and spoken.reply is not None]


def _is_exact(kit: Kit, scenario: Scenario, replies: list[Reply]) -> None:
    delivery, account = kit.replay(scenario, asynchronous=False).delivery, default_account(kit.manifest)

    def find(post: Post) -> tuple[Receipt, ...]:
        answers = iter(replies)
        exchange = kit.connector.find(post, delivery.created_at, account)
        found: tuple[Receipt, ...] = converse(exchange, lambda _: next(answers, replies[-1]))
        return found

    if not isinstance(found := find(delivery.post), tuple):
        raise Broken(f"find has to return a tuple of receipts; it returned {type(found).__name__}")
    if isinstance(delivery.state, Published) and delivery.state.receipt.post_id not in {r.post_id for r in found}:
        raise Broken("find does not see the post in the very listing that it is in")
    for words, other in _others(delivery.post):
        if wrong := find(other):
            raise Broken(
                f"find took {wrong[0].post_id} for a post with {words}; compare everything that the platform shows, "
                "and never take the newest"
            )


def _others(post: Post) -> Iterator[tuple[str, Post]]:
    """Posts that are not the one in the listing."""
    yield "another text", evolve(post, text=f"{post.text} Or another one.")
    yield "the beginning of its text", evolve(post, text=post.text[: len(post.text) // 2])
    if post.media:
        yield "no picture or video", evolve(post, media=())
    else:
        yield "a picture", evolve(post, media=(posts.image(),))

"""What one target gets instead of what all get."""

import pytest

import postwire_corkboard
import postwire_threads
from postwire.account import Account
from postwire.credentials import Secret, Vault
from postwire.engine import Engine, Invalid
from postwire.media import Media
from postwire.post import Post
from postwire.registry import Registry
from postwire.store.errors import IdempotencyConflict
from postwire.store.memory import MemoryStore
from postwire.variant import Variant, varied

PHOTO, OTHER = Media("https://media.example/1.jpg", "a cat"), Media("https://media.example/2.jpg")
ADA, BOB = Account(platform="threads", user_id="1"), Account(platform="threads", user_id="2")
CORK = Account(platform="corkboard", user_id="1")
POST = Post("for all", media=(PHOTO,), link="https://example.org", options={"threads": {"topic_tag": "cats"}})


@pytest.fixture
def engine() -> Engine:
    made = Engine(MemoryStore(), Registry.of(postwire_threads, postwire_corkboard), Vault(Vault.new_key()))
    for account in (ADA, BOB, CORK):
        made.add_account(account, Secret("token"))
    return made


def test_what_is_not_said_is_as_for_all_and_empty_means_without() -> None:
    assert varied(POST, ADA, {}) == POST
    assert varied(POST, ADA, {"corkboard": Variant(text="not for her")}) == POST
    assert varied(POST, ADA, {"threads": Variant(text="hers")}) == Post(
        "hers", POST.media, None, POST.link, POST.options
    )
    bare = varied(POST, ADA, {"threads": Variant(text="", media=(), link="")})
    assert bare == Post("", (), None, None, POST.options)


def test_an_account_has_the_last_word_over_its_platform() -> None:
    variants = {
        "threads:1": Variant(text="Ada's", options={"reply_control": "mentioned_only"}),
        "threads": Variant(text="on Threads", media=(OTHER,), options={"topic_tag": "dogs"}),
    }
    ada, bob = varied(POST, ADA, variants), varied(POST, BOB, variants)
    assert (ada.text, bob.text) == ("Ada's", "on Threads")
    assert ada.media == bob.media == (OTHER,)
    assert ada.options == {"threads": {"topic_tag": "dogs", "reply_control": "mentioned_only"}}
    assert bob.options == {"threads": {"topic_tag": "dogs"}}


def test_every_account_gets_its_own_in_one_submission(engine: Engine) -> None:
    accounts = [ADA.id, CORK.id]
    variants = {"corkboard": Variant(text="pinned")}
    first = engine.submit(Post("for all"), accounts, idempotency_key="k", variants=variants)
    assert [(each.platform, each.post.text) for each in first] == [("threads", "for all"), ("corkboard", "pinned")]
    assert len({each.submission for each in first}) == 1
    again = engine.submit(Post("for all"), accounts, idempotency_key="k", variants=variants)
    assert [each.id for each in again] == [each.id for each in first]
    with pytest.raises(IdempotencyConflict):
        engine.submit(Post("for all"), accounts, idempotency_key="k")


def test_what_one_platform_would_refuse_of_its_variant_refuses_all(engine: Engine) -> None:
    with pytest.raises(Invalid) as refused:
        engine.submit(Post("short"), [ADA.id, CORK.id], variants={"threads": Variant(text="x" * 501)})
    assert {account for account, _ in refused.value.problems} == {ADA.id}
    assert engine.store.deliveries() == ()


def test_a_variant_for_somebody_else_is_refused_by_name(engine: Engine) -> None:
    with pytest.raises(ValueError, match=r"for 'threads:9', and the post does not go there but to threads, threads:1"):
        engine.submit(Post("x"), [ADA.id], variants={"threads:9": Variant(text="y")})


def test_what_is_no_text_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match="text"):
        Variant(text=7)

"""What an embedder hands in by mistake is refused in words that name the field, the value and the fix."""

from datetime import UTC, date, datetime, timedelta

import pytest

from postwire.credentials import CredentialError, Secret
from postwire.delivery import LateKind, LatePolicy
from postwire.post import Post


@pytest.mark.parametrize(
    ("terms", "error", "words"),
    [
        ({"idempotency_key": 5}, TypeError, "idempotency_key is 5; give str or None"),
        ({"late": "skip"}, TypeError, "late is 'skip'; give LatePolicy or None"),
        ({"late": LatePolicy("skip")}, TypeError, "late.kind is 'skip'; give one of publish, within, skip, hold"),
        ({"late": LatePolicy(LateKind.WITHIN, None)}, TypeError, "late.within is None; give timedelta"),
        ({"late": LatePolicy(LateKind.WITHIN, timedelta(-1))}, ValueError, "late.within is -1 day, 0:00:00; it must"),
        ({"prepare_ahead": 5}, TypeError, "prepare_ahead is 5; give timedelta"),
        ({"chain": True}, TypeError, "chain is True; give Chain or None"),
        ({"due": "2030-01-01T09:00Z"}, TypeError, "due is '2030-01-01T09:00Z'; give an aware datetime"),
        ({"due": date(2030, 1, 1)}, TypeError, "due is datetime.date"),
        ({"due": datetime(1, 1, 1, tzinfo=UTC)}, ValueError, "give a time in the years 1970 to 2999"),
        ({"due": datetime.max.replace(tzinfo=UTC)}, ValueError, "give a time in the years 1970 to 2999"),
    ],
)
def test_terms_of_another_type_or_age_are_refused_and_nothing_is_stored(host, terms, error, words):
    with pytest.raises(error) as raised:
        host.engine().submit(Post("Hello."), [host.account.id], **terms)

    assert words in str(raised.value)
    assert host.store.next_wake() is None


def test_one_account_in_place_of_a_list_is_refused_with_the_list_to_write(host):
    with pytest.raises(TypeError, match=r"accounts is the text 'corkboard:ada'; give a list .* \['corkboard:ada'\]"):
        host.engine().submit(Post("Hello."), host.account.id)


def test_an_account_in_place_of_its_id_is_refused_as_that(host):
    with pytest.raises(TypeError, match=r"accounts holds Account\(.*; give the id of each account"):
        host.engine().submit(Post("Hello."), [host.account])


def test_a_text_in_place_of_a_post_is_not_blamed_on_a_connector(host):
    with pytest.raises(TypeError, match=r"post is 'Hello\.'; give Post"):
        host.engine().submit("Hello.", [host.account.id])


@pytest.mark.parametrize("token", [None, 5, b"THbytes"])
def test_a_token_that_is_no_text_is_refused_without_being_shown(token):
    with pytest.raises(CredentialError, match="a token must be a text that is not empty"):
        Secret(token)

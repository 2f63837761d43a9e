"""What is asked to hide and approve replies, and what counts as done. No network."""

import json

import pytest

import postwire_threads as threads
from postwire.account import Account
from postwire.exchange import Refused, Reply
from postwire.seen import Listing
from postwire.service import Service
from postwire_contract.rehearsal import converse

ADA = Account(platform="threads", user_id="1")


def held(exchange, told):
    asked = []

    def reply(request):
        asked.append(request)
        return Reply(200, json.dumps(told))

    value = converse(exchange, reply)
    return asked[0], value


def test_hiding_and_approving_say_so_in_the_form():
    request, _ = held(threads.hide("9", hidden=True), {"success": True})
    assert (request.method, request.path, request.form) == ("POST", "/9/manage_reply", {"hide": "true"})
    request, _ = held(threads.approve("9", approved=False), {"success": True})
    assert (request.path, request.form) == ("/9/manage_pending_reply", {"approve": "false"})


@pytest.mark.parametrize("told", [{}, {"success": False}, {"success": "true"}])
def test_only_a_plain_yes_is_one(told):
    with pytest.raises(Refused):
        held(threads.hide("9", hidden=True), told)


def test_a_search_for_a_tag_leaves_out_the_sign():
    listing = Listing(service=Service.SEARCH, of="#sea", newest=True)
    request, _ = held(threads.listed(listing, ADA), {"data": []})
    assert request.path == "/keyword_search"
    assert {name: request.query[name] for name in ("q", "search_mode", "search_type")} == {
        "q": "sea",
        "search_mode": "TAG",
        "search_type": "RECENT",
    }

"""One post for several accounts: accepted together, told together."""

import json

import pytest

from postwire.cli.exit import Exit

ADA, BOB = "threads:17841400000000001", "threads:17841400000000002"
LINK = "https://example.org/"


@pytest.fixture
def ready(cli, account, sandbox):
    """The command line with two accounts, the second of which nobody has granted anything."""
    assert account == ADA
    base = f"{sandbox.url}/v1.0"
    person = ["--user-id", BOB.partition(":")[2], "--handle", "bob", "--api-base", base, "--token-stdin"]
    assert cli("accounts", "add", "threads", *person, given="TH" + "b" * 30).code is Exit.DONE
    return cli


def test_each_gets_its_own_words_and_show_tells_of_all(ready):
    posted = ready("post", ADA, BOB, "--text", "for all", "--text-for", "@bob=only for Bob", "--json")
    assert posted.code is Exit.DONE
    assert [each["text"] for each in posted.json["deliveries"]] == ["for all", "only for Bob"]
    assert posted.json["outcome"] == "waiting"
    submission = posted.json["submission"]
    assert ready("run", "--until-idle").code in {Exit.DONE, Exit.REFUSED}

    told = ready("show", submission, "--json").json
    assert [(each["account"], each["state"]) for each in told["deliveries"]] == [(ADA, "published"), (BOB, "held")]
    assert told["outcome"] == "attention"
    assert all(each["history"] for each in told["deliveries"])
    shown = ready("show", submission)
    assert "at least one needs attention" in shown.out
    assert told["deliveries"][0]["permalink"] in shown.out
    assert "for all" in shown.out
    assert "only for Bob" in shown.out

    one = ready("show", told["deliveries"][1]["id"])
    assert "The same post elsewhere" in one.out
    assert told["deliveries"][0]["permalink"] in one.out
    assert f"postwire show {submission}" in one.out


def test_what_is_live_in_one_place_only_is_called_partial(ready):
    posted = ready("post", ADA, BOB, "--text", "for all", "--json").json
    ready("run", "--until-idle")
    ready("cancel", posted["deliveries"][1]["id"])
    assert ready("show", posted["submission"], "--json").json["outcome"] == "partial"
    assert "live in part" in ready("show", posted["submission"]).out


def test_a_person_is_told_how_to_see_them_together(ready):
    posted = ready("post", ADA, BOB, "--text", "for all")
    assert posted.out.startswith("on the way: `postwire show ")
    alone = ready("post", ADA, "--text", "for one")
    assert "on the way:" not in alone.out


def test_one_report_says_what_every_target_would_refuse(ready):
    refused = ready("post", ADA, BOB, "--text", "x" * 501, "--text-for", f"{BOB}=short", "--dry-run", "--json")
    assert refused.code is Exit.REFUSED
    assert ADA in refused.out
    assert BOB not in json.dumps(refused.json.get("problems", refused.json))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--text-for", "x"], "names no target"),
        (["--text-for", "thread=x"], "the post does not go there"),
        (["--text-for", "@nobody=x"], "is not known"),
        (["--text-for", "threads=x", "--text-for", "threads=y"], "is given twice"),
        (["--alt-for", "threads=a cat"], "there are 1 --alt-for threads and 0 --media-for threads"),
        (["--media-for", "threads=", "--media-for", "threads=https://x.example/1.jpg"], "--media-for is empty"),
    ],
)
def test_a_variant_that_makes_no_sense_is_refused(ready, options, words):
    refused = ready("post", ADA, "--text", "for all", "--no-probe", *options)
    assert refused.code is not Exit.DONE
    assert words in refused.err


def test_a_target_can_go_without_the_picture_or_have_its_own(ready):
    photo = "https://media.example/1.jpg"
    posted = ready(
        "post", ADA, BOB, "--text", "x", "--media", photo, "--media-for", f"{BOB}=", "--no-probe", "--json"
    ).json["deliveries"]
    media = [ready("show", each["id"], "--json").json["post"]["media"] for each in posted]
    assert [[item["location"] for item in items] for items in media] == [[photo], []]
    other = ["--media-for", "@bob=https://media.example/2.jpg", "--alt-for", "@bob=a dog"]
    posted = ready("post", ADA, BOB, "--text", "y", "--media", photo, *other, "--no-probe", "--json").json["deliveries"]
    (item,) = ready("show", posted[1]["id"], "--json").json["post"]["media"]
    assert (item["location"], item["alt_text"]) == ("https://media.example/2.jpg", "a dog")


def test_a_line_of_a_file_says_what_differs_as_well(ready):
    line = {"accounts": [ADA, BOB], "text": "all", "variants": {"@bob": {"text": "Bob's"}, "threads": {"link": LINK}}}
    assert ready("import", "-", given=json.dumps(line)).code is Exit.DONE
    assert ready("import", "-", given=json.dumps(line)).code is Exit.DONE, "and again without harm"
    listed = ready("list", "--json").json["deliveries"]
    assert {each["account"]: each["text"] for each in listed} == {ADA: "all", BOB: "Bob's"}
    assert {ready("show", each["id"], "--json").json["post"]["link"] for each in listed} == {LINK}


@pytest.mark.parametrize(
    ("variants", "words"),
    [
        ([], "no object of a platform's"),
        ({"threads": {"texts": "x"}}, "there is no key 'texts'"),
        ({"threads": {"options": "x"}}, "no object of options"),
        ({"mastodon": {"text": "x"}}, "the post does not go there"),
        ({BOB: {"text": "x"}, "@bob": {"text": "y"}}, "is named twice"),
    ],
)
def test_a_line_with_a_variant_that_makes_no_sense_is_bad(ready, variants, words):
    line = {"accounts": [ADA, BOB], "text": "all", "variants": variants}
    refused = ready("import", "-", given=json.dumps(line))
    assert refused.code is Exit.REFUSED
    assert words in refused.err

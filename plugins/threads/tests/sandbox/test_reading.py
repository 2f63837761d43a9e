import pytest

USER = "17841400000000001"
START = 1_790_000_000


def test_a_post_shows_the_documented_fields(api):
    post = api.live("hello #world", link_attachment="https://example.com/")
    fields = (
        "id,media_product_type,media_type,media_url,permalink,owner,username,text,timestamp,shortcode,thumbnail_url,"
        "children,is_quote_post,alt_text,link_attachment_url,topic_tag,reply_audience,replied_to,root_post,is_reply,"
        "has_replies,gif_url,poll_attachment,is_spoiler_media,is_verified,hide_status,is_reply_owned_by_me"
    )
    shown = api.get(f"/v1.0/{post}", fields=fields).json()
    shortcode = shown["shortcode"]
    assert len(shortcode) == 11
    assert shown == {
        "id": post,
        "media_product_type": "THREADS",
        "media_type": "TEXT_POST",
        "permalink": f"https://www.threads.net/@sandbox/post/{shortcode}",
        "owner": {"id": USER},
        "username": "sandbox",
        "text": "hello #world",
        "timestamp": "2026-09-21T14:13:20+0000",
        "shortcode": shortcode,
        "is_quote_post": False,
        "link_attachment_url": "https://example.com/",
        "topic_tag": "world",
        "reply_audience": "EVERYONE",
        "is_reply": False,
        "has_replies": False,
        "is_spoiler_media": False,
        "is_verified": False,
    }


def test_a_post_shows_its_id_alone_unless_asked(api):
    post = api.live()
    assert api.get(f"/{post}").json() == {"id": post}


def test_the_permalinks_host_can_be_switched(api):
    api.settings(permalink_host="www.threads.com")
    shown = api.get(f"/{api.live()}", fields="permalink").json()
    assert shown["permalink"].startswith("https://www.threads.com/@sandbox/post/")


def test_a_reply_tells_where_it_belongs_and_has_no_owner(api):
    root = api.live("root")
    middle = api.live("middle", reply_to_id=root)
    leaf = api.live("leaf", reply_to_id=middle)
    fields = "replied_to,root_post,is_reply,is_reply_owned_by_me,hide_status,owner,has_replies"
    assert api.get(f"/{leaf}", fields=fields).json() == {
        "replied_to": {"id": middle},
        "root_post": {"id": root},
        "is_reply": True,
        "is_reply_owned_by_me": True,
        "hide_status": "NOT_HUSHED",
        "has_replies": False,
    }
    assert api.get(f"/{middle}", fields="has_replies").json() == {"has_replies": True}
    api.delete(f"/{leaf}")
    assert api.get(f"/{middle}", fields="has_replies").json() == {"has_replies": False}


@pytest.mark.parametrize("path", ["{post}", "me", "me/threads"])
def test_an_unknown_field_is_refused_by_name(api, path):
    refused = api.get(f"/{path.format(post=api.live())}", fields="id,nonsense")
    assert refused.status_code == 500
    assert refused.json()["error"]["message"] == "Tried accessing nonexisting field (nonsense)"


@pytest.mark.parametrize("fields", ["children{id", "children}id", "{id}", "a{b{c{d{e{f{g}}}}}}"])
def test_fields_whose_braces_do_not_close_are_a_syntax_error(api, fields):
    refused = api.get(f"/{api.live()}", fields=fields)
    assert refused.status_code == 400
    assert refused.json()["error"]["message"].startswith("Syntax error in fields")


@pytest.mark.parametrize("node", ["me", USER])
def test_the_profile_is_read_by_both_names(api, node):
    assert api.get(f"/v1.0/{node}").json() == {"id": USER}
    fields = "id,username,name,is_verified,is_eligible_for_geo_gating,threads_biography,threads_profile_picture_url"
    assert api.get(f"/{node}", fields=fields).json() == {
        "id": USER,
        "username": "sandbox",
        "name": "sandbox",
        "is_verified": False,
        "is_eligible_for_geo_gating": False,
    }


def test_a_strangers_profile_and_posts_are_not_readable(api):
    stranger = api.account("stranger", user_id="17841400000000002")
    post = api.live("theirs", stranger)
    for node, edge in (("17841400000000002", ""), ("17841400000000002", "/threads"), (post, "")):
        refused = api.get(f"/{node}{edge}")
        error = refused.json()["error"]
        assert (refused.status_code, error["code"], error["error_subcode"]) == (400, 100, 33)
        assert error["type"] == "GraphMethodException"
        assert error["message"].startswith(f"Unsupported get request. Object with ID '{node}' does not exist")


def test_posts_are_listed_newest_first_without_replies(api):
    posts = [api.live(f"post {number}") for number in range(3)]
    replies = [api.live(f"reply {number}", reply_to_id=posts[0]) for number in range(2)]
    listed = api.get("/me/threads").json()
    assert listed["data"] == [{"id": post} for post in reversed(posts)]
    assert set(listed["paging"]) == {"cursors"}
    assert set(listed["paging"]["cursors"]) == {"before", "after"}
    assert api.get(f"/{USER}/replies").json()["data"] == [{"id": reply} for reply in reversed(replies)]


def test_a_list_of_nothing_has_no_cursors(api):
    assert api.get("/me/threads").json() == {"data": []}


def test_deleted_posts_leave_the_list(api):
    kept, dropped = api.live("a"), api.live("b")
    api.delete(f"/{dropped}")
    assert api.get("/me/threads").json()["data"] == [{"id": kept}]


def test_pages_cover_everything_once_in_both_directions(api):
    posts = [api.live(f"post {number}") for number in range(7)]
    seen, after, pages = [], "", []
    while True:
        page = api.get("/me/threads", limit=3, **({"after": after} if after else {})).json()
        if not page["data"]:
            break
        pages.append(page)
        seen += [item["id"] for item in page["data"]]
        after = page["paging"]["cursors"]["after"]
    assert seen == posts[::-1]
    assert [len(page["data"]) for page in pages] == [3, 3, 1]
    back = api.get("/me/threads", limit=3, before=pages[2]["paging"]["cursors"]["before"]).json()
    assert back["data"] == pages[1]["data"]
    first = api.get("/me/threads", limit=3, before=pages[1]["paging"]["cursors"]["before"]).json()
    assert first["data"] == pages[0]["data"]


def test_a_cursor_survives_new_and_deleted_posts(api):
    posts = [api.live(f"post {number}") for number in range(4)]
    after = api.get("/me/threads", limit=2).json()["paging"]["cursors"]["after"]
    api.live("newer")
    api.delete(f"/{posts[2]}")
    rest = api.get("/me/threads", after=after).json()["data"]
    assert rest == [{"id": posts[1]}, {"id": posts[0]}]


def test_a_page_has_25_posts_unless_asked_and_100_at_most(api):
    for _ in range(101):
        api.create(auto_publish_text="true")
    assert len(api.get("/me/threads").json()["data"]) == 25
    assert len(api.get("/me/threads", limit=100).json()["data"]) == 100
    assert api.get("/me/threads", limit=0).json() == {"data": []}


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 101},
        {"limit": -1},
        {"limit": "many"},
        {"before": "x", "after": "y"},
        {"after": "nonsense"},
        {"since": 1_688_540_399},
        {"until": "yesterday-ish"},
        {"since": -1},
    ],
)
def test_a_wrong_page_is_refused(api, query):
    refused = api.get("/me/threads", **query)
    assert refused.status_code == 400
    assert refused.json()["error"]["code"] == 100


def test_since_and_until_bound_a_list(api):
    posts = []
    for number in range(3):
        posts.append(api.live(f"post {number}"))
        api.advance(60)

    def listed(**query):
        return [posts.index(item["id"]) for item in api.get("/me/threads", **query).json()["data"]]

    assert listed(since=START + 60) == [2, 1]
    assert listed(until=START + 60) == [1, 0]
    assert listed(since=START + 60, until=START + 60) == [1]
    assert listed(since=START + 61, until=START + 119) == []
    assert listed(since="2026-09-21T14:14:20+00:00") == [2, 1]
    assert listed(until="2026-09-21") == []


def test_a_fresh_post_can_be_late_in_the_list(api):
    api.settings(listing_lag_seconds=30)
    post = api.live()
    assert api.get("/me/threads").json() == {"data": []}
    assert api.get(f"/{post}").status_code == 200
    api.advance(30)
    assert api.get("/me/threads").json()["data"] == [{"id": post}]

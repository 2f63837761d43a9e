"""The error reference is as the rules are, and its links lead somewhere."""

import re
from pathlib import Path

import pytest

from postwire.atlas import Atlas
from postwire.atlas.pages import INDEX, overview, pages
from postwire.registry import Registry

FOLDER = Path(__file__).parents[2] / "docs" / "errors" / "threads"
ATLAS = Atlas.of(Registry.installed()["threads"])


@pytest.fixture(scope="module")
def written():
    return {page.name: page.read_text(encoding="utf-8") for page in FOLDER.glob("*.md")}


@pytest.mark.parametrize("platform", sorted(each.name for each in FOLDER.parent.iterdir() if each.is_dir()))
def test_the_error_reference_says_what_the_rules_say(platform):
    written = {page.name: page.read_text(encoding="utf-8") for page in (FOLDER.parent / platform).glob("*.md")}
    told = pages(Atlas.of(Registry.installed()[platform]))
    assert written == told, f"run: python -m postwire.atlas {platform} docs/errors"


def test_every_code_has_a_page_that_the_quick_table_links_to(written):
    linked = set(re.findall(r"^\| \[[a-z0-9_]+\]\(([a-z0-9_]+\.md)\)", written[INDEX], re.MULTILINE))
    assert linked == written.keys() - {INDEX}


def test_the_numbers_of_the_categories_add_up(written):
    numbers = re.findall(r"^\| \[`[a-z_]+`\]\(#[a-z_]+\) \| ([0-9]+) \|", written[INDEX], re.MULTILINE)
    assert sum(map(int, numbers)) == len(ATLAS.meanings) == len(written) - 1


def test_a_category_can_be_linked_to_and_names_its_codes(written):
    linked = set(re.findall(rf"\((?:{re.escape(INDEX)})?#([a-z_]+)\)", "".join(written.values())))
    parts = re.split(r"^### ([a-z_]+)$", written[INDEX], flags=re.MULTILINE)[1:]
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    assert linked == sections.keys()
    for meaning in ATLAS.meanings.values():
        assert f"({meaning.name}.md)" in sections[meaning.category]


def test_the_index_says_how_fresh_its_sources_are(written):
    dates = re.findall(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}(?=[);])", "".join(written.values()))
    assert f"was\nread on {max(dates)}." in written[INDEX]


def test_an_overview_leads_to_every_platform_and_back(written):
    text = (FOLDER.parent / INDEX).read_text(encoding="utf-8")
    assert text == overview(FOLDER.parent)
    assert f"| [Threads](threads/{INDEX}) | {len(ATLAS.meanings)} |" in text
    assert f"(../{INDEX})" in written[INDEX]


def test_every_link_between_pages_leads_to_one(written):
    links = {link for text in written.values() for link in re.findall(r"\]\(([^):]+\.md)\)", text)}
    assert links - {f"../{INDEX}"} <= written.keys()


def test_a_page_says_who_must_act_what_to_do_and_where_it_was_read(written):
    for meaning in ATLAS.meanings.values():
        page = written[f"{meaning.name}.md"]
        assert page.startswith(f"# `{meaning.code}`\n\n> {meaning.message}\n")
        assert "| who must act |" in page
        assert meaning.next_step in page
        if meaning.code not in ATLAS.ours:
            assert re.search(r"\(rule `threads\..+; .+, 20[0-9]{2}-[0-9]{2}-[0-9]{2}\)", page), meaning.code

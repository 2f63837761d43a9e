"""The atlas as Markdown: an index, and one page for each code."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from postwire.atlas import Atlas
from postwire.atlas.words import CATEGORIES, CAUSED_BY, WHO, handling, moment
from postwire.meaning import Meaning, Sign
from postwire.source import Source, Standing

INDEX = "README.md"

_INTRODUCTION = """# Errors of {title}

Every answer of {title} that postwire knows: {codes} codes in {categories} categories. The newest of the sources was
read on {newest}.

`postwire explain {platform} CODE` shows the same on a terminal, for a code of postwire or of {title};
`postwire explain {platform} FILE` reads a whole answer, a log line, or whatever was pasted.

Written by `python -m postwire.atlas {platform} docs/errors` from the rules that classify answers,
and checked for staleness by the tests. [Other platforms](../README.md)
"""


def pages(atlas: Atlas) -> dict[str, str]:
    """File name to text."""
    every = {INDEX: _index(atlas)}
    return every | {page_name(meaning): _page(atlas, meaning) for meaning in atlas.meanings.values()}


def overview(folder: Path) -> str:
    """The page above the folders of all platforms that were written into a folder."""
    written = sorted(folder.glob(f"*/{INDEX}"))
    titles = {
        page: page.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# Errors of ") for page in written
    }
    rows = (
        (f"[{title}]({page.parent.name}/{INDEX})", str(len(list(page.parent.glob("*.md"))) - 1))
        for page, title in titles.items()
    )
    return "\n".join(["# Errors, by platform\n", *_table(("platform", "codes"), rows)])


def page_name(meaning: Meaning) -> str:
    """The file that is about a code."""
    return f"{meaning.name}.md"


def _index(atlas: Atlas) -> str:
    return "\n".join(
        [
            _INTRODUCTION.format(
                title=atlas.title,
                platform=atlas.platform,
                codes=len(atlas.meanings),
                categories=len(atlas.counts()),
                newest=max(source.seen for source in _sources(atlas)).isoformat(),
            ),
            "## Categories\n",
            *_categories(atlas),
            "## All codes\n",
            *_quick(atlas),
            f"## By the codes of {atlas.title}\n",
            "A code that is followed by another number which is not in this table means what it means alone.\n",
            *_by_platform_code(atlas),
            "## By category\n",
            *_by_category(atlas),
        ]
    )


def _categories(atlas: Atlas) -> Iterator[str]:
    yield from _table(
        ("category", "codes", "what it is"),
        (
            (f"[`{category}`](#{category})", str(number), CATEGORIES[category])
            for category, number in atlas.counts().items()
        ),
    )


def _by_category(atlas: Atlas) -> Iterator[str]:
    for category in atlas.counts():
        links = (_link(meaning) for meaning in atlas.meanings.values() if meaning.category is category)
        yield f"### {category}\n\n{CATEGORIES[category]}\n\n{', '.join(links)}\n"


def _quick(atlas: Atlas) -> Iterator[str]:
    rank = list(CATEGORIES)
    ordered = sorted(atlas.meanings.values(), key=lambda meaning: (rank.index(meaning.category), meaning.code))
    yield from _table(
        ("code", "category", "what it means", "action", "class", "met"),
        (
            (
                _link(meaning),
                f"`{meaning.category}`",
                meaning.message,
                f"`{meaning.action}`",
                f"`{meaning.diagnosis().error_class}`",
                str(sum(meaning.met.values()) or ""),
            )
            for meaning in ordered
        ),
    )


def _by_platform_code(atlas: Atlas) -> Iterator[str]:
    rows: dict[str, list[str]] = {}
    for meaning in atlas.meanings.values():
        for sign in meaning.signs:
            said = _link(meaning) + _condition(sign, _neighbours(atlas, sign))
            for code in sign.codes:
                if said not in rows.setdefault(code, []):
                    rows[code].append(said)
    yield from _table(
        ("code", "means"), ((f"`{code}`", "; ".join(said)) for code, said in sorted(rows.items(), key=_by_number))
    )


def _condition(sign: Sign, neighbours: tuple[Sign, ...]) -> str:
    conditions = [moment(sign, neighbours), f"as {' or '.join(sign.types)}" if sign.types else ""]
    conditions.append("with certain words" if sign.phrases else sign.note)
    told = ", ".join(condition for condition in conditions if condition)
    return f" ({told})" if told else ""


def _neighbours(atlas: Atlas, sign: Sign) -> tuple[Sign, ...]:
    return tuple(
        other for meaning in atlas.meanings.values() for other in meaning.signs if set(other.codes) & set(sign.codes)
    )


def _page(atlas: Atlas, meaning: Meaning) -> str:
    diagnosis = meaning.diagnosis()
    met = ", ".join(f"{number} of {platform.title()}" for platform, number in meaning.met.items())
    facts = {
        "category": f"[`{meaning.category}`]({INDEX}#{meaning.category}): {CATEGORIES[meaning.category]}",
        "who must act": WHO[meaning.action],
        "action": f"`{meaning.action}`",
        "caused by": CAUSED_BY[meaning.caused_by],
        "elsewhere": f"`{diagnosis.error_class}` / {diagnosis.action_word} / `{diagnosis.gateway_code}`",
        "met": f"among collected answers: {met}" if met else "",
        "said by": f"postwire itself, of any platform, not {atlas.title}" if meaning.code in atlas.ours else "",
    }
    sections = {
        "What lies behind it": meaning.detail,
        "What to do": "\n".join(_steps(meaning)),
        "What postwire does by itself": handling(meaning, atlas.pace),
        f"How {atlas.title} says it": "" if meaning.code in atlas.ours else "\n".join(_signs(atlas, meaning)),
        "Related": "\n".join(_related(atlas, meaning)),
    }
    return "\n".join(
        [
            f"# `{meaning.code}`\n",
            f"> {meaning.message}\n",
            *_table(("", ""), ((name, text) for name, text in facts.items() if text)),
            *(f"## {title}\n\n{text.rstrip()}\n" for title, text in sections.items() if text),
            f"[All errors of {atlas.title}]({INDEX})\n",
        ]
    )


def _steps(meaning: Meaning) -> Iterator[str]:
    yield f"{meaning.next_step}\n"
    if meaning.mend:
        yield f"A command that helps:\n\n```sh\n{meaning.mend}\n```\n"


def _signs(atlas: Atlas, meaning: Meaning) -> Iterator[str]:
    """A list, in the order in which the rules are asked."""
    for sign in meaning.signs:
        conditions = [", ".join(f"`{code}`" for code in sign.codes)]
        conditions.append(f"of type {' or '.join(f'`{kind}`' for kind in sign.types)}" if sign.types else "")
        conditions.append(f"with HTTP {_statuses(sign.statuses)}" if sign.statuses else "")
        conditions.append(f"during {when}" if (when := moment(sign, _neighbours(atlas, sign))) else "")
        conditions.append(sign.note)
        conditions.append(f"saying {' or '.join(_literal(phrase) for phrase in sign.phrases)}" if sign.phrases else "")
        yield f"- {', '.join(condition for condition in conditions if condition)}"
        yield f"  (rule `{sign.rule}`; {'; '.join(_source(source) for source in sign.sources)})"


def _related(atlas: Atlas, meaning: Meaning) -> Iterator[str]:
    for other, codes in atlas.related(meaning):
        some = ", ".join(f"`{code}`" for code in codes[:4]) + (" and more" if len(codes) > 4 else "")
        yield f"- {_link(other)} shares {some}: {other.message}"
    same = [
        _link(other)
        for other in atlas.meanings.values()
        if other.category is meaning.category and other.code != meaning.code
    ]
    if same:
        yield f"- Also `{meaning.category}`: {', '.join(same)}"


def _sources(atlas: Atlas) -> Iterator[Source]:
    return (source for meaning in atlas.meanings.values() for sign in meaning.signs for source in sign.sources)


def _source(source: Source) -> str:
    standing = "" if source.standing is Standing.DOCUMENTED else f", {source.standing}"
    title = f"[{source.title}]({source.url})" if source.url else source.title
    return f"{title}{standing}, {source.seen.isoformat()}"


def _link(meaning: Meaning) -> str:
    return f"[{meaning.name}]({page_name(meaning)})"


def _literal(text: str) -> str:
    """Inline code, whatever the text holds."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def _statuses(statuses: Iterable[int]) -> str:
    found = sorted(statuses)
    return f"{found[0]} to {found[-1]}" if len(found) > 20 else " or ".join(map(str, found))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield _row(head)
    yield _row(tuple("---" for _ in head))
    yield from map(_row, rows)
    yield ""


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _by_number(row: tuple[str, list[str]]) -> tuple[bool, list[int], str]:
    """Numbers by their value, names behind them."""
    numbers = [int(number) for number in re.findall(r"[0-9]+", row[0])]
    return not numbers, numbers, row[0]

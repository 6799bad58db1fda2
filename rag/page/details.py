"""One document on the page: how it was read, its outline and its tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from corpus.health import Health, page_ranges
from corpus.inspection import Inspection, Section, Table
from corpus.ledger import Dropped
from rag.page.markup import inert
from rag.page.notices import notice_in
from rag.page.words import property_in, reason_in, words

_DEEPEST = 6
"""Sections that lie deeper are set in like these."""


def details_html(found: Inspection | None, language: str) -> str:
    """How a document was read, for someone who wants to check it; nothing where there is none."""
    if found is None:
        return ""
    say = words(language)
    source = found.source
    facts = [
        f"<b>{inert(property_in(key, language))}</b> {inert(str(value))}" for key, value in source.properties.items()
    ]
    parts = [
        f'<h3>{inert(source.title)}</h3><p class="wj-small">{inert(PurePosixPath(source.path).name)}</p>',
        f'<p class="wj-small wj-facts">{" · ".join(facts)}</p>' if facts else "",
        "".join(f'<p class="wj-notice">⚠ {inert(text)}</p>' for text in warnings(found.health, language, whole=True)),
        f'<div class="wj-columns"><div>{_outline(found.sections, say)}</div>',
        f"<div>{_health(found.health, say, language)}{_tables(found.tables, say)}</div></div>",
    ]
    return f'<div class="wj-details">{"".join(parts)}</div>'


def warnings(health: Health, language: str, *, whole: bool = False) -> list[str]:
    """What the reader of a document should know; with `whole` also the pages that were only recognised."""
    say = words(language)
    found = [notice_in(note, language) for note in health.notes]
    if health.unread and (whole or not found):
        found.append(say["unread"].format(pages=page_ranges(health.unread)))
    if health.scanned and whole:
        found.append(say["scanned"].format(pages=page_ranges(health.scanned)))
    return found


def _outline(sections: Sequence[Section], say: Mapping[str, str]) -> str:
    if not sections:
        return f'<h4>{say["outline"]}</h4><p class="wj-none">{say["outline_none"]}</p>'
    items = []
    for section in sections:
        page = say["page"].format(n=section.page) if section.page else ""
        facts = inert("；".join(section.facts.values()))
        about = " · ".join(filter(None, (page, facts)))
        items.append(
            f'<li class="wj-level-{min(section.level, _DEEPEST)}">{inert(section.heading)}'
            + (f' <span class="wj-small">{about}</span>' if about else "")
            + "</li>"
        )
    return f'<h4>{say["outline"]}</h4><ul class="wj-outline">{"".join(items)}</ul>'


def _health(health: Health, say: Mapping[str, str], language: str) -> str:
    rows = [(say["read"], f"{health.characters:,}", "")]
    rows.append((say["kept"], f"{health.kept - health.added:,}", _share(health.kept - health.added, health)))
    lines = [_row(*row) for row in rows]
    for reason, entry in sorted(health.dropped.items(), key=lambda item: -item[1].characters):
        lines.append(_dropped(reason_in(reason, language), entry, health, say))
    if health.added:
        lines.append(_row(say["put_in"], f"{health.added:,}", _share(health.added, health)))
    if health.lost:
        lines.append(_row(say["lost"], f"{health.lost:,}", _share(health.lost, health)))
    if health.garbled:
        lines.append(_row(say["garbled"], "", f"{health.garbled:.1%}"))
    if health.pages is not None:
        lines.append(_row(say["pages"], f"{health.pages:,}", ""))
    return f'<h4>{say["health"]}</h4><table class="wj-documents wj-health"><tbody>{"".join(lines)}</tbody></table>'


def _dropped(reason: str, entry: Dropped, health: Health, say: Mapping[str, str]) -> str:
    examples = "".join(f"<li>{inert(example)}</li>" for example in entry.examples if example)
    name = inert(say["left_out"].format(what=reason, n=f"{entry.times:,}"))
    shown = f"<details><summary>{name}</summary><ul>{examples}</ul></details>" if examples else name
    return _row(shown, f"{entry.characters:,}", _share(entry.characters, health))


def _row(name: str, count: str, share: str) -> str:
    return f'<tr><td>{name}</td><td class="wj-figure">{count}</td><td class="wj-figure">{share}</td></tr>'


def _share(count: int, health: Health) -> str:
    return f"{count / health.characters:.1%}" if health.characters else ""


def _tables(tables: Sequence[Table], say: Mapping[str, str]) -> str:
    if not tables:
        return ""
    items = []
    for table in tables:
        size = say["table_size"].format(columns=max(map(len, table.rows)), rows=len(table.rows) - table.header)
        page = say["page"].format(n=table.page) if table.page else ""
        about = " · ".join(filter(None, (table.unit, size, page)))
        name = table.caption or (table.section[-1] if table.section else say["table"])
        items.append(f'<li>{inert(name)} <span class="wj-small">{inert(about)}</span></li>')
    return f'<h4>{say["tables"].format(n=len(tables))}</h4><ul class="wj-outline">{"".join(items)}</ul>'

"""An inspected file in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from corpus.health import Health, page_ranges
from corpus.inspection import Inspection, Section, Table
from corpus.metadata import meta_of

OUTLINE_LINES = 40
"""The outline is shown down to the level at which it still has so many lines, unless all is wanted."""
_START = 200
"""Characters of a passage of which as many are shown as a line holds."""


def print_inspection(console: Console, found: Inspection, *, outline: bool, passages: bool, tables: bool) -> None:
    """Prints an inspected file: with its whole `outline`, its `passages` and its `tables` where wanted."""
    source = found.source
    console.print()
    console.print(Text(source.title, "bold"))
    console.print(Text(source.path, "dim"))
    if source.properties:
        _section(console, "Properties", _pairs(source.properties.items()))
    _section(console, "Outline", *_outline(found.sections, whole=outline))
    _section(console, f"Passages: {len(found.passages):,}", *_passages(found, listed=passages))
    if found.tables:
        _section(console, f"Tables: {len(found.tables):,}", *_tables(found.tables, printed=tables))
    _section(console, "Health", *_health(found.health))


def _section(console: Console, name: str, *parts: RenderableType) -> None:
    console.print()
    console.print(Text(name, "bold cyan"))
    for part in parts:
        console.print(Padding(part, (0, 0, 0, 2), expand=False))


def _grid(*columns: str) -> Grid:
    """A table without lines; the room goes to ``text``, which is folded, or ``start``, which is cut."""
    grid = Grid.grid(padding=(0, 2, 0, 0), pad_edge=False, expand=True)
    for column in columns:
        if column == "text":
            grid.add_column(ratio=1, overflow="fold")
        elif column == "start":
            grid.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        else:
            grid.add_column(justify="right" if column == "right" else "left", no_wrap=True)
    return grid


def _pairs(pairs: Iterable[tuple[str, str]]) -> Grid:
    grid = _grid("left", "text")
    for key, value in pairs:
        grid.add_row(Text(key, "dim"), Text(value))
    return grid


# Outline


def _outline(sections: Sequence[Section], *, whole: bool) -> list[RenderableType]:
    if not sections:
        return [Text("no headings", "dim")]
    depth = _depth([section.level for section in sections]) if not whole else max(s.level for s in sections)
    paged = any(section.page for section in sections)
    grid = _grid("text", *(["right"] if paged else []), "right", "right")
    head = [Text(""), *([Text("page", "dim")] if paged else []), Text("passages", "dim"), Text("from", "dim")]
    grid.add_row(*head)
    for section in sections:
        if section.level > depth:
            continue
        heading = Text(section.heading)
        if section.facts:
            heading.append("  " + "; ".join(section.facts.values()), "dim")
        cells: list[RenderableType] = [Padding(heading, (0, 0, 0, 2 * (section.level - 1)))]
        cells += [str(section.page or "")] if paged else []
        grid.add_row(*cells, str(section.passages), Text(f"{section.start:,}", "dim"))
    hidden = sum(section.level > depth for section in sections)
    more = [Text(f"and {hidden:,} sections below these: --outline", "dim")] if hidden else []
    return [grid, *more]


def _depth(levels: Sequence[int]) -> int:
    """The deepest level down to which the outline has at most `OUTLINE_LINES` lines; at least the first."""
    fits = [level for level in sorted(set(levels)) if sum(other <= level for other in levels) <= OUTLINE_LINES]
    return max(fits, default=min(levels))


# Passages and tables


def _passages(found: Inspection, *, listed: bool) -> list[RenderableType]:
    sizes = found.sizes
    if not sizes:
        return [Text("none", "dim")]
    shown = ", ".join(f"{name} {size:,}" for name, size in sizes.items())
    parts: list[RenderableType] = [Text(f"characters: {shown}")]
    if not listed:
        return parts
    grid = _grid("right", "right", "left", "start")
    grid.add_row("", Text("chars", "dim"), Text("range", "dim"), "")
    above: list[str] = []
    for number, passage in enumerate(found.passages, 1):
        meta = meta_of(passage)
        for depth, heading in enumerate(meta["section"]):
            if meta["section"][: depth + 1] != above[: depth + 1]:
                grid.add_row("", "", "", Text(" " * depth + heading, "cyan"))
        above = meta["section"]
        where = f"{meta['start']:,}–{meta['end']:,}" + (f" p. {meta['page']}" if meta["page"] else "")
        start = " ".join(_body(passage.page_content, above)[:_START].split())
        mark = f"[{meta['kind']}] " if meta["kind"] != "paragraph" else ""
        text = Text(" " * len(above)).append(mark, "dim").append(start)
        grid.add_row(str(number), str(len(passage.page_content)), Text(where, "dim"), text)
    return [*parts, grid]


def _body(text: str, section: Sequence[str]) -> str:
    """`text` after the headings that it begins with, unless there is nothing else."""
    lines = text.split("\n")
    heads = takewhile(lambda line: any(line in heading for heading in section), lines[:-1])
    return "\n".join(lines[sum(1 for _ in heads) :])


def _tables(tables: Sequence[Table], *, printed: bool) -> list[RenderableType]:
    parts: list[RenderableType] = []
    for number, table in enumerate(tables, 1):
        columns = max(len(row) for row in table.rows)
        sizes = f"{columns} columns × {len(table.rows) - table.header} rows"
        about = " · ".join(filter(None, (table.unit, sizes, f"p. {table.page}" if table.page else "")))
        named = Text(table.caption or (f"in {table.section[-1]}" if table.section else "without a caption"))
        grid = _grid("right", "text")
        grid.add_row(Text(str(number), "bold"), named)
        grid.add_row("", Text(about, "dim"))
        if table.columns and not printed:
            grid.add_row("", Text(" | ".join(table.columns), "dim"))
        parts += [grid, _rows(table, columns)] if printed else [grid]
    return parts


def _rows(table: Table, columns: int) -> Grid:
    grid = Grid(show_header=bool(table.columns), header_style="bold", padding=(0, 1))
    for name in [*table.columns, *[""] * (columns - len(table.columns))][:columns]:
        grid.add_column(Text(name), overflow="fold")
    for row in table.rows[table.header if table.columns else 0 :]:
        grid.add_row(*map(Text, row))
    return grid


# Health


def _health(health: Health) -> list[RenderableType]:
    counts = _grid("left", "right", "right", "start")

    def line(name: str, count: int, about: str = "", style: str = "") -> None:
        share = f"{count / health.characters:.1%}" if health.characters else ""
        counts.add_row(Text(name, style), f"{count:,}", Text(share, "dim"), Text(about, "dim"))

    line("characters read", health.characters, "spaces are not counted")
    line("kept", health.kept - health.added, "in the text that is searched and quoted")
    for reason, entry in sorted(health.dropped.items(), key=lambda item: -item[1].characters):
        line(f"  {reason}", entry.characters, f"{entry.times:,} ×: {' | '.join(entry.examples)}")
    if health.added:
        line("added", health.added, "by the reader: bullets, numbers and the like")
    if health.lost:
        line("lost", health.lost, "a fault in Wenju: please report it", "bold red")
    facts = {"pages": f"{health.pages:,}" if health.pages is not None else ""}
    facts["read by character recognition"] = page_ranges(health.scanned)
    facts["pages without text"] = page_ranges(health.unread)
    facts["garbled"] = f"{health.garbled:.1%}" if health.garbled else ""
    parts: list[RenderableType] = [counts, _pairs((key, value) for key, value in facts.items() if value)]
    parts += [Text(f"⚠ {note}", "yellow") for note in health.notes]
    return parts

"""What a reader wants to check of a parsed file, as data: its outline, passages, tables and health."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import groupby, takewhile
from typing import Any

from langchain_core.documents import Document

from corpus.health import Health
from corpus.metadata import meta_of, page_of
from corpus.source import Source


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it.

    Attributes:
        path: its heading, last, with those above it, outermost first.
        start: where it begins in the canonical text.
        end: where the next one that is not below it begins, or the text ends.
        page: on which it begins; None without pages.
        passages: how many passages hold some of it.
        facts: what it says of itself (provider, document number, ...) that the section above does not.
    """

    path: tuple[str, ...]
    start: int
    end: int
    page: int | None = None
    passages: int = 0
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def level(self) -> int:
        """How deep it lies: 1 for an outermost one."""
        return len(self.path)

    @property
    def heading(self) -> str:
        """Its own heading."""
        return self.path[-1]


@dataclass(frozen=True)
class Table:
    """A table: its caption and unit (empty where it has none), column names and rows of cells.

    The first `header` of the rows are those that the column names come from.
    """

    caption: str
    unit: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    header: int
    section: tuple[str, ...]
    page: int | None
    start: int
    end: int


@dataclass(frozen=True)
class Inspection:
    """All that can be said of a parsed file.

    Attributes:
        source: the file.
        sections: in the order of the text.
        passages: what the index would hold of it.
        tables: in the order of the text.
    """

    source: Source
    sections: list[Section]
    passages: list[Document]
    tables: list[Table]

    @property
    def health(self) -> Health:
        """What was kept, what was left out, what is doubtful."""
        return self.source.health

    @property
    def sizes(self) -> dict[str, int]:
        """Characters of a passage: ``min``, ``p10``, ``median``, ``p90``, ``max``; empty without passages."""
        sizes = sorted(len(passage.page_content) for passage in self.passages)
        at = {"min": 0.0, "p10": 0.1, "median": 0.5, "p90": 0.9, "max": 1.0}
        return {name: sizes[round(share * (len(sizes) - 1))] for name, share in at.items()} if sizes else {}

    def within(self, heading: str) -> Inspection:
        """The same of the sections whose heading, or one above it, holds `heading`; empty where none does."""

        def inside(path: Sequence[str]) -> bool:
            return any(heading in above for above in path)

        return Inspection(
            self.source,
            [section for section in self.sections if inside(section.path)],
            [passage for passage in self.passages if inside(meta_of(passage)["section"])],
            [table for table in self.tables if inside(table.section)],
        )

    def to_dict(self, *, passages: bool = True, tables: bool = True) -> dict[str, Any]:
        """The inspection as plain data; without `passages` or `tables` only how many there are of these."""
        source = self.source
        health = self.health.to_dict()
        data: dict[str, Any] = {
            "id": source.id,
            "title": source.title,
            "source": source.path,
            "characters": len(source.text),
            "properties": source.properties,
            "outline": [_section(section) for section in self.sections],
            "passages": {"count": len(self.passages), "characters": self.sizes},
            "tables": {"count": len(self.tables)},
            "health": health,
        }
        if passages:
            data["passages"]["list"] = [_passage(passage) for passage in self.passages]
        if tables:
            data["tables"]["list"] = [asdict(table) for table in self.tables]
        return data


def inspect(source: Source, passages: Sequence[Document]) -> Inspection:
    """What can be said of a file, given the passages that it is cut into.

    A source from the store has no blocks: its passages stand in for them, and small sections that
    share a passage are shown as the section above them.
    """
    blocks = source.blocks or passages
    return Inspection(source, _sections(source, blocks, passages), list(passages), list(_tables(blocks)))


def _sections(source: Source, blocks: Sequence[Document], passages: Sequence[Document]) -> list[Section]:
    """The outline: a section begins at its heading, or where its path first stands above a block."""
    opened: list[Section] = []
    path: tuple[str, ...] = ()
    headed = False
    for block in blocks:
        meta = meta_of(block)
        new = tuple(meta["section"])
        heading = meta["kind"] == "heading"
        shared = next((i for i, (a, b) in enumerate(zip(path, new, strict=False)) if a != b), min(len(path), len(new)))
        if heading and new and shared == len(new) and not headed:
            shared -= 1  # the same heading again, and not the second line of it: another section
        opened += [Section(new[:depth], meta["start"], 0, meta["page"]) for depth in range(shared + 1, len(new) + 1)]
        if opened and opened[-1].path == new and not opened[-1].facts and meta.get("facts"):
            opened[-1] = replace(opened[-1], facts=dict(meta["facts"]))
        path, headed = new, heading
    return _closed(opened, len(source.text), passages)


def _closed(opened: list[Section], length: int, passages: Sequence[Document]) -> list[Section]:
    """`opened` with their ends, numbers of passages, and no fact that stands above them already."""
    starts = [meta_of(passage)["start"] for passage in passages]
    ends = [meta_of(passage)["end"] for passage in passages]
    closed: list[Section] = []
    next_at: dict[int, int] = {}
    for section in reversed(opened):
        end = min((at for level, at in next_at.items() if level <= section.level), default=length)
        next_at[section.level] = section.start
        held = max(0, bisect_left(starts, end) - bisect_right(ends, section.start))
        closed.append(replace(section, end=end, passages=held))
    closed.reverse()
    above: list[Section] = []
    for at, section in enumerate(closed):
        del above[section.level - 1 :]
        known = {key: value for upper in above for key, value in upper.facts.items()}
        above.append(section)
        facts = {key: value for key, value in section.facts.items() if known.get(key) != value}
        closed[at] = replace(section, facts=facts)
    return closed


def _tables(blocks: Sequence[Document]) -> Iterator[Table]:
    """The tables: runs of rows with the same context."""

    def same(block: Document) -> str | None:
        meta = meta_of(block)
        return meta.get("context", "") if meta["kind"] == "table" else None

    for context, run in groupby(blocks, key=same):
        if context is None:
            continue
        found = list(run)
        first, last = meta_of(found[0]), meta_of(found[-1])
        rows = tuple(tuple(line.split("\t")) for block in found for line in _row_lines(block.page_content))
        caption, unit, columns = parts_of(context)
        yield Table(
            caption,
            unit,
            columns,
            rows,
            _header(rows, columns),
            tuple(first["section"]),
            page_of(found[0]),
            first["start"],
            last["end"],
        )


def _row_lines(text: str) -> list[str]:
    """The rows in a block, which is one, or in a passage, which may hold a caption and a source line, too."""
    lines = text.split("\n")
    return [line for line in lines if "\t" in line] or lines


def _header(rows: Sequence[Sequence[str]], columns: Sequence[str]) -> int:
    """How many of the first rows are header: all that they say stands in the column names."""
    names = "\t".join(columns)
    return sum(1 for _ in takewhile(lambda row: all(cell in names for cell in row), rows[:-1])) if columns else 0


def parts_of(context: str) -> tuple[str, str, tuple[str, ...]]:
    """Caption, unit and column names in the ``context`` of a table's rows; empty where it has none."""
    lines = context.split("\n") if context else []
    columns = next((tuple(line.split("\t")) for line in reversed(lines) if "\t" in line), ())
    labels = [line for line in lines if "\t" not in line]
    units = [line for line in labels if "单位" in line.replace(" ", "") or line.lower().startswith("unit")]
    captions = [line for line in labels if line not in units]
    return " ".join(captions), " ".join(units), columns


def _section(section: Section) -> dict[str, Any]:
    data: dict[str, Any] = {"level": section.level, "heading": section.heading, "path": list(section.path)}
    data |= {"start": section.start, "end": section.end, "page": section.page, "passages": section.passages}
    return data | ({"facts": section.facts} if section.facts else {})


def _passage(passage: Document) -> dict[str, Any]:
    meta: Mapping[str, Any] = passage.metadata
    data = {key: meta.get(key) for key in ("start", "end", "page", "kind", "section")}
    more = {key: meta[key] for key in ("context", "facts") if meta.get(key)}
    return data | {"characters": len(passage.page_content), "text": passage.page_content} | more

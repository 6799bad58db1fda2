"""Paragraphs to blocks: `Document`s with their kind and their section path."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from langchain_core.documents import Document

from corpus import tables
from corpus.lines import Line, read_lines, underlined
from corpus.metadata import Kind
from corpus.noise import drop_noise, drop_running_heads
from corpus.numbering import Numbered, read_number
from corpus.outline import Outline
from corpus.paragraphs import paragraphs, wrapping

_CAPTION = re.compile(r"^(?:续?表|Table)\s*[\d一二三四五六七八九十]+")
_UNIT = re.compile(r"^[（(]?\s*单\s*位\s*[:：]")
_LIST = re.compile(r"^(?:•|[（(]\d+[)）]|\d{1,3}(?:[.．](?!\d)|[、)）])|[①-⑳])\s*")
_LISTED = {"arabic", "arabic_paren"}
_LIST_LENGTH = 3
TITLE_WIDTH = 45


def text_blocks(text: str, *, paged: bool = False, soft: bool = False, dropped: Counter[str]) -> Iterator[Document]:
    """The blocks of a text (plain, Markdown, or PDF pages between form feeds).

    Metadata of a block: ``kind``, ``section``, ``page``, for tables ``context``. `dropped`
    counts what is left out, by reason.
    """
    lines = underlined(list(read_lines(text, paged=paged)))
    if paged:
        lines = drop_running_heads(lines, dropped)
    lines = drop_noise(lines, dropped)
    yield from line_blocks(paragraphs(_parted(_reshape(lines)), wrapping(lines, soft=soft)))


def line_blocks(lines: Iterable[Line]) -> Iterator[Document]:
    """Blocks from paragraphs (also from formats that have no lines, such as HTML and DOCX)."""
    outline = Outline()
    labels: list[str] = []
    above = _Above("", 0)
    for kind, run in groupby(_listed(lines), key=lambda line: line.kind):
        if kind == "table":
            rows = list(run)
            above = _header(rows, labels, above)
            outline.text_seen()
            labels = []
            yield from (_block(line.text.rstrip("\t"), line, "table", outline, above.context) for line in rows)
        elif kind == "code":
            listing = list(run)
            yield _block("\n".join(line.text for line in listing), listing[0], "code", outline)
        elif kind not in ("blank", "rule"):
            for line in run:
                text = line.text.strip()
                if kind == "caption" or (_CAPTION.match(text) and len(text) <= 2 * TITLE_WIDTH):
                    labels = [text]
                    outline.table_seen()
                elif _UNIT.match(text):
                    labels.append(text)
                elif kind != "footnote":
                    labels = []
                if kind != "footnote":
                    above = _Above("", 0)
                yield _text_block(line, text, outline)


def _listed(lines: Iterable[Line]) -> list[Line]:
    """`lines` with numbered lines that follow each other, nothing between them, as the list that they are.

    Headings have text below them; 「1. 2. 3.」 without any would end up as the sections of what follows.
    """
    out = list(lines)
    run: list[int] = []
    last: Numbered | None = None
    for i, line in enumerate([*out, Line("", kind="rule")]):
        if line.kind == "blank":
            continue
        number = read_number(line.text) if line.kind == "text" else None
        item = number if number and number.style in _LISTED and number.head in (0, len(line.text)) else None
        if not (item and last and (item.style, item.number) == (last.style, last.number + 1)):
            if len(run) >= _LIST_LENGTH:
                for j in run:
                    out[j] = replace(out[j], kind="list")
            run = []
        run.append(i)
        last = item
    return out


def _text_block(line: Line, text: str, outline: Outline) -> Document:
    number = read_number(text, marked=line.kind == "heading") if line.kind in ("text", "heading") else None
    if number is not None and number.head:
        outline.numbered(text[: number.head].rstrip("。.： :"), number, line.level)
        if number.head == len(text):
            return _block(text, line, "heading", outline)
        outline.text_seen()
        return _block(text, line, "paragraph", outline)
    is_title = outline.waiting and line.kind == "text" and len(text) <= TITLE_WIDTH and text[-1] not in "。；：，"
    if line.kind == "heading" or is_title:
        outline.unnumbered(text, line.level)
        return _block(text, line, "heading", outline)
    outline.text_seen()
    if line.kind == "footnote":
        return _block(text, line, "footnote", outline)
    return _block(text, line, "list" if line.kind == "list" or _LIST.match(text) else "paragraph", outline)


@dataclass(frozen=True)
class _Above:
    """The table that ended just above: what its rows cannot be read without, and how wide it is."""

    context: str
    columns: int


def _header(rows: list[Line], labels: list[str], above: _Above) -> _Above:
    """Caption, unit and column names of a table; those of the table `above` that it goes on with."""
    table = _cells(rows)
    head = tables.header_rows(table)
    columns = max(map(len, table))
    if not head and not labels and columns == above.columns:
        return above
    names = tables.column_names(table[:head])
    return _Above("\n".join([*labels, "\t".join(names)] if any(names) else labels), columns)


def _cells(rows: list[Line]) -> list[tables.Row]:
    return [line.text.split("\t") for line in rows]


def _block(text: str, line: Line, kind: Kind, outline: Outline, context: str | None = None) -> Document:
    metadata = {"kind": kind, "section": outline.path, "page": line.page}
    return Document(page_content=text, metadata=metadata if context is None else metadata | {"context": context})


def _reshape(lines: list[Line]) -> list[Line]:
    """`lines` with every table that was shredded into one cell a line put together again.

    A run of cells is such a table when most of them are short and some hold figures.
    """
    out: list[Line] = []
    i = 0
    while i < len(lines):
        j = i
        while j < len(lines) and _in_run(lines, j, first=j == i):
            j += 1
        run = lines[i : max(j, i + 1)]
        filled = [line.text for line in run if line.text]
        short = sum(len(cell) <= 24 for cell in filled)
        if j > i and len(filled) >= 9 and short >= 0.9 * len(filled) and any(cell.isdigit() for cell in filled):
            rows = tables.shredded_rows(["\t" + line.text if line.kind == "cell" else line.text for line in run])
            out += [Line("\t".join(row), run[0].page, "table") for row in rows]
            out.append(Line("", run[0].page, "blank"))
        else:
            out += [replace(x, kind="text" if x.text else "blank") if x.kind == "cell" else x for x in run]
        i += len(run)
    return out


def _in_run(lines: list[Line], i: int, *, first: bool) -> bool:
    """Whether line `i` can be part of a shredded table: a cell, the rest of one, or a row's end."""
    line = lines[i]
    if line.kind == "cell" or (line.kind == "blank" and not first):
        return True
    between = not first and i + 1 < len(lines) and lines[i - 1].kind == lines[i + 1].kind == "cell"
    return between and line.kind == "text" and len(line.text) < 12


def _parted(lines: list[Line]) -> list[Line]:
    """`lines` with a rule between two tables that only an empty line parts.

    Rows after an empty line are a table of their own when they have a header or another width;
    else the table above goes on, as it does over a page, or with empty lines between all rows.
    """
    out: list[Line] = []
    above: list[tables.Row] = []
    for kind, run in groupby(lines, key=lambda line: line.kind):
        group = list(run)
        if kind == "table":
            rows = _cells(group)
            if len(above) > 1 and len(rows) > 1:
                other = max(map(len, above)) != max(map(len, rows))
                if other or tables.header_rows(rows):
                    out.append(Line("", group[0].page, "rule"))
            above = rows
        elif kind != "blank":
            above = []
        out += group
    return out

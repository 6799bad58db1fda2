"""Paragraphs to blocks: `Document`s with their kind and their section path."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from langchain_core.documents import Document

from corpus import tables
from corpus.lines import Line, read_lines, underlined
from corpus.metadata import Kind
from corpus.noise import drop_noise, drop_running_heads
from corpus.numbering import Numbered, read_number
from corpus.outline import Outline
from corpus.paragraphs import paragraphs, wrapping
from corpus.table_lines import cells_of, parted, reassembled

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
    yield from line_blocks(paragraphs(parted(reassembled(lines)), wrapping(lines, soft=soft)))


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
                if kind == "caption" or (
                    _CAPTION.match(text) and len(text) <= 2 * TITLE_WIDTH and text[-1] not in "。；"
                ):
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
    table = cells_of(rows)
    head = tables.header_rows(table)
    columns = max(map(len, table))
    if not head and not labels and columns == above.columns:
        return above
    names = tables.column_names(table[:head])
    return _Above("\n".join([*labels, "\t".join(names)] if any(names) else labels), columns)


def _block(text: str, line: Line, kind: Kind, outline: Outline, context: str | None = None) -> Document:
    metadata: dict[str, Any] = {"kind": kind, "section": outline.path, "page": line.page}
    if line.breaks:
        metadata["pages"] = list(line.breaks)
    return Document(page_content=text, metadata=metadata if context is None else metadata | {"context": context})

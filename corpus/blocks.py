"""Paragraphs to blocks: `Document`s with their kind and their section path."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from langchain_core.documents import Document

from corpus import tables
from corpus.lines import Line, drop_noise, drop_running_heads, read_lines
from corpus.numbering import read_number
from corpus.outline import Outline
from corpus.paragraphs import paragraphs, wrapping

_CAPTION = re.compile(r"^(?:续?表|Table)\s*[\d一二三四五六七八九十]+")
_UNIT = re.compile(r"^[（(]?\s*单\s*位\s*[:：]")
_LIST = re.compile(r"^(?:•|[（(]\d+[)）]|\d{1,3}[.．、)）]|[①-⑳])\s*")
TITLE_WIDTH = 45


def text_blocks(text: str, *, paged: bool = False, soft: bool = False, dropped: Counter[str]) -> Iterator[Document]:
    """The blocks of a text (plain, Markdown, or PDF pages between form feeds).

    Metadata of a block: ``kind``, ``section``, ``page``, for tables ``context``. `dropped`
    counts what is left out, by reason.
    """
    lines = list(read_lines(text, paged=paged))
    if paged:
        lines = drop_running_heads(lines, dropped)
    lines = drop_noise(lines, dropped)
    yield from line_blocks(paragraphs(_reshape(lines), wrapping(lines, soft=soft)))


def line_blocks(lines: Iterator[Line]) -> Iterator[Document]:
    """Blocks from paragraphs (also from formats that have no lines, such as HTML and DOCX)."""
    outline = Outline()
    rows: list[Line] = []
    labels: list[str] = []
    code: list[Line] = []
    for line in [*lines, Line("", None, "blank")]:
        if line.kind != "table" and rows:
            yield from _table(rows, labels, outline)
            rows, labels = [], []
        if line.kind != "code" and code:
            yield _block("\n".join(x.text for x in code), "code", outline, code[0].page)
            code = []
        if line.kind == "blank":
            continue
        if line.kind == "table":
            rows.append(line)
        elif line.kind == "code":
            code.append(line)
        else:
            text = line.text.strip()
            if _CAPTION.match(text) and len(text) <= 2 * TITLE_WIDTH:
                labels = [text]
                outline.table_seen()
            elif _UNIT.match(text):
                labels.append(text)
            elif line.kind != "footnote":
                labels = []
            yield _text_block(line, text, outline)


def _text_block(line: Line, text: str, outline: Outline) -> Document:
    number = read_number(text, marked=line.kind == "heading") if line.kind in ("text", "heading") else None
    if number is not None and number.head:
        heading = text[: number.head].rstrip("。.： :")
        outline.numbered(heading, number, line.level)
        if number.head == len(text):
            return _block(text, "heading", outline, line.page)
        outline.text_seen()
        return _block(text, "paragraph", outline, line.page)
    is_title = outline.waiting and line.kind == "text" and len(text) <= TITLE_WIDTH and text[-1] not in "。；：，"
    if line.kind == "heading" or is_title:
        outline.unnumbered(text, line.level)
        return _block(text, "heading", outline, line.page)
    outline.text_seen()
    if line.kind == "footnote":
        return _block(text, "footnote", outline, line.page)
    return _block(text, "list" if line.kind == "list" or _LIST.match(text) else "paragraph", outline, line.page)


def _table(rows: list[Line], labels: list[str], outline: Outline) -> Iterator[Document]:
    """A table: its header as one block, then a block a row, so that it can be cut between rows."""
    table = [line.text.split("\t") for line in rows]
    head = tables.header_rows(table)
    names = tables.column_names(table[:head])
    context = "\n".join([*labels, "\t".join(names)] if any(names) else labels)
    outline.text_seen()
    for line in rows:
        block = _block(line.text.rstrip("\t"), "table", outline, line.page)
        block.metadata["context"] = context
        yield block


def _block(text: str, kind: str, outline: Outline, page: int | None) -> Document:
    return Document(page_content=text, metadata={"kind": kind, "section": outline.path, "page": page})


def _reshape(lines: list[Line]) -> list[Line]:
    """`lines` with every table that was shredded into one cell a line put together again.

    A run of tab-led lines is such a table when most of its cells are short and some hold figures.
    """
    out: list[Line] = []
    i = 0
    while i < len(lines):
        j = i
        while j < len(lines) and _in_run(lines, j, first=j == i):
            j += 1
        run = lines[i:j]
        filled = [line.text.strip() for line in run if line.text.strip()]
        short = sum(len(cell) <= 24 for cell in filled)
        if len(filled) >= 9 and short >= 0.9 * len(filled) and any(cell.isdigit() for cell in filled):
            rows = tables.shredded_rows([line.text if line.kind != "blank" else "" for line in run])
            out += [Line("\t".join(row), run[0].page, "table") for row in rows]
            out.append(Line("", run[0].page, "blank"))
        else:
            run = run or [lines[i]]
            out += [_unindented(line) if line.text.startswith("\t") else line for line in run]
        i += len(run)
    return out


def _in_run(lines: list[Line], i: int, *, first: bool) -> bool:
    """Whether line `i` can be part of a shredded table: a cell, the rest of one, or a row's end."""
    line = lines[i]
    if line.text.startswith("\t") or (line.kind == "blank" and not first):
        return True
    around = not first and i + 1 < len(lines) and lines[i + 1].text.startswith("\t")
    return around and lines[i - 1].text.startswith("\t") and line.kind == "text" and len(line.text) < 12


def _unindented(line: Line) -> Line:
    text = line.text.strip()
    return replace(line, text=text, kind=line.kind if text else "blank")

"""Paragraphs to blocks: `Document`s with their kind and their section path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

from langchain_core.documents import Document

from corpus.ledger import Ledger
from corpus.lines import Line, read_lines, underlined
from corpus.metadata import Kind
from corpus.noise import drop_noise, drop_repeats, drop_running_heads
from corpus.numbering import Numbered, read_number
from corpus.outline import Outline
from corpus.paragraphs import paragraphs
from corpus.tables.captions import Captions
from corpus.tables.lines import parted, reassembled
from corpus.tables.marks import tabulated
from corpus.wrapping import wrapping

_LIST = re.compile(r"^(?:•|[（(]\d+[)）]|\d{1,3}(?:[.．](?!\d)|[、)）])|[①-⑳])\s*")
_LISTED = {"arabic", "arabic_paren", "cn_paren"}
_LIST_LENGTH = 3
_ITEM_END = ("；", ";", "，", ",")
_NOTE = re.compile(r"^[*＊]?(\w{1,8})\s")
TITLE_WIDTH = 45


def text_blocks(text: str, ledger: Ledger, *, soft: bool = False) -> Iterator[Document]:
    """The blocks of a plain or Markdown text; see `extracted_blocks`."""
    yield from extracted_blocks(list(read_lines(text, ledger)), ledger, soft=soft)


def extracted_blocks(lines: list[Line], ledger: Ledger, *, soft: bool = False) -> Iterator[Document]:
    """The blocks of lines as an extraction gives them: noise goes, hard-wrapped lines and shredded tables are mended.

    Metadata of a block: ``kind``, ``section``, ``page``, for tables ``context``. `ledger` notes
    what is left out. `soft`: the format joins lines by itself (Markdown).
    """
    lines = drop_running_heads(underlined(tabulated(lines, ledger)), ledger)
    lines = drop_repeats(drop_noise(lines, ledger), ledger)
    yield from line_blocks(paragraphs(parted(reassembled(lines)), wrapping(lines, soft=soft), ledger))


def line_blocks(lines: Iterable[Line]) -> Iterator[Document]:
    """Blocks from paragraphs (also from formats that have no lines, such as HTML and DOCX)."""
    outline = Outline()
    captions = Captions()
    bare: Document | None = None
    for kind, run in groupby(_listed(lines), key=lambda line: line.kind):
        if kind == "table":
            rows = list(run)
            context = captions.context(rows)
            outline.text_seen()
            for line, group in zip(rows, captions.groups, strict=True):
                block = _block(line.text.rstrip("\t"), line, "table", outline, context)
                if group:
                    block.metadata["group"] = group
                yield block
        elif kind == "code":
            listing = list(run)
            yield _block("\n".join(line.text for line in listing), listing[0], "code", outline)
        elif kind not in ("blank", "rule"):
            for line in run:
                if captions.text_seen(line):
                    outline.table_seen()
                block = _text_block(line, line.text.strip(), outline)
                if bare is not None and outline.path[-1:] == [f"{bare.page_content} {block.page_content}"]:
                    bare.metadata["section"] = outline.path  # 「案例 1」, now that its title is known
                bare = block if outline.waiting else None
                yield block


def _listed(lines: Iterable[Line]) -> list[Line]:
    """`lines` with numbered lines that follow each other, nothing between them, as the list that they are.

    Headings have text below them; 「1. 2. 3.」 without any would end up as the sections of what follows.
    So would the last of 「（一）…；（二）…；（三）…。」, which alone ends as a heading may.
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
            ended = any(out[j].text.endswith(_ITEM_END) for j in run[:-1])
            if ended or (len(run) >= _LIST_LENGTH and last and last.style != "cn_paren"):
                for j in run:
                    out[j] = replace(out[j], kind="list")
            run = []
        run.append(i)
        last = item
    return out


def _text_block(line: Line, text: str, outline: Outline) -> Document:
    number = read_number(text, marked=line.kind == "heading") if line.kind in ("text", "heading") else None
    if number is not None and number.head and line.kind == "text" and number.style in _LISTED and outline.in_article:
        outline.text_seen()
        return _block(text, line, "list", outline)
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
    if line.lead and line.kind == "text":
        block = _block(text, line, "paragraph", outline)
        block.metadata["section"] = [*outline.path, text[: line.lead].rstrip("。：: ")]
        return block
    return _block(text, line, "list" if line.kind == "list" or _LIST.match(text) else "paragraph", outline)


def _block(text: str, line: Line, kind: Kind, outline: Outline, context: str | None = None) -> Document:
    metadata: dict[str, Any] = {"kind": kind, "section": outline.path, "page": line.page}
    if line.breaks:
        metadata["pages"] = list(line.breaks)
    if kind == "footnote" and (note := _NOTE.match(text)):
        metadata["note"] = note[1]
    elif line.notes:
        metadata["notes"] = list(dict.fromkeys(line.notes))
    return Document(page_content=text, metadata=metadata if context is None else metadata | {"context": context})

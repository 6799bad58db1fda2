"""What is embedded and indexed of a passage: pure functions of it."""

from __future__ import annotations

import hashlib
import re
from itertools import groupby

from langchain_core.documents import Document

_FIGURE = re.compile(r"^[-—–+~]?[\d,.\s]*%?$")


def passage_id(passage: Document) -> str:
    """The id of a document's passage: the same content at the same place has the same id, 32 hex digits."""
    meta = passage.metadata
    key = f"{meta['document']}\0{meta['start']}\0{meta['end']}\0{passage.page_content}"
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def about(passage: Document) -> tuple[str, list[str], str]:
    """Title, section path and context of a passage, each empty where it has none.

    Passages that a program adds may carry anything under these keys: only text is taken.
    """
    meta = passage.metadata
    title, section, context = meta.get("title"), meta.get("section"), meta.get("context")
    return (
        title if isinstance(title, str) else "",
        [part for part in section if isinstance(part, str)] if isinstance(section, list | tuple) else [],
        context if isinstance(context, str) else "",
    )


def header_of(passage: Document) -> str:
    """Of a table's passage the names of its columns, separated by tabs: the last line of its context."""
    return about(passage)[2].split("\n")[-1]


def provider(passage: Document) -> str:
    """Who provided the case that a passage is of; empty where none is stated."""
    facts = passage.metadata.get("facts")
    stated = facts.get("provider") if isinstance(facts, dict) else None
    return stated if isinstance(stated, str) else ""


def heading_text(passage: Document) -> str:
    """Title and section path of a passage: 「title › section › …」; empty where it has neither."""
    title, section, _ = about(passage)
    return " › ".join(filter(None, [title, *section]))


def body_text(passage: Document) -> str:
    """The body in words: of a table the labels without the figures, which say nothing of its subject."""
    if passage.metadata.get("kind") != "table":
        return passage.page_content
    return "\n".join(filter(None, map(row_text, passage.page_content.split("\n"))))


def row_text(line: str) -> str:
    """The labels in a table row, without its figures; the first cell is a label whatever it holds."""
    first, *rest = (cell.strip() for cell in line.split("\t"))
    return " ".join(filter(None, [first, *(cell for cell in rest if not _FIGURE.match(cell))]))


def embedding_text(passage: Document) -> str:
    """The text to embed: title › section path, a table's caption and header, then the body."""
    return "\n".join(filter(None, [heading_text(passage), _context_text(passage), body_text(passage)]))


def _context_text(passage: Document) -> str:
    """A table's caption, unit and header in words; a word that heads several columns stands once."""
    *labels, header = about(passage)[2].split("\n")
    return "\n".join([*labels, _once(header)])


def _once(header: str) -> str:
    return " ".join(dict.fromkeys(header.split())) if "\t" in header else header


def row_windows(passage: Document, *, figures: bool = False) -> list[str]:
    """What each row of a table's passage says, in words: caption, unit, columns, row; a group of columns at a time.

    `figures`: whether the row keeps its figures.

    The columns below one cell of an upper header row (「2016年 出口」, 「2016年 进口」) are a group,
    so that row, column and year stand close together; other columns are one group.
    """
    *labels, header = about(passage)[2].split("\n")
    corner, *names = header.split("\t")
    groups = [list(group) for _, group in groupby(names, key=lambda name: name.split(" ")[0])]
    if len(groups) < 2 or max(map(len, groups)) < 2:
        groups = [names]
    rows = [row if figures else row_text(row) for row in passage.page_content.split("\n")]
    columns = [_once("\t".join([corner, *group])) for group in groups]
    return [" ".join(filter(None, [*labels, column, row])) for row in rows for column in columns]

"""What is embedded and indexed of a passage: pure functions of it."""

from __future__ import annotations

import hashlib
import re

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
    context = about(passage)[2].replace("\t", " ")
    return "\n".join(filter(None, [heading_text(passage), context, body_text(passage)]))

"""The metadata of every `Document` in Wenju: the only place where its keys are named."""

from __future__ import annotations

from typing import Literal, Required, TypedDict, cast

from langchain_core.documents import Document

Kind = Literal["heading", "paragraph", "list", "table", "code", "footnote"]


class PassageMeta(TypedDict, total=False):
    """What stands in `Document.metadata` of a block (from a loader) or a passage (from the store).

    The contract: ``canonical_text[start:end] == page_content`` for the canonical text of
    ``document``. Offsets are in characters (Unicode code points), half-open.
    """

    document: Required[str]
    """Id of the document: SHA-256 (hex) of what its file holds."""
    title: Required[str]
    """Title of the document, from its front matter or its content, else its file name."""
    source: Required[str]
    """Path of the file, in POSIX form."""
    section: Required[list[str]]
    """Headings above the text, outermost first; empty when there is none."""
    page: Required[int | None]
    """First page, counted from 1; None where the format has no pages."""
    kind: Required[Kind]
    start: Required[int]
    end: Required[int]
    context: str
    """What the text cannot be read without: a table's caption, unit and header, one a line."""
    score: float
    """Of a search result: in [0, 1], higher is better, comparable within one result list only."""


def meta_of(document: Document) -> PassageMeta:
    """The typed view of a document's metadata (the same dict, not a copy)."""
    return cast(PassageMeta, document.metadata)

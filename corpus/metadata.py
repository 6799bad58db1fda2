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
    pages: list[tuple[int, int]]
    """Where later pages begin, if the text goes on to them: (offset in the canonical text, page)."""
    kind: Required[Kind]
    start: Required[int]
    end: Required[int]
    context: str
    """What the text cannot be read without: a table's caption, unit and header, one a line."""
    group: str
    """Of a table row: what rows above say for it, 「类别：制度改革」; a passage has it in `context`."""
    facts: dict[str, str]
    """What the case, box or policy text around it says of itself: see `corpus.facts`."""
    note: str
    """Of a footnote: its number."""
    notes: list[str]
    """Numbers of the footnotes that the text refers to; they have the same document and a ``note``."""
    score: float
    """Of a search result: in [0, 1], higher is better, comparable within one result list only."""


def offset_of(passage: Document) -> int:
    """Where a passage starts in its document's canonical text; 0 for one that a program added as a document of its own.

    Such a passage has no ``document``, and whatever else its metadata holds is its owner's.
    """
    start = passage.metadata.get("start")
    return start if isinstance(start, int) and isinstance(passage.metadata.get("document"), str) else 0


def document_of(passage: Document) -> str:
    """Id of the document that a passage belongs to: its own for one that a program added."""
    document = passage.metadata.get("document")
    return document if isinstance(document, str) else passage.id or ""


def page_of(passage: Document, offset: int | None = None) -> int | None:
    """The page, from 1, of an offset in the canonical text, else of the passage's start; None without pages."""
    page = passage.metadata.get("page")
    if not isinstance(page, int):
        return None
    later = passage.metadata.get("pages", ()) if offset is not None else ()
    return max((number for start, number in later if start <= (offset or 0)), default=page)


def meta_of(document: Document) -> PassageMeta:
    """The typed view of a document's metadata (the same dict, not a copy)."""
    return cast(PassageMeta, document.metadata)

"""Blocks to passages: contiguous slices of the canonical text that follow its structure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from langchain_core.documents import Document
from langchain_text_splitters import TextSplitter

from corpus import SEPARATOR, PassageMeta, meta_of, page_of
from index.table_parts import is_source, table_context, table_cuts

SPLITTER_VERSION = 4
TABLE_SHARE = 1.5
"""The budget of a table, as a share of `max_chars`: with less, tables are found later; with more, long ones are."""

_SENTENCE = re.compile(r"(?<=[。！？；!?;])(?![”’」』）)])|(?<=[。！？；!?;][”’」』）)])|(?<=[.!?]\s)|\n")
_ENUMERATED = re.compile(r"^(?:[一二三四五六七八九十]+是|第[一二三四五六七八九十]+，|[（(]\d+[)）]|[①-⑳])")


class PassageSplitter(TextSplitter):
    """Cuts a document's blocks into passages that can be found and quoted.

    Every character of the blocks is in exactly one passage; a passage is a contiguous slice of
    the canonical text. A passage does not reach across two outermost sections, or two cases or
    policy texts (blocks with other ``facts``), does not cut a sentence (except one longer than the
    budget), and keeps a table's rows whole. A footnote is a passage of its own.

    Args:
        max_chars: budget of a passage in characters; a table may use half as much again.
        min_chars: a passage that is smaller takes in the next small section of the same parent.
    """

    def __init__(self, max_chars: int = 400, min_chars: int = 120, **kwargs: Any) -> None:
        super().__init__(chunk_size=max_chars, chunk_overlap=0, **kwargs)
        self.max_chars = max_chars
        self.min_chars = min_chars

    @property
    def fingerprint(self) -> str:
        """What this splitter's passages depend on."""
        return f"passages-{SPLITTER_VERSION}-{self.max_chars}-{self.min_chars}"

    def split_text(self, text: str) -> list[str]:
        """`text` in pieces of whole sentences, each at most `max_chars` long; joined they are `text`."""
        return [text[start:end] for start, end in self._cuts(text)]

    def split_documents(self, documents: Iterable[Document]) -> list[Document]:
        """The passages of the blocks in `documents` (of one or more sources, in order)."""
        passages: list[Document] = []
        run: list[Document] = []
        pieces = list(self._pieces(documents))
        cuts = table_cuts(pieces, int(TABLE_SHARE * self.max_chars))
        for i, piece in enumerate(pieces):
            if run and (i in cuts or self._parts(run, piece)):
                # Headings at the end of a run belong to what follows them.
                body, heads = _trailing_heads(run)
                follows = meta_of(run[0])["document"] == meta_of(piece)["document"]
                if not follows or (not body and meta_of(piece)["kind"] == "heading"):
                    body, heads = run, []
                if body:
                    passages.append(_passage(body))
                    run = heads
            run.append(piece)
        if run:
            passages.append(_passage(run))
        return passages

    def _pieces(self, blocks: Iterable[Document]) -> Iterator[Document]:
        """The blocks, those over the budget cut at sentence ends."""
        for block in blocks:
            if len(block.page_content) <= self.max_chars or meta_of(block)["kind"] == "table":
                yield block
                continue
            offset = meta_of(block)["start"]
            for start, end in self._cuts(block.page_content):
                meta = block.metadata | {"start": offset + start, "end": offset + end}
                if "pages" in meta:
                    meta["page"] = page_of(block, offset + start)
                yield Document(page_content=block.page_content[start:end], metadata=meta)

    def _cuts(self, text: str) -> Iterator[tuple[int, int]]:
        """Half-open ranges that cover `text`, of about equal size within the budget."""
        ends = [m.end() if m.group() else m.start() for m in _SENTENCE.finditer(text)]
        ends = [e for e in ends if 0 < e < len(text)] + [len(text)]
        target = min(self.max_chars, -(-len(text) // max(1, -(-len(text) // self.max_chars))) + 40)
        start = 0
        last = 0
        for end in ends:
            while end - start > self.max_chars and last <= start:
                yield start, start + self.max_chars  # a sentence longer than the budget
                start += self.max_chars
            far = end - start > self.max_chars
            enumerated = bool(_ENUMERATED.match(text[last : last + 6])) and last - start > self.max_chars // 2
            if last > start and (far or enumerated or last - start >= target):
                yield start, last
                start = last
            last = end
        while len(text) - start > self.max_chars:
            yield start, start + self.max_chars
            start += self.max_chars
        if start < len(text):
            yield start, len(text)

    def _parts(self, run: list[Document], piece: Document) -> bool:
        """Whether a new passage starts at `piece`."""
        first, last, new = meta_of(run[0]), meta_of(run[-1]), meta_of(piece)
        if first["document"] != new["document"]:
            return True
        size = new["end"] - first["start"]
        body = next((meta_of(p) for p in run if meta_of(p)["kind"] != "heading"), None)
        if body is None:  # headings go with what follows them, unless they fill a passage themselves
            return new["kind"] == "heading" and size > self.max_chars
        if _stands_apart(body, last, new):
            return True
        if new["kind"] == last["kind"] == "table":
            return new.get("context") != last.get("context")
        if new["kind"] == "table":  # a caption or a unit just above goes with its table
            return size - len(piece.page_content) > 90
        if any(meta_of(p)["kind"] == "table" for p in run):  # so does what says where the figures are from
            return last["kind"] != "table" or not is_source(piece)
        if size > self.max_chars:
            return True
        if new["kind"] == "heading":
            return size - len(piece.page_content) >= self.min_chars
        return new["section"] != last["section"] and new["start"] - first["start"] - 1 >= self.min_chars


def _trailing_heads(run: list[Document]) -> tuple[list[Document], list[Document]]:
    """`run` without the headings at its end, and those headings."""
    at = len(run)
    while at and meta_of(run[at - 1])["kind"] == "heading":
        at -= 1
    return run[:at], run[at:]


def _stands_apart(body: PassageMeta, last: PassageMeta, new: PassageMeta) -> bool:
    """Whether `new` is of another outermost section, case or policy text than `body`, or by a footnote's edge."""
    elsewhere = body["section"][:1] != new["section"][:1] or _stated(body) != _stated(new)
    return elsewhere or "footnote" in (last["kind"], new["kind"])


def _stated(meta: PassageMeta) -> dict[str, str]:
    """What the case or policy text of a block says of itself."""
    return meta.get("facts", {})


def _later_pages(run: list[Document]) -> list[tuple[int, int]]:
    """Where later pages begin in a passage of these pieces: (offset, page)."""
    pages: list[tuple[int, int]] = []
    last = meta_of(run[0])["page"]
    for piece in run:
        meta = meta_of(piece)
        for start, page in [(meta["start"], meta["page"]), *meta.get("pages", [])]:
            if page is not None and page != last and meta["start"] <= start < meta["end"]:
                pages.append((start, page))
                last = page
    return pages


def _passage(run: list[Document]) -> Document:
    """One passage from contiguous pieces: the slice from the first one's start to the last one's end."""
    text = run[0].page_content
    for before, piece in pairwise(run):
        text += SEPARATOR * (meta_of(piece)["start"] - meta_of(before)["end"]) + piece.page_content
    body = [p for p in run if meta_of(p)["kind"] != "heading"] or run
    section = meta_of(body[0])["section"]
    for piece in body[1:]:
        other = meta_of(piece)["section"]
        shared = next(
            (i for i, (a, b) in enumerate(zip(section, other, strict=False)) if a != b), min(len(section), len(other))
        )
        section = section[:shared]
    kinds: dict[str, int] = {}
    for piece in body:
        kinds[meta_of(piece)["kind"]] = kinds.get(meta_of(piece)["kind"], 0) + len(piece.page_content)
    meta = dict(run[0].metadata) | {
        "section": section,
        "kind": max(kinds, key=lambda kind: (kind == "table", kinds[kind])),
        "start": meta_of(run[0])["start"],
        "end": meta_of(run[-1])["end"],
    }
    meta.pop("pages", None)
    if pages := _later_pages(run):
        meta["pages"] = pages
    for key in ("context", "group", "facts", "note", "notes"):
        meta.pop(key, None)
    if facts := _stated(meta_of(body[0])):
        meta["facts"] = facts
    if notes := list(dict.fromkeys(note for p in run for note in meta_of(p).get("notes", []))):
        meta["notes"] = notes
    if len(body) == 1 and "note" in body[0].metadata:
        meta["note"] = meta_of(body[0])["note"]
    if context := table_context(body):
        meta["context"] = context
    return Document(page_content=text, metadata=meta)

"""Markers and citations: which statement stands on which passage, and whether it really does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from langchain_core.documents import Document

from corpus import document_of, offset_of, page_of
from index.passage import about
from rag.statements import Statement
from rag.types import Citation

_NUMBER = re.compile(r"\[(\d+)\]")
_BRACKET = re.compile(r"[\[【［]([\d\s,，、;；~～–—-]*)([\]】］]?)")
_PART = re.compile(r"(\d+)(?:\s*[~～–—-]+\s*(\d+))?")
_MANY = 50
"""A range of markers is not longer than this."""


def inert(text: str) -> str:
    """`text` of a document whose own bracketed numbers (「[3]」) cannot be taken for markers: they become 「〔3〕」."""
    return _NUMBER.sub(r"〔\1〕", text)


def citation(marker: int, passage: Document, start: int, end: int) -> Citation:
    """A citation of the slice ``[start, end)`` of the document that `passage` belongs to."""
    meta = passage.metadata
    title, section, _ = about(passage)
    offset = offset_of(passage)
    return Citation(
        marker=marker,
        document=document_of(passage),
        title=title,
        source=str(meta.get("source", "")),
        section=tuple(section),
        page=page_of(passage, start),
        quote=passage.page_content[start - offset : end - offset],
        start=start,
        end=end,
        passage=passage.id or "",
    )


def cite_statements(chosen: Sequence[Statement]) -> list[Citation]:
    """One citation a statement, numbered from 1 in order."""
    return [citation(i, s.passage, s.start, s.end) for i, s in enumerate(chosen, 1)]


def continued(text: str, citations: Sequence[Citation], count: int) -> tuple[str, list[Citation]]:
    """An answer that goes on after `count` citations: its text and citations with markers from ``count + 1``."""
    moved = _NUMBER.sub(lambda match: f"[{int(match[1]) + count}]", text)
    return moved, [replace(cited, marker=cited.marker + count) for cited in citations]


class MarkerStream:
    """Markers as a language model writes them, to ``[n]`` by first use, while the text streams.

    ``[1]``, ``【1】``, ``［1］``, ``[1,2]`` and ``[1-3]`` are understood; markers of passages that do not exist
    are deleted, so that no marker is shown and vanishes later. A number that is none, as in
    「国发[2017]12号」, gets the brackets ``〔〕``. How the text is cut into pieces makes no difference.

    Attributes:
        used: which passages are cited, as indices in the order of their markers.
    """

    def __init__(self, passages: Sequence[Document]) -> None:
        self._count = len(passages)
        self._held = ""
        self.used: list[int] = []

    def feed(self, piece: str) -> str:
        """The text that can be shown after another piece has come; an unfinished marker is held back."""
        text = self._held + piece
        self._held = ""
        return _BRACKET.sub(self._replace, text)

    def finish(self) -> str:
        """What was held back, when the text has ended."""
        rest, self._held = self._held, ""
        return rest

    def _replace(self, match: re.Match[str]) -> str:
        numbers = re.findall(r"\d+", match[1])
        if not match[2]:
            rest = match.string[match.end() :]
            if not rest:
                self._held = match.group()
                return ""
            # A bracket before another could become a marker when that one is deleted: 「[[9]1]」.
            return match[1] if rest[0] in "[【［" else match.group()
        if not numbers:
            return match.group()
        if all(len(number) > 3 for number in numbers):
            return f"〔{match[1]}〕"
        markers: list[str] = []
        for index in _indices(match[1]):
            if 0 <= index < self._count:
                if index not in self.used:
                    self.used.append(index)
                markers.append(f"[{self.used.index(index) + 1}]")
        return "".join(dict.fromkeys(markers))


def _indices(inside: str) -> list[int]:
    """The passages that a marker names, counted from 0: 「1, 3-5」 are 0, 2, 3, 4."""
    found: list[int] = []
    for first, last in _PART.findall(inside):
        low = int(first)
        high = int(last) if last else low
        found += range(low - 1, min(high, low + _MANY)) if high >= low else [low - 1, high - 1]
    return found

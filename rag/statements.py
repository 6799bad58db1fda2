"""Passages to statements: the sentences, list items and table rows that an answer can quote."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from langchain_core.documents import Document

from corpus import offset_of
from corpus.numbering import read_number
from index.passage import header_of, heading_text

_IN_CHARGE = r"（[^（）\n]{2,160}(?:负责|牵头|配合|参与)[^（）\n]{0,8}）"
"""Who is in charge of what the sentence before it says."""
_END = re.compile(rf"[。！？!?]+[”’」』）)]*(?:\s*{_IN_CHARGE})?|(?<=[^\d.][.])(?=\s|$)|\n")
_ITEM = re.compile(
    r"^(?:[一二三四五六七八九十]+是|[一二三四五六七八九十]要|第[一二三四五六七八九十]+[，,、]"
    r"|[（(]\d+[)）]|\d{1,2}[.．、]\s*(?!\d)|[①-⑳]|• )"
)
_FIGURE = re.compile(r"\d")
_REMARK = re.compile(
    r"^[（(]?\s*(?:(?:数据|资料)?\s*来\s*源|注\s*释?\s*\d*|说\s*明|备\s*注|Sources?|Notes?)\s*[:：]\s*\S", re.I
)
"""What stands under a table and says something of it: 「数据来源：…」."""
_BRACKETED = re.compile(r"[（(][^（）()\n]{4,30}号[）)]$")
_LONG = 200
"""A sentence longer than this is also cut at its semicolons."""
_HEAD = 24
"""An item that starts with a sentence this short (「一是明确执法时间。」) goes on in the next."""


Kind = Literal["sentence", "item", "row"]
Span = tuple[int, int, Kind]
"""Start and end of a statement in its passage, and its kind."""


@dataclass(frozen=True)
class Statement:
    """A part of a passage that says something by itself.

    `start` and `end` are character offsets in the document's canonical text.
    """

    passage: Document
    text: str
    start: int
    end: int
    kind: Kind
    first: bool = False
    """It opens its passage."""

    @cached_property
    def context(self) -> str:
        """What the statement is about, if it does not say so: title, section path, caption and header."""
        return "\n".join(filter(None, [heading_text(self.passage), self.passage.metadata.get("context", "")]))


def statements(passage: Document) -> list[Statement]:
    """The statements of a passage in order; headings and questions are none: they state nothing."""
    text, offset = passage.page_content, offset_of(passage)
    spans = _rows(text, header_of(passage)) if passage.metadata.get("kind") == "table" else _said(text)
    return [
        Statement(passage, text[start:end], offset + start, offset + end, kind, first=number == 0)
        for number, (start, end, kind) in enumerate(spans)
    ]


@lru_cache(maxsize=4096)
def _said(text: str) -> tuple[Span, ...]:
    """The statements of a text that is no table."""
    found: list[Span] = []
    title: tuple[int, int] | None = None
    for start, end in _sentences(text):
        part = text[start:end]
        stripped = part.strip()
        start += len(part) - len(part.lstrip())
        above, title = title, (start, start + len(stripped))
        if not stripped or stripped[-1] in "？?：:" or _is_heading(stripped):
            continue  # a question states nothing, and a line that ends in a colon only announces
        if above is not None and _BRACKETED.match(stripped) and text[above[1] - 1] not in "。！；":
            # 「（国办发〔2022〕18号）」 says something of the title above it, and nothing by itself.
            found = [span for span in found if span[0] < above[0]]
            start, stripped = above[0], text[above[0] : start + len(stripped)]
        found.append((start, start + len(stripped), "item" if _ITEM.match(stripped) else "sentence"))
    return tuple(found)


@lru_cache(maxsize=4096)
def _rows(text: str, names: str) -> tuple[Span, ...]:
    """The rows of a table whose columns are called as in `names`, and what its passage says beside them."""
    header = _header(names)
    found: list[Span] = []
    at = 0
    lines = text.split("\n")
    figures = any(_FIGURE.search(line) for line in lines)
    for line in lines:
        cells = [cell.strip() for cell in line.split("\t")]
        is_row = len(cells) > 1 and any(cell and cell not in header for cell in cells[1:])
        # Where no header is known, the first rows without figures are one, if there are figures at all.
        is_header = not header and figures and not found and not any(map(_FIGURE.search, cells[1:]))
        start, end = at + len(line) - len(line.lstrip()), at + len(line.rstrip())
        if is_row and not is_header:
            found.append((start, end, "row"))
        elif len(cells) == 1 and _is_remark(cells[0]):
            found.append((start, end, "sentence"))
        at += len(line) + 1
    return tuple(found)


def _is_remark(line: str) -> bool:
    """Whether a line of a table's passage that is no row says something: where figures come from, or a sentence."""
    return bool(_REMARK.match(line)) or line.endswith(("。", "！"))


def _header(line: str) -> set[str]:
    """The cells that a header can have whose columns are called as in `line`; empty if that is no header.

    The name 「出口 金额」 comes from two header rows, 「出口」 above 「金额」.
    """
    names = [name.split() for name in line.split("\t")] if "\t" in line else []
    ends = [words[:i] for words in names for i in range(1, len(words) + 1)]
    starts = [words[i:] for words in names for i in range(len(words))]
    return {" ".join(words) for words in ends + starts}


def _sentences(text: str) -> list[tuple[int, int]]:
    """Half-open ranges of the sentences of `text`; the short head of an item stays with what follows."""
    ranges: list[tuple[int, int]] = []
    start = 0
    for match in [*_END.finditer(text), None]:
        end = match.end() if match else len(text)
        part = text[start:end]
        mark = match.group() if match else ""
        if mark.startswith("。") and _ITEM.match(part.strip()) and len(part.strip()) <= _HEAD:
            continue
        if part.count("“") > part.count("”") and mark != "\n" and match:
            continue  # inside a quotation
        ranges += _clauses(text, start, end)
        start = end
    return [r for r in ranges if text[r[0] : r[1]].strip()]


def _clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence as it is; one longer than `_LONG` cut at semicolons, none of its parts shorter than half of it."""
    ranges: list[tuple[int, int]] = []
    for at in range(start, end):
        if end - start > _LONG and text[at] in "；;" and at + 1 - start >= _LONG // 2 <= end - at - 1:
            ranges.append((start, at + 1))
            start = at + 1
    return [*ranges, (start, end)]


def _is_heading(text: str) -> bool:
    number = read_number(text)
    if number is None or number.head < len(text):
        return False
    # 「1. 名称」 is a heading, 「1. 名称：做什么，怎么做」 an item that says something.
    return not (_ITEM.match(text) and any(mark in text for mark in "，：；。"))

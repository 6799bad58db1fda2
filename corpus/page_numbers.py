"""Which lines are page numbers: those dressed as one, and bare figures that stand where a page ends."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from corpus.lines import Line
from corpus.numbering import read_number
from corpus.wrapping import TERMINAL

_DRESSED = re.compile(
    r"^[-—–－]+\s*\d{1,4}\s*[-—–－]+$|^第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?$|^page\s+\d+(?:\s+of\s+\d+)?$",
    re.IGNORECASE,
)
_BARE = re.compile(r"^(?:第\s*)?\d{1,4}(?:\s*页)?$")
_WAITS = re.compile(r"[为达约第共近逾超过到至有的及和与含计减增：:（(]$")
"""A half sentence that ends so may go on with a figure."""
_UNIT = re.compile(
    r"^(?:[%％‰亿万千百十元美个家户人次倍吨米年月日天时分秒台辆艘架件项种条名份所笔批座宗张只套处类级号页]|小时|公里|平方|余|多)"
)
"""What a figure is counted in: the rest of a sentence that was cut at its figure begins so."""
_PROSE = re.compile(r"[，、。；]")
_HALF = 12
"""Characters of half a sentence, at least."""
_PAGE_CHARS = (200, 4000)
"""Characters of a page: fewer stand on none, and more on no page either."""
_AHEAD = 3
"""So many figures that are none may stand between two page numbers."""
_STEP = 60
"""So many pages may have lost their number between two that have it."""


def is_page_number(text: str) -> bool:
    """Whether `text` looks like a page number, dressed as one (``- 16 -``, 「第 3 页」) or bare (``16``)."""
    return bool(_DRESSED.match(text) or _BARE.match(text))


def page_numbers(lines: Sequence[Line]) -> set[int]:
    """Indices of the lines of a text that are page numbers.

    A bare figure is one only on evidence, as it may be a figure of the text: it stands beside a
    form feed, between the halves of a sentence, or in a sequence with others that has a page's text
    between its members.
    """
    seen = [i for i, line in enumerate(lines) if line.kind == "text" and is_page_number(line.text.strip())]
    sure = {i for i in seen if _DRESSED.match(lines[i].text.strip())}
    texts = [i for i, line in enumerate(lines) if line.text]
    for i in seen:
        at = bisect_left(texts, i)
        around = texts[at - 1] if at else -1, texts[at + 1] if at + 1 < len(texts) else len(lines)
        if _at_break(lines, *around) or _in_sentence(lines, *around):
            sure.add(i)
    chars = [0]
    for line in lines:
        chars.append(chars[-1] + len(line.text))
    shortest, longest = _PAGE_CHARS
    for a, b in [(a, b) for k, a in enumerate(seen) for b in seen[k + 1 : k + 1 + _AHEAD]]:
        step = _value(lines[b]) - _value(lines[a])
        if 0 < step <= _STEP and shortest * step <= chars[b] - chars[a + 1] <= longest * step:
            sure |= {a, b}
    return sure


def _value(line: Line) -> int:
    digits = re.search(r"\d+", line.text)
    return int(digits[0]) if digits else 0


def _at_break(lines: Sequence[Line], before: int, after: int) -> bool:
    """Whether a form feed stands between the texts on these lines; -1 and the number of lines: there is none."""
    return any(line.new_page for line in lines[before + 1 : after + 1])


def _in_sentence(lines: Sequence[Line], before: int, after: int) -> bool:
    """Whether the texts on these lines are the halves of a sentence, and what stands between them no figure of it."""
    if before < 0 or after >= len(lines) or {lines[before].kind, lines[after].kind} != {"text"}:
        return False
    halves = (lines[before].text, lines[after].text)
    if any(len(half) < _HALF or read_number(half) or is_page_number(half) for half in halves) or lines[after].indented:
        return False
    if TERMINAL.search(halves[0][-20:]) or _WAITS.search(halves[0][-2:]) or _UNIT.match(halves[1]):
        return False
    return any(map(_PROSE.search, halves))

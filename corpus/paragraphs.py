"""Lines to paragraphs: hard-wrapped and page-cut lines are joined, real boundaries are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.facts import provider_of
from corpus.ledger import Ledger
from corpus.lines import Line
from corpus.numbering import HEADING_WIDTH, STRONG, read_number
from corpus.text import is_cjk, join_all, width

_TERMINAL = re.compile(r"[。！？；：!?;:][”’）」』\"')]*$|[.][\"')]*$")
_CLOSING = tuple("，。、；：！？）》”’」』】％%")
_INDENT = 4
"""How far a paragraph's first line is set in: two Chinese characters."""
_FIGURE = re.compile(
    r"^\d+(?:\.\d+)?\s*(?:[%％‰亿万千百元美个家户人次倍吨米年月日天秒台辆艘架件项种]|小时|分钟|公里|平方)"
)
"""A figure with its unit: after half a sentence 「12.5 亿元」 is no section 12.5."""
_LABEL = re.compile(
    r"^(?:(?:图|续?表|Figure|Table)\s*[\d一二三四五六七八九十]+(?!\d*\s*(?:所示|[中显表展可给]))|"
    r"(?:单\s*位|注|(?:数据|资料)?来源|Source)\s*[:：])"
)
"""A caption or what stands under one; 「图 5 显示…」 is a sentence."""
_ADDRESS = re.compile(r"^(?:https?://|www\.)\S+$")
_PAIRS = {"“": "”", "《": "》", "（": "）", "(": ")", "「": "」", "【": "】"}
_TAIL_CHARS = 30
"""The rest of a heading that was cut is no longer."""
_BYLINE_LINES = 4


@dataclass(frozen=True)
class Wrapping:
    """How a text is wrapped: at which width (0: not at all) and whether blank lines mean anything."""

    columns: int
    blank_ends: bool
    newline_ends: bool
    """A single line end is the end of a paragraph (false in Markdown and in wrapped text)."""

    def is_full(self, line: Line, after: str) -> bool:
        """Whether `line` was cut because it was full: the word `after` it had no room left."""
        columns = width(line.text) + (_INDENT if line.indented else 0)
        if columns >= 0.85 * self.columns:
            return True
        word = after.split(maxsplit=1)[0]
        return not is_cjk(word[0]) and not is_cjk(line.text[-1]) and columns + 1 + width(word) > self.columns


def wrapping(lines: list[Line], *, soft: bool = False) -> Wrapping:
    """How `lines` are wrapped, from the distribution of their widths.

    Text is hard-wrapped when most of its longer lines are about equally wide and do not end a
    sentence. `soft`: the format joins lines by itself (Markdown), blank lines end paragraphs.
    """
    texts = [line for line in lines if line.kind == "text"]
    widths = sorted(width(line.text) for line in texts)
    if len(widths) < 8:
        return Wrapping(0, blank_ends=True, newline_ends=not soft)
    columns = widths[int(len(widths) * 0.92)]
    long = [line for line in texts if width(line.text) >= 0.8 * columns]
    open_ended = sum(1 for line in long if not _TERMINAL.search(line.text))
    if not (20 <= columns <= 160 and len(long) >= 0.4 * len(texts) and open_ended >= 0.55 * len(long)):
        return Wrapping(0, blank_ends=True, newline_ends=not soft)
    spaced = sum(1 for a, b in pairwise(lines) if a.kind == "text" and b.kind == "blank")
    return Wrapping(columns, blank_ends=spaced < 0.8 * len(texts), newline_ends=False)


def paragraphs(lines: list[Line], how: Wrapping, ledger: Ledger) -> Iterator[Line]:
    """The paragraphs of `lines`, as lines; tables, lists, code and headings pass through.

    A footnote that interrupts a sentence comes after the paragraph that it interrupts.
    """
    pieces: list[Line] = []
    notes: list[Line] = []
    blank = False
    for line in _bylines(lines):
        if line.kind == "blank":
            blank = True
        elif line.kind == "footnote":
            notes.append(line)
        elif pieces and _continues(pieces, line, blank, how):
            pieces.append(line)
            blank = False
        else:
            yield from _joined(pieces, ledger)
            yield from notes
            pieces, notes, blank = [line], [], False
    yield from _joined(pieces, ledger)
    yield from notes


def _joined(pieces: list[Line], ledger: Ledger) -> Iterator[Line]:
    """The paragraph that `pieces` make, if there are any."""
    if pieces:
        texts = [piece.text for piece in pieces]
        breaks = tuple(
            (len(join_all(texts[:i])), page)
            for i, (before, piece) in enumerate(pairwise(pieces), 1)
            if (page := piece.page) is not None and page != before.page
        )
        text = ledger.change("hyphens at line ends", " ".join(texts), join_all(texts), pieces[0].page)
        yield replace(pieces[0], text=text, breaks=breaks, notes=tuple(n for piece in pieces for n in piece.notes))


def _bylines(lines: list[Line]) -> list[Line]:
    """`lines` with a statement of who provided the case as one line, and the whole of the title above it."""
    out: list[Line] = []
    i = 0
    while i < len(lines):
        last = _byline_end(lines, i)
        if last is None:
            out.append(lines[i])
            i += 1
            continue
        said = [line for line in lines[i : last + 1] if line.text]
        above = [j for j, line in enumerate(out) if line.text][-2:]
        if len(above) == 2 and _is_cut_title(out[above[0]], out[above[1]]):
            head, rest = out[above[0]], out[above[1]]
            out[above[0]] = replace(head, text=join_all([head.text, rest.text]), notes=head.notes + rest.notes)
            del out[above[1]]
        notes = tuple(n for line in said for n in line.notes)
        out.append(replace(said[0], text=join_all([line.text for line in said]), notes=notes))
        i = last + 1
    return out


def _byline_end(lines: list[Line], i: int) -> int | None:
    """The last line of the statement of a provider that begins on line `i`; None when none does."""
    if lines[i].kind != "text" or not lines[i].text:
        return None
    said: list[str] = []
    for j in range(i, min(len(lines), i + 2 * _BYLINE_LINES)):
        if lines[j].kind == "blank":
            continue
        if lines[j].kind != "text" or _TERMINAL.search(lines[j].text):
            return None
        said.append(lines[j].text)
        if provider_of(join_all(said)):
            return j
        if not said[0].startswith(("（", "(", "中国（", "中国(")):
            return None
    return None


def _is_cut_title(head: Line, rest: Line) -> bool:
    """Whether `rest`, the line between the numbered heading `head` and a byline, is the end of the heading."""
    number = read_number(head.text) if head.kind == "text" else None
    return (
        number is not None
        and number.head == len(head.text)
        and not number.bare
        and rest.kind == "text"
        and len(rest.text) <= _TAIL_CHARS
        and not _TERMINAL.search(rest.text)
        and not read_number(rest.text)
        and not provider_of(rest.text)
    )


def _continues(pieces: list[Line], line: Line, blank: bool, how: Wrapping) -> bool:
    """Whether `line` goes on with the paragraph whose lines so far are `pieces`."""
    first, last = pieces[0], pieces[-1].text
    if _is_cut_heading(pieces, line):
        return True
    if line.kind != "text" or first.kind not in ("text", "list"):
        return False
    if line.text.startswith(_CLOSING):
        return True
    alone = _ADDRESS.match(first.text) or _ADDRESS.match(line.text) if blank and not how.columns else None
    if alone or provider_of(first.text) or provider_of(line.text):
        return False
    number = read_number(line.text)
    refers = number is not None and number.style in STRONG and not number.head  # 「…按照 / 第三章的规定…」
    if (
        (number is not None and not refers and not _FIGURE.match(line.text))
        or _LABEL.match(line.text)
        or _LABEL.match(first.text)
    ):
        return False
    ended = bool(_TERMINAL.search(last[-20:]))
    if how.columns:
        full = how.is_full(pieces[-1], line.text)
        if blank and (how.blank_ends or first.kind == "list"):
            return full and not ended
        return full and not (ended and line.indented and not how.blank_ends and width(last) < 0.95 * how.columns)
    if not blank and not how.newline_ends:
        return True
    # An unfinished sentence of some length goes on after a page break.
    return first.kind == "text" and not ended and not line.indented and _is_sentence(pieces)


def _is_cut_heading(pieces: list[Line], line: Line) -> bool:
    """Whether `line` closes the quotation or bracket that the numbered heading before it leaves open."""
    first = pieces[0]
    if first.kind not in ("text", "heading") or line.kind != "text" or len(line.text) > _TAIL_CHARS:
        return False
    text = join_all([piece.text for piece in pieces])
    number = read_number(text, marked=first.kind == "heading")
    opening = _open(text)
    return bool(number and number.head == len(text) and opening) and _PAIRS[opening] in line.text


def _open(text: str) -> str:
    """The last bracket or quotation mark that `text` opens and does not close; empty when there is none."""
    stack = ""
    for char in text:
        if char in _PAIRS:
            stack += char
        elif stack and char == _PAIRS[stack[-1]]:
            stack = stack[:-1]
    return stack[-1:]


def _is_sentence(pieces: list[Line]) -> bool:
    """Whether `pieces` are the beginning of a sentence: of some length, and not a heading."""
    if sum(len(piece.text) for piece in pieces) > 2 * HEADING_WIDTH:
        return True
    text = join_all([piece.text for piece in pieces])
    number = read_number(text)
    return len(text) >= 24 and not (number is not None and number.head == len(text))

"""Lines to paragraphs: hard-wrapped and page-cut lines are joined, real boundaries are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from corpus.facts import provider_of
from corpus.ledger import Ledger
from corpus.lines import Line
from corpus.numbering import HEADING_WIDTH, STRONG, read_number
from corpus.page_numbers import is_page_number
from corpus.text import join_all, width
from corpus.wrapping import TERMINAL, Wrapping, ends_open

_CLOSING = tuple("，。、；：！？）》”’」』】％%")
_FIGURE = re.compile(
    r"^\d+(?:\.\d+)?\s*(?:[%％‰亿万千百元美个家户人次倍吨米年月日天秒台辆艘架件项种]|小时|分钟|公里|平方)"
)
"""A figure with its unit: after half a sentence 「12.5 亿元」 is no section 12.5."""
_LABEL = re.compile(
    r"^(?:(?:图|续?表|Figure|Table)\s*[\d一二三四五六七八九十]+(?!\d*\s*(?:所示|[中显表展可给]))|"
    r"(?:单\s*位|注|(?:数据|资料)?来源|Source)\s*[:：])"
)
"""A caption or what stands under one; 「图 5 显示…」 is a sentence."""
_PROSE = re.compile(r"[，。；！？]")
_LABELLED = re.compile(r"^\S{1,8}[:：]")
"""A line of an address or a form: 「联系电话：…」."""
_ADDRESS = re.compile(r"^(?:https?://|www\.)\S+$")
_PAIRS = {"“": "”", "《": "》", "（": "）", "(": ")", "「": "」", "【": "】"}
_TAIL_CHARS = 30
"""The rest of a heading that was cut is no longer."""
_SENTENCE_CHARS = 24
_HEAD_LINES = 4
"""No heading or statement of a provider takes more lines."""


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
    for j in range(i, min(len(lines), i + 2 * _HEAD_LINES)):
        if lines[j].kind == "blank":
            continue
        if lines[j].kind != "text" or TERMINAL.search(lines[j].text):
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
        and not TERMINAL.search(rest.text)
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
    if _begins(line) or _is_whole(first) or (blank and not how.columns and _any_address(first, line)):
        return False
    ended = bool(TERMINAL.search(last[-20:]))
    if (line.attached and not _is_whole_heading(pieces)) or (not ended and how.columns and ends_open(last, line.text)):
        return True
    if how.columns:
        return _goes_on_wrapped(pieces, line, blank, how, ended=ended)
    if not blank and (not how.newline_ends or (not ended and not line.indented and ends_open(last, line.text))):
        return True
    # An unfinished sentence of some length goes on after a page break.
    return first.kind == "text" and not ended and not line.indented and _is_sentence(pieces)


def _goes_on_wrapped(pieces: list[Line], line: Line, blank: bool, how: Wrapping, *, ended: bool) -> bool:
    """The same in a wrapped text, where the line above says it by its width."""
    full = how.is_full(pieces[-1], line.text) or (not ended and _is_cut_prose(pieces, line, how))
    if ended and line.indented and how.indents:
        return False
    if blank and (how.blank_ends or pieces[0].kind == "list"):
        return full and not ended
    narrow = width(pieces[-1].text) < 0.95 * how.columns
    return full and not (ended and line.indented and not how.blank_ends and narrow)


def _begins(line: Line) -> bool:
    """Whether `line` is the beginning of something, whatever stands above it."""
    number = read_number(line.text)
    refers = number is not None and number.style in STRONG and not number.head  # 「…按照 / 第三章的规定…」
    if number is not None and not refers and not _FIGURE.match(line.text):
        return True
    # A figure alone is a page number or a figure, nobody knows of what.
    return bool(provider_of(line.text) or _LABEL.match(line.text)) or is_page_number(line.text)


def _is_whole(line: Line) -> bool:
    """Whether nothing goes on with `line`."""
    return bool(provider_of(line.text) or _LABEL.match(line.text))


def _any_address(*lines: Line) -> bool:
    return any(_ADDRESS.match(line.text) for line in lines)


def _is_cut_prose(pieces: list[Line], line: Line, how: Wrapping) -> bool:
    """Whether `pieces`, whose last line is short and ends no sentence, are prose that `line` goes on with.

    A title, signature, date, address or form is what it is without a full stop.
    """
    if line.indented or _LABELLED.match(pieces[0].text) or _LABELLED.match(line.text) or _is_whole_heading(pieces):
        return False
    begun = width(pieces[-1].text) >= 0.5 * how.columns and any(_PROSE.search(piece.text) for piece in pieces)
    return begun and (width(line.text) >= 0.5 * how.columns or bool(TERMINAL.search(line.text)))


def _is_cut_heading(pieces: list[Line], line: Line) -> bool:
    """Whether `line` closes the quotation or bracket that the numbered heading before it leaves open."""
    first = pieces[0]
    if first.kind not in ("text", "heading") or line.kind != "text" or len(line.text) > _TAIL_CHARS:
        return False
    if len(pieces) > _HEAD_LINES:  # also: joining them again for every line takes too long
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
    length = sum(len(piece.text) for piece in pieces)
    return length > 2 * HEADING_WIDTH or (length >= _SENTENCE_CHARS and not _is_whole_heading(pieces))


def _is_whole_heading(pieces: list[Line]) -> bool:
    """Whether `pieces` are a numbered heading and nothing else."""
    if len(pieces) > _HEAD_LINES:
        return False
    text = join_all([piece.text for piece in pieces])
    number = read_number(text)
    return number is not None and number.head == len(text)

"""Lines to paragraphs: hard-wrapped and page-cut lines are joined, real boundaries are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.lines import Line
from corpus.numbering import read_number
from corpus.text import join, width

_TERMINAL = re.compile(r"[。！？；：!?;:][”’）」』\"')]*$|[.][\"')]*$")
_CLOSING = "，。、；：！？）》”’」』】％%"
_LABEL = re.compile(r"^(?:图|表|单位|数据来源|资料来源|注[:：]|来源[:：]|Figure|Table|Source)")


@dataclass(frozen=True)
class Wrapping:
    """How a text is wrapped: at which width (0: not at all) and whether blank lines mean anything."""

    columns: int
    blank_ends: bool
    newline_ends: bool
    """A single line end is the end of a paragraph (false in Markdown and in wrapped text)."""


def wrapping(lines: list[Line], *, soft: bool = False) -> Wrapping:
    """How `lines` are wrapped, from the distribution of their widths.

    Text is hard-wrapped when most of its longer lines are about equally wide and do not end a
    sentence. `soft`: the format joins lines by itself (Markdown), blank lines end paragraphs.
    """
    texts = [line for line in lines if line.kind == "text" and not line.text.startswith("\t")]
    widths = sorted(width(line.text) for line in texts)
    if len(widths) < 8:
        return Wrapping(0, blank_ends=True, newline_ends=not soft)
    columns = widths[int(len(widths) * 0.92)]
    long = [line for line in texts if width(line.text) >= 0.8 * columns]
    open_ended = sum(1 for line in long if not _TERMINAL.search(line.text))
    if not (20 <= columns <= 160 and len(long) >= 0.4 * len(texts) and open_ended >= 0.55 * len(long)):
        return Wrapping(0, blank_ends=True, newline_ends=not soft)
    pairs = list(zip(lines, lines[1:], strict=False))
    spaced = sum(1 for a, b in pairs if a.kind == "text" and b.kind == "blank")
    return Wrapping(columns, blank_ends=spaced < 0.8 * len(texts), newline_ends=False)


def paragraphs(lines: list[Line], how: Wrapping) -> Iterator[Line]:
    """The paragraphs of `lines`, as lines; tables, lists, code and headings pass through.

    A footnote that interrupts a sentence comes after the paragraph that it interrupts.
    """
    open_: Line | None = None
    last = ""
    blank = False
    notes: list[Line] = []
    for line in lines:
        if line.kind == "blank":
            blank = True
            continue
        if line.kind == "footnote":
            notes.append(line)
            continue
        if open_ is not None and _continues(open_, last, line, blank, how):
            open_ = replace(open_, text=join(open_.text, line.text.strip()))
        else:
            if open_ is not None:
                yield open_
                yield from notes
                notes = []
            open_ = line
        last, blank = line.text, False
    if open_ is not None:
        yield open_
    yield from notes


def _continues(open_: Line, last: str, line: Line, blank: bool, how: Wrapping) -> bool:
    """Whether `line` goes on with the paragraph `open_`, whose last line is `last`."""
    if line.kind != "text" or open_.kind not in ("text", "list") or line.text.startswith("\t"):
        return False
    if line.text[0] in _CLOSING and not open_.text.startswith("\t"):
        return True
    if read_number(line.text) is not None or _LABEL.match(line.text) or _LABEL.match(open_.text):
        return False
    ended = bool(_TERMINAL.search(last))
    if how.columns:
        full = width(last) >= 0.85 * how.columns
        if (blank and how.blank_ends) or (open_.kind == "list" and blank):
            return full and not ended
        return full and not (ended and line.indented and not how.blank_ends and width(last) < 0.95 * how.columns)
    if not blank and not how.newline_ends:
        return True
    # An unfinished sentence of some length goes on after a page break.
    number = read_number(open_.text)
    is_heading = number is not None and number.head == len(open_.text)
    return open_.kind == "text" and not ended and not is_heading and len(open_.text) >= 24 and not line.indented

"""How a text is wrapped, told from the widths of its lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from corpus.lines import Line
from corpus.numbering import read_number
from corpus.text import cuts_number, is_cjk, width

TERMINAL = re.compile(r"[。！？；：!?;:][”’）」』\"')]*$|[.][\"')]*$")
"""A line that ends a sentence."""
_OPEN_END = re.compile(r"[，、,（(《“「『【\[]$")
_INDENT = 4
"""How far a paragraph's first line is set in: two Chinese characters."""
_WORD = re.compile(r"[!-~]+[，。、；：！？）”%％]?")
"""What no typesetter cuts: a figure or Latin word, and the mark that may not begin a line."""


@dataclass(frozen=True)
class Wrapping:
    """How a text is wrapped: at which width (0: not at all) and whether blank lines mean anything."""

    columns: int
    blank_ends: bool
    newline_ends: bool
    """A single line end is the end of a paragraph (false in Markdown and in wrapped text)."""
    indents: bool = False
    """Paragraphs begin with a line that is set in, and no other line does."""

    def is_full(self, line: Line, after: str) -> bool:
        """Whether `line` was cut because it was full: the word `after` it had no room left."""
        columns = width(line.text) + (_INDENT if line.indented else 0)
        if columns >= 0.85 * self.columns:
            return True
        word = _WORD.match(after)
        if word is None:
            return False
        gap = 0 if is_cjk(line.text[-1]) else 1
        return columns + gap + width(word[0]) > self.columns


def ends_open(text: str, after: str) -> bool:
    """Whether `text` ends where no paragraph does: in 「，」 or 「、」, or in a figure that goes on in `after`."""
    return bool(_OPEN_END.search(text)) or cuts_number(text, after)


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
    open_ended = sum(1 for line in long if not TERMINAL.search(line.text))
    if not (20 <= columns <= 160 and len(long) >= 0.4 * len(texts) and open_ended >= 0.45 * len(long)):
        return Wrapping(0, blank_ends=True, newline_ends=not soft)
    spaced = sum(1 for a, b in pairwise(lines) if a.kind == "text" and b.kind == "blank")
    return Wrapping(columns, blank_ends=spaced < 0.8 * len(texts), newline_ends=False, indents=_indents(texts, columns))


def _indents(texts: list[Line], columns: int) -> bool:
    """Whether the lines of text that are set in are the first ones of paragraphs: they follow what has ended."""
    pairs = [(before, line) for before, line in pairwise(texts) if width(line.text) >= 0.8 * columns]
    begun = [bool(TERMINAL.search(before.text)) or read_number(before.text) for before, line in pairs if line.indented]
    return 3 <= len(begun) < 0.6 * len(pairs) and sum(map(bool, begun)) >= 0.9 * len(begun)

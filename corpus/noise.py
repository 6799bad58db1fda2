"""Lines that are no content (page numbers, contents lists, running heads): dropped and counted."""

from __future__ import annotations

import re
from collections import Counter

from corpus.ledger import Ledger
from corpus.lines import Line, has_leader
from corpus.numbering import read_number
from corpus.page_numbers import is_page_number, page_numbers

_CONTENTS = re.compile(r"^(?:目\s*录|目\s*次|contents|table of contents)$", re.IGNORECASE)
_ENTRY_CHARS = 200
"""No entry of a contents list is longer."""
_REPEAT_CHARS = 12
"""A shorter line may well be said twice."""


def drop_noise(lines: list[Line], ledger: Ledger) -> list[Line]:
    """`lines` without page numbers, contents lists, rules and empty marks; `ledger` notes what went.

    A figure that stands alone is a page number only on evidence (see `page_numbers`).
    """
    later = Counter(_squash(line.text) for line in lines if line.text)
    paged = page_numbers(lines)
    kept: list[Line] = []
    in_contents = False
    for i, line in enumerate(lines):
        text = line.text.strip()
        if line.kind in ("code", "blank", "table", "cell"):
            in_contents = in_contents and line.kind == "blank"
            if line.kind != "table" or text:
                kept.append(line)
            continue
        later[_squash(text)] -= 1
        number = line.kind == "text" and is_page_number(text)
        if not text:
            continue
        if line.kind == "rule":
            kept.append(Line("", line.page, "blank"))
        elif _CONTENTS.match(text):
            in_contents = True
            ledger.drop("contents lines", text, line.page)
        elif i in paged and not in_contents:
            ledger.drop("page numbers", text, line.page)
        elif has_leader(text) or (in_contents and (number or later[_squash(text)] or _points_to_page(lines, i))):
            # An entry of a contents list has its page behind it, or comes again as a heading.
            ledger.drop("contents lines", text, line.page)
        else:
            in_contents = False
            kept.append(line)
    return kept


def _points_to_page(lines: list[Line], i: int) -> bool:
    """Whether the line after line `i` is a page number, or ends in one after dot leaders."""
    after = next((line.text for line in lines[i + 1 : i + 6] if line.text), "")
    return is_page_number(after) or has_leader(after)


def drop_repeats(lines: list[Line], ledger: Ledger) -> list[Line]:
    """`lines` without those that say the same as the line of text just before, blank lines aside.

    An extraction says a line twice where a page is cut; a short line may mean it.
    """
    kept: list[Line] = []
    last = ""
    for line in lines:
        if line.kind in ("text", "heading") and line.text == last and len(last) >= _REPEAT_CHARS:
            ledger.drop("repeated lines", line.text, line.page)
            continue
        if line.kind != "blank":
            last = line.text if line.kind in ("text", "heading") else ""
        kept.append(line)
    return kept


def drop_running_heads(lines: list[Line], ledger: Ledger) -> list[Line]:
    """`lines` of a paged text without the first and last lines that repeat on most pages."""
    pages: dict[int, list[int]] = {}
    for i, line in enumerate(lines):
        if line.page is not None and line.text:
            pages.setdefault(line.page, []).append(i)
    if len(pages) < 4:
        return lines
    edges = [i for ids in pages.values() for i in {*ids[:2], *ids[-2:]}]
    shape = {i: _shape(lines[i].text) for i in edges}
    often = Counter(shape.values())
    gone = {i for i in edges if often[shape[i]] >= max(3, len(pages) // 2) and len(lines[i].text) < 60}
    for i in sorted(gone):
        ledger.drop("running heads", lines[i].text, lines[i].page)
    return [line for i, line in enumerate(lines) if i not in gone]


def _shape(text: str) -> str:
    """What a running head is on every page; a numbered heading is like no other."""
    return text if read_number(text) else re.sub(r"\d+", "#", _squash(text))


def _squash(text: str) -> str:
    """`text` without spaces and without the leaders and page number at its end."""
    return text if len(text) > _ENTRY_CHARS else re.sub(r"[\s.…·]+\d*$|\s", "", text)

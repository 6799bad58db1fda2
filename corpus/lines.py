"""Lines of an extracted text: marks taken off, noise taken out and counted."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from corpus import tables

LineKind = Literal["text", "heading", "list", "table", "code", "footnote", "blank"]


@dataclass(frozen=True)
class Line:
    """One line: its text without marks, its page, what it is, and its heading level if marked."""

    text: str
    page: int | None = None
    kind: LineKind = "text"
    level: int = 9
    indented: bool = False


_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)|\[image:[^\]]*\]\"?|<img\b[^>]*>", re.IGNORECASE)
_LINK = re.compile(r"\[([^\[\]]+)\]\(\s*<?[^()\s]*(?:\([^()\s]*\)[^()\s]*)*>?(?:\s+\"[^\"]*\")?\s*\)")
_FOOTNOTE = re.compile(r"^(?:<sup>\s*(\d{1,3})\s*</sup>|\[\^(\w+)\]:)\s*")
_NOTE_MARK = re.compile(r"(?<![A-Za-z0-9])<sup>\s*\d{1,3}\s*</sup>|\[\^\w+\]")
_TAG = re.compile(r"</?(?:a|b|br|center|div|em|font|h[1-6]|hr|i|p|small|span|strong|sub|sup|u)\b[^<>]*>", re.IGNORECASE)
_AUTOLINK = re.compile(r"<((?:https?|mailto):[^<>\s]+)>")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_ITALIC = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=\S)\*(?![\w*])")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!~|<>-])")
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_BULLET = re.compile(r"^[-*+•●▪◦·]\s+")
_PAGE_NUMBER = re.compile(r"^[-—–\s]*(?:第\s*)?\d{1,4}(?:\s*页)?[-—–\s]*$|^(?i:page)\s+\d+(\s+of\s+\d+)?$")
_LEADER = re.compile(r"(?:\.{2,}|…{2,}|·{4,}|\. \. \.)\s*\d{1,4}$|(?:\.{5,}|…{3,}|·{6,})$")
_CONTENTS = re.compile(r"^(?:目\s*录|目\s*次|contents|table of contents)$", re.IGNORECASE)


def plain(text: str) -> str:
    """`text` without images, tags, emphasis, link targets, note marks and escapes."""
    text = _NOTE_MARK.sub("", _IMAGE.sub("", text))
    for _ in range(2):
        text = _BOLD.sub(r"\2", text)
    text = _LINK.sub(r"\1", _AUTOLINK.sub(r"\1", _ITALIC.sub(r"\1", text)))
    return html.unescape(_ESCAPE.sub(r"\1", _TAG.sub("", text))).strip()


def read_lines(text: str, *, paged: bool = False) -> Iterator[Line]:
    """The lines of `text`, each classified; form feeds count pages when `paged`."""
    page = 1 if paged else None
    fenced = False
    for raw in text.split("\n"):
        if paged and "\f" in raw:
            page = (page or 0) + raw.count("\f")
        raw = raw.replace("\f", "")
        bare = raw.strip()
        if bare.startswith(("```", "~~~")):
            fenced = not fenced
        elif fenced:
            yield Line(raw.rstrip(), page, "code")
        elif raw.startswith("\t") and "\t" not in bare:
            # A cell of a shredded table, perhaps an empty one, or an indented line.
            yield Line("\t" + plain(bare), page, "text", indented=True)
        elif not bare:
            yield Line("", page, "blank")
        elif (row := tables.cells(raw)) is not None and not _LEADER.search(plain(bare)):
            yield Line("" if tables.is_rule(raw) else "\t".join(map(plain, row)), page, "table")
        elif note := _FOOTNOTE.match(bare):
            yield Line(f"{note[1] or note[2]} {plain(bare[note.end() :])}", page, "footnote")
        elif heading := _HEADING.match(bare):
            yield Line(plain(heading[2]), page, "heading", len(heading[1]))
        elif bullet := _BULLET.match(bare):
            yield Line("• " + plain(bare[bullet.end() :]), page, "list")
        else:
            yield Line(plain(bare), page, "text", indented=raw[:1] in " \t\u3000")


def drop_noise(lines: list[Line], dropped: Counter[str]) -> list[Line]:
    """`lines` without page numbers, contents lists and empty marks; `dropped` counts what went."""
    later = Counter(_squash(line.text) for line in lines if line.text)
    kept: list[Line] = []
    in_contents = False
    for i, line in enumerate(lines):
        text = line.text.strip()
        if line.kind in ("code", "blank", "table") or line.text.startswith("\t"):
            in_contents = in_contents and line.kind == "blank"
            if line.kind != "table" or text:
                kept.append(line)
            continue
        later[_squash(text)] -= 1
        number = bool(_PAGE_NUMBER.match(text))
        if not text:
            dropped["images and empty marks"] += 1
        elif _CONTENTS.match(text):
            in_contents = True
            dropped["contents lines"] += 1
        elif number and not in_contents:
            dropped["page numbers"] += 1
        elif _LEADER.search(text) or (in_contents and (number or later[_squash(text)] or _points_to_page(lines, i))):
            # An entry of a contents list has its page behind it, or comes again as a heading.
            dropped["contents lines"] += 1
        else:
            in_contents = False
            kept.append(line)
    return kept


def _points_to_page(lines: list[Line], i: int) -> bool:
    """Whether the line after line `i` is a page number, or ends in one after dot leaders."""
    after = next((line.text for line in lines[i + 1 : i + 6] if line.text), "")
    return bool(_PAGE_NUMBER.match(after) or _LEADER.search(after))


def drop_running_heads(lines: list[Line], dropped: Counter[str]) -> list[Line]:
    """`lines` of a paged text without the first and last lines that repeat on most pages."""
    pages: dict[int, list[int]] = {}
    for i, line in enumerate(lines):
        if line.page is not None and line.text:
            pages.setdefault(line.page, []).append(i)
    if len(pages) < 4:
        return lines
    edges = [i for ids in pages.values() for i in {*ids[:2], *ids[-2:]}]
    shape = {i: re.sub(r"\d+", "#", _squash(lines[i].text)) for i in edges}
    often = Counter(shape.values())
    gone = {i for i in edges if often[shape[i]] >= max(3, len(pages) // 2) and len(lines[i].text) < 60}
    dropped["running heads"] += len(gone)
    return [line for i, line in enumerate(lines) if i not in gone]


def _squash(text: str) -> str:
    return re.sub(r"[\s.…·]+\d*$|\s", "", text)

"""The text of shapes on slides: paragraphs with their bullets and numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corpus.ledger import Ledger
from corpus.lines import Line
from corpus.loaders.equations import M, characters, linear, raised
from corpus.loaders.sheet.number_formats import formatted
from corpus.loaders.slides.shapes import A
from corpus.text import repair

_STYLES = {
    "arabic": "decimal",
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
    "circleNumDb": "decimalEnclosedCircle",
    "circleNumWd": "decimalEnclosedCircle",
    "ea1Chs": "chineseCounting",
    "ea1Cht": "chineseCounting",
    "ea1JpnChs": "chineseCounting",
}
_ENDS = {"Plain": "", "Period": ".", "ParenR": ")", "ParenBoth": ")", "BlackPlain": "", "WhitePlain": ""}


def paragraphs(body: Any, ledger: Ledger, page: int, *, bullets: bool = True) -> Iterator[Line]:
    """The paragraphs of a text body as lines; those with a bullet, or further in, as items of a list."""
    counts: dict[int, tuple[str, int]] = {}
    for paragraph in body.iterfind(f"{A}p"):
        lines = visible(paragraph, ledger, page).split("\n")
        properties = paragraph.find(f"{A}pPr")
        depth = "0" if properties is None else properties.get("lvl", "0")
        level = int(depth) if depth.isdecimal() and len(depth) == 1 else 0
        counts = {key: count for key, count in counts.items() if key <= level}
        if not lines[0]:
            yield Line("", page, "blank")
            continue
        label = _label(properties, counts, level) if bullets else ""
        if bullets and not label and _has_bullet(properties, level):
            label = "• "
        first = ledger.change("marks", lines[0], label + lines[0])
        yield Line(first, page, "list" if label == "• " else "text")
        yield from (Line(line, page) for line in lines[1:])


def _has_bullet(properties: Any, level: int) -> bool:
    if properties is None or properties.find(f"{A}buNone") is not None:
        return False
    return level > 0 or properties.find(f"{A}buChar") is not None


def visible(paragraph: Any, ledger: Ledger, page: int | None = None) -> str:
    """The text of a paragraph as the slide shows it, a line end where it breaks; the slide's number is left out."""
    pieces: list[str] = []
    for node in paragraph:
        equations = list(node.iter(f"{M}oMath"))
        raw = "" if equations else "".join(text.text or "" for text in node.iter(f"{A}t"))
        if node.tag == f"{A}br":
            pieces.append("\n")
        elif node.tag == f"{A}fld" and node.get("type", "").startswith("slidenum"):
            if raw:
                ledger.drop("page numbers", ledger.source(raw), page)
        elif raw:
            ledger.source(raw)
            properties = node.find(f"{A}rPr")
            lifted = "" if properties is None else properties.get("baseline", "")
            is_raised = lifted.strip("+0%") and not lifted.startswith("-")
            pieces.append(ledger.change("superscripts", raw, raised(raw)) if is_raised else raw)
        for equation in equations:
            text = ledger.source(characters(equation))
            pieces.append(ledger.change("equation layout", text, linear(equation)))
    text = "".join(pieces).replace("\x0b", "\n")
    text = ledger.change("broken characters", text, repair(text))
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\n"))))


def _label(properties: Any, counts: dict[int, tuple[str, int]], level: int) -> str:
    """The number before a paragraph that is numbered automatically; `counts` is counted on."""
    mark = properties.find(f"{A}buAutoNum") if properties is not None else None
    if mark is None:
        counts.pop(level, None)
        return ""
    kind, start = mark.get("type", "arabicPeriod"), mark.get("startAt", "1")
    first = int(start) if start.isdecimal() else 1
    last = counts.get(level)
    number = last[1] + 1 if last and last[0] == kind + start else first
    counts[level] = kind + start, number
    end = next((end for end in _ENDS if kind.endswith(end)), "Plain")
    style = _STYLES.get(kind.removesuffix(end), "decimal")
    text = formatted(number, style)
    if style == "chineseCounting" and end == "Period":
        return f"{text}、"
    return f"({text}) " if end == "ParenBoth" else f"{text}{_ENDS[end]} "

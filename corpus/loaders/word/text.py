"""The text of a Word paragraph as a reader sees it: what is deleted or hidden is out, and counted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from corpus.ledger import Ledger
from corpus.loaders.equations import M, characters, linear, raised
from corpus.loaders.package import R
from corpus.loaders.word.numbering import W, is_on, value
from corpus.loaders.word.styles import Styles
from corpus.text import repair

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_PICTURE = "{urn:schemas-microsoft-com:vml}imagedata"
_SHOWN = {f"{W}t", f"{W}sym", f"{W}txbxContent", f"{M}t", _CHART, _DIAGRAM, f"{_A}blip"}
"""What makes one of several versions of a drawing worth reading."""
_SYMBOLS = {
    **dict.fromkeys((0x52, 0xFE), "☑"),
    **dict.fromkeys((0x6F, 0xA8, 0x71), "□"),
    **{0x6C: "●", 0x6E: "■", 0x75: "◆", 0xA7: "▪", 0xB7: "•", 0xD8: "➢", 0xE0: "→", 0xFB: "✗", 0xFC: "✓"},
}
"""Characters of the Wingdings fonts (and the bullet of Symbol)."""
_PROPERTIES = {f"{W}{name}" for name in ("pPr", "rPr", "sdtPr", "sdtEndPr", "smartTagPr", "fldData")}


_SIGNS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": " ", f"{W}ptab": " "}


@dataclass
class Found:
    """What a paragraph holds.

    Attributes:
        text: what a reader sees, a line end where it breaks.
        notes: its footnotes and endnotes: (``footnote`` or ``endnote``, id).
        boxes: the contents of its text boxes.
        drawings: the ids of the parts with its charts and diagrams.
        pictures: how many pictures.
    """

    text: str = ""
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    drawings: list[str] = field(default_factory=list)
    pictures: int = 0


class Runs:
    """Reads paragraphs one after the other: a field may reach over several of them."""

    def __init__(self, ledger: Ledger, styles: Styles) -> None:
        self._ledger = ledger
        self._styles = styles
        self._fields: list[list[str]] = []  # of each open field: its code, and "" while that is being read
        self._found = Found()
        self._pieces: list[str] = []
        self._gone: dict[str, list[str]] = {}

    @property
    def in_contents(self) -> bool:
        """Whether the text read last lies in a contents list."""
        return any(code.split()[:1] == ["TOC"] for code, _ in self._fields)

    def read(self, paragraph: Any) -> Found:
        """What `paragraph` holds, its text repaired."""
        self._found, self._pieces, self._gone = Found(), [], {}
        style = value(paragraph.find(f"{W}pPr"), "pStyle") or self._styles.default
        self._walk(paragraph, "hidden text" if self._styles[style].hidden else "")
        for field_ in self._fields:  # a code ends with its paragraph at the latest: no text is lost behind it
            field_[1] = "result"
        for reason, pieces in self._gone.items():
            if text := "".join(pieces):
                self._ledger.drop(reason, self._ledger.source(text))
        raw = "".join(self._pieces)
        text = self._ledger.change("broken characters", raw, repair(raw))
        self._found.text = "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\n"))))
        return self._found

    def _walk(self, node: Any, gone: str) -> None:
        """Reads what is in `node`; `gone`: why it is left out, empty for what is seen."""
        for child in node:
            tag = child.tag
            if tag == f"{W}r":
                self._run(child, gone)
            elif tag in (f"{W}del", f"{W}moveFrom"):
                self._walk(child, "deletions")
            elif tag == f"{W}fldSimple":
                self._fields.append([child.get(f"{W}instr", ""), "result"])
                self._walk(child, gone)
                self._fields.pop()
            elif tag == f"{M}oMath":
                self._equation(child, gone)
            elif tag == f"{W}sdt" and is_on(child.find(f"{W}sdtPr"), "showingPlcHdr"):
                self._walk(child, gone or "placeholders")
            elif tag == f"{W}rt":
                self._walk(child, gone or "phonetic guides")
            elif tag == f"{_MC}AlternateContent":
                self._walk(_version(child), gone)
            elif tag not in _PROPERTIES and not self._leaf(child, gone):
                self._walk(child, gone)

    def _run(self, run: Any, gone: str) -> None:
        properties = run.find(f"{W}rPr")
        if properties is not None and not gone:
            style = value(properties, "rStyle")
            vanish = properties.find(f"{W}vanish")
            hidden = self._styles[style].hidden if style and vanish is None else is_on(properties, "vanish")
            gone = "hidden text" if hidden else ""
        before = len(self._pieces)
        self._walk(run, gone)
        if value(properties, "vertAlign") == "superscript" and len(self._pieces) > before:
            text = "".join(self._pieces[before:])
            self._pieces[before:] = [self._ledger.change("superscripts", text, raised(text))]

    def _leaf(self, node: Any, gone: str) -> bool:
        """Reads `node` itself; whether that is all there is to read in it."""
        tag = node.tag
        if tag in _SIGNS:
            self._pieces.append(_SIGNS[tag])
        elif tag in (f"{W}t", f"{W}delText"):
            self._add(node.text or "", gone or ("deletions" if tag == f"{W}delText" else ""))
        elif tag in (f"{W}noBreakHyphen", f"{W}sym"):
            self._add(_symbol(node) if tag == f"{W}sym" else "-", gone)
        elif tag == f"{W}instrText":
            if self._fields:
                self._fields[-1][0] += node.text or ""
        elif tag == f"{W}fldChar":
            self._field(node.get(f"{W}fldCharType", ""))
        else:
            return self._hanging(node, gone)
        return True

    def _hanging(self, node: Any, gone: str) -> bool:
        """Notes what hangs on the paragraph, unless it is left out; whether `node` is that."""
        tag = node.tag
        if tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            mark = tag.removeprefix(W).removesuffix("Reference"), node.get(f"{W}id", "")
            self._found.notes += [] if gone else [mark]
        elif tag == f"{W}txbxContent" and not gone:
            self._found.boxes.append(node)
        elif tag in (_CHART, _DIAGRAM):
            part = node.get(f"{R}id") or node.get(f"{R}dm")
            self._found.drawings += [part] if part and not gone else []
        else:
            self._found.pictures += tag in (f"{_A}blip", _PICTURE)
            return False
        return True

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(["", ""])
        elif self._fields and kind == "separate":
            self._fields[-1][1] = "result"
        elif self._fields and kind == "end":
            self._fields.pop()

    def _equation(self, node: Any, gone: str) -> None:
        text = characters(node)
        if self._add(text, gone):
            self._pieces[-1] = self._ledger.change("equation layout", text, linear(node))

    def _add(self, text: str, gone: str) -> bool:
        """Notes a piece of text; whether it is seen."""
        if not gone and any(not state for _, state in self._fields):
            gone = "field codes"
        if gone:
            self._gone.setdefault(gone, []).append(text)
        elif text:
            self._pieces.append(self._ledger.source(text))
        return bool(text and not gone)


def _version(node: Any) -> Any:
    """Of several versions of the same content the first that holds something to read."""
    versions = list(node)
    full = [version for version in versions if any(item.tag in _SHOWN for item in version.iter())]
    return (full or versions or [node])[0]


def _symbol(node: Any) -> str:
    code = node.get(f"{W}char", "")
    if not re.fullmatch(r"[0-9A-Fa-f]{1,5}", code):
        return ""
    number, font = int(code, 16), node.get(f"{W}font", "")
    if font.startswith(("Wingdings", "Symbol")) and (known := _SYMBOLS.get(number & 0xFF)):
        return known
    return chr(number) if 0x20 <= number < 0xD800 or number >= 0xE000 else ""

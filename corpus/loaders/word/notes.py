"""What stands beside the text of a Word file: footnotes, endnotes, running heads, comments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corpus.ledger import Ledger
from corpus.lines import Line
from corpus.loaders.package import Package
from corpus.loaders.sheet.number_formats import formatted
from corpus.loaders.word.numbering import W, value
from corpus.loaders.word.text import Runs
from corpus.text import join_all

_STYLES = {"footnote": "decimal", "endnote": "lowerRoman"}
"""How Word numbers notes when the document does not say."""
_ASIDES = {"header": "running heads", "footer": "running heads", "comments": "comments"}


class Notes:
    """The footnotes and endnotes of a document, taken out in the order in which the text refers to them."""

    def __init__(self, package: Package, main: str, body: Any, ledger: Ledger) -> None:
        self._notes: dict[tuple[str, str], Any] = {}
        self._count = dict.fromkeys(_STYLES, 0)
        self._ledger = ledger
        self._styles: dict[str, str] = {}
        settings = package.optional(next(iter(package.related("settings", main)), ""))
        for kind, style in _STYLES.items():
            places = [place for root in (body, settings) if root is not None for place in root.iter(f"{W}{kind}Pr")]
            self._styles[kind] = next((name for place in places if (name := value(place, "numFmt"))), style)
            for part in package.related(f"{kind}s", main):
                root = package.optional(part)
                if root is None:
                    ledger.warn(f"the {kind}s are damaged and left out")
                for note in () if root is None else root.iterfind(f"{W}{kind}"):
                    self._notes[kind, note.get(f"{W}id", "")] = note

    def take(self, references: list[tuple[str, str]], runs: Runs) -> tuple[tuple[str, ...], list[Line]]:
        """The numbers of the notes that are referred to, and each one as a line: its number and its text."""
        numbers: list[str] = []
        lines: list[Line] = []
        for kind, key in references:
            note = self._notes.pop((kind, key), None)
            found = [runs.read(paragraph) for paragraph in (() if note is None else note.iter(f"{W}p"))]
            pieces = [piece for part in found for piece in part.text.split("\n") if piece]
            if note is None or not pieces:
                continue
            self._count[kind] += 1
            number = formatted(self._count[kind], self._styles[kind])
            text = self._ledger.change("hyphens", "".join(pieces), join_all(pieces))
            lines.append(Line(self._ledger.change("marks", text, f"{number} {text}"), kind="footnote"))
            numbers.append(number)
        return tuple(numbers), lines

    def drop_rest(self) -> None:
        """Notes that nothing refers to: Word does not show them."""
        for note in self._notes.values():
            if text := plain_text(note):
                self._ledger.drop("notes without a reference", self._ledger.source(text))


def drop_asides(package: Package, main: str, ledger: Ledger) -> None:
    """Counts running heads and comments as left out, each part once."""
    for kind, reason in _ASIDES.items():
        for part in dict.fromkeys(package.related(kind, main)):
            root = package.optional(part)
            for paragraph in () if root is None else root.iter(f"{W}p"):
                if text := plain_text(paragraph):
                    ledger.drop(reason, ledger.source(text))


def plain_text(node: Any) -> str:
    """All text in `node`, as the file holds it."""
    return "".join(_texts(node))


def _texts(node: Any) -> Iterator[str]:
    for text in node.iter(f"{W}t", f"{W}delText"):
        yield text.text or ""

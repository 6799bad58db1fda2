"""Where the characters of a file went: into the canonical text, or out of it, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

EXAMPLES = 5
"""So many examples are kept of each reason."""
_EXAMPLE_CHARS = 60


@dataclass
class Dropped:
    """What was left out for one reason.

    Attributes:
        times: how many lines, marks or elements.
        characters: how many characters, spaces not counted.
        examples: the first few, shortened, with the page where there are pages.
    """

    times: int = 0
    characters: int = 0
    examples: list[str] = field(default_factory=list)


class Ledger:
    """The account of one file, kept by its loader and by every step that leaves something out.

    Spaces are not counted anywhere: joining lines and setting cells apart changes nothing else.
    With every step honest, ``read + added == kept + dropped``, character by character.

    Attributes:
        read: the characters in the file's text, as decoded, with how often each occurs.
        gone: those that were left out.
        added: those that the reader put in, e.g. the bullet for a list mark.
        dropped: what was left out, by reason.
        pages: how many pages the file has; None where the format has none.
        unread: pages (from 1) without text that could be read.
        scanned: pages (from 1) whose text comes from character recognition.
        notes: warnings for the file's owner, each one sentence without a full stop.
    """

    def __init__(self) -> None:
        self.read: Counter[str] = Counter()
        self.gone: Counter[str] = Counter()
        self.added: Counter[str] = Counter()
        self.dropped: dict[str, Dropped] = {}
        self.pages: int | None = None
        self.unread: list[int] = []
        self.scanned: list[int] = []
        self.notes: list[str] = []

    def source(self, text: str) -> str:
        """Notes that the file's text holds `text`, and gives it back."""
        self.read.update(_characters(text))
        return text

    def drop(self, reason: str, text: str, page: int | None = None) -> None:
        """Notes that `text`, which was read, is left out for `reason` (a plural noun: "page numbers")."""
        self._note(reason, _characters(text), text, page)

    def change(self, reason: str, before: str, after: str, page: int | None = None) -> str:
        """Notes that `before` became `after` (marks taken off, characters repaired), and gives `after` back."""
        if before != after and (bare := _bare(before)) != (new := _bare(after)):
            old_counts, new_counts = Counter(bare), Counter(new)
            if gone := old_counts - new_counts:
                self._note(reason, gone, before, page, after)
            self.added.update(new_counts - old_counts)
        return after

    def warn(self, note: str) -> None:
        """Adds a warning, once."""
        if note not in self.notes:
            self.notes.append(note)

    def _note(self, reason: str, gone: Counter[str], example: str, page: int | None, after: str = "") -> None:
        entry = self.dropped.setdefault(reason, Dropped())
        self.gone.update(gone)
        entry.times += 1
        entry.characters += gone.total()
        if len(entry.examples) < EXAMPLES:
            shown = " ".join(_difference(example, after).split())
            shown = shown if len(shown) <= _EXAMPLE_CHARS else f"{shown[:_EXAMPLE_CHARS]}…"
            entry.examples.append(f"p. {page}: {shown}" if page is not None else shown)


def _difference(before: str, after: str) -> str:
    """The part of `before` that is not in `after`: both without what they begin and end with alike."""
    start = _common(before, after)
    end = min(_common(before[::-1], after[::-1]), len(before) - start, len(after) - start)
    return before[start : len(before) - end]


def _common(left: str, right: str) -> int:
    """How many first characters are the same, found by halving: texts may be as long as a file."""
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high + 1) // 2
        if left[low:middle] == right[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _characters(text: str) -> Counter[str]:
    return Counter(_bare(text))


def _bare(text: str) -> str:
    return "".join(text.split())

"""A text as it is compared, with the way back to the characters that the document has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import cached_property

from index.terms import fold, located_forms

Span = tuple[int, int]
"""Half-open offsets."""

_PIECE = re.compile(r"[^\n]{1,400}|\n")
# A sign with what is written over it: marks, and the voicing of narrow kana.
_CLUSTER = re.compile(r"[\s\S][\u0300-\u036f\u3099\u309a\uff9e\uff9f]*")
_GROUPS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_SIGN = re.compile(r"[a-z0-9]+|\S")


class Folded:
    """A text, folded line by line, in which each character knows which of the original it comes from.

    Args:
        text: any.
    """

    def __init__(self, text: str) -> None:
        self.original = text
        pieces: list[str] = []
        self._spans: list[Span] = []
        at = 0
        for line in re.findall(r"[^\n]+|\n", text):
            folded = fold(line)
            parts = [(line, folded)] if _alike(line, folded) else [(p, fold(p)) for p in _PIECE.findall(line)]
            for part, said in parts:
                pieces.append(said)
                self._spans += ((at + start, at + end) for start, end in _aligned(part, said))
                at += len(part)
        self.text = "".join(pieces)

    @cached_property
    def forms(self) -> dict[str, list[Span]]:
        """The forms that several spellings share (`index.terms.forms`), each with its places in the folded text."""
        found: dict[str, list[Span]] = {}
        for form, start, end in located_forms(self.text):
            found.setdefault(form, []).append((start, end))
        return found

    def span(self, start: int, end: int) -> Span:
        """Where the original has what stands at ``[start, end)`` of the folded text, which is not empty."""
        return self._spans[start][0], max(last for _, last in self._spans[start:end])

    def places(self, term: str, *, inflected: bool = False) -> list[Span]:
        """Where a folded `term` stands in the folded text, spaces in it or not; Latin words only as whole words.

        `inflected`: whether a Latin word may have the ending of a plural.
        """
        signs = _SIGN.findall(term)
        if not signs:
            return []
        pattern = r"\s*".join(map(re.escape, signs))
        if signs[0][0].isascii() and signs[0][0].isalnum():
            pattern = rf"(?<![a-z0-9]){pattern}"
        if (last := signs[-1]).isascii() and last.isalnum():
            pattern += "(?:e?s)?(?![a-z0-9])" if inflected and last.isalpha() and len(last) > 2 else "(?![a-z0-9])"
        return [match.span() for match in re.finditer(pattern, self.text)]

    def originals(self, spans: Iterable[Span]) -> list[Span]:
        """The same in the original."""
        return [self.span(start, end) for start, end in spans]


def _alike(text: str, folded: str) -> bool:
    """Whether each character has become one character, as in most lines."""
    return len(text) == len(folded) and all(len(unicodedata.normalize("NFKC", sign)) == 1 for sign in set(text))


def _aligned(text: str, folded: str) -> list[Span]:
    """For each character of `folded` the range of `text` that it stands for, in order."""
    if _alike(text, folded):
        return [(at, at + 1) for at in range(len(text))]
    found = [
        (sign, match.span())
        for match in _CLUSTER.finditer(text)
        for sign in unicodedata.normalize("NFKC", match.group()).lower()
    ]
    commas = {match.start() for match in _GROUPS.finditer("".join(sign for sign, _ in found))}
    spans = [span for at, (_, span) in enumerate(found) if at not in commas]
    return spans if len(spans) == len(folded) else list(_guessed(text, folded))


def _guessed(text: str, folded: str) -> Iterator[Span]:
    """The same for what folds otherwise together than alone: what is alike stands for itself."""
    for _, start, end, first, last in SequenceMatcher(None, text, folded, autojunk=False).get_opcodes():
        wide, many = end - start, last - first
        for at in range(many):
            left = min(start + at * wide // many, len(text) - 1)
            yield left, max(start + -(-(at + 1) * wide // many), left + 1)

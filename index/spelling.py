"""Slips in a question: a wrong character that sounds or looks like the right one, a wrong letter in a word.

Only what occurs nowhere in the index is suspected, and only what occurs there is proposed, so that
nothing is corrected that the documents themselves write.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.latin import stem
from index.miswritten import WORDS, Counts, How, Piece, is_word
from index.terms import fold, names, without_asking

_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]{2,}")
_PIECE = re.compile(r"[^\s的了是吗呢吧啊]{2,}")
_LATIN = re.compile(r"(?<![\w.&/'-])[A-Za-z]{5,}(?![\w&/-])")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
LONGEST = 300
"""Characters of a question; a longer one is a pasted text, which nobody typed."""


class Frequencies(Counts, Protocol):
    """What is asked of the index; `index.lexical.LexicalIndex` answers it."""

    def beginning(self, prefix: str, field: str) -> list[tuple[str, int]]:
        """The terms of a field that begin with `prefix`, each with its number of passages."""


@dataclass(frozen=True)
class Correction:
    """A slip in a question and what was probably meant.

    Attributes:
        start: of the wrong word in the question.
        end: after its last character.
        wrong: the word as it was written.
        right: the same, as the index writes it, folded.
        how: what the two have in common: their sound, their shape, all letters but one.
    """

    start: int
    end: int
    wrong: str
    right: str
    how: How


def corrections(question: str, lexical: Frequencies) -> list[Correction]:
    """The slips in `question` that the index can mend, in the order of the text, none overlapping another."""
    found: list[Correction] = []
    if len(question) > LONGEST:
        return found
    for run in _CHINESE.finditer(question):
        folded = fold(run.group())
        if len(folded) != len(run.group()):
            continue
        for piece in _PIECE.finditer(without_asking(folded)):
            at = run.start() + piece.start()
            for first, last, right, how in Piece(piece.group(), lexical).mended():
                start, end = at + first, at + last
                found.append(Correction(start, end, question[start:end], right, how))
    for word in _LATIN.finditer(question):
        right = _nearest(word.group().lower(), lexical)
        found += [Correction(word.start(), word.end(), word.group(), right, "letters")] if right else []
    return sorted(found, key=lambda correction: correction.start)


def corrected(question: str, found: Sequence[Correction]) -> str:
    """`question` with these corrections made."""
    for correction in sorted(found, key=lambda c: -c.start):
        question = question[: correction.start] + correction.right + question[correction.end :]
    return question


def _nearest(word: str, lexical: Frequencies) -> str:
    """The commonest word one letter away (changed, added, left out, swapped) that begins alike; "" if none occurs.

    Also "" where the word itself occurs, or another inflection of it, or it is one that asks.
    """
    if not names(word) or is_word(word, lexical):
        return ""
    if lexical.document_frequency(stem(word), "forms"):
        return ""
    counts: dict[str, int] = {}
    for field in WORDS:
        for other, count in lexical.beginning(word[0], field):
            if other.isalpha() and _one_letter(word, other):
                counts[other] = counts.get(other, 0) + count
    return max(counts, key=lambda other: (counts[other], other)) if counts else ""


def _one_letter(one: str, other: str) -> bool:
    """Whether two words differ by one letter changed, added or left out, or by two that are swapped."""
    if abs(len(one) - len(other)) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    left, right = one[at:], other[at:]
    return left[1:] in (right, right[1:]) or left == right[1:] or left[:2][::-1] + left[2:] == right

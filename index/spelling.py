"""Slips in a question: a wrong character that sounds or looks like the right one, a wrong letter in a word.

Only what occurs nowhere in the index is suspected, and only what occurs there is proposed, so that
nothing is corrected that the documents themselves write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from index.latin import stem
from index.lookalikes import lookalikes
from index.terms import fold, names, without_asking

How = Literal["sound", "shape", "letters"]

_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]{3,}")
_PIECE = re.compile(r"[^\s的了是吗呢吧啊]{3,}")
_LATIN = re.compile(r"(?<![\w.&/'-])[A-Za-z]{5,}(?![\w&/-])")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_WORDS = ("body", "section", "title", "context", "provider")
_JOINING = frozenset("向因但该未若全其及或此不者后前时已并而且仍均应须需可只才再很太更最每各某另同与给让使令被所之于")
# They stand beside anything, so that a bigram with them is often new: only the middle of a name speaks for a slip.
LONGEST = 300
"""Characters of a question; a longer one is a pasted text, which nobody typed."""
_MOST = 3
"""Characters corrected in a piece of a question; what would take more is something else than a slip."""


class Frequencies(Protocol):
    """What is asked of the index; `index.lexical.LexicalIndex` answers it."""

    def document_frequency(self, term: str, field: str = "body") -> int:
        """In how many passages a term stands in a field."""

    def holding(self, grams: Sequence[str]) -> int:
        """How many passages hold all these bigrams."""

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
            for first, last, right, how in _mended(piece.group(), lexical):
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


def _mended(piece: str, lexical: Frequencies) -> Iterator[tuple[int, int, str, How]]:
    """The corrected words of a run of Chinese without asking words: start, end, right word, how."""
    known = [_occurs(piece[i : i + 2], lexical) for i in range(len(piece) - 1)]
    changed: dict[int, How] = {}
    text = piece
    while len(changed) <= _MOST:
        # The change that explains most unknown bigrams, in most passages; the later one on equal terms.
        best: tuple[int, int, int, str, How] = (0, 0, 0, "", "sound")
        for at in range(len(text)):
            around = [i for i in (at - 1, at) if 0 <= i < len(known)]
            if at in changed or any(known[i] for i in around):
                continue
            for passages, right, how in _candidates(text, at, known, lexical):
                best = max(best, (len(around), passages, at, right, how))
        gain, _, at, right, how = best
        if not gain:
            break
        text = text[:at] + right + text[at + 1 :]
        changed[at] = how
        for i in (at - 1, at):
            if 0 <= i < len(known):
                known[i] = True
    if changed and len(changed) <= _MOST:
        yield from _words(text, changed)


def _candidates(text: str, at: int, known: Sequence[bool], lexical: Frequencies) -> list[tuple[int, str, How]]:
    """What the character at `at` may have been meant to be: in how many passages, the character, why."""
    import rjieba

    from index.homophones import homophones

    first, last = _word_around(text, at)
    need = _needed(text, at, last - first > 1)
    if not need:
        return []
    same, near = homophones(text[at])
    # What sounds just the same goes before what looks like it, and that before what nearly sounds so.
    ways: tuple[tuple[How, str], ...] = (("sound", same), ("shape", lookalikes(text[at])), ("sound", near))
    for how, others in ways:
        found: list[tuple[int, str, How]] = []
        for other in others:
            touching = [pair for pair in (text[at - 1 : at] + other, other + text[at + 1 : at + 2]) if len(pair) == 2]
            if not all(_occurs(pair, lexical) for pair in touching):
                continue
            if last - first > 1 and not rjieba.has_word(text[first:at] + other + text[at + 1 : last]):
                continue  # a word of the language was meant to be another one
            grams = [*touching, *_beside(text, at, known, need - len(touching))]
            if len(grams) >= need and (passages := lexical.holding(grams)):
                found.append((passages, other, how))
        if found:
            return found
    return []


def _needed(text: str, at: int, in_word: bool) -> int:
    """How many neighbouring bigrams must stand in one passage for the character at `at` to be a slip; 0: none do."""
    if text[at] in _JOINING or not names(text[at]):
        return 4 if 0 < at < len(text) - 1 else 0
    return 3 if in_word else min(3, len(text) - 1)  # 报税 and 保水 are words: they may well be meant


def _word_around(text: str, at: int) -> tuple[int, int]:
    """Where the word of the language that holds the character begins and ends; the character alone if none does."""
    import rjieba

    for word, start, end in rjieba.tokenize(text):
        if start <= at < end and end - start > 1 and rjieba.has_word(word):
            return start, end
    return at, at + 1


def _beside(text: str, at: int, known: Sequence[bool], wanted: int) -> list[str]:
    """The bigrams next to those of the character at `at`, as far as they occur without a gap, the nearest first."""
    found: list[str] = []
    right, left = at + 1, at - 2
    while len(found) < max(wanted, 1) and (right < len(known) or left >= 0):
        if right < len(known) and known[right]:
            found.append(text[right : right + 2])
            right += 1
        else:
            right = len(known)
        if left >= 0 and known[left] and len(found) < max(wanted, 1):
            found.append(text[left : left + 2])
            left -= 1
        else:
            left = -1
    return found


def _in_word(text: str, at: int) -> bool:
    """Whether the character belongs to a word of the language, which takes more to be thought a slip."""
    import rjieba

    return any(
        end - start > 1 and start <= at < end and rjieba.has_word(word) for word, start, end in rjieba.tokenize(text)
    )


def _occurs(gram: str, lexical: Frequencies) -> bool:
    return any(lexical.document_frequency(gram, field) for field in ("bigrams", "title_bigrams"))


def _words(text: str, changed: dict[int, How]) -> Iterator[tuple[int, int, str, How]]:
    """The words of `text` that hold changed characters, of at least two characters; overlapping ones as one."""
    import rjieba

    spans: list[tuple[int, int, How]] = []
    for _, start, end in rjieba.tokenize(text):
        inside = [at for at in changed if start <= at < end]
        if not inside:
            continue
        if end - start == 1:  # with the character before it, or after it at the beginning
            start, end = (start - 1, end) if start else (start, end + 1)
        if spans and spans[-1][1] > start:
            start = spans.pop()[0]
        spans.append((start, end, changed[inside[0]]))
    for start, end, how in spans:
        yield start, end, text[start:end], how


def _nearest(word: str, lexical: Frequencies) -> str:
    """The commonest word one letter away (changed, added, left out, swapped) that begins alike; "" if none occurs.

    Also "" where the word itself occurs, or another inflection of it, or it is one that asks.
    """
    if not names(word) or any(lexical.document_frequency(word, field) for field in _WORDS):
        return ""
    if lexical.document_frequency(stem(word), "forms"):
        return ""
    counts: dict[str, int] = {}
    for field in _WORDS:
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

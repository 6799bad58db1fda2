"""Wrong characters of a run of Chinese: one that sounds or looks like the right one.

A character is suspected where it makes a pair that stands nowhere in the index, and mended where a name that
does stand there comes out. What counts is the name itself, not what happens to be written before and after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, Protocol

from index.lookalikes import lookalikes
from index.terms import names

How = Literal["sound", "shape", "letters"]
Mended = tuple[int, int, str, How]
Meant = tuple[int, int, int, str, How]
"""Bigrams that a change explains, passages with what comes out, its place, the character, why."""

WORDS = ("body", "section", "title", "context", "provider")
_JOINING = frozenset("向因但该未若全其及或此不者后前时已并而且仍均应须需可只才再很太更最每各某另同与给让使令被所之于")
# They stand beside anything, so that a bigram with them is often new: only the middle of a name speaks for a slip.
_MOST = 3
"""Characters corrected in a piece of a question; what would take more is something else than a slip."""
_LONGEST = 6
"""Characters of a name that is looked up whole."""
_SELDOM, _RARE, _OFTEN, _PLAIN = 100, 2_500, 10_000, 50_000
"""Counts of words by themselves: seldom ones; rare and common characters, and those that stand beside anything."""
_FAR = 4
"""How many times as often as what is written a word of the language is used that is meant instead."""
_PROPER = frozenset({"ns", "nz", "nt"})
"""The word list's tags of places, institutions and other proper names; those of people hold many other words."""


class Counts(Protocol):
    """How many passages hold what; `index.lexical.LexicalIndex` answers it."""

    def document_frequency(self, term: str, field: str = "body") -> int:
        """In how many passages a term stands in a field."""

    def holding(self, grams: Sequence[str]) -> int:
        """How many passages hold all these bigrams."""


def is_word(name: str, lexical: Counts) -> bool:
    """Whether a text stands in the index as a word, in whatever field."""
    return any(lexical.document_frequency(name, field) for field in WORDS)


def pairs_of(name: str) -> list[str]:
    """The pairs of neighbouring characters of a name."""
    return [name[i : i + 2] for i in range(len(name) - 1)]


class Piece:
    """A run of Chinese without asking words, whose slips are mended one after the other."""

    def __init__(self, text: str, lexical: Counts) -> None:
        import rjieba

        self.text = text
        self._lexical = lexical
        self._changed: dict[int, How] = {}
        self._known = [self._occurs(text[i : i + 2]) for i in range(len(text) - 1)]
        # For each character its token, and whether that is a word of the language.
        self._tokens = [(at, at + 1, False) for at in range(len(text))]
        for word, start, end in rjieba.tokenize(text):
            self._tokens[start:end] = [(start, end, end - start > 1 and rjieba.has_word(word))] * (end - start)

    def mended(self) -> Iterator[Mended]:
        """The words that hold mended characters: start, end, how they should be, why."""
        while len(self._changed) <= _MOST:
            # The change that explains most unknown bigrams, in most passages; the later one on equal terms.
            best = max((found for at in range(len(self.text)) for found in self._meant(at)), default=None)
            if best is None:
                break
            *_, at, right, how = best
            self.text = self.text[:at] + right + self.text[at + 1 :]
            self._changed[at] = how
            for i in self._around(at):
                self._known[i] = True
        if self._changed and len(self._changed) <= _MOST:
            yield from self._spans()

    def _around(self, at: int) -> list[int]:
        return [i for i in (at - 1, at) if 0 <= i < len(self._known)]

    def _meant(self, at: int) -> list[Meant]:
        """What the character at `at` may have been meant to be."""
        if at in self._changed or any(self._known[i] for i in self._around(at)):
            return []
        windows = [window for window in self._windows(at) if self._is_open(at, *window)]
        if not windows:
            return []
        from index.homophones import homophones

        same, near = homophones(self.text[at])
        # What sounds just the same goes before what looks like it, and that before what nearly sounds so.
        ways: tuple[tuple[How, str], ...] = (("sound", same), ("shape", lookalikes(self.text[at])), ("sound", near))
        for how, others in ways:
            found: list[Meant] = []
            for other in others:
                explained = [i for i in self._around(at) if self._occurs(self._with(at, other, i, i + 2))]
                if not explained:
                    continue
                for start, end in windows:
                    if all(i in explained for i in self._around(at) if start <= i < end - 1):
                        passages = self._passages(at, other, start, end, others is same)
                        if passages:
                            found.append((sum(start <= i < end - 1 for i in explained), passages, at, other, how))
            if found:
                return found
        return []

    def _windows(self, at: int) -> Iterator[tuple[int, int]]:
        """The parts of the text around a character that begin and end with words, and hold nothing else unknown."""
        for start in range(max(0, at - _LONGEST + 1), at + 1):
            for end in range(max(at + 1, start + 2), min(len(self.text), start + _LONGEST) + 1):
                others = (i for i in range(start, end - 1) if i not in self._around(at))
                if not self._cuts(start) and not self._cuts(end) and all(self._known[i] for i in others):
                    yield start, end

    def _is_open(self, at: int, start: int, end: int) -> bool:
        """Whether what is written there may be a name with a slip in it, rather than words side by side."""
        first, last, in_word = self._tokens[at]
        middle = start < at < end - 1
        joining = self.text[at] in _JOINING or not names(self.text[at])
        if in_word:
            return not joining and middle and end - start > 3
        loose = [i for i in range(start, end) if not self._tokens[i][2]]
        joined = last - first > 1  # characters side by side that look like a name to the segmentation
        named = joined or any(common(self.text[i]) < _RARE for i in loose)
        often = common(self.text[at]) > _OFTEN
        plain = any(common(self.text[i]) > _PLAIN for i in loose)
        if end - start == 2:
            return len(loose) == 2 and named and not often and not plain
        if joining:
            return middle and (joined or end - start > 4)
        if loose == [at]:  # it may well be a word by itself between words
            return not joined and (middle or not often)
        if end - start == 3:
            return len(loose) == 3 and named and (not plain or (first, last) == (start, end))
        return middle or (named and not plain and any(i in loose for i in (at - 1, at + 1)) and (joined or not often))

    def _passages(self, at: int, other: str, start: int, end: int, same: bool) -> int:
        """In how many passages the name stands that `other` makes of this part; 0 where it is none."""
        import rjieba

        name = self._with(at, other, start, end)
        first, last, in_word = self._tokens[at]
        middle = start < at < end - 1
        if len(name) == 2:
            return self._proper(name) if same else 0
        if in_word:  # a word of the language was meant to be another one, which is used far more
            word = self._with(at, other, first, last)
            fits = rjieba.has_word(word) and common(word) >= _FAR * common(self.text[first:last])
        elif all(self._tokens[i][2] for i in range(start, end) if i != at):
            whole = len(name) > 3 or self._is_name(name, at - start)
            fits = (middle and len(name) > 3) or (whole and is_word(name, self._lexical))
        else:
            pairs = [name[i : i + 2] for i in (0, 1) if start + i <= at <= start + i + 1]
            fits = middle or len(name) > 3 or any(is_word(term, self._lexical) for term in (name, *pairs))
        return self._lexical.holding(pairs_of(name)) if fits else 0

    def _is_name(self, name: str, at: int) -> bool:
        """Whether three characters are a name, rather than a word with one before or after it."""
        import rjieba

        rest = name[:at] + name[at + 1 :]
        kind = tag(name)
        return rjieba.has_word(name) and (kind in _PROPER or (kind == "nr" and common(rest) < _SELDOM))

    def _proper(self, name: str) -> int:
        """In how many passages a name of two characters stands; 0 where it is none, or too seldom to be known."""
        import rjieba

        passages = self._lexical.document_frequency(name, "bigrams")
        if self._lexical.document_frequency(name) > 1:
            kind = tag(name)
            named = kind in _PROPER or (kind == "nr" and not rjieba.has_word(name))
            return passages if named else 0
        return passages if passages > 2 and all(common(char) < _RARE for char in name) else 0

    def _with(self, at: int, other: str, start: int, end: int) -> str:
        return self.text[start:at] + other + self.text[at + 1 : end]

    def _cuts(self, at: int) -> bool:
        """Whether a word of the language goes on at this border."""
        return at < len(self.text) and self._tokens[at][2] and self._tokens[at][0] < at

    def _occurs(self, gram: str) -> bool:
        return any(self._lexical.document_frequency(gram, field) for field in ("bigrams", "title_bigrams"))

    def _spans(self) -> Iterator[Mended]:
        """The words that hold changed characters, of at least two characters; overlapping ones as one."""
        import rjieba

        spans: list[tuple[int, int, How]] = []
        for _, start, end in rjieba.tokenize(self.text):
            inside = [at for at in self._changed if start <= at < end]
            if not inside:
                continue
            if end - start == 1:  # with the character before it, or after it at the beginning
                start, end = (start - 1, end) if start else (start, end + 1)
            if spans and spans[-1][1] > start:
                start = spans.pop()[0]
            spans.append((start, end, self._changed[inside[0]]))
        for start, end, how in spans:
            yield start, end, self.text[start:end], how


def common(word: str) -> int:
    """How often a word or character is a word by itself in the texts that the word list was counted in."""
    import rjieba

    return int(rjieba.suggest_freq(word))


def tag(name: str) -> str:
    """What kind of word it is by the word list, or looks like; "" where it is several."""
    import rjieba

    tags = [kind for _, kind in rjieba.tag(name)]
    return tags[0] if len(tags) == 1 else ""

"""The naming words of a question with their weight, and which of them say what of the thing is asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.terms import query_words
from rag.query import Query, QueryReader
from rag.support import Asked

Floats = npt.NDArray[np.float32]

_ASKS = re.compile(
    r"多少|几(?![乎何])|什么|哪|谁|怎么|怎样|如何|何时|为什么|多[大久长高远快]|第几|是否|吗"
    r"|\b(?:how (?:many|much|long|large|big|far|often)|how|what|which|who|whom|whose|when|where|why)\b"
)
_CLAUSE = re.compile(r"[，,。；;？?！!\n]")
_BEFORE, _AFTER = 2, 2
"""Words before and after the word that asks, in its clause, that say what of the thing is asked for."""

_HOLDERS = re.compile(r"\{[^{}]*\}")
"""Places left to be filled in by a program, which name nothing."""
_ONE = 3
"""Up to so many characters between two words that ask, they ask one thing."""


@dataclass(frozen=True)
class Word:
    """A naming word of a question.

    Attributes:
        text: folded.
        start: where it stands first in the folded question.
        weight: by rarity; those of a question sum to 1.
        rarity: by itself, 1 for a word that stands nowhere in the index.
        tokens: positions of its tokens in the query.
        others: what else it, or the part of the question that it stands in, is called; without spaces.
        focus: it says what is asked for, rather than of what.
    """

    text: str
    start: int
    weight: float
    rarity: float
    tokens: npt.NDArray[np.intp]
    others: tuple[str, ...]
    focus: bool


@dataclass(frozen=True)
class Wanted:
    """A question as the refusal decision sees it, taken apart into words."""

    query: Query
    words: tuple[Word, ...]
    asks: int
    """How many words of it ask."""


def wanted(asked: Asked) -> Wanted:
    """`asked`, taken apart into words."""
    query = asked.query
    most = max(asked.terms.values(), default=1.0) or 1.0
    asking = _HOLDERS.sub(lambda match: " " * len(match.group()), query.text)
    found: list[tuple[str, int]] = []
    for word in dict.fromkeys(query_words(asked.text)):
        at = asking.find(word)
        if at >= 0 and len(word) > 1:
            found.append((word, at))
    # Of words inside longer ones (「商务」 in 「电子商务」) the longest counts.
    outer = [
        (w, at) for w, at in found if not any(o != w and a <= at and at + len(w) <= a + len(o) for o, a in found)
    ] or found
    focus = _focus(query.text, outer)
    total = sum(asked.terms.get(w, most) for w, _ in outer) or 1.0
    starts, ends = query.tokens.offsets[:, 0], query.tokens.offsets[:, 1]
    words = [
        Word(
            w,
            at,
            asked.terms.get(w, most) / total,
            asked.terms.get(w, most) / most,
            np.flatnonzero((starts < at + len(w)) & (ends > at)),
            tuple(
                "".join(name.split())
                for part in query.expansions
                if part.start < at + len(w) and part.end > at and part.end - part.start >= 0.6 * len(w)
                for name in part.terms[: QueryReader.MOST]
            ),
            w in focus,
        )
        for w, at in outer
    ]
    return Wanted(query, tuple(words), _count(query.text))


def _focus(text: str, words: list[tuple[str, int]]) -> frozenset[str]:
    """Those of the words of the folded question `text` that stand nearest to a word that asks, in its clause."""
    chosen: set[str] = set()
    for match in _ASKS.finditer(text):
        before = max((m.end() for m in _CLAUSE.finditer(text, 0, match.start())), default=0)
        after = min((m.start() for m in _CLAUSE.finditer(text, match.end())), default=len(text))
        left = sorted((w for w in words if before <= w[1] and w[1] + len(w[0]) <= match.start()), key=lambda w: -w[1])
        right = sorted((w for w in words if match.end() <= w[1] < after), key=lambda w: w[1])
        chosen.update(w for w, _ in [*left[:_BEFORE], *right[:_AFTER]])
    return frozenset(chosen)


def _count(text: str) -> int:
    """How many things are asked: words that ask, those of one expression (「几月几日」) counted once."""
    ends = [-9]
    for match in _ASKS.finditer(text):
        if match.start() - ends[-1] > _ONE:
            ends.append(match.end())
        else:
            ends[-1] = match.end()
    return len(ends) - 1

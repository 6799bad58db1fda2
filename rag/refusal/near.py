"""The statements of the passages found, with what stands around each: how well each word of the question is there."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from langchain_core.documents import Document

from index.terms import fold
from rag.statements import Statement, statements
from rag.support import Asked, Support
from rag.wanted import Wanted

Floats = npt.NDArray[np.float32]

WEIGHED = 8
"""Passages looked at."""
_OTHER = 0.95
"""What another name of a word counts that stands there, beside the word itself."""
_ABOUT = 0.95
"""What a match in title, headings, caption or header counts."""


@dataclass(frozen=True)
class Near:
    """A statement with its neighbours.

    Attributes:
        statement: it.
        rank: of its passage, from 0.
        text: statement, neighbours and context, folded, without spaces.
        own: the statement and its context alone.
        words: (w,) how well each word of the question is matched there, in [0, 1].
        held: (w,) as `words`, of the statement and its context alone.
        score: the weighted mean of `words`.
    """

    statement: Statement
    rank: int
    text: str
    own: str
    words: Floats
    held: Floats
    score: float

    @property
    def line(self) -> str:
        """What the statement says itself, as in `text`."""
        return self.own.split("\n", 1)[0]

    @property
    def passage(self) -> str:
        """All of its passage, folded, without spaces."""
        return plain(self.statement.passage.page_content)


Lead = Callable[[Document], str]
"""Gives the text of what leads the sections of a passage."""


def _no_lead(passage: Document) -> str:
    return ""


def _remembered(lead: Lead) -> Lead:
    """`lead`, plain, asked once for each passage: it reads from the index."""
    known: dict[int, str] = {}

    def told(passage: Document) -> str:
        if id(passage) not in known:
            known[id(passage)] = plain(lead(passage))
        return known[id(passage)]

    return told


@dataclass(frozen=True)
class Reading:
    """A question, taken apart, and the statements of the passages found, best first."""

    question: Wanted
    found: tuple[Near, ...]
    lead: Lead = _no_lead
    """What leads the sections of a passage, folded, without spaces."""

    @property
    def tells(self) -> bool:
        """Whether there is anything to hold against each other."""
        return bool(self.found and self.question.words)


def read(
    asked: Asked,
    passages: Sequence[Document],
    support: Support,
    also: Sequence[Document] = (),
    lead: Lead = _no_lead,
) -> Reading:
    """What is needed to decide on a question, and to say what is missing.

    Args:
        asked: the question.
        passages: what was retrieved, best first.
        support: for tokens.
        also: what would be quoted beside them: further parts of a table.
        lead: gives what leads the sections of a passage.
    """
    return Reading(asked.wanted, tuple(nearest(asked.wanted, [*passages[:WEIGHED], *also], support)), _remembered(lead))


def nearest(wanted: Wanted, passages: Sequence[Document], support: Support) -> list[Near]:
    """All statements of the passages, best first."""
    found: list[Near] = []
    shares = _shares(wanted)
    weights = np.array([word.weight for word in wanted.words], dtype=np.float32)
    read = [(rank, said) for rank, passage in enumerate(passages) if (said := statements(passage))]
    abouts = [_about(said[0]) for _, said in read]
    tokens = [
        support.tokens(text)
        for (_, said), about in zip(read, abouts, strict=True)
        for text in (about, *(s.text for s in said))
    ]
    every, start = wanted.query.matcher(tokens), 0
    for (rank, said), about in zip(read, abouts, strict=True):
        matches = every[start : start + 1 + len(said)]
        start += len(matches)
        heading, lines = plain(about), [plain(s.text) for s in said]
        exact = np.array([_exact(wanted, text) for text in (heading, *lines)], dtype=np.float32)
        held = _said(shares, matches[1:], matches[0], np.maximum(exact[1:], exact[0]))
        words = _said(shares, _beside(matches[1:]), matches[0], np.maximum(_beside(exact[1:]), exact[0]))
        for i, statement in enumerate(said):
            text = "\n".join([*lines[max(0, i - 1) : i + 2], heading])
            score = float(words[i] @ weights)
            found.append(Near(statement, rank, text, f"{lines[i]}\n{heading}", words[i], held[i], score))
    return sorted(found, key=lambda near: (-near.score, near.rank))


def _about(statement: Statement) -> str:
    """What is said of the passage of a statement: its headings, caption and header, and the facts known of it."""
    facts = statement.passage.metadata.get("facts")
    return "\n".join([statement.context, *(map(str, facts.values()) if isinstance(facts, dict) else ())])


def _exact(wanted: Wanted, text: str) -> list[float]:
    return [stands(word.text, word.others, text) for word in wanted.words]


def _beside(values: Floats) -> Floats:
    """The highest of each row, the one before and the one after it."""
    best = values.copy()
    best[1:] = np.maximum(best[1:], values[:-1])
    best[:-1] = np.maximum(best[:-1], values[1:])
    return best


def _said(shares: Floats, matches: Floats, about: Floats, exact: Floats) -> Floats:
    """(statements, words) how well each word is matched by tokens or, `exact`, stands there."""
    tokens = np.maximum(matches, _ABOUT * about)
    said: Floats = np.maximum(np.clip(tokens @ shares.T, 0.0, 1.0), exact)
    return said


def _shares(wanted: Wanted) -> Floats:
    """(words, tokens) what each token counts of a word that it is in; each row sums to 1, or to 0 without tokens."""
    weights = wanted.query.weights
    shares = np.zeros((len(wanted.words), len(weights)), dtype=np.float32)
    for row, word in zip(shares, wanted.words, strict=True):
        total = float(weights[word.tokens].sum())
        if len(word.tokens):
            row[word.tokens] = weights[word.tokens] / total if total else 1 / len(word.tokens)
    return shares


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """`text`, folded, without spaces; the tabs between the cells of a row stay."""
    return re.sub(r"\s+", "", fold(text)) if "\t" not in text else re.sub(r"[^\S\t]+", "", fold(text))


def stands(word: str, others: Sequence[str], text: str) -> float:
    """1 for a word that stands in the folded text, less for one that another name of it stands for, else 0."""
    if word in text:
        return 1.0
    return _OTHER if any(name in text for name in others) else 0.0

"""How well a text supports a question: what of the question it answers, word by word."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from sys import intern

import numpy as np
import numpy.typing as npt

from index.embed import StaticEmbeddings, TokenVectors
from index.miswritten import Counts
from index.synonyms import Thesaurus, thesaurus
from index.terms import fold, query_words
from index.terms import words as words_of
from rag.query import Query, QueryReader
from rag.sought import YEAR
from rag.terse import spelled_out
from rag.wanted import Wanted, wanted

Floats = npt.NDArray[np.float32]

KEPT = 32_768
"""Texts of which tokens and words are kept, about a kilobyte each."""
_FIGURE = re.compile(r"\d")
_QUOTED = re.compile(r"[“「『\"《]([^”」』\"》]{2,30})[”」』\"》]")
_NUMBER_ASKED = re.compile(
    r"多少|几[^乎何]|多大|多久|多长|多高|占比|比例|百分比|百分之|增速|增长率|同比|排名|第几|总额|金额|规模有"
    r"|how (?:many|much|long|large|big)|what (?:percent|share|rate)",
    re.IGNORECASE,
)
_DATE_ASKED = re.compile(
    r"何时|什么时候|哪年|哪一年|哪天|几月|日期|时间是|when\b|what (?:year|date)|which year", re.IGNORECASE
)
_LIST_ASKED = re.compile(
    r"哪些|哪几|包括什么|有什么|分别是|都有|几方面|哪[三四五六七八九十两]|which (?:\w+ )?\w+s\b|what are", re.IGNORECASE
)


@dataclass(frozen=True)
class Asked:
    """A question, taken apart once.

    Attributes:
        text: the question, complete in itself.
        terms: its naming words → weight by rarity.
        unknown: the share of their weight that words have which stand nowhere in the index.
        tokens: its token vectors.
        years: the years that it names.
        names: what it puts in quotation marks, folded.
        number: it asks for a figure; date: for a date; list: for several things.
    """

    text: str
    terms: dict[str, float]
    unknown: float
    tokens: TokenVectors
    years: frozenset[str]
    names: tuple[str, ...]
    number: bool
    date: bool
    list: bool
    query: Query
    """As the search has it: with what else its words are called, and the form of the answer."""

    @cached_property
    def wanted(self) -> Wanted:
        """Its naming words, and which of them say what is asked for."""
        return wanted(self)


class Support:
    """Matches questions with texts by the words they share and the words that mean the same.

    Args:
        embeddings: the static table whose token vectors are compared.
        words: what else words are called; None means the thesaurus that comes with the program.
    """

    def __init__(self, embeddings: StaticEmbeddings, words: Thesaurus | None = None) -> None:
        self._embeddings = embeddings
        self._reader = QueryReader(embeddings, words or thesaurus())
        self.tokens = lru_cache(maxsize=KEPT)(embeddings.token_vectors)
        self.words = lru_cache(maxsize=KEPT)(lambda text: frozenset(map(intern, words_of(text))))

    def ask(self, question: str, rarity: Callable[[str], float], index: Counts | None = None) -> Asked:
        """`question`, taken apart.

        Args:
            question: complete in itself.
            rarity: gives the weight of a word.
            index: where Chinese names are looked for that the question writes in pinyin; None leaves them.
        """
        question = spelled_out(question)
        folded = fold(question)
        terms = {term: rarity(term) for term in dict.fromkeys(query_words(question))}
        rarest = rarity("")
        return Asked(
            text=question,
            terms=terms,
            unknown=sum(w for w in terms.values() if w >= rarest) / (sum(terms.values()) or 1.0),
            tokens=self._embeddings.token_vectors(folded),
            years=frozenset(YEAR.findall(folded)),
            names=tuple(fold(name) for name in _QUOTED.findall(question)),
            number=bool(_NUMBER_ASKED.search(folded)),
            date=bool(_DATE_ASKED.search(folded)),
            list=bool(_LIST_ASKED.search(folded)),
            query=self._reader.read(
                question, lambda term: rarity(term.written[0] if term.written else ""), index=index
            ),
        )

    def matches(self, asked: Asked, text: str) -> Floats:
        """For each token of the question the best cosine with a token of `text`, `(t,)` in [-1, 1]."""
        other = self.tokens(text)
        if not len(asked.tokens.ids) or not len(other.ids):
            return np.zeros(len(asked.tokens.ids), dtype=np.float32)
        found: Floats = (asked.tokens.rows @ other.table[np.unique(other.ids)].T).max(axis=1)
        return found

    def weigh(self, asked: Asked, matches: Floats) -> float:
        """The mean of token matches, weighted by what each token says; 0 for a question of no known token."""
        total = float(asked.tokens.idf.sum())
        return float(matches @ asked.tokens.idf) / total if total else 0.0

    def coverage(self, asked: Asked, *texts: str) -> float:
        """The share of the question's words that stand in one of `texts`, weighted by rarity, in [0, 1]."""
        total = sum(asked.terms.values())
        held = [self.words(text) for text in texts]
        covered = sum(weight for term, weight in asked.terms.items() if any(term in words for words in held))
        return covered / total if total else 0.0


def has_figure(text: str) -> bool:
    """Whether a figure stands in `text`, digits or Chinese numerals with a unit."""
    return bool(_FIGURE.search(text) or re.search(r"[一二三四五六七八九十两]+[个项家条天次倍成种批元户公里人吨]", text))


def years(text: str) -> frozenset[str]:
    """The years named in `text`."""
    return frozenset(YEAR.findall(fold(text)))

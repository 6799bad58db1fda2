"""A question prepared for the search: its tokens and what else they are called, its words and their rarity."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from index.embed import StaticEmbeddings, TokenVectors
from index.measures import measures
from index.miswritten import Counts
from index.precedents import Precedents
from index.romanised import romanised
from index.synonyms import Expansion, Thesaurus
from index.terms import Term, fold, query_terms
from rag.matching import QueryMatcher
from rag.numbered import in_digits, spellings_of
from rag.sought import Sought, sought

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Alternative:
    """What else some tokens of a question are called.

    Attributes:
        at: the positions of those tokens among the question's.
        name: the other name, folded.
        tokens: its own.
    """

    at: npt.NDArray[np.intp]
    name: str
    tokens: TokenVectors


@dataclass(frozen=True)
class Query:
    """A question, taken apart once.

    Attributes:
        text: folded, the numbers of cases and boxes in digits.
        tokens: t tokens of it.
        weights: (t,) what each says, in [0, 1]; one that the table hardly knows counts as its other names do.
        vector: (dim,) its mean vector by the static table.
        terms: its words that name something, and its numerals → their rarity.
        expansions: its parts that have other names: in the thesaurus, as measures, as names in pinyin, or because they
            are misspelt.
        alternatives: those names, one by one.
        sought: what the answer must look like.
        expected: (d,) what a passage reads like that answers it, by precedents; zeros where they do not say.
    """

    text: str
    tokens: TokenVectors
    weights: Floats
    vector: Floats
    terms: dict[Term, float]
    expansions: tuple[Expansion, ...]
    alternatives: tuple[Alternative, ...]
    sought: Sought
    expected: Floats

    @property
    def names(self) -> str:
        """All other names, once each, and how else the parts may be written that it names by number."""
        parts = (written for part in self.sought.parts for written in spellings_of(part))
        return " ".join(dict.fromkeys((*(other.name for other in self.alternatives), *parts)))

    @cached_property
    def matcher(self) -> QueryMatcher:
        """Compares the question with texts; one for all of them, as they share most of their tokens."""
        return QueryMatcher(self)

    def tokens_of(self, part: Expansion) -> npt.NDArray[np.intp]:
        """The positions of the tokens that a part of the question consists of."""
        starts, ends = self.tokens.offsets[:, 0], self.tokens.offsets[:, 1]
        return np.flatnonzero((starts < part.end) & (ends > part.start))


class QueryReader:
    """Prepares questions.

    Args:
        embeddings: the static table of the token vectors.
        thesaurus: what else words are called.
        precedents: questions whose passages are known, made with the same table.
    """

    MOST = 8
    """Other names of one part of a question that are looked for."""

    def __init__(
        self, embeddings: StaticEmbeddings, thesaurus: Thesaurus, precedents: Precedents | None = None
    ) -> None:
        self._embeddings = embeddings
        self._thesaurus = thesaurus
        self._precedents = precedents

    def read(
        self,
        question: str,
        rarity: Callable[[Term], float],
        spellings: Callable[[str], Iterable[Expansion]] | None = None,
        *,
        expand: bool = True,
        index: Counts | None = None,
    ) -> Query:
        """`question`, prepared.

        Args:
            question: complete in itself.
            rarity: the weight of a term, e.g. its inverse document frequency.
            spellings: what misspelt parts of the folded question should be.
            expand: whether the thesaurus is asked.
            index: where Chinese names are looked for that the question writes in pinyin.
        """
        text = in_digits(fold(question))
        tokens = self._embeddings.token_vectors(text)
        known = self._known(text) if expand else []
        asked = sought(question)
        if index is not None:
            said = romanised(question, text, known, tokens.whole, index)
            # A text puts what it names in quotation marks as it writes it.
            meant = {"".join(text[part.start : part.end].split()): part.terms[0] for part in said}
            asked = replace(asked, quoted=tuple(meant.get(name, name) for name in asked.quoted))
            known = sorted([*(part for part in known if not _within(part, said)), *said], key=lambda part: part.start)
        mended = [part for part in (spellings(text) if spellings else ()) if not _within(part, known)]
        vector = self._embeddings.encode([text])[0]
        query = Query(
            text=text,
            tokens=tokens,
            weights=tokens.idf,
            vector=vector,
            terms={term: rarity(term) for term in dict.fromkeys(query_terms(text))},
            expansions=(*known, *mended),
            alternatives=(),
            sought=asked,
            expected=self._precedents.expected(vector) if self._precedents else np.zeros(0, dtype=np.float32),
        )
        return self._with_alternatives(query)

    def _known(self, text: str) -> list[Expansion]:
        """The parts of a folded question that the thesaurus knows, and its measures, which go before those."""
        measured = [Expansion(measure.start, measure.end, measure.others) for measure in measures(text)]
        named = [part for part in self._thesaurus.expand(text) if not _within(part, measured)]
        return sorted([*named, *measured], key=lambda part: part.start)

    def _with_alternatives(self, query: Query) -> Query:
        found: list[Alternative] = []
        weights = query.tokens.idf.copy()
        for part in query.expansions:
            at = query.tokens_of(part)
            others = [Alternative(at, name, self._embeddings.token_vectors(name)) for name in part.terms[: self.MOST]]
            others = [other for other in others if len(other.tokens.ids)]
            if len(at) and others:
                found += others
                meant = float(np.mean([other.tokens.idf.sum() for other in others]))
                weights[at] = np.maximum(weights[at], min(1.0, meant / len(at)))
        return replace(query, weights=weights, alternatives=tuple(found))


def _within(part: Expansion, known: Iterable[Expansion]) -> bool:
    """Whether a part of the question touches one that has other names already."""
    return any(part.start < other.end and part.end > other.start for other in known)

"""What an explanation of a search holds, and how it is written as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from langchain_core.documents import Document

from corpus import document_of, offset_of
from index.spelling import Correction
from rag.matched import Match
from rag.numbered import Part
from rag.types import passages_to_dicts


@dataclass(frozen=True)
class OtherNames:
    """A part of the question, at ``[start, end)`` of it, and what the thesaurus calls it."""

    part: str
    start: int
    end: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Word:
    """A word or numeral of the question that names something.

    Attributes:
        text: as it is asked for.
        forms: what other spellings share with it.
        rarity: its weight, an inverse document frequency.
    """

    text: str
    forms: tuple[str, ...]
    rarity: float


@dataclass(frozen=True)
class Reading:
    """A question as the search read it.

    Attributes:
        text: folded.
        words: that name something.
        mended: slips of the pen, with what was searched for beside them.
        names: other names of its parts.
        sought: what the answer must have: ``date``, ``duration``, ``rank``, ``share``, ``amount``, ``figure``; none:
            anything.
        unit: of the figure that is asked for; empty where none is named.
        quoted: names in quotation marks.
        years: that it names.
        places: provinces that it names.
        parts: cases, chapters or articles that it names by number.
    """

    text: str
    words: tuple[Word, ...] = ()
    mended: tuple[Correction, ...] = ()
    names: tuple[OtherNames, ...] = ()
    sought: tuple[str, ...] = ()
    unit: str = ""
    quoted: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Arm:
    """What an arm of the first stage says of a passage.

    Attributes:
        name: ``words``, ``bigrams``, ``meaning`` or ``other names``.
        rank: from 1 among the passages that the arm scored; None where it did not bring the passage.
        score: BM25, of ``meaning`` the cosine; None where the arm did not score it.
    """

    name: str
    rank: int | None
    score: float | None


@dataclass(frozen=True)
class Contribution:
    """What a signal (`rag.features.Signals`) adds to a passage's score.

    Attributes:
        signal: its name.
        value: of the passage, mostly in [0, 1].
        weight: what it counts.
        share: of the score: value × weight / sum of all weights but those that count on top.
    """

    signal: str
    value: float
    weight: float
    share: float


@dataclass(frozen=True)
class Why:
    """Why a passage stands where it stands.

    Attributes:
        passage: with ``score`` in its metadata, as the search gives it.
        rank: its place in the list, from 1.
        by_score: the place that its score alone would give it among all that were looked at closely.
        arms: of the first stage.
        matches: parts of the question that it has.
        signals: those that count most first; their shares add up to the score.
        cross_encoder: the score of the cross-encoder, where there is one and it read the passage.
    """

    passage: Document
    rank: int
    by_score: int
    arms: tuple[Arm, ...]
    matches: tuple[Match, ...]
    signals: tuple[Contribution, ...]
    cross_encoder: float | None = None

    @property
    def score(self) -> float:
        """The ranking score, in [0, 1]."""
        return float(self.passage.metadata["score"])

    def within(self, start: int, end: int) -> tuple[Match, ...]:
        """The matches that stand in the slice ``[start, end)`` of the document's text."""
        low, high = start - offset_of(self.passage), end - offset_of(self.passage)
        return tuple(m for m in self.matches if any(low <= s and e <= high for s, e in m.spans))

    def to_dict(self) -> dict[str, Any]:
        """All but the passage itself, for JSON."""
        crossed = {"cross_encoder": self.cross_encoder} if self.cross_encoder is not None else {}
        rows = {name: [asdict(row) for row in getattr(self, name)] for name in ("arms", "matches", "signals")}
        return _plain({"by_score": self.by_score, **rows, **crossed})


@dataclass(frozen=True)
class Explanation:
    """How a question was read, and why each passage was found."""

    question: str
    """As it was searched for."""
    reading: Reading
    passages: tuple[Why, ...] = ()
    """In the order of the search."""

    def to_dict(self) -> dict[str, Any]:
        """The explanation as the public JSON has it (`docs/interface.md`)."""
        rows = passages_to_dicts([why.passage for why in self.passages])
        return {
            "question": self.question,
            "reading": _plain(asdict(self.reading)),
            "passages": [row | {"why": why.to_dict()} for row, why in zip(rows, self.passages, strict=True)],
        }

    def of(self, document: str, start: int) -> Why | None:
        """Why the passage was found that holds this place of a document; None where none of the passages does."""
        return next(
            (
                why
                for why in self.passages
                if document_of(why.passage) == document
                and 0 <= start - offset_of(why.passage) < max(1, len(why.passage.page_content))
            ),
            None,
        )


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    """`value` as JSON gives it back: lists for tuples, numbers with six digits."""
    found: dict[str, Any] = json.loads(json.dumps(value), parse_float=lambda text: round(float(text), 6))
    return found

"""How well statements answer a question: signals of each, and their weighted sum."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.late import TokenVectors
from index.terms import fold
from rag.extractive.parts import Part
from rag.extractive.table import read_row
from rag.extractive.wording import asked_count, enumerated, enumerates, is_fragment, own_text, stated
from rag.features import longest_run
from rag.matching import QueryMatcher, normalised
from rag.query import Query
from rag.statements import Statement

Floats = npt.NDArray[np.float32]

_SAME = 0.65
"""Cosine from which on two tokens are taken for the same when it is counted how many statements hold one."""


@dataclass(frozen=True)
class Weights:
    """What each signal of a statement counts, fitted by `scripts/fit_statements.py`."""

    own: float = -7.55
    """Late interaction (see `rag.features.Signals`) of the question with the statement,"""
    around: float = 2.60
    """with it and its headings, caption and columns,"""
    window: float = 3.93
    """with it and the statement before it;"""
    rare: float = 4.61
    """the first"""
    rare_around: float = 9.19
    """and the second once more, tokens that few statements match weighing more."""
    meaning: float = 3.92
    """Cosine of the mean vectors."""
    exact: float = 2.00
    """Share of the question's words in it and its headings, by rarity."""
    passage: float = 3.88
    """Score of its passage,"""
    share: float = 3.73
    """the same as a share of the best,"""
    first: float = 1.40
    """and 1/rank."""
    form: float = 0.23
    """It holds a figure, date, share as asked for;"""
    form_missing: float = -1.50
    """it does not, though one is asked for."""
    year: float = 0.24
    """It names a year of the question;"""
    other_year: float = -4.0
    """it names other years only;"""
    year_around: float = -0.30
    """it names none, and a heading names one of the question."""
    quoted: float = 2.07
    """Share of the names in quotation marks that it holds."""
    several: float = 2.58
    """Several things are asked for, and it enumerates."""
    counted: float = 0.80
    """The question says how many, and it enumerates or names so many."""
    row: float = -0.74
    """It is a row of a table,"""
    row_figure: float = 0.17
    """and a figure or the most of something is asked for."""
    label: float = 2.39
    """Share of the row's name that stands in the question."""
    short: float = -2.50
    """It is a fragment, or leaves open what it speaks of."""


NAMES = tuple(vars(Weights()))
WEIGHTS = Weights()
STRESS = 2.0
"""What the signals that look at a part of the question count more, beside those that look at the whole."""
NAMED = 3.0
"""What it counts that the thing or year itself is named which a part is about."""
_OF_PART = [
    NAMES.index(name)
    for name in (
        *("own", "around", "window", "rare", "rare_around"),
        *("form", "form_missing", "year", "other_year", "year_around"),
    )
]


@dataclass(frozen=True)
class Texts:
    """What the signals need to know of texts.

    Attributes:
        tokens: the token vectors of a text.
        coverage: the share of the question's words, weighted by rarity, that stand in one of several texts.
    """

    tokens: Callable[[str], TokenVectors]
    coverage: Callable[..., float]


class Board:
    """The statements that could answer a question, and how well each answers it or a part of it.

    Args:
        query: the question.
        found: the statements of all passages that are read, in the order of the passages.
        texts: what is known of texts.
        several: whether the question asks for several things.
    """

    def __init__(self, query: Query, found: Sequence[Statement], texts: Texts, *, several: bool) -> None:
        self.query, self.found = query, list(found)
        said = [own_text(statement) for statement in found]
        matcher = QueryMatcher(query)
        self._tokens = [texts.tokens(text) for text in said]
        contexts = {text: i for i, text in enumerate(dict.fromkeys(statement.context for statement in found))}
        matched = matcher([*self._tokens, *map(texts.tokens, contexts)])
        self.own = matched[: len(said)]
        self.around = np.maximum(self.own, matched[len(said) + np.array([contexts[s.context] for s in found], int)])
        self._window = np.maximum(self.own, 0.85 * self._before())
        self._weights = normalised(query.weights)
        common = (self.own > _SAME).mean(axis=0) if len(said) else np.zeros(len(self._weights))
        self.worth = normalised(query.weights * np.log(1 + 1 / (common + 0.01)) * _rarity(query))
        self._folded = [fold(text) for text in said]
        self._years = [stated(text) for text in self._folded]
        named = {text: stated(fold(text)) for text in contexts}
        self._near = [named[statement.context] for statement in found]
        self._fixed = self._fixed_columns(said, texts, several=several)

    def signals(
        self, focus: Floats | None = None, form: re.Pattern[str] | None = None, years: frozenset[str] = frozenset()
    ) -> Floats:
        """The signals, (n, len(NAMES)).

        Args:
            focus: (t,) what of each token's weight counts; None: the question as a whole, with its own
                form and years.
            form: what the part of the question asks for.
            years: that the part names.
        """
        if focus is None:
            form, years = self.query.sought.form, self.query.sought.years
        weights = self._weights if focus is None else normalised(self._weights * focus)
        worth = self.worth if focus is None else normalised(self.worth * focus)
        holds = np.array([bool(form and form.search(text)) for text in self._folded], dtype=np.float32)
        pairs = list(zip(self._years, self._near, strict=True))
        columns = {
            "own": self.own @ weights,
            "around": self.around @ weights,
            "window": self._window @ weights,
            "rare": self.own @ worth,
            "rare_around": self.around @ worth,
            "form": holds,
            "form_missing": (1 - holds) * float(form is not None),
            "year": _flags(bool(years & said) for said, _ in pairs),
            "other_year": _flags(bool(years and said and not years & said) for said, _ in pairs),
            "year_around": _flags(bool(years & near and not said) for said, near in pairs),
            **self._fixed,
        }
        return np.stack([columns[name] for name in NAMES], axis=1)

    def scores(self, part: Part | None = None) -> Floats:
        """The weighted sums of the signals, (n,); differences are log-odds of being the one that answers.

        Args:
            part: of the question; None: for the question as a whole.
        """
        weights = np.array(list(vars(WEIGHTS).values()), dtype=np.float32)
        if part is None:
            scores: Floats = self.signals() @ weights
            return scores
        weights[_OF_PART] *= STRESS
        weights[NAMES.index("form_missing")] -= 1.0  # the rest of the question may have misled the other signals
        scores = self.signals(part.focus, part.form, part.years) @ weights
        if part.whole and len(part.own):
            name = "".join(part.text.split())
            literally = _flags(
                name in f"{text}{fold(s.context)}" for text, s in zip(self._folded, self.found, strict=True)
            )
            scores = scores + NAMED * (self.around[:, part.own].mean(axis=1) + literally) / 2
        return scores

    def _fixed_columns(self, said: Sequence[str], texts: Texts, *, several: bool) -> dict[str, Floats]:
        found, query = self.found, self.query
        scores = np.array([float(s.passage.metadata.get("score", 0.0)) for s in found], dtype=np.float32)
        place = {key: i for i, key in enumerate(dict.fromkeys(id(s.passage) for s in found))}
        plain = ["".join(text.split()) for text in self._folded]
        mean = _mean(query.tokens)
        run, quoted = "".join(query.text.split()), query.sought.quoted
        rows = _flags(s.kind == "row" for s in found)
        return {
            "meaning": np.array([_mean(tokens) @ mean for tokens in self._tokens], dtype=np.float32),
            "exact": np.array(
                [texts.coverage(t, s.context) for t, s in zip(said, found, strict=True)], dtype=np.float32
            ),
            "passage": scores,
            "share": scores / (float(scores.max(initial=0.0)) or 1.0),
            "first": np.array([1 / (1 + place[id(s.passage)]) for s in found], dtype=np.float32),
            "quoted": np.array([sum(q in t for q in quoted) / max(1, len(quoted)) for t in plain], dtype=np.float32),
            "several": np.array([enumerated(t) * several for t in said], dtype=np.float32),
            "counted": _flags(enumerates(text, asked_count(query.text)) for text in self._folded),
            "row": rows,
            "row_figure": rows * float(query.sought.figure),
            "label": np.array([_named(run, s) if s.kind == "row" else 0.0 for s in found], dtype=np.float32),
            "short": _flags(is_fragment(text) for text in said),
        }

    def _before(self) -> Floats:
        """The matches of the statement before each in its passage, (n, t); 0 for the first."""
        before = np.zeros_like(self.own)
        for i in range(1, len(self.found)):
            if self.found[i].passage is self.found[i - 1].passage:
                before[i] = self.own[i - 1]
        return before


def _rarity(query: Query) -> Floats:
    """How rare the word of each token is in the index beside the others, (t,); 1 where all are alike."""
    found = np.ones(len(query.weights), dtype=np.float32)
    usual = float(np.mean(list(query.terms.values()))) if query.terms else 0.0
    starts, ends = query.tokens.offsets[:, 0], query.tokens.offsets[:, 1]
    for term, rarity in query.terms.items():
        word = term.written[0] if len(term.written) == 1 else ""
        at = query.text.find(word) if word and usual > 0 else -1
        if at >= 0:
            found[(starts < at + len(word)) & (ends > at)] = (rarity / usual) ** 0.5
    return found


def _named(question: str, row: Statement) -> float:
    """The share of a row's name that stands in the question in one piece, in [0, 1]."""
    name = "".join(fold(read_row(row).name).split())
    return longest_run(name, question) / len(name) if name else 0.0


def _mean(tokens: TokenVectors) -> Floats:
    """The unit vector of a text: the mean of its tokens', weighted by what each says; zeros for no known token."""
    mean: Floats = tokens.idf @ tokens.rows if len(tokens.ids) else np.zeros(tokens.table.shape[1], dtype=np.float32)
    return mean / max(float(np.linalg.norm(mean)), 1e-12)


def _flags(values: Iterable[bool]) -> Floats:
    return np.array(list(values), dtype=np.float32)

"""How well statements answer a question: signals of each, and their weighted sum."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.late import TokenVectors
from index.terms import fold
from rag.extractive.table import read_row
from rag.features import longest_run
from rag.matching import QueryMatcher, normalised
from rag.query import Query
from rag.statements import Statement

Floats = npt.NDArray[np.float32]

_SAME = 0.65
"""Cosine from which on two tokens are taken for the same when it is counted how many statements hold one."""
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_SEVERAL = re.compile(r"[、；;]|[一二三四五六七八九]是|[①-⑳]|[（(]\d[）)]")
_COUNT = re.compile(r"哪([两一二三四五六七八九十]|\d{1,2})[^年月日\d]|(?<![第\d十])([二三四五六七八九十])(?:个|大|项|类|种)[^,，。？?]{0,8}(?:哪|什么|分别|是|列)")
_SHORT = 12
"""A text of fewer characters is a fragment."""


@dataclass(frozen=True)
class Weights:
    """What each signal of a statement counts, fitted by `scripts/fit_statements.py`."""

    own: float = -7.57
    """Late interaction (see `rag.features.Signals`) of the question with the statement,"""
    around: float = 2.69
    """with it and its headings, caption and columns,"""
    window: float = 3.51
    """with it and the statement before it;"""
    rare: float = 4.45
    """the first"""
    rare_around: float = 10.89
    """and the second once more, tokens that few statements match weighing more."""
    meaning: float = 3.69
    """Cosine of the mean vectors."""
    exact: float = 1.50
    """Share of the question's words in it, by rarity."""
    passage: float = 4.50
    """Score of its passage,"""
    share: float = 3.97
    """the same as a share of the best,"""
    first: float = 1.31
    """and 1/rank."""
    form: float = 0.81
    """It holds a figure, date, share as asked for;"""
    form_missing: float = -1.50
    """it does not, though one is asked for."""
    year: float = 1.46
    """It names a year of the question;"""
    other_year: float = -1.00
    """it names other years only;"""
    year_around: float = 1.00
    """it names none, and a heading names one of the question."""
    quoted: float = 2.02
    """Share of the names in quotation marks that it holds."""
    several: float = 2.86
    """Several things are asked for, and it enumerates."""
    counted: float = 0.81
    """The question says how many, and it enumerates or names so many."""
    row: float = -0.79
    """It is a row of a table,"""
    row_figure: float = 0.24
    """and a figure or the most of something is asked for."""
    label: float = 2.30
    """Share of the row's name that stands in the question."""
    short: float = -2.50
    """It is a fragment."""


NAMES = tuple(vars(Weights()))
WEIGHTS = Weights()
STRESS = 2.0
"""What the signals that look at a part of the question count more, beside those that look at the whole."""
_OF_PART = [
    NAMES.index(name)
    for name in (
        *("own", "around", "window", "rare", "rare_around"),
        *("form", "form_missing", "year", "other_year", "year_around"),
    )
]


@dataclass(frozen=True)
class Texts:
    """What the signals need to know of texts: their token vectors, and the share of the question's words that
    they hold."""

    tokens: Callable[[str], TokenVectors]
    coverage: Callable[[str], float]


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
        self.worth = normalised(query.weights * np.log(1 + 1 / (common + 0.01)))
        self._folded = [fold(text) for text in said]
        self._years = [frozenset(_YEAR.findall(text)) for text in self._folded]
        named = {text: frozenset(_YEAR.findall(fold(text))) for text in contexts}
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

    def scores(
        self, focus: Floats | None = None, form: re.Pattern[str] | None = None, years: frozenset[str] = frozenset()
    ) -> Floats:
        """The weighted sums of the signals, (n,); differences are log-odds of being the one that answers."""
        weights = np.array(list(vars(WEIGHTS).values()), dtype=np.float32)
        if focus is not None:
            weights[_OF_PART] *= STRESS
            weights[NAMES.index("form_missing")] -= 1.0  # the rest of the question may have misled the other signals
        scores: Floats = self.signals(focus, form, years) @ weights
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
            "exact": np.array([texts.coverage(text) for text in said], dtype=np.float32),
            "passage": scores,
            "share": scores / (float(scores.max(initial=0.0)) or 1.0),
            "first": np.array([1 / (1 + place[id(s.passage)]) for s in found], dtype=np.float32),
            "quoted": np.array([sum(q in t for q in quoted) / max(1, len(quoted)) for t in plain], dtype=np.float32),
            "several": np.array([min(4, len(_SEVERAL.findall(t))) / 4 * several for t in said], dtype=np.float32),
            "counted": _flags(_enumerates(text, _asked_count(query.text)) for text in self._folded),
            "row": rows,
            "row_figure": rows * float(query.sought.figure),
            "label": np.array([_named(run, s) if s.kind == "row" else 0.0 for s in found], dtype=np.float32),
            "short": _flags(len(text) < _SHORT for text in said),
        }

    def _before(self) -> Floats:
        """The matches of the statement before each in its passage, (n, t); 0 for the first."""
        before = np.zeros_like(self.own)
        for i in range(1, len(self.found)):
            if self.found[i].passage is self.found[i - 1].passage:
                before[i] = self.own[i - 1]
        return before


def own_text(statement: Statement) -> str:
    """What a statement says by itself; a row with its caption and columns, without which it says nothing."""
    if statement.kind != "row":
        return statement.text
    *labels, header = str(statement.passage.metadata.get("context", "")).split("\n")
    return " ".join([*labels, " ".join(dict.fromkeys(header.split())), statement.text.replace("\t", " ")])


def _asked_count(question: str) -> int:
    """How many things the question asks for: 「哪三个」, 「五个统一」; 0 where it does not say."""
    found = _COUNT.search(question)
    if found is None:
        return 0
    said = found[1] or found[2]
    return int(said) if said.isdigit() else "一二三四五六七八九十".index(said) + 1 if said != "两" else 2


def _enumerates(text: str, count: int) -> bool:
    """Whether `text` sets so many things side by side."""
    if count < 2:
        return False
    said = f"(?:{count}|{'一二三四五六七八九十'[count - 1]})" if count <= 10 else str(count)
    if re.search(rf"(?<![\d第十]){said}[大个项类种方]", text) and re.search(r"[、:：“]", text):
        return True
    runs = re.findall(r"[^。；;:：]+", text)
    return any(max(run.count("、"), run.count(",")) + 1 in (count, count - 1) and "、" in run or run.count("“") == count for run in runs)


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

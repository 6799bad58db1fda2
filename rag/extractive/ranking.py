"""How well statements answer a question: signals of each, and their weighted sum."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.late import TokenVectors
from index.passage import about
from index.terms import fold
from rag.compared import flows
from rag.extractive.against import Against, flags
from rag.extractive.another import named
from rag.extractive.naming import meant, pieces, share, spellings
from rag.extractive.parts import Part
from rag.extractive.subject import told_of
from rag.extractive.table import read_row
from rag.extractive.weights import (
    ABOVE,
    BESIDE,
    IN_TITLE,
    NAMED,
    NAMED_YEAR,
    NAMES,
    OF_OTHER,
    OF_PART,
    SOON,
    STRESS,
    WEIGHTS,
)
from rag.extractive.wording import (
    asked_count,
    asks_charge,
    asks_name,
    defined,
    defines,
    enumerated,
    enumerates,
    is_fragment,
    is_heading,
    is_year,
    measures,
    names_charge,
    own_text,
    stated,
    tells_figure,
)
from rag.leads import leading
from rag.matching import normalised
from rag.query import Query
from rag.sought import YEAR
from rag.statements import Statement
from rag.wholes import without_wholes

Floats = npt.NDArray[np.float32]

_LEAD = 0.6
"""What a match in what leads the section counts, beside one in the heading itself."""
_HALF = 0.5
"""Share of a row's name in the question, or of a thing's in a statement, from which on that names it."""
_SAME = 0.65
"""Cosine from which on two tokens are taken for the same when it is counted how many statements hold one."""


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
        focus: (t,) what each token counts of the words that say what is asked for; sums to 1, or to 0.
        several: whether the question asks for several things.
    """

    def __init__(self, query: Query, found: Sequence[Statement], texts: Texts, focus: Floats, *, several: bool) -> None:
        self.query, self.found = query, list(found)
        said = [own_text(statement) for statement in found]
        self._tokens = [texts.tokens(without_wholes(text)) for text in said]
        contexts = {text: i for i, text in enumerate(dict.fromkeys(statement.context for statement in found))}
        matched = query.matcher([*self._tokens, *map(texts.tokens, contexts)])
        self.own = matched[: len(said)]
        self.around = np.maximum(self.own, matched[len(said) + np.array([contexts[s.context] for s in found], int)])
        self.around = np.maximum(self.around, _LEAD * self._led())
        self._window = np.maximum(self.own, 0.85 * self._before())
        self._weights, self._focus = normalised(query.weights), focus
        common = (self.own > _SAME).mean(axis=0) if len(said) else np.zeros(len(self._weights))
        self.worth = normalised(query.weights * np.log(1 + 1 / (common + 0.01)) * _rarity(query))
        self._folded = [fold(text) for text in said]
        self._plain = ["".join(text.split()) for text in self._folded]
        years = {text: stated(fold(text)) for text in contexts}
        self._near = [years[statement.context] for statement in found]
        rows = [read_row(statement) if statement.kind == "row" else None for statement in found]
        self._years = [  # a row of one year tells no other, whatever its table is about
            stated(row.name) if row and is_year(row.name) else stated(text)
            for row, text in zip(rows, self._folded, strict=True)
        ]
        run = "".join(query.text.split())
        shares = np.array([named(run, row.name) if row else 0.0 for row in rows], dtype=np.float32)
        self._labels = shares * (shares > _HALF)
        self._against = Against(query, found, self._folded, rows, self._labels)
        self._told: dict[frozenset[str], list[frozenset[str]]] = {}
        self._prose = flags(s.kind != "row" for s in found)
        self._fixed = self._fixed_columns(said, texts, several=several)

    def folded(self, i: int) -> str:
        """What statement `i` says by itself, folded (see `own_text`)."""
        return self._folded[i]

    def signals(self, part: Part | None = None) -> Floats:
        """The signals, (n, len(NAMES)), of a part of the question; None: of the question as a whole."""
        asked, text = self.query.sought, self.query.text
        weights, worth, form, years = self._weights, self.worth, asked.form, asked.years
        focus = self._focus
        if part is not None:
            focus = normalised(focus * (part.focus >= 1))  # what the other parts ask for is no matter of this one
            weights, worth = normalised(weights * part.focus), normalised(worth * part.focus)
            form, years, text = part.form, part.years, text if part.whole else part.text
        holds = flags(has_form(form, each) for each in self._folded)
        wanted = measures(text)
        pairs = list(zip(self._years, self._near, strict=True))
        columns = {
            "own": self.own @ weights,
            "around": self.around @ weights,
            "window": self._window @ weights,
            "rare": self.own @ worth,
            "rare_around": self.around @ worth,
            "asked": self.own @ focus,
            "asked_window": self._window @ focus,
            "form": holds,
            "form_missing": (1 - holds) * float(form is not None),
            "unit_missing": (1 - holds) * self._prose * float(form is not None and bool(asked.unit)),
            "measured": flags(any(unit.search(each) for unit in wanted) for each in self._folded),
            "year": flags(bool(years & said) for said, _ in pairs),
            "other_year": flags(bool(years and said and not years & said) for said, _ in pairs),
            "year_around": flags(bool(years & near and not said) for said, near in pairs),
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
            scores: Floats = self.signals() @ weights - self._against(self.query.text)
            return scores
        weights[OF_PART] *= STRESS
        weights[NAMES.index("form_missing")] -= 1.0  # the rest of the question may have misled the other signals
        own = bool(flows(part.text)) and not part.whole  # a clause that names no flow goes on with that of the question
        scores = self.signals(part) @ weights - self._against(part.text if own else self.query.text)
        if part.whole and len(part.own):
            named = NAMED_YEAR if YEAR.search(part.text) else NAMED
            scores = scores + named * (self.around[:, part.own].mean(axis=1) + self.naming(part)) / 2
            scores = scores + BESIDE * self._figure_beside(part) - OF_OTHER * self._of_other(part)
        return scores

    def labelled(self, i: int) -> bool:
        """Whether statement `i` is a row whose name the question names."""
        return bool(self._labels[i])

    def _figure_beside(self, part: Part) -> Floats:
        """Whether a figure follows the name of a part soon, (n,) in {0, 1}; 1 for rows, which name it in a cell."""
        if part.form is None:
            return np.zeros(len(self.found), dtype=np.float32)
        name = pieces(part.text)[-1]
        return flags(
            statement.kind == "row" or tells_figure(plain[plain.find(name) + len(name) :][:SOON])
            for plain, statement in zip(self._plain, self.found, strict=True)
        )

    def _of_other(self, part: Part) -> Floats:
        """Whether each statement speaks of another of the things side by side, and not of this one, (n,) in {0, 1}."""
        things = (part.text, *part.others)
        if not part.others or YEAR.search("".join(things)):
            return np.zeros(len(self.found), dtype=np.float32)
        key = frozenset(things)
        if key not in self._told:
            names = {name: spellings(name, things, self.query) for name in things}
            self._told[key] = [told_of(s, plain, names) for s, plain in zip(self.found, self._plain, strict=True)]
        own = pieces(part.text)  # which may be told in other words (「我国的货物出口和进口」: 货物出口)
        return flags(
            bool(told) and part.text not in told and share(own, plain) < _HALF
            for told, plain in zip(self._told[key], self._plain, strict=True)
        )

    def naming(self, part: Part) -> Floats:
        """How much of the name of the thing or year of a part stands in each statement or above it, (n,) in [0, 1]."""
        names = pieces(part.text)
        others = [pieces(other) for other in part.others]
        above: dict[int, float] = {}
        for passage in {id(s.passage): s.passage for s in self.found}.values():
            title, section, context = about(passage)
            lines = ["".join(fold(line).split()) for line in (*section, context)]
            # A heading that names the others, too, sets none of them apart.
            apart = [line for line in lines if not any(share(other, line) == 1 for other in others)]
            near = share(names, "".join(apart))
            far = share(names, "".join(fold(title).split()))
            above[id(passage)] = IN_TITLE * far if far == 1 else ABOVE * near
        if part.document:
            above = meant(part.text, {id(s.passage): s.passage for s in self.found})
        found = [
            max(0.0 if part.document else share(names, plain), above[id(statement.passage)])
            for plain, statement in zip(self._plain, self.found, strict=True)
        ]
        return np.array(found, dtype=np.float32)

    def _fixed_columns(self, said: Sequence[str], texts: Texts, *, several: bool) -> dict[str, Floats]:
        found, query = self.found, self.query
        scores = np.array([float(s.passage.metadata.get("score", 0.0)) for s in found], dtype=np.float32)
        place = {key: i for i, key in enumerate(dict.fromkeys(id(s.passage) for s in found))}
        plain = self._plain
        mean = query.tokens.mean()
        quoted = query.sought.quoted
        term = defined(query.text)
        rows = flags(s.kind == "row" for s in found)
        count, charge, name = asked_count(query.text), asks_charge(query.text), asks_name(query.text)
        return {
            "meaning": np.array([tokens.mean() @ mean for tokens in self._tokens], dtype=np.float32),
            "exact": np.array(
                [texts.coverage(t, s.context) for t, s in zip(said, found, strict=True)], dtype=np.float32
            ),
            "passage": scores,
            "share": scores / (float(scores.max(initial=0.0)) or 1.0),
            "first": np.array([1 / (1 + place[id(s.passage)]) for s in found], dtype=np.float32),
            "quoted": np.array([sum(q in t for q in quoted) / max(1, len(quoted)) for t in plain], dtype=np.float32),
            "several": np.array([enumerated(t) * several for t in said], dtype=np.float32),
            "counted": flags(enumerates(text, count) for text in self._folded),
            "charge": flags(charge and names_charge(text) for text in self._folded),
            "defines": np.array([defines(text, term) for text in self._folded], dtype=np.float32),
            "row": rows,
            "row_figure": rows * float(query.sought.figure),
            "label": self._labels,
            "short": flags(
                is_fragment(text) or (not name and is_heading(statement))
                for text, statement in zip(said, found, strict=True)
            ),
        }

    def _led(self) -> Floats:
        """The matches of what leads the sections of each statement's passage, (n, t); -1 where it is not here."""
        passages = {id(s.passage): s.passage for s in self.found}
        at = {key: i for i, key in enumerate(passages)}
        rows = np.array([at[id(s.passage)] for s in self.found], dtype=np.intp)
        best = np.full((len(at), self.own.shape[1]), -1.0, dtype=np.float32)
        np.maximum.at(best, rows, self.own)
        return leading(list(passages.values()), best)[rows]

    def _before(self) -> Floats:
        """The matches of the statement before each in its passage, (n, t); 0 for the first."""
        before = np.zeros_like(self.own)
        for i in range(1, len(self.found)):
            if self.found[i].passage is self.found[i - 1].passage:
                before[i] = self.own[i - 1]
        return before


def has_form(form: re.Pattern[str] | None, text: str) -> bool:
    """Whether a folded text holds what is asked for; where that is a mere figure, one that counts or measures."""
    if form is None:
        return False
    return tells_figure(text) if form.pattern == r"\d" else bool(form.search(text))


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

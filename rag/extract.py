"""The answerer that needs no language model: the statements that answer, each with its marker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from langchain_core.documents import Document

from index.embed import StaticEmbeddings
from rag.statements import Statement, statements
from rag.support import Asked, Support, has_figure, years

DEPTH = 8
"""How many of the retrieved passages are read for an answer."""
MOST = 3
"""Statements in an answer, unless a list is asked for."""
MOST_ITEMS = 8
_LISTED = 2
"""An item with so many 「、」 is itself the list that is asked for."""


@dataclass(frozen=True)
class Scored:
    """A statement with how well it answers, and which part of the question it matches."""

    statement: Statement
    score: float
    matches: np.ndarray[tuple[int], np.dtype[np.float32]]


class Extractor:
    """Picks and orders the statements that answer a question.

    Args:
        embeddings: the static table whose token vectors are compared.
    """

    def __init__(self, embeddings: StaticEmbeddings) -> None:
        self.support = Support(embeddings)

    def rank(self, asked: Asked, passages: Sequence[Document]) -> list[Scored]:
        """All statements of the first passages, best first."""
        best = max((p.metadata.get("score", 0.0) for p in passages), default=0.0) or 1.0
        scored = [
            self._score(asked, statement, passage.metadata.get("score", 0.0) / best)
            for passage in passages[:DEPTH]
            for statement in statements(passage)
        ]
        return sorted(scored, key=lambda s: -s.score)

    def choose(self, asked: Asked, ranked: Sequence[Scored]) -> list[Statement]:
        """The statements to answer with, in the order of their documents' relevance.

        After the best one, another is taken when it answers a part of the question that those
        before it leave open and is nearly as good; an item of a list that is asked for brings
        the other items of its passage.
        """
        if not ranked:
            return []
        first = ranked[0]
        chosen = [first]
        if together := _items(first, ranked, asked) or _rows_of_years(first, ranked, asked):
            return together
        covered = first.matches.copy()
        weight = asked.tokens.idf / (float(asked.tokens.idf.sum()) or 1.0)
        for other in ranked[1:40]:
            if len(chosen) >= MOST or other.score < 0.72 * first.score:
                break
            said = stated_years(other.statement) if asked.years else frozenset()
            if said and not said & asked.years:
                continue  # what holds for another year leaves nothing less open
            gain = float(np.maximum(other.matches - covered, 0) @ weight)
            if gain >= (0.05 if asked.number and has_figure(other.statement.text) else 0.08):
                chosen.append(other)
                covered = np.maximum(covered, other.matches)
        order: dict[int, int] = {}
        for s in chosen:
            order.setdefault(id(s.statement.passage), len(order))
        return sorted((s.statement for s in chosen), key=lambda s: (order[id(s.passage)], s.start))

    def _score(self, asked: Asked, statement: Statement, passage_score: float) -> Scored:
        own = self.support.matches(asked, statement.text)
        around = np.maximum(own, self.support.matches(asked, statement.context))
        if statement.kind == "row":
            own = around  # a row says nothing without its caption and header
        soft, softer = self.support.weigh(asked, own), self.support.weigh(asked, around)
        exact_around = self.support.coverage(asked, f"{statement.text}\n{statement.context}")
        exact = exact_around if statement.kind == "row" else self.support.coverage(asked, statement.text)
        score = 0.30 * soft + 0.30 * softer + 0.12 * exact + 0.12 * exact_around + 0.35 * passage_score
        if asked.number or asked.date:
            score += 0.08 if has_figure(statement.text) else -0.08
        if asked.years:
            said = years(statement.text) if statement.kind != "row" else stated_years(statement)
            score += 0.06 if said & asked.years else (-0.15 if said else 0.0)
        if len(statement.text) < 10:
            score -= 0.1
        return Scored(statement, score, np.maximum(own, 0.6 * around))


def _items(first: Scored, ranked: Sequence[Scored], asked: Asked) -> list[Statement]:
    """The items beside `first`, if a list is asked for and `first` is one item of it; else none."""
    if not asked.list or first.statement.kind != "item" or first.statement.text.count("、") >= _LISTED:
        return []
    same = [s for s in ranked if s.statement.passage is first.statement.passage and s.statement.kind == "item"]
    return sorted((s.statement for s in same[:MOST_ITEMS]), key=lambda s: s.start) if len(same) > 1 else []


def _rows_of_years(first: Scored, ranked: Sequence[Scored], asked: Asked) -> list[Statement]:
    """The rows of the table of `first` that are labelled with the years asked for; none if years head columns."""
    if first.statement.kind != "row" or len(asked.years) < 2:
        return []
    context = first.statement.passage.metadata.get("context")
    rows = [
        s.statement
        for s in ranked
        if s.statement.kind == "row"
        and s.statement.passage.metadata.get("context") == context
        and years(s.statement.text.split("\t")[0]) & asked.years
    ]
    return sorted(rows, key=lambda s: s.start)[: len(asked.years)]


def stated_years(statement: Statement) -> frozenset[str]:
    """The years that a statement is about: those that it names, else those of its title, section or caption.

    Of a table row the year that labels it, else those that head its columns, and only then those
    of title and caption, which span years (「2016-2022」) more often than they mean one.
    """
    if statement.kind != "row":
        return years(statement.text) or years(statement.context)
    header = str(statement.passage.metadata.get("context", "")).split("\n")[-1]
    label = statement.text.split("\t")[0]
    return years(label) or years(header) or years(statement.context)

"""The answerer that needs no language model: the statements that answer, each with its marker."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from langchain_core.documents import Document

from index.embed import StaticEmbeddings
from index.synonyms import Thesaurus
from rag.extractive.allot import allotted
from rag.extractive.beside import items, numbered, with_list, with_near
from rag.extractive.change import with_change
from rag.extractive.conflict import newest_first, sees_conflict, told_again
from rag.extractive.most import rows_of_most, unproven
from rag.extractive.ordinals import in_order, side_by_side
from rag.extractive.outlined import counted
from rag.extractive.parts import parts
from rag.extractive.ranking import Board, Texts
from rag.extractive.stated import stated_fact
from rag.extractive.wording import asked_count, enumerates, is_year
from rag.sought import YEAR
from rag.statements import Statement, statements
from rag.support import Asked, Support, years

DEPTH = 20
"""How many of the retrieved passages are read for an answer, at most."""
_OVER_YEARS = re.compile("年|历|趋势|变化|最|何时|什么时候|一直|期间|when|year")
"""The question asks when something was, or over several years."""
_MANY = 10
"""So many passages are found where nothing else is set."""
_ALIKE = 0.9
"""Share of the score of the best passage from which on the last found fits about as well."""


def alike(passages: Sequence[Document]) -> bool:
    """Whether ten passages or more fit about as well, so that the answer may stand in one that was not found."""
    scores = [float(passage.metadata.get("score") or 0.0) for passage in passages]
    return len(scores) >= _MANY and scores[-1] > _ALIKE * scores[0]


@dataclass(frozen=True)
class Scored:
    """A statement with how well it answers, and which part of the question it matches."""

    statement: Statement
    score: float
    matches: np.ndarray[tuple[int], np.dtype[np.float32]]


class Ranked(list[Scored]):
    """Statements, best first.

    Attributes:
        board: on which they were scored, for the parts of the question; None where there are none.
    """

    def __init__(self, scored: Iterable[Scored] = (), board: Board | None = None) -> None:
        super().__init__(scored)
        self.board = board


class Extractor:
    """Picks and orders the statements that answer a question.

    Args:
        embeddings: the static table whose token vectors are compared.
        words: what else words are called; None means the thesaurus that comes with the program.
    """

    def __init__(self, embeddings: StaticEmbeddings, words: Thesaurus | None = None) -> None:
        self.support = Support(embeddings, words)

    def rank(self, asked: Asked, passages: Sequence[Document]) -> Ranked:
        """All statements of the first passages, best first."""
        found = [statement for passage in passages[:DEPTH] for statement in statements(passage)]
        if not found:
            return Ranked()
        support = self.support
        texts = Texts(support.tokens, lambda *said: support.coverage(asked, *said))
        board = Board(asked.query, found, texts, asked.wanted.focus, several=asked.list)
        scores = board.scores()
        likely = np.exp(scores - scores.max())
        matches = np.maximum(board.own, 0.6 * board.around)
        order = np.argsort(-scores, kind="stable")
        return Ranked((Scored(found[i], float(likely[i]), matches[i]) for i in order), board)

    def choose(
        self, asked: Asked, ranked: Ranked, rest: Sequence[Statement] = (), points: Sequence[Statement] = ()
    ) -> list[Statement]:
        """The statements to answer with, in the order of their documents' relevance.

        Each part of the question gets the statement that answers it best, unless one that is
        chosen already answers it nearly as well; an item of a list that is asked for brings the
        other items of its passage.

        Args:
            asked: the question.
            ranked: the statements of the passages found.
            rest: further rows of their tables, where the most or least of something is asked for.
            points: the headings of a section that are what is asked for (`rag.extractive.outlined`); said where no
                single statement tells as many things.
        """
        chosen = self._chosen(asked, ranked, rest)
        things = counted(asked.query.text) if points else None
        if things is None:
            return chosen
        told = any(
            things.noun in clause and enumerates(clause, things.count)
            for one in chosen
            for clause in (one.text, *re.split("[，,。；;：:]", one.text))
        )
        return chosen if told or len(chosen) == things.count else list(points)

    def _chosen(self, asked: Asked, ranked: Ranked, rest: Sequence[Statement]) -> list[Statement]:
        if not ranked or ranked.board is None:
            return []
        first = ranked[0]
        if told := stated_fact(asked.text, [s.statement for s in ranked]):
            return [told]
        wanted = parts(asked.query)
        one = not any(part.whole for part in wanted)
        if one and (rows := rows_of_most(asked, [(s.statement, s.score) for s in ranked], rest)):
            return rows
        if unproven(asked, first.statement):
            return []
        points = in_order(ranked.board, asked_count(asked.query.text), listed=asked.list)
        if not points and (named := counted(asked.query.text)):
            points = side_by_side(ranked.board, named.count, named.noun)
        together = numbered(ranked.board) or points or items(ranked.board, listed=asked.list)
        if together := together or _rows_of_years(first, ranked, asked):
            return together
        things = [part for part in wanted if part.whole and not YEAR.search(part.text)]
        conflict = not things and sees_conflict(asked.query.text)
        if (not wanted or conflict) and (both := _told_twice(ranked.board)):
            return both
        board = ranked.board
        best = with_change(board, allotted(board, wanted))
        chosen = with_list(board, with_near(board, best), listed=asked.list)
        chosen = _of_latest_year(board, chosen, asked)
        answers = max(1, len(best))  # what answers stands before what may answer, too
        return [*_in_order(board, chosen[:answers]), *_in_order(board, chosen[answers:])]


def _in_order(board: Board, chosen: Sequence[int]) -> list[Statement]:
    """Statements in the order of their passages' first use, those of one passage in the order of its text."""
    found = [board.found[i] for i in chosen]
    order: dict[int, int] = {}
    for statement in found:
        order.setdefault(id(statement.passage), len(order))
    return sorted(found, key=lambda s: (order[id(s.passage)], s.start))


def _told_twice(board: Board) -> list[Statement]:
    """The best statement and one that tells the same with another figure, newest first; none if there is no such."""
    scores = board.scores()
    first = int(np.argmax(scores))
    other = told_again(board, first, scores)
    return newest_first([board.found[first], board.found[other]]) if other is not None else []


def _of_latest_year(board: Board, chosen: Sequence[int], asked: Asked) -> list[int]:
    """What is chosen, of a table with a row for each year the row of the latest, where the question names no year."""
    if asked.years or _OVER_YEARS.search(asked.query.text):
        return list(chosen)

    def year(i: int) -> int:
        name = board.found[i].text.split("\t")[0]
        return int(told[0]) if board.found[i].kind == "row" and is_year(name) and (told := YEAR.findall(name)) else 0

    latest: dict[str, int] = {}
    for i in range(len(board.found)):
        table = board.found[i].context
        if year(i) > (year(latest[table]) if table in latest else 0):
            latest[table] = i
    return list(dict.fromkeys(latest[board.found[i].context] if year(i) else i for i in chosen))


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

"""Which statement answers which part of a question: each the best of all passages, if it can be one of its own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.extractive.parts import Part
from rag.extractive.ranking import Board, Floats, has_form
from rag.extractive.wording import FIGURE, alike
from rag.sought import YEAR

SLACK, APART = 0.2, 2.5
"""By how many log-odds a new statement must answer a part better than those chosen already, where one of those may
answer it, too; within how many it is taken where none does."""
ELSEWHERE = 6.0
"""The same as `APART` for what another document is said to tell."""
SLACK_CLAUSE = -1.0
"""The same as `SLACK` for a clause that asks something of its own."""
_NAMES_IT = 0.9
ALIKE = 7.0
"""What it counts that a statement is worded as that which answers another part: what is compared is told alike."""
_UNLIKE = 0.5
"""The share of character pairs up to which statements are not alike."""
_LOOKED_AT = 12
"""How many of the best statements for a part are compared."""


def allotted(board: Board, wanted: Sequence[Part]) -> list[int]:
    """The numbers of the statements that answer the parts of a question, in the order of the parts.

    The part that has the clearest answer chooses first. One statement may answer two parts, where
    it names both things or holds figures for both clauses; another that answers one of them nearly as well comes last.
    """
    scores = [board.scores(part) for part in wanted]
    chosen: dict[int, int] = {}
    also: dict[int, int] = {}
    for at in sorted(range(len(wanted)), key=lambda at: -_margin(scores[at])):
        taken = [*chosen.values(), *also.values()]
        part = wanted[at]
        if taken and part.whole and part.form is not None and (board.naming(part)[taken] < _NAMES_IT).all():
            scores[at] += ALIKE * _likeness(board, scores[at], [i for i in taken if board.found[i].kind != "row"])
        best = _best(board, wanted[at], scores[at], taken)
        if not taken:
            chosen[at] = best
            continue
        held = max(taken, key=lambda i: float(scores[at][i]))
        if wanted[at].leans and any(_tells(board, wanted[at], i) for i in taken):
            continue
        slack = SLACK if wanted[at].whole or wanted[at].leans else SLACK_CLAUSE
        need = slack if _may_answer(board, wanted[at], held, best) else -APART
        if wanted[at].document and best != held:
            need = -ELSEWHERE
        if best not in taken and scores[at][best] > scores[at][held] + need:
            (chosen if scores[at][best] > scores[at][held] else also)[at] = best
    return list(dict.fromkeys([*(chosen[at] for at in sorted(chosen)), *also.values()]))


def _likeness(board: Board, scores: Floats, taken: Sequence[int]) -> Floats:
    """How much the best statements are worded, figures aside, as one taken for another part, (n,) in [0, 1]."""
    found = np.zeros(len(scores), dtype=np.float32)
    if taken:
        for i in map(int, np.argsort(-scores, kind="stable")[:_LOOKED_AT]):
            if i not in taken and board.found[i].kind != "row":
                found[i] = max(alike(*(FIGURE.sub("", board.folded(j)) for j in (i, held))) for held in taken)
    return np.asarray(np.maximum(0.0, found - _UNLIKE) / (1 - _UNLIKE), dtype=np.float32)


def _margin(scores: Floats) -> float:
    """How much better the best is than the next."""
    return float(np.diff(np.sort(scores)[-2:])[0]) if len(scores) > 1 else 0.0


def _best(board: Board, part: Part, scores: Floats, taken: Sequence[int]) -> int:
    """The best statement for a part; if figures are asked for, one with another than those taken for other parts."""
    known = frozenset().union(*(_figures(board.folded(i)) for i in taken))
    order = [int(i) for i in np.argsort(-scores, kind="stable")]
    told = [bool(part.form and (figures := _figures(board.folded(i))) and figures <= known) for i in order]
    fresh = [i for i, already in zip(order, told, strict=True) if i not in taken and not already]
    return fresh[0] if fresh else order[0]


def _may_answer(board: Board, part: Part, held: int, other: int) -> bool:
    """Whether a statement that is taken for another part can answer this one as well as `other`."""
    text = board.folded(held)
    if part.whole:
        named = bool(board.naming(part)[held] >= _NAMES_IT)
        return named and (part.form is None or (has_form(part.form, text) and len(_figures(text)) > 1))
    own = board.around[:, part.own].mean(axis=1) if len(part.own) else np.zeros(len(board.found))
    if part.form is not None and has_form(part.form, board.folded(other)) > has_form(part.form, text):
        return False
    return bool(own[held] >= own[other]) or (part.form is not None and len(_figures(text)) > 1)


def _tells(board: Board, part: Part, held: int) -> bool:
    """Whether a statement that is taken tells the change of what it tells."""
    return part.form is not None and has_form(part.form, board.folded(held)) > 0


def _figures(text: str) -> frozenset[str]:
    """The figures in a folded text that are no years."""
    return frozenset(FIGURE.findall(YEAR.sub("", text)))

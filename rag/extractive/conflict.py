"""The same fact told twice with different figures: told apart, newest first."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.terms import fold
from rag.extractive.ranking import Board
from rag.extractive.wording import FIGURE, alike
from rag.sought import YEAR
from rag.statements import Statement

_CUE = re.compile(
    r"两(?:本|份|处|种说法|个(?:数|说法|口径))|前后(?:两|不|说法|矛盾)|说法|对不上|不一致|不一样|各写|口径|到底是|究竟|矛盾"
)

_ALIKE = 0.6
"""Share of character pairs, figures aside, from which on two sentences tell the same."""
_NEAR, _NEAR_IF_ASKED = 1.5, 3.5
"""Within how many log-odds of the first another is looked for; the second where the question sees that they differ."""


def sees_conflict(question: str) -> bool:
    """Whether the question itself says that figures differ."""
    return bool(_CUE.search(question))


def told_again(board: Board, first: int, scores: npt.NDArray[np.float32]) -> int | None:
    """The statement of another passage that tells what `first` tells, with another figure; None if there is none."""
    form = board.query.sought.form
    one = board.found[first]
    text = fold(one.text)
    if one.kind == "row" or form is None or not form.search(text):
        return None
    cue = sees_conflict(board.query.text)
    for i in np.argsort(-scores, kind="stable")[:20]:
        other = board.found[int(i)]
        said = fold(other.text)
        if other.passage is one.passage or other.kind == "row" or not form.search(said):
            continue
        if scores[i] < scores[first] - (_NEAR_IF_ASKED if cue else _NEAR):
            return None
        if set(FIGURE.findall(said)) & (set(FIGURE.findall(text)) - set(YEAR.findall(text))):
            continue  # it tells the same with the same figure
        if cue or alike(*(FIGURE.sub("", each) for each in (text, said))) >= _ALIKE:
            return int(i)
    return None


def newest_first(statements: Sequence[Statement]) -> list[Statement]:
    """Statements by the latest year that they name, or their headings do; those without one last."""

    def year(statement: Statement) -> int:
        named = YEAR.findall(fold(statement.text)) or YEAR.findall(fold(statement.context))
        return max(map(int, named), default=0)

    return sorted(statements, key=year, reverse=True)

"""What is said beside the best statement: others that may be the one, the list that it announces, the other items."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from corpus.numbering import to_int
from rag.extractive.another import of_another
from rag.extractive.ranking import Board, has_form
from rag.extractive.wording import (
    NUMERALS,
    alike,
    asked_count,
    asks_charge,
    defined,
    defines,
    enumerated,
    enumerates,
    measures,
    names_charge,
)
from rag.statements import Statement

MOST = 4
"""Statements in an answer, unless a list is asked for."""
MOST_ITEMS = 8
NEAR, NEAR_THIRD = 2.0, 1.5
"""Within how many log-odds of the best a statement of another passage is said, too; and one of a third."""
NEAR_HERE, NEAR_TOLD, NEAR_THERE = 5.0, 2.5, 2.0
"""The same for a further statement of the only passage that is cited; where the best holds the figure or date asked
for; and of one of several passages."""
_MOST_NEAR = 8
"""How many statements are looked at for that."""
_ENDS = re.compile(r"[。；;.！!]+$")
_COPY = 0.9
"""Share of character pairs from which on a statement is a copy."""
_SAID_OF_MANY = 25
_COUNTED = 6.0
"""Within how many log-odds of the best a statement of its passage is said that lists as many things as asked for."""
_ANY_LIST, _SEVERAL = 2.0, 0.75
"""The same where the question does not say how many; how much a statement must look like a list (`enumerated`)."""
_LISTED = 2
"""An item with so many 「、」 is itself the list that is asked for."""
_GROUP = re.compile(
    r"([两二三四五六七八九十])(?:大|个|项|类|种)?([\u4e00-\u9fff]{2,6}?)(?=”|」|分别|各|是|有|[，。？?]|$)"
)


def with_near(board: Board, chosen: Sequence[int]) -> list[int]:
    """What is chosen, or the best, with those that could as well be the one.

    First those of other passages, as one of them may be right where the best is wrong; then more of
    the passages that are cited, much more where only one is. Where parts of the question have a
    statement each, those are enough.
    """
    scores = board.scores()
    found = list(chosen) or [int(np.argmax(scores))]
    least = max((float(scores[i]) for i in chosen), default=float(scores.max()))
    question = board.query.text
    if defines(board.folded(found[0]), defined(question)) == 1:
        return found
    charge = asks_charge(question)
    best = [
        i
        for i in map(int, np.argsort(-scores, kind="stable")[:_MOST_NEAR])
        if (not charge or names_charge(board.folded(i)))
        and not _another_row(board, i, found[0])
        and not of_another(question, board.query.sought.form, board.found[i], board.found[found[0]])
    ]

    def places() -> set[int]:
        return {id(board.found[i].passage) for i in found}

    several = len(found) > 1
    for i in best:
        elsewhere = id(board.found[i].passage) not in places()
        near = NEAR if len(places()) == 1 else NEAR_THIRD
        if elsewhere and not several and len(found) < MOST and scores[i] > least - near and _new(board, i, found):
            found.append(i)
    said = board.folded(found[0])
    told = has_form(board.query.sought.form, said) and all(unit.search(said) for unit in measures(question))
    near = NEAR_THERE if len(places()) > 1 else NEAR_TOLD if told else NEAR_HERE
    for i in best:
        here = i not in found and id(board.found[i].passage) in places()
        if here and len(found) < MOST and scores[i] > least - near and _new(board, i, found):
            found.append(i)
    return found


def _new(board: Board, i: int, found: Sequence[int]) -> bool:
    """Whether a statement is no copy of one of those found; what is short may be said of several things."""
    if any(board.found[i].context == board.found[j].context and _held_by(board, i, j) for j in found):
        return False
    if len(board.folded(i)) < _SAID_OF_MANY:
        return all(
            board.found[i].context != board.found[j].context or board.folded(i) != board.folded(j) for j in found
        )
    return all(alike(board.folded(i), board.folded(j)) < _COPY for j in found)


def _held_by(board: Board, i: int, j: int) -> bool:
    """Whether one of two statements says nothing but what the other says, too."""
    one, other = (_ENDS.sub("", "".join(board.folded(at).split())) for at in (i, j))
    return one in other or other in one


def _another_row(board: Board, i: int, first: int) -> bool:
    """Whether a statement is a row of something else than the row `first`, which the question does not name."""
    rows = board.found[i].kind == board.found[first].kind == "row"
    return rows and board.found[i].context != board.found[first].context and not board.labelled(i)


def with_list(board: Board, chosen: Sequence[int], *, listed: bool) -> list[int]:
    """What is chosen, with the list beside it that the question asks for: of as many things as it says, or of several.

    Args:
        board: all statements.
        chosen: the numbers of some.
        listed: whether the question asks for a list.
    """
    count = asked_count(board.query.text)
    if count < 2 and not listed:
        return list(chosen)

    def lists(i: int) -> bool:
        text = board.folded(i)
        return enumerates(text, count) if count > 1 else enumerated(text) >= _SEVERAL

    if any(map(lists, chosen)):
        return list(chosen)
    scores = board.scores()
    first, far = chosen[0], _COUNTED if count > 1 else _ANY_LIST
    beside = [
        i
        for i, statement in enumerate(board.found)
        if statement.passage is board.found[first].passage
        and statement.kind != "row"
        and scores[i] > scores[first] - far
        and lists(i)
    ]
    best = max(beside, key=lambda i: float(scores[i]), default=first)
    return [*chosen, *({best} - set(chosen))]


def items(board: Board, *, listed: bool) -> list[Statement]:
    """The items beside the best statement, if a list is asked for and it is one item of it; else none.

    None also where a sentence near it tells the list by itself, or the best item does.
    """
    scores = board.scores()
    first = board.found[int(np.argmax(scores))]
    if not listed or first.kind != "item" or first.text.count("、") >= _LISTED:
        return []
    here = [i for i, statement in enumerate(board.found) if statement.passage is first.passage]
    if any(
        board.found[i].kind == "sentence" and enumerated(board.found[i].text) == 1 and scores[i] > scores.max() - NEAR
        for i in here
    ):
        return []
    same = [i for i in sorted(here, key=lambda i: -float(scores[i])) if board.found[i].kind == "item"][:MOST_ITEMS]
    return sorted((board.found[i] for i in same), key=lambda s: s.start) if len(same) > 1 else []


def numbered(board: Board) -> list[Statement]:
    """The statements 「第一范式…」, 「第二范式…」 of a group that is asked for (「三大范式」); none if one lacks."""
    named = _GROUP.search(board.query.text)
    if named is None:
        return []
    found: list[Statement] = []
    for numeral in NUMERALS[: to_int(named[1])]:
        start = re.compile(rf"^[-—–\s]*(?:\d{{1,2}}[.、]\s*)?第{numeral}(?:个|大|项|类|种)?{re.escape(named[2])}")
        told = next((s for s in board.found if s.kind != "row" and start.search(s.text)), None)
        if told is None:
            return []
        found.append(told)
    return found

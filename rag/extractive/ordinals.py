"""The points of a text that are numbered in its sentences (「一是……。二是……。三是……。」)."""

from __future__ import annotations

import re

import numpy as np

from corpus.numbering import to_int
from rag.extractive.beside import MOST_ITEMS
from rag.extractive.ranking import Board
from rag.leads import section_key
from rag.statements import Statement

_FAR = 3.0
"""Within how many log-odds of the best half of the points must be, where the question does not say how many."""
_STYLES = tuple(
    re.compile(rf"(?:^|(?<=[。；;]))\s*{style}")
    for style in (
        r"([一二三四五六七八九十])(?:是|要)",
        r"第([一二三四五六七八九十])[,，、]",
        r"[（(]([一二三四五六七八九十])[)）]",
        r"[（(](\d{1,2})[)）]",
    )
)


def in_order(board: Board, count: int, *, listed: bool) -> list[Statement]:
    """All points of the text of which the best statement is one, in order; none where they are not asked for.

    Args:
        board: all statements.
        count: how many things the question asks for; 0 where it does not say.
        listed: whether it asks for several.
    """
    if count < 2 and not listed:
        return []
    scores = board.scores()
    best = int(np.argmax(scores))
    first = board.found[best]
    style = next((style for style in _STYLES if first.kind != "row" and style.match(first.text)), None)
    if style is None:
        return []
    here = [
        i
        for i, statement in enumerate(board.found)
        if section_key(statement.passage) == section_key(first.passage) and style.match(statement.text)
    ]
    run: list[int] = []
    last = 0
    for i in sorted(here, key=lambda i: board.found[i].start):
        numbers = [to_int(numeral) for numeral in style.findall(board.found[i].text)]  # short points are one statement
        if best in run and numbers[0] != last + 1:
            break
        run = [*run, i] if numbers[0] == last + 1 else [i] if numbers[0] == 1 else []
        last = numbers[-1] if run else 0
    if best not in run or not 2 <= len(run) <= max(count, MOST_ITEMS):
        return []
    near = sum(scores[i] > scores[best] - _FAR for i in run)
    return [board.found[i] for i in run] if last == count or (count < 2 and 2 * near >= len(run)) else []

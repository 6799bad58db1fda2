"""The points of a text that its sentences number (「一是……。二是……。」), or one long sentence tells side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from langchain_core.documents import Document

from corpus import offset_of
from corpus.numbering import to_int
from rag.extractive.beside import MOST_ITEMS
from rag.extractive.ranking import Board
from rag.leads import Between, section_key
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
_GAP = 2
"""At most so many characters (a line break) stand between two parts of a sentence."""


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


def with_ends(passages: Sequence[Document], between: Between) -> list[Document]:
    """Passages, each with the one behind it where its last sentence goes on there."""
    known = {passage.id for passage in passages}
    found: list[Document] = []
    for passage in passages:
        found.append(passage)
        if not passage.page_content.rstrip().endswith(("；", ";")):
            continue
        end = offset_of(passage) + len(passage.page_content)
        after = [p for p in between(section_key(passage)[0], end, end + 1) if offset_of(p) >= end and p.id not in known]
        found += after[:1]
    return found


def side_by_side(board: Board, count: int, noun: str) -> list[Statement]:
    """The parts of the long sentence of which the best statement is one, if it names as many things as asked for.

    「……的通信产业集群；……的跨境电商集群；……」 is cut at its semicolons; of five clusters each part tells one or two.

    Args:
        board: all statements.
        count: how many things the question asks for.
        noun: what they are called.
    """
    best = board.found[int(np.argmax(board.scores()))]
    source = best.passage.metadata["source"]  # such a sentence may go on in the next passage
    here = sorted((s for s in board.found if s.passage.metadata["source"] == source), key=lambda s: s.start)
    at = here.index(best)
    low = high = at
    while low > 0 and _goes_on(here[low - 1], here[low]):
        low -= 1
    while high + 1 < len(here) and _goes_on(here[high], here[high + 1]):
        high += 1
    run = here[low : high + 1]
    clauses = [clause for one in run for clause in re.split("[；;]", one.text)]
    return run if len(run) > 1 and sum(noun[-2:] in clause for clause in clauses) == count else []


def _goes_on(part: Statement, after: Statement) -> bool:
    """Whether a sentence that is cut at a semicolon goes on in another statement."""
    return part.text.rstrip().endswith(("；", ";")) and 0 <= after.start - part.end <= _GAP

"""A change that is told in two statements: what something was before, and what it has become."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from rag.extractive.ranking import Board

_FROM = re.compile(
    r"(?P<what>[^，,。？?;；]{2,24}?)(?:分别|各自?)?(?:[从由](?:原来的?)?(?:多少|几|百分之几)[^，,。？?;；]{0,8}?"
    r"(?:到|至|[变成]?为|成)了?(?:多少|几|百分之几)|前后(?:分别|各)?(?:是|为)?多少)"
)
"""「……的运费从多少降到多少」."""
_BEFORE_AFTER = re.compile(
    r"前后[，,的]?(?P<what>[^，,。？?;；]{2,20}?)(?:分别|各|相?差|(?:有(?:什么|何|哪些)|怎么)变化|[是为](?:多少|几))"
)
"""「改革前后每票费用各是多少」."""
_AND = re.compile(r"以及|[和与及、]")
_PER = re.compile(r"^(.{1,3})数$")
"""「票数」 is told as 「86票」."""
_VALUE = re.compile(r"(\d[\d,]*(?:\.\d+)?)((?:余|多)?(?:亿|万|千)?(?:[^\d\s，,。；;、（）()]|%))")
_SENTENCE = re.compile(r"[。；;]")
_NEAR = 1200
"""Characters, either way, within which the other half of a change is looked for."""


def with_change(board: Board, chosen: Sequence[int]) -> list[int]:
    """What is chosen, or the best, with the statement near it that tells what it leaves open of a change.

    The numbers given come back unchanged where the question asks for no change, the statements chosen tell both what
    was and what is, or no other near them tells it of the same thing in the same unit.
    """
    first = chosen[0] if chosen else int(np.argmax(board.scores()))
    added: list[int] = []
    for name in _changing(board.query.text):
        held = _values(name, *(board.folded(i) for i in (*chosen, first)))
        if len(held) > 1:
            continue
        near = [
            i
            for i, statement in enumerate(board.found)
            if statement.kind != "row"
            and i != first
            and statement.passage.metadata["source"] == board.found[first].passage.metadata["source"]
            and abs(statement.start - board.found[first].start) < _NEAR
            and len(_values(name, board.folded(i)) | held) > 1
        ]
        both = [i for i in near if len(_values(name, board.folded(i))) > 1]
        start = board.found[first].start
        added += sorted(both or (near if held else []), key=lambda i: abs(board.found[i].start - start))[:1]
    return list(dict.fromkeys([first, *chosen, *added])) if added else list(chosen)


def _changing(question: str) -> list[str]:
    """What a folded question asks to be told before and after: 「票数」, 「通关费」; none if it asks for no change."""
    asked = _BEFORE_AFTER.search(question) or _FROM.search(question)
    return [name[-3:] for each in _AND.split(asked["what"]) if len(name := each.strip("的 ")) > 1] if asked else []


def _values(name: str, *texts: str) -> set[str]:
    """The figures of one unit that texts tell of a thing, each once; years are none.

    In a sentence they stand behind its name (「通关费用30100元，现仅需要700元」).
    """
    found: list[tuple[str, str]] = []
    for text in texts:
        for sentence in _SENTENCE.split("".join(text.split())):
            if counted := _PER.match(name[-2:]):
                found += [(m[1], m[2]) for m in _VALUE.finditer(sentence) if m[2].startswith(counted[1])]
            elif (at := max(sentence.find(name), sentence.find(name[-2:]))) >= 0:
                found += [(m[1], m[2]) for m in _VALUE.finditer(sentence, at) if not m[2].startswith("年")]
    unit = found[0][1] if found else ""
    return {number for number, other in found if other == unit}

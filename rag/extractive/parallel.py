"""Clauses that ask the same of one thing after the other, behind what they are asked of (「票价，甲多少，乙多少」)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from rag.extractive.joined import ASKS, Span, every
from rag.places import CITIES, PROVINCES
from rag.sought import sought

_CUT = re.compile(r"[,，;；:：。]")
_AGAINST = re.compile("[比较跟和]")
_LEADING = re.compile(r"[\s又再而那到至]*(?:后来|其中|现在的?|目前)?")
_LINKS = re.compile(
    r"(?:\s|[又再才就都也的里中上为约占有是写说讲提达各]|累计|一共|总共|大约|大概|分别|已经|达到|写的|写到|说到|说的)+$"
)
_ANCHOR = re.compile(
    rf"{PROVINCES}|{CITIES}|(?:19|20)\d{{2}}年|[“《「]|[\u4e00-\u9fff]{{2,}}(?:新区|新城|片区|市|县|港|机场|集团|公司|银行|报告|规划|案例|方案)"
)
"""What a name holds that sets a clause beside another: a place, a year, a body, a document."""
_SHORTEST, _LONGEST = 2, 24
"""The shortest and the longest name of a thing, in characters."""


def parallel(text: str, ranges: Sequence[Span]) -> list[tuple[Span, Span]]:
    """The clauses of a folded question that ask the same of several things, each with the name of its thing.

    Empty where they do not. What stands before the first of them belongs to all.

    Args:
        text: the question.
        ranges: of its clauses that ask something, each with those before it that ask nothing.
    """
    if len(ranges) < 2:
        return []
    (low, high), *others = ranges
    cuts = [cut.end() for cut in _CUT.finditer(text, low, high) if not ASKS.search(text, low, cut.start())]
    if not cuts:
        return []
    clauses = [(cuts[-1], high), *others]
    if (named := _announced(text, low, clauses)) or (named := _alike(text, clauses)):
        return list(zip(clauses, named, strict=True))
    return []


def _announced(text: str, low: int, clauses: Sequence[Span]) -> list[Span]:
    """The names at the beginnings of clauses that what stands before them has joined (「甲和乙……：甲……，乙……」)."""
    before = text[low : clauses[0][0]]
    for names in every(before):
        said = [before[a:b].strip() for a, b in names]
        found = []
        for start, end in clauses:
            at = _LEADING.match(text, start, end)
            begin = at.end() if at else start
            found += [(begin, begin + n) for name in said if (n := _begins(name, text[begin:end]))][:1]
        if len(found) == len(clauses) and len({text[a:b] for a, b in found}) == len(found):
            return found
    return []


def _begins(name: str, clause: str) -> int:
    """How many characters a clause begins with of a name, where it begins with two and more; else 0."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(name, clause, strict=False)))
    return same if same >= _SHORTEST else 0


def _alike(text: str, clauses: Sequence[Span]) -> list[Span]:
    """What clauses name before they ask, where all ask for a figure with the same unit."""
    asked = [sought(text[a:b]) for a, b in clauses]
    first = asked[0]
    units = [
        one.unit or first.unit * ("又" in text[slice(*clause)]) for one, clause in zip(asked, clauses, strict=True)
    ]
    if first.form is None or any(one.kinds != first.kinds for one in asked) or set(units) != {first.unit}:
        return []
    found: list[Span] = []
    for start, end in clauses:
        ask = ASKS.search(text, start, end)
        lead = _LEADING.match(text, start, end)
        low = lead.end() if lead else start
        name = text[low : ask.start()] if ask else ""
        name = _LINKS.sub("", name)
        if not _SHORTEST <= len(name) <= _LONGEST or not _ANCHOR.search(name) or _AGAINST.match(name):
            return []
        found.append((low, low + len(name)))
    return found if len({text[a:b] for a, b in found}) == len(found) else []

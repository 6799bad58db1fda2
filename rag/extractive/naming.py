"""How much of the name of a thing stands in a text, where its parts may stand apart; how else it is said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from langchain_core.documents import Document

from index.passage import about
from index.terms import fold
from rag.extractive.wording import pairs
from rag.query import Query
from rag.runs import longest_run

_APART = re.compile(r"[的里“”「」『』《》\"\s]+")
_SHORTEST = 2
"""Characters of a part that says something."""
_WHOLE = ("全国", "我国", "中国")
"""What means the whole country."""
_LEAST = 0.3
"""The share of a name from which on a title may be meant by it."""


def pieces(name: str) -> tuple[str, ...]:
    """The parts of a folded name that may stand apart (「甲区的“乙”」: 甲区, 乙); the whole where it has none."""
    found = tuple(part for part in _APART.split(name) if len(part) >= _SHORTEST)
    return found if len(found) > 1 else ("".join(name.split()),)


def share(names: Sequence[str], text: str) -> float:
    """How much of the parts of a name stands in `text`, each in one piece, squared: a half says little."""
    each = [(longest_run(name, text) / len(name)) ** 2 if name else 0.0 for name in names]
    return sum(each) / len(each) if each else 0.0


def spellings(name: str, things: Sequence[str], query: Query) -> list[str]:
    """How else a thing may be said: what of its name no other has, and its other names.

    Args:
        name: of one of the things, as it stands in the question.
        things: the names of all.
        query: the question.
    """
    own = [piece for piece in pieces(name) if sum(piece in thing for thing in things) == 1]
    at, spans = query.text.find(name), query.tokens.offsets
    others = [
        "".join(other.name.split())
        for other in query.alternatives
        if spans[other.at[0], 0] >= at and spans[other.at[-1], 1] <= at + len(name)
    ]
    return [*own, *others, *(_WHOLE if name in _WHOLE else ())]


def meant(name: str, passages: Mapping[int, Document]) -> dict[int, float]:
    """How well title and headings of each passage fit the name of a document, in [0, 1]; 1 for the best of them."""
    said = pairs(name)
    found = {}
    for key, passage in passages.items():
        title, section, _ = about(passage)
        found[key] = len(said & pairs(fold("".join([title, *section])))) / max(1, len(said))
    best = max(found.values(), default=0.0)
    return {key: value / best if best >= _LEAST else 0.0 for key, value in found.items()}

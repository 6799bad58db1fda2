"""What stands around passages in their documents: read to understand them, never cited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from langchain_core.documents import Document

from corpus import offset_of
from index.passage import about
from rag.leads import REACH, Between, section_key

Place = Literal["lead", "before", "after"]


@dataclass(frozen=True)
class Around:
    """A passage that stands around another.

    Attributes:
        number: of the passage that it helps to understand, from 1.
        place: it opens a section that the passage stands in (`lead`), or is the next of its section.
        text: what it says, a table with its caption and header.
    """

    number: int
    place: Place
    text: str


def around(passages: Sequence[Document], between: Between) -> list[Around]:
    """What stands around passages, in their order: what opens the sections above, the passage before, the one after.

    None of it is among the passages, and nothing is there twice.
    """
    known = {passage.id for passage in passages}
    found: list[Around] = []
    for number, passage in enumerate(passages, 1):
        for place, other in _beside(passage, between):
            if other.id not in known:
                known.add(other.id)
                context = about(other)[2] if about(other)[2] != about(passage)[2] else ""
                found.append(Around(number, place, "\n".join(filter(None, [context, other.page_content]))))
    return found


def _beside(passage: Document, between: Between) -> Iterator[tuple[Place, Document]]:
    key, start = section_key(passage), offset_of(passage)
    end = start + len(passage.page_content)
    near = [p for p in between(key[0], max(0, start - REACH), end + REACH) if p.metadata.get("kind") != "footnote"]
    before = [other for other in near if offset_of(other) < start]
    opening = {section_key(other): other for other in reversed(before)}
    for depth in range(2, len(key)):
        if key[:depth] in opening:
            yield "lead", opening[key[:depth]]
    own = [other for other in before if section_key(other) == key]
    if own:
        yield "before", own[-1]
    for other in near:
        if offset_of(other) >= end and section_key(other) == key:
            yield "after", other
            return

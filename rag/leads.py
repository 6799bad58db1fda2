"""What leads a section says for the passages below it too, which do not repeat it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from langchain_core.documents import Document

from corpus import offset_of
from index.passage import about

Floats = npt.NDArray[np.float32]
Section = tuple[str, ...]
"""A document, and the headings that a passage of it stands under."""
Between = Callable[[str, int, int], Sequence[Document]]
"""The passages of a document that hold a part of a range of characters."""
REACH = 6_000
"""Characters before a passage in which what leads its sections is looked for."""


def section_key(passage: Document) -> Section:
    """The section of a passage, the same for all passages directly under one heading."""
    _, section, _ = about(passage)
    return (str(passage.metadata.get("document") or passage.id or ""), *section)


def leading(passages: Sequence[Document], matches: Floats) -> Floats:
    """How well the tokens of a question are matched by what leads the sections that each passage stands in.

    A case names its town and its subject in the paragraph under its heading, and the measures further below are told
    without them. What leads a section are the passages before it directly under its heading, as far as they are here.

    Args:
        passages: n of them.
        matches: how well each token is matched in each, (n, tokens).

    Returns:
        (n, tokens): the best match in an earlier passage of the same document that stands under a heading above, not
        the document's title; -1 where there is none.
    """
    sections, starts = [section_key(passage) for passage in passages], [offset_of(passage) for passage in passages]
    at: dict[Section, list[int]] = {}
    for place, section in enumerate(sections):
        at.setdefault(section, []).append(place)
    found = np.full_like(matches, -1.0)
    for place, section in enumerate(sections):
        above = [lead for depth in range(2, len(section)) for lead in at.get(section[:depth], ())]
        above = [lead for lead in above if starts[lead] < starts[place]]
        if above:
            found[place] = matches[above].max(axis=0)
    return found


def lead_of(passage: Document, between: Between) -> str:
    """The text of what leads the sections that a passage stands in; empty where nothing does."""
    document, *section = section_key(passage)
    if len(section) < 2:
        return ""
    start = offset_of(passage)
    before = between(document, max(0, start - REACH), start)
    above = [(document, *section[:depth]) for depth in range(1, len(section))]
    return "\n".join(other.page_content for other in before if section_key(other) in above)

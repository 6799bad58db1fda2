"""What leads a section says for the passages below it too, which do not repeat it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from langchain_core.documents import Document

from index.passage import about

Floats = npt.NDArray[np.float32]
Section = tuple[str, ...]
"""A document, and the headings that a passage of it stands under."""


def section_key(passage: Document) -> Section:
    """The section of a passage, the same for all passages directly under one heading."""
    _, section, _ = about(passage)
    return (str(passage.metadata.get("document") or passage.id or ""), *section)


def leading(sections: Sequence[Section], matches: Floats) -> Floats:
    """How well the tokens of a question are matched by what leads the sections that each passage stands in.

    A case names its town and its subject in the paragraph under its heading, and the measures further below are told
    without them. What leads a section are the passages directly under its heading, as far as they are here.

    Args:
        sections: of n passages.
        matches: how well each token is matched in each, (n, tokens).

    Returns:
        (n, tokens): the best match in a passage of the same document that stands under a heading above, not the
        document's title; 0 where there is none.
    """
    at: dict[Section, list[int]] = {}
    for place, section in enumerate(sections):
        at.setdefault(section, []).append(place)
    found = np.zeros_like(matches)
    for place, section in enumerate(sections):
        above = [lead for depth in range(2, len(section)) for lead in at.get(section[:depth], ())]
        if above:
            found[place] = np.maximum(matches[above].max(axis=0), 0.0)
    return found

"""The places of a passage where the words of a question may stand, and how they are found there."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
from langchain_core.documents import Document

from index.embed import StaticEmbeddings, TokenVectors
from index.passage import about, heading_text, provider
from rag.folded import Folded, Span

Floats = npt.NDArray[np.float32]
Place = Literal["text", "heading", "context", "provider"]


class Field:
    """A place of a passage where words are looked for.

    Args:
        place: which.
        text: what stands there.
        static: the table of token vectors.
    """

    def __init__(self, place: Place, text: str, static: StaticEmbeddings) -> None:
        self.place = place
        self.folded = Folded(text)
        self._static = static

    @cached_property
    def alone(self) -> frozenset[str]:
        """The words of one character."""
        import rjieba

        return frozenset(word for word in rjieba.cut(self.folded.text) if len(word) == 1)

    @cached_property
    def _tokens(self) -> TokenVectors:
        return self._static.token_vectors(self.folded.original)

    def nearest(self, vector: Floats) -> tuple[float, Field, Span]:
        """The highest cosine of its tokens with a unit vector, and where in the original that token stands."""
        if not len(self._tokens.ids):
            return 0.0, self, (0, 0)
        cosines = self._tokens.rows @ vector
        at = int(np.argmax(cosines))
        start, end = self._tokens.offsets[at].tolist()
        return min(1.0, float(cosines[at])), self, (start, end)


def fields_of(passage: Document, static: StaticEmbeddings) -> list[Field]:
    """The places of a passage that hold anything, its text first."""
    texts: tuple[tuple[Place, str], ...] = (
        ("text", passage.page_content),
        ("heading", heading_text(passage)),
        ("context", about(passage)[2]),
        ("provider", provider(passage)),
    )
    return [Field(place, text, static) for place, text in texts if text.strip()]

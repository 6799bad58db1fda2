"""An answer in the making."""

from __future__ import annotations

from dataclasses import dataclass, field

from langchain_core.documents import Document

from rag.types import Citation
from rag.verdict import Verdict


@dataclass
class Draft:
    """What an answer has so far; whoever answers fills it."""

    text: str = ""
    answered: bool = False
    citations: list[Citation] = field(default_factory=list)
    notice: str = ""
    confidence: float | None = None
    passages: list[Document] = field(default_factory=list)
    """Cited beside those that were retrieved: further parts of a table."""
    verdicts: list[Verdict] = field(default_factory=list)
    """Of each sentence, where a chat model wrote it."""

"""Whether a passage holds a piece of evidence: by its text, so that any system can be judged."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import PurePath

from evals.dataset import Evidence

THRESHOLD = 0.7
"""Share of the quote's character trigrams that a passage must hold."""


@lru_cache(maxsize=50_000)
def normalise(text: str) -> str:
    """`text` after NFKC with everything removed but word characters and ``%``."""
    return re.sub(r"[^\w%]|_", "", unicodedata.normalize("NFKC", text))


def share(quote: str, text: str) -> float:
    """The share of the quote's character trigrams that stand in `text`, in [0, 1]; 1 if it stands there whole."""
    wanted, found = normalise(quote), normalise(text)
    if wanted and wanted in found:
        return 1.0
    grams = {wanted[i : i + 3] for i in range(len(wanted) - 2)}
    return sum(gram in found for gram in grams) / len(grams) if grams else 0.0


def hits(evidence: Evidence, document: str, text: str) -> bool:
    """Whether a passage with this text, from the document with this file name, holds the evidence."""
    return PurePath(evidence.doc).stem == PurePath(document).stem and share(evidence.quote, text) >= THRESHOLD


def ranks(evidence: Sequence[Evidence], passages: Sequence[tuple[str, str]]) -> list[int | None]:
    """For each quote the rank, from 1, of the first passage (file name, text) that holds it; None if none does."""
    return [
        next((rank for rank, (document, text) in enumerate(passages, 1) if hits(quote, document, text)), None)
        for quote in evidence
    ]


def says(text: str, spellings: Sequence[str]) -> bool:
    """Whether `text` holds one of several spellings, white space and width aside."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()
    return any(re.sub(r"\s", "", unicodedata.normalize("NFKC", s)).lower() in plain for s in spellings)

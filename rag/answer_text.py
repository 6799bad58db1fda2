"""An answer on a terminal: its proof, and what else was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.types import Answer

_OTHERS = 5
"""Passages that are named under an answer that does not cite them."""
_EXCERPT = 120
"""Characters of each that are shown under a refusal."""


def rest_of(answer: Answer, shown: str) -> str:
    """What is left to say of an answer whose text was `shown` as it came: corrections, citations, other passages."""
    corrected = ""
    if answer.text != shown:
        # The stream was corrected afterwards: the model broke off, or said what its source does not.
        corrected = f"\n\n{answer.text}" if shown else answer.text
    return "\n\n".join([corrected, *_parts(answer)]) + "\n"


def _parts(answer: Answer) -> Iterator[str]:
    if answer.understood:
        yield f"(understood as: {answer.understood})"
    if answer.notice:
        yield f"({answer.notice})"
    for citation in answer.citations:
        quote = " ".join(citation.quote.split())
        yield f"[{citation.marker}] {place_of(citation.to_dict())} ({citation.source})\n    {quote}"
    others = [row for row in answer.to_dict()["passages"] if not row["markers"]][:_OTHERS]
    if others and answer.answered:
        yield "\n".join(["Also found, not cited:", *(f"  - {place_of(row)}" for row in others)])
    elif others:
        lines = (f"  - {place_of(row)}\n    {' '.join(row['text'].split())[:_EXCERPT]}" for row in others)
        yield "\n".join(["Nearest passages:", *lines])


def place_of(row: Mapping[str, Any]) -> str:
    """Where a passage or citation of the public JSON stands, in one line: title, sections, page."""
    page = f", p. {row['page']}" if row["page"] else ""
    return " › ".join([row["title"], *row["section"]]) + page

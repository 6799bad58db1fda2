"""What reports show of a passage: the part that holds the evidence, where there is some."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median_low

from evals.dataset import Evidence
from evals.judge import Place, hits, normalise

CHARS = 160
"""Characters of a passage that are shown."""


def excerpt(passage: Place, evidence: Sequence[Evidence] = (), chars: int = CHARS) -> str:
    """A slice of a passage, white space made single spaces, at most `chars` long but for the ``…`` of a cut.

    It starts with the passage, unless the passage holds a quote of the evidence that would be cut off
    or left out: then it has that quote in its middle, from the quote's start on if it is longer.
    """
    document, text = passage
    low = 0
    if quote := next((e.quote for e in evidence if e.quote and hits(e, document, text)), ""):
        start, end = _where(quote, text)
        if end > chars:
            low = max(0, min(start, (start + end - chars) // 2, len(text) - chars))
    shown = " ".join(text[low : low + chars].split())
    return f"{'…' if low else ''}{shown}"


def _where(quote: str, text: str) -> tuple[int, int]:
    """Where `text` has `quote`, or most of it, half-open; only what is compared counts."""
    letters = [(at, letter) for at, raw in enumerate(text) for letter in normalise(raw)]
    plain, wanted = "".join(letter for _, letter in letters), normalise(quote)
    if (at := plain.find(wanted)) < 0:
        grams = {wanted[i : i + 3] for i in range(len(wanted) - 2)}
        held = [m.start() for gram in grams for m in re.finditer(re.escape(gram), plain)]
        if not held:  # letters that are one only together
            return 0, 0
        at = max(0, median_low(held) - len(wanted) // 2)
    last = min(at + len(wanted), len(letters)) - 1
    return letters[at][0], letters[last][0] + 1

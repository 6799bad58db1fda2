"""What is wrong with the statements that would be quoted, whatever others tell: nobody sees those."""

from __future__ import annotations

from collections.abc import Sequence

from rag.refusal.evidence import Evidence

_WITHOUT = 0.8
"""From so much on a statement lacks the form asked for, at most a sentence beside it has it."""


def unanswering(quoted: Sequence[Evidence]) -> bool:
    """Whether the statements to be quoted cannot be the answer.

    One only counts what is to be named, or the first tells a figure of several things for that of one; or none of
    them has the figure, date or name that is asked for.

    Args:
        quoted: the evidence of each by itself, in order.
    """
    if not quoted:
        return False
    unnamed = any(one.unnamed for one in quoted)
    return unnamed or bool(quoted[0].shared) or min(one.formless for one in quoted) >= _WITHOUT

"""A fact in a text, in a form in which the same fact is equal however it is written."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass


@dataclass(frozen=True)
class Fact:
    """A figure, date, name or direction.

    Attributes:
        kind: ``figure``, ``date``, ``code`` (of a document), ``name``, ``quoted``, ``latin``, or an axis of directions.
        key: its normal form; facts of one kind with equal keys are the same.
        said: as the text has it.
        start: of its first character in the plain text.
        end: after its last.
    """

    kind: str
    key: Hashable
    said: str
    start: int
    end: int

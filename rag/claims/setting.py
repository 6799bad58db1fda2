"""Where a fact stands: how alike the surroundings of two facts are."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.claims.fact import Fact

_LEFT, _RIGHT = 20, 12
_WIDE = 32
_NEAR = 6
_PART = re.compile(r"[。；;！？!?\n]")


def setting(text: str, fact: Fact, most: tuple[int, int] = (_LEFT, _RIGHT)) -> tuple[str, str]:
    """What stands before and behind a fact, within its sentence or half of one, at most so many characters."""
    left, right = text[max(0, fact.start - most[0]) : fact.start], text[fact.end : fact.end + most[1]]
    return _PART.split(left)[-1], _PART.split(right)[0]


def likeness(claimed: tuple[str, str], text: str, fact: Fact) -> float:
    """How well a place in a ground's text fits the surroundings of a claim, in [0, 1].

    Half is the share of the claim's character pairs that stand around the place, half the characters
    that are the same right beside it.
    """
    left, right = claimed
    wide_left, wide_right = setting(text, fact, (_WIDE, _WIDE))
    pairs = _pairs(left) | _pairs(right)
    held = _pairs(wide_left) | _pairs(wide_right)
    shared = len(pairs & held) / len(pairs) if pairs else 1.0
    near = _common(left[::-1], wide_left[::-1]) + _common(right, wide_right)
    most = min(_NEAR, len(left)) + min(_NEAR, len(right))
    return 0.5 * shared + 0.5 * (near / most if most else 1.0)


@lru_cache(maxsize=8192)
def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def _common(first: str, second: str) -> int:
    count = 0
    for a, b in zip(first[:_NEAR], second[:_NEAR], strict=False):
        if a != b:
            break
        count += 1
    return count

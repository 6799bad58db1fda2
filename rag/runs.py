"""Runs of characters that two texts share."""

from __future__ import annotations

from functools import lru_cache

RUN = 2
"""So many characters in a row are at least alike."""


@lru_cache(maxsize=512)
def without(text: str, aside: str, least: int = RUN) -> str:
    """`text` without the runs of so many characters and more that stand in `aside`."""
    at, kept = 0, ""
    while at < len(text):
        run = 0
        while at + run < len(text) and text[at : at + run + 1] in aside:
            run += 1
        if text[at + run - 1 : at + run + 1] in ("进口", "出口") and run > 1:
            run -= 1  # the 进 of 进口 is no part of 进出口
        kept += "\0" if run >= least else text[at : at + max(1, run)]
        at += max(1, run)
    return kept


def longest_run(question: str, text: str) -> int:
    """Length of the longest run of `question` that stands in `text`."""
    best = 0
    start = 0
    while start + best < len(question):
        while start + best < len(question) and question[start : start + best + 1] in text:
            best += 1
        start += 1
    return best

"""Whether a name stands in a text in another form: shortened, or as a list of what it counts."""

from __future__ import annotations

import re

from corpus.numbering import to_int

_SO_MANY = re.compile(r"([二三四五六七八九十]|[2-9])(?:个|大|项|种)?([\u4e00-\u9fff]{1,2})")
_ITEMS = re.compile(r"[、,;；”“」「]+|等|以?及|[和与]")
_GAP = 2
"""Characters that may stand between two of a name."""


def varied(name: str, text: str) -> bool:
    """Whether the folded `text` has `name` in another form: 先用后付 as 先使用后付费, 三个便利 as three of them."""
    return (len(name) > 2 and _spread(name, text)) or _enumerated(name, text)


def _enumerated(name: str, text: str) -> bool:
    """Whether a line of `text` has so many of something as `name` says: 「三个便利」 for 「便利停车、便利换乘……」."""
    counted = _SO_MANY.fullmatch(name)
    if counted is None:
        return False
    item = re.compile(rf"{counted[2]}.{{0,4}}$|^.{{0,2}}{counted[2]}")
    lists = (_ITEMS.split(line) for line in text.split("\n"))
    return any(sum(bool(item.search(part)) for part in parts) >= to_int(counted[1]) for parts in lists)


def _spread(name: str, text: str) -> bool:
    """Whether the characters of `name` stand in a line of `text` in order, with at most two others between them."""
    ends = {at for at, sign in enumerate(text) if sign == name[0]}
    for sign in name[1:]:
        # A set of ends, not a pattern: patterns with gaps take exponential time on runs of one character.
        ends = {
            at
            for end in ends
            for at in range(end + 1, min(end + _GAP + 2, len(text)))
            if text[at] == sign and "\n" not in text[end:at]
        }
    return bool(ends)

"""What the wording of a statement tells: its years, whether it enumerates, whether it says anything."""

from __future__ import annotations

import re

from rag.statements import Statement
from rag.support import YEAR

_SPAN = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年?\s*(?:-|—|–|~|至|到)\s*((?:19|20)\d{2})(?!\d)")
_SEVERAL = re.compile(r"[、；;]|[一二三四五六七八九]是|[①-⑳]|[（(]\d[）)]")
_COUNT = re.compile(
    r"哪([两一二三四五六七八九十]|\d{1,2})[^年月日\d]"
    r"|(?<![第\d十])([二三四五六七八九十])(?:个|大|项|类|种)[^,，。？?]{0,8}(?:哪|什么|分别|是|列)"
)
_NUMERALS = "一二三四五六七八九十"
_OPEN = re.compile(r"什么时候|何时|多少|哪[个家些年]")
_SHORT = 12
_MANY = 4


def stated(text: str) -> frozenset[str]:
    """The years that a folded text speaks of; of a span (「2016-2022」) all of them."""
    named = set(YEAR.findall(text))
    for first, last in _SPAN.findall(text):
        named |= {str(year) for year in range(int(first), min(int(last), int(first) + 60) + 1)}
    return frozenset(named)


def own_text(statement: Statement) -> str:
    """What a statement says by itself; a row with its caption and columns, without which it says nothing."""
    if statement.kind != "row":
        return statement.text
    *labels, header = str(statement.passage.metadata.get("context", "")).split("\n")
    return " ".join([*labels, " ".join(dict.fromkeys(header.split())), statement.text.replace("\t", " ")])


def asked_count(question: str) -> int:
    """How many things the question asks for: 「哪三个」, 「五个统一」; 0 where it does not say."""
    found = _COUNT.search(question)
    if found is None:
        return 0
    said = found[1] or found[2]
    return int(said) if said.isdigit() else _NUMERALS.index(said) + 1 if said != "两" else 2


def enumerates(text: str, count: int) -> bool:
    """Whether `text` sets so many things side by side."""
    if count < 2:
        return False
    said = f"(?:{count}|{_NUMERALS[count - 1]})" if count <= 10 else str(count)
    if re.search(rf"(?<![\d第十]){said}[大个项类种方]", text) and re.search(r"[、:：“]", text):
        return True
    runs = re.findall(r"[^。；;:：]+", text)
    return any(
        (max(run.count("、"), run.count(",")) + 1 in (count, count - 1) and "、" in run) or run.count("“") == count
        for run in runs
    )


def enumerated(text: str) -> float:
    """How much `text` looks like an enumeration, in [0, 1]."""
    return min(_MANY, len(_SEVERAL.findall(text))) / _MANY


def is_fragment(text: str) -> bool:
    """Whether `text` is too short to say anything, or leaves open what it speaks of (「由谁、何时公布」)."""
    return len(text) < _SHORT or bool(_OPEN.search(text))

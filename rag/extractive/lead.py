"""The figure that is asked for, said before the sentence that proves it."""

from __future__ import annotations

import re

from index.terms import fold
from rag.statements import Statement
from rag.support import Asked

_RANGE = r"(?:\d[\d,]*(?:\.\d+)?\s*%?\s*(?:[—–～~-]{1,2}|至|到)\s*)?"
_NUMBER = (
    rf"(?<![\d.,%—–～~-])(?:约|近|超过?|逾|达)?{_RANGE}"
    r"\d[\d,]*(?:\.\d+)?\s*(?:余|多)?(?:万亿|亿|万|千|百)?(?:余|多)?\s*"
)
_UNITS = {
    "share": r"(?:%|个百分点)",
    "amount": r"(?:美元|欧元|日元|港元|元|人民币)",
    "duration": r"个?(?:分钟|小时|工作日|天|日|周|月|年)",
}
_DATE = r"(?:19|20)\d{2}年(?:\d{1,2}月)?(?:\d{1,2}日)?"
_AS_OF = re.compile(r"截至\s*(?:(?:19|20)\d{2}\s*年)?(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*日)?[底末初]?|截至目前")
_TWO = re.compile(r"(?:额|收入|数|量|值|规模)(?:以?及|和|与|、)")
"""Two figures are asked for: 「收入及增幅」."""
_LEAST = 30
"""A shorter sentence says its figure soon enough."""


def lead(asked: Asked, statement: Statement) -> str:
    """「6990个（截至2024年底）」 where a sentence holds one figure of the kind asked for; else empty.

    What is said stands so in the sentence, spaces aside; where two figures could be meant, none is picked.
    """
    query = asked.query.sought
    # 「收入的占比是多少」 asks for a share, not for an amount.
    kinds = [kind for kind in query.kinds if kind != "amount" or "share" not in query.kinds]
    if statement.kind == "row" or len(statement.text) < _LEAST or len(kinds) != 1 or _TWO.search(asked.query.text):
        return ""
    kind = kinds[0]
    if kind == "figure":
        points = "(?:百分点)?" if query.unit == "个" else ""
        pattern = f"{_NUMBER}{re.escape(query.unit)}{points}" if query.unit else ""
    else:
        pattern = _DATE if kind == "date" else _NUMBER + _UNITS[kind] if kind in _UNITS else ""
    text = re.sub(r"\s", "", statement.text)
    found = [match.group() for match in re.finditer(pattern, text)] if pattern else []
    if len(found) != 1:
        return ""
    when = list(dict.fromkeys(match.group() for match in _AS_OF.finditer(text)))
    dated = len(when) == 1 and len(when[0]) > 2 and kind != "date" and not asked.years & set(_years(when[0]))
    return f"{found[0]}（{when[0]}）" if dated else found[0]


def _years(text: str) -> list[str]:
    return re.findall(r"(?:19|20)\d{2}", fold(text))

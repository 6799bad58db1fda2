"""Whether a statement tells another sum of money than the one asked for: of another kind, or no balance of trade."""

from __future__ import annotations

import re

from rag.refusal.given import without
from rag.refusal.look import Look
from rag.refusal.near import Near
from rag.refusal.other_figure import CLAUSE

_FLOWS_EACH = re.compile("(?:出口额?[和与、及]进口|进口额?[和与、及]出口)额?[^,。?]{0,4}(?:各|分别)")
_FLOW = re.compile("(?<!进)出口|进口")
_AMOUNT = re.compile(
    "(?:((?<!进)出口|进口|进出口|交易|成交|合同|执行|销售|结算)(?:总|金)?额|(营业收入|营收|销售收入|利润))[^,。?]{0,4}(?:多少|几)"
)
"""A sum of money, by its kind."""
_SAID_SO = {
    "出口": "出口(?![\u4e00-\u9fff]{0,2}(?:基地|企业|示范))|卖|销",
    "进口": "进口|买|购",
    "进出口": "进出口|外贸|贸易",
    "交易": "交易|成交",
    "成交": "交易|成交",
    "合同": "合同|签|协议",
    "销售": "销|卖|收入|营收",
    "结算": "结算|收付",
    "营业收入": "收入|营收|销售|产值",
    "营收": "收入|营收|销售|产值",
    "销售收入": "收入|营收|销售|产值",
    "利润": "利润|盈|效益",
}
"""How texts say so."""
_OTHER_SUM = re.compile("营收|收入|产值|税|利润|投资|融资|资产|补贴|成本")
"""Who names one of these in a clause means no other, whatever stands before it."""
_BALANCE = re.compile("[顺逆]差|差额(?!缴|选举|补)")
_BALANCE_TOLD = re.compile(rf"(?:{_BALANCE.pattern})[^,;。]{{0,14}}\d|\d[^,;。]{{0,14}}(?:{_BALANCE.pattern})")


def no_balance(near: Near, look: Look) -> bool:
    """Whether a balance of trade is asked for, and neither one is told nor both flows, of which it could be taken."""
    if not _BALANCE.search(look.question):
        return False
    told = _BALANCE.search(near.own) if "\t" in near.line else _BALANCE_TOLD.search(near.line)
    return told is None and not (len(set(_FLOW.findall(near.own))) > 1 and re.search(r"\d", near.line))


def no_flow(near: Near, look: Look) -> bool:
    """Whether exports and imports are asked for one by one, and neither is told."""
    return bool(_FLOWS_EACH.search(look.question)) and not _FLOW.search(near.own)


def other_sum(near: Near, look: Look) -> bool:
    """Whether a sum of one kind (「出口额」) is asked for, and no sum here stands in a clause that says so."""
    asked = _AMOUNT.search(look.question)
    if asked is None or look.form.kind not in ("", "money"):
        return False
    kind = asked[1] or asked[2]
    names = _SAID_SO.get(kind, kind)
    clauses = [part for part in CLAUSE.split(without(look.form.stated, look.told(near))) if part]
    pairs = zip(["", *clauses], clauses, strict=False)
    told = (part if _OTHER_SUM.search(part) else before + part for before, part in pairs if look.form.stands(part))
    return not any(re.search(names, part) for part in told)

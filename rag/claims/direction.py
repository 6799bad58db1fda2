"""Directions, bounds, permissions and negations: words whose opposite makes a true sentence false."""

from __future__ import annotations

import re

from rag.claims.fact import Fact
from rag.claims.plain import Plain

_AXES = """
change:增长 增加 上升 提升 提高 上涨 扩大 增至 升至 增幅 回升 递增 上调 攀升 涨幅 increased rose grew
change:下降 减少 降低 回落 下跌 缩小 缩减 压缩 压减 减至 降至 降幅 下滑 缩短 递减 下调 跌幅 节省 decreased fell
bound:高于 超过 大于 多于 不低于 不少于 exceeded
bound:低于 少于 小于 不足 不超过 不高于
limit:以上
limit:以下
reach:以内
reach:以外
balance:顺差
balance:逆差
profit:盈利
profit:亏损
trade:出口
trade:进口
flow:流入
flow:流出
most:最高 最多 最大 最快 最长 最早
most:最低 最少 最小 最慢 最短 最晚
money:收入
money:支出
order:提前 领先
order:推迟 延后 落后 滞后
length:延长
length:缩短
border:境内
border:境外
line:线上
line:线下
may:可以 可(?![能持视再靠行研用见比追信控操编溯观]) 允许 准许 有权 应当 应(?![用急对链收付答变声届聘激景]) 必须 须 鼓励
may:不得 禁止 严禁 不可(?![或抗避少]) 不能 不予 不应 无权 不准 不允许 无需 无须 不必 不鼓励
ease:放宽 放开 取消
ease:收紧 设立 新增
"""
"""An axis, then the words of one of its ends; the end that stands first is ``more``."""
_NOT_THESE = re.compile(r"进出口|收入支出|可持续|许可|认可|应用|可以说")


def _length(word: str) -> int:
    return len(word.split("(")[0])


def _axes() -> list[tuple[str, re.Pattern[str]]]:
    ends: dict[str, list[str]] = {}
    for line in filter(None, _AXES.split("\n")):
        axis, words = line.split(":")
        ends.setdefault(axis, []).append("|".join(sorted(words.split(), key=_length, reverse=True)))
    return [(axis, re.compile("(?P<more>{})|(?P<less>{})".format(*two))) for axis, two in ends.items()]


_PATTERNS = _axes()
_NEGATED = re.compile(r"(?:并未|尚未|从未|没有|不再|不会|不是|不|未|无|非|没(?!有))(?P<what>[\u4e00-\u9fff]{2})")


def directions(text: Plain) -> list[Fact]:
    """The words of direction, each with its axis as kind and ``more`` or ``less`` as key."""
    skipped = [match.span() for match in _NOT_THESE.finditer(text.text)]
    found: list[Fact] = []
    for axis, pattern in _PATTERNS:
        for match in pattern.finditer(text.text):
            start, end = match.span()
            if any(a <= start < b for a, b in skipped):
                continue
            sign = match.lastgroup or ""
            if text.text[start - 1 : start] in ("不", "未", "无", "没") and match[0][0] not in "不未无":
                sign = "less" if sign == "more" else "more"
                start -= 1
            found.append(Fact(axis, sign, text.said(start, end), start, end))
    return found


def negated(text: Plain) -> set[str]:
    """The pairs of characters that a negation stands before."""
    return {match["what"] for match in _NEGATED.finditer(text.text)}


def negations(text: Plain, what: set[str]) -> list[Fact]:
    """Where a text says one of `what`: key ``not`` behind a negation, else ``so``."""
    found: list[Fact] = []
    for pair in what:
        for match in re.finditer(re.escape(pair), text.text):
            before = text.text[max(0, match.start() - 2) : match.start()]
            sign = "not" if re.search(r"(?:不|未|无|非|没|没有|不[再会是])$", before) else "so"
            found.append(Fact(f"not:{pair}", sign, text.said(*match.span()), *match.span()))
    return found

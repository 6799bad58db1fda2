"""Of what kind of things the most or least is asked for: 「哪个国家……最多」 is told by a table by country."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.numbering import to_int
from rag.places import CITIES, COUNTRIES, PROVINCES

_MOST = re.compile(
    r"最[高大多快猛强长早]|最狠|最厉害|排第一|排名第一|居首|第一名|冠军|高峰|顶峰|峰值|谁更[高大多快]"
    r"|哪[个家边][^,，。？?、]{0,6}(?<!多)[高大多快](?=些|一[些点]|得|的?(?:[,，。;；？?呢]|$))|\b(?:most|highest|largest|biggest|fastest|top|peak)\b"
)
_LEAST = re.compile(r"最[低小少慢差弱短]|垫底|倒数第一|谷底|\b(?:least|lowest|smallest|slowest|fewest)\b")
_FALL = re.compile(
    r"(?:[跌降掉]|下滑|减少|缩水|回落)[^，。？]{0,4}最|最[^，。？]{0,3}(?:跌|降)|[跌降]幅"
    r"|\b(?:fell|declin\w+|decreas\w+|dropp\w+|shrank)\b"
)
_CHANGE = re.compile(
    r"增速|增幅|增长率|涨幅|(?:增长|增加|上升|提高|提升|上涨|增|涨)得?最|最[^,，。？]{0,2}[涨跌降掉]"
    rf"|\b(?:growth|grew|grow|fastest|increas\w+|rose)\b|{_FALL.pattern}"
)
_SHARE = re.compile(r"占比|比重|份额|\bshare\b")
BALANCE = re.compile(r"[顺逆]差|差额|\b(?:balance|deficit|surplus)\b")
_NEXT = re.compile(
    r"仅次于|第[二三四五2-5](?!产业|季度|部分|批|章|节|条|个)|\b(?:second|third|next|top (?:two|three|five))\b"
)
"""Another place than the first is asked for."""
_FIRST = re.compile(
    r"前([两二三四五六七八九十])(?:大|名|位|个|强)?|最[多高大快少低小][^,，。？?]{0,4}的?([两二三四五六七八九十])[个种类家大]"
)
_ABROAD = rf"(?:国外|境外|海外|外国|{COUNTRIES})"
_FLOWS = {
    "export": re.compile(
        rf"出口|\bexport(?:s|ed|ing)?\b|卖(?:到|给|往){_ABROAD}|往外卖"
        rf"|{_ABROAD}[^,，。？?]{{0,8}}买(?:了|走)?(?:{PROVINCES}|我国|中国|我省)"
    ),
    "import": re.compile(
        rf"进口(?!博览)|\bimport(?:s|ed|ing)?\b|[从向]{_ABROAD}[^,，。？?卖]{{0,6}}[买购]|买进[^,，。？?]{{0,8}}服务"
    ),
}
SUM = "进出口"
"""The sum of both flows."""
_BOTH_FLOWS = re.compile(rf"{SUM}|出口[和与及、]进口|进口[和与及、]出口")
_DEFICIT = re.compile(r"逆差|\bdeficit\b")
_SURPLUS = re.compile(r"顺差|\bsurplus\b")
_MEASURES = {"change": _CHANGE, "share": _SHARE, "balance": BALANCE}
_CLAUSES = re.compile(r"[,，;；?？。]")
_SPAN = re.compile(r"((?:19|20)\d{2})年?(?:至|到|[-—~])((?:19|20)\d{2})|\bfrom ((?:19|20)\d{2}) to ((?:19|20)\d{2})")
_SINCE = re.compile(r"((?:19|20)\d{2})年?(?:以来|以后|之后|起)|\b(?:since|after) ((?:19|20)\d{2})")
_UNTIL = re.compile(r"((?:19|20)\d{2})年?(?:以前|之前|前)|\bbefore ((?:19|20)\d{2})")


@dataclass(frozen=True)
class Kind:
    """A kind of things that tables are of.

    Attributes:
        asked: how a question asks for one of them.
        heads: what the column (or row) of their names is called.
        names: those names, where they can be told.
    """

    asked: re.Pattern[str]
    heads: re.Pattern[str]
    names: re.Pattern[str] | None = None


YEARS = Kind(
    re.compile(r"哪(?:一)?年|什么时候|何时|\b(?:which year|when)\b"),
    re.compile(r"^(?:年|年份|年度|时间|.*及年份|year)$"),
    re.compile(r"^\D{0,4}(?:19|20)\d{2}(?!\d)"),
)
_NUMBERED = re.compile(r"^(?:序号|排名|编号|名次|no\.?|rank)$")
_KINDS = (
    Kind(
        re.compile(r"哪(?:[一几]?个|些)?国|国家(?!级|重点|标准|战略|层面|文化|数字|外汇)|国别|\bcountr"),
        re.compile(r"国别|国家|\bcountr"),
    ),
    Kind(
        re.compile(r"行业|领域|哪一?[类种]|\b(?:sector|industr)"),
        re.compile(r"行业|类别|类型|项目|分类|领域|\b(?:sector|industr|categor)"),
    ),
    Kind(
        re.compile(r"哪[一]?个?省|省份|城市|哪个市"),
        re.compile(r"^(?!.*国).*(?:省|市|地区|地方)"),
        re.compile(rf"^(?:{PROVINCES}|{CITIES})[省市]?$"),
    ),
    YEARS,
)


def direction(question: str) -> int:
    """1 if the most is asked for, -1 for the least or the greatest fall, 0 for neither, or for another place."""
    if _NEXT.search(question):
        return 0
    if _LEAST.search(question) or (_FALL.search(question) and _MOST.search(question)):
        return -1
    return 1 if _MOST.search(question) or _FIRST.search(question) else 0


def worth(question: str, column: str, value: float) -> float | None:
    """How far a value is at the end that a folded question asks for, the higher the farther; None if it does not count.

    Only falls are compared where a fall is asked for, only deficits for a deficit: the smallest deficit is no surplus.

    Args:
        question: folded.
        column: the folded name of the column of `value`.
        value: as it stands there; a column of deficits has them as positive figures.
    """
    sign = -1.0 if _LEAST.search(question) else 1.0
    of = measure(question)
    if of == "balance" and (_DEFICIT.search(question) or _SURPLUS.search(question)):
        surplus = -value if _DEFICIT.search(column) and not _SURPLUS.search(column) else value
        asked = -surplus if _DEFICIT.search(question) else surplus
        return sign * asked if asked > 0 else None
    if of == "change" and _FALL.search(question):
        return sign * -value if value < 0 else None
    return sign * value


def behind_first(question: str) -> bool:
    """Whether another place than the first is asked for."""
    return bool(_NEXT.search(question))


def places_asked(question: str) -> int:
    """How many of the first are asked for: 3 for 「前三个国家」, else 1."""
    found = _FIRST.search(question)
    return to_int(found[1] or found[2]) if found else 1


def years_between(question: str) -> tuple[int, int] | None:
    """The first and the last year of a span that a folded question names (「2010年以来」); None if it names none."""
    if span := _SPAN.search(question):
        first, last = (int(year) for year in span.groups() if year)
        return first, last
    if since := _SINCE.search(question):
        return int(next(filter(None, since.groups()))), 9999
    if until := _UNTIL.search(question):
        return 0, int(next(filter(None, until.groups()))) - 1
    return None


def flows(text: str) -> frozenset[str]:
    """Of which flows of trade a folded text speaks: ``export``, ``import``; of their sum (「进出口」) it is neither."""
    apart = _BOTH_FLOWS.sub("", text)
    return frozenset(flow for flow, said in _FLOWS.items() if said.search(apart))


def measure(text: str) -> str:
    """Of what the most or least is asked for or told: ``change``, ``share``, ``balance``, or ``amount``."""
    clause = next((part for part in _CLAUSES.split(text) if direction(part)), text)
    return next((name for name, words in _MEASURES.items() if words.search(clause)), "amount")


def kind_asked(question: str) -> Kind | None:
    """The kind of things of which a folded question asks for one; None if it names none that tables are of."""
    return next((kind for kind in _KINDS if kind.asked.search(question)), None)


def told_by(kind: Kind, header: str, label: str = "") -> bool:
    """Whether a table is of a kind of things.

    Args:
        kind: of things.
        header: the folded names of its columns, separated by tabs; the first heads the rows' names.
        label: the folded name of one of its rows.
    """
    corner, *columns = header.split("\t")
    if columns and _NUMBERED.search(corner):
        corner, *columns = columns
    if kind.heads.search(corner):
        return True
    if kind.names is None:
        return bool(kind.heads.search(label))
    several = len({found[0] for column in columns if (found := kind.names.search(column.strip()))}) > 1
    return several or bool(kind.names.search(label))

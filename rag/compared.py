"""Of what kind of things the most or least is asked for: 「哪个国家……最多」 is told by a table by country."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.places import CITIES, PROVINCES

_MOST = re.compile(
    r"最[高大多快猛强长早]|最狠|最厉害|排第一|第一名|居首|冠军|高峰|顶峰|峰值|谁更[高大多快]|哪[个家边][^,，。？?]{0,6}[高大多快](?!少)"
    r"|\b(?:most|highest|largest|biggest|fastest|top|peak)\b"
)
_LEAST = re.compile(r"最[低小少慢差弱短]|垫底|倒数第一|谷底|\b(?:least|lowest|smallest|slowest|fewest)\b")
_FALL = re.compile(r"(?:[跌降掉]|下滑|减少|缩水|回落)[^，。？]{0,4}最|最[^，。？]{0,3}(?:跌|降)|\bfell (?:the )?most\b")
_CHANGE = re.compile(
    rf"增速|增幅|[涨跌降]幅|增长(?:得)?最|[涨跌降掉]得?最|最[^,，。？]{{0,2}}[涨跌降掉]|\b(?:growth|grew|fastest)\b|{_FALL.pattern}"
)
_SHARE = re.compile(r"占比|比重|份额|\bshare\b")
BALANCE = re.compile(r"[顺逆]差|差额|\b(?:balance|deficit|surplus)\b")

_MEASURES = {"change": _CHANGE, "share": _SHARE, "balance": BALANCE}
_CLAUSES = re.compile(r"[,，;；?？。]")


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
    re.compile(r"年|时间"),
    re.compile(r"^\D{0,4}(?:19|20)\d{2}(?!\d)"),
)
_KINDS = (
    Kind(re.compile(r"哪(?:[一几]?个|些)?国|国家(?:是|里|中)|国别|\bcountr"), re.compile(r"国别|国家|\bcountr")),
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
    """1 if the most is asked for, -1 for the least, 0 for neither."""
    if _LEAST.search(question) or _FALL.search(question):
        return -1
    return 1 if _MOST.search(question) else 0


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
    if kind.heads.search(corner):
        return True
    if kind.names is None:
        return bool(kind.heads.search(label))
    several = len({found[0] for column in columns if (found := kind.names.search(column.strip()))}) > 1
    return several or bool(kind.names.search(label))

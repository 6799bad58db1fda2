"""How an answer says a statement: in the document's words, readable by itself."""

from __future__ import annotations

import re

from corpus import offset_of
from rag.statements import Statement
from rag.support import Asked, Support

_GAP = re.compile(
    r"(?<=[\u4e00-\u9fff，。；：、）》”]) +(?=[\dA-Za-z\u4e00-\u9fff（《“])"
    r"|(?<=[\dA-Za-z%）”]) +(?=[\u4e00-\u9fff，。；：、（《“])"
)
_DANGLING = re.compile(r"^(?:该|其|此|上述|这一|这些|它)")
_LIST_MARK = re.compile(r"^(?:• |\d{1,2}[.．、]\s*(?!\d)|[（(]\d{1,2}[)）]\s*|[①-⑳]\s*)")
_FIGURE = re.compile(r"[-—]?[\d,.]+[%％‰]?")
_FEW = 3
"""Up to this many columns a row is said whole."""
_UNIT = re.compile(
    r"[（(]\s*((?:[十百千万亿]{0,3}(?:美元|欧元|日元|港元|元|人次|人|户|家|个|项|件|笔|单|份|吨|标箱|箱|辆|艘|架|台|套|列|班|趟"
    r"|公里|平方公里|平方米|米|公顷|亩|年|个月|天|日|小时|分钟|秒|次|处|所|名|条|种|类|批|只|座|间|张|宗|千瓦时?|度)(?:人民币)?)"
    r"|%|％|‰|个?百分点|[A-Za-z$€¥][A-Za-z$€¥ ]{0,15})\s*[)）]\s*$"
)
"""A unit in brackets at the end of a name; 「（含金融）」 is none."""
_STATED_UNIT = re.compile(
    r"^[（(]?\s*(?:(?:计量|金额|货币|数量)?\s*单\s*位|Units?)\s*[:：]\s*(.*?)\s*[)）]?\s*$", re.IGNORECASE
)
"""The unit of a whole table, on a line of its own: 「（金额单位：万元）」, ``Unit: USD million``."""
_NUMBER = re.compile(
    r"^(?:案例\s*\d+\s+(?!的)|第[^\s]{1,4}(?:章|节|条|部分)\s+|[（(][一二三四五六七八九十\d]+[）)]\s*|[一二三四五六七八九十]+、|\d+[.．、](?!\d)\s*)"
)


def phrase(statement: Statement, asked: Asked, support: Support) -> str:
    """What the answer says of a statement: its words, without the extraction's stray spaces.

    A table row is said with column names and unit, only the columns asked for if some are; a
    sentence that leans on what stands before it gets its section in brackets.
    """
    if statement.kind == "row":
        return _row_phrase(statement, asked, support)
    text = _GAP.sub("", " ".join(_LIST_MARK.sub("", statement.text).split())).rstrip("；;")
    section = statement.passage.metadata.get("section", [])
    if _DANGLING.match(text) and section:
        text = f"（{plain_heading(section[-1])}）{text}"
    return text


def plain_heading(heading: str) -> str:
    """A heading without its number."""
    return _NUMBER.sub("", heading) or heading


def _row_phrase(statement: Statement, asked: Asked, support: Support) -> str:
    """「知识产权使用费：2017年 出口 19.2万美元（表 1：…）」."""
    labels = str(statement.passage.metadata.get("context", "")).split("\n")
    names = [name.strip() for name in labels[-1].split("\t")] if "\t" in labels[-1] else []
    before = statement.passage.page_content[: statement.start - offset_of(statement.passage)]
    skipped = before.rsplit("\n", 1)[-1].count("\t")  # empty cells before the row's first text
    cells = [""] * skipped + [cell.strip() for cell in statement.text.split("\t")]
    at, to = _name_range(cells, skipped)
    name = " ".join(filter(None, cells[at:to]))
    pairs = [(names[i] if i < len(names) else "", cell) for i, cell in enumerate(cells) if i >= to and cell]
    shown = pairs if len(pairs) <= _FEW else _asked_columns(pairs, asked, support)
    unit = _common_unit(labels, name)
    said = "，".join(f"{_UNIT.sub('', column)} {_with_unit(column, cell, unit)}".strip() for column, cell in shown)
    caption = "，".join(label for label in labels if "\t" not in label)
    return f"{name}：{said}" + (f"（{caption}）" if caption else "")


def _name_range(cells: list[str], skipped: int) -> tuple[int, int]:
    """Which cells name a row (half-open): the words before its first figure, else its first cell.

    「4 爱尔兰 1442.2」 is named 爱尔兰, 「制度改革 创新举措 11 20」 by both its labels, 「2019 566.3」 by 2019.
    """
    at = next((i for i, cell in enumerate(cells) if cell and not _FIGURE.fullmatch(cell)), skipped)
    figure = next((i for i, cell in enumerate(cells) if i > at and _FIGURE.fullmatch(cell)), None)
    return at, figure if figure is not None and figure - at <= 3 else at + 1


def _asked_columns(pairs: list[tuple[str, str]], asked: Asked, support: Support) -> list[tuple[str, str]]:
    """The columns (name, cell) that the question asks for: of each year that it names, those that fit best."""

    def fit(name: str) -> float:
        named = support.words(name)
        shared = sum(word in asked.terms for word in named)
        return support.coverage(asked, name) * (shared / len(named)) ** 0.5 if named else 0.0

    groups = [[pair for pair in pairs if year in pair[0]] for year in sorted(asked.years)]
    groups = [group for group in groups if group] or [pairs]
    shown: list[tuple[str, str]] = []
    for group in groups:
        fits = [fit(name) for name, _ in group]
        best = max(fits, default=0.0)
        shown += [pair for pair, value in zip(group, fits, strict=True) if value >= best - 1e-9]
    return shown


def _common_unit(labels: list[str], row: str) -> str:
    """The unit of a row's figures: the row's own (「旅行社（家）」), else the table's (「单位：万美元」)."""
    own = _UNIT.search(row)
    if own:
        return own[1]
    stated = next(filter(None, map(_STATED_UNIT.match, labels)), None)
    return stated[1] if stated else ""


def _with_unit(name: str, cell: str, unit: str) -> str:
    """A figure with its unit: the column's own (「同比（%）」), else the table's; other cells as they are."""
    if not _FIGURE.fullmatch(cell) or re.search(r"排名|序号|年份", name):
        return cell
    own = _UNIT.search(name)
    if cell[-1] in "%％‰":
        return cell
    if own:
        return f"{cell}{own[1]}"
    if re.search(r"同比|占比|比重|增速|增长率|份数|合同数", name):
        return cell
    return f"{cell}{unit}"

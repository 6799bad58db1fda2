"""How an answer says a statement: in the document's words, readable by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.extractive.columns import shown_cells
from rag.extractive.lead import lead
from rag.extractive.parts import parts
from rag.extractive.subject import subject, things
from rag.extractive.supposed import supposed
from rag.extractive.table import read_row
from rag.extractive.wording import asks_charge
from rag.prompts import language
from rag.statements import Statement
from rag.support import Asked, Support

_GAP = re.compile(
    r"(?<=[\u4e00-\u9fff，。；：、）》”]) +(?=[\dA-Za-z\u4e00-\u9fff（《“])"
    r"|(?<=[\dA-Za-z%）”]) +(?=[\u4e00-\u9fff，。；：、（《“])"
)
_DANGLING = re.compile(r"^(?:该|其|此|上述|这一|这些|它|https?:)")
_LIST_MARK = re.compile(
    r"^(?:• |> |[-—–]{1,2}(?=[\u4e00-\u9fff])|\d{1,2}[.．、]\s*(?!\d)|[（(]\d{1,2}[)）]\s*|[①-⑳]\s*)"
)
_IN_CHARGE = re.compile(r"(?<=[。；！])\s*（[^（）]{2,160}(?:负责|牵头|配合|参与)[^（）]{0,8}）$")
"""Who is in charge of what a sentence says, which stands behind it."""
_QUOTED = "Quoted: {quote}"
_NUMBER = re.compile(
    r"^(?:案例\s*\d+\s+(?!的)|第[^\s]{1,4}(?:章|节|条|部分)\s+|[（(][一二三四五六七八九十\d]+[）)]\s*|[一二三四五六七八九十]+、"
    r"|\d+[.．、](?!\d)\s*|\d{1,2}[.．](?=(?:19|20)\d{2}\s*年))"
)


def phrase(statement: Statement, asked: Asked, support: Support) -> str:
    """What the answer says of a statement: its words, without the extraction's stray spaces.

    A table row is said with column names and unit, only the columns asked for if some are; a
    sentence that leans on what stands before it gets its section in brackets.
    """
    if statement.kind == "row":
        return _row_phrase(statement, asked)
    text = _GAP.sub("", " ".join(_LIST_MARK.sub("", statement.text).split())).rstrip("；;")
    if not asks_charge(asked.query.text):
        text = _IN_CHARGE.sub("", text)
    return _headed(text, statement) if _DANGLING.match(text) else text


def phrases(chosen: Sequence[Statement], asked: Asked, support: Support) -> list[str]:
    """What the answer says of each statement; of a single one first the figure that is asked for.

    To a question in another script a quote is said to be one: 「Quoted: …」.
    """
    said = [phrase(statement, asked, support) for statement in chosen]
    if len(chosen) > 1 and (names := things(asked.query)):
        told = [subject(statement, names) for statement in chosen]
        said = [f"（{name}）{text}" if name else text for name, text in zip(told, said, strict=True)]
    # What is said alike of several things (「…提供」) is told apart by their headings.
    said = [_headed(text, s) if said.count(text) > 1 else text for text, s in zip(said, chosen, strict=True)]
    verdict = supposed(asked, chosen, support)
    if len(chosen) == 1 and not verdict and not parts(asked.query) and (figure := lead(asked, chosen[0])):
        said[0] = f"{figure}：{said[0]}"
    english = language(asked.text) == "en"
    if english:
        said = [_QUOTED.format(quote=text) if language(text) != "en" else text for text in said]
    if verdict:
        yes, no = ("Yes. {0}", "Not {1}. {0}") if english else ("是：{0}", "不是{1}：{0}")
        said[0] = (yes if verdict.holds else no).format(said[0], verdict.said)
    return said


def _headed(text: str, statement: Statement) -> str:
    section = statement.passage.metadata.get("section", [])
    return f"（{plain_heading(section[-1])}）{text}" if section else text


def plain_heading(heading: str) -> str:
    """A heading without its number."""
    return _NUMBER.sub("", heading) or heading


def _row_phrase(statement: Statement, asked: Asked) -> str:
    """「知识产权使用费：2017年 出口 19.2万美元（表 1：…）」."""
    row = read_row(statement)
    said = "，".join(cell.said() for cell in shown_cells(row, asked))
    return f"{row.name}：{said}" + (f"（{row.caption}）" if row.caption else "")

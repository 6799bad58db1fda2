"""Rows and sentences about other things than the question's."""

from __future__ import annotations

import re

from index.terms import fold
from rag.compared import direction
from rag.extractive.table import TOTAL, bare_name, read_row
from rag.extractive.wording import is_year, tells_figure
from rag.places import PROVINCES
from rag.runs import longest_run, without
from rag.sought import YEAR
from rag.statements import Statement

_CALLED = 0.75
"""Share of a row's name in the question from which on it is named there: 「保险服务」 is not by 「服务贸易」."""
_AMOUNT = re.compile(
    r"([\u4e00-\u9fff]{2,12}?)(进出口|出口|进口|收入|产值|吞吐|成交|投资)总?[额值量]?(?=[\u4e00-\u9fff]{0,4}\d)"
)
"""An amount that a sentence tells, and what it is of."""
_ANY = re.compile(rf"{PROVINCES}|我国|中国|全国|全省|全市|全年|实现|完成|其中|预计|累计|达到")
_PART = re.compile(r"[\u4e00-\u9fff]{2}")
_WORD = 3
"""A cell of so many characters is too short to tell which thing a row is about."""


def named(question: str, name: str) -> float:
    """The share of a row's name, its unit aside, that stands in one piece in a question, folded and without spaces.

    Of a year all or nothing: 2021 is not named by 2022.
    """
    name = "".join(fold(bare_name(name)).split())
    if is_year(name):
        return float(name[:4] in YEAR.findall(question))
    return longest_run(name, question) / len(name) if name else 0.0


def called(question: str, name: str) -> bool:
    """Whether a question, folded and without spaces, names a row."""
    return named(question, name) >= _CALLED


def of_another(question: str, form: re.Pattern[str] | None, statement: Statement, first: Statement) -> bool:
    """Whether a statement tells a figure of a thing that the question does not name, where the first tells its own.

    Args:
        question: folded.
        form: what the answer must hold; None for questions that any text may answer.
        statement: that may be said beside `first`.
        first: what answers.
    """
    if first.kind == "row" or form is None or not form.search(fold(first.text)):
        return False
    text = "".join(question.split())
    if statement.kind != "row":
        return _narrower(text, statement.text) and not _narrower(text, first.text)
    name = read_row(statement).name
    if TOTAL.search(name):
        return False
    cells = [cell for cell in map(fold, statement.text.split("\t")) if len(cell) > _WORD and not tells_figure(cell)]
    return not called(text, name) and not any(bare_name(cell) in question for cell in cells)


def _narrower(question: str, text: str) -> bool:
    """Whether every amount that a text tells is of a part: 「保险服务进出口额」 where 「服务进出口额」 is asked."""
    told = list(_AMOUNT.finditer("".join(fold(text).split())))
    if not told or direction(question):
        return False
    return all(found[2] in question and bool(_PART.search(_rest(found[1], question))) for found in told)


def _rest(thing: str, question: str) -> str:
    """What the name of a thing has beyond the words of the question, and those that every amount may have."""
    return without(_ANY.sub("\0", thing), question)

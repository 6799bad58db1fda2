"""Unanswerable questions drafted by rule: a true one with a year or place that no passage has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from langchain_core.documents import Document

from evals.dataset import Question
from evals.drafting_words import draft_id

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=\s*年)")
_PROVINCES = (
    "北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西"
    " 海南 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆"
)
_PLACES = tuple(_PROVINCES.split())
_KINDS = ("number", "table", "date")


def twins(questions: Iterable[Question], passages: Iterable[Document]) -> Iterator[Question]:
    """Of each question of a figure that names one year or place: the same of one that no passage names.

    Years are later ones that stand in no document, and places are provinces that no document names, so
    that no passage can answer.
    """
    text = "\n".join(passage.page_content + str(passage.metadata.get("context", "")) for passage in passages)
    known = set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text))
    later = [str(year) for year in range(2026, 2060) if str(year) not in known]
    places = [place for place in _PLACES if place not in text]
    for at, question in enumerate(questions):
        if question.kind not in _KINDS:
            continue
        asked = question.question
        said = re.sub(r"^关于[^，]*，", "", asked)
        years = set(_YEAR.findall(said))
        named = [place for place in _PLACES if place in said]
        if len(years) == 1 and later:
            changed = _YEAR.sub(later[at % min(8, len(later))], asked)
        elif len(named) == 1 and places:
            changed = asked.replace(named[0], places[at % len(places)])
        else:
            continue
        yield replace(
            question,
            id=draft_id(changed),
            question=changed,
            kind="unanswerable",
            evidence=(),
            answer="",
            must=(),
            note=f"drafted by rule: unanswerable, made of {question.id}",
        )

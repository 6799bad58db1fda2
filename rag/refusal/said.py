"""What a refusal says: what was looked for, and what the nearest passages do say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from langchain_core.documents import Document

from index.passage import about
from rag.cite import inert
from rag.compared import years_between
from rag.extractive.supposed import supposed, unfound
from rag.phrase import plain_heading
from rag.prompts import LIST_SEPARATOR, REFUSAL, REFUSAL_NEAREST, language
from rag.refusal.fixed import Fixed, fixed
from rag.refusal.look import stated_years
from rag.refusal.near import Near, Reading
from rag.refusal.opposite import OPPOSED
from rag.refusal.places import speaks_of
from rag.refusal.units import has_unit
from rag.statements import Statement
from rag.support import Asked, Support, years
from rag.wanted import Wanted, Word, is_slight

_ALIKE = 0.6
"""Statements that match the question less are not worth speaking of."""
_SAID, _UNSAID = 0.95, 0.5
"""A word matched so well is spoken of, one so badly is not."""
_BEST = 0.9
"""Statements that match so much of what the best one does are what comes nearest."""
_WORDS = 2
_LONG = 16
"""Characters of what is spoken of that are said again."""
_YEARS = 4
_LOOSE = "有是的在为了"
"""What a word may end in that belongs to the next."""
_NAMED = re.compile(r"(?!.*[多几哪谁么])[\u4e00-\u9fff]{2,6}")

_SAYS = {
    "years": {
        "zh": "相近的内容给出的是{there}年的，没有{asked}年的。",
        "en": " What comes nearest is of {there}, not of {asked}.",
    },
    "no year": {"zh": "相近的内容没有说到{asked}年。", "en": " What comes nearest does not speak of {asked}."},
    "untold": {"zh": "（没有找到{asked}年的。）", "en": "(Nothing was found of {asked}.)"},
    "unfound": {"zh": "（引文里没有“{asked}”。）", "en": "(The passages quoted do not say “{asked}”.)"},
    "absent": {"zh": "相近的内容没有提到“{asked}”。", "en": " What comes nearest does not mention “{asked}”."},
    "unit": {"zh": "相近的内容没有给出以“{asked}”计的数。", "en": " What comes nearest gives no figure in “{asked}”."},
    "word": {
        "zh": "资料说到了{there}，没有说到“{asked}”。",
        "en": " The documents speak of {there}, but not of “{asked}”.",
    },
    "only word": {"zh": "相近的内容没有说到“{asked}”。", "en": " What comes nearest does not speak of “{asked}”."},
    "opposite": {
        "zh": "相近的内容说的是{there}，不是{asked}。",
        "en": " What comes nearest tells “{there}”, not “{asked}”.",
    },
    "form": {"zh": "相近的内容没有给出{asked}。", "en": " What comes nearest gives no {asked}."},
}
_FORMS = {
    "money": {"zh": "金额", "en": "sum of money"},
    "firm": {"zh": "机构的名称", "en": "name of a company"},
    "body": {"zh": "单位的名称", "en": "name of a body"},
    "person": {"zh": "人名", "en": "name of a person"},
    "day": {"zh": "日期", "en": "date"},
    "month": {"zh": "月份", "en": "month"},
    "year": {"zh": "年份", "en": "year"},
    "country": {"zh": "国家的名称", "en": "name of a country"},
    "work": {"zh": "作品的名称", "en": "title of a work"},
    "route": {"zh": "起点和终点", "en": "beginning and end of a route"},
    "city": {"zh": "城市的名称", "en": "name of a city"},
    "share": {"zh": "百分比", "en": "percentage"},
    "rank": {"zh": "名次", "en": "rank"},
    "duration": {"zh": "时长", "en": "length of time"},
}
_ONLY_COMPARED = re.compile(r"[比较与同自从](?:19|20)\d\d年|(?:19|20)\d\d年(?:以来|起|到|至)")
_JOIN = {"zh": "、", "en": ", "}


def refusal_text(question: str, passages: Sequence[Document], reading: Reading) -> str:
    """The text of a refusal, in the question's language: what the documents do not say, and where they come near.

    Args:
        question: as it was asked.
        passages: what was retrieved, best first.
        reading: of both.
    """
    tongue = language(question)
    return REFUSAL[tongue] + _lack(reading, tongue) + _nearest(passages, tongue)


def untold_years(question: str, asked: Asked, told: Sequence[Statement]) -> str:
    """That an answer lacks some of the years that the question names; empty where it has all, or none.

    A year that is only compared with (「比2021年」), or that begins or ends a span, need not be told.

    Args:
        question: as it was asked.
        asked: the same, taken apart.
        told: the statements of the answer.
    """
    text = asked.query.text
    named = fixed(text, asked.query.sought).years & years(_ONLY_COMPARED.sub("", text))
    there = frozenset[str]().union(*(stated_years(one) | years(f"{one.text}\n{one.context}") for one in told))
    if years_between(text) or not named & there or named <= there:
        return ""
    tongue = language(question)
    return _SAYS["untold"][tongue].format(asked=_JOIN[tongue].join(sorted(named - there)))


def untold_figures(question: str, asked: Asked, told: Sequence[Statement], support: Support) -> str:
    """That the passages of an answer do not hold a figure that the question supposes; empty where they do.

    Empty also where the answer itself says whether it holds. The arguments are those of `untold_years`.
    """
    figures = [] if supposed(asked, told, support) else unfound(asked, told)
    tongue = language(question)
    return _SAYS["unfound"][tongue].format(asked=_JOIN[tongue].join(figures)) if figures else ""


def _lack(reading: Reading, tongue: str) -> str:
    """What the nearest statements say instead; empty where they are about something else altogether."""
    question = reading.question
    found = [near for near in reading.found if near.score >= _ALIKE]
    if not found or not question.words:
        return ""
    must = fixed(question.query.text, question.query.sought)
    return (
        _of_years(must, found, tongue)
        or _of_opposite(question.query.text, must, found, tongue)
        or _absent(must, reading.found, tongue)
        or _of_words(question, must, found, tongue)
        or _of_form(must, reading.found, tongue)
    )


def _of_years(must: Fixed, found: Sequence[Near], tongue: str) -> str:
    told = [stated_years(near.statement) for near in found if near.score >= _BEST * found[0].score]
    years = frozenset[str]().union(*told)
    missing = must.years - years
    if not missing:
        return ""
    there = sorted(years, reverse=True)[:_YEARS]
    said = _SAYS["years" if there else "no year"][tongue]
    return said.format(there=_JOIN[tongue].join(there), asked=_JOIN[tongue].join(sorted(missing)))


def _of_opposite(text: str, must: Fixed, found: Sequence[Near], tongue: str) -> str:
    """That the nearest statement of the year and place asked for tells a surplus, and not a deficit, or the reverse."""
    for asked, other in OPPOSED:
        for near in found if asked in text and other not in text else ():
            years, named = stated_years(near.statement), all(speaks_of(near.text, place) for place in must.places)
            if other in near.line and asked not in near.own and must.years <= years and named:
                return _SAYS["opposite"][tongue].format(there=other, asked=asked)
    return ""


def _absent(must: Fixed, found: Sequence[Near], tongue: str) -> str:
    told = "\n".join(near.text for near in found)
    missing = next((name for name in (*must.names, *must.places) if not speaks_of(told, name)), "")
    missing = missing or next((name for name in must.numerals if not must.has(name, told)), "")
    return _SAYS["absent"][tongue].format(asked=inert(missing)) if missing else ""


def _of_words(question: Wanted, must: Fixed, found: Sequence[Near], tongue: str) -> str:
    """What is asked for, if nothing near speaks of it, beside what is spoken of; only what names something."""
    text = question.query.text
    asked = _unsaid(question, must, found)
    if not asked:
        return ""
    words = zip(question.words, found[0].words, strict=True)
    naming = [word for word, match in words if match >= _SAID and not is_slight(word.text)]
    runs = [run.rstrip(_LOOSE) for run in _runs(naming, text)]
    said = [run for run in runs if 1 < len(run) <= _LONG and asked not in run][:_WORDS]
    there = _JOIN[tongue].join(f"“{inert(run)}”" for run in said)
    return _SAYS["word" if said else "only word"][tongue].format(there=there, asked=inert(asked))


def _unsaid(question: Wanted, must: Fixed, found: Sequence[Near]) -> str:
    """What is asked for that no statement speaks of: a known attribute, else the words that say it; empty if none."""
    told = "\n".join(near.text for near in found)
    for attribute in must.attributes:
        if _NAMED.fullmatch(attribute.asked) and not is_slight(attribute.asked) and not attribute.told.search(told):
            return attribute.asked
    missing = [
        word
        for word, match in zip(question.words, found[0].words, strict=True)
        if word.focus
        and match < _UNSAID
        and not (must.unit and word.text.startswith(must.unit))
        and not any(name in told for name in (word.text, *word.others))
    ]
    return _runs(missing, question.query.text)[0].rstrip(_LOOSE) if missing else ""


def _runs(words: Sequence[Word], text: str) -> list[str]:
    """Runs of `words` that follow each other in the folded question `text`, the weightiest first."""
    runs: list[tuple[float, int, int]] = []
    for word in sorted(words, key=lambda word: word.start):
        end = word.start + len(word.text)
        if runs and text[runs[-1][2] : word.start].strip() == "" and word.start >= runs[-1][2]:
            runs[-1] = (runs[-1][0] + word.weight, runs[-1][1], end)
        else:
            runs.append((word.weight, word.start, end))
    return [text[start:end] for _, start, end in sorted(runs, key=lambda run: -run[0])]


def _of_form(must: Fixed, found: Sequence[Near], tongue: str) -> str:
    """That nothing found gives a figure in the unit asked for, or a sum of money, a date, a name."""
    if must.unit and not any(has_unit(near.text, must.unit) for near in found):
        return _SAYS["unit"][tongue].format(asked=must.unit)
    if must.kind not in _FORMS or must.form is None or any(must.form.search(near.text) for near in found):
        return ""
    return _SAYS["form"][tongue].format(asked=_FORMS[must.kind][tongue])


def _nearest(passages: Sequence[Document], tongue: str) -> str:
    headings = (about(passage)[:2] for passage in passages[:3])
    places = (filter(None, [title, *map(plain_heading, section[-1:])]) for title, section in headings)
    names = list(dict.fromkeys(filter(None, (inert(" › ".join(place)) for place in places))))
    return REFUSAL_NEAREST[tongue].format(names=LIST_SEPARATOR[tongue].join(names)) if names else ""

"""Questions drafted from sentences: figures, dates, definitions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from langchain_core.documents import Document

from evals.dataset import Question
from evals.drafting_words import balanced, drafted, framed, sentences

_UNIT = (
    "个百分点|个工作日|个月|个|家|户|人次|人|件|项|笔|单|亿元|万元|亿美元|万美元|元|%|天|小时|分钟"
    "|公里|平方公里|万吨|吨|趟|列|班|架|公顷|亩|万平方米|平方米|年以上|倍"
)
_FIGURE = re.compile(
    rf"(?<![\d.第\-—～~])(?<!\d至)(\d[\d,]*(?:\.\d+)?)\s*((?:余|多|万余|亿余)?(?:{_UNIT}))(?!\s*[-—～~至\d%])"
)
_DIGIT = re.compile(r"\d")
_NO_FIGURE = re.compile(
    r"(?:19|20)\d\d\s*(?:[-—–～至到]\s*(?:19|20)?\d\d)?\s*年(?:\d+月)?(?:\d+日)?(?:底)?|[“《（(][^”》）)]*[”》）)]"
)
_ROUND = re.compile(r"^(?:以上|以下|左右|以内)")
_CLAUSE = re.compile(r"[，,]")
_DAY = r"((?:19|20)\d\d\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)"
_ON_DAY = re.compile(rf"^([^，]{{4,40}}?)(?:已)?于\s*{_DAY}(?![起前至—-])\s*([^，,]{{2,40}})(?=[，,]|$)")
_DAY_FIRST = re.compile(rf"^{_DAY}\s*[，,]?\s*([^，,]{{8,50}})(?=[，,]|$)")
_DEFINITION = re.compile(
    r"^(?:所谓|本\w{1,4}所称)?[“\"]?([^，。“”（）()是]{2,20}?)[”\"]?(?:（[^）]{1,60}）|\([^)]{1,60}\))?\s*，?"
    r"(?:是指|指的是|即指|系指|是一种|指(?=[在由以对通利将用经个]))(?=.{8,})"
)
_IS_A = re.compile(
    r"^[“\"]?([^，。“”（）()是]{2,16})[”\"]?(?:（[^）]{1,60}）)?是(?=[^，]{8,})"
    r"(?=.*(?:统称|总称|简称|活动|行为|过程|模式|方式|机制|制度|形式|凭证|技术|概念|货币)$)(?!.*(?:主要|重要|这样|关键))"
)
_NOT_ON = re.compile(
    r"^[起前至底以在由获并共被经将已向对为—-]|^印发|这|该|其|上述|(?:以来|之际|和|与|后|时|中|上|下|间)$"
)
_MEASURING = re.compile(r"[为是达到长降升幅占的率约于有少高过减近至超提多收]$")
_LONGEST = 110


def figures(passage: Document) -> Iterator[Question]:
    """A figure, by the clause that it stands in and what comes before it in the sentence."""
    if passage.metadata.get("kind") == "table":
        return
    for sentence in sentences(passage):
        figure = _FIGURE.search(_NO_FIGURE.sub(lambda m: "口" * len(m[0]), sentence))
        if not figure or len(sentence) > _LONGEST:
            continue
        before = sentence[: figure.start()]
        rest = _CLAUSE.split(sentence[figure.end() :])[0]
        if _DIGIT.search(_NO_FIGURE.sub("", before) + _NO_FIGURE.sub("", rest)):
            continue  # of several figures none is what the clause is about
        last = _CLAUSE.split(before)[-1]
        value, unit = sentence[figure.start(1) : figure.end(1)], re.sub(r"^(?:万|亿)?[余多]", "", figure[2])
        what = "百分之多少" if unit == "%" else f"多少{unit}"
        asked = f"{before}{what}{_ROUND.sub('', rest)}".strip("，、：: ")
        if (
            len(before) < 8
            or not len(last) >= 2
            or len(asked) > 70
            or not balanced(asked)
            or rest[:1] == "/"
            or "、" in rest
            or not _asked_well(before, unit, rest)
        ):
            continue
        must = (f"{value}{figure[2]}", f"{value} {figure[2]}")
        yield drafted(passage, "number", framed(passage, f"{asked}？"), [sentence], must[0], (must,))


def _asked_well(before: str, unit: str, rest: str) -> bool:
    """Whether the figure is what the clause states: not 「24小时作业」, and a share is one of something."""
    if unit in ("小时", "天", "分钟", "年以上"):
        return not rest or rest.startswith(("内", "以", "左右", "时间"))
    return unit != "%" or bool(_MEASURING.search(before.strip()))


def dates(passage: Document) -> Iterator[Question]:
    """When something came about, where a sentence with one date says so."""
    if passage.metadata.get("kind") == "table":
        return
    for sentence in sentences(passage):
        if not (match := _ON_DAY.match(sentence)):
            continue
        asked = f"{match[1]}是什么时候{match[3].rstrip('的')}的？"
        if balanced(asked):
            yield drafted(passage, "date", framed(passage, asked), [sentence], match[2], ((match[2],),))
    for line in passage.page_content.split("\n"):  # these begin with a figure
        for part in re.split(r"[。；]", line):
            sentence = part.strip()
            if (match := _DAY_FIRST.match(sentence)) and balanced(match[2]) and not _NOT_ON.search(match[2]):
                asked = f"{match[2].strip()}是在什么时候？"
                yield drafted(passage, "date", framed(passage, asked), [sentence], match[1], ((match[1],),))


def definitions(passage: Document) -> Iterator[Question]:
    """What a term means, where a sentence says so."""
    for sentence in sentences(passage):
        term = _DEFINITION.match(sentence) or _IS_A.match(sentence)
        if (
            term
            and len(sentence) <= 2 * _LONGEST
            and not re.search(r"[的了和与及在、\d]$|^[对在以将]|[不也均都仅就才只]$", term[1])
        ):
            yield drafted(passage, "definition", f"什么是{term[1].strip()}？", [sentence], f"{sentence}。")

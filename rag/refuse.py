"""Whether what was found answers the question: decided by evidence, not by a bare similarity.

A question about another year, place or attribute than the passages hold looks very similar to
one that they answer. So what it names is looked up one by one: its years, places, quoted names,
the unit of the figure it asks for.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np
from langchain_core.documents import Document

from index.terms import fold
from rag.extract import Scored, stated_years
from rag.support import Asked, Support

_PLACES = re.compile(
    "北京|天津|河北|山西|内蒙古|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|重庆|四川|贵州|云南|西藏|陕西|甘肃|青海"
    "|宁夏|新疆|香港|澳门|台湾|(?:^|(?<=[，、和与对在省]))[\u4e00-\u9fff]{2}(?=[市州县])"
)
# Only units that name what is counted: 「几次」 and 「几个月」 are said of anything.
_UNITS = "美元|元|公顷|平方公里|平方米|亩|公里|吨|家|项|件|名|人次|人|户|笔|列|班|架|套|份|所|支|标箱|TEU"
_ASKED_UNIT = re.compile(rf"(?:多少|几)\s*(?:亿|万|千|百)*((?:{_UNITS}))", re.IGNORECASE)


@dataclass(frozen=True)
class Evidence:
    """What of a question its best passages hold; each value is in [0, 1] or a count of misses."""

    soft: float
    """How well the chosen statements match the question token by token."""
    weakest: float
    """The same for the quarter of the question that is matched worst."""
    exact: float
    """Share of the question's words in them, by rarity."""
    top: float
    """Ranking score of the best passage."""
    gap: float
    """Its distance to the fifth."""
    hole: float
    """Share of its rare words that are not even meant by the passage, if the others are there."""
    unknown: float
    """Share of its words, by rarity, that stand nowhere in the index."""
    unit_missing: float
    place_missing: float
    year_missing: float
    name_missing: float


# Fitted by `scripts/fit_refusal.py`: logistic regression on right answers against questions
# whose evidence was taken away, unanswerable ones, and ones on other subjects.
_WEIGHTS = Evidence(
    soft=0.9, weakest=0.33, exact=1.78, top=1.35, gap=1.33, hole=-0.8, unknown=-0.7,
    unit_missing=-2.56, place_missing=-2.61, year_missing=-1.88, name_missing=-1.97,
)  # fmt: skip
_BIAS = -2.38
_MEANT = 0.45
"""Cosine from which on two words can mean the same."""
_SHORT, _ELSEWHERE, _FAR = 4, 0.35, 0.56
"""Naming words of a short question; share of unknown words and best score of one on another subject."""
THRESHOLD = 0.125
"""Below this confidence the question is refused."""


def confidence(evidence: Evidence) -> float:
    """The estimated probability, in (0, 1), that the evidence answers the question."""
    value = _BIAS + sum(w * v for w, v in zip(astuple(_WEIGHTS), astuple(evidence), strict=True))
    return 1 / (1 + math.exp(-value))


def gather(asked: Asked, ranked: Sequence[Scored], passages: Sequence[Document], support: Support) -> Evidence:
    """The evidence for an answer from the best statements and passages."""
    best = [s.statement for s in ranked[:3]]
    said = "\n".join(f"{s.text}\n{s.context}" for s in best[:1])
    around = "\n".join([*(f"{s.text}\n{s.context}" for s in best), *(p.page_content for p in passages[:2])])
    matches = support.matches(asked, said)
    idf = asked.tokens.idf
    near = fold(around)
    plain = re.sub(r"\s", "", near)
    scores = [float(p.metadata.get("score", 0.0)) for p in passages] or [0.0]
    unit = _ASKED_UNIT.search(asked.text)
    places = set(_PLACES.findall(fold(asked.text)))
    return Evidence(
        soft=support.weigh(asked, matches),
        weakest=_weakest(matches, idf),
        exact=support.coverage(asked, said),
        top=scores[0],
        gap=scores[0] - scores[min(4, len(scores) - 1)],
        hole=_hole(asked, f"{best[0].context}\n{best[0].passage.page_content}" if best else "", support),
        unknown=asked.unknown,
        unit_missing=float(bool(unit) and not _has_unit(fold(said), fold(unit[1]) if unit else "")),
        place_missing=sum(place not in plain for place in places) / max(1, len(places)),
        year_missing=float(bool(asked.years) and not any(asked.years & stated_years(s) for s in best[:1])),
        name_missing=float(any(re.sub(r"\s", "", name) not in plain for name in asked.names)),
    )


def trust(asked: Asked, ranked: Sequence[Scored], passages: Sequence[Document], support: Support) -> float:
    """How sure it is that the best statements answer the question, in [0, 1]; from `THRESHOLD` on they are given."""
    if not ranked or not any(len(term) > 1 for term in asked.terms):
        return 0.0  # a question that names nothing has no answer
    evidence = gather(asked, ranked, passages, support)
    # However alike they look: what holds for another year, place, thing or unit is no answer.
    if evidence.year_missing or evidence.name_missing or evidence.unit_missing or evidence.place_missing == 1:
        return 0.0
    # Everyday words in a long question may be unknown to official documents; in a short one,
    # the word that is unknown is what the question is about.
    elsewhere = max(evidence.unknown, evidence.hole) >= _ELSEWHERE and evidence.top < _FAR
    if len(asked.terms) <= _SHORT and elsewhere:
        return 0.0
    return confidence(evidence)


def _weakest(
    matches: np.ndarray[tuple[int], np.dtype[np.float32]],
    idf: np.ndarray[tuple[int], np.dtype[np.float32]],
    share: float = 0.25,
) -> float:
    if not len(matches):
        return 0.0
    order = np.argsort(matches)
    cumulated = np.cumsum(idf[order]) / (float(idf.sum()) or 1.0)
    return float(matches[order[: int(np.searchsorted(cumulated, share)) + 1]].mean())


def _hole(asked: Asked, text: str, support: Support) -> float:
    """How much of the question a text leaves out that otherwise speaks of it, in [0, 1].

    A question in everyday words shares few words with its answer, so missing words say little; in
    one that names things as the documents do, the missing word is often what is asked for.
    """
    held = support.words(text)
    tokens = support.tokens(text)
    rows = tokens.table[np.unique(tokens.ids)]
    weights = {word: weight**2 for word, weight in asked.terms.items() if len(word) > 1}
    total = sum(weights.values())
    if not total or not len(rows):
        return 0.0
    present = missing = 0.0
    for word, weight in weights.items():
        if word in held or any(word in other for other in held):
            present += weight
            continue
        own = support.tokens(word)
        near = float((own.rows @ rows.T).max(axis=1) @ own.idf) / (float(own.idf.sum()) or 1.0) if len(own.ids) else 0.0
        if near < _MEANT:
            missing += weight
    return present / total * missing / total * 4  # both halves: 1


def _has_unit(said: str, unit: str) -> bool:
    unit = re.escape(unit)
    return bool(
        re.search(rf"[\d一二三四五六七八九十百千万亿两半](?:余|多|余个|多个)?(?:[亿万千百])*(?:余|多)?\s*{unit}", said)
    ) or bool(re.search(rf"单位[:：][^\n]*{unit}|[(（][^()（）]*{unit}[)）]", said))

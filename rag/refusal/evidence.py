"""What the nearest statements hold of what a question fixes, as numbers for the decision."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from langchain_core.documents import Document

from rag.matching import QueryMatcher
from rag.refusal.fixed import Fixed, fixed, has_unit
from rag.refusal.near import Near, mean_of, plain, stands
from rag.refusal.wanted import Wanted
from rag.statements import Statement
from rag.support import Support, years

Floats = npt.NDArray[np.float32]

_TRIED = 12
"""Statements of which the one is taken that holds most of what the question fixes."""
_PARTS = 6
"""Of which the several parts of a question may be answered by different ones."""
_POOR = 0.5
"""A word matched worse than this is not said."""
_LACK = {"year": 0.25, "place": 0.2, "name": 0.15, "form": 0.12, "unit": 0.1, "numeral": 0.1}
"""What a lack costs a statement when the best one is chosen."""
_CHINESE = re.compile("[\u4e00-\u9fff]")
_CLAUSE = re.compile(r"[，,；;。\n]")


@dataclass(frozen=True)
class Evidence:
    """What of a question its nearest statements hold; each value is in [0, 1]."""

    exact: float
    """Share of its words, by rarity, that stands beside the best statement under their own or other names."""
    poor: float
    """Share of them that is not said there."""
    own_worst: float
    """How far the word is from being said in the statement itself or its headings whose lack weighs most."""
    slot: float
    """How well the words that say what is asked for are matched in a clause that has the form of the answer."""
    apart: float
    """How much better its words are matched all over the passages than together."""
    top: float
    """Ranking score of the best passage."""
    gap: float
    """Its distance to the fifth."""
    lead: float
    """How much better the best statement matches than the best one of another passage."""
    unknown: float
    """Share of its words, by rarity, that stand nowhere in the index."""
    form_missing: float
    """Whether the statement has nothing of the form asked for."""
    unit_missing: float
    place_missing: float
    year_missing: float
    year_far: float
    """Whether no statement looked at is of a year asked for."""
    name_missing: float
    numeral_missing: float
    rate_missing: float
    several: float
    """Whether it asks several things: then each may be told in another statement."""
    latin: float
    """Whether it is in Latin letters, and the passages are not."""


def gather(
    wanted: Wanted, found: Sequence[Near], passages: Sequence[Document], unknown: float, support: Support
) -> Evidence:
    """The evidence of the nearest statements, of which there is at least one.

    Args:
        wanted: the question.
        found: statements, best first.
        passages: what was retrieved, best first.
        unknown: share of the question's words, by rarity, that stand nowhere in the index.
        support: for tokens.
    """
    text = wanted.query.text
    must = fixed(text, wanted.query.sought)
    weights = np.array([word.weight for word in wanted.words], dtype=np.float32)
    tried = found[:_TRIED]
    lacks = [lacking(must, near) for near in tried]
    fits = [
        (near.score + float(near.held @ weights)) / 2 - sum(_LACK[name] * value for name, value in lack.items())
        for near, lack in zip(tried, lacks, strict=True)
    ]
    at = int(np.argmax(fits))
    best, lack = tried[at], lacks[at]
    if wanted.asks > 1 or len(must.places) > 1 or len(must.names) > 1 or len(must.years) > 1:
        # Several things may be told in several statements.
        lack = {name: min(other[name] for other in lacks[:_PARTS]) for name in lack}
        lack["place"] = _lacking_everywhere(must.places, tried[:_PARTS])
        lack["name"] = _lacking_everywhere(must.names, tried[:_PARTS])
    focus = np.array([word.focus for word in wanted.words], dtype=bool)
    scores = [float(p.metadata.get("score", 0.0)) for p in passages] or [0.0]
    anywhere = np.max([near.words for near in found], axis=0)
    other = next((n.score for n in found if n.statement.passage is not best.statement.passage), 0.0)
    alone = 1.0 if wanted.asks < 2 else 0.5
    return Evidence(
        exact=float(best.exact @ weights),
        poor=float((best.words < _POOR) @ weights),
        own_worst=float(((1 - best.held) * weights).max(initial=0.0)),
        slot=_slot(wanted, best, must.form, weights, focus, support),
        apart=float((anywhere - best.words) @ weights),
        top=scores[0],
        gap=scores[0] - scores[min(4, len(scores) - 1)],
        lead=best.score - other,
        unknown=unknown,
        form_missing=lack["form"] * alone,
        unit_missing=lack["unit"],
        place_missing=lack["place"],
        year_missing=lack["year"] * alone,
        year_far=float(bool(must.years) and not any(must.years & stated_years(n.statement) for n in found)),
        name_missing=lack["name"],
        numeral_missing=lack["numeral"],
        rate_missing=_share(must.rates, best.text),
        several=float(wanted.asks > 1),
        latin=float(not _CHINESE.search(text) and bool(_CHINESE.search(best.own))),
    )


def lacking(must: Fixed, near: Near) -> dict[str, float]:
    """What a statement lacks of what a question fixes, each in [0, 1]."""
    line = near.own.split("\n", 1)[0]
    told = line if near.statement.kind != "row" else near.own
    return {
        "year": float(bool(must.years) and not must.years & stated_years(near.statement)),
        "place": (_share(must.places, near.own) + _share(must.places, near.text)) / 2,
        "name": _share(must.names, near.text),
        "form": float(must.form is not None and not must.form.search(told)),
        "unit": float(bool(must.unit) and not has_unit(near.text, must.unit)),
        "numeral": (_share(must.numerals, near.own) + _share(must.numerals, near.text)) / 2,
    }


def _lacking_everywhere(wanted: Sequence[str], tried: Sequence[Near]) -> float:
    return _share(wanted, "\n".join(near.text for near in tried))


def stated_years(statement: Statement) -> frozenset[str]:
    """The years that a statement is about: those that it names, else those of its title, section or caption.

    Of a table row the year that labels it, else those that head its columns, and only then those
    of title and caption, which span years (「2016-2022」) more often than they mean one.
    """
    if statement.kind != "row":
        return years(statement.text) or years(statement.context)
    header = str(statement.passage.metadata.get("context", "")).split("\n")[-1]
    return years(statement.text.split("\t")[0]) or years(header) or years(statement.context)


def _slot(
    wanted: Wanted,
    near: Near,
    form: re.Pattern[str] | None,
    weights: Floats,
    focus: npt.NDArray[np.bool_],
    support: Support,
) -> float:
    """How well what is asked for is matched in a clause that may answer, and the one before it."""
    if near.statement.kind == "row":
        return _mean(near.held, weights, focus)
    clauses = [part for part in _CLAUSE.split(near.statement.text) if part.strip()] or [near.statement.text]
    parts = [
        "，".join(clauses[max(0, i - 1) : i + 1])
        for i, clause in enumerate(clauses)
        if form is None or form.search(plain(clause))
    ]
    best = 0.0
    for row, part in zip(QueryMatcher(wanted.query)([support.tokens(part) for part in parts]), parts, strict=True):
        said = plain(part)
        meant = [
            max(stands(w.text, w.others, said), mean_of(row, wanted.query.weights, w.tokens)) for w in wanted.words
        ]
        best = max(best, _mean(np.array(meant, dtype=np.float32), weights, focus))
    return best


def _share(wanted: Sequence[str], text: str) -> float:
    return sum(name not in text for name in wanted) / len(wanted) if wanted else 0.0


def _mean(values: Floats, weights: Floats, at: npt.NDArray[np.bool_]) -> float:
    total = float(weights[at].sum())
    return float(values[at] @ weights[at]) / total if total else 1.0

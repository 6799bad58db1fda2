"""The evidence of the statements that come nearest, one by one and, for a question with several parts, together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.terms import is_nominal
from rag.prompts import language
from rag.refusal.evidence import Evidence
from rag.refusal.look import Look
from rag.refusal.near import Near, Reading
from rag.refusal.units import has_unit, measure_asked
from rag.standing import above, stands_in
from rag.statements import Statement
from rag.wanted import Word, is_light, is_slight

TRIED = 10
"""Statements that are looked at closely; the one that answers best decides."""
_TOGETHER = 8
"""Of which the several parts of a question may be answered by different ones."""
_ALIKE = 0.75
"""Those that match so much of what the best one does."""
_SEVERAL = re.compile(r"和|与|跟|、|比|还是|哪边|谁|同|\b(?:and|or|than|vs)\b")
"""What joins the things that a question compares."""
_PER_WORD = 2
_HALF = 0.5
LEAST, LEAST_SHORT = 0.14, 0.25
"""Score of the best passage below which a long and a short question is on another subject; of the questions that are
answerable one in 150 has so little, mostly with a wrong passage first (`scripts/fit_refusal.py`)."""
SHORT, LONG = 13, 22
"""Characters of a short and of a long question; a word of an English one counts two."""
_SAID = 0.949
"""A word matched so well is said: so is one under another name, for which 0.95 stands, in 32 bits a little less."""
_POOR, _MUCH = 0.5, 0.25
"""A word matched worse than the one is not said; the share of such words of a question from which on they are many."""


def weighed(look: Look, chosen: Sequence[Statement]) -> list[Evidence]:
    """The evidence of the nearest statements, best matched first; of several parts also of the nearest together.

    None where the question or the passages say nothing.

    Args:
        look: at the question, and the statements near it.
        chosen: those that would be quoted: they have a say, too.
    """
    reading, wanted, must = look.reading, look.wanted, look.must
    if not reading.tells:
        return []
    found = reading.found
    # Of the best passage one more: it may tell by its heading what others tell in the question's words.
    tried = [*found[:TRIED], *[near for near in found[TRIED:] if near.rank == 0][:1]]
    tried += [near for near in quoted(reading, chosen) if near not in tried]
    every = [look.at(near) for near in tried]
    many = max(len(must.places), len(must.names), len(must.years)) > 1 and _SEVERAL.search(wanted.query.text)
    if len(every) > 1 and (wanted.asks > 1 or many):
        least = _ALIKE * found[0].score
        at = [i for i, near in enumerate(tried[:_TOGETHER]) if near.score >= least]
        first = [every[i] for i in at]
        lacks = zip(*(look.places_missing(tried[i]) for i in at), strict=True)
        place = max((min(of) for of in lacks), default=0.0)
        if wanted.asks > 1:
            alone = len(must.places) < 2 and len(must.names) < 2
            # Who speaks of another place tells none of its parts; a year may be that of one of them.
            kept = [one for one in first if max(one.place_missing, one.name_missing) < _HALF]
            every.append(_together(kept if alone and kept else first, place))
        else:  # what is compared may be told in several statements
            joined = {
                name: min(getattr(one, name) for one in first)
                for name in ("year_missing", "name_missing", "numeral_missing")
            }
            every += [replace(one, place_missing=place, **joined) for one in first]
    return every


def by_themselves(look: Look, chosen: Sequence[Statement]) -> list[Evidence | None]:
    """The evidence of each statement that would be quoted, whatever others tell; None where it was not read."""
    return [look.at(near[0]) if (near := quoted(look.reading, [one])) else None for one in chosen]


def quoted(reading: Reading, chosen: Sequence[Statement]) -> list[Near]:
    """The statements chosen to be quoted, as they were read; those of passages behind the first are none of them."""
    places = {(id(one.passage), one.start) for one in chosen}
    return [near for near in reading.found if (id(near.statement.passage), near.statement.start) in places]


def ruled_out(reading: Reading) -> bool:
    """Whether a question is refused whatever the evidence."""
    return strange(reading) or foreign(reading) or unmeasured(reading)


def strange(reading: Reading) -> bool:
    """Whether the question is on another subject altogether: no passage comes near it.

    In a long everyday question most words may stand somewhere; only the retrieval sees that they do not stand together.
    The few words of a short one must match better: with one of them alone, much is alike. Where one statement says
    every word, it is on no other subject.
    """
    if all(match >= _SAID or is_light(word.text) for word, match in _nearest_words(reading)):
        return False
    least = _least(reading.question.query.text)
    scores = [near.statement.passage.metadata.get("score") for near in reading.found]
    return all(isinstance(score, int | float) and score < least for score in scores)


def _least(text: str) -> float:
    """The score below which a folded question is on another subject: less, the longer it is."""
    return LEAST + (LEAST_SHORT - LEAST) * min(1.0, max(0.0, (LONG - _length(text)) / (LONG - SHORT)))


def _length(text: str) -> int:
    return len(text) if language(text) == "zh" else _PER_WORD * len(text.split())


def _nearest_words(reading: Reading) -> list[tuple[Word, float]]:
    """The words of the question, each with how well the nearest statement says it."""
    return list(zip(reading.question.words, map(float, reading.found[0].words), strict=True))


def foreign(reading: Reading) -> bool:
    """Whether a short question names something that stands nowhere in the index, nor is meant by what comes nearest.

    Everyday words in a long question may be unknown to official documents; in a short one, the word
    that is unknown is what the question is about.
    """
    wanted = reading.question
    parts = wanted.query.sought.parts  # 「第十二个案例讲的是什么」 names nothing else
    if parts and any(stands_in(parts, above(near.statement.passage)) for near in reading.found[:TRIED]):
        return False
    if wanted.query.sought.quoted or _length(wanted.query.text) > SHORT:
        return False
    words = _nearest_words(reading)
    poor = sum(word.weight for word, match in words if match < _POOR and not is_light(word.text))
    unknown = [word.text for word, match in words if word.rarity >= 1 and match < _POOR and not is_slight(word.text)]
    return any(map(is_nominal, unknown)) and poor >= _MUCH


def unmeasured(reading: Reading) -> bool:
    """Whether a weight, an area or a length is asked for in its unit, and none is told anywhere near."""
    unit = measure_asked(reading.question.query.text)
    return bool(unit) and not any(has_unit(near.text, unit) for near in reading.found[:TRIED])


def _together(every: Sequence[Evidence], place_missing: float) -> Evidence:
    """Several statements as one: of each lack the least, of all else the most."""
    most = {"lead", "rank", "several", "latin"}
    values = {name: [getattr(one, name) for one in every] for name in vars(every[0])}
    joined = {name: max(of) if name in most else min(of) for name, of in values.items()}
    return Evidence(**{**joined, "place_missing": place_missing})

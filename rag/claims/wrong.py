"""Facts of a sentence against the ground that it stands on: what is missing, what stands there otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from index.units import alike
from rag.claims.direction import negated, negations
from rag.claims.fact import Fact
from rag.claims.ground import BARE, Ground, facts_of
from rag.claims.plain import Plain
from rag.claims.setting import likeness, setting

_PLAIN_KINDS = frozenset({"figure", "date", "code", "name", "quoted", "latin", "time"})
_MARGIN = {"figure": 0.12, "date": 0.12, "name": 0.2, "quoted": 0.15, "code": 0.2}
"""By how much another fact's surroundings must fit better for the claimed one to be in the wrong place."""
_FITS = {"name": 0.5, "quoted": 0.5}
"""How well the surroundings of another name must fit at least."""
_TURNED = 0.2
"""The same for words of direction."""
_LEAST = 0.35
"""How well the surroundings of a word of direction must fit for it to say something of the claim."""


def wrong(sentence: Plain, grounds: Sequence[Ground], *, first: bool = False) -> list[Fact]:
    """The facts of `sentence` that no text of `grounds` states, or that these state otherwise in that place.

    `first`: one is enough.
    """
    claims = _claims(sentence)
    found: list[Fact] = []
    there: list[tuple[Fact, list[tuple[Ground, Fact]]]] = []
    for fact in claims:
        if fact.kind in _PLAIN_KINDS:
            same = [(g, f) for g in grounds for f in _equal(fact, g)]
            if same or _held(fact, grounds):
                there.append((fact, same))
            else:
                found.append(fact)
    if first and found:
        return found
    letters = re.sub(r"[^0-9a-z\u3400-\u9fff]", "", sentence.text)
    for fact, same in there:
        if _other_row(fact, same, letters) or _misplaced(sentence, fact, same, grounds):
            found.append(fact)
    for fact in (claim for claim in claims if claim.kind not in _PLAIN_KINDS):
        there_said = [(g, f) for g in grounds for f in g.facts if f.kind == fact.kind]
        found += [fact] if _turned(sentence, fact, there_said) else []
    found += _denied(sentence, grounds)
    return sorted(dict.fromkeys(found), key=lambda fact: fact.start)


@lru_cache(maxsize=64)
def _claims(sentence: Plain) -> tuple[Fact, ...]:
    return tuple(facts_of(sentence))


def _other_row(fact: Fact, same: Sequence[tuple[Ground, Fact]], letters: str) -> bool:
    """Whether a table has the figure only in rows that the sentence does not name, and it does name a row there."""
    if fact.kind != "figure" or not same:
        return False
    for ground, found in same:
        named = [(low, high) for name, low, high in ground.rows if len(name) > 1 and name in letters]
        in_row = any(low <= found.start < high for _, low, high in ground.rows)
        if not named or not in_row or any(low <= found.start < high for low, high in named):
            return False
    return True


def _equal(fact: Fact, ground: Ground) -> list[Fact]:
    """The same fact in a ground."""
    if fact.kind == "figure":
        assert isinstance(fact.key, tuple)
        number, unit = fact.key
        return [
            f
            for f in ground.facts
            if f.kind == "figure" and isinstance(f.key, tuple) and f.key[0] == number and alike(unit, f.key[1])
        ]
    if fact.kind == "date":
        return [f for f in ground.facts if f.kind == "date" and f.key == fact.key]
    if fact.kind == "code":
        assert isinstance(fact.key, tuple)
        who, *rest = fact.key
        return [
            f
            for f in ground.facts
            if f.kind == "code" and isinstance(f.key, tuple) and [*f.key[1:]] == rest
            and (not who or not f.key[0] or f.key[0].endswith(who) or who.endswith(f.key[0]))
        ]  # fmt: skip
    return [f for f in ground.facts if f.kind == fact.kind and f.key == fact.key]


def _held(fact: Fact, grounds: Sequence[Ground]) -> bool:
    """Whether a name, or a time, stands in the letters of a ground, however the words are split there."""
    if fact.kind in ("name", "quoted", "latin", "time"):
        key = str(fact.key)
        return any(key in g.letters or (fact.kind == "latin" and key in g.plain.text) for g in grounds)
    return False


def _misplaced(sentence: Plain, fact: Fact, same: Sequence[tuple[Ground, Fact]], grounds: Sequence[Ground]) -> bool:
    """Whether another fact of the kind stands where the sentence puts this one."""
    margin = _MARGIN.get(fact.kind)
    if margin is None or not same:
        return False
    claimed = setting(sentence.text, fact)
    own = max(likeness(claimed, g.plain.text, f) for g, f in same)
    places = {(id(g), f.start) for g, f in same}
    for ground in grounds:
        for other in ground.facts:
            if other.kind != fact.kind or (id(ground), other.start) in places or not _comparable(fact, other):
                continue
            if likeness(claimed, ground.plain.text, other) > max(own + margin, _FITS.get(fact.kind, 0.0)):
                return True
    return False


def _comparable(fact: Fact, other: Fact) -> bool:
    if fact.kind == "figure":
        assert isinstance(fact.key, tuple)
        assert isinstance(other.key, tuple)
        if BARE in (fact.key[1], other.key[1]):
            return not fact.key[1]
        same = fact.key[0] == other.key[0]  # of another unit
        return same or alike(fact.key[1], other.key[1]) or alike(other.key[1], fact.key[1])
    return True


def _turned(sentence: Plain, fact: Fact, there: Sequence[tuple[Ground, Fact]]) -> bool:
    """Whether the ground says the opposite of a word of direction in the place that fits best."""
    claimed = setting(sentence.text, fact)
    fits = {"same": 0.0, "other": 0.0}
    for ground, found in there:
        side = "same" if found.key == fact.key else "other"
        fits[side] = max(fits[side], likeness(claimed, ground.plain.text, found))
    return fits["other"] >= _LEAST and fits["other"] > fits["same"] + (_TURNED if fits["same"] else 0.0)


def _denied(sentence: Plain, grounds: Sequence[Ground]) -> list[Fact]:
    """What the sentence denies and the ground says, or the other way round."""
    what = negated(sentence)
    for ground in grounds:
        what |= {pair for pair in negated(ground.plain) if pair in sentence.text}
    said = negations(sentence, what)
    stated = [(g, f) for g in grounds for f in negations(g.plain, what)]
    return [fact for fact in said if _turned(sentence, fact, [(g, f) for g, f in stated if f.kind == fact.kind])]

"""How well passages fit a question: the signals that the retriever weighs."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from index.precedents import likeness
from index.terms import Term, query_terms
from rag.compared import Kind, told_by
from rag.leads import leading
from rag.matching import QueryMatcher, normalised
from rag.numbered import Part, without
from rag.places import elsewhere
from rag.profile import Profile
from rag.query import Query
from rag.runs import longest_run
from rag.standing import stands_in

Floats = npt.NDArray[np.float32]
Arms = Mapping[str, Mapping[int, float]]
"""Scores of the arms ``word``, ``bigram``, ``dense`` by passage number."""

_SAME = 0.65
"""Cosine from which on two tokens are taken for the same when it is counted how many passages hold one."""
_NOTHING, _NEAR = 0.3, 0.5
"""Cosine up to which a token is not matched at all, and from which on it is, in `Signals.near`."""
_SIBLINGS = 3
_NUMERAL = re.compile(r"\d+[.\d]|\d%")
"""A figure that says something: not 3 or 3个."""


def _none() -> Floats:
    return np.zeros(0, dtype=np.float32)


@dataclass(frozen=True)
class Signals:
    """One row a passage, one value a signal; 0 where nothing speaks for the passage.

    "Late interaction" (Khattab and Zaharia 2020) is the weighted mean, over the question's tokens,
    of the best cosine with a token of the text; a token may also be matched by what the thesaurus
    calls it, which counts `rag.matching.OTHER_NAME`.
    """

    word: Floats
    """BM25 over words, divided by the best passage's, times the most of the question that any candidate holds: where
    no passage holds its rare words, the best match of the others says little."""
    bigram: Floats
    """BM25 over character bigrams, made comparable in the same way."""
    dense: Floats
    """Cosine of question and passage vector."""
    coverage: Floats
    """Share of the question's words that the passage holds, weighted by rarity."""
    late: Floats
    """Late interaction with the passage."""
    rare: Floats
    """The same, tokens that few of the candidates match weighing more."""
    near: Floats
    """Share of the question, by token weight, that something in the passage comes near, or in what leads its sections
    (`rag.leads`): a close match counts no more than a fair one, so that a passage which touches everything asked for
    goes before one that repeats a part of it."""
    window: Floats = field(default_factory=_none)
    """Best cosine of the question with a window of whole sentences."""
    late_window: Floats = field(default_factory=_none)
    """Late interaction with the best window."""
    rare_window: Floats = field(default_factory=_none)
    """The same, weighted as `rare`; tokens may also be matched by what leads the passage's sections."""
    heading: Floats = field(default_factory=_none)
    """Late interaction with title and section path."""
    thesaurus: Floats = field(default_factory=_none)
    """Share of the question, by token weight, that has other names and stands there under its own or one of those."""
    lcs: Floats = field(default_factory=_none)
    """Longest run of the question that stands in the passage, as a share of the question."""
    form: Floats = field(default_factory=_none)
    """Late interaction with the best window that has what is asked for: a figure with its unit, a date, a share."""
    holds: Floats = field(default_factory=_none)
    """Whether there is such a window."""
    figures: Floats = field(default_factory=_none)
    """Whether it is a table, and a figure or the most of something is asked for."""
    kind: Floats = field(default_factory=_none)
    """`near` of a table of the things of which the most or least is asked for: by country for 「哪个国家……最多」."""
    quoted: Floats = field(default_factory=_none)
    """Share of the names in quotation marks that stand there."""
    year: Floats = field(default_factory=_none)
    """Share of the question's years that it speaks of."""
    place: Floats = field(default_factory=_none)
    """Share of the question's provinces that it speaks of."""
    numeral: Floats = field(default_factory=_none)
    """Share of the question's numerals that it holds in whatever spelling; years and what `part` finds are none."""
    number: Floats = field(default_factory=_none)
    """Share of the numbers of cases, chapters or articles in the question that a heading above the passage has,
    whatever it numbers."""
    section: Floats = field(default_factory=_none)
    """Late interaction with the best window of the passages around it: mean of the best three of its parent section."""
    precedent: Floats = field(default_factory=_none)
    """How much the passage reads like those that answer questions of law like this one (`index.precedents`)."""
    part: Floats = field(default_factory=_none)
    """How surely it stands in the case, chapter or article that the question names by number (`rag.standing`)."""


@dataclass(frozen=True)
class Glance:
    """What is known of all candidates before their sentences are looked at: the first signals and the tokens' worth."""

    signals: Signals
    matches: Floats
    """(passages, tokens) the best cosine of each token of the question, other names counted."""
    worth: Floats
    """(tokens,) the weight of a token, more where few candidates match it; sums to 1."""
    matcher: QueryMatcher
    """Compares the question with further texts."""


def glance(query: Query, numbers: Sequence[int], profiles: Sequence[Profile], arms: Arms) -> Glance:
    """The signals of whole passages.

    Args:
        query: the question.
        numbers: of the candidates, as the arms know them.
        profiles: of the candidates.
        arms: the scores of the first stage.
    """
    matcher = query.matcher
    matches = matcher([profile.tokens for profile in profiles])
    common = (matches > _SAME).mean(axis=0) if len(matches) else np.zeros(len(query.weights))
    worth = normalised(query.weights * np.log(1 + 1 / (common + 0.01)))
    total = sum(query.terms.values()) or 1.0
    covered = [held / total for held in _held(query.terms, profiles)]
    known = max(covered, default=0.0)
    return Glance(
        Signals(
            word=known * _arm(arms["word"], numbers),
            bigram=known * _arm(arms["bigram"], numbers),
            dense=np.array([arms["dense"].get(n, 0.0) for n in numbers], dtype=np.float32),
            coverage=np.array(covered, dtype=np.float32),
            late=matches @ normalised(query.weights),
            rare=matches @ worth,
            near=_near(matches) @ normalised(query.weights),
            part=_parts(query.sought.parts, profiles),
        ),
        matches,
        worth,
        matcher,
    )


def signals(query: Query, seen: Glance, kept: npt.NDArray[np.intp], profiles: Sequence[Profile]) -> Signals:
    """All signals of the passages that are worth a closer look.

    Args:
        query: the question.
        seen: what is known of all candidates.
        kept: the positions of these passages among them.
        profiles: of these passages, in the order of `kept`.
    """
    first = {name: values[kept] for name, values in vars(seen.signals).items() if len(values)}
    weights = normalised(query.weights)
    leads = leading([p.passage for p in profiles], seen.matches[kept])
    first["near"] = _near(np.maximum(seen.matches[kept], leads)) @ weights
    counts = [len(p.window_tokens) for p in profiles]
    matches = seen.matcher([tokens for p in profiles for tokens in p.window_tokens])
    best = _Best(counts)
    late = matches @ weights
    cosines = [p.window_vectors @ query.vector for p in profiles]
    late_window = best(late)
    form, holds = late_window, np.zeros(len(profiles), dtype=np.float32)
    if query.sought.form is not None:
        search = query.sought.form.search
        has = np.array([bool(search(text)) for p in profiles for text in p.windows], dtype=bool)
        form, holds = best(np.where(has, late, 0.0)), best(has.astype(np.float32))
    asked = query.sought
    run = "".join(query.text.split())
    return Signals(
        **first,
        window=np.array([float(c.max(initial=0.0)) for c in cosines], dtype=np.float32),
        late_window=late_window,
        rare_window=best(np.maximum(matches, np.repeat(leads, counts, axis=0)) @ seen.worth),
        heading=seen.matcher([p.heading for p in profiles]) @ weights,
        thesaurus=_known(query, profiles),
        lcs=np.array([longest_run(run, p.said) / max(1, len(run)) for p in profiles], dtype=np.float32),
        form=np.maximum(form, 0.0),
        holds=holds,
        figures=np.array([float(p.table and asked.figure) for p in profiles], dtype=np.float32),
        kind=first["near"] * np.array([_of_kind(asked.kind, p) for p in profiles], dtype=np.float32),
        quoted=_share(asked.quoted, profiles),
        year=_share(asked.years, profiles),
        place=_share(asked.places, profiles) * np.array([not elsewhere(p.section[1:], asked.places) for p in profiles]),
        numeral=_numerals(query, profiles, found=first["part"].any()),
        number=np.array([len(asked.numbers & p.numbers) / max(1, len(asked.numbers)) for p in profiles], np.float32),
        section=_sections(late_window, profiles),
        precedent=_precedent(query.expected, profiles),
    )


def _parts(asked: Sequence[Part], profiles: Sequence[Profile]) -> Floats:
    found = [stands_in(asked, p.parts) for p in profiles] if asked else np.zeros(len(profiles))
    return np.array(found, dtype=np.float32)


def _near(matches: Floats) -> Floats:
    near: Floats = np.clip((matches - _NOTHING) / (_NEAR - _NOTHING), 0.0, 1.0)
    return near


class _Best:
    """The highest value among the windows of each passage, 0 for one without windows."""

    def __init__(self, counts: Sequence[int]) -> None:
        self._counts = np.asarray(counts, dtype=np.intp)
        filled = self._counts > 0
        self._filled = filled
        self._starts = np.cumsum([0, *self._counts[filled][:-1]]) if filled.any() else np.zeros(0, dtype=np.intp)

    def __call__(self, values: npt.NDArray[np.floating]) -> Floats:
        best = np.zeros(len(self._counts), dtype=np.float32)
        if len(self._starts):
            best[self._filled] = np.maximum(np.maximum.reduceat(values, self._starts), 0.0)
        return best


def _of_kind(kind: Kind | None, profile: Profile) -> bool:
    return kind is not None and profile.table and told_by(kind, profile.header, profile.label)


def _known(query: Query, profiles: Sequence[Profile]) -> Floats:
    found = np.zeros(len(profiles), dtype=np.float32)
    total = float(query.weights.sum()) or 1.0
    for part in query.expansions:
        weight = float(query.weights[query.tokens_of(part)].sum())
        names = (query.text[part.start : part.end], *part.terms)
        latin = [frozenset(name.split()) for name in names if name.isascii()]  # as words, not as a part of others
        others = ["".join(name.split()) for name in names if not name.isascii()]
        told = [any(o in p.said for o in others) or any(words <= p.words for words in latin) for p in profiles]
        found += weight / total * np.array(told, dtype=np.float32)
    return np.minimum(found, 1.0)


def _held(terms: Mapping[Term, float], profiles: Sequence[Profile]) -> list[float]:
    """For each passage the weight of the terms that it holds; most passages hold the same few."""
    written = frozenset(word for term in terms for word in term.written)
    shared = frozenset(form for term in terms for form in term.forms)
    known: dict[tuple[frozenset[str], frozenset[str]], float] = {}
    found: list[float] = []
    for profile in profiles:
        there = profile.words & written, profile.forms & shared
        if there not in known:
            known[there] = sum(weight for term, weight in terms.items() if term.stands_in(*there))
        found.append(known[there])
    return found


def _share(wanted: Sequence[str] | frozenset[str], profiles: Sequence[Profile]) -> Floats:
    return np.array([sum(w in p.said for w in wanted) / max(1, len(wanted)) for p in profiles], dtype=np.float32)


def _numerals(query: Query, profiles: Sequence[Profile], *, found: bool) -> Floats:
    """`found`: whether what the question names by number is there, so that its number is no figure to look for."""
    named = [term for term in query.terms if any(_NUMERAL.match(form) for form in term.forms)]
    named = [term for term in named if not query.sought.years & set(term.forms)]
    if found and named:
        others = set(query_terms(without(query.text)))
        named = [term for term in named if term in others]
    held = [sum(term.stands_in(p.words, p.forms) for term in named) / max(1, len(named)) for p in profiles]
    return np.array(held, dtype=np.float32)


def _sections(scores: Floats, profiles: Sequence[Profile]) -> Floats:
    parents = [p.section[:-1] if len(p.section) > 2 else p.section for p in profiles]
    groups: dict[tuple[str, ...], list[float]] = {}
    for parent, score in zip(parents, scores, strict=True):
        groups.setdefault(parent, []).append(float(score))
    means = {parent: float(np.mean(sorted(group)[-_SIBLINGS:])) for parent, group in groups.items()}
    return np.array([means[parent] for parent in parents], dtype=np.float32)


def _precedent(expected: Floats, profiles: Sequence[Profile]) -> Floats:
    if not expected.any():
        return np.zeros(len(profiles), dtype=np.float32)
    return likeness(expected, np.array([p.vector for p in profiles]))


def _arm(scores: Mapping[int, float], numbers: Sequence[int]) -> Floats:
    best = max(scores.values(), default=0.0) or 1.0
    return np.array([scores.get(n, 0.0) / best for n in numbers], dtype=np.float32)


def inverse_frequency(count: int, total: int) -> float:
    """Robertson and Sparck Jones' inverse document frequency, never negative (as in BM25)."""
    return math.log(1 + (total - count + 0.5) / (count + 0.5))

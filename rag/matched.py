"""Which parts of a question stand in a passage, where, and under which name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from langchain_core.documents import Document

from index.embed import StaticEmbeddings
from index.spelling import Correction
from index.terms import Term, fold, names
from rag.fields import Field, Place, fields_of
from rag.folded import Folded, Span
from rag.matching import OTHER_NAME, normalised
from rag.query import Query, QueryReader

How = Literal["same word", "same form", "thesaurus", "spelling", "meaning"]

CLOSE = 0.6
"""Cosine from which on two words are said to mean alike."""
_SLIGHT = 0.05
"""Weight below which a token of a question says nothing (的, 了)."""
_ALONE = 0.5
"""One character by itself is named as a match if it weighs so much of what the weightiest part of the question does."""
_MOST = 20
"""Places named of one match."""


@dataclass(frozen=True)
class Match:
    """A part of the question that a passage has.

    Attributes:
        part: of the folded question.
        start: of it there.
        end: after its last character.
        found: what the passage has for it, as it is written there.
        how: ``same word``; ``same form`` (another spelling of a numeral, code or inflected word); ``thesaurus`` (its
            other name); ``spelling`` (what was probably meant); ``meaning`` (close by the embedding table).
        place: where in the passage: its ``text``, its ``heading`` (title and section path), a table's ``context``, the
            ``provider`` of a case.
        spans: half-open offsets of it in the passage's text; none where it stands elsewhere.
        cosine: of a match by meaning, and of one by what is close to another name, in [-1, 1]; else None.
    """

    part: str
    start: int
    end: int
    found: str
    how: How
    place: Place
    spans: tuple[Span, ...] = ()
    cosine: float | None = None


class Matcher:
    """Says of passages what of a question they have.

    Args:
        query: the question.
        slips: what was mended in it.
        static: the table of token vectors that the question was read with.
    """

    def __init__(self, query: Query, slips: Sequence[Correction], static: StaticEmbeddings) -> None:
        self._query = query
        self._slips = slips
        self._static = static
        mended = {(slip.start, slip.end) for slip in slips}
        self._named = [part for part in query.expansions if (part.start, part.end) not in mended]
        said = Folded(query.text)
        self._terms: list[tuple[Span, Term]] = []
        for term in query.terms:
            whole = [span for form in term.forms for span in said.forms.get(form, [])]
            spans = whole or (said.places(term.written[0]) if term.written else [])
            self._terms += [(spans[0], term)] if spans else []
        self._terms.sort(key=lambda found: (found[0][0], -found[0][1]))
        self._rarest = max(query.terms.values(), default=0.0)

    def __call__(self, passage: Document) -> tuple[Match, ...]:
        """The matches of a passage, in the order of the question."""
        fields = fields_of(passage, self._static)
        found = [*self._written(fields), *self._forms(fields), *self._names(fields), *self._mended(fields)]
        found += self._near_names(fields, found)
        found += self._meant(fields, found)
        return tuple(sorted(found, key=lambda match: (match.start, match.end)))

    def _written(self, fields: Sequence[Field]) -> Iterator[Match]:
        """Words that stand there as they are asked for; neighbours that are neighbours there too as one."""
        runs: list[Span] = []
        for (start, end), term in self._terms:
            if not term.written or not self._stands((start, end), fields):
                continue
            # One character leads no longer word: 年 of 2023年 does not go with 陕西 after it.
            if runs and start <= runs[-1][1] and (self._small(start, end) or not self._small(*runs[-1])):
                longer = (runs[-1][0], max(end, runs[-1][1]))
                if self._stands(longer, fields):
                    runs[-1] = longer
                    continue
            runs.append((start, end))
        rarity = {span: self._query.terms[term] for span, term in self._terms}
        for start, end in runs:
            word = self._query.text[start:end]
            # One character says little, unless the question says no more, and may be part of another word there.
            if self._small(start, end) and (
                rarity[start, end] < _ALONE * self._rarest or not any(word in field.alone for field in fields)
            ):
                continue
            yield from self._first(fields, (start, end), [word], "same word")

    def _small(self, start: int, end: int) -> bool:
        return end - start == 1 and not self._query.text[start].isascii()

    def _stands(self, part: Span, fields: Sequence[Field]) -> bool:
        return any(field.folded.places(self._query.text[slice(*part)]) for field in fields)

    def _forms(self, fields: Sequence[Field]) -> Iterator[Match]:
        for (start, end), term in self._terms:
            if self._stands((start, end), fields):
                continue
            for field in fields:
                spans = [span for form in term.forms for span in field.folded.forms.get(form, [])]
                if spans:
                    yield self._match(field, (start, end), spans, "same form")
                    break

    def _names(self, fields: Sequence[Field]) -> Iterator[Match]:
        for part in self._named:
            longest = sorted(part.terms[: QueryReader.MOST], key=lambda name: -len(name))
            yield from self._first(fields, (part.start, part.end), longest, "thesaurus")

    def _mended(self, fields: Sequence[Field]) -> Iterator[Match]:
        for slip in self._slips:
            yield from self._first(fields, (slip.start, slip.end), [slip.right], "spelling")

    def _first(self, fields: Sequence[Field], part: Span, terms: Iterable[str], how: How) -> Iterator[Match]:
        """Each of `terms`, in the first field that has it; not one within another (开发区 in 经济技术开发区)."""
        taken: list[tuple[Place, Span]] = []
        for term in terms:
            for field in fields:
                spans = [
                    (start, end)
                    for start, end in field.folded.places(term, inflected=how == "thesaurus")
                    if not any(place == field.place and s <= start and end <= e for place, (s, e) in taken)
                ]
                if spans:
                    taken += ((field.place, span) for span in spans)
                    yield self._match(field, part, spans, how)
                    break

    def _match(self, field: Field, part: Span, spans: Sequence[Span], how: How) -> Match:
        original = sorted(set(field.folded.originals(spans)))
        return self._said(field, part, original, how)

    def _said(self, field: Field, part: Span, spans: Sequence[Span], how: How, cosine: float | None = None) -> Match:
        said = [" ".join(field.folded.original[slice(*span)].split()) for span in spans[: 1 if cosine is None else 4]]
        found = "…".join(dict.fromkeys(said))
        shown = tuple(spans[:_MOST]) if field.place == "text" else ()
        return Match(self._query.text[slice(*part)], *part, found, how, field.place, shown, cosine)

    def _near_names(self, fields: Sequence[Field], found: Sequence[Match]) -> Iterator[Match]:
        """For parts that nothing else matches, what means most nearly the same as one of their other names."""
        best: dict[Span, tuple[float, Field, list[Span]]] = {}
        for name in self._query.alternatives:
            offsets = self._query.tokens.offsets[name.at]
            part = (int(offsets[0, 0]), int(offsets[-1, 1]))
            if any(match.start < part[1] and part[0] < match.end for match in found):
                continue
            worth = normalised(name.tokens.idf)
            for field in fields:
                near = [field.nearest(row) for row in name.tokens.rows]
                score = OTHER_NAME * sum(float(w) * cosine for w, (cosine, _, _) in zip(worth, near, strict=True))
                if score >= max(CLOSE, best[part][0] if part in best else 0.0):
                    best[part] = score, field, sorted({span for _, _, span in near})
        for part, (score, field, spans) in best.items():
            yield self._said(field, part, spans, "thesaurus", score)

    def _meant(self, fields: Sequence[Field], found: Sequence[Match]) -> Iterator[Match]:
        """For tokens that nothing else matches, the token there that means most nearly the same."""
        query = self._query
        heavy = _ALONE * float(query.weights.max(initial=0.0))
        nearest: list[tuple[Span, Field, Span, float]] = []
        for at, (first, last) in enumerate(query.tokens.offsets.tolist()):
            if any(match.start < last and first < match.end for match in found):
                continue
            if query.weights[at] < _SLIGHT or not names(query.text[first:last].strip()):
                continue
            best = max((field.nearest(query.tokens.rows[at]) for field in fields), key=lambda near: near[0])
            if best[0] < CLOSE:
                continue
            cosine, field, span = best
            if nearest and nearest[-1][0][1] == first and nearest[-1][1] is field and nearest[-1][2][1] == span[0]:
                (start, _), _, (left, _), before = nearest.pop()  # neighbours here and there
                nearest.append(((start, last), field, (left, span[1]), min(before, cosine)))
            elif not self._small(first, last) or query.weights[at] >= heavy:
                nearest.append(((first, last), field, span, cosine))
        for part, field, span, cosine in nearest:
            same = fold(field.folded.original[slice(*span)]) == query.text[slice(*part)]
            yield self._said(field, part, [span], "same word" if same else "meaning", None if same else cosine)

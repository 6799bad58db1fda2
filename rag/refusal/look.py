"""Looks for what a question fixes in a statement, the sentences beside it and its headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from corpus.numbering import to_int
from index.passage import header_of
from rag.prompts import language
from rag.refusal.answer_form import AnswerForm, one_by_one
from rag.refusal.evidence import Evidence
from rag.refusal.fixed import fixed
from rag.refusal.meaning import said
from rag.refusal.near import Near, Reading, plain
from rag.refusal.opposite import other_stance, turned
from rag.refusal.places import PLACE, speaks_of
from rag.refusal.units import has_unit
from rag.refusal.varied import varied
from rag.statements import Statement
from rag.support import Support, years
from rag.wanted import CHINESE

_CLAUSE = re.compile(r"[,;。\n]")
_BRACKETS = re.compile(r"\([^()]*\)|[^\u4e00-\u9fffa-z0-9]")
_PARTS = re.compile("(?:功能区|片区|新城)$")
_CHOOSES = re.compile(r"哪|谁|最|什么|几[类种个]|名单|\bwh(?:ich|o|at)\b|most|least|est\b")
_DISTRICT = re.compile("[\u4e00-\u9fff]{2}(?:新区|片区|功能区|开发区)")
_WHOLE = re.compile(r"中国|全国|我国")
_HALF_KNOWN = 0.5
"""What an English word counts at least in a Chinese text: what it is called there the thesaurus may not know."""
_ELSEWHERE, _NEARBY, _VARIED = 0.7, 0.3, 0.2
"""What it counts that a name stands in other passages only, in the same part of the document, or in another form."""
_ALIKE = 0.75
"""Statements that match so much of what the best one does speak of the same."""
_BESIDE = 0.8
"""What it counts that a form or year stands only in a sentence beside the statement."""

_PLAN = re.compile("十([二三四五六七八九])五")
_BASE = re.compile("发展基础|发展现状|建设成效|成效突出|主要成就|发展成就|回顾")
_THIS_FIRM = re.compile("该(?:公司|企业|集团|机构)")
_HEADED = re.compile("哪[一]?个?(?:省|新城|片区|功能区)|(?:新城|片区|功能区)的?哪")


class Look:
    """Looks for what a question fixes in statements.

    Args:
        reading: the question, and all statements near it.
        support: for tokens.

    Attributes:
        reading: as given.
        wanted: the question, taken apart.
        must: what it fixes.
        form: of its answer; `forms`: of the answers to its parts, where each of several has one.
        question: folded, without spaces; `latin`: whether it is in English.
        everywhere: all that was found, as `question`.
    """

    def __init__(self, reading: Reading, support: Support) -> None:
        wanted, found = reading.question, reading.found
        must = fixed(wanted.query.text, wanted.query.sought)
        self.reading = reading
        self.wanted, self.must, self._support = wanted, must, support
        self._lead = reading.lead
        self._weights = np.array([word.weight for word in wanted.words], dtype=np.float32)
        self.question = plain(wanted.query.text)
        self.form = AnswerForm.of(must, wanted.query.text)
        self.forms = one_by_one(wanted.query.text) if wanted.asks > 1 else ()
        self.latin = language(wanted.query.text) == "en"
        self._found = found
        self._known: dict[int, Evidence] = {}
        self._focus = np.array([word.focus for word in wanted.words], dtype=bool)
        self._asked = [word for word in wanted.words if word.focus]
        self._naming = "|".join([self.question, *(name for word in wanted.words for name in word.others)])
        self.everywhere = "\n".join(near.text for near in found)
        self._parts: dict[tuple[str, ...], str] = {}
        for near in found:
            self._parts[_part(near)] = f"{self._parts.get(_part(near), '')}\n{near.text}"
        self._absent = self._nowhere()

    def _nowhere(self) -> float:
        """Share of the things that a question fixes which stand in none of the statements; a unit, in none like it."""
        must, told = self.must, self.everywhere
        lacks = [
            float(not speaks_of(told, name) and not self._led(name, self._found[0]))
            for name in (*must.places, *must.names, *must.years)
        ]
        lacks += [float(rate[-3:-1] not in told) for rate in must.rates]
        if must.unit:  # which stands in tables on anything
            least = _ALIKE * self._found[0].score
            alike = "\n".join(near.text for near in self._found if near.score >= least)
            lacks.append(float(not has_unit(alike, must.unit)))
        return _mean(lacks)

    def at(self, near: Near) -> Evidence:
        """The evidence of one statement; computed once for each."""
        if id(near) not in self._known:
            self._known[id(near)] = self._evidence(near)
        return self._known[id(near)]

    def _evidence(self, near: Near) -> Evidence:
        must, weights = self.must, self._weights
        rest = weights * ~self._focus
        anchored = float(near.words @ rest / rest.sum()) if rest.sum() > 0 else 0.0
        told = self.told(near)
        return Evidence(
            worst=float(((1 - near.held) * weights).max(initial=0.0)),
            lead=near.score - self._next_best(near),
            vague=self.unsaid(near) * anchored * float(self.form.known),
            slot=self._slot(near),
            attribute_missing=self._untold(near),
            form_missing=self.form.missing(told, near.text),
            absent=self._absent,
            place_missing=max(self.places_missing(near), default=0.0),
            year_missing=_year_missing(must.years, near),
            name_missing=_mean([self._unnamed(name, near) for name in must.names]),
            numeral_missing=_mean(
                [float(not must.has(n, text)) for text in (near.own, near.text) for n in must.numerals]
            ),
            rate_missing=_mean([float(rate not in near.text) for rate in must.rates]),
            alien=self._alien(near),
            stance=other_stance(must.stance, near.own),
            turned=float(turned(must.pairs, self.question, near)),
            rank=1 / (1 + near.rank),
            several=float(self.wanted.asks > 1),
            latin=float(self.latin and bool(CHINESE.search(near.own))),
        )

    def told(self, near: Near) -> str:
        """What a statement says itself; with its headings a row, and where a place is asked for that they name."""
        headed = near.statement.kind == "row" or bool(_HEADED.search(self.question))
        headed |= self.form.kind == "firm" and bool(_THIS_FIRM.search(near.line))
        return near.own if headed else near.line

    def unsaid(self, near: Near) -> float:
        """How far the word is from being said there of those that say what is asked for that is said worst."""
        return self.unsaid_in(near.own)

    def unsaid_in(self, text: str) -> float:
        """The same of the folded `text`, without spaces."""
        return 1 - min(self.said(text), default=1.0)

    def _next_best(self, near: Near) -> float:
        passage = near.statement.passage
        return max((other.score for other in self._found if other.statement.passage is not passage), default=0.0)

    @property
    def focused(self) -> bool:
        """Whether any word of the question says what is asked for."""
        return bool(self._asked)

    def says(self, word: str, text: str) -> float:
        """How well a word of the question, or another name of it, is said in the folded `text`, in [0, 1]."""
        others = [name for one in self.wanted.words if word in one.text or one.text in word for name in one.others]
        return said([(word, tuple(others))], text, self._support)[0]

    def said(self, text: str) -> list[float]:
        """How well each word that says what is asked for is said in the folded `text`, in [0, 1]."""
        found = said([(word.text, word.others) for word in self._asked], text, self._support)
        if not self.latin or not CHINESE.search(text):
            return found
        return [v if word.others else max(v, _HALF_KNOWN) for word, v in zip(self._asked, found, strict=True)]

    def _clauses(self, near: Near) -> list[str]:
        """The clauses that have the form of the answer, each with the one before and the one after it."""
        line = near.line
        clauses = [part for part in _CLAUSE.split(line) if part] or [line]
        return [
            ",".join(clauses[max(0, i - 1) : i + 2]) for i, clause in enumerate(clauses) if self.form.stands(clause)
        ]

    def _slot(self, near: Near) -> float:
        """How far the words that say what is asked for are from a clause that has the form of the answer."""
        if not self._asked or not self.form.known:
            return 0.0
        if near.statement.kind == "row":
            return 1 - float(np.mean(self.said(near.own)))
        return 1 - max((float(np.mean(self.said(part))) for part in self._clauses(near)), default=0.0)

    def _untold(self, near: Near) -> float:
        """Share of the known attributes that are not told; half where only a sentence beside it tells them."""
        missing = [
            0.0 if attribute.told.search(near.own) else 0.5 if attribute.told.search(near.text) else 1.0
            for attribute in self.must.attributes
        ]
        return _mean(missing)

    def places_missing(self, near: Near) -> list[float]:
        """How far each place is from being said of it, in [0, 1]."""
        passage = near.statement.passage
        title = plain(str(passage.metadata.get("title", "")))
        beside = near.text.replace(title, "") if title else near.text
        line = near.line
        scope = f"{line}\n{passage.metadata.get('context', '')}"
        lacks = []
        for place in self.must.places:
            if speaks_of(beside, place):
                lacks.append(0.0 if speaks_of(near.own, place) else _NEARBY)
            elif place in near.text:  # the title of the document names it, unless the statement names another
                nation = _WHOLE.search(scope)
                # 「西咸新区由空港新城等组成」 speaks of the district asked about, whatever parts it names
                whole = any(name in self.question for name in _DISTRICT.findall(line))
                if whole or not (nation or PLACE.search(scope)):
                    lacks.append(0.0)
                else:  # a table of the whole country tells no province
                    lacks.append(1.0 if nation and near.statement.kind == "row" else _ELSEWHERE)
            else:
                away = self._away(place, near)
                lacks.append(min(away, 0.5) if _PARTS.search(place) and place[:2] in near.text else away)
        return lacks

    def _unnamed(self, name: str, near: Near) -> float:
        if name in near.text:
            return 0.0
        if varied(name, near.text):
            return _VARIED
        return self._away(name, near)

    def _away(self, name: str, near: Near) -> float:
        """What it counts that a name does not stand here: less where it stands in the same part of the document."""
        if self.nearby(name, near):
            return _NEARBY
        return _ELSEWHERE if name in self.everywhere else 1.0

    def nearby(self, name: str, near: Near) -> bool:
        """Whether a name stands in the same part of the document as a statement, or in what leads its sections."""
        return name in self._parts[_part(near)] or self._led(name, near)

    def led(self, near: Near) -> str:
        """What leads the sections of a statement, folded, without spaces."""
        return self._lead(near.statement.passage)

    def _led(self, name: str, near: Near) -> bool:
        return name in self.led(near)

    def _alien(self, near: Near) -> float:
        if near.statement.kind != "row" or _CHOOSES.search(self.question):
            return 0.0
        label = _BRACKETS.sub("", near.line.split("\t")[0])
        pairs = [label[i : i + 2] for i in range(len(label) - 1)]
        known = sum(pair in self._naming for pair in pairs) / len(pairs) if pairs else 1.0
        return max(0.0, 1 - 2 * known)


def _year_missing(wanted: frozenset[str], near: Near) -> float:
    stated = stated_years(near.statement)
    if near.statement.kind == "row":
        stated |= years(near.statement.text)  # 「2016年387件，增长至2565件」
    if not wanted or wanted & stated:
        return 0.0
    return _BESIDE if wanted & years(near.text) else 1.0


def _part(near: Near) -> tuple[str, ...]:
    """The part of a document that a statement is in: the section above its own."""
    section = tuple(near.statement.passage.metadata.get("section", ()))
    return (str(near.statement.passage.metadata.get("source", "")), *(section[:-1] or section))


def stated_years(statement: Statement) -> frozenset[str]:
    """The years that a statement is about: those that it names, else those of its title, section or caption.

    Of a table row the year that labels it, else those that head its columns, and only then those
    of title and caption, which span years (「2016-2022」) more often than they mean one.
    """
    if statement.kind != "row":
        return years(statement.text) or years(statement.context) or _before_plan(statement)
    return years(statement.text.split("\t")[0]) or years(header_of(statement.passage)) or years(statement.context)


def _before_plan(statement: Statement) -> frozenset[str]:
    """The year before a five-year plan, in its chapter on where things stand; none elsewhere.

    The fourteenth plan (「十四五」) began in 2021.
    """
    plan = _PLAN.search(str(statement.passage.metadata.get("title", "")))
    stands = any(_BASE.search(heading) for heading in statement.passage.metadata.get("section", ()))
    return frozenset([str(2000 + 5 * to_int(plan[1]))] if plan and stands else ())


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0

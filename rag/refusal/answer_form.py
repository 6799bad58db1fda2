"""The form that an answer must have, and whether a text has it otherwise than the question does."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.refusal.firms import bare, is_named
from rag.refusal.fixed import Fixed, supposes
from rag.refusal.forms import form_asked
from rag.refusal.given import given, without
from rag.refusal.near import plain
from rag.refusal.units import has_unit, unit_asked
from rag.sought import sought

_NAMES = ("firm", "body", "person", "work", "route", "country", "city", "day", "month", "year")
"""Kinds of answer that the question does not give itself."""
_HOW_MANY = re.compile("多少|howmany")
_LED = re.compile("^[以为由与和向对在从被给经]")
"""What stands before a name."""
_SHORT = 2
_FIGURE = re.compile(r"\d")
_NUMBERS = re.compile(r"[\u4e00-\u9fff]数(?=\t|\n|$)")
_COUNTRIES = re.compile("国别|国家|地区")
"""Columns of numbers (「合同数」), which name no unit, and of countries."""
_BESIDE = 0.8
"""What it counts that a form stands only in a sentence beside the statement."""
_PART = re.compile(r"[，,。；;、？?！!]")
_ASKS = re.compile(r"多少|几(?![乎何内])|什么|哪|谁|怎|如何|何时|多[大久长高远快]|是否|吗|啥|咋|为何")


@dataclass(frozen=True)
class AnswerForm:
    """The form of what a question, or a part of it, asks for.

    Attributes:
        unit: of the figure asked for; empty where none is named.
        pattern: what a text must hold; None where anything may be an answer.
        kind: the name of that: ``money``, ``day``, ``firm``, …; empty where none is special.
        question: folded, without spaces.
        stated: the figures that the question states itself.
    """

    unit: str
    pattern: re.Pattern[str] | None
    kind: str
    question: str
    stated: re.Pattern[str] | None

    @classmethod
    def of(cls, must: Fixed, text: str) -> AnswerForm:
        """The form that the folded question `text` asks for, which fixes `must`."""
        return cls._asked(must.unit, must.form, must.kind, text)

    @classmethod
    def of_part(cls, part: str, text: str) -> AnswerForm:
        """The form that a part of the folded question `text` asks for."""
        kind, pattern = form_asked(part, sought(part))
        return cls._asked(unit_asked(part), pattern, kind, text)

    @classmethod
    def _asked(cls, unit: str, pattern: re.Pattern[str] | None, kind: str, text: str) -> AnswerForm:
        question = plain(text)
        stated = given(question) if kind not in _NAMES and not supposes(text) else None
        return cls(unit, pattern, kind, question, stated)

    @property
    def known(self) -> bool:
        """Whether a text may lack it."""
        return self.pattern is not None or bool(self.unit)

    @property
    def names(self) -> bool:
        """Whether a name or a date is asked for."""
        return self.kind in _NAMES

    @property
    def definite(self) -> bool:
        """Whether nothing without it is an answer: a figure with its unit, a sum of money, a name."""
        asks_figure = self.pattern is not None and bool(_HOW_MANY.search(self.question))
        return bool(self.unit) or asks_figure or self.kind not in ("", "when")

    def stands(self, text: str) -> bool:
        """Whether the folded `text` has it, not counting what the question states."""
        text = without(self.stated, text)
        row = "\t" in text
        if self.unit and not has_unit(text, self.unit) and not (row and _NUMBERS.search(text)):
            return False
        if row and self.kind == "country" and _COUNTRIES.search(text):
            return True
        if self.pattern is None:
            return True
        pattern = self.pattern
        if row and not self.kind:
            pattern = _FIGURE if pattern.search("3个") else pattern  # what a row counts its column says, or nobody
        if self.kind == "when":  # 「上线后」 does not tell when it went online
            return any(match.group().rstrip("后前") not in self.question for match in pattern.finditer(text))
        if not self.names:
            return bool(pattern.search(text))
        found = (match.group() for match in pattern.finditer(text))
        return any(not self._said(_LED.sub("", said)) and is_named(said) for said in found)

    def _said(self, name: str) -> bool:
        """Whether the question says a name itself, be it without the 公司 or the like at its end."""
        stem = bare(name)
        return name in self.question or (len(stem) > _SHORT and stem in self.question)

    def missing(self, told: str, around: str) -> float:
        """1 where it stands nowhere, less where it does not stand in `told`, but `around` it."""
        if self.stands(told):
            return 0.0
        return _BESIDE if self.stands(around) else 1.0


def one_by_one(text: str) -> tuple[AnswerForm, ...]:
    """The forms of the parts of a folded question that asks several things; none where a part may be told anyhow."""
    found = tuple(AnswerForm.of_part(part, text) for part in _PART.split(text) if _ASKS.search(part))
    return found if len(found) > 1 and all(form.definite for form in found) else ()

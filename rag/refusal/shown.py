"""What is wrong with the statements that would be quoted, whatever others tell, as nobody is shown those."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.refusal.forms import counted_in
from rag.refusal.look import Look
from rag.refusal.member import of_several, summed
from rag.refusal.naming import only_counted, rest_untold
from rag.refusal.near import Near
from rag.refusal.opposite import contradicts
from rag.refusal.wanted import is_slight
from rag.refusal.weighing import quoted
from rag.statements import Statement

_WITHOUT = 0.8
"""From so much on a statement lacks the form asked for, at most a sentence beside it has it."""
_APART = 0.7
"""Words that say what is asked for are so far from the figure that it is of something else,"""
_ELSE = 0.3
"""where so much of the question stands there letter for letter."""

_PROPER = ("firm", "body", "person")
_BESIDE = re.compile(r"各(?![种类项地级部省国界方行市县区])|分别|相比|差距|差多少|[跟和与比][^,。]{2,12}比|谁")
"""Things are set side by side, of which a statement may tell one."""
_RARE = 0.6
"""A word so rare says what a question is about."""
_GRADE = re.compile(r"(?<![a-z\d])(?:[a-z](?=[级类轮座档])|\d+g(?=用户|手机|终端))")
_LEFT = re.compile("还剩|还留|剩下?多少|剩几")
_CHANGE = re.compile(r"(?:减少|增加|新增|下降|压减|压缩|提高|节省|降低|精简)了?(?:约|近)?\d")
_FIRST = re.compile("排第[一1]|第[一1]名|榜首|居首")
_RANK = re.compile(r"(?:排名|位列|位居|居|排)[^,。]{0,6}第([二三四五六七八九十\d]+)")
_TOP = re.compile("第[一1](?!\d)|首位|榜首|之首|居首")
_CLAUSE = re.compile("[,;。]")
_SINCE = re.compile("至今|以来|累计")


@dataclass(frozen=True)
class Fault:
    """Why a statement cannot be the answer.

    Attributes:
        unnamed: it only counts what is to be named, or names no more than the question does (`rag.refusal.naming`).
        shared: its figure is of several things together, and that of one is asked for (`rag.refusal.member`).
        formless: how far it is, in [0, 1], from having the figure, date or name that is asked for.
        contrary: it tells a rise where the reason of a fall is asked for, or another rank than the first.
        other: its figure is a change where what is left is asked for, the total so far where a year is, of another
            grade, or told before what the question is about is named.
        astray: how much of the question stands there letter for letter, in [0, 1], while what it asks for does not
            stand near the figure.
    """

    unnamed: bool
    shared: bool
    formless: float
    astray: float
    contrary: bool
    other: bool


def faults(look: Look, chosen: Sequence[Statement]) -> list[Fault]:
    """The faults of each statement that would be quoted, in order, but of those that were not read.

    Args:
        look: at the question, and the statements near it.
        chosen: those that would be quoted.
    """
    return [_fault(near, look) for one in chosen for near in quoted(look.reading, [one])[:1]]


def unanswering(found: Sequence[Fault]) -> bool:
    """Whether statements with these faults cannot be the answer.

    One only counts what is to be named, or tells the contrary; or the first tells a figure of several things for
    that of one, or another figure; or none has the figure, date or name that is asked for; or each has one of
    something else.
    """
    if not found:
        return False
    lacking = min(one.formless for one in found) >= _WITHOUT or min(one.astray for one in found) >= _ELSE
    first = found[0].shared or found[0].other
    return lacking or first or any(one.unnamed or one.contrary for one in found)


def _fault(near: Near, look: Look) -> Fault:
    line = near.own.split("\n", 1)[0]
    behind = near.text[near.text.find(line) :].split("\n")
    beyond = "".join(behind[:2]) if len(behind) > 2 else line  # the last line is the headings'
    unnamed = only_counted(look.question, beyond, near.text) or rest_untold(look.question, line)
    return Fault(
        unnamed,
        _shared(line, look),
        _formless(near, look),
        _astray(near, look),
        contradicts(look.question, line) or _ranked(line, look),
        _other(near, line, look),
    )


def _ranked(line: str, look: Look) -> bool:
    return bool(_FIRST.search(look.question) and _RANK.search(line) and not _TOP.search(line))


def _other(near: Near, line: str, look: Look) -> bool:
    if any(grade not in near.text for grade in _GRADE.findall(look.question)):
        return True
    if _LEFT.search(look.question) and _CHANGE.search(line):
        return True
    if "\t" in line or look.form.names or not look.form.known:
        return False
    if look.wanted.asks > 1 or _BESIDE.search(look.question):
        return False
    of_year = len(look.must.years) == 1 and not _SINCE.search(look.question)
    so_far = bool(_SINCE.search(line)) and not any(year in line for year in look.must.years)
    return (of_year and so_far) or _before(line, look)


def _before(line: str, look: Look) -> bool:
    """Whether the figure asked for stands in clauses before those that name what the question is about."""
    if not (look.must.unit or look.form.kind == "money"):
        return False
    words = [word for word in look.wanted.words if not word.focus and word.text in line and not is_slight(word.text)]
    about = max(words, key=lambda word: (word.rarity, word.weight), default=None)
    if about is None or about.rarity < _RARE:
        return False
    clauses = _CLAUSE.split(line)
    last = max((i for i, clause in enumerate(clauses) if look.form.stands(clause)), default=-1)
    return last >= 0 and not any(about.text in clause for clause in clauses[: last + 1])


def _shared(line: str, look: Look) -> bool:
    if not look.form.known or look.form.names:
        return False
    unit = counted_in(look.must.unit) if look.must.unit else None
    return of_several(look.question, line) or summed(look.question, line, unit)


def _formless(near: Near, look: Look) -> float:
    told = look.told(near)
    if near.statement.kind == "row" and look.form.kind not in _PROPER:
        return 0.0  # what a row counts its column says, or nobody
    if look.wanted.asks == 1:
        return look.form.missing(told, near.text) if look.form.definite else 0.0
    return min((form.missing(told, near.text) for form in look.forms), default=0.0)


def _astray(near: Near, look: Look) -> float:
    plain = look.wanted.asks == 1 and not look.latin and not look.form.names
    known = any(attribute.told.search(near.own) for attribute in look.must.attributes)
    if not plain or known or _BESIDE.search(look.question) or look.slot(near) < _APART:
        return 0.0
    rest = [word for word in look.wanted.words if not word.focus]
    total = sum(word.weight for word in rest)
    same = sum(word.weight for word in rest if word.text in near.own)
    return same / total * look.unsaid(near) if total else 0.0

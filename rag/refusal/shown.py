"""What is wrong with the statements that would be quoted, whatever others tell, as nobody is shown those."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.refusal.look import Look
from rag.refusal.member import of_several, summed, whole_of
from rag.refusal.naming import asked_for, names_them, only_counted, rest_untold, unlisted
from rag.refusal.near import Near, stands
from rag.refusal.off_point import off_point
from rag.refusal.opposite import contradicts
from rag.refusal.other_figure import CLAUSE, not_most, other_figure, other_rank
from rag.refusal.unfit import unfit
from rag.refusal.units import counted_in
from rag.refusal.weighing import quoted
from rag.runs import longest_run
from rag.statements import Statement
from rag.wanted import CHINESE, is_slight

_WITHOUT = 0.8
"""From so much on a statement lacks the form asked for, at most a sentence beside it has it."""
_UNTOLD = 0.3
"""From so much on what is asked for is not said."""

_STRANGE = 0.5
_MEANING = re.compile(
    r"(?:请问)?(?:什么[是叫]([^的几哪分各、，,]{2,12}?)|([^的几哪分各、，,]{2,12}?)(?:是|指|是指)(?:什么|啥)(?:意思)?)[?？。]?"
)
"""The whole question is for the meaning of a term; of a longer one the words may be told in others."""
_WHOLE = 3
"""Characters of a term up to which it must stand as a whole where it is explained."""
_KIND = re.compile(r"(?<=.{2})(?:平台|模式|机制|制度|系统|项目|改革|政策|服务|业务)$")

_PROPER = ("firm", "body", "person")
_RANKS = re.compile("排名|位次|名次|第[一二三四五六七八九十\\d]")
_EACH = re.compile(r"各(?:有|是|为|占)?(?:多少|几)|分别(?:有|是|为|占)?(?:多少|几)|各(?=[\d为有])|分别")
_HOW_MANY = re.compile("多少|几")
_LISTED = re.compile(r"^[^、,;。及和与\d]*、[^,;。及和与\d]*[,;。及和与]")
"""What a total counts, one by one: 「10万家医院、药店及……」."""
_TWO, _THREE = 2, 3
_MANY = re.compile(r"[、和与及]")


@dataclass(frozen=True)
class Fault:
    """Why a statement cannot be the answer.

    Attributes:
        unnamed: it only counts what is to be named (`rag.refusal.naming`).
        named: it names the things that the question counts.
        shared: its figure is of several things together, and that of one or of a part is asked for
            (`rag.refusal.member`).
        formless: how far it is, in [0, 1], from having the figure, date or name that is asked for.
        contrary: it tells a rise where the reason of a fall is asked for, or another rank than the first, or names no
            more than the question does.
        other: its figure is a change where what is left is asked for, the total so far where a year is, of another
            grade, or told before what the question is about is named.
        ordinary: the most of something is asked for, and it says it of nothing.
        unlisted: three things or more are to be named, and it lists fewer.
        figures: how many figures it has, where one of each of several things is asked for; 2 where one will do.
        unfit: its figure counts something else, or is not of what is named (`rag.refusal.unfit`), or it is off the
            point (`rag.refusal.off_point`).
        strange: how much of the term whose meaning is asked for does not stand there, in [0, 1].
    """

    unnamed: bool
    named: bool
    shared: bool
    formless: float
    contrary: bool
    other: bool
    ordinary: bool
    unlisted: bool
    figures: int
    unfit: bool
    strange: float


def faults(look: Look, chosen: Sequence[Statement]) -> list[Fault | None]:
    """The faults of each statement that would be quoted, in order; None of those that were not read.

    Args:
        look: at the question, and the statements near it.
        chosen: those that would be quoted.
    """
    read = (next(iter(quoted(look.reading, [one])), None) for one in chosen)
    return [None if near is None else _fault(near, look) for near in read]


def unanswering(every: Sequence[Fault | None]) -> bool:
    """Whether statements with these faults cannot be the answer.

    One only counts what is to be named, where no other names it, or tells the contrary; or the first tells a figure of
    several things for that of one, or another figure; or none has the figure, date, name or term that is asked for.
    """
    found = [one for one in every if one is not None]
    if not found:
        return False
    lacking = min(one.formless for one in found) >= _WITHOUT
    first = found[0].shared or found[0].other
    few = sum(one.figures for one in found) < _TWO
    lacking |= all(one.ordinary for one in found) or all(one.unlisted for one in found)
    lacking |= all(one.formless or _amiss(one) for one in found)
    lacking |= min(one.strange for one in found) >= _STRANGE
    unnamed = any(one.unnamed for one in found) and not any(one.named for one in found)
    return lacking or few or first or unnamed or any(one.contrary for one in found)


def fitting(chosen: Sequence[Statement], every: Sequence[Fault | None]) -> list[Statement]:
    """Those of `chosen` that may be the answer by their faults, in order; all where none of them may."""
    return [one for one, fault in zip(chosen, every, strict=True) if not (fault and _amiss(fault))] or list(chosen)


def _amiss(fault: Fault) -> bool:
    return fault.formless >= _WITHOUT or fault.unfit or fault.other or fault.shared


def _fault(near: Near, look: Look) -> Fault:
    line = near.line
    behind = near.text[near.text.find(line) :].split("\n")
    beyond = "".join(behind[:2]) if len(behind) > 2 else line  # the last line is the headings'
    return Fault(
        only_counted(look.question, beyond, near.text),
        names_them(look.question, beyond),
        _shared(line, look) or _untold_part(near, look),
        _formless(near, look),
        contradicts(look.question, line) or other_rank(look.question, line) or rest_untold(look.question, line),
        other_figure(near, look),
        not_most(near, look),
        unlisted(look.question, line, near.text) or _few_places(near, look),
        _figures(near, look),
        unfit(near, look) or off_point(near, look),
        _strange(near, look),
    )


def _figures(near: Near, look: Look) -> int:
    """How many figures it has, where one of each of several is asked for that the clause sets side by side; else 2."""
    before = [part[: each.start()] for part in CLAUSE.split(look.question) if (each := _EACH.search(part))]
    wanted = bool(look.must.unit) and len(before) == 1 and look.wanted.asks == 1 and _MANY.search(before[0])
    if not wanted or near.statement.kind == "row" or _EACH.search(near.line) or "均" in near.line:
        return _TWO
    return len({match.group() for match in counted_in(look.must.unit).finditer(near.line)})


def _strange(near: Near, look: Look) -> float:
    asked = _MEANING.fullmatch(look.question)
    term = _KIND.sub("", asked[1] or asked[2]) if asked else ""
    if not CHINESE.search(term):
        return 0.0
    parts = [word for word in look.wanted.words if word.text in term and not is_slight(word.text)]
    if any(name in near.own for word in parts for name in word.others):
        return 0.0
    if len(term) <= _WHOLE:
        return float(term not in near.own)
    return 1 - longest_run(term, near.own) / len(term)


def _shared(line: str, look: Look) -> bool:
    if not look.form.known or look.form.names:
        return False
    unit = counted_in(look.must.unit) if look.must.unit else None
    one = look.wanted.asks == 1  # of several things one may well be how many there are in all
    return (one and of_several(look.question, line)) or summed(look.question, line, unit)


def _untold_part(near: Near, look: Look) -> bool:
    """Whether the part of a stated total is asked for, and no figure behind that total is told of what is asked for."""
    total = whole_of(look.question) if look.wanted.asks == 1 and look.form.known and not look.form.names else None
    if total is None or "\t" in near.line:
        return False
    told = near.text[: near.text.find(near.line) + len(near.line)]  # 「共14万人。其中……」
    stated = total.search(told)
    rest = _LISTED.sub("", told[stated.end() :]) if stated else ""
    if not look.form.stands(rest):
        return True
    if look.focused:
        return look.unsaid_in(rest) > _UNTOLD
    # Its name stands first among all that the total counts: 「……医院、药店里，药店有多少家」.
    clause = next((part for part in CLAUSE.split(look.question) if _HOW_MANY.search(part)), "")
    return any(not stands(word.text, word.others, rest) for word in look.wanted.words if word.text in clause)


def _few_places(near: Near, look: Look) -> bool:
    """Whether three towns or countries or more are to be named, and not half as many are."""
    most = asked_for(look.question) if look.form.kind in ("city", "country") and look.form.pattern else 0
    if most < _THREE or look.form.pattern is None or "\t" in near.line:
        return False
    if re.search(rf"等{most}[余多]?个", near.text):  # all that a text says of the twelve
        return False
    return 2 * len({match.group() for match in look.form.pattern.finditer(near.text)}) < most


def _formless(near: Near, look: Look) -> float:
    told = look.told(near)
    if near.statement.kind == "row" and look.form.kind == "rank":
        return float(not _RANKS.search(near.own))
    if near.statement.kind == "row" and look.form.kind not in _PROPER:
        return 0.0  # what a row counts its column says, or nobody
    if look.wanted.asks == 1:
        return look.form.missing(told, near.text) if look.form.definite else 0.0
    return min((form.missing(told, near.text) for form in look.forms), default=0.0)

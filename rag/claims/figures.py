"""Figures with their units, in one normal form: 1.2亿元 and 12000万元 are the same."""

from __future__ import annotations

import re
from fractions import Fraction

from index.units import quantity, unit_at
from rag.claims.fact import Fact
from rag.claims.plain import Plain

_FIGURE = re.compile(r"(?<![\da-z.])(第)?([-−]?)(\d+(?:\.\d+)?)(?!\.\d)(%|‰)?")
_SIZE = re.compile(r"[ ]?([十百千万亿]{1,3})")
_SIZES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_LOOSE = re.compile(r"\s*[余多来几]?\s*")
_RANGE = re.compile(r"\s*(?:-|—|–|~|～|至|到|to)+\s*(?=\d)")
_TENTHS = re.compile(r"([1-9一二三四五六七八九])成(?![本立果员功为长熟交绩都份效])")
_CHINESE = {char: n for n, char in enumerate("一二三四五六七八九", 1)}
_LIST_NUMBER = re.compile(r"(?:^|\n)\s*(?:\d{1,2}[.、)]|[(（]\d{1,2}[)）])(?!\d)")


def figures(text: Plain, taken: list[Fact]) -> list[Fact]:
    """The figures of a text, without those that stand in facts `taken` already (dates, document numbers).

    The key is (number, unit): an exact `Fraction` in the smallest unit of its kind, and the unit's
    name, empty where none stands there. An ordinal has the unit 第…. The number of a list item is none.
    """
    spans = [(fact.start, fact.end) for fact in taken]
    spans += [match.span() for match in _LIST_NUMBER.finditer(text.text)]
    found: list[Fact] = []
    for match in _FIGURE.finditer(text.text):
        start, end = match.span()
        if any(a < end and start < b for a, b in spans):
            continue
        number, unit, end = _read(text.text, match)
        if not unit and re.match(r"[a-z]", text.text[match.end() : match.end() + 1]):
            continue  # 5g: a code
        found.append(Fact("figure", (*quantity(number, unit),), text.said(start, end), start, end))
    for match in _TENTHS.finditer(text.text):
        if not any(a < match.end() and match.start() < b for a, b in spans):
            tenths = _CHINESE.get(match[1]) or int(match[1])
            found = [fact for fact in found if fact.start != match.start()]
            found.append(Fact("figure", (Fraction(10 * tenths), "%"), text.said(*match.span()), *match.span()))
    return found


def _read(text: str, match: re.Match[str]) -> tuple[Fraction, str, int]:
    number = Fraction(match[3])
    # 「20-30」 is a range and no minus.
    before = text[match.start() - 1 : match.start()]
    if match[2] and not (before and (before.isdigit() or before in "%‰年月日元万亿")):
        number = -number
    if match[4]:
        return number, match[4], match.end()
    size, unit, end = _sized(text, match.end())
    if not unit and size == 1:
        other = _RANGE.match(text, match.end())
        last = _FIGURE.match(text, other.end()) if other else None
        if last:  # 3至5万元: size and unit of the last are those of the first
            size, unit, _ = (Fraction(1), last[4], 0) if last[4] else _sized(text, last.end())
        end = match.end()
    return number * size, f"第{unit}" if match[1] and unit else unit, end


def _sized(text: str, at: int) -> tuple[Fraction, str, int]:
    """What stands behind a number: size, unit (empty for none), and where they end."""
    at = _loose(text, at)
    size = Fraction(1)
    match = _SIZE.match(text, at)
    if match:
        for char in match[1]:
            size *= _SIZES[char]
        at = match.end()
    unit, end = unit_at(text, _loose(text, at))
    return size, unit, end if unit else at


def _loose(text: str, at: int) -> int:
    match = _LOOSE.match(text, at)
    return match.end() if match else at

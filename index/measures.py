"""Other ways to write a measure: 11600米 is 11.6公里, 23.5km2 is 2350公顷, 6 990 is 6990."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from index.numerals import value
from index.units import SIZES, quantity

_WRITTEN = {
    "公里": ("公里", "千米", "km"),
    "米": ("米",),
    "平方公里": ("平方公里", "平方千米", "km2"),
    "公顷": ("公顷",),
    "平方米": ("平方米", "平米", "m2"),
    "立方米": ("立方米", "m3"),
    "吨": ("吨",),
    "公斤": ("公斤", "千克", "kg"),
    "吉瓦": ("吉瓦", "gw"),
    "兆瓦": ("兆瓦", "mw"),
    "千瓦": ("千瓦", "kw"),
}
"""Units as documents write them. One letter is none here: 100m may be 100 MB."""
_UNITS = {name: unit for unit, names in _WRITTEN.items() for name in names}
_UNITS |= {"kilometers": "公里", "kilometres": "公里", "hectares": "公顷", "ha": "公顷", "tonnes": "吨"}
_GROUPED = r"\d{1,3}(?: \d{3}){1,4}"
_MEASURE = re.compile(
    rf"(?<![a-z\d.])(?:(?P<digits>{_GROUPED}|\d{{1,12}}(?:\.\d{{1,6}})?) ?(?P<size>[十百千万亿]{{0,2}}?)|"
    r"(?P<chinese>[零一二三四五六七八九十百千万亿两]{2,16}|[二三四五六七八九十两])) ?"
    rf"(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})(?![a-z\d/])"
)
_SPACED = re.compile(rf"(?<![a-z\d.])(?<!\d ){_GROUPED}(?! ?[\d.a-z])")
_LEAST, _LONG, _MOST = Fraction(1, 2), 10**6, 10**8
"""Figures that people write: 50米 is not called 0.05公里, and from a million on they write 万."""


@dataclass(frozen=True)
class Measure:
    """A figure in a folded text that may be written otherwise.

    Attributes:
        start: of its first character.
        end: after its last character, that of its unit.
        others: how else, folded, its own unit first.
    """

    start: int
    end: int
    others: tuple[str, ...]


def measures(folded: str) -> list[Measure]:
    """The measures of length, area, volume, weight and power in a folded text, and spaced figures, in order."""
    found: list[Measure] = []
    for match in _MEASURE.finditer(folded):
        number = _number(match)
        others = tuple(other for other in _others(number, _UNITS[match["unit"]]) if other != match.group())
        if others:
            found.append(Measure(*match.span(), others))
    spans = [range(measure.start, measure.end) for measure in found]
    spaced = (match for match in _SPACED.finditer(folded) if not any(match.start() in span for span in spans))
    found += [Measure(*match.span(), (_unspaced(match),)) for match in spaced]
    return sorted(found, key=lambda measure: measure.start)


def joined(folded: str) -> str:
    """A folded text without the spaces between thousands."""
    return _SPACED.sub(_unspaced, folded)


def _unspaced(match: re.Match[str]) -> str:
    return match.group().replace(" ", "")


def _number(match: re.Match[str]) -> Fraction:
    """The number of a measure, 0 for what is none."""
    if match["chinese"]:
        return Fraction(value(match["chinese"]) or 0)
    number = Fraction(match["digits"].replace(" ", ""))
    for size in match["size"]:
        number *= SIZES[size]
    return number


def _others(number: Fraction, unit: str) -> Iterator[str]:
    amount, base = quantity(number, unit)
    units = sorted(_WRITTEN, key=lambda other: other != unit)
    for other in units:
        factor, kind = quantity(Fraction(1), other)
        many = amount / factor
        if kind != base or not _LEAST <= many < _MOST:
            continue
        if many >= SIZES["万"]:
            yield f"{_plain(many / SIZES['万'])}万{_WRITTEN[other][0]}"
        if many < _LONG:
            for name in _WRITTEN[other]:
                yield f"{_plain(many)}{name}"


def _plain(number: Fraction) -> str:
    """The digits of a number, without zeros at the end of its decimals."""
    return f"{float(number):.6f}".rstrip("0").rstrip(".")

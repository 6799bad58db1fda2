"""Texts for comparison: one script, one width, figures in digits, and where each character came from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.numerals import numerals
from index.terms import fold

_CJK = "\u3001-\u303f\u3400-\u9fff\uff00-\uffef"
_SPACE = re.compile(rf"(?<=[{_CJK}])[ \u3000]+|[ \u3000]+(?=[{_CJK}])")
_MANY = re.compile(r"(\d)([余多来几])([十百千万亿]+)")
"""「40余万」 is read as 「40万余」."""
_ISO = re.compile(r"(?<![\d.])((?:19|20)\d\d)[-/.](0?[1-9]|1[0-2])[-/.](0?[1-9]|[12]\d|3[01])(?![\d.]?\d)")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NAME = r"(?P<{}>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_ENGLISH = re.compile(
    rf"\b(?:{_NAME.format('m')}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d\d)"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_NAME.format('m2')},?\s+(?P<y2>(?:19|20)\d\d)"
    rf"|{_NAME.format('m3')},?\s+(?P<y3>(?:19|20)\d\d))(?!\d)"
)
_CAPITAL = re.compile(r"(?<=[a-z0-9,;:] )[A-Z][A-Za-z0-9&+./-]*[A-Za-z0-9]|\b[A-Z]+[A-Z0-9&-]+\b|\b[A-Za-z]+\d\w*")
"""A name in an English text: with a capital within the sentence, in capitals, or with digits."""
_COMMON = frozenset([*_MONTHS, "mon", "tue", "wed", "thu", "fri", "sat", "sun"])
_SIZED = re.compile("[十百千万亿]")
_TENTHS = re.compile(r"[一二三四五六七八九两]成(?![本立果员功为长熟交绩都份效])")


@dataclass(frozen=True)
class Plain:
    """A text for comparison.

    Attributes:
        text: folded, numerals in digits, without the white space of the extraction.
        capital: words that the text writes with a capital within a sentence, in lower case.
        folded: the text before numerals were rewritten.
        origin: for each character of `text`, and for its end, the place in `folded`.
    """

    text: str
    folded: str
    origin: tuple[int, ...]
    capital: frozenset[str] = frozenset()

    def said(self, start: int, end: int) -> str:
        """How `folded` has the slice ``[start, end)`` of `text`."""
        return self.folded[self.origin[start] : self.origin[end]]


def plain(text: str) -> Plain:
    """`text` for comparison: 「六千九百九十 家」, 「6,990家」 and 「６９９０家」 all become 「6990家」."""
    folded = _MANY.sub(r"\1\3\2", _SPACE.sub("", fold(text)))
    dated = _ENGLISH.sub(_english, _ISO.sub(lambda m: f"{m[1]}年{int(m[2])}月{int(m[3])}日", folded))
    parts: list[str] = []
    origin: list[int] = []
    at = 0
    for numeral in numerals(dated):
        start = numeral.start
        written = dated[start : numeral.end]
        if start < at or _TENTHS.match(dated, start) or (written[:1].isdigit() and _SIZED.search(written)):
            continue  # 「1.2亿」 is read with its unit
        parts.append(dated[at:start])
        origin += range(at, start)
        parts.append(numeral.form)
        origin += [start] * len(numeral.form)
        at = numeral.end
    parts.append(dated[at:])
    origin += range(at, len(dated) + 1)
    capital = frozenset(word.lower() for word in _CAPITAL.findall(text) if word.lower()[:3] not in _COMMON)
    return Plain("".join(parts), dated, tuple(origin), capital)


def _english(match: re.Match[str]) -> str:
    name = match["m"] or match["m2"] or match["m3"]
    day = match["d"] or match["d2"]
    year = match["y"] or match["y2"] or match["y3"]
    return f"{year}年{_MONTHS.index(name) + 1}月" + (f"{int(day)}日" if day else "")

"""What a source text holds: its figures, their values, its titles and its parts (for check_digests)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

FIGURE = re.compile(r"\d+(?:\.\d+)?%?")
SCALES = {"万": 10**4, "亿": 10**8, "万亿": 10**12, "千万": 10**7, "百万": 10**6, "百亿": 10**10, "千亿": 10**11}
SCALES |= {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
SCALED = re.compile(rf"(\d+(?:\.\d+)?)(?:[\s-]*(?:余|多)?({'|'.join(sorted(SCALES, key=len, reverse=True))}))?(%?)")
LIST_NUMBER = re.compile(
    r"(?m)^[\s#*>-]*(?:(?:案例|专栏|图|表)\s*\d{1,2}|\d{1,2}(?:\.\d+)*[.)、．：:])\s*(?=\d{4}\s*年|[^\d.%,\s])"
)
NOT_CONTENT = re.compile(r"(?m)^.*(?:\.{2,}|…{2,}|·{3,})\s*\d*\W*$|^[—– -]{0,2}\d{1,3}[—– -]{0,2}$|<sup>\d+</sup>")
CN = "一二三四五六七八九十"
STYLES = (
    re.compile(r"\s*(案例\s*\d+)\s*$"),
    re.compile(rf"\s*(第[{CN}]+节\s*\S.{{1,40}})$"),
    re.compile(r"#{0,4}\s*\**\s*(\d{1,2}[.．]\s?(?!\d)\S.*)$"),
    re.compile(rf"#{{1,2}}\s+((?![（(]?[{CN}\d]+[）)、.．]).{{3,}})$"),
)


def fold(text: str) -> str:
    """The text after NFKC, without white space, Markdown emphasis and digit group commas."""
    return re.sub(r"[\s*_`]|<[^>]{1,20}>", "", fold_lines(text))


def fold_lines(text: str) -> str:
    """The text after NFKC, without digit group commas and without space before "%"."""
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"(?<=\d)\s+(?=%)", "", text)


def figures(text: str) -> set[str]:
    """The distinct figures in a text, in their normal form (no leading or trailing zeros)."""
    found = set()
    for match in FIGURE.findall(fold_lines(text)):
        value, percent = match.rstrip("%"), "%" if match.endswith("%") else ""
        value = value.rstrip("0").rstrip(".") if "." in value else value
        found.add(re.sub(r"^0+(?=\d)", "", value) + percent)
    return found


def values(text: str) -> dict[Decimal, str]:
    """Each figure's value with its scale (亿, million ...) multiplied in, and how the text writes it."""
    found = SCALED.finditer(fold_lines(text))
    return {Decimal(m[1]) * SCALES.get(m[2] or "", 1): m[0] for m in found}


@dataclass
class Source:
    """A source text, and what pages are held against."""

    stem: str
    text: str

    @cached_property
    def flat(self) -> str:
        """The text without white space."""
        return fold(self.text)

    @cached_property
    def figures(self) -> set[str]:
        """Its figures; a percentage may also be written without its sign."""
        return figures(self.text) | {x.rstrip("%") for x in figures(self.text)}

    @cached_property
    def values(self) -> set[Decimal]:
        """The values of its figures: with their scale, without it, and with that of a table's unit."""
        bare = {Decimal(x.rstrip("%")) for x in self.figures}
        units = {SCALES[scale] for scale in re.findall(r"[(:]\s*(万|亿)(?=\S{1,3}\))", self.flat)}
        return set(values(self.text)) | {x * unit for x in bare for unit in {1, *units}}

    def has(self, figure: str) -> bool:
        """Whether it has a figure: also cut in two by a line's end, or where a table's header says "%"."""
        if {figure, figure.rstrip("%")} & self.figures:
            return True
        return bool(re.search(rf"(?<![\d.]){re.escape(figure)}(?![\d%])", self.flat))

    @cached_property
    def titles(self) -> str:
        """Its headings and contents lists, one a line: a page may carry them over as they are."""
        lines = [line for line in self.text.splitlines() if re.match(r"\s*#|.*\.{2,}\s*\d+\s*$", line)]
        parts = [title for title, _ in self.sections()]
        return "\n".join(fold(re.sub(r"^[\s#]+|[\s.]*\d*$", "", line)) for line in lines + parts)

    def sections(self) -> list[tuple[str, str]]:
        """Title and text of each part, by the style of heading that the source uses most."""
        lines = NOT_CONTENT.sub("", self.text).splitlines()
        heads = max((list(_headings(lines, style)) for style in STYLES), key=len)
        starts = [i for i, _ in heads]
        parts = zip(["(front)", *(t for _, t in heads)], [0, *starts], [*starts, len(lines)], strict=True)
        return [(title, "\n".join(lines[start:end])) for title, start, end in parts if start < end]


def _headings(lines: list[str], style: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Line number and title of the headings of one style; numbers run on, a contents list comes first."""
    last: dict[str, int] = {re.sub(r"\s", "", m[1]): i for i, line in enumerate(lines) if (m := style.match(line))}
    count = 0
    for title, i in sorted(last.items(), key=lambda item: item[1]):
        number = re.match(r"(?:案例)?(\d+)", title)
        if number and int(number[1]) != count + 1:
            continue
        count += bool(number)
        yield i, title


def wanted(text: str) -> set[str]:
    """The figures of a source that a digest should carry: no list numbers, no single digits."""
    return {x for x in figures(LIST_NUMBER.sub("", NOT_CONTENT.sub("", text))) if len(x) > 1}

"""How Chinese (and English) documents number their parts, and what is a heading because of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CN = "一二三四五六七八九十百零〇两"
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_FIRST_SENTENCE = re.compile(r"[^。！？!?；;]*[。！？!?；;]?")
_REFERENCE = re.compile(r"\s*[的所之和及至到、，]|[中内][的，]")
"""What follows a number that a sentence refers to: 「第三章的规定」, but 「第三章 总则」."""
_ENGLISH_SENTENCE = re.compile(r"\s.*[A-Za-z]{2}\.$")

# Style → pattern; the first group is the number. Order matters: the first that matches wins.
STYLES: dict[str, re.Pattern[str]] = {
    "part": re.compile(rf"第\s*([{_CN}\d]+)\s*(?:部分|编|篇)"),
    "chapter": re.compile(rf"第\s*([{_CN}\d]+)\s*章"),
    "section": re.compile(rf"第\s*([{_CN}\d]+)\s*节"),
    "article": re.compile(rf"第\s*([{_CN}\d]+)\s*条"),
    "english": re.compile(
        r"(?:(?:Part|Chapter|Section|Article|Appendix)|(?:PART|CHAPTER|SECTION|APPENDIX))\s+(\d+|[IVX]+)\b"
    ),
    "case": re.compile(rf"案例\s*([{_CN}\d]+)"),
    "annex": re.compile(rf"附\s*(?:件|录|表)\s*([{_CN}\d]*)(?=[\s:：.．、]|$)"),
    "box": re.compile(r"专\s*栏\s*(\d+)"),
    "cn": re.compile(rf"([{_CN}]+)\s*、"),
    "cn_paren": re.compile(rf"[（(]\s*([{_CN}]+)\s*[)）]\s*、?"),
    "decimal": re.compile(r"(\d{1,2}(?:\.\d{1,2})+)\.?(?=\s+[^\d\s%％])"),
    "arabic": re.compile(r"(\d{1,3})\s*[.．、](?:(?!\d)|(?=(?:19|20)\d\d\s*年))"),
    "arabic_paren": re.compile(r"[（(]\s*(\d{1,3})\s*[)）]"),
    "dash": re.compile(r"——()"),
}
STRONG = {"part", "chapter", "section", "article", "english", "case", "annex", "box"}
"""Styles that announce a heading by themselves, whatever follows."""
RUN_IN = {"cn", "cn_paren", "arabic", "arabic_paren", "dash"}
"""Styles whose heading may run on into its paragraph: 「（一）规范程序。一是…」."""

HEADING_WIDTH = 60
RUN_IN_WIDTH = 34


@dataclass(frozen=True)
class Numbered:
    """A line that starts with a number: its style, number and where its heading ends.

    `head` is the length of the heading in the line: the whole line for a heading that stands
    alone, less for one that runs on into its paragraph, 0 when the line is not a heading.
    """

    style: str
    number: int
    head: int
    bare: bool
    """The line is only the number (「案例 1」): the next line is its title."""


def to_int(number: str) -> int:
    """「二十三」, ``23``, ``2.3`` (its last part) or ``IV`` as an integer; 0 when there is none."""
    number = number.rsplit(".", 1)[-1]
    if number.isdecimal():
        return int(number)
    if number and number[0] in "IVXivx":
        values = [{"I": 1, "V": 5, "X": 10}[c] for c in number.upper()]
        return sum(-v if v < max(values[i:], default=0) else v for i, v in enumerate(values))
    total, digit = 0, 0
    for char in number:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char == "十":
            total, digit = total + (digit or 1) * 10, 0
        elif char == "百":
            total, digit = total + (digit or 1) * 100, 0
    return total + digit


def first_sentence(text: str) -> int:
    """Where the first sentence of `text` ends (after its mark); its length when there is no mark."""
    match = _FIRST_SENTENCE.match(text)
    return match.end() if match else len(text)


def read_number(line: str, *, marked: bool = False) -> Numbered | None:
    """What the number at the start of `line` says, or None when there is no number.

    `marked`: the source marks the line as a heading (Markdown ``#``, a heading style).
    """
    for style, pattern in STYLES.items():
        match = pattern.match(line)
        if not match:
            continue
        rest = line[match.end() :].strip(" :：.、")
        first = first_sentence(line)
        alone = (
            first >= len(line)
            and not line.endswith(("；", ";", "，", ","))
            and not _ENGLISH_SENTENCE.search(line, match.end())
        )
        if marked:
            head = match.end() if style == "article" and "。" in line else len(line)
        elif style == "article":
            head = match.end() if _is_heading(style, line, match.end()) else 0
        elif alone and len(line) <= HEADING_WIDTH and style != "dash":
            head = len(line) if _is_heading(style, line, match.end()) else 0
        elif style in RUN_IN and first <= RUN_IN_WIDTH and line[first - 1] == "。" and first < len(line):
            head = first
        else:
            head = 0
        return Numbered(style, to_int(match[1]), head, bare=not rest)
    return None


def _is_heading(style: str, line: str, end: int) -> bool:
    """Whether a line whose number ends at `end` is a heading by its words."""
    if style in STRONG:
        return not _REFERENCE.match(line[end:])
    if style == "decimal" and line.endswith("。"):
        return False  # 「2.4 倍于去年。」
    return bool(line[end:].strip(" :：.、"))

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
_OFFICIAL_TITLE = re.compile(
    r"^[^。；！？]*关于[^。；！？]{2,150}的(?:\S{0,4}(?:通知|意见|决定|公告|通告|通报|批复|报告|请示|议案|方案|函|措施))"
    r"(?:\s*[（(][^（()）]*[)）])*$"
)
_CLAUSE = re.compile(
    r"应当|不得|有权|无权|(?<!响)(?<!适)(?<!供)(?<!效)(?<!对)应(?=[在于按依由将自向及以])|须(?=[在于按经由向])|甲方|乙方|丙方|双方|各方|"
    r"当事人|本合同|本协议|本公司|本文|我们|如果|^若|的，|认为|表明|指出|由于|因为|还有|其中"
)
"""Words of a rule or a statement: what they stand in is a sentence, not a heading."""
_SENTENCES = {"arabic", "arabic_paren", "cn_paren"}
"""Styles that number sentences as often as headings."""

# Style → pattern; the first group is the number. Order matters: the first that matches wins.
STYLES: dict[str, re.Pattern[str]] = {
    "part": re.compile(rf"第\s*([{_CN}\d]+)\s*(?:部分|编|篇)"),
    "chapter": re.compile(rf"第\s*([{_CN}\d]+)\s*章"),
    "section": re.compile(rf"第\s*([{_CN}\d]+)\s*节"),
    "article": re.compile(rf"第\s*([{_CN}\d]+)\s*条"),
    "appendix": re.compile(r"(?:Appendix|APPENDIX|Annex|ANNEX)\s+(\d+|[IVX]+|[A-Z])\b"),
    "english": re.compile(r"(?:Part|Chapter|Section|Article|PART|CHAPTER|SECTION)\s+(\d+|[IVX]+)\b"),
    "case": re.compile(rf"案例\s*([{_CN}\d]+)"),
    "annex": re.compile(rf"附\s*(?:件|录|表)\s*([{_CN}\d]*)(?=[\s:：.．、]|$)"),
    "box": re.compile(r"专\s*栏\s*(\d+)"),
    "matter": re.compile(r"(?:前\s*言|序\s*言|后\s*记|编\s*后\s*记|致\s*谢|参\s*考\s*文\s*献)()(?=\s*$)"),
    "cn": re.compile(rf"([{_CN}]+)\s*、"),
    "cn_paren": re.compile(rf"[（(]\s*([{_CN}]+)\s*[)）]\s*、?"),
    "decimal": re.compile(r"(\d{1,2}(?:\.\d{1,2})+)\.?(?=\s+[^\d\s%％])"),
    "arabic": re.compile(r"(\d{1,3})\s*[.．、](?:(?!\d)|(?=(?:19|20)\d\d\s*年))"),
    "arabic_paren": re.compile(r"[（(]\s*(\d{1,3})\s*[)）]"),
    "dash": re.compile(r"——()"),
}
_ENGLISH = ("english part", "english chapter", "english section", "english article")
STRONG = {"part", "chapter", "section", "article", "appendix", "case", "annex", "box", "matter", "english", *_ENGLISH}
"""Styles that announce a heading by themselves, whatever follows."""
RUN_IN = {"cn", "cn_paren", "arabic", "arabic_paren", "dash"}
"""Styles whose heading may run on into its paragraph: 「（一）规范程序。一是…」."""

HEADING_WIDTH = 60
RUN_IN_WIDTH = 34
_DASH_WIDTH = 60
"""Of the heading of a 「——」 paragraph, which is often a whole slogan."""


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
    """「二十三」, ``23``, ``2.3`` (its last part), ``IV`` or ``B`` as an integer; 0 when there is none."""
    number = number.rsplit(".", 1)[-1]
    if number.isdecimal():
        return int(number)
    if len(number) == 1 and "A" <= number <= "Z" and number not in "IVX":
        return ord(number) - ord("A") + 1
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


def official_title(text: str) -> bool:
    """Whether `text` is the title of an official document: 「某某厅关于印发《…》的通知（某发〔2022〕1号）」."""
    return len(text) <= 220 and "关于" in text and bool(_OFFICIAL_TITLE.match(text))


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
        elif style in _SENTENCES and _CLAUSE.search(line[:first]) and not official_title(line):
            head = 0
        elif style == "article":
            head = match.end() if _is_heading(style, line, match.end()) else 0
        elif alone and style != "dash" and (len(line) <= HEADING_WIDTH or official_title(line)):
            head = len(line) if _is_heading(style, line, match.end()) else 0
        elif style in RUN_IN and _is_run_in(style, line, first):
            head = first
        else:
            head = 0
        if style == "english":
            style = f"english {match[0].split()[0].lower()}"
        elif style == "decimal" and (dots := match[1].count(".")) > 1:
            style = f"decimal {dots + 1}"  # 2.1.1 is below 2.1
        return Numbered(style, to_int(match[1]), head, bare=not rest and style != "matter")
    return None


def _is_run_in(style: str, line: str, first: int) -> bool:
    """Whether the first sentence of `line`, `first` characters long, is a heading that runs on into its paragraph."""
    if line[first - 1] != "。" or first == len(line):
        return False
    if style == "dash":
        return first <= RUN_IN_WIDTH or (first <= _DASH_WIDTH and not re.search(r"\d", line[:first]))
    return first <= RUN_IN_WIDTH


def _is_heading(style: str, line: str, end: int) -> bool:
    """Whether a line whose number ends at `end` is a heading by its words."""
    if style in STRONG:
        return not _REFERENCE.match(line[end:])
    if style == "decimal" and line.endswith("。"):
        return False  # 「2.4 倍于去年。」
    return bool(line[end:].strip(" :：.、"))

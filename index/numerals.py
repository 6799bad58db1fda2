"""Numbers, shares, years and months in one normal form: 六千九百九十 and 6,990 are both 6990.

Only what is a numeral for sure is read as one: 一网通办, 一带一路, 三农, 十四五, 双十一 and 百度 are
words. So a Chinese numeral counts when its size words say so (六千九百九十, 二十三), when a percentage,
a year or a measure word stands with it (三个, 三月), and not when the measure word begins another
word (三天津人, 一次性).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = {char: n for n, chars in enumerate(("零〇○", *"一二三四五六七八九")) for char in chars}
_DIGITS |= {"两": 2, **{char: n for n, char in enumerate("壹贰叁肆伍陆柒捌玖", 1)}}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_SIZES = {**_TENS, **_MYRIADS}
_ENGLISH = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september"]
_MONTHS += ["october", "november", "december"]

# What is counted, and how a measure word must not go on: 「三个」, but not 「一次性」.
_MEASURES = """
    工作日 周年 小时 分钟 季度 公里 千米 平方 美元 欧元 标箱 人次
    个 件 吨 倍 座 辆 艘 班 趟 届 章 秒 周 米 亩 篇 页 笔 棵 枚
    家(?![人庭长电具乡属族务]) 项(?!目) 条(?![件例款文约码]) 次(?![性日品级要]) 种(?![植子养类业粮田]) 架(?!构) 级(?!别)
    名(?![单称字录誉校牌胜优]) 人(?![员民才]) 户(?![口籍外主]) 批(?![发准复文量评]) 列(?![车入为]) 节(?![能约点目])
    款(?!项) 年(?![级代度轻龄]) 天(?![津然空下河水山]) 日(?![本报常照]) 元(?![素旦件]) 份(?!额) 单(?![位一元证列据])
    场(?![所地景馆合内外]) 部(?![门队委分长署落位]) 位(?![置于一]) 所(?![有以在得属谓需]) 只(?![有是能要])
    支(?![付持撑出柱线部队行援]) 期(?![间限货权末]) 台(?![湾州商胞账])
"""
_MEASURE = re.compile("|".join(_MEASURES.split()))

_CN = "[" + "".join([*_DIGITS, *_SIZES]) + "]"
_NUMBER = r"\d++(?:\.\d++)?+(?!\.\d)"
_FOUND = re.compile(
    rf"(?P<share>百分之|千分之)\s*(?P<of>{_NUMBER}|{_CN}+(?:点{_CN}+)?)"
    rf"|(?<![a-z0-9.])(?P<number>{_NUMBER})(?![a-z])\s*"
    rf"(?P<tail>%|‰|per\s?cent(?![a-z])|(?:{'|'.join(_ENGLISH)})(?![a-z])|[{''.join(_SIZES)}]+(?:\d+[{''.join(_SIZES)}]+)?)?"
    rf"|(?P<chinese>{_CN}+(?:点[{''.join(_DIGITS)}]+[万亿]+)?)"
)
_NAMED = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<after>{'|'.join(_MONTHS)})"
    rf"|(?P<before>{'|'.join(_MONTHS)})(?=,?\s+(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?(?:19|20)\d\d\b))\b"
)
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/.])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?!\d)")
_ARTICLE = re.compile(r"个(?!月|工作|小时|季|百分)|[批种款位名只条家件部场]")
_CAPITALS = re.compile("[壹贰叁肆伍陆柒捌玖]")
_SIZED = re.compile(f"[{''.join(_SIZES)}]")
_ALIKE = str.maketrans("〇○两壹贰叁肆伍陆柒捌玖拾佰仟", "零零二一二三四五六七八九十百千")
_ONE = "[一二三四五六七八九]"
_SECTION = re.compile(rf"(?:(?P<k>{_ONE})千)?零?(?:(?P<h>{_ONE})百)?零?(?:(?P<t>{_ONE})?十)?零?(?P<o>{_ONE})?")
_MAYBE = re.compile(rf"\d|{_CN}")
# 统一, 万一, 唯一 and the like end in what looks like a 1.
_JOINED = frozenset("几数余双逢初统同唯单专之合划逐不万另")


@dataclass(frozen=True)
class Numeral:
    """A numeral in a folded text.

    Attributes:
        start: of its first character.
        end: after its last character.
        form: its normal form: ``6990``, ``30%``, ``3月``, ``3个`` (below 10 the measure word belongs to it).
    """

    start: int
    end: int
    form: str


def value(text: str) -> int | None:
    """The number that a Chinese numeral writes, below 10¹⁶; None for anything else.

    Read are both 一十五 and 十五, 两 and 二, 〇 and 零, capitals (叁佰), a left-out 零 (一万五百) and
    a left-out last size (三百五 is 350); not rows of digits (二〇二二), nor sizes alone (百万).
    """
    plain = text.translate(_ALIKE)
    if "零零" in plain or (plain[:1] == "零" and plain != "零"):
        return None
    return _parts(plain, (("亿", 10**8), ("万", 10**4)))


def _parts(text: str, sizes: tuple[tuple[str, int], ...]) -> int | None:
    """The number, whose largest size is the first of `sizes`; None if it is none."""
    if not sizes:
        return _section(text)
    (char, size), *rest = sizes
    head, mark, tail = text.partition(char)
    if not mark:
        return _parts(text, tuple(rest))
    many = _parts(head, tuple(rest))
    if len(tail) == 1:  # 两万五
        left = _section(tail)
        few = left * size // 10 if left else None
    else:
        few = _parts(tail.removeprefix("零"), tuple(rest)) if tail else 0
    return many * size + few if many and few is not None else None


def _section(text: str) -> int | None:
    """A number below 10,000."""
    match = _SECTION.fullmatch(text)
    if not match or not text or (text[-1] == "零" and text != "零"):
        return None
    thousands, hundreds, tens, ones = (_DIGITS[digit] if (digit := match[name]) else 0 for name in "khto")
    if "十" in text and not tens:
        tens = 1
    if ones and "十" not in text and "零" not in text and (hundreds or thousands):  # 三百五
        ones *= 10 if hundreds else 100
    return thousands * 1000 + hundreds * 100 + tens * 10 + ones


def numerals(text: str) -> list[Numeral]:
    """The numerals of a folded text, in order, none overlapping another."""
    if not _MAYBE.search(text):
        return []
    found: list[Numeral] = []
    dates = list(_ISO.finditer(text))
    for date in dates:
        year, month, day = date[1], int(date[3]), int(date[4])
        found.append(Numeral(date.start(1), date.end(1), year))
        found.append(Numeral(date.start(3), date.end(3), f"{month}月"))
        found.append(Numeral(date.start(4), date.end(4), f"{day}日" if day < 10 else str(day)))
    for match in _FOUND.finditer(text):
        form, end = _read(match)
        if form and not any(match.start() < date.end() and date.start() < end for date in dates):
            if form[-1] in "0123456789%‰":  # the measure word is none of it
                end = match.start() + len(match.group().rstrip())
            ordinal = text[match.start() - 1 : match.start()] == "第"
            found.append(Numeral(match.start() - ordinal, end, form))
    for match in _NAMED.finditer(text):
        name = "after" if match["after"] else "before"
        found.append(Numeral(match.start(name), match.end(name), f"{_MONTHS.index(match[name]) + 1}月"))
    return sorted(found, key=lambda numeral: numeral.start)


def _read(match: re.Match[str]) -> tuple[str, int]:
    """The normal form of what was found, empty where it is no numeral for sure, and its end."""
    end = match.end()
    if match["share"]:
        part = _decimal(match["of"])
        return (f"{_plain(part)}{'%' if match['share'] == '百分之' else '‰'}" if part is not None else ""), end
    if match["number"]:
        return _arabic(match)
    run = match["chinese"]
    text, before = match.string, match.string[match.start() - 1 : match.start()]
    if re.fullmatch(f"[{''.join(_DIGITS)}]{{4}}", run) and (run[:2] in _CENTURIES or text[end : end + 1] == "年"):
        return "".join(str(_DIGITS[char]) for char in run), end
    number = _decimal(run)
    named = before in _JOINED or (_CAPITALS.search(run) and not _SIZED.search(run))  # 陆台 is no six
    if not number or named:
        return "", end
    form, after = _counted(number, text, end, before)
    # 十五 alone may be the fifteenth plan; 二十三, 三百 and 一万 are numbers by themselves.
    if after > end or (len(run) > 1 and number > 19):
        return form, after
    return "", end


def _arabic(match: re.Match[str]) -> tuple[str, int]:
    digits, tail, end = match["number"], match["tail"] or "", match.end()
    number = Decimal(digits)
    if tail in ("%", "‰") or tail.startswith("per"):
        return f"{_plain(number)}{'‰' if tail == '‰' else '%'}", end
    if tail in _ENGLISH:
        return _plain(number * 10 ** _ENGLISH[tail]), end
    if tail:
        sized = _sized(number, tail)
        return (_plain(sized), end) if sized is not None else ("", end)
    text, end = match.string, match.end("number")
    form, after = _counted(number, text, end, text[match.start() - 1 : match.start()])
    if after == end and re.match(r"0\d", digits):
        return digits, end  # a code: 0371
    return (form if after > end or number >= 10 or number % 1 else ""), max(end, after)


def _counted(number: Decimal, text: str, end: int, before: str) -> tuple[str, int]:
    """The form of a number that ends at `end`, and where it ends with its measure word; at `end` without one."""
    at = end
    while text[at : at + 1] == " ":
        at += 1
    plain = _plain(number)
    if text[at : at + 1] == "月" and number in _MONTH_NUMBERS:
        return f"{plain}月", at + 1
    measure = _MEASURE.match(text, at)
    if not measure:
        return plain, end
    if number >= 10 or "." in plain:
        return plain, measure.end()
    if number == 1 and before != "第" and _ARTICLE.match(text, at):
        return plain, end  # 一个 and 一批 say no more than "a"
    # 第三条 is one of them, 三条 are three; 第一季度 and 一季度 are the same.
    order = "第" if before == "第" and measure[0] != "季度" else ""
    return f"{order}{plain}{measure[0]}", measure.end()


def _decimal(text: str) -> Decimal | None:
    """The number that digits or Chinese numerals write, with 点 for the decimal point; None if they write none."""
    if text[0] in "0123456789":
        return Decimal(text)
    whole, _, part = text.partition("点")
    if not part:
        number = value(whole)
        return None if number is None else Decimal(number)
    digits = re.match(f"[{''.join(_DIGITS)}]*", part)
    size = part[digits.end() :] if digits else part
    number = value(whole)
    if number is None or not digits or not digits[0]:
        return None
    return _sized(Decimal(f"{number}.{''.join(str(_DIGITS[char]) for char in digits[0])}"), size)


def _sized(number: Decimal, sizes: str) -> Decimal | None:
    """A number times sizes as 万亿 or 千万; 亿3千万 adds a second part. None where the sizes fall out of order."""
    head = re.match(r"\D*", sizes)
    first, rest = (head[0], sizes[head.end() :]) if head else (sizes, "")
    factor = 1
    for char in first:
        if _SIZES[char] in (10, 100, 1000) and factor > 1:
            return None
        factor *= _SIZES[char]
    if not rest:
        return number * factor
    second = re.fullmatch(r"(\d+)(\D+)", rest)
    added = _sized(Decimal(second[1]), second[2]) if second else None
    return number * factor + added if added is not None and added < factor else None


def _plain(number: Decimal) -> str:
    """Digits without an exponent or zeros at the end of decimals."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_CENTURIES = frozenset(a + b for a, b in [("一", "九"), ("二", "零"), ("二", "〇"), ("二", "○")])
_MONTH_NUMBERS = frozenset(map(Decimal, range(1, 13)))

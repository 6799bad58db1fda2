"""Numbers of spreadsheets as a reader sees them: 12.5%, 1,234.50, 2022年3月."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from corpus.loaders.sheet.dates import DATE_PART, date_shown

GENERAL = "General"
BUILT_IN = {
    **{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??"},
    **{14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM"},
    **{20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0"},
    **{37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00"},
    **{41: "#,##0;-#,##0;-", 42: "¥#,##0;¥-#,##0;-", 43: "#,##0.00;-#,##0.00;-", 44: "¥#,##0.00;¥-#,##0.00;-"},
    **{48: "##0.0E+0", 49: "@"},
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    **{30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"'},
    **dict.fromkeys((34, 55), '上午/下午h"时"mm"分"'),
    **dict.fromkeys((35, 56), '上午/下午h"时"mm"分"ss"秒"'),
}
"""The formats that have a number and no text of their own; the day and month as the Chinese edition has them."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<general>General|G/通用格式)'
    rf"|(?P<exponent>E[+-])|(?P<date>{DATE_PART})|(?P<mark>[0#?.,%@/])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"^(<=|>=|<>|<|>|=)(-?[\d.]+)$")
_CURRENCY = re.compile(r"^\$([^-]*)")
_COLOUR = re.compile(
    r"\[(?:red|blue|green|magenta|yellow|cyan|color ?\d+|红色?|蓝色?|绿色?|颜色 ?\d+)\]", re.IGNORECASE
)
_DIGITS = 15
"""So many digits of a number mean something: the rest is how a computer keeps it."""

Token = tuple[str, str]


def shown(value: float, code: str = GENERAL, *, from_1904: bool = False) -> str:
    """`value` in the number format `code`; empty for a format that hides it.

    A format that cannot be followed (fractions) shows the number as it is.
    """
    negative = value < 0
    section, signed = _section(code, value)
    kinds = {kind for kind, _ in section}
    if "date" in kinds:
        return date_shown(value, section, from_1904=from_1904) or general(value)
    if not section or (("mark", "@") in section and len(kinds) == 1) or ("mark", "/") in section:
        return general(value) if section or not code else ""
    text = _number(abs(value), section)
    return f"-{text}" if negative and signed else text


def general(value: float) -> str:
    """`value` without a format, in 15 digits at most: 0.3, not 0.30000000000000004."""
    text = format(value, f".{_DIGITS}g")
    if "e" in text and 1e-9 < abs(value) < 1e21:
        text = format(Decimal(text), "f")
    return text


@lru_cache(maxsize=1000)
def _sections(code: str) -> tuple[tuple[Token, ...], ...]:
    out: list[list[Token]] = [[]]
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup or "space"
        text = match[match.lastgroup] if match.lastgroup else ""
        if kind == "other" and text == ";":
            out.append([])
        elif kind in ("quoted", "escaped", "other"):
            out[-1].append(("text", text))
        elif kind == "bracket":
            out[-1] += _bracket(text)
        elif kind != "space":
            out[-1].append((kind, text))
    return tuple(map(tuple, out))


def _bracket(text: str) -> list[Token]:
    if _CONDITION.match(text):
        return [("condition", text)]
    if text.lower().strip("hms") == "" and text:
        return [("date", f"[{text.lower()}]")]
    if text.upper().startswith(("$-F800", "$-X-SYSDATE")):
        return [("system", "date")]
    currency = _CURRENCY.match(text)
    return [("text", currency[1])] if currency and currency[1] else []


@lru_cache(maxsize=4000)
def _chosen(code: str, sign: int) -> tuple[tuple[Token, ...], bool]:
    sections = _sections(code)
    if len(sections) >= 3 and not sign:
        return sections[2], False
    if len(sections) >= 2 and sign < 0:
        return sections[1], _by_colour(code, sections[1], sections[0])
    return sections[0], True


def _by_colour(code: str, below: tuple[Token, ...], above: tuple[Token, ...]) -> bool:
    """Whether only a colour tells the format's negative numbers: in text they need a sign."""
    return below == above and bool(_COLOUR.search(code.split(";")[1]))


def _section(code: str, value: float) -> tuple[tuple[Token, ...], bool]:
    """The section of a format for `value`, its conditions off; whether a minus sign is to be put before it."""
    sections = _sections(code)
    conditions = [_CONDITION.match(text) for section in sections for kind, text in section[:1] if kind == "condition"]
    if conditions:
        for section in sections:
            condition = _CONDITION.match(section[0][1]) if section and section[0][0] == "condition" else None
            if condition is None or _holds(value, condition[1], float(condition[2])):
                return section[1:] if condition else section, True
        return (("general", GENERAL),), True
    section, signed = _chosen(code, (value > 0) - (value < 0))
    if ("system", "date") in section:
        section = _sections(BUILT_IN[31])[0]
    return section, signed


def _holds(value: float, sign: str, limit: float) -> bool:
    equal = value == limit
    return {
        "<": value < limit,
        ">": value > limit,
        "<=": value <= limit,
        ">=": value >= limit,
        "=": equal,
        "<>": not equal,
    }[sign]


def _number(value: float, section: tuple[Token, ...]) -> str:
    marks = [text for kind, text in section if kind == "mark"]
    if not any(mark in "0#?" for mark in marks):
        return "".join(general(value) if kind == "general" else text for kind, text in section if kind in _WRITTEN)
    if any(kind == "exponent" for kind, _ in section):
        behind = marks[marks.index(".") :] if "." in marks else []
        decimals = sum(mark in "0#?" for mark in behind) - _exponent_digits(section)
        return format(Decimal(general(value)), f".{max(0, decimals)}E")
    point = next((i for i, token in enumerate(section) if token == ("mark", ".")), len(section))
    places = [i for i, (kind, text) in enumerate(section) if kind == "mark" and text in "0#?"]
    whole = [i for i in places if i < point]
    scale = 0
    if places:  # in thousands for each comma behind the last digit, or right before the point
        scale = section[places[-1] + 1 :].count(("mark", ","))
        if whole and point < len(section):
            scale += section[whole[-1] + 1 : point].count(("mark", ","))
    try:
        number = Decimal(general(value)).scaleb(2 * marks.count("%") - 3 * scale)
        number = number.quantize(Decimal(1).scaleb(-sum(i > point for i in places)), ROUND_HALF_UP)
    except InvalidOperation:
        return general(value)
    left, _, right = format(number, "f").partition(".")
    grouped = any(section[i] == ("mark", ",") for i in range(whole[0], whole[-1])) if whole else False
    return _whole(left, section[:point], grouped) + _fraction(right, section[point:])


_WRITTEN = {"text", "general"}


def _exponent_digits(section: tuple[Token, ...]) -> int:
    start = next(i for i, (kind, _) in enumerate(section) if kind == "exponent")
    return sum(kind == "mark" and text in "0#?" for kind, text in section[start:])


def _whole(digits: str, tokens: tuple[Token, ...], grouped: bool) -> str:
    """The digits before the point, right to left into their places; what is left over goes into the first place."""
    digits = digits.lstrip("0")
    first = next((i for i, (kind, text) in enumerate(tokens) if kind == "mark" and text in "0#?"), -1)
    out: list[str] = []
    done = 0

    def put(digit: str) -> None:
        nonlocal done
        if grouped and done and done % 3 == 0:
            out.append(",")
        out.append(digit)
        done += 1

    for i in range(len(tokens) - 1, -1, -1):
        kind, text = tokens[i]
        if kind == "mark" and text in "0#?":
            if digits:
                put(digits[-1])
                digits = digits[:-1]
            elif text == "0":
                put("0")
            while i == first and digits:
                put(digits[-1])
                digits = digits[:-1]
        elif kind == "text" or text == "%":
            out.append(text[::-1])
    return "".join(out)[::-1]


def _fraction(digits: str, tokens: tuple[Token, ...]) -> str:
    """The point and the digits behind it; zeros at the end only where the format asks for them."""
    out = ""
    places = [text for kind, text in tokens if kind == "mark" and text in "0#?"]
    while places and digits and places[-1] != "0" and digits[-1] == "0":
        places.pop()
        digits = digits[:-1]
    for kind, text in tokens:
        if (kind, text) == ("mark", "."):
            out += "." if digits else ""
        elif kind == "mark" and text in "0#?":
            out, digits = out + digits[:1], digits[1:]
        elif kind == "text" or text == "%":
            out += text
    return out

"""How office programs write the numbers of lists: 「一、」, 「第三章」, ⑥, iv."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "零一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "十", "百", "千")
_FORMAL_UNITS = ("", "拾", "佰", "仟")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = [
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
]


def chinese(number: int, digits: str = _DIGITS, units: tuple[str, ...] = _UNITS) -> str:
    """`number` as one counts in Chinese: 「十二」, 「二十」, 「一百零三」; from 10,000 on in figures."""
    if not 0 < number < 10_000:
        return str(number)
    out, zero = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            out += (digits[0] if zero and out else "") + digits[digit] + units[place]
        zero = not digit
    return out[1:] if digits is _DIGITS and 10 <= number < 20 else out


def letters(number: int, first: str = "a") -> str:
    """a, b, …, z, aa, bb, … as Word counts with letters."""
    if not 0 < number <= 26 * 50:
        return str(number)
    return chr(ord(first) + (number - 1) % 26) * ((number - 1) // 26 + 1)


def roman(number: int) -> str:
    """i, ii, iii, iv, … up to 4,999."""
    if not 0 < number < 5000:
        return str(number)
    out = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        out += sign * times
    return out


def _enclosed(first: str, last: int, second: str = "", more: str = "") -> Callable[[int], str]:
    """A format with a character for each of the numbers 1 to `last` (then 21 to 35, 36 to 50), else figures."""

    def write(number: int) -> str:
        if 1 <= number <= last:
            return chr(ord(first) + number - 1)
        if second and 21 <= number <= 35:
            return chr(ord(second) + number - 21)
        return chr(ord(more) + number - 36) if more and 36 <= number <= 50 else str(number)

    return write


def _digits(number: int) -> str:
    return "".join("〇一二三四五六七八九"[int(c)] for c in str(max(0, number)))


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _full_width(number: int) -> str:
    return "".join(chr(ord(c) + 0xFEE0) for c in str(max(0, number)))


_circle = _enclosed("①", 20, "㉑", "㊱")
FORMATS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting"),
        chinese,
    ),
    **dict.fromkeys(("taiwaneseCountingThousand", "koreanCounting", "koreanDigital2"), chinese),
    "chineseLegalSimplified": lambda number: chinese(number, _FORMAL, _FORMAL_UNITS),
    "ideographLegalTraditional": lambda number: chinese(number, "零壹貳參肆伍陸柒捌玖", _FORMAL_UNITS),
    **dict.fromkeys(("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"), _digits),
    "ideographTraditional": lambda number: _STEMS[number - 1] if 0 < number <= 10 else str(number),
    "ideographZodiac": lambda number: _BRANCHES[number - 1] if 0 < number <= 12 else str(number),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circle),
    "decimalEnclosedFullstop": _enclosed("⒈", 20),
    "decimalEnclosedParen": _enclosed("⑴", 20),
    "ideographEnclosedCircle": _enclosed("㊀", 10),
    **dict.fromkeys(("decimalFullWidth", "decimalFullWidth2"), _full_width),
    "decimalZero": lambda number: f"{number:02d}",
    "upperRoman": lambda number: roman(number).upper(),
    "lowerRoman": roman,
    "upperLetter": lambda number: letters(number, "A"),
    "lowerLetter": letters,
    "ordinal": _ordinal,
    "numberInDash": lambda number: f"- {number} -",
    "none": lambda number: "",
}
"""Format (`w:numFmt`) → how it writes a number; any other writes figures."""


def formatted(number: int, style: str) -> str:
    """`number` in a format of Word; in figures where the format is not known."""
    return FORMATS.get(style, str)(number)

"""What a question states itself is no answer to it: of 「15家机构里，银行占几家」 the 15 are known."""

from __future__ import annotations

import re

_FIGURE = re.compile(r"(?<![\d.])(\d[\d,]*(?:\.\d+)?)(?:余|多)?([万亿千百]*)(?:余|多)?(%|[\u4e00-\u9fff])?")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_ANY = r"(?:余|多)?"
_BLANK = "…"


def given(question: str) -> re.Pattern[str] | None:
    """The figures that a folded question without spaces states, as a text tells them; None if it states none.

    A figure of one digit is the same only with the same word behind it. Years are none.
    """
    stated: list[str] = []
    for match in _FIGURE.finditer(question):
        number, size, unit = match.groups()
        if (unit and unit in "年月日") or (_YEAR.fullmatch(number) and not unit):
            continue
        same = rf"(?<![\d.]){re.escape(number)}{_ANY}{size}{_ANY}"
        if unit == "%" or (len(number) == 1 and not size):
            if unit:
                stated.append(same + re.escape(unit))
        else:
            stated.append(same + r"(?![\d.%])")
    return re.compile("|".join(dict.fromkeys(stated))) if stated else None


def without(stated: re.Pattern[str] | None, text: str) -> str:
    """`text` without the figures that the question states; the cells of a row are left as they are."""
    return text if stated is None or "\t" in text else stated.sub(_BLANK, text)

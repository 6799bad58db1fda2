"""The characters of a PDF page with their boxes, as PDFium gives them."""

from __future__ import annotations

from collections import Counter
from ctypes import byref, c_double, c_ushort
from math import hypot, pi
from typing import Any, NamedTuple

from corpus.loaders.pdf.drawn import Box

_DESCENT = 0.12
"""How much of a character's height is below its baseline."""
_HYPHENS = {0x02: "-", 0xFFFE: "-"}
"""What PDFium puts where it takes a hyphen at a line's end for a cut word's."""


class Char(NamedTuple):
    """A character and its box, in points from the upper left corner of the page as its text reads."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float


def characters(words: Any, left: float, top: float, *, upright: bool) -> list[Char]:
    """The characters of a text page but for those that PDFium makes up; `left` and `top`: the page's corner.

    A box is as high as the font, wherever the page's text is `upright`: what fonts say of their
    own height, and what a glyph covers, tell less of what stands on one line.
    """
    import pypdfium2.raw as raw

    loose, origin = raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetCharOrigin
    box, x, y = raw.FS_RECTF(), c_double(), c_double()
    at, at_x, at_y = byref(box), byref(x), byref(y)
    sizes: dict[tuple[float, float], float] = {}
    out: list[Char] = []
    last = size = rise = 0.0
    for i, code in enumerate(_codes(words)):
        if (code <= 32 or code == 0xFFFE) and raw.FPDFText_IsGenerated(words, i) and code not in _HYPHENS:
            continue
        if code < 0:
            continue  # the first half of a character
        loose(words, i, at)
        x0, y0, x1, y1 = box.left, box.bottom, box.right, box.top
        height = y1 - y0
        if x1 - x0 < 0.01 or height < 0.01:  # a font that tells nothing of itself
            x0, y0, x1, y1 = _tight(words, i)
            height = y1 - y0
        if upright:
            if height != last:
                origin(words, i, at_x, at_y)
                key = raw.FPDFText_GetFontSize(words, i), round(height, 1)
                if key not in sizes:
                    sizes[key] = _size(words, i, key[0]) or height
                size, rise, last = sizes[key], y.value - y0, height
                if x0 - x.value > 0.001 * size:  # the box of the glyph: its place on the line is wider
                    x0 = x.value
                    x1 = max(
                        x1 + 0.05 * size, x0 + size * (1.0 if code >= 0x2E80 else 0.5 if 48 <= code <= 57 else 0.0)
                    )
                    last = 0.0
            y0 += rise - _DESCENT * size
            y1 = y0 + size
        out.append(Char(_HYPHENS.get(code) or chr(code), x0 - left, top - y1, x1 - left, top - y0))
    return out


def _codes(words: Any) -> list[int]:
    """The code points of a text page's characters, -1 for the first half of a pair, U+FFFD where there is none."""
    import pypdfium2.raw as raw

    count = raw.FPDFText_CountChars(words)
    buffer = (c_ushort * (count + 1))()
    if raw.FPDFText_GetText(words, 0, count, buffer) == count + 1:
        known: list[int] = buffer[:count]
        if 0 not in known and not any(0xD800 <= code < 0xE000 for code in known):
            return known
    codes: list[int] = [raw.FPDFText_GetUnicode(words, i) or 0xFFFD for i in range(count)]
    for i, code in enumerate(codes):
        if 0xD800 <= code < 0xE000:
            low = codes[i + 1] if i + 1 < count else 0
            if code < 0xDC00 and 0xDC00 <= low < 0xE000:
                codes[i], codes[i + 1] = -1, 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
            else:
                codes[i] = 0xFFFD
    return codes


def _size(words: Any, i: int, points: float) -> float:
    """The size of character `i` on the page, in points; 0 when PDFium does not tell."""
    import pypdfium2.raw as raw

    m = raw.FS_MATRIX()
    return points * hypot(m.c, m.d) if raw.FPDFText_GetMatrix(words, i, byref(m)) else 0.0


def _tight(words: Any, i: int) -> Box:
    """The box of what character `i` draws, in the file's coordinates."""
    import pypdfium2.raw as raw

    x0, x1, y0, y1 = (c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(words, i, byref(x0), byref(x1), byref(y0), byref(y1))
    return x0.value, y0.value, x1.value, y1.value


def turned(words: Any) -> int:
    """By how many quarters most of the text of a page is turned clockwise."""
    import pypdfium2.raw as raw

    count = raw.FPDFText_CountChars(words)
    angles: Counter[int] = Counter()
    for i in range(0, count, max(1, count // 40)):
        if raw.FPDFText_GetUnicode(words, i) > 32 and not raw.FPDFText_IsGenerated(words, i):
            angles[round(raw.FPDFText_GetCharAngle(words, i) / (pi / 2)) % 4] += 1
    return angles.most_common(1)[0][0] if angles else 0


def once(chars: list[Char]) -> tuple[list[Char], str]:
    """`chars` without those that stand twice at one place (bold by printing again), and what went."""
    places: dict[tuple[str, int, int], int] = {}
    twice: set[int] = set()
    for i, (text, x0, top, x1, _) in enumerate(chars):
        level, x = int(top + 0.25), x0 * 0.25
        field = int(x)
        side = field + 1 if x - field > 0.5 else field - 1
        for key in ((text, level, field), (text, level, side)):
            j = places.get(key)
            if j is not None:
                near = 0.25 * min(x1 - x0, chars[j].x1 - chars[j].x0)
                # ﬀ comes as two characters in one box.
                if abs(chars[j].x0 - x0) < near and not text.isspace() and (text != "f" or i - j > 1):
                    twice.add(i)
                break
        else:
            places[text, level, field] = i
    if not twice:
        return chars, ""
    return [c for i, c in enumerate(chars) if i not in twice], "".join(chars[i].text for i in sorted(twice))

"""Bytes to characters: decoding and the repair of broken code points.

Only what an extraction broke is repaired. Full-width forms, traditional script and spacing stay
as they are: the canonical text is what the document says, and folding for search is the index's.
"""

from __future__ import annotations

import re
import unicodedata

# CJK Radicals Supplement code points that NFKC leaves alone but that PDF extractions put in the
# place of the character (Unicode 16, EquivalentUnifiedIdeograph.txt).
_RADICALS = str.maketrans(
    "⺁⺄⺆⺈⺊⺍⺎⺏⺐⺑⺓⺔⺖⺘⺛⺝⺞⺟⺡⺢⺣⺤⺥⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺶⺷⺸⺹⺺⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻰⻳",  # noqa: RUF001
    "厂乙冂刀卜小兀尣尢尣幺彑忄扌旡月歺母氵氺灬爪爫犭王疋罒示礻竹糸纟罓罒罒羊羊羊耂肀月臼艹艹艹虎衤覀西见角讠贝足车辶辶辶阝钅长镸长门阝雨青韦页风飞食饣食马骨鬼鱼鸟卤麦黄黾齐齐齿齿龙龟",
)
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufff9-\ufffb]")
_SPACES = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]")


def decode(data: bytes) -> str:
    """The text in `data`: UTF-8, UTF-16 (with its mark) or GB18030, line ends as ``\\n``.

    Raises:
        UnicodeError: the bytes are text in none of these encodings.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("gb18030")
    if text.count("\x00") > len(text) // 100:
        raise UnicodeError("the file holds binary data, not text")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\f")


def repair(text: str) -> str:
    """`text` without invisible characters and with CJK characters for radicals; idempotent.

    Kangxi radicals (U+2F00-2FD5) and compatibility ideographs become the character that they
    stand for; spaces of every width become a plain space. Nothing else is changed.
    """
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text)).translate(_RADICALS)
    if re.search(r"[\u2f00-\u2fdf\uf900-\ufaff]", text):
        text = "".join(
            unicodedata.normalize("NFKC", c) if "\u2f00" <= c <= "\u2fdf" or "\uf900" <= c <= "\ufaff" else c
            for c in text
        )
    return text


def width(text: str) -> int:
    """Display width in half-width columns: an East Asian wide character counts two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def is_cjk(char: str) -> bool:
    """Whether `char` is a Chinese character or a full-width punctuation mark."""
    return "\u3400" <= char <= "\u9fff" or "\u3000" <= char <= "\u303f" or "\uff00" <= char <= "\uffef" or char in "“”‘’—…·"


def join(left: str, right: str) -> str:
    """Two halves of a line that was cut, with a space only between Latin words."""
    if not left or not right:
        return left + right
    if is_cjk(left[-1]) or is_cjk(right[0]) or (left[-1].isdigit() and right[0] in "%％"):
        return left + right
    if left.endswith("-") and left[-2:-1].isalpha() and right[0].islower():
        return left[:-1] + right
    return f"{left} {right}"

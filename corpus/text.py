"""Bytes to characters: decoding and the repair of broken code points.

Only what an extraction broke is repaired. Full-width forms, traditional script and spacing stay
as they are: the canonical text is what the document says, and folding for search is the index's.
"""

from __future__ import annotations

import re
import unicodedata

from corpus.encoding import decode

__all__ = ["cuts_number", "decode", "is_cjk", "join", "join_all", "repair", "width"]

# CJK Radicals Supplement code points that NFKC leaves alone but that PDF extractions put in the
# place of the character (Unicode 16, EquivalentUnifiedIdeograph.txt).
_RADICALS = str.maketrans(
    "⺁⺄⺆⺈⺊⺍⺎⺏⺐⺑⺓⺔⺖⺘⺛⺝⺞⺟⺡⺢⺣⺤⺥⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺶⺷⺸⺹⺺⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻰⻳",
    "厂乙冂刀卜小兀尣尢尣幺彑忄扌旡月歺母氵氺灬爪爫犭王疋罒示礻竹糸纟罓罒罒羊羊羊耂肀月臼艹艹艹虎衤覀西见角讠贝足车辶辶辶阝钅长镸长门阝雨青韦页风飞食饣食马骨鬼鱼鸟卤麦黄黾齐齐齿齿龙龟",
)
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_BREAKS = re.compile("[\x0b\x85\u2028\u2029]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_COMPATIBLE = re.compile("[\u2f00-\u2fdf\uf900-\ufaff]")
_CJK = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_HYPHEN = re.compile("[A-Za-z]-$")
_NUMBER_LEFT = re.compile(r"\d[\d.,]*[-–~/]?$")
_NUMBER_RIGHT = re.compile(r"[.,]?\d[\d.,]*")
_TAIL = 40
"""No figure is longer."""
_EITHER = "“”‘’—…·"
"""Marks that Chinese and English share: what they stand in decides what they are."""


def repair(text: str) -> str:
    """`text` without invisible characters and with CJK characters for radicals; idempotent.

    Kangxi radicals (U+2F00-2FD5) and compatibility ideographs become the character that they
    stand for; spaces of every width become a plain space, separators of lines a line end. Nothing
    else is changed.
    """
    text = _BREAKS.sub("\n", _SPACES.sub(" ", _INVISIBLE.sub("", text))).translate(_RADICALS)
    return _COMPATIBLE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)


class _Widths(dict[str, int]):
    """The display width of each character that has been met."""

    def __missing__(self, char: str) -> int:
        self[char] = columns = 2 if unicodedata.east_asian_width(char) in "WF" else 1
        return columns


_WIDTHS = _Widths()


def width(text: str) -> int:
    """Display width in half-width columns: an East Asian wide character counts two."""
    return len(text) if text.isascii() else sum(map(_WIDTHS.__getitem__, text))


def is_cjk(char: str) -> bool:
    """Whether `char` is a Chinese character (or kana) or a full-width punctuation mark."""
    return bool(_CJK.match(char))


def join(left: str, right: str) -> str:
    """Two halves of a line that was cut, with a space only between Latin words."""
    return join_all([left, right])


def join_all(pieces: list[str]) -> str:
    """The lines of one paragraph as one text; see `join`."""
    out: list[str] = []
    tail = ""  # the end of the text so far
    for piece in filter(None, pieces):
        gap = ""
        if out and _HYPHEN.search(tail) and "a" <= piece[0] <= "z":
            out[-1], tail = out[-1][:-1], tail[:-1]  # a word that was cut
        elif out:
            gap = _between(tail, piece)
        out += [gap, piece]
        tail = (tail + gap + piece)[-_TAIL:]
    return "".join(out)


def cuts_number(left: str, right: str) -> bool:
    """Whether a line end between `left` and `right` cuts a figure of a Chinese text: 「，2」, 「016年」."""
    before, after = _NUMBER_LEFT.search(left[-_TAIL:]), _NUMBER_RIGHT.match(right[:_TAIL])
    if not before or not after:
        return False
    if (mark := before[0][-1]) in ".,":  # 「增长12.」, 「5%」; but 「……：1.」, 「2023年……」
        digits = len(after[0].partition(".")[0])
        if not after[0][0].isdecimal() or (digits != 3 if mark == "," else digits > 3):
            return False
    around = left[-_TAIL:][: before.start()][-1:] + right[after.end() :][:1]
    return any(map(is_cjk, around))


def _between(left: str, right: str) -> str:
    if _in_cjk(left[:-4:-1]) or _in_cjk(right[:3]) or cuts_number(left, right):
        return ""
    return "" if right[0] in ",;:!?)]}%" or left[-1] in "([{" else " "


def _in_cjk(edge: str) -> bool:
    """Whether `edge`, read inwards from the cut, is Chinese; so are marks that nothing says otherwise of."""
    return next((is_cjk(c) for c in edge if c not in _EITHER), True)

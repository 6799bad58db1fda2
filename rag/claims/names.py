"""Names: of documents and their numbers, in quotation marks, of places, organisations and people, in Latin letters."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.claims.fact import Fact
from rag.claims.plain import Plain

_CODE = re.compile(
    r"(?P<who>[\u4e00-\u9fff]{1,8}?)?[〔\[(【](?P<year>(?:19|20)\d\d)[〕\])】](?:第)?(?P<number>\d+)(?:号|$)"
    r"|(?P<year2>(?:19|20)\d\d)年第(?P<number2>\d+)号"
)
_QUOTED = re.compile(r"《([^《》\n]{2,60})》|[“「『\"]([^“”「」『』\"\n]{2,30})[”」』\"]")
_LATIN = re.compile(
    r"(?<![a-z0-9])(?=[a-z0-9&+./-]*[a-z])[a-z0-9][a-z0-9&+./-]*[a-z0-9]|(?<![a-z0-9])[a-z](?![a-z0-9])"
)
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LETTER = re.compile(r"[a-z]")
_NAMED = frozenset({"ns", "nt", "nr", "nrt", "nz"})
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范石廖贾韦付夏邱邹熊孟秦阎薛侯雷龙段郝孔邵史毛顾赖武康贺严尹钱施"
)
"""The word splitter takes many other words for names of people and things."""
_ENDS = re.compile(r"(?:省|市|区|县|州|自治区|特别行政区)$")
_WORDS = re.compile(r"[^0-9a-z\u3400-\u9fff]")
_TIMES = re.compile(r"去年|今年|明年|前年|昨[日天]|今[日天]|明[日天]|本月|上月|下月|上半年|下半年|年初|年底|年末|月底")
_ALIKE = {"年末": "年底"}


def codes(text: Plain) -> list[Fact]:
    """Document numbers (文号), 「国办发〔2022〕18号」: the two characters before the bracket, year, number."""
    found: list[Fact] = []
    for match in _CODE.finditer(text.text):
        who = (match["who"] or "")[-2:]
        key = (who, match["year"] or match["year2"], match["number"] or match["number2"])
        start = match.end("who") - len(who) if match["who"] else match.start()
        found.append(Fact("code", key, text.said(start, match.end()), start, match.end()))
    return found


def quoted(text: Plain) -> list[Fact]:
    """What stands in quotation marks or title marks; the key has neither punctuation nor spaces."""
    found: list[Fact] = []
    for match in _QUOTED.finditer(text.text):
        key = _WORDS.sub("", match[1] or match[2])
        if key:
            found.append(Fact("quoted", key, text.said(*match.span()), *match.span()))
    return found


def names(text: Plain) -> list[Fact]:
    """Places, organisations and people as the word splitter tags them; 陕西 and 陕西省 have one key."""
    found: list[Fact] = []
    at = 0
    for word, tag in _tagged(text.text):
        start = text.text.find(word, at)
        if start < 0:
            continue
        at = start + len(word)
        person = tag in ("nr", "nrt")
        if (
            tag in _NAMED
            and (not person or word[0] in _SURNAMES or len(word) > 3)
            and len(word) > 1
            and not re.search(r"[0-9a-z]", word)
        ):
            key = _ENDS.sub("", word) if len(word) > 2 else word
            found.append(Fact("name", key, text.said(start, at), start, at))
    return found


def times(text: Plain) -> list[Fact]:
    """Times that are said by their relation: 去年, 上半年, 年底."""
    return [
        Fact("time", _ALIKE.get(match[0], match[0]), text.said(*match.span()), *match.span())
        for match in _TIMES.finditer(text.text)
    ]


def latin(text: Plain, taken: list[Fact]) -> list[Fact]:
    """Names and codes in Latin letters, units and figures (in `taken`) excepted.

    In a text that is not Chinese these are the words with a capital within a sentence, or with digits.
    """
    every = 2 * len(_CHINESE.findall(text.text)) >= len(_LETTER.findall(text.text))
    spans = [(fact.start, fact.end) for fact in taken]
    return [
        Fact("latin", match[0].strip("./-"), text.said(*match.span()), *match.span())
        for match in _LATIN.finditer(text.text)
        if (every or match[0] in text.capital) and not any(a < match.end() and match.start() < b for a, b in spans)
    ]


@lru_cache(maxsize=2048)
def _tagged(text: str) -> list[tuple[str, str]]:
    import rjieba

    found: list[tuple[str, str]] = rjieba.tag(text)
    return found

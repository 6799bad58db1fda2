"""Cases, boxes, chapters, sections and articles by number, as questions and headings name them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpus.numbering import to_int
from index.numerals import value
from index.terms import fold


@dataclass(frozen=True, order=True)
class Part:
    """A numbered part of a document.

    Attributes:
        kind: ``case``, ``box``, ``chapter``, ``section``, ``article``, ``part``, ``item`` or ``annex``; empty of a
            heading that has a number and does not say what it numbers.
        number: from 1.
    """

    kind: str
    number: int


_CN = "一二三四五六七八九十百千零〇"
NUMBER = rf"(?:\d{{1,3}}|[{_CN}]{{1,7}})"
"""Pattern of the number of a part."""
# Not 案例2023年, 案例16个, 案例一览, 案例一共: no number, or one of things that are counted.
_ENDS = (
    rf"(?![\da-z{_CN}年月日个家项则篇份条件批种类次%％多余万千]|\.\d"
    r"|(?<=[一二三四五六七八九十])[览般样起直站网体共些切律致键定旦方流带农大分川亚峡维江])"
)
_JOINED = r"\s*(?:[、,和与及或至到~-]|以及)\s*"
_NUMBERS = rf"{NUMBER}(?:{_JOINED}第?\s*{NUMBER})*"
_WHICH = "(?:最佳|实践|制度|创新|改革|典型|优秀|试点|国家级|省级|示范|成功)*"
_KINDS = {
    "case": rf"{_WHICH}(?:案例(?![集库选汇])|经验)",
    "box": "专栏",
    "chapter": "章",
    "section": "节(?![能约课车日水点])",
    "part": "部分|编(?![号制辑])|篇(?![文论报])",
    "item": "项(?!目)|则",
    "annex": "附件|附录",
}
_NAMED = "|".join(f"(?P<{kind}>{words})" for kind, words in _KINDS.items())
# 第五条 is an article where a statute stands before it or nothing is counted: not 第五条航线.
_ARTICLE = (
    r"(?<=[法典例定释则程同议》」”\"])(?<!案例)\s*第\s*{n}\s*条"
    r"|第\s*{n}\s*条(?=\s*$|\s*[^\w\s]|\s*第|之[一二三四五六七八九十]|[的是讲说怎吗呢和与及或至到里款项]|中(?![欧国亚老部线央])"
    r"|如何|有(?:什么|哪|没|何)|规定|要求|适用|内容|明确|约定|为[什何]|主要|具体|释义|全文|原文|在[哪何])"
).replace("{n}", f"(?:{_NUMBERS})".replace("{1,3}", "{1,4}"))
_CHINESE = re.compile(
    rf"(?P<articles>{_ARTICLE})"
    rf"|第\s*(?P<order>{_NUMBERS})\s*(?:[个号]|则(?!$|的|是)|条(?=经验))?\s*(?:{_NAMED})"
    rf"|(?<![\d{_CN}.年月第〕\]])(?P<code>{NUMBER})\s*号\s*(?:的\s*)?(?P<coded>案例|专栏)(?![集库])"
    rf"|编号\s*[为是]?\s*(?P<tag>{NUMBER})\s*号?\s*的\s*(?P<tagged>案例|专栏)"
    rf"|(?P<word>案例|专栏|附件|附录)(?:\s*(?:编号[为是]?|之|第))?(?:\s*[#(])?\s*(?P<after>{NUMBER}(?:{_JOINED}(?:(?P=word))?\s*{NUMBER})*){_ENDS}"
)
_WORDS = {"案例": "case", "专栏": "box", "附件": "annex", "附录": "annex"}
_SPELLED = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
]
_ENGLISH_KINDS = {name: name for name in ("case", "box", "chapter", "section", "article", "part", "annex")}
_ENGLISH_KINDS |= {"appendix": "annex", "cases": "case", "chapters": "chapter", "articles": "article"}
_ENGLISH_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(_SPELLED)}|[ivx]{{2,6}}|[vx]|i(?=\s*(?:$|[^\w\s])))"
_ENGLISH = re.compile(
    rf"\b(?P<kind>{'|'.join(_ENGLISH_KINDS)})\s*(?:no\.?|number|#)?\s*"
    rf"(?P<numbers>{_ENGLISH_NUMBER}(?:\s*(?:,|and|or|to|-|&)\s*(?:(?P=kind)\s+)?{_ENGLISH_NUMBER})*)\b"
    r"(?!\s*(?:%|percent)|\.\d)"
    rf"|\b(?P<nth>\d{{1,3}}(?=st|nd|rd|th)|{'|'.join(_ORDINALS)})(?:st|nd|rd|th)?\s+"
    r"(?:best\s+)?(?:practice\s+|pilot\s+|reform\s+)?(?P<of>case|box|chapter|section|article)\b(?!\s+of\b)"
)
_ONE = re.compile(rf"\d+|[{_CN}]+|\b(?:{'|'.join(_SPELLED)}|[ivx]+)\b|[至到~-]|\bto\b")
_HEADING = re.compile(
    rf"(?:第\s*(?P<order>{NUMBER})\s*(?:个\s*)?(?:{_NAMED}|(?P<article>条))"
    rf"|[\u4e00-\u9fff]{{0,6}}?(?P<word>案例|专栏|附件|附录)(?:\s*[之第])?(?:\s*[#(])?\s*(?P<after>{NUMBER}){_ENDS})"
)
_ENGLISH_HEADING = re.compile(
    rf"(?P<kind>{'|'.join(_ENGLISH_KINDS)})\s*(?:no\.?|#)?\s*(?P<numbers>{_ENGLISH_NUMBER})\b(?!\.\d)"
)
_BLANKS = re.compile(r"\s{3,}")
_MOST = 30
"""Numbers that a range may have."""


def mentions(text: str) -> list[tuple[int, int, tuple[Part, ...]]]:
    """The parts that a folded question names, each with start and end of where it does."""
    found = []
    text = _BLANKS.sub(lambda run: f" {chr(0) * (len(run[0]) - 1)}", text)  # patterns with gaps take long on many
    for match in (*_CHINESE.finditer(text), *_ENGLISH.finditer(text)):
        groups = {name: said for name, said in match.groupdict().items() if said}
        numbers, kind = _read(groups)
        parts = tuple(Part(kind, number) for number in numbers if number)
        if parts:
            found.append((match.start(), match.end(), parts))
    return sorted(found)


def named(text: str) -> tuple[Part, ...]:
    """The parts that a folded question names, once each: 「第九节」, 「案例十二」, 「16号案例」, ``case 12``."""
    return tuple(dict.fromkeys(part for _, _, parts in mentions(text) for part in parts))


def without(text: str, but: str = "") -> str:
    """A folded question with spaces in the place of the parts that it names, but for those of the kind `but`."""
    for start, end, parts in mentions(text):
        if parts[0].kind != but:
            text = text[:start] + " " * (end - start) + text[end:]
    return text


def in_digits(text: str) -> str:
    """A folded question with its cases, boxes and annexes as 「案例12」, in whatever way they are named.

    No measure word stands with a Chinese numeral there, so that nothing else takes it for a number.
    """
    for start, end, parts in reversed(mentions(text)):
        word = next((word for word in _WORDS if text[start:end].endswith(word)), "")
        if word and len(parts) == 1:  # 「第十二个案例」, 「12号案例」
            text = f"{text[:start]}{word}{parts[0].number}{text[end:]}"
        elif (said := text[start:end]).startswith(tuple(_WORDS)) and "(" not in said:
            text = text[:start] + re.sub(f"[{_CN}]+", lambda run: str(number_of(run[0])), said) + text[end:]
    return text


def spellings_of(part: Part) -> tuple[str, ...]:
    """How a heading may begin that numbers a part without a measure word, which no other spelling stands for."""
    words = [word for word, kind in _WORDS.items() if kind == part.kind]
    if not words:
        return ()
    tens, ones = divmod(part.number, 10)
    written = [f"{word} {part.number}" for word in (*words, part.kind)]
    if tens < 10:
        chinese = f"{_CN[tens - 1] if tens > 1 else ''}{'十' if tens else ''}{_CN[ones - 1] if ones else ''}"
        written += [f"{word} {chinese}" for word in words]
    return tuple(written)


@lru_cache(maxsize=4096)
def part_of(heading: str) -> tuple[Part, ...]:
    """The part that a heading begins, by its kind; empty where it does not say."""
    folded = re.sub(r"\s+", " ", fold(heading)).lstrip(" 【[")
    match = _HEADING.match(folded) or _ENGLISH_HEADING.match(folded)
    if not match:
        return ()
    numbers, kind = _read({name: said for name, said in match.groupdict().items() if said})
    return tuple(Part(kind, number) for number in numbers[:1] if number)


def _read(groups: dict[str, str]) -> tuple[list[int], str]:
    """The numbers that a match names and their kind."""
    if "articles" in groups:
        return _numbers(groups["articles"]), "article"
    if "order" in groups:
        return _numbers(groups["order"]), next(kind for kind in (*_KINDS, "article") if kind in groups)
    for number, word in (("code", "coded"), ("tag", "tagged"), ("after", "word")):
        if number in groups:
            return _numbers(groups[number]), _WORDS[groups[word]]
    if "nth" in groups:
        return _numbers(groups["nth"]), groups["of"]
    return _numbers(groups["numbers"]), _ENGLISH_KINDS[groups["kind"]]


def _numbers(text: str) -> list[int]:
    """The numbers of a list, those between two of a range too."""
    found: list[int] = []
    ranged = False
    for said in _ONE.findall(text) or [text]:
        if said in "至到~-to":
            ranged = True
            continue
        number = number_of(said)
        if ranged and found and found[-1] < number <= found[-1] + _MOST:
            found += range(found[-1] + 1, number)
        found.append(number)
        ranged = False
    return found


def number_of(said: str) -> int:
    """「十二」, ``12``, ``twelve``, ``twelfth`` or ``XII`` as an integer; 0 where it is no number."""
    for words in (_SPELLED, _ORDINALS):
        if said in words:
            return words.index(said) + 1
    return value(said) or to_int(said)

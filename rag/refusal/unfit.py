"""Whether a figure cannot be the one asked for: it counts something else, or is told of another name."""

from __future__ import annotations

import re
from functools import lru_cache

from index.terms import tagged
from rag.extractive.table import tells_nothing
from rag.refusal.given import without
from rag.refusal.look import Look
from rag.refusal.near import Near, plain
from rag.refusal.other_figure import CLAUSE
from rag.refusal.places import PLACE, speaks_of
from rag.refusal.sums import no_balance, no_flow, other_sum
from rag.refusal.units import counted_in, has_unit, measure_asked
from rag.sought import UNITS
from rag.support import years
from rag.wanted import CHINESE

_SHARE_ASKED = re.compile("百分之|几成")
_SHARE = re.compile(
    r"%|百分|[\d一二三四五六七八九十两半]成(?![本果功员交立熟品就都])|倍|分之|翻番|翻[一两]番|全部|[一对]半|半数"
)
_FIGURE = re.compile(
    r"(?<![a-z.\d])\d[\d,.]*+(?![dg](?![a-z]))|[十百千万]几|零(?![售件部散星食工钱碳])"
    r"|[二三四五六七八九十两半百千万亿]+(?:[万亿]|[余多]?[个家项条人名类种所座次倍成大省市部层级国批款例起件宗支艘辆台张份位户场届股"
    r"吨元亩米度分天年月周])|(?<![统唯单第同])一[家个项名件批]|翻番|[上数][十百千万]|[百千万亿][余多]"
)
"""A figure that may count something: no date, nor a numeral that is part of a word (「一站式」, 「三是」)."""
_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d{2}(?:[—-](?:19|20)\d{2})?年(?:\d{1,2}月)?(?:\d{1,2}[日号])?|\d{1,2}月(?:\d{1,2}[日号])?"
)
_NUMBERED = re.compile(r"文号|编号|号码|电话|邮编|代码|门牌")

_AS_OF = re.compile(r"截至(?:目前|(?:(?:19|20)?\d{2}年)?(?:\d+月)?(?:\d+日)?[底末初]?)")

_UP_TO = re.compile("截至|截止|统计到|到哪")

_VAGUE = frozenset("份件张本套笔起宗位单票批支款枚")
"""Units of things that are counted in others as well: a figure with another may count anything."""
_COUNTED = re.compile(
    rf"多少\s*(?:亿|万|千|百)*(?:余|多)?(?P<unit>{UNITS}|样|类)?(?!钱|时间|[是在了到天年])(?P<things>[^,，。；;？?！!、]{{2,14}})"
)
_NOUNS = ("n", "l", "i", "j", "vn", "eng")
_NUMERAL = r"[\d一二三四五六七八九十百千万亿两半][余多]?个?[亿万千百]*[余多]?\s*"
_SAID, _NEARLY = 0.6, 0.5
"""From so much on a word of the question, and the noun of what is counted, is said in a clause."""

_PLAINLY = 0.9
_AGAINST = re.compile(r"[比较与同](?:19|20)\d\d年")
"""A year that a figure is only compared with."""
_OF_THING = re.compile(r"(?:19|20)\d\d年[^,。?]{0,6}(?:成立|启动|开工|建成|设立|创办|签约|印发|出台|上线)的")
"""A year that says which thing is meant: 「2021年成立的研究院」."""
_HOW_MANY = re.compile(
    r"how many ((?:[a-z0-9'-]+ ){1,6}?)(?=(?:of|do|does|did|has|have|had|are|is|was|were|in|on|at|with|work|can|could"
    r"|will|would|located|per|from|to|for|that|which|should|must|call|it|they)\b)(?!on\b)"
)
_EACH = re.compile("(?<!在)每一?(?:家|个?人|户|份|笔|期|次|张|单|件|吨|辆|箱|位)")
_TOTAL = re.compile(r"共(?!同)|合计|累计|总[额计量]|\d[余多]?[家人户名笔]")
_PER = re.compile("每|均|各(?![类种项级地])|单(?:[个家户件张]|笔)|/|[一1](?:家|人|个|户|份|笔|期|次|张|件|吨|辆|箱|位)")
_REGIONS = "欧洲|亚洲|非洲|东盟|[南北拉]美洲?|中亚|东南亚"
_PART = re.compile(
    rf"(?:(?<=.{{4}})(?P<before>{PLACE.pattern}|{_REGIONS})(?:市|省)?(?:境内|本地|一个市|一地|的(?:[分子]?公司|工厂|机构|分院|分部))?的?(?:一共|总共|共|现在|目前)?"
    rf"[有占设开拿落]了?(?:多少|几)|(?:多少|几)[\u4e00-\u9fff]{{0,4}}[在到去](?P<behind>{PLACE.pattern}|{_REGIONS}))"
)
"""The place of a part is named beside the word that asks: 「……国际航线里，跑欧洲的有几条」."""
_QUOTED = re.compile("[”》」](?:为|是|系|由|已|于)")
"""A quoted name of which something is told."""
_TOTAL_ALONE = 12
"""Up to so many characters a clause tells only how many (「共计80余名」): of what stands before it."""
_SENTENCE = re.compile("[;。]")
_HALF, _GONE = 0.5, 0.7


def unfit(near: Near, look: Look) -> bool:
    """Whether a statement holds no figure that could be the one asked for.

    It holds none at all but dates and numerals in words, or counts something else (「40个产业带」 for 「多少份合同」);
    it tells a total where that of each is asked for, or that of all places where a part by place is; or it is told
    without the quoted name or the ordinal that the question fixes, or of another name. A row is only unfit if it tells
    nothing (「-」) of the year asked about: what it tells its column says. Of a question for a date it holds only up to
    when something was counted.
    """
    if look.form.known and not look.form.names and no_balance(near, look):
        return True
    if "\t" in near.line:
        return look.form.known and tells_nothing(near.statement, look.must.years, look.question)
    if look.wanted.asks != 1 or not look.form.known:
        return False
    if look.form.kind in ("day", "month", "year"):
        told = look.told(near) if _UP_TO.search(look.question) else _AS_OF.sub("", look.told(near))
        return not look.form.stands(told)  # 「截至2024年底」 tells no beginning
    if look.form.names:
        return False
    if look.latin:
        return _counts_else_in_chinese(near, look)
    rules = (
        no_flow,
        other_sum,
        _counts_nothing,
        _counts_else,
        _in_all,
        _elsewhere,
        _unbound,
        _in_other_half,
        _of_other_year,
    )
    return any(rule(near, look) for rule in rules)


def _told(near: Near, look: Look) -> str:
    return without(look.form.stated, look.told(near))


def _counts_nothing(near: Near, look: Look) -> bool:
    if _SHARE_ASKED.search(look.question):
        return not _SHARE.search(_told(near, look))
    counts = "多少" in look.question and not look.form.kind and not _NUMBERED.search(look.question)
    counts |= look.form.kind == "size"
    return counts and not look.must.unit and not _FIGURE.search(_DATE.sub("", _told(near, look)))


def _counts_else(near: Near, look: Look) -> bool:
    """Whether neither a figure with the unit asked for stands there nor one beside what is counted."""
    told, unit = _told(near, look), look.must.unit
    if unit and re.search(rf"{_NUMERAL}{re.escape(unit)}(?!次)", told):
        return False
    clauses = [part for part in CLAUSE.split(told) if part]
    if unit in _VAGUE and look.focused:
        other = counted_in(unit)
        pairs = zip(["", *clauses], clauses, strict=False)  # 「邀请国内外专家，共计80余名」
        return not any(
            other.search(part) and max(look.said(f"{before},{part}"), default=0.0) >= _SAID for before, part in pairs
        )
    things = _things(look.wanted.query.text)
    if not things:
        return False
    pairs = zip(["", *clauses], clauses, strict=False)
    beside = (part if len(part) > _TOTAL_ALONE else before + part for before, part in pairs if look.form.stands(part))
    return not any(look.says(things, part) >= _NEARLY for part in beside)


def _counts_else_in_chinese(near: Near, look: Look) -> bool:
    """Whether no figure of a Chinese statement stands beside what an English question counts, by any of its names."""
    text = look.wanted.query.text
    if not CHINESE.search(near.line):
        return False
    if measure := measure_asked(text):
        return not has_unit(near.line, measure)
    counted = _HOW_MANY.search(text)
    if counted is None:
        return False
    things = [word for word in look.wanted.words if counted.start(1) <= word.start < counted.end(1)]
    known = things[-1:] if things and things[-1].others else things  # 「law reports」 are reports
    names = "|".join(re.escape(name) for word in known for name in word.others)
    if not names or not things[-1].text.endswith("s"):  # a verb: 「how many came」
        return False
    figure = r"(?:\d[\d,.]*|[一二三四五六七八九十两半百千万亿])[余多]?[万亿千百]*[余多]?"
    return not re.search(rf"{figure}[\u4e00-\u9fff]{{0,6}}(?:{names})|(?:{names})[^,;。、\d]{{0,6}}{figure}", near.line)


def _of_other_year(near: Near, look: Look) -> bool:
    """Whether each clause that says what is asked for, with a figure, follows another year than the one asked about."""
    asked = years(_OF_THING.sub("", _AGAINST.sub("", look.question)))
    if len(asked) != 1:
        return False
    told, of_year = False, frozenset[str]()
    for clause in CLAUSE.split(_told(near, look)):
        of_year = years(_AGAINST.sub("", clause)) or of_year
        if look.form.stands(clause) and max(look.said(clause), default=1.0) >= _PLAINLY:
            if not of_year or asked & of_year:
                return False
            told = True
    return told


@lru_cache(maxsize=16)  # it is asked for each statement of an answer
def _things(text: str) -> str:
    """The noun of what a folded question counts: 「从业人员」 in 「多少软件从业人员」; empty where none can be told."""
    counted = _COUNTED.search(text)
    if counted is None:
        return ""
    phrases = counted["things"], counted["things"].rsplit("的", 1)[-1]  # 「懂规矩的中医」
    nouns = next((found for phrase in phrases if (found := _leading_nouns(phrase))), [""])
    return nouns[-1] if len(nouns[-1]) > 1 else ""


def _leading_nouns(phrase: str) -> list[str]:
    nouns: list[str] = []
    for word, kind in tagged(phrase):
        if kind in _NOUNS or kind.startswith("n"):
            nouns.append(word)
        elif not kind.startswith(("a", "b", "f", "s", "x", "m")):
            break
    return nouns


def _in_all(near: Near, look: Look) -> bool:
    """Whether the figure of each is asked for, and nothing in the statement says of what each it is told."""
    return bool(_EACH.search(look.question)) and bool(_TOTAL.search(near.line)) and not _PER.search(near.line)


def _elsewhere(near: Near, look: Look) -> bool:
    """Whether the part of something in one place is asked for, and the statement names that place nowhere."""
    asked = _PART.search(look.wanted.query.text)
    place = (asked["before"] or asked["behind"]) if asked else ""
    return bool(place) and not speaks_of(near.own, place)


def _unbound(near: Near, look: Look) -> bool:
    """Whether it has the form of the answer without the quoted name or the ordinal of the question."""
    if not look.must.names and not look.must.numerals:
        return False
    seen = look.at(near)
    return look.form.stands(look.told(near)) and (seen.name_missing >= _GONE or seen.numeral_missing >= 1)


def _in_other_half(near: Near, look: Look) -> bool:
    """Whether the half of a sentence on the quoted name has no such figure, and that on another name may."""
    if len(look.must.names) != 1:
        return False
    name = plain(look.must.names[0])
    halves = _SENTENCE.split(near.line)
    own = [half for half in halves if name in half]
    if not own or not any(name not in half and _QUOTED.search(half) for half in halves):
        return False
    return not any(look.form.stands(half) and max(look.said(half), default=1.0) >= _HALF for half in own)

"""What a question fixes that no likeness can stand for: years, places, names, numerals, and the kind of answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from index.measures import joined, measures
from rag.compared import direction
from rag.numbered import without
from rag.places import CITIES, PROVINCES
from rag.refusal.attributes import Attribute, attributes
from rag.refusal.forms import form_asked
from rag.refusal.places import PLACE
from rag.refusal.units import unit_asked
from rag.sought import Sought
from rag.wanted import CLAUSE

_ORDINAL = re.compile(
    r"第\s*(?!一[站线手步眼时])[一二三四五六七八九十百\d]+\s*(?!年)(?:[\u4e00-\u9fff]|(?=[,，。;；?？]|$))|[一二三四五六七八九十]+号[线楼院]|(?<![\d.a-z])\d+(?:\.\d+)?(?![\d.a-z])"
)
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_FIRST = re.compile("^第[一1]")
_COUNTED = "[个条项座家列台艘支架套笔例]"
"""What any thing may be counted with: 「第一条工程」 is 「第一个工程」."""
_MILLIONS = re.compile(r"\d[\d,]*(?:\.\d+)? [mb]illion")
"""Counted otherwise in Chinese: 3550万."""
_YEAR = re.compile(r"(?:19|20)\d{2}")
_SUPPOSES = re.compile(r"是不是|是否|吗[?]?$|吧[?]?$|对不对")
_ASKS = re.compile(
    r"多少|几|什么|哪|谁|怎|如何|何时|多[大久长高]|是否|吗|啥|咋|还是|(.)不\1|能不能|有没有|\b(?:how|what|which|who|when|where|why)\b|的?名单"
)
_RANK = re.compile("[排居](?:名)?第[二三四五六七八九十2-9]的")
"""A place in a list, which a text need not number."""
_QUOTE = re.compile(r"[“「『\"《‘][^”」』\"》’]{2,30}[”」』\"》’]")
_ACTUAL = re.compile(
    r"实际(?!外资|利用|使用|控制|操作)|真正(?:达到|完成)|达到(?:了)?(?:预测|预期|目标)没|最终完成|actually"
)
_TARGET = re.compile(
    r"目标|预测|规划(?:要求|提出|到|里)|计划(?:到|在|引进|建)|到20[23]\d年(?:要|计划|达到|力争)|预计|力争|"
    r"(?<![制规哪里儿谁认约搞圈固法指确决])定的(?=[^,。?]{0,14}(?:目标|任务|多少|几|指标))|"
    r"\btargets?\b|\bexpected to\b|\bplan(?:s|ned)? to\b"
)
_PAIR = re.compile(rf"({PROVINCES}|{CITIES})(?:市|省)?对({PROVINCES}|{CITIES})")
_OF_DOCUMENT = re.compile(r"(20\d\d)年[底末]?(?:的|那[份批篇本]|这[份批篇本])+(?:的?(?:材料|案例|报告|文件|资料))")
_RATE = re.compile(r"([\u4e00-\u9fff]{1,4}(?<!比)率)")


@dataclass(frozen=True)
class Fixed:
    """What must stand in or beside a statement that answers.

    Attributes:
        years: of four digits.
        places: provinces, cities, countries, folded.
        names: what is put in quotation marks, without spaces.
        numerals: ordinals with what they count (「第二批」), and figures that are no years.
        spelled: how else the measures are written whose figures are among them (11600: 11.6公里).
        unit: that the figure asked for has; empty where none is named.
        form: what the statement must hold for the kind of answer; None where anything may be one.
        kind: the name of that form: ``money``, ``day``, ``firm``, …; empty where none is special.
        rates: names of rates and shares that are asked for (「重箱率」).
        attributes: what is asked of the thing, as far as `rag.refusal.attributes` knows how it is told.
        stance: ``target`` where what is planned is asked for, ``actual`` where what came of it; else empty.
        pairs: of two places, whose act on which other is asked about (「天津对河北」).
    """

    years: frozenset[str]
    places: tuple[str, ...]
    names: tuple[str, ...]
    numerals: tuple[str, ...]
    spelled: Mapping[str, tuple[str, ...]]
    unit: str
    form: re.Pattern[str] | None
    kind: str
    rates: tuple[str, ...]
    attributes: tuple[Attribute, ...]
    stance: str
    pairs: tuple[tuple[str, str], ...]

    def has(self, numeral: str, text: str) -> bool:
        """Whether a numeral stands in a folded text without spaces; 「首支」 is 「第一支」, 11.6公里 is 11600米."""
        if numeral in text or _FIRST.sub("首", numeral) in text:
            return True
        if numeral.startswith("第") and re.fullmatch(_COUNTED, numeral[-1]):
            order = f"(?:{numeral[:-1]}{'|首' if _FIRST.match(numeral) else ''})"
            return bool(re.search(f"{order}{_COUNTED}", text))
        return any(re.search(rf"(?<![\d.]){re.escape(other)}", text) for other in self.spelled.get(numeral, ()))


def fixed(text: str, asked: Sought) -> Fixed:
    """What the folded question `text` fixes; `asked` is what its answer must look like."""
    text = joined(text)
    plain = without(text, but="article") if asked.parts else text  # a heading tells those, not the statement
    numerals = [
        re.sub(r"\s", "", m.group()) for m in _ORDINAL.finditer(_MILLIONS.sub("", _RANK.sub("", _QUOTE.sub("", plain))))
    ]
    if direction(text):  # 「排第一」 asks for the most, which a text need not call so
        numerals = [name for name in numerals if not name.startswith(("第一", "第1"))]
    kind, form = form_asked(text, asked)
    dated = _OF_DOCUMENT.findall(text)  # 「2023年那份材料」 says which document, not what it tells of
    return Fixed(
        years=asked.years - frozenset(dated),
        places=tuple(dict.fromkeys(PLACE.findall(text))),
        names=asked.quoted,
        # What a question only supposes (「是不是10家？」) may be otherwise.
        numerals=() if supposes(text) else tuple(n for n in dict.fromkeys(numerals) if not _YEAR.fullmatch(n)),
        spelled={figure[0]: m.others for m in measures(text) if (figure := _FIGURE.match(text, m.start))},
        unit=unit_asked(text),
        form=form,
        kind=kind,
        rates=tuple(dict.fromkeys(_RATE.findall(text))),
        attributes=attributes(_asking_clauses(_QUOTE.sub("", text))),
        stance=_stance(text),
        pairs=tuple(_PAIR.findall(text)),
    )


def supposes(text: str) -> bool:
    """Whether the folded question `text` only supposes what it states (「是不是10家？」)."""
    return bool(_SUPPOSES.search(text))


def _stance(text: str) -> str:
    actual, target = _ACTUAL.search(text), _TARGET.search(text)
    if actual and target and len(_ASKS.findall(text)) > 1:
        return ""  # one is asked for beside the other
    return "actual" if actual else "target" if target else ""


def _asking_clauses(text: str) -> str:
    """The clauses of a folded question that ask something; all of it where none does."""
    clauses = [part for part in CLAUSE.split(text) if part]
    return "，".join(part for part in clauses if _ASKS.search(part)) or text

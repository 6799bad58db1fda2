"""The unit of the figure that a question asks for, and the figures with it in a text."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.prompts import language
from rag.sought import NO_UNIT
from rag.wanted import CLAUSE

_SAME_UNITS = {
    "美元": "美元|美金", "元": "元|块", "家": "家|户|个", "户": "户|家", "名": "名|人|位|个", "人": "人|名|位",
    "位": "位|名|人",
    "公顷": "公顷|亩|平方", "亩": "亩|公顷|平方",
    "平方公里": "平方公里|平方千米|km2|km²|公顷|亩|万平方米|squarekilomet",
    "平方米": "平方米|平米|㎡|m²|m2|万平", "立方米": "立方米|m³|m3",
    "公里": "公里|千米|km",
    "吨": "吨|公斤|千克|kg|tonne|tons", "斤": "公?斤|千克|吨|kg", "趟": "趟|次|回|列|班|对|个?航班|架次",
    "件": "件|个|票|单|起|枚|项|宗", "项": "项|个|件|条", "起": "起|件|宗|例|个|案",
    "宗": "宗|件|起|个|笔|块", "例": "例|起|件|个",
    "款": "款|个|种|项|支",
    "笔": "笔|单|件|亿|万", "列": "列|班|趟|次", "班": "班次|班|架次|列|趟|次|航班", "架": "架|台", "套": "套|个|台|种",
    "份": "份|件|个|本|项", "所": "所|个|家|座",
    "支": "支|只|个|家", "艘": "艘|条|只|辆", "辆": "辆|台|车|万车", "台": "台|辆|套|个|件", "张": "张|个",
    "册": "册|本|部", "本": "本|册|份|张|个|件", "枚": "枚|个|件", "度": "度|℃|°", "级": "级", "人次": "人次",
    "架次": "架次|航班",
    "标箱": "标箱|标准箱|teu|箱", "标准箱": "标箱|标准箱|teu|箱", "teu": "teu|标箱|标准箱", "pflops": "p(?:flops)?",
    "个百分点": "个百分点|%", "课时": "课时|学时", "票": "票|单|件|笔|艘次", "次": "次|回|趟|场|起|架次|艘次|车次",
    "种": "种|类|款|门|项|个", "条": "条|项|个|艘|只",
    "场": "场次|场|次|届|个", "届": "届|次", "箱": "箱|teu|柜", "座": "座|个|所", "片": "片|个",
}  # fmt: skip
_OWN = r"月|小时|工作日|百分点|(?:国家|地区|省|城市|县|方面|领域|行业)(?=$|[^\u4e00-\u9fff]|[和及与的]|地区)"
"""What is counted with 个: no machines, firms or standards."""
_MEASURES = frozenset({"吨", "斤", "公顷", "亩", "平方公里", "平方米", "公里"})
"""Units of weight, area and length: a figure counted in anything else is no answer."""
_LATIN_MEASURES = tuple(
    (unit, re.compile(rf"\bhow many (?:[a-z]+ )?(?:{name})\b"))
    for unit, name in (
        ("平方公里", "square kilomet(?:re|er)s"), ("平方米", "square met(?:re|er)s"), ("公里", "kilomet(?:re|er)s|km"),
        ("吨", "tonnes|tons"), ("公顷", "hectares"), ("亩", "mu"),
    )
)  # fmt: skip
_UNITS = "|".join(sorted(_SAME_UNITS, key=len, reverse=True))
_ASKED_UNIT = re.compile(rf"(?:多少|(?<![哪十好这那前第])几)\s*(?!个[亿万])(?:亿|万|千|百)*{NO_UNIT}({_UNITS})")
_NO_COUNT = re.compile(r"有没有|可不可以|(.)不\1|怎么|怎样|如何|为什么|咋")
_OR_NOT = re.compile("没有[?？]?$")


def unit_asked(text: str) -> str:
    """The unit of the figure that the folded question `text` asks for; empty where it names none."""
    unit = None if asks_no_figure(text) else _ASKED_UNIT.search(text)
    return unit[1] if unit else ""


def measure_asked(text: str) -> str:
    """The same where it is one of weight, area or length, which nothing else can be counted in; else empty."""
    if language(text) == "en":
        return next((unit for unit, asked in _LATIN_MEASURES if asked.search(text)), "")
    unit = unit_asked(text)
    return unit if unit in _MEASURES else ""


def asks_no_figure(text: str) -> bool:
    """Whether the numeral in a question only looks like one: 「没上过几天班，能不能…」."""
    *_, last = [part for part in CLAUSE.split(text) if part.strip()] or [text]
    if "多少" not in text and _OR_NOT.search(text):
        return True
    return bool(_NO_COUNT.search(text)) and ("多少" not in text or bool(_NO_COUNT.search(last) and "多少" not in last))


def has_unit(said: str, unit: str) -> bool:
    """Whether a figure with this unit stands in the folded text `said`, or a table of such figures does."""
    return bool(counted_in(unit).search(said))


@lru_cache(maxsize=128)
def counted_in(unit: str) -> re.Pattern[str]:
    """A figure with this unit, or another that the same things are counted in, or the head of a table of such."""
    name = f"(?:{_SAME_UNITS.get(unit, re.escape(unit))})"
    if unit not in ("个", "种", "座"):  # 「40多个国家」 are no machines
        name = re.sub(r"(?<=[(|])个(?=[|)])", lambda _: f"个(?!{_OWN})", name)
    before = rf"|{unit}[^\d,。;]{{0,2}}\d" if unit == "人次" else ""  # 「服务人次10余万人」
    return re.compile(
        rf"[\d一二三四五六七八九十百千万亿两半](?:余|多|余个|多个)?(?:[亿万千百])*(?:余|多)?\s*{name}(?!次)"
        rf"|单位:[^\n]*{name}|[(（][^()（）]*{name}[)）]{before}"
    )

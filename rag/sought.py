"""What can be known of an answer from its question: its form, and the names, years and places that it must speak of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.terms import fold

_UNITS = (
    "美元|人民币|元|公顷|平方公里|平方米|立方米|亩|公里|吨|公斤|家|项|件|名|人次|人|户|笔|列|班|架|套|份|所|支|标箱|teu"
    "|个百分点|个|条|种|次|辆|趟|场|座|只|台|批|张|处|片|位|倍|成|级|度|岁|步|章|节|页|分钟|小时|工作日|天|日|周|月|年"
)
_NUMERAL = r"[\d一二三四五六七八九十百千万亿两半]"
_MANY = r"(?:余|多)?(?:万|亿|千|百)*(?:余|多)?"
_COUNTED = re.compile(rf"(?:多少|几|how many)\s*(?:亿|万|千|百|余|多)*({_UNITS})?")

# What a question asks for → what a text must hold to answer it.
_FORMS = (
    (
        re.compile(r"何时|什么时候|哪年|哪一年|哪天|哪日|几月|几号|日期|时间是|\bwhen\b|what (?:year|date)|which year"),
        r"(?:19|20)\d{2}|\d+月|\d+日",
    ),
    (
        re.compile(r"多久|多长时间|多快|几(?:天|小时|分钟|个月|年)|时长|耗时|时限|期限|how (?:long|fast|quickly)"),
        rf"{_NUMERAL}\s*个?(?:分钟|小时|天|日|年|月|周|秒|工作日|minute|hour|day|week|month|year)",
    ),
    (
        re.compile(
            r"百分之|占比|比例|比重|增速|增长率|[增降涨跌]幅|同比|份额|几成|[涨降跌]了?多少|高出多少"
            r"|\b(?:percent|share|rate)\b|%"
        ),
        r"\d\s*%|百分之|\d\s*个百分点|\d\s*倍|同比|\d percent",
    ),
    (
        re.compile(
            r"多少钱|金额|(?:成本|费用|额|资金|收入|产值|规模)[^，。？?]{0,6}(?:多少|几)|how much"
            r"|what (?:is|was|were) the (?:amount|cost|price|value)"
        ),
        rf"{_NUMERAL}\s*{_MANY}\s*(?:美元|元|人民币|usd|rmb|yuan|dollar)|[亿万]?美?元",
    ),
)
_FIGURE = re.compile(
    r"多少|几(?![乎何种样类])|多[大高重远]|排名|第几|how (?:many|much|large|big|high)"
    r"|what (?:percent|share|rate|number)"
)
_MOST = re.compile(
    r"最[高低多少大小快慢猛狠厉]|排第|第[一二三]名|前[三五十]名|冠军|垫底|谁更|哪个(?:更|省|国|行业|地区|领域)|哪[一]?(?:类|种|项)"
    r"|\b(?:most|least|highest|lowest|largest|smallest|biggest|fastest)\b"
)
_QUOTED = re.compile(r"[“「『\"《‘]([^”」』\"》’]{2,30})[”」』\"》’]")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_PLACES = re.compile(
    "北京|天津|河北|山西|内蒙古|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|重庆"
    "|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|香港|澳门|台湾"
)


@dataclass(frozen=True)
class Sought:
    """What an answer must look like and speak of.

    Attributes:
        form: what the text that answers must hold: a figure with the unit asked for, a date, a share; None: anything.
        figure: whether the answer is a figure, a date or the most of something, which tables tell.
        quoted: what the question puts in quotation marks, folded, without spaces.
        years: that it names.
        places: the provinces that it names.
    """

    form: re.Pattern[str] | None
    figure: bool
    quoted: tuple[str, ...]
    years: frozenset[str]
    places: frozenset[str]


def sought(question: str) -> Sought:
    """What the answer to `question` must look like and speak of."""
    text = fold(question)
    forms = [form for asked, form in _FORMS if asked.search(text)]
    counted = _COUNTED.search(text)
    if counted and counted[1]:
        unit = re.escape(counted[1])
        forms.append(rf"{_NUMERAL}\s*{_MANY}\s*{unit}|[(（:/][^()（）\n]{{0,4}}{unit}[)）\s]")
    elif not forms and _FIGURE.search(text):
        forms.append(r"\d")
    return Sought(
        form=re.compile("|".join(forms)) if forms else None,
        figure=bool(forms) or bool(_MOST.search(text)),
        quoted=tuple(re.sub(r"\s", "", fold(name)) for name in _QUOTED.findall(question)),
        years=frozenset(_YEAR.findall(text)),
        places=frozenset(_PLACES.findall(text)),
    )

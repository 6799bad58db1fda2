"""What can be known of an answer from its question: its form, and the names, years and places that it must speak of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.terms import fold
from rag.compared import Kind, direction, kind_asked
from rag.numbered import Part, named
from rag.places import PROVINCES

UNITS = (
    "美元|人民币|元|公顷|平方公里|平方米|立方米|亩|公里|吨|公斤|家|项|件|名|人次|人|户|笔|列|班|架次|架|套|份|所|支|标箱|teu"
    "|个百分点|个(?![亿万]|点(?!位))|条|种|次|届|辆|趟|场|座|只|台|批|张|处|片|位|倍|成(?![本果功员交立熟品])|级|度|岁|步|章|节|页|分钟|小时|工作日|天|日|周|月|年"
)
_NUMERAL = r"[\d一二三四五六七八九十百千万亿两半]"
_MANY = r"(?:余|多)?(?:万|亿|千|百)*(?:余|多)?"
_FEW = r"(?<![哪这那近十好百])几"  # 近几年, 十几家, 哪几种 ask for no number
NO_UNIT = "(?!台[湾灣胞]|家(?:庭|具(?![有备])|长(?![三江沙安春期途]))|名额|场[所馆]|座位(?!于)|度假)"
"""No word that begins like a unit stands here."""
_COUNTED = re.compile(rf"(?:多少|{_FEW}|how many)\s*(?:亿|万|千|百|余|多)*(?:{NO_UNIT}({UNITS}))?")

EARLIER = "上年|去年|前年|[上前]一年|往年|同期"
AGAINST_EARLIER = rf"[比跟和与](?:{EARLIER})[^，,。？?]{{0,6}}(?:如何|[怎咋]么?样|变化|[多少]了(?![几多]))"
"""How a change is asked for without a word for it: 「比上年怎么样」."""

# Kind of answer, how it is asked for, what a text must hold to answer.
_FORMS = (
    (
        "date",
        re.compile(
            r"何时|什么时候|哪年|哪一年|哪天|哪日|几月|几号|日期|时间是"
            r"|(?:^|[.?!] )when\b|\bwhen (?:did|do|does|was|were|is|are|will|can)\b"
            r"|what (?:year|date)|which year"
        ),
        r"(?:19|20)\d{2}|\d+月|\d+日",
    ),
    (
        "duration",
        re.compile(
            r"多久|多[长少]时间|多快|(?<![哪这那近十好百])几(?:天|小时|分钟|个月|年)|时长|耗时|时限|期限"
            r"|how (?:long|fast|quickly)"
        ),
        rf"{_NUMERAL}\s*个?(?:工作)?(?:分钟|小时|天|日|年|月|周|秒|minute|hour|day|week|month|year)",
    ),
    (
        "rank",
        re.compile(
            r"(?:排名|位次|名次)(?:如何(?=[?？]|$)|怎[么样]+|[呢?？]|$)|排第几|居第几|[是为]第几|第几(?:[位名呢，,。?？]|$)"
        ),
        r"第\s*[一二三四五六七八九十\d]+\s*(?:[位名、，,。；;)）]|$)|首位|榜首|居首|(?:排名|位次|名次)[^,，。;；]{0,4}\d",
    ),
    (
        "share",
        re.compile(
            r"百分之|占比|比例|比重|增速|增长率|[增降涨跌]幅|同比|份额|[占的][^,，。？?]{0,4}[份分]量|几成|(?:几|多少)个点(?!位)|[涨降跌]了?多少|高出多少"
            rf"|{AGAINST_EARLIER}"
            r"|\bpercent\b|\b(?:what|which|market|total) (?:share|rate)\b|\b(?:share|rate) of\b|%"
        ),
        r"\d\s*%|百分之|\d\s*个百分点|\d\s*倍|一倍|翻番|翻[一两]番|同比|\d percent",
    ),
    (
        "amount",
        re.compile(
            r"多少钱|金额|(?:成本|费用|额|资金|收入|产值|规模)[^，。？?]{0,6}(?:多少|几)|how much"
            r"|what (?:is|was|were) the (?:amount|cost|price|value)"
        ),
        rf"{_NUMERAL}\s*{_MANY}\s*(?:美元|元|人民币|usd|rmb|yuan|dollar)|[亿万]美?元|美元|(?<![多单公纪])元(?![化素件旦宵首老])",
    ),
)
_FIGURE = re.compile(
    rf"多少|{_FEW}(?![乎何种样类])|多[大高重远]|排名|第几|how (?:many|much|large|big|high)"
    r"|what (?:percent|share|rate|number)"
)
_MOST = re.compile(
    r"最(?:高(?!人民|法|检)|低(?!生活|工资|限)|多(?!跑)|少|大(?!限度)|小|快|慢|猛|狠|厉)|排第|第[一二三]名|前[三五十]名|冠军|垫底|谁更|哪个(?:更|省|国|行业|地区|领域)|哪[一]?(?:类|种|项)"
    r"|\b(?:(?<!at )(?:most(?! favou?red)|least)|highest|lowest|largest|smallest|biggest|fastest)\b"
)
_QUOTED = re.compile(r"[“「『\"《‘]([^”」』\"》’]{2,30})[”」』\"》’]")
# Not 2000万元, 1990个: a figure with its unit is no year.
_COUNTS = "|".join(unit for unit in UNITS.split("|") if unit not in ("年", "月", "天", "人"))
YEAR = re.compile(
    rf"(?<![\d.])((?:19|20)\d{{2}})(?!(?!\.(?:0[1-9]|1[0-2])(?![\d万亿元%]|美元))[\d.]*\d|\s*[万亿千]|\s*(?:{_COUNTS}))"
)
_YEAR_IN_CHARACTERS = re.compile(r"[一二][〇零一二三四五六七八九]{3}(?=年)")
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_PLACES = re.compile(PROVINCES)


@dataclass(frozen=True)
class Sought:
    """What an answer must look like and speak of.

    Attributes:
        form: what the text that answers must hold: a figure with the unit asked for, a date, a share; None: anything.
        kinds: of what is asked for: ``figure``, ``date``, ``duration``, ``rank``, ``share``, ``amount`` (of money).
        unit: that the figure asked for has (「多少家」); empty where the question names none.
        figure: whether the answer is a figure, a date or the most of something, which tables tell.
        kind: of things of which the most or least is asked for; None where it names none that tables are of.
        quoted: what the question puts in quotation marks, folded, without spaces.
        years: that it names.
        places: the provinces that it names.
        parts: the cases, chapters or articles that it names by number (「第九节」, 「案例 10」).
    """

    form: re.Pattern[str] | None
    kinds: tuple[str, ...]
    unit: str
    figure: bool
    kind: Kind | None
    quoted: tuple[str, ...]
    years: frozenset[str]
    places: frozenset[str]
    parts: tuple[Part, ...]

    @property
    def numbers(self) -> frozenset[int]:
        """Those of `parts`, of whatever kind."""
        return frozenset(part.number for part in self.parts)


def sought(question: str) -> Sought:
    """What the answer to `question` must look like and speak of."""
    text = fold(question)
    asked = [(kind, form) for kind, asks, form in _FORMS if asks.search(text)]
    counted = _COUNTED.search(text)
    unit = (counted[1] or "") if counted else ""
    if unit:
        name = re.escape(unit)
        asked.append(("figure", rf"{_NUMERAL}\s*{_MANY}\s*{name}|[(（:/][^()（）\n]{{0,4}}{name}[)）\s]"))
    elif not asked and _FIGURE.search(text):
        asked.append(("figure", r"\d"))
    forms = [form for _, form in asked]
    return Sought(
        form=re.compile("|".join(forms)) if forms else None,
        kinds=tuple(kind for kind, _ in asked),
        unit=unit,
        figure=bool(forms) or bool(_MOST.search(text)),
        kind=kind_asked(text) if direction(text) else None,
        quoted=tuple(re.sub(r"\s", "", fold(name)) for name in _QUOTED.findall(question)),
        years=frozenset(
            [*YEAR.findall(text), *(year.translate(_DIGITS) for year in _YEAR_IN_CHARACTERS.findall(text))]
        ),
        places=frozenset(_PLACES.findall(text)),
        parts=named(text),
    )

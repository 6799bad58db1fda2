"""What a question fixes that no likeness can stand for: years, places, names, numerals, and the kind of answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.places import CITIES, PROVINCES
from rag.sought import Sought

_CITIES = f"{CITIES}|南沙|前海|横琴|营口|唐山"
_COUNTRIES = (
    "美国|加拿大|墨西哥|巴西|阿根廷|智利|英国|法国|德国|意大利|西班牙|葡萄牙|荷兰|比利时|爱尔兰|瑞士|瑞典|挪威|芬兰|丹麦|奥地利|波兰|匈牙利|捷克|希腊"
    "|俄罗斯|乌克兰|白俄罗斯|哈萨克斯坦|乌兹别克斯坦|吉尔吉斯斯坦|土耳其|伊朗|以色列|沙特|阿联酋|埃及|南非|尼日利亚|肯尼亚|日本|韩国|朝鲜|蒙古|印度(?!尼)"
    "|印度尼西亚|印尼|巴基斯坦|越南|泰国|老挝|柬埔寨|缅甸|马来西亚|新加坡|菲律宾|澳大利亚|新西兰|欧盟|东盟|欧洲|非洲|南美|北美"
)
_PLACE = re.compile(f"{PROVINCES}|{_CITIES}|{_COUNTRIES}|(?:^|(?<=[，、和与对在省]))[\u4e00-\u9fff]{{2}}(?=[市州县])")
_ORDINAL = re.compile(
    r"第\s*[一二三四五六七八九十百\d]+\s*(?!年)[\u4e00-\u9fff]|(?<![\d.a-z])\d+(?:\.\d+)?(?![\d.a-z])"
)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_UNITS = "美元|元|公顷|平方公里|平方米|亩|公里|吨|家|项|件|名|人次|人|户|笔|列|班|架|套|份|所|支|标箱|teu"
_ASKED_UNIT = re.compile(rf"(?:多少|(?<!哪)几)\s*(?:亿|万|千|百)*((?:{_UNITS}))")
# What is asked for, and what the statement that tells it must hold.
_FORMS = (
    (re.compile(r"几月几[日号]|哪[一]?[天日](?!子)|what day|exact date"), r"\d+月\d+日|\d+日"),
    (re.compile(r"哪年哪月|几月|哪个月|what month|which month"), r"\d+月"),
    (
        re.compile(r"什么时候|何时|哪[一]?年|\bwhen\b|which year|what year"),
        r"(?:19|20)\d{2}|\d+月|日|年内|年底|年前|期间|前|后",
    ),
    (
        re.compile(
            r"哪[一]?[家个][\u4e00-\u9fff]{0,4}(?:公司|企业|银行|律所|事务所)|(?:事务所|公司|银行)(?:叫|的?名)"
            r"|which (?:company|firm)"
        ),
        r"(?<![一两几多家型的方某专])[\u4e00-\u9fff（）()a-z]{2,}(?<![一两几多家型的方某专业师])(?:有限公司|公司|集团|银行|律所|事务所|股份)",
    ),
    (
        re.compile(r"(?:院长|主任|局长|行长|董事长|负责人|创始人|专家|代表|经理|总裁|校长|市长|部长)(?:是谁|叫|姓|是哪)|哪位"),
        r"(?:院长|主任|局长|行长|董事长|负责人|创始人|专家|经理|总裁|校长|市长|部长|教授|先生|女士)",
    ),
    (re.compile(r"百分之|几成|占比|比重|percent|share"), r"%|百分|成|倍|分之"),
)  # fmt: skip
_WHETHER = re.compile(r"能不能|有没有|行不行|可不可以|是不是|怎么|怎样|如何|为什么")
_SUPPOSES = re.compile(r"是不是|是否|吗[?]?$|吧[?]?$|对不对")
_LOOSE = ("个", "条", "次", "种", "项", "")
_ANY_FIGURE = re.compile(r"\d|[一二三四五六七八九十两半百千万]")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_RATE = re.compile(r"([\u4e00-\u9fff]{1,4}率)")


@dataclass(frozen=True)
class Fixed:
    """What must stand in or beside a statement that answers.

    Attributes:
        years: of four digits.
        places: provinces, cities, countries, folded.
        names: what is put in quotation marks, without spaces.
        numerals: ordinals with what they count (「第二批」), and figures that are no years.
        unit: that the figure asked for has; empty where none is named.
        form: what the statement must hold for the kind of answer; None where anything may be one.
        rates: names of rates and shares that are asked for (「重箱率」).
    """

    years: frozenset[str]
    places: tuple[str, ...]
    names: tuple[str, ...]
    numerals: tuple[str, ...]
    unit: str
    form: re.Pattern[str] | None
    rates: tuple[str, ...]


def fixed(text: str, asked: Sought) -> Fixed:
    """What the folded question `text` fixes; `asked` is what its answer must look like."""
    unit = _ASKED_UNIT.search(text)
    numerals = [re.sub(r"\s", "", m.group()) for m in _ORDINAL.finditer(text)]
    return Fixed(
        years=asked.years,
        places=tuple(dict.fromkeys(_PLACE.findall(text))),
        names=asked.quoted,
        # What a question only supposes (「是不是10家？」) may be otherwise.
        numerals=() if _SUPPOSES.search(text) else tuple(n for n in dict.fromkeys(numerals) if not _YEAR.fullmatch(n)),
        unit=unit[1] if unit else "",
        form=_form(text, asked),
        rates=tuple(dict.fromkeys(_RATE.findall(text))),
    )


def _form(text: str, asked: Sought) -> re.Pattern[str] | None:
    special = next((form for asks, form in _FORMS if asks.search(text)), None)
    if special:
        return re.compile(special)
    if _WHETHER.search(text) and not re.search("多少", text):
        return None  # 「没上过几天班，能不能…」 asks for no figure
    # What a thing is counted in may differ from the question (「几个人」, 「12人」), and English names no measure word.
    loose = asked.unit in _LOOSE and asked.kinds == ("figure",)
    return _ANY_FIGURE if asked.form is not None and (loose or not _CHINESE.search(text)) else asked.form


def has_unit(said: str, unit: str) -> bool:
    """Whether a figure with this unit stands in the folded text `said`, or a table of such figures does."""
    name = re.escape(unit)
    return bool(
        re.search(rf"[\d一二三四五六七八九十百千万亿两半](?:余|多|余个|多个)?(?:[亿万千百])*(?:余|多)?\s*{name}", said)
    ) or bool(re.search(rf"单位:[^\n]*{name}|[(（][^()（）]*{name}[)）]", said))

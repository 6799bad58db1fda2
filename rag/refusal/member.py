"""Whether a statement tells a figure of several together, and the question asks for that of one of them."""

from __future__ import annotations

import re

from rag.refusal.given import given

_TOGETHER = re.compile(r"等|合计|总计|加起来|加在一起|总[额量数的]|\b(?:total|altogether|and other)")
"""A question of the whole."""
_LIST = re.compile(
    r"((?:[^、,;。:()“”\d]{2,24}、)*[^、,;。:()\d]{2,24}?)"
    r"(?:(?=[两三四五六七八九十\d]+[个家大][^,;。]{1,6}(?:构成|组成))|等"
    r"(?:“[^”]{2,10}”)?(?=\d|[十国家地省市区园,;]|单位|企业|公司|机构|基金|高校|院校|航空|银行|医院|[\u4e00-\u9fff]{2,6}(?:国家|地区|企业|城市)))"
)
_JOIN = re.compile(r"、|(?<=[\u4e00-\u9fff])(?:和|及|与|以及)(?=[\u4e00-\u9fff])")
_SHARED = re.compile(r"[两三]地|双方|中[英美德法日韩俄]")
_SO_MANY = re.compile("^[余多]?个?(?:国家|地区|城市|省份|企业|公司|单位|机构)")
"""The end of another count (「200多个国家和地区的货物以及江苏」)."""
_EACH = re.compile(r"各(?![种类项地级部省国界方行市县区族式路位])|分别")
_EACH_OF = re.compile(
    "[两二三四五六七八九十\\d][期家批支条地届次年类种个][\u4e00-\u9fff]{0,4}(?:各|分别)(?![种类项级地])"
)
_IN_ALL = re.compile("共(?!同)|合计|总计|累计")
_ONE_SIDE = re.compile("一边|[中英美德法日韩俄]方")
_MEAN = re.compile("平均|均[为是达有]")
_FIGURE = re.compile(r"\d[\d,.]*")
_COUNTED = re.compile(r"\d[\d,.]*[余多]?[亿万千百]*[余多]?[\u4e00-\u9fff]([\u4e00-\u9fff]{2,12})")
_LEAST = 3
_THAT_PART = re.compile("([\u4e00-\u9fff]{2,8})[那这]一?(?:部分|块)")
_ALONE = re.compile(
    r"单独|单个|一家(?:公司|企业)?(?=出口|进口|自己|单|20\d\d年|的|,)|自己(?=出口|进口)|本身|(?<![清保名账订舱提运])单(?=[“「])"
    r"|[这那][1一]个?品牌|\b(?:on its own|alone)\b"
)
_WHOLE = re.compile(
    r"(?<![\d.])(?!(?:19|20)\d\d年)\d[\d.,]*[余多]?[亿万千百]*[余多]?[\u4e00-\u9fff](?<!第)[^,。?;]{0,24}?"
    r"(?:(?<![公千英])里(?!程)|当中|之中|其中|中(?=[,的有占]))"
)
_OF_WHOLE = re.compile(
    r"(?<![\d.])(?!(?:19|20)\d\d年)\d[\d.,]*[余多]?[亿万千百]*[余多]?(?:(?P<unit>(?![人名位])[\u4e00-\u9fff])|[人名位])[^,。?;]{1,14},[^,。?;]{0,12}?"
    r"(?:多少|几)(?(unit)(?P=unit)|[人名位])"
)
"""How many of them is asked for behind a comma: 「426家支公司，有多少家开在陕西」."""
_RANKED = re.compile("排|第几|老几|居")


def of_several(question: str, line: str) -> bool:
    """Whether the figure in a folded `line` is of a list of things of which the question names some only.

    「为甲航空、乙航空等14家公司……突破150套」 tells nothing of 甲航空 by itself, nor does 「甲航空等」 where it alone
    is asked about, nor a sum behind 「甲、乙」 of 「乙那部分」.

    Args:
        question: folded, without spaces; it asks for a figure.
        line: a statement, the same.
    """
    if _ALONE.search(question) and "等" in line:
        return True
    if "\t" in line:
        return False
    if (part := _THAT_PART.search(question)) and not _EACH.search(line):
        name = next((part[1][at:] for at in range(len(part[1]) - 1) if part[1][at:] in line), "")
        listed = name and re.search(f"、{name}|{name}[、和与及]", line)
        if listed and not re.search(rf"{name}[^、,;。]{{0,6}}[\d(（]", line):
            return True
    if _TOGETHER.search(question):
        return False
    for match in _LIST.finditer(line):
        if not _FIGURE.search(line, match.end()):
            continue
        items = [item for item in _JOIN.split(match[1]) if item]
        kind = _kind(question, line[match.end() :])
        own = question.replace(kind, "")
        named = [_named(item.removesuffix(kind), own, first=i == 0) for i, item in enumerate(items)]
        if any(named) and not (len(named) > 1 and all(named)):
            return True
    return False


def summed(question: str, line: str, unit: re.Pattern[str] | None) -> bool:
    """Whether a figure is asked for of each of several, or of one side, and `line` tells one of all of them.

    Args:
        question: folded, without spaces.
        line: a statement, the same.
        unit: of the figure; None means any.
    """
    shared = _SHARED.search(line)
    if "\t" in line or _EACH.search(line) or _MEAN.search(line):
        return False
    if _EACH_OF.search(question) and (unit or _FIGURE).search(line) and _IN_ALL.search(line):
        return len((unit or _FIGURE).findall(line)) == 1
    if shared is None:
        return False
    if side := _ONE_SIDE.search(question):
        if side[0] in line:
            return False
        return bool(_FIGURE.search(line, shared.end()))
    return bool(_EACH.search(question)) and len((unit or _FIGURE).findall(line)) == 1


def whole_of(question: str) -> re.Pattern[str] | None:
    """The total of which a question asks for a part (「18家机构里，银行占几家」), as a text tells it; else None."""
    found = None if _RANKED.search(question) else _WHOLE.search(question) or _OF_WHOLE.search(question)
    return given(found.group()) if found else None


def _kind(question: str, behind: str) -> str:
    """Of what is counted behind 「等」 as much as the question says: 「某平台等10个平台」 are all of the platforms."""
    counted = _COUNTED.match(behind)
    noun = counted[1] if counted else ""
    return next((noun[:end] for end in range(len(noun), 1, -1) if noun[:end] in question), "\0")


def _named(item: str, question: str, *, first: bool) -> bool:
    """Whether the question names an item; words may stand before the first one (「先后为甲航空」)."""
    if not first:
        return len(item) > 1 and item in question
    item = _SO_MANY.sub("", item)
    return any(item[at:] in question for at in range(len(item) - _LEAST + 1))

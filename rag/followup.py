"""What a follow-up takes from the question before it, and what of it its own words replace."""

from __future__ import annotations

import re

from index.terms import fold, names, query_words, words
from rag.numbered import mentions
from rag.places import CITIES, PROVINCES

_YEAR = re.compile(
    r"(?<!\d)(?:19|20)\d{2}(?:\s*[-—~至到]\s*(?:19|20)\d{2})?(?!\d)\s*年?(?:底|末|初|上半年|下半年)?|[一二〇零三四五六七八九]{4}年|[去今前]年"
)
_PLACES = (
    PROVINCES,
    CITIES,
    "美国|加拿大|墨西哥|巴西|英国|法国|德国|意大利|西班牙|荷兰|比利时|爱尔兰|瑞士|瑞典|波兰|匈牙利|俄罗斯|哈萨克斯坦|乌兹别克斯坦|土耳其|日本|韩国"
    "|印度尼西亚|印度|越南|泰国|马来西亚|新加坡|澳大利亚|新西兰",
)
_PLACE = tuple(re.compile(kind) for kind in _PLACES)
_CITY_OR_PROVINCE = re.compile(f"{_PLACES[0]}|{_PLACES[1]}")
# Of which the one replaces the other; what stands in a longer word (进出口) is left alone.
_PAIRS = """
    进口/出口 顺差/逆差 在岸/离岸 线上/线下 境内/境外 上半年/下半年 收入/支出 最高/最低 最多/最少 最大/最小 增长/下降
    企业/个人 城镇/农村 内资/外资 国内/国外 总资产/净资产 去程/回程 进区/出区 货物贸易/服务贸易 省内/省外
    imports/exports import/export imported/exported highest/lowest largest/smallest inbound/outbound goods/services
    increase/decrease
"""
_OPPOSITES = tuple(tuple(pair.split("/")) for pair in _PAIRS.split())
_LONGER = {"进口": r"(?<!进)出?进口(?!岸)", "出口": r"(?<!进)出口(?!岸)"}
_ASKS = re.compile(
    r"是?(?:多少|几(?![乎何])|什么|哪|谁|怎么|怎样|如何|何时|何地|为什么|为何|多[大久长高远快]|能不能|有没有|是不是|是否|可不可以|吗|呢)"
)
_LINKS = re.compile(
    r"(?:(?:一共|总共|累计|前后)[\u4e00-\u9fff]?|(?<![建开创新集凝汇])[设聚搭搞签]了|跟|是干|是第|第|把|一共|总共|累计|分别|主要|到底|大概|现在|目前|每个?[天日月年周]|都|各|是从|是由|是在|是|有|为|达到了?|由|从|在|被|的|了|共|叫|，|、|,|\s)+$"
)
_THERE = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:[那这][边头块儿里]|方面)的?$")
_END = "？?。.！!；;，, "
_COUNTED = re.compile(
    r"(?:多少|几)[家个项件名种座支款所批位户](?!百分点|工作日|月)((?!才能|开始)(?:(?![有是])[\u4e00-\u9fff]){2,14})(?=[，,？?]|$)"
)
_CHOSEN = re.compile(r"是?哪(?:些|几[家个项件名种座支款批位场类条])((?:(?![有是])[\u4e00-\u9fff]){2,10})(?=[，,？?]|$)")
_MANNER = re.compile(r"是?(?:怎么|怎样|如何)(?![样做办搞弄回来说])([^，,。？?]{2,16}?)的?(?=[，,。？?]|$)")
"""What is asked how it is done belongs to the subject."""
_PRONOUN = re.compile(
    r"它们|它|他们|这个|那个|(?:[这那]些|[这那]两[个家项种]|[两二]者)(?=[能都也是有会可要被把在从跟和与各分一，,])|(?<!应)该(?=[\u4e00-\u9fff])(?![如怎不])|\b(?:it|they)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Z][\w'-]*(?: [A-Z][\w'-]*)*", re.ASCII)
_GRADE = re.compile("(?<![A-Za-z])[A-Za-z]([级类轮档等座])")
_SCOPE = re.compile(rf"(?:{PROVINCES}|{CITIES})?[省市]?(?:到|截至|截止到?)?(?:19|20)\d\d年?[底末]?")
_QUANTITY = re.compile("^[^\u4e00-\u9fff]{2,}[\u4e00-\u9fff]{0,6}(?:[^指参系]数|量|额)(?:的?目标)?$")
"""A quantity with a name of its own (「IPv6用户数」), of which the question before only says where and when."""
_LOWER = re.compile("(?:那么?)?(?:[排居]名?)?第([二三四五六七八九十2-9])[名位]?")
_HIGHEST = re.compile("最[大高多](?=的)|[排居]名?第[一二三四五六七八九十\\d](?=的)")
_SINCE = re.compile("(.{6,}?(?:以后|之后|以来))[，,]")
"""Since when something holds, which stands before what is asked of it then."""
_FIGURE = re.compile("多少|几")
_DONE = re.compile(r"(?<=[\u4e00-\u9fff]{3})(?:一共|总共|累计|先后)[\u4e00-\u9fff]{0,4}$")
"""What a thing did, which is no part of its name."""
_BARE = re.compile(
    rf"({'|'.join((*_PLACES,))})[省市]?[的又也则呢，,]*(?:有|是|占|排)?(?:多少|第?几)[家个项件名位种座所条次款批台人户列]?"
)
"""A place of which nothing but how many, or its rank, is asked."""
_ATTRIBUTE = re.compile(
    r"(?<=[\u4e00-\u9fff]{3})的?(?:规划)?(?:面积|总额|金额|数量|规模|价格|时间|效果|目标|总数|增速|占比|营收|收入|产值|规划)$"
)
"""What a question asked of a thing; a pronoun after it means the thing."""
_LONG = 24
"""A subject up to so long is put in the place of a pronoun; a longer one before the question."""


def merge(topic: str, question: str) -> str:
    """`question` on its own: with what it leaves out taken from `topic`, the question before it.

    What it names itself replaces what is of the same kind there: a year, a place, the other of two opposites, a
    name that ends alike.

    Args:
        topic: a question that stands on its own.
        question: without words like 「那」 that begin it.
    """
    fragment, tail = _fragment(question)
    if fragment:
        replaced = replace(topic, fragment)
        if replaced:
            fresh = [w for w in query_words(tail) if w not in set(query_words(replaced)) and len(w) > 1] if tail else []
            figure = _FIGURE.search(tail) and not _FIGURE.search(replaced)
            return f"{replaced.rstrip(_END)}，{tail}" if fresh or figure else replaced
        if (scope := _SCOPE.match(topic)) and _QUANTITY.search(fragment):
            return f"{scope.group()}{fragment}是多少？"
        carried = subject(topic) if tail else topic.rstrip(_END)
        return _joined(carried or topic.rstrip(_END), question)
    if (bare := bare_place(question)) and (replaced := _of_place(topic, bare)):
        rank = "第几" in question and "第几" not in replaced
        return f"{replaced.rstrip(_END)}，第几？" if rank else replaced
    about = subject(topic)
    if not about:
        return _joined(without_other_years(topic.rstrip(_END), question), question)
    about = without_other_years(about, question)
    pronoun = _PRONOUN.search(question)
    if pronoun and len(about) <= _LONG:
        about = _DONE.sub("", about)
        return f"{question[: pronoun.start()]}{_ATTRIBUTE.sub('', about)}{question[pronoun.end() :]}"
    since = _SINCE.match(about)
    if since and any(len(word) > 1 and names(word) for word in query_words(question)):
        about = since[1]  # what was asked of it before (「申报资料减到几项」) is no part of what is asked now
    return _joined(about, question)


def replace(topic: str, fragment: str) -> str:
    """`topic` with `fragment` in the place of what is of the same kind; empty where nothing is."""
    if _YEAR.fullmatch(fragment):
        return _of_year(topic, fragment)
    return (
        _of_part(topic, fragment)
        or _of_place(topic, fragment)
        or _opposite(topic, fragment)
        or _same_ending(topic, fragment)
        or _lettered(topic, fragment)
        or _ranked(topic, fragment)
        or _proper(topic, fragment)
    )


def _of_year(topic: str, year: str) -> str:
    named = _YEAR.findall(topic)
    if len(named) == 1:
        year = year if "年" not in named[0] or "年" in year else f"{year}年"
        return _YEAR.sub(lambda _: year, topic)
    return f"{year}{topic}" if not named and re.search("[\u4e00-\u9fff]", topic) else ""


def _of_part(topic: str, fragment: str) -> str:
    """`topic` with the case or chapter that is all of `fragment` in the place of its own; else empty."""
    new, old = mentions(fold(fragment)), mentions(fold(topic))
    if len(new) != 1 or len(old) != 1 or new[0][:2] != (0, len(fragment)) or new[0][2][0].kind != old[0][2][0].kind:
        return ""
    start, end, _ = old[0]
    return f"{topic[:start]}{fragment}{topic[end:]}" if len(fold(topic)) == len(topic) else ""


def _of_place(topic: str, fragment: str) -> str:
    bare = fragment.removesuffix("省").removesuffix("市")
    for kind in (*_PLACE, _CITY_OR_PROVINCE):
        named = set(kind.findall(topic))
        if kind.fullmatch(bare) and len(named) == 1:
            return re.sub(rf"{named.pop()}[省市]?", fragment, topic)
    return ""


def _opposite(topic: str, fragment: str) -> str:
    said = fragment.lower()
    for new, old in (order for pair in _OPPOSITES for order in (pair, pair[::-1])):
        there = re.compile(_LONGER.get(old, rf"(?<![a-z]){old}(?![a-z])" if old.isascii() else old), re.IGNORECASE)
        rest = said.replace(new, "", 1).strip(" 的")
        if new in said and old not in said and there.search(topic) and rest in topic.lower():
            return there.sub(new, topic)
    return ""


def _proper(topic: str, fragment: str) -> str:
    """`topic` with an English proper name in the place of its own, where it has one alone; else empty."""
    if not _NAME.fullmatch(fragment):
        return ""
    named = [match for match in _NAME.finditer(topic) if match.start()]
    return f"{topic[: named[0].start()]}{fragment}{topic[named[0].end() :]}" if len(named) == 1 else ""


def _lettered(topic: str, fragment: str) -> str:
    """`topic` with a lettered grade (「D级」) in the place of its own; empty where it has none, or several."""
    new = _GRADE.fullmatch(fragment)
    found = [match for match in _GRADE.finditer(topic) if new and match[1] == new[1]]
    return f"{topic[: found[0].start()]}{fragment}{topic[found[0].end() :]}" if len(found) == 1 else ""


def _ranked(topic: str, fragment: str) -> str:
    """`topic` with a lower rank (「排第二」) in the place of the highest that it asks for; else empty."""
    rank, most = _LOWER.fullmatch(fragment), _HIGHEST.findall(topic)
    return _HIGHEST.sub(f"排第{rank[1]}", topic) if rank and len(most) == 1 else ""


def place(text: str) -> str:
    """The first province, city or country that `text` names; empty where it names none."""
    return next((match.group() for kind in _PLACE if (match := kind.search(text))), "")


def bare_place(question: str) -> str:
    """The place of which a question asks nothing but how many, or which rank (「湖北有几家？」); empty for others."""
    found = _BARE.fullmatch(question.strip(_END))
    return found[1] if found else ""


def subject(topic: str) -> str:
    """What a Chinese question is about: all before its first word that asks, without the words that lead to it.

    What it counts or chooses from belongs to it (「集聚了多少家机构」, 「用了哪些设备」), and what is done
    (「怎么优化立案」).
    """
    match = _ASKS.search(topic)
    if not match or not re.search("[\u4e00-\u9fff]", topic):
        return ""
    about = _LINKS.sub("", topic[: match.start()]).removeprefix("是")
    kinds = (_COUNTED, _CHOSEN, _MANNER)
    rest = next((found for kind in kinds if (found := kind.match(topic, match.start()))), None)
    about = f"{about}{rest[1]}" if rest else about
    return about if any(len(w) > 1 and names(w) for w in words(about)) else ""


def _fragment(question: str) -> tuple[str, str]:
    """The bare name that an elliptical question puts (「重庆呢，排第几？」: 重庆) and what follows it; else empty."""
    match = re.match(r"^([^，,。？?]{1,16}?)(?:的)?(?:又)?呢[，,？?。\s]*(.*)$", question) or re.match(
        r"^([\w' -]{2,30})\??()$", question
    )
    if not match or _ASKS.search(match[1]):
        return "", ""
    if re.match(r"(?:how|what|which|who|when|where|why|is|are|does|do|did|can)\b", match[1], re.IGNORECASE):
        return "", ""
    if re.search("[\u4e00-\u9fff]", question) and "呢" not in question:
        bare = match[1].strip(_END)
        return (bare, "") if _YEAR.fullmatch(bare) or any(kind.fullmatch(bare) for kind in _PLACE) else ("", "")
    name = re.sub(r" there$", "", _THERE.sub("", match[1].strip(_END)), flags=re.IGNORECASE)
    return re.sub(r"^(?:in|for|the)\s+", "", name, flags=re.IGNORECASE), match[2].strip()


def _same_ending(topic: str, fragment: str) -> str:
    """`topic` with `fragment` for a name of about its length that ends alike: 秦汉新城 for 沣东新城; else empty."""
    if not re.fullmatch("[\u4e00-\u9fff“”「」]{3,}", fragment):
        return ""
    inside = topic.find(fragment)
    if inside >= 0:
        return ""
    for size in range(len(fragment) - 1, 1, -1):
        at = topic.find(fragment[-size:])
        if at >= 0:
            end = at + size
            start = max(0, end - len(fragment))
            if start == 0 or topic[start - 1] in "的在是，、和与对“「 区省市年" or end - start == len(fragment):
                return f"{topic[:start]}{fragment}{topic[end:]}"
    return ""


def without_other_years(text: str, question: str) -> str:
    """`text` without its years where `question` names one."""
    if not _YEAR.search(question):
        return text
    return re.sub(r"^[，,、的\s]+|(?<=[，,、])[，,、]+", "", _YEAR.sub("", text))


def _joined(about: str, question: str) -> str:
    return f"{about}，{question}" if re.search("[\u4e00-\u9fff]", about) else f"{about} {question}"

"""Questions that documents do not answer, made by rule from questions that they answer: near misses.

Each rule changes one thing that the evidence fixes, and leaves a question out where the passages at
hold may answer the changed one as well. Used by `scripts/fit_refusal.py`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from evals.dataset import Question
from index.terms import fold

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_PROVINCES = """
    北京 天津 河北 山西 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南
    陕西 甘肃
"""
_CITIES = """
    西安 成都 重庆 郑州 济南 青岛 烟台 哈尔滨 沈阳 大连 深圳 广州 厦门 兰州 武汉 长沙 宝鸡 杨凌 南京 杭州 苏州 昆明
"""
_COUNTRIES = "美国 日本 韩国 德国 法国 俄罗斯 哈萨克斯坦 新加坡 印度 泰国 越南 巴西 英国 爱尔兰 荷兰"
_KINDS_OF_PLACE = (_PROVINCES.split(), _CITIES.split(), _COUNTRIES.split())
_NAME = re.compile(r"[“「『\"《]([^”」』\"》]{2,20})[”」』\"》]")
# What is asked of anything, and what a text holds that tells it.
_ATTRIBUTES = (
    ("的负责人叫什么名字？", "负责人|主任|局长|董事长|经理"),
    ("一共投了多少钱？", "投资|投入|总额|造价|资金"),
    ("有多少名员工？", "员工|职工|人员|从业|\\d人"),
    ("是哪家公司开发的？", "开发|研发|建设|公司"),
    ("的收费标准是多少？", "收费|费用|价格|元/"),
    ("的注册资本是多少亿元？", "注册资本|注册资金"),
    ("占地多少公顷？", "公顷|占地|亩|面积"),
    ("的不良率是多少？", "不良"),
    ("的联系电话是多少？", "电话|热线"),
    ("是哪一年停止的？", "停止|取消|终止|废止"),
    ("获得过哪些国家级奖项？", "奖|表彰|荣获"),
    ("2030年的目标是多少？", "2030"),
    ("的投诉率是多少？", "投诉"),
    ("是由哪家银行承办的？", "银行"),
    ("在其他国家的推广情况怎么样？", "国家|国外|境外|海外|推广"),
    ("的满意度是百分之多少？", "满意"),
    ("发生过几起事故？", "事故"),
    ("的净利润是多少万元？", "利润"),
    ("每年的维护费用要多少？", "维护|运维|费用"),
    ("是哪位专家提出的？", "专家|教授|提出"),
    ("什么时候开始招标？", "招标|采购"),
    ("的成本是多少万元？", "成本|万元"),
    ("和上年相比下降了多少？", "下降|减少|同比"),
    ("有多少家外资企业参加？", "外资|外商|\\d+家"),
    ("服务了多少名外国人？", "外国|外籍|\\d人"),
    ("的总部在哪座城市？", "总部|位于|设在"),
)
_ASKING = re.compile(
    r"(?:的)?[\u4e00-\u9fffa-z]{0,8}?(?:是|有|为|达到了?|达|一共|总共|共|了)*(?:多少|几[个家项名条次]|什么|哪|谁|怎么|如何|何时)"
)


@dataclass(frozen=True)
class NearMiss:
    """A question without an answer, and by which rule it was made."""

    rule: str
    question: str


def near_misses(
    question: Question, text: str, others: Sequence[str], held: Callable[[str], str], seed: int = 0
) -> Iterator[NearMiss]:
    """Near misses of an answerable question.

    Args:
        question: the question, with its evidence.
        text: the question as it is understood.
        others: texts of other questions, to take attributes and names from.
        held: gives, folded, what the passages found for a question say.
        seed: of the choices.
    """
    choose = random.Random(f"{question.id} {seed}")
    near = held(text)
    yield from _years(text, question, near, choose, held)
    yield from _places(text, choose, held)
    yield from _names(text, others, choose, near)
    yield from _attributes(text, near, choose, held)
    yield from _grafts(text, others, choose, near)
    yield from _units(text, near)


def _years(
    text: str, question: Question, near: str, choose: random.Random, held: Callable[[str], str]
) -> Iterator[NearMiss]:
    named = _YEAR.findall(text)
    said = set(_YEAR.findall(near))
    if len(named) == 1:
        free = [str(y) for y in range(2008, 2027) if str(y) not in said]
        if free:
            changed = text.replace(named[0], choose.choice(free))
            yield NearMiss("year", changed)
        taken = sorted(said - set(named))
        if taken:  # a year that the passages name, but not for this: only where the evidence is of one year
            quotes = fold(" ".join(e.quote for e in question.evidence))
            year = choose.choice(taken)
            changed = text.replace(named[0], year)
            if year not in quotes:
                yield NearMiss("year taken", changed)
    elif not named and re.search(r"多少|几[个家项名条次]", text) and re.search(r"[\u4e00-\u9fff]", text):
        quotes = fold(" ".join(e.quote for e in question.evidence))
        told = set(_YEAR.findall(quotes))
        if told:
            free = [str(y) for y in range(2014, 2026) if str(y) not in said]
            if free:
                yield NearMiss("year added", f"{choose.choice(free)}年，{text}")


def _places(text: str, choose: random.Random, held: Callable[[str], str]) -> Iterator[NearMiss]:
    for places in _KINDS_OF_PLACE:
        named = [place for place in places if place in text]
        if len(named) != 1:
            continue
        for _ in range(4):
            other = choose.choice(places)
            changed = text.replace(named[0], other)
            if other != named[0] and other not in held(changed):
                yield NearMiss("place", changed)
                break


def _names(text: str, others: Sequence[str], choose: random.Random, near: str) -> Iterator[NearMiss]:
    named = _NAME.findall(text)
    if len(named) != 1:
        return
    pool = [name for other in others for name in _NAME.findall(other) if fold(name) not in near]
    if pool:
        yield NearMiss("name", text.replace(named[0], choose.choice(pool)))


def _entity(text: str) -> str:
    """What a question is about: all before the words that ask."""
    match = _ASKING.search(text)
    start = text[: match.start()] if match else ""
    start = re.split(r"[，,。]", start)[-1] if len(start) > 24 else start
    return start.strip("，, 的是在") if len(start.strip()) >= 4 else ""


def _attributes(text: str, near: str, choose: random.Random, held: Callable[[str], str]) -> Iterator[NearMiss]:
    entity = _entity(text)
    if not entity:
        return
    rest = list(_ATTRIBUTES)
    choose.shuffle(rest)
    made = 0
    for asked, told in rest:
        changed = entity + asked
        if not re.search(told, near) and not re.search(told, held(changed)):
            yield NearMiss("attribute", changed)
            made += 1
            if made == 3:
                return


def _grafts(text: str, others: Sequence[str], choose: random.Random, near: str) -> Iterator[NearMiss]:
    """What another question asks for, asked of what this one is about."""
    entity = _entity(text)
    if not entity:
        return
    made = 0
    for other in choose.sample(list(others), min(30, len(others))):
        match = re.search(r"的([\u4e00-\u9fff]{2,8}(?:是|有|为)?(?:多少|几|什么|哪|谁).*)$", other)
        if not match or any(fold(part) in near for part in _parts(match[1])):
            continue
        yield NearMiss("graft", f"{entity}的{match[1]}")
        made += 1
        if made == 2:
            return


def _parts(asked: str) -> list[str]:
    head = re.split(r"是|有|为|多少|几|什么|哪|谁", asked)[0]
    return [head[i : i + 2] for i in range(len(head) - 1)] or [head]


_UNIT_PAIRS = (
    ("亿元", "亿美元"), ("万美元", "万元"), ("多少家", "多少人"), ("多少人", "多少家"), ("多少公里", "多少小时"),
    ("多少个", "多少吨"), ("多少件", "多少公顷"), ("多少亿美元", "多少吨"), ("多少万元", "多少人次"),
)  # fmt: skip


def _units(text: str, near: str) -> Iterator[NearMiss]:
    for unit, other in _UNIT_PAIRS:
        if unit in text:
            measure = other.removeprefix("多少")
            if measure not in near:
                yield NearMiss("unit", text.replace(unit, other))
            return

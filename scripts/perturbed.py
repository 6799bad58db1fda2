"""True sentences from the evidence of questions, said in other ways; and the same with one thing in them changed."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from rag.claims.fact import Fact
from rag.claims.ground import facts_of
from rag.claims.plain import plain

_OPPOSITES = """
增长=下降 增加=减少 上升=下降 提升=降低 提高=降低 上涨=下跌 扩大=缩小 增至=减至 高于=低于 超过=不足 不超过=超过
不低于=低于 以上=以下 以内=以外 顺差=逆差 盈利=亏损 出口=进口 流入=流出 最高=最低 最大=最小 最多=最少 收入=支出
境内=境外 线上=线下 可以=不得 允许=禁止 有权=无权 应当=不得 必须=无需 禁止=允许 不得=可以 无需=必须 鼓励=禁止
压缩=增加 缩短=延长 降低=提高 减少=增加 下降=上升 下跌=上涨 低于=高于 不足=超过 以下=以上 进口=出口 逆差=顺差
最低=最高 最小=最大 放宽=收紧 取消=新增
"""
OPPOSITES = [tuple(pair.split("=")) for pair in _OPPOSITES.split()]
_UNITS = """
亿元=万元 万元=亿元 亿美元=亿元 万美元=万元 亿元=亿美元 万元=万美元 %=个百分点 个百分点=% 小时=天 天=小时
分钟=小时 个工作日=个月 家=人 项=家 人次=家 公里=米 平方米=平方公里 吨=万吨 万吨=吨 万人次=人次 辆=艘 列=架
个=万个 个月=年 亩=平方公里 笔=家 件=人
"""
UNITS = [tuple(pair.split("=")) for pair in _UNITS.split()]
_WORDS = """
达到=达 超过=超 约=大约 累计=累计共 目前=现 以及=和 并且=并 通过=经由 开展=进行 共计=总共 进一步=更 有效= 积极=
实现=做到了 仅需=只需 同时=此外 该=这一
"""
WORDS = [tuple(pair.split("=")) for pair in _WORDS.split("\n") for pair in pair.split()]
_NEGATABLE = re.compile(
    r"(?<![不未无非没])(支持|纳入|收取|开展|适用|需要|参与|提供|办理|享受|缴纳|实施|推动|实现|建立|采用|审批|披露|接受)"
)


def rephrased(sentence: str, rng: random.Random) -> Iterator[tuple[str, str]]:
    """A sentence as it is and said otherwise, (how, text), each as true as the sentence."""
    bare = sentence.strip().rstrip("。；;，,")
    yield "as quoted", f"{bare}。"
    yield "introduced", f"{rng.choice(('根据资料，', '资料显示，', '据报告，', '文件指出，'))}{bare}。"
    other = _figures_otherwise(bare, rng)
    if other != bare:
        yield "figures written otherwise", f"{other}。"
    changed = bare
    for word, same in rng.sample(WORDS, len(WORDS)):
        if word in changed and not re.search(rf"\d{re.escape(word)}|{re.escape(word)}\d", changed):
            changed = changed.replace(word, same, 1)
    if changed != bare:
        yield "other words", f"{changed}。"
    clauses = [part for part in re.split(r"(?<=[，；])", bare) if part.strip()]
    if len(clauses) > 2:
        cut = rng.randrange(1, len(clauses))
        yield "first part", "".join(clauses[:cut]).rstrip("，；") + "。"
        # A clause without a subject of its own goes on from the one before: that order stays.
        if re.search(r"[；]", bare):
            halves = bare.split("；")
            yield "other order", "；".join(reversed(halves)) + "。"


def _figures_otherwise(text: str, rng: random.Random) -> str:
    def number(match: re.Match[str]) -> str:
        digits, unit = match[1], match[2] or ""
        if unit == "亿" and rng.random() < 0.5:
            value = Fraction(digits) * 10000
            return f"{value.numerator}万" if value.denominator == 1 else match[0]
        if unit == "万" and "." not in digits:
            return f"{int(digits) * 10000:,}"
        if not unit and "." not in digits and len(digits) > 3 and not re.match(r"(?:19|20)\d\d$", digits):
            return f"{int(digits):,}"
        return match[0]

    text = re.sub(r"(?<![\d.,，])(\d+(?:\.\d+)?)(?![\d.]|,\d)([万亿])?(?![万亿余多])", number, text)
    if rng.random() < 0.5:
        text = re.sub(r"(?<![\d.])(\d+(?:\.\d+)?)%", r"百分之\1", text)
    return re.sub(r"((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日", lambda m: f"{m[1]}-{int(m[2]):02d}-{int(m[3]):02d}", text)


def perturbed(sentence: str, near: str, document: Sequence[Fact], rng: random.Random) -> Iterator[tuple[str, str]]:
    """The sentence with one thing changed, (kind, text), each time to something that makes it false.

    `near` is the text of the passage, `document` the facts of the whole document: what a figure,
    date or name is changed to stands in one of them, where there is one to be had.
    """
    folded = plain(sentence)
    facts = facts_of(folded)
    beside = facts_of(plain(near))
    for fact in facts:
        if fact.kind in ("figure", "date", "code", "name", "quoted", "latin") and sentence.count(fact.said) == 1:
            yield from _swapped(sentence, fact, facts, beside, document, rng)
    for name, table in (("direction", OPPOSITES), ("unit", UNITS)):
        for word, other in table:
            if name == "unit":
                places = [
                    m.start(1) for m in re.finditer(rf"(?<=\d)({re.escape(word)})(?![\u4e00-\u9fff]?次)", sentence)
                ]
            else:
                places = [m.start() for m in re.finditer(re.escape(word), sentence)]
                places = [
                    at
                    for at in places
                    if sentence[at - 1 : at] not in ("不", "进", "未") and sentence[at : at + 3] != "进出口"
                ]
            if len(places) == 1:
                yield name, sentence[: places[0]] + other + sentence[places[0] + len(word) :]
    verb = _NEGATABLE.search(sentence)
    if verb:
        yield "negation", f"{sentence[: verb.start()]}不{sentence[verb.start() :]}"


def _swapped(
    sentence: str, fact: Fact, own: Sequence[Fact], beside: Sequence[Fact], document: Sequence[Fact], rng: random.Random
) -> Iterator[tuple[str, str]]:
    def fits(other: Fact) -> bool:
        if other.kind != fact.kind or other.said.strip() in sentence or other.key == fact.key:
            return False
        if fact.kind == "figure":
            same = isinstance(fact.key, tuple) and isinstance(other.key, tuple) and fact.key[1] == other.key[1]
            return same and fact.key[0] != other.key[0] and bool(fact.key[1])
        if fact.kind == "date":
            shape = [part is None for part in fact.key]  # type: ignore[union-attr]
            return shape == [part is None for part in other.key]  # type: ignore[union-attr]
        return str(other.key) not in str(fact.key) and str(fact.key) not in str(other.key)

    kind = {"figure": "figure", "date": "date", "code": "document number"}.get(fact.kind, "name")
    if fact.kind == "date" and isinstance(fact.key, tuple) and fact.key[1] is None:
        kind = "year"
    for where, facts in (("in the passage", beside), ("in the document", document)):
        others = list(dict.fromkeys(other.said.strip() for other in facts if fits(other)))
        if others:
            yield f"{kind} {where}", sentence.replace(fact.said.strip(), rng.choice(others), 1)
    if fact.kind == "figure":
        digits = [i for i, char in enumerate(fact.said) if char.isdigit()]
        if digits:
            at = rng.choice(digits)
            other = rng.choice([d for d in "123456789" if d != fact.said[at]])
            yield "figure by a digit", sentence.replace(fact.said, fact.said[:at] + other + fact.said[at + 1 :], 1)

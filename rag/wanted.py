"""The naming words of a question with their weight, and which of them say what of the thing is asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.terms import query_words
from rag.extractive.joined import beside, is_document
from rag.matching import normalised
from rag.numbered import without
from rag.prompts import language
from rag.query import Query, QueryReader
from rag.sought import UNITS

if TYPE_CHECKING:
    from rag.support import Asked

Floats = npt.NDArray[np.float32]

_ASKS = re.compile(
    r"多少|几(?![乎何内])|什么|哪|谁|怎么|怎样|如何|何时|为什么|多[大久长高远快]|第几|是否|吗|啥|咋"
    r"|\b(?:how (?:many|much|long|large|big|far|often)|how|what|which|who|whom|whose|when|where|why)\b"
)
CLAUSE = re.compile(r"[，,。；;？?！!\n]")
CHINESE = re.compile("[\u4e00-\u9fff]")
_BEFORE, _AFTER = 1, 2
"""Words before and after the word that asks, in its clause, that say what of the thing is asked for."""
_LIGHT_WORDS = """
    数是 量是 额是 率是 值是 数为 量为 额为 率为
    几点 几时 几号 几天 几月 几年 几次 几人 几份 几家 几个 哪年哪月 数最多 数最少 数最高
    以来 以后 之后 以前 之前 如今 现在 目前 当前 今年 去年 当年 后来 最后 最终 到底 究竟 一共 总共 共有 累计
    合计 一般 大概 大约 左右
    一个 一家 一件 一片 一块 一次 一下 一项 一份 一种 一年 一天 一月 一起 一直 一定 一边 一头 这么 那么 那边 这边 那儿
    这儿 那里 这里 哪儿 里面 里头
    达到 实现 完成 进行 开展 具有 拥有 包括 属于 成为 作为 通过 根据 按照 关于 对于 以及 还有 另外 其中 其他
    以外 之间 各自 分别 同时
    搬到 来到 拿到 弄到 办好 办完 算下来 算下 号称 所谓 叫做 名叫 名称 名字 全名 全称 情况 方面 问题 东西 事情
    时候 时间 日期 地方 哪年 哪月 哪天
    可能 应该 必须 需要 打算 想要 希望 计划 准备 觉得 认为 知道 介绍 说明 告诉 查到 听说 据说 核实 了解 看看
    请问 能够 能否 可否 怎么办
    那时候 那时 那会儿 当时 这些 那些 这行 那行 这块 那块 那部分 这部分 另一家 另一个 另外
    上面 下面 前面 后面 以内 以上 以下 之内 之中 之一 每个 每年 每月 每天 全部 所有 许多 很多 好多 多个 几个
    各个 不少 至少 最多 正式 实际 真正
    主要 重要 具体 有关 相关 不同 同样 一样 这样 那样 怎样 然后 但是 而且 因为 所以 如果 或者 还是 就是 只要
    只有 才能 没有 不用 不要 不能 已经
    describe describes discuss discusses explain summarize
    来自 一周 每周 每期 每份 一份 一趟 一笔 一天到晚 同期 同时 同年
    一类 一行 厉害 最猛 最狠 最快 最慢 最大 最小 最多 最少 最高 最低 most least highest lowest largest smallest
    不是 是不 可不 不可 行得通 行不通 反而 没有 有没
    百分 百分之 百分点 亿元 万元 万美元 亿美元 美元 公里 平方公里 公顷 万吨 公斤 小时 分钟 工作日 个月 年底 年末 月底
"""
_LIGHT = frozenset(_LIGHT_WORDS.split())
"""Everyday words, words of time and units: what a text need not say in order to answer."""
_SLIGHT_WORDS = """
    上线 以内 增加 减少 提高 降低 下降 上升 增长 缩短 缩小 压缩 节省 节约 精简 扩大 净增 便宜 高出 涨幅 变化
    开始 首发 发展 发生 改革 使用 收费标准
    目标 总额 总数 总共 金额 数量 规模 体量 行业 产品 平台 案例 结果 费用 水平 内容 部分 效果 作用 特点 原因
    区别 关系 条件 标准 方式 办法 措施 模式
    比例 比重 占比 份量 分量 属性 指标 预期 约束 类型 种类 地区 单位 个人 大家 别人 人家 时长 长度 高度 速度 速率 增速
    增幅 幅度 份数 总量 总值 总体 整体 平均
    哪块 出去 上去 下去 进来 进去 出来 起来 回去 过来 下来 上来 眼下 整年 全年 年均 路上 东西 那边 这边 手上 手头 地方
    全国 全省 全市 份额 底数 排名 大类 卖掉 兑现 增减 涨跌 说法 总共 这块 老办法 新办法
    起码 专门 同一个 的话 是从 约定 找到 相差 差距 差额 差别 好处 坏处 优点 缺点 用处
    they worth change increase decrease number amount total rise fall grow go up did
"""
_SLIGHT = frozenset(_SLIGHT_WORDS.split())
_SLIGHT_CHARACTERS = re.compile("[能要得各最又再就才还都到了着给把被让从想该会后前时里的地]")
"""In a short word (「减到」, 「各签」, 「能省」): it says how, not what."""
_SLIGHT_SHAPES = re.compile(
    r"[降减涨升提缩压变改并增拉拖换砍][到为成至长短低高]|[多少白能可各共又再最][\u4e00-\u9fff]能?|[\u4e00-\u9fff]过|[\d.,]+%?|[一二三四五六七八九十百千万两几]+(?:多|大类?|部|集|年|边)?"
)
"""Words that say how much or whither (「降到」, 「多收」, 「讲过」, 「两千」)."""
_MEASURE = re.compile(rf"(?:亿|万|千|百|余|多)*(?:{UNITS})?")
_COUNTING = re.compile(
    r"[一二三四五六七八九十两几哪那这多各][个家种样项类份条名位座款套批国些回遍趟间所处支层]|(.)不\1|好[一几]?[个些只家]|[两二三][者省市地]"
)
"""Words that count, choose or ask whether (「两家」, 「哪套」, 「卡不卡」)."""
_KIND_WORDS = """
    公司 企业 银行 国家 城市 机构 厂商 单位 部门 company companies country firm bank
"""
_KINDS = frozenset(_KIND_WORDS.split())
"""What only says of which kind the answer is."""
_FROM = re.compile(
    "(从[^,。?从]{1,12}?)[降减涨升提缩压变改并增拉拖换砍延][高低少多短长]?[到为成至](?:了)?(?:多少|几|多)"
)
"""Whence something has changed (「从六千多减到多少」): what it is stands before that."""
_THAN = re.compile("(?<![占对环同无])(比(?![重例率较赛])[^,。?比]{1,12}?)了?[涨增降减高低多少快慢提升省缩便]")
"""What something is compared with (「比上一年涨了多少」): no more is asked of that."""
_COUNTED_BY = ("多少", "几", "哪")
"""Words that ask which a measure word may follow."""
_LIGHTER = 0.3
"""What they count of what they would by their rarity."""

_HOLDERS = re.compile(r"\{[^{}]*\}")
"""Places left to be filled in by a program, which name nothing."""
_ONE = 3
"""Up to so many characters between two words that ask, they ask one thing."""


@dataclass(frozen=True)
class Word:
    """A naming word of a question.

    Attributes:
        text: folded.
        start: where it stands first in the folded question.
        weight: by rarity; those of a question sum to 1.
        rarity: by itself, 1 for a word that stands nowhere in the index.
        tokens: positions of its tokens in the query.
        others: what else it, or the part of the question that it stands in, is called; without spaces.
        focus: it says what is asked for, rather than of what.
    """

    text: str
    start: int
    weight: float
    rarity: float
    tokens: npt.NDArray[np.intp]
    others: tuple[str, ...]
    focus: bool


@dataclass(frozen=True)
class Wanted:
    """A question, taken apart into words."""

    query: Query
    words: tuple[Word, ...]
    asks: int
    """How many words of it ask."""

    @property
    def focus(self) -> Floats:
        """What each token counts of the words that say what is asked for, (t,); sums to 1, or to 0 without such."""
        focus = np.zeros(len(self.query.weights), dtype=np.float32)
        for word in self.words:
            if word.focus and len(word.tokens):
                focus[word.tokens] += word.weight / len(word.tokens)
        return normalised(focus)


def wanted(asked: Asked) -> Wanted:
    """`asked`, taken apart into words."""
    query = asked.query
    most = max(asked.terms.values(), default=1.0) or 1.0
    latin = language(query.text) == "en"
    other = {w: any(query.text[part.start : part.end].find(w) >= 0 for part in query.expansions) for w in asked.terms}
    # What an English question names that no document and no thesaurus knows may well stand there in Chinese.
    worth = {
        w: value * (_LIGHTER if is_light(w) or (latin and value >= most and not other[w]) else 1.0)
        for w, value in asked.terms.items()
    }
    asking = _HOLDERS.sub(lambda match: " " * len(match.group()), query.text)
    left = without(asking, but="article")  # a heading tells the number of a case, not the statement
    if query.sought.parts and any(len(word) > 1 and word in left for word in query_words(asked.text)):
        asking = left
    found: list[tuple[str, int]] = []
    for word in dict.fromkeys(query_words(asked.text)):
        at = asking.find(word)
        if at > 0 and word[0] in "年月日" and asking[at - 1].isdigit():
            word, at = word[1:], at + 1  # 「2025年定的」 names no 年定
        if at >= 0 and len(word) > 1:
            found.append((word, at))
    # Of words inside longer ones (「商务」 in 「电子商务」) the longest counts.
    outer = [
        (w, at) for w, at in found if not any(o != w and a <= at and at + len(w) <= a + len(o) for o, a in found)
    ] or found
    focus = _focus(query.text, outer)
    total = sum(worth.get(w, most) for w, _ in outer) or 1.0
    starts, ends = query.tokens.offsets[:, 0], query.tokens.offsets[:, 1]
    words = [
        Word(
            w,
            at,
            worth.get(w, most) / total,
            asked.terms.get(w, most) / most,
            np.flatnonzero((starts < at + len(w)) & (ends > at)),
            tuple(
                "".join(name.split())
                for part in query.expansions
                if part.start < at + len(w) and part.end > at and part.end - part.start >= 0.6 * len(w)
                for name in part.terms[: QueryReader.MOST]
            ),
            w in focus,
        )
        for w, at in outer
    ]
    return Wanted(query, tuple(words), _count(query.text))


def is_light(word: str) -> bool:
    """Whether a text that answers need not say this word of a question."""
    return word in _LIGHT or word.isdigit() or bool(_COUNTING.fullmatch(word))


def _focus(text: str, words: list[tuple[str, int]]) -> frozenset[str]:
    """Those of the words of the folded question `text` that say what is asked for.

    What is counted or chosen from comes behind the word that asks (「多少名司机」), else what is asked
    stands before it (「造价是多少」).
    """
    chosen: set[str] = set()
    naming = [w for w in words if not is_slight(w[0])]
    # In which documents to look is not what is asked for: 「甲规划和乙案例里各是多少」.
    where = [span for span in beside(text) if is_document(text[slice(*span)])]
    naming = [w for w in naming if not any(low <= w[1] < high for low, high in where)]
    spans = [match.span(1) for pattern in (_FROM, _THAN) for match in pattern.finditer(text)]
    naming = [w for w in naming if not any(low <= w[1] < high for low, high in spans)]
    for match in _ASKS.finditer(text):
        before = max((m.end() for m in CLAUSE.finditer(text, 0, match.start())), default=0)
        after = min((m.start() for m in CLAUSE.finditer(text, match.end())), default=len(text))
        left = sorted((w for w in naming if before <= w[1] and w[1] + len(w[0]) <= match.start()), key=lambda w: -w[1])
        measured = _MEASURE.match(text, match.end())  # 「多少人考到」 asks for no 人考
        end = measured.end() if measured and match.group() in _COUNTED_BY else match.end()
        right = sorted((w for w in naming if end <= w[1] < after), key=lambda w: w[1])
        chosen.update(w for w, _ in right[:_AFTER] or left[:_BEFORE])
    if not chosen and CHINESE.search(text) and " " in text.strip():  # keywords: 「某某景区 门票 价格」
        last = text.rstrip().rindex(" ")
        chosen.update(w for w, at in naming if at > last)
    return frozenset(chosen)


def is_slight(word: str) -> bool:
    """Whether a word says nothing of what is asked for: how much it changed, of which kind it is."""
    short = len(word) <= 2 and bool(_SLIGHT_CHARACTERS.search(word))
    shape = bool(_SLIGHT_SHAPES.fullmatch(word))
    return is_light(word) or word in _KINDS or word in _SLIGHT or short or shape


def _count(text: str) -> int:
    """How many things are asked: words that ask, those of one expression (「几月几日」) counted once."""
    ends = [-9]
    for match in _ASKS.finditer(text):
        if match.start() - ends[-1] > _ONE or CLAUSE.search(text, max(0, ends[-1]), match.start()):
            ends.append(match.end())
        else:
            ends[-1] = match.end()
    return len(ends) - 1

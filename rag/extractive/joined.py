"""Names that a question sets side by side: 「甲和乙」, 「甲的丙与乙的丁」, 「甲……，跟乙……比」."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, pairwise

from rag.places import CITIES, PROVINCES

Span = tuple[int, int]

ASKS = re.compile(
    r"多少|(?<![好十近这那])几(?![乎何])|哪|谁|什么|啥|何时|何地|怎|吗|是否|有没有|是不是|会不会|能不能|可不可以|多[大长高久快远重]|呢$|占比$|是[^,，是]{1,2}是|各自|情况$"
    r"|\b(?:what|which|who|whom|whose|when|where|how|why)\b"
)
BESIDE = re.compile(
    r"分别|各(?![种类项地级部省国界方行市县区族式路位])|相比|对比|比较|谁|哪[个家边一地]|差多少|差距|区别|不同(?!的)|更[多大高强快好早低少小]|两(?:个)?方面|都[^,，。？?]{0,6}(?:什么|哪|多少)"
    r"|(?<![占对同环])比(?:起来)?(?=[,，]|[多少高低快慢大小])"
)
"""What says that the same is asked of several things."""
_SAID = re.compile(r"怎么[说写讲]|[说写讲]得?(?:不太?)?一样|说法|出入|对[不得]上")
"""What asks how documents tell that of which the question before it asks."""
_JOIN = re.compile(
    r"(?<=[^、和与跟及暨总共])(?:以及|还有|[、和与跟及]|(?<![合共不相协四五三])同(?![一时步样比])|\s(?:and|vs\.?|versus)\s)(?=[^、和与跟及同])"
)
_BORDER = re.compile(
    r"[，,。；;：:？?！!（）()]|的|[是会能]不[是会能]|有没有|[说写讲]得|分别|各|两(?:[个家地本份样种类者]|方面)|[三四五六](?:地|者|大|省|家|个)|(?:19|20)\d{2}年?|谁|哪|相比|对比|比较|之间|在|是|有|由|归|从|按|比|论|里|中|上|为|都|向|给"
)
_ONE_THING = re.compile("国家[和或与]地区")
_VERBS = "在是有由归从按比论里中上为都向给"
"""Borders that words are made of, too: the 「里」 by itself is one, the 「中」 of 「中心」 is not."""
_CLAUSE = re.compile(r"[，,。；;：:？?！!]")
_END = re.compile(
    r"[，,。；;：:？?！!]|分别|各|都|容易|[两三](?:[个家地者份]|方面)|谁|哪|相比|对比|比较|相差|差多|[一每]年"
)
"""Where a name with 「的」 in it ends."""
_AGAINST = re.compile(r"[,，;；:：]\s*(?:跟|和|与|同)([^,，。；;？?]{2,24}?)(?:相?比(?:起来|较)?)?(?=[,，])")
_THAN = re.compile(
    r"(?<![占对同环可相])比(?![例重率较赛])(?=[^,，。；;？?]{2,16}?[高低多少大小快慢强早长短贵](?:出|了)?(?:多少|几|吗|不|些|得|还是))"
)
_COMPARED = re.compile(r"[高低多少大小快慢强早长短贵](?:出|了)?(?:多少|几|吗|不|些|得|还是)")
_TIME = re.compile(r"^[^,，]{0,3}(?:(?:19|20)\d{2}年?|年|期|前|后|过去)$")
"""What is no thing beside another, but an earlier time."""
_USUAL = re.compile("全[国省市球].*(?:[增平]|水平)|平均|[增涨降][速幅]$")
_RATE = re.compile("[增涨降][速幅]$|增长率$|占比$|比重$")
"""What is told of the thing itself (「高于全国平均增速4.2个百分点」)."""
_HOLDER = re.compile(
    rf"{PROVINCES}|{CITIES}|[省市县区州城港院行司局部委办校厂所会村镇岛站馆社团链”」》]$|\b[a-z]{{2,}}$"
)
"""A place, a body, something in quotation marks: what has things of its own."""
_ATTRIBUTE = re.compile(
    r"(?:数量?|额|量|率|值|规模|面积|比重?|比例|费用?|成本|时间|期限|时限|价格?|增[速幅]|份额|排名|收入|营收|利润|人员|个数|次数"
    r"|情况|特点|作用|经验|做法|目标|范围|条件|标准|人数|长度|效果|程度|区别|差距|待遇|关系|职责)$"
)
"""What is asked of a thing, rather than a thing."""
_DOCUMENT = re.compile(r"(?:报告|规划|方案|纲要|案例集?|材料|文件|公报|年鉴|那[篇份本处])里?(?:(?:19|20)\d{2}年?)?$")
_PLACE, _WHERE = re.compile(PROVINCES), re.compile(f"{PROVINCES}|{CITIES}|全国")
_LONGEST, _LONGEST_PHRASE = 16, 24
"""Longest name of a thing that is set beside another, in characters; of one with 「的」 in it, or a clause."""
MOST = 4
"""Names that are taken."""


@lru_cache(maxsize=256)
def beside(text: str) -> tuple[Span, ...]:
    """The names of a folded question of which it asks the same, one by one; none where it asks of one thing only.

    Of several groups one with 「和」 goes before a mere list; then the one that stands nearest before the word that
    sets them apart (「各」, 「谁」).
    """
    if names := _clause_against(text) or _than(text):
        return tuple(names)
    found: list[tuple[bool, int, list[Span]]] = []
    for join in _joins(text):
        names = named(text, join)
        # How documents tell something may be asked behind the question for it; nothing else may be.
        told = _SAID.search(text, join.end()) if any(is_document(text[a:b]) for a, b in names) else None
        asked = None if told else ASKS.search(text, 0, _clause_start(text, join.start()))
        cue = None if asked else BESIDE.search(text, join.end()) or told
        if cue and names:
            apart = len(_CLAUSE.findall(text, names[-1][1], max(names[-1][1], cue.start())))
            listed = all(text[end:start] == "、" for (_, end), (start, _) in pairwise(names))
            found.append((listed, apart, names))
    return tuple(min(found, key=lambda group: group[:2])[2]) if found else ()


def every(text: str) -> Iterator[list[Span]]:
    """All groups of names that are joined in a folded question, whatever is asked of them."""
    return filter(None, (named(text, join) for join in _joins(text)))


def named(text: str, join: re.Match[str]) -> list[Span]:
    """The names that a join stands between, and those joined to them; none where these are no names."""
    if phrases := _phrases(text, join):
        return phrases
    borders = _borders(text)
    low = max((end for _, end in borders if end <= join.start()), default=0)
    high = min((start for start, _ in borders if start >= join.end()), default=len(text))
    between = [(m.start(), m.end()) for m in _joins(text, low, high)]
    cuts = [low, *(at for pair in between for at in pair), high]
    names = [span for span in zip(cuts[::2], cuts[1::2], strict=True) if span[0] < span[1]][:MOST]
    names = [*names[:-1], _place_only(text, names)]
    return names if len(names) > 1 and all(_is_name(text[a:b]) for a, b in names) else []


@lru_cache(maxsize=64)
def _borders(text: str) -> tuple[Span, ...]:
    return tuple(
        border.span()
        for border in _BORDER.finditer(text)
        if border.group() not in _VERBS or not _inside(text, border.start())
    )


def _is_name(text: str) -> bool:
    """Whether a text can be a name by itself: short, asking nothing, no part of a quotation."""
    whole = text.count("“") == text.count("”")
    return 2 <= len(text.strip()) <= _LONGEST and whole and not ASKS.search(text)


def is_document(name: str) -> bool:
    """Whether a name means a document, or a place in one: 「某某规划里」, 「那一篇」."""
    return bool(_DOCUMENT.search(name))


def _joins(text: str, low: int = 0, high: int | None = None) -> Iterator[re.Match[str]]:
    """What joins names in a part of a text; the 「及」 of 「普及」 joins none."""
    for join in _JOIN.finditer(text, low, len(text) if high is None else high):
        if _ONE_THING.search(text, max(0, join.start() - 2), join.end() + 2):
            continue
        if len(join.group()) > 1 or join.group() == "、" or not _inside(text, join.start()):
            yield join


def _clause_start(text: str, at: int) -> int:
    return max((m.end() for m in _CLAUSE.finditer(text, 0, at)), default=0)


def _inside(text: str, at: int) -> bool:
    """Whether the character at this place is part of a longer word of the dictionary."""
    return at in _within_words(text)


@lru_cache(maxsize=256)
def _within_words(text: str) -> frozenset[int]:
    import rjieba

    words = list(rjieba.cut(text, False))
    ends = accumulate(map(len, words))
    spans = ((end - len(word), end) for word, end in zip(words, ends, strict=True) if len(word) > 1)
    return frozenset(at for start, end in spans for at in range(start, end))


def _phrases(text: str, join: re.Match[str]) -> list[Span]:
    """Two names with 「的」 in them (「甲的丙和乙的丁」); none where that of the second leads to what is asked."""
    low = _clause_start(text, join.start())
    end = _END.search(text, join.end())
    spans = [(low, join.start()), (join.end(), end.start() if end else len(text))]
    said = [text[a:b] for a, b in spans]
    if any("的" not in name or len(name) > _LONGEST_PHRASE or ASKS.search(name) for name in said):
        return []
    if any(True for a, b in spans for _ in _joins(text, a, b)):
        return []
    (owner, head), (other, last) = (name.rsplit("的", 1) for name in said)
    if head.strip() == last.strip():  # 「甲里的数和乙里的数」
        return [_term(text, (a, a + len(whose))) for (a, _), whose in zip(spans, (owner, other), strict=True)]
    apart = all(map(_HOLDER.search, (owner, other))) and not _ATTRIBUTE.search(last.strip())
    return spans if apart and min(len(head), len(last)) > 1 else []


def _term(text: str, span: Span) -> Span:
    """The term in quotation marks at the end of a name, without what is said of it; else the name."""
    quoted = re.search("“[^“”]{2,}”$", text[slice(*span)])
    return (span[0] + quoted.start(), span[1]) if quoted else span


def _clause_against(text: str) -> list[Span]:
    """A clause and what it is set against in the next (「甲办事，跟乙办事比，各要几天」); else none."""
    for match in _AGAINST.finditer(text):
        low = _clause_start(text, match.start())
        span = (low, match.start())
        fit = 2 <= len(text[slice(*span)].strip()) <= _LONGEST_PHRASE and not ASKS.search(text, 0, match.end(1))
        if fit and not _TIME.search(match[1]) and BESIDE.search(text, match.end()):
            return [span, match.span(1)]
    return []


def _than(text: str) -> list[Span]:
    """Two things of a kind of which one is more than the other (「甲市比乙市多几家」); none where there are no such."""
    for than in _THAN.finditer(text):
        low = max((end for _, end in _borders(text) if end <= than.start()), default=0)
        end = _COMPARED.search(text, than.end())
        spans = [(low, than.start()), (than.end(), end.start() if end else than.end())]
        spans[1] = _place_only(text, spans)
        one, other = (text[a:b].strip() for a, b in spans)
        alike = bool(one and other) and (one[-1] == other[-1] or all(map(_WHERE.search, (one, other))))
        if alike and all(map(_is_name, (one, other))) and not _TIME.search(other) and not _of_itself(one, other):
            return spans
    return []


def _of_itself(one: str, other: str) -> bool:
    """Whether what is told of `one` is by how much its rate differs from that of the whole country, or the average."""
    return bool(_USUAL.search(other)) or (bool(_RATE.search(one)) and other in ("全国", "全省", "全市", "全球"))


def _place_only(text: str, names: list[Span]) -> Span:
    """The last name; of places no more than the place (「陕西和湖北指数谁高」)."""
    place = _PLACE.match(text, *names[-1])
    if place and all(_PLACE.fullmatch(text[a:b].strip()) for a, b in names[:-1]):
        return place.span()
    return names[-1]

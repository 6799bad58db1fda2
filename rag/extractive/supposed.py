"""Whether what a question supposes holds by what is quoted: said where a figure, rank, sign or direction decides it.

「融资利率是不是降到了3.85%？」 by 「融资利率降至4.25%」: 「不是3.85%：……」. Of anything else (who may, what is
planned) the quote alone is the answer: whether a paraphrase holds is no matter of rules.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.numbering import to_int
from index.terms import query_words
from index.units import alike
from rag.claims.fact import Fact
from rag.claims.ground import BARE, facts_of, ground
from rag.claims.plain import Plain, plain
from rag.claims.setting import likeness, setting
from rag.compared import flows
from rag.refusal.opposite import FALLS, RISES
from rag.runs import longest_run
from rag.statements import Statement
from rag.support import Asked, Support, years
from rag.wanted import is_slight

_SUPPOSES = re.compile(r"是不是|是否|有没有(?=[增减涨跌升降])")
_ASKS = re.compile(
    r"(?:[,，]?(?:对不对|是不是|[是对][吗吧]|没错吧|是这样[吗吧]|不是吗)|[吗吧么])[?。]*$|^(?:is|are|was|were|do|does|did|has|have)\b"
)
_OPEN = re.compile(
    r"多少|几(?![乎何])|什么|哪|谁|怎|如何|何时|为何|多[大久长高远快]|能不能|能否|可不可以|可以|可否|还是|会不会|要不要|最"
    r"|\b(?:what|which|who|when|where|how|why|or)\b"
)
_NOT = re.compile(
    r"(?<!是)不(?!是不)(?!对)|没(?!有[增减涨跌升降])|未|无|非|超过|多于|少于|高于|低于|大于|小于|以上|以下|至少|最多|之[前后内]"
    r"|\b(?:not|no|over|under|than|least|most)\b"
)
"""A bound or a negation: the same figure does not decide it."""
_ABOUT = re.compile(r"左右|上下|[大将]?约|大概|差不多|接近|将近|出头|[余多冲超]|\b(?:about|roughly|around)\b")
_NEAR = 0.05
"""Up to what share of it a figure that is only about right may differ."""
_RANK = re.compile(
    r"(?:全国|全球|世界|国内|全省|全市|中国|居|列|排(?:名|到了?|在)?)\s*第(\d+|[一二三四五六七八九十])(?![个批届期条章款次])"
)
_COVERED = 0.4
"""What share of the question's words, by rarity, a statement must say."""
_DIGIT = re.compile(r"\d")
_COUNTED = re.compile(r"(?!左右|上下|以|就|的)[\u4e00-\u9fff]{2,12}")
_BEHIND = 16
"""What is counted stands behind its figure (「10家数字经济独角兽」), within so many characters."""
_PREDICATE = re.compile("[有是能会在被给让把]")
"""Behind a figure: something else is asked of what it counts (「16家企业的名单有吗」)."""
_NAMED = 2
"""Characters in a row that name the same."""
_FREE = re.compile(r"\d|年$|连续|其中|全[省市]|实现|完成")
"""Words of a clause that narrow nothing."""
_SIGN = re.compile("[顺逆]差")
_MARGIN = 0.02
"""A figure that stands elsewhere may fit the claim so much better."""
_HEAD = re.compile(
    r"(?:[,，是为有达约了就只也都还已占到至在的要能会将可提做]|打算|计划|(?:19|20)\d\d年|同比|反而|真的|已经|出现|实现|应该|全[国球省市]|位?居|排名?|世界|降低?|[增升涨]|下降|增长|提高|减少"
    r"|[和跟与比][^,，。和跟与比]{1,8}(?:比|相比)?)$"
)
"""What may stand between the thing and what is supposed of it."""
_BEFORE = 3
"""In so many clauses up to a figure what it is of may stand."""


@dataclass(frozen=True)
class Verdict:
    """Whether something holds, by one statement.

    Attributes:
        holds: it does.
        said: what the question says of it that does not hold, in its words; empty where it holds.
    """

    holds: bool
    said: str = ""


@dataclass(frozen=True)
class _Claim:
    """What is supposed, and the question up to it, both in plain form."""

    said: str
    before: str

    def of_same(self, at: int, segment: str, *, flow: bool = True) -> bool:
        """Whether `segment`, which stands before a fact, names what the claim says of it at `at`.

        `flow`: and tells of exports where the claim does, and of imports where that does.
        """
        head = self.before + self.said[:at]
        while (shorter := _HEAD.sub("", head)) != head:
            head = shorter
        asked, told = flows(self.before + self.said), flows(segment)
        if head[-2:] not in segment or (flow and told and asked != told):
            return False
        clause = next(part for part in reversed(segment.split(",")) if head[-2:] in part)
        of = clause[: clause.rindex(head[-2:])]
        said = self.before + self.said
        return all(word in said or is_slight(word) or _FREE.search(word) for word in query_words(of) if len(word) > 1)


def supposed(asked: Asked, chosen: Sequence[Statement], support: Support) -> Verdict | None:
    """Whether the question's supposition holds by the first of the chosen statements; None where that is not decided.

    None also where another of them says otherwise.
    """
    claim = _claim(plain(asked.text).text)
    if claim is None or not chosen:
        return None
    told = [_held(claim, one, asked, support) for one in chosen]
    first = told[0]
    return first if all(one is None or first is None or one.holds == first.holds for one in told) else None


def unfound(asked: Asked, chosen: Sequence[Statement]) -> list[str]:
    """The figures that a question supposes and no passage quoted holds, as it says them; none where these hold none."""
    claim = _claim(plain(asked.text).text)
    grounds = [ground(passage) for passage in {id(one.passage): one.passage for one in chosen}.values()]
    told = [f.key for g in grounds for f in g.facts if f.kind == "figure" and isinstance(f.key, tuple)]
    if claim is None or not told or _ABOUT.search(claim.said):
        return []
    return [
        fact.said
        for fact in _counted(claim)
        if isinstance(fact.key, tuple)
        and fact.said in asked.text  # in digits: who says 「七成」 or 「一百多亿」 rounds
        and any(alike(fact.key[1], unit) for _, unit in told)
        and not any(fact.key[0] == number and (alike(fact.key[1], unit) or unit == BARE) for number, unit in told)
    ]


def _claim(question: str) -> _Claim | None:
    """What the question supposes; None where it supposes nothing that can be checked."""
    text = question.strip()
    if _OPEN.search(text) or not (_ASKS.search(text) or _SUPPOSES.search(text)):
        return None
    bare = _ASKS.sub("", text)
    marker = _SUPPOSES.search(bare)
    at = marker.end() if marker else max(bare.rfind(cut) for cut in ",，;；") + 1
    said, before = bare[at:].rstrip("?。"), bare[: marker.start() if marker else at]
    return None if _NOT.search(said) else _Claim(said, before)


def _held(claim: _Claim, statement: Statement, asked: Asked, support: Support) -> Verdict | None:
    if statement.kind == "row" or _covered(asked, statement, support) < _COVERED:
        return None
    if asked.years and not asked.years & years(statement.text) and years(statement.text):
        return None
    own = plain(statement.text)
    found = [*_figures(claim, own), *_ranks(claim, own.text), *_signs(claim, own.text), *_ways(claim, own.text)]
    if not found or None in found:
        return None
    return next((one for one in found if one is not None and not one.holds), found[0])


def _covered(asked: Asked, statement: Statement, support: Support) -> float:
    """The share, by rarity, of what the question names that a statement or its headings say, in [0, 1]."""
    named = {t: worth for t, worth in asked.terms.items() if len(t) > 1 and not (is_slight(t) or _DIGIT.search(t))}
    told = support.words(statement.text) | support.words(statement.context)
    total = sum(named.values())
    return sum(worth for t, worth in named.items() if t in told) / total if total else 0.0


def _segment(text: str, at: int) -> str:
    """What stands before `at` in its sentence, with the clauses right before."""
    return ",".join(re.split("[,，]", re.split("[。;；\n]", text[:at])[-1])[-_BEFORE:])


def _behind(same: Sequence[Fact], fact: Fact, text: str) -> str:
    """What stands before a figure, from the last other of its unit on: what is said before that is that one's."""
    before = _segment(text, fact.start)
    last = max((f.end for f in same if f.end <= fact.start), default=0)
    return before[-(fact.start - last) :] if fact.start - last < len(before) else before


def _figures(claim: _Claim, own: Plain) -> list[Verdict | None]:
    """Each figure of the claim: told, told otherwise in the only figure of its unit, or not decided."""
    told = [fact for fact in facts_of(own) if fact.kind == "figure"]
    return [_figure(claim, fact, own, told) for fact in _counted(claim)]


def _counted(claim: _Claim) -> list[Fact]:
    """The figures of a claim that are no years and have a unit."""
    facts = facts_of(plain(claim.said))
    return [f for f in facts if f.kind == "figure" and isinstance(f.key, tuple) and f.key[1] not in ("", "年")]


def _figure(claim: _Claim, fact: Fact, own: Plain, told: Sequence[Fact]) -> Verdict | None:
    assert isinstance(fact.key, tuple)
    number, unit = fact.key
    if _PREDICATE.search(claim.said[fact.end :]):
        return None
    same = [f for f in told if isinstance(f.key, tuple) and alike(unit, f.key[1])]
    counted = _COUNTED.match(claim.said[fact.end :])
    if counted:
        runs = [longest_run(counted.group(), own.text[f.end : f.end + _BEHIND].split("、")[0]) for f in same]
        mine = [f for f, run in zip(same, runs, strict=True) if run == max(runs) >= _NAMED]
    else:
        mine = [f for f in same if claim.of_same(fact.start, _behind(same, f, own.text))]
    about = bool(_ABOUT.search(claim.said))
    equal = [f for f in mine if f.key[0] == number or (about and abs(f.key[0] - number) <= _NEAR * number)]  # type: ignore[index]
    if equal:
        setting_of = setting(claim.said, fact)
        fits = {f: likeness(setting_of, own.text, f) for f in same}
        best = max(fits[f] for f in equal)
        return Verdict(True) if all(best >= fits[f] - _MARGIN for f in same) else None
    return Verdict(False, fact.said) if len({f.key for f in mine}) == 1 and not about else None


def _ranks(claim: _Claim, own: str) -> list[Verdict | None]:
    asked = _RANK.search(claim.said)
    if asked is None:
        return []
    rank = to_int(asked[1])
    told = {to_int(m[1]) for m in _RANK.finditer(own) if claim.of_same(asked.start(), _segment(own, m.start()))}
    if len(told) != 1:
        return [None]
    return [Verdict(True) if rank in told else Verdict(False, f"第{asked[1]}")]


def _signs(claim: _Claim, own: str) -> list[Verdict | None]:
    """顺差 or 逆差."""
    asked = list(_SIGN.finditer(claim.said))
    if len(asked) != 1:
        return [None] if asked else []
    told = {
        m.group() for m in _SIGN.finditer(own) if claim.of_same(asked[0].start(), _segment(own, m.start()), flow=False)
    }
    if len(told) != 1:
        return [None]
    return [Verdict(True) if asked[0].group() in told else Verdict(False, asked[0].group())]


def _ways(claim: _Claim, own: str) -> list[Verdict | None]:
    """Up or down, where the claim names no figure."""
    ways = [match for pattern in (FALLS, RISES) if (match := pattern.search(claim.said))]
    if len(ways) != 1 or _counted(claim):
        return []
    told = {
        pattern
        for pattern in (FALLS, RISES)
        for match in pattern.finditer(own)
        if claim.of_same(ways[0].start(), _segment(own, match.start()))
    }
    if len(told) != 1:
        return [None]
    return [Verdict(True) if ways[0].re in told else Verdict(False, ways[0][0])]

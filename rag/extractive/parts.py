"""What a question asks for one by one: its clauses that ask, the things that it names side by side, its years."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from rag.extractive.joined import ASKS, MOST, Span, beside, every, is_document
from rag.extractive.parallel import parallel
from rag.query import Query
from rag.sought import AGAINST_EARLIER, EARLIER, YEAR, sought

Floats = npt.NDArray[np.float32]

_CUT = re.compile(
    r"(?:[？?；;，,。！!]+|、(?=[^、，,。；;？?！!]*(?:多少|几|哪|谁|什么|何时|怎)))(?:\s*and\b)?|\s+(?=又|还有)"
    r"|(?:,? and) (?=(?:by )?(?:how|what|which|who|when|where)\b)"
)
_CONTRAST = re.compile(r"对比|相比|比较|对照|变化|compare")
_COMPARED = re.compile(
    r"(?:谁|哪[个家边一地省市]|更|比)[^,，。？?]{0,8}(?:[大小高低强快慢长短前]|[更较]?[多少](?!数))|相差|差多少|差距|[多少高低快]多少"
    r"|\b(?:more|less|larger|smaller|bigger|higher|lower|faster)\b"
)
"""Things are compared by a figure."""
_A_FIGURE = re.compile(r"\d")

_SPAN = re.compile(r"期间|以来|从[^,，。？?]*[至到]|\d年?[^,，。？?\d]{0,4}(?:(?<!截)至|到)|[-—~]")
"""From one year to another, of which one thing is asked."""
_LEANS = re.compile(
    rf"(?:又|而|那|它|并且?)?(?:{AGAINST_EARLIER}|(?:[比较](?:{EARLIER}))?(?:同比)?是?(?:[增涨降跌升减]|增长|增加|上升|上涨|提高|下降|减少|下滑|变化)"
    r"(?:幅(?:度)?|率|速)?[了是有为]?(?:多少|几[^，,。？?]{0,3}|还是.{1,4}))[呢]?"
)
"""A clause that asks how what stands before it has changed, and names nothing itself."""

_OF_BOTH = re.compile(r"各(?!类|种|项|地|级|部|国|区)|分别|[两三二](?:[家地者省市区种样个篇份处](?!月|小时|工作日)|头)")
"""How a clause begins that asks something of the things named before it."""
_OWN_CLAUSE = 6
"""A clause of more characters may ask of something else."""
BACKGROUND = 0.4
"""What the tokens of the rest of the question count when one of its clauses is looked for."""
OWN, OWN_THING = 3.0, 4.0
"""What the tokens of a clause itself count; those of a thing or year out of several."""


@dataclass(frozen=True)
class Part:
    """A part of a question that wants an answer of its own.

    Attributes:
        focus: (t,) what the weight of each token of the question counts for this part.
        own: the positions of the tokens that no other part has.
        form: what its answer must hold.
        years: that it speaks of.
        text: its own words, folded.
        whole: it asks what the question asks, of one thing or year out of several.
        leans: it asks how what another clause asks for has changed.
        others: the texts of the other things or years of which the same is asked.
        document: its own words say in which document to look, and nothing of what is asked.
    """

    focus: Floats
    own: npt.NDArray[np.intp]
    form: re.Pattern[str] | None
    years: frozenset[str]
    text: str
    whole: bool
    leans: bool = False
    others: tuple[str, ...] = ()
    document: bool = False


def parts(query: Query) -> list[Part]:
    """The parts of a question, in its order; none where it is all of one piece."""
    if _CONTRAST.search(query.text) and (years := _years(query)):
        return years
    return _things(query) or _clauses(query) or _years(query)


def sides(query: Query) -> list[npt.NDArray[np.intp]]:
    """The positions of the tokens of each thing that the passages found should speak of, one by one.

    What is a part's own; where the question has no parts, the names that are joined in it
    (「甲和乙有什么成效」). None where it names one thing only.
    """
    own = [part.own for part in parts(query)]
    if not own:
        names = next(every(query.text), [])
        own = [_one_of(query, name, names).own for name in names]
    own = [mine for mine in own if len(mine)]
    return own if len(own) > 1 else []


def _clauses(query: Query) -> list[Part]:
    """Clauses that ask something each: 「…由谁牵头，几天办结？」."""
    ranges = _asking(query.text)
    if len(ranges) < 2:
        return []
    if pairs := parallel(query.text, ranges[:MOST]):
        return [_one_clause(query, i, pairs) for i in range(len(pairs))]
    return [_clause(query, i, ranges) for i in range(min(MOST, len(ranges)))]


def _asking(text: str) -> list[Span]:
    """The clauses of a folded question that ask something, each with those before it that ask nothing."""
    ranges: list[Span] = []
    start = 0
    for cut in [*_CUT.finditer(text), None]:
        end = cut.start() if cut else len(text)
        if ASKS.search(text[start:end].strip()):
            ranges.append((start, end))
            start = cut.end() if cut else end
    return [(low, high) for low, high in ranges if len(text[low:high].strip()) > 2]


def _things(query: Query) -> list[Part]:
    """Names side by side of which the same is asked: 「甲和乙各有多少家」."""
    names = beside(query.text)
    if names and all(YEAR.search(query.text[a:b]) for a, b in names):
        return _years(query)
    return _with_rest(query, names) if names else []


def _with_rest(query: Query, names: Sequence[Span]) -> list[Part]:
    """The things side by side, and the clauses behind theirs that ask something else."""
    ranges = _asking(query.text)
    behind = [span for span in ranges if span[0] >= names[-1][1]]
    rest = [span for span in behind if _asks_else(query.text[slice(*span)])]
    things = [_one_of(query, own, names) for own in names]
    if not rest or len(behind) == len(ranges):
        return things
    aside = _tokens(query, rest)
    for part in things:
        part.focus[aside] = 0.0
    every = [(0, rest[0][0]), *rest]
    return [*things, *(_clause(query, i, every) for i in range(1, len(every)))][:MOST]


def _asks_else(clause: str) -> bool:
    """Whether a clause names something of its own, rather than comparing what stands before it (「谁更多」)."""
    if _OF_BOTH.match(clause.strip()):
        return False
    return len(clause.strip()) > _OWN_CLAUSE and not _COMPARED.search(clause) and not _LEANS.fullmatch(clause.strip())


def _years(query: Query) -> list[Part]:
    found = [match.span() for match in YEAR.finditer(query.text)]
    if len({query.text[a:b] for a, b in found}) < 2 or _SPAN.search(query.text):
        return []
    return [_one_of(query, own, found) for own in found[:MOST]]


def _clause(query: Query, at: int, ranges: list[Span]) -> Part:
    """The clause number `at`; it leans on those before it, and not on those after it."""
    low, high = ranges[at]
    focus = np.full(len(query.weights), BACKGROUND, dtype=np.float32)
    focus[_tokens(query, ranges[at + 1 :])] = 0.0
    mine = _tokens(query, [(low, high)])
    focus[mine] = OWN
    text = query.text[low:high]
    named = frozenset(YEAR.findall(text)) or frozenset(YEAR.findall(query.text[:low]))
    return Part(focus, mine, sought(text).form, named, text, whole=False, leans=bool(_LEANS.fullmatch(text.strip())))


def _one_clause(query: Query, at: int, pairs: list[tuple[Span, Span]]) -> Part:
    """The clause number `at` of several that ask of one thing each, given with the names of those."""
    clauses, names = zip(*pairs, strict=True)
    part = _one_of(query, names[at], names)
    text = query.text
    theirs = [span for i, span in enumerate(clauses) if i != at]
    theirs += [match.span() for other in part.others for match in re.finditer(re.escape(other), text)]
    part.focus[np.setdiff1d(_tokens(query, theirs), _tokens(query, [clauses[at]]))] = 0.0
    return replace(part, form=sought(text[slice(*clauses[at])]).form or part.form)


def _one_of(query: Query, own: Span, every: Sequence[Span]) -> Part:
    """The thing or year `own` out of `every`, of which the question asks the same."""
    others = [other for other in every if other != own]
    mine, theirs = _tokens(query, [own]), _tokens(query, others)
    focus = np.ones(len(query.weights), dtype=np.float32)
    focus[theirs] = 0.0
    focus[np.setdiff1d(mine, theirs)] = OWN_THING
    text = query.text[own[0] : own[1]]
    elsewhere = frozenset(YEAR.findall(" ".join(query.text[low:high] for low, high in others)))
    years = frozenset(YEAR.findall(text)) or query.sought.years - elsewhere
    form = query.sought.form or (_A_FIGURE if _COMPARED.search(query.text) else None)
    beside = tuple(query.text[low:high] for low, high in others)
    document = is_document(text)
    if document:
        focus[np.setdiff1d(mine, theirs)] = BACKGROUND
    return Part(focus, np.setdiff1d(mine, theirs), form, years, text, whole=True, others=beside, document=document)


def _tokens(query: Query, ranges: list[Span]) -> npt.NDArray[np.intp]:
    starts, ends = query.tokens.offsets[:, 0], query.tokens.offsets[:, 1]
    inside = np.zeros(len(starts), dtype=bool)
    for low, high in ranges:
        inside |= (starts < high) & (ends > low)
    return np.flatnonzero(inside)

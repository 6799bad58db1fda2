"""Whether a statement tells the opposite of what is asked: the plan for the outcome, imports for exports."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.passage import about
from index.terms import fold
from rag.compared import SUM, flows
from rag.refusal.near import Near

_PLANNED = re.compile(r"预计|预测|预期|力争|目标|规划|计划|拟|将达|到20\d\d年|指标")
_FORECAST = re.compile(r"预计|预测|力争|(?<!完成)(?<!完成年度)(?<!完成全年)目标|将达|将(?:超过|突破|实现)")
_BOTH = re.compile("顺逆差")
OPPOSED = (("顺差", "逆差"), ("逆差", "顺差"))
"""What is asked for, and what tells the opposite of it."""
_FACT = re.compile(r"为什么|为何|怎么会|怎么还|反而|原因|\bwhy\b")
FALLS = re.compile(
    r"下降|下滑|减少|降低|[少降跌]了|下跌|回落|萎缩|\b(?:fall|fell|drop|dropped|decline|declined|decrease|decreased)\b"
)
RISES = re.compile(r"上升|增长|增加|提高|[多涨升]了|上涨|攀升|\b(?:rise|rose|grow|grew|increase|increased)\b")
_MEASURED = re.compile(r"(?:同比|比上年|较|增长|下降|增加|减少|上升|提高)[^,。;]{0,14}\d")
_HOW = re.compile(r"(?:为什么|为何|怎么会?|反而|却|同比|还|(?:19|20)\d\d年|[比较][^,。比较]{0,12})$")
_NEAR = 60
"""So many characters before the word for a change say of what it is."""
_CUT = re.compile("[,;。\n]")


def contradicts(question: str, line: str) -> bool:
    """Whether a question takes a rise or a fall for granted and asks for its reason, and `line` tells the contrary.

    Args:
        question: folded, without spaces.
        line: a statement, the same.
    """
    falls, rises = FALLS.search(question), RISES.search(question)
    if not _FACT.search(question) or bool(falls) == bool(rises) or not _MEASURED.search(line):
        return False
    same, other = (FALLS, RISES) if falls else (RISES, FALLS)
    before = question[: (falls or rises).start()][-_NEAR:]  # type: ignore[union-attr]
    while (shorter := _HOW.sub("", before)) != before:  # one by one: a pattern that repeats them takes exponential time
        before = shorter
    clauses = [part for part in _CUT.split(line) if _MEASURED.search(part)]
    told = [part for part in clauses if before[-2:] in part] or clauses
    return any(other.search(part) for part in told) and not any(same.search(part) for part in told)


def other_stance(stance: str, own: str) -> float:
    """1 where a statement tells what is planned and the question asks what came of it, or the other way round.

    Args:
        stance: of the question, see `rag.refusal.fixed.Fixed`.
        own: the statement with its headings, folded.
    """
    if stance == "actual":
        return float(bool(_FORECAST.search(own)))
    return float(stance == "target" and not _PLANNED.search(own))


def turned(pairs: Sequence[tuple[str, str]], question: str, near: Near) -> bool:
    """Whether a statement tells the opposite: of two places the other one acts, the other flow, a rise for a fall.

    Args:
        pairs: of places, whose act on which other is asked about.
        question: folded, without spaces.
        near: the statement.
    """
    if any(not re.search(f"{one}[^,。;对]{{0,4}}对[^,。;对]{{0,12}}{other}", near.own) for one, other in pairs):
        return True
    if contradicts(question, near.line):
        return True
    asked, own = _BOTH.sub("", question), _BOTH.sub("", near.own)
    line = own.split("\n", 1)[0]
    flow, told = flows(question), flows(near.own)
    if len(flow) == 1 and not flow & told:
        row = near.statement.kind == "row"  # of which caption and columns say what it tells
        heading = flows(fold("".join(about(near.statement.passage)[1][-1:])))
        if flows(line) or heading or (row and told) or SUM in (near.own if row else line):
            return True
    return any(one in asked and other not in asked and other in line and one not in own for one, other in OPPOSED)

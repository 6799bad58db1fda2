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
_OPPOSED = (("顺差", "逆差"), ("逆差", "顺差"))


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
    """Whether another place acts on the other than in the question, or the statement tells only the opposite flow.

    Args:
        pairs: of places, whose act on which other is asked about.
        question: folded, without spaces.
        near: the statement.
    """
    if any(not re.search(f"{one}[^,。;对]{{0,4}}对[^,。;对]{{0,12}}{other}", near.own) for one, other in pairs):
        return True
    asked, own = _BOTH.sub("", question), _BOTH.sub("", near.own)
    line = own.split("\n", 1)[0]
    flow, told = flows(question), flows(near.own)
    if len(flow) == 1 and not flow & told:
        row = near.statement.kind == "row"  # of which caption and columns say what it tells
        heading = flows(fold("".join(about(near.statement.passage)[1][-1:])))
        if flows(line) or heading or (row and told) or SUM in (near.own if row else line):
            return True
    return any(one in asked and other not in asked and other in line and one not in own for one, other in _OPPOSED)

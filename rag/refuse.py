"""Whether what was found answers the question: decided by evidence, not by a bare similarity.

A question about another year, place or attribute than the passages hold looks very similar to
one that they answer. So what it fixes is looked up one by one, together, in each of the statements
that come nearest (`rag.refusal`): its years, places, names, numerals, what it asks of the thing, the
unit and the kind of answer. The statement that does best decides.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.compared import direction, years_between
from rag.extractive.supposed import supposed
from rag.refusal.calibration import Traits, calibrated
from rag.refusal.evidence import Evidence
from rag.refusal.look import Look
from rag.refusal.near import Reading
from rag.refusal.shown import faults, fitting, unanswering
from rag.refusal.weighing import by_themselves, quoted, ruled_out, weighed
from rag.standing import above, stands_in
from rag.statements import Statement
from rag.support import Asked, Support
from rag.wanted import is_slight

# Fitted by `scripts/fit_refusal.py`: logistic regression on answerable questions against unanswerable
# ones, near misses made by rule, and questions on other subjects; but `absent` and `name_missing`, for which they
# hold too few cases, are set by what they mean.
WEIGHTS = Evidence(
    worst=-6.04, lead=2.92, vague=-0.95, slot=-1.04, attribute_missing=-4.02, form_missing=-2.81, absent=-1.2,
    place_missing=-3.8, year_missing=-5.62, name_missing=-3.0, numeral_missing=-4.42, rate_missing=-0.58,
    alien=-1.14, stance=-3.98, turned=-7.17, rank=3.04, several=1.55, latin=0.39,
)  # fmt: skip
BIAS = -0.33
_SUPPOSES = re.compile(r"[吧吗]|是不是|是否|\b(?:is|are|was|were|do|does|did) (?:it|there)\b")
"""The opposite answers a question that only supposes something (「应该是顺差吧？」)."""
ALONE = 0.1
"""Below this confidence by itself a row is not believed to be the most of what is asked for."""
UNANSWERING = 0.2
"""Above this confidence no answer is whose statements cannot be one by themselves."""
THRESHOLD = 0.66
"""Below this confidence, calibrated, the question is refused."""


def confidence(evidence: Evidence) -> float:
    """The estimated probability, in (0, 1), that the evidence answers the question."""
    value = BIAS + sum(w * v for w, v in zip(vars(WEIGHTS).values(), vars(evidence).values(), strict=True))
    return 1 / (1 + math.exp(-value))


@dataclass(frozen=True)
class Decision:
    """Whether a question is answered, and with what.

    Attributes:
        confidence: how sure it is that the passages answer the question, in [0, 1]; from `THRESHOLD` on it is.
        statements: those of the chosen ones that may be the answer, in order.
    """

    confidence: float
    statements: list[Statement]


def decided(asked: Asked, chosen: Sequence[Statement], reading: Reading, support: Support) -> Decision:
    """Whether the passages answer the question, and which of the `chosen` statements are then quoted."""
    if not chosen or not any(len(term) > 1 for term in asked.terms):
        return Decision(0.0, [])  # a question that names nothing has no answer
    if not reading.tells or ruled_out(reading):
        return Decision(0.0, [])
    look = Look(reading, support)
    sure = calibrated(traits_of(look, chosen))
    found = faults(look, chosen)
    if _supposed(look, asked, chosen, support):
        return Decision(max(sure, THRESHOLD), list(chosen))
    if unanswering(found):
        return Decision(min(sure, UNANSWERING), [])
    if _of_a_part(look, chosen):
        sure = max(sure, THRESHOLD)
    # Of a question that asks several things each statement may answer one.
    return Decision(sure, fitting(chosen, found) if look.wanted.asks == 1 else list(chosen))


def _supposed(look: Look, asked: Asked, chosen: Sequence[Statement], support: Support) -> bool:
    """Whether what is quoted first decides what the question supposes, of its own year, place and name."""
    near = next(iter(quoted(look.reading, chosen[:1])), None)
    if near is None or supposed(asked, chosen, support) is None:
        return False
    evidence = look.at(near)
    return not (evidence.year_missing or evidence.place_missing or evidence.name_missing)


def _of_a_part(look: Look, chosen: Sequence[Statement]) -> bool:
    """Whether a case, box or chapter named by number is quoted first, and the question names nothing else."""
    parts = look.wanted.query.sought.parts
    named = [word for word in look.wanted.words if not is_slight(word.text)]
    return bool(parts and not named and not look.form.known and stands_in(parts, above(chosen[0].passage)))


def traits_of(look: Look, chosen: Sequence[Statement]) -> Traits:
    """What decides on the question that `look` looks at, where no rule does."""
    first = next(iter(quoted(look.reading, chosen[:1])), None)
    return Traits.of(_by_evidence(look, chosen), look, first)


def _by_evidence(look: Look, chosen: Sequence[Statement]) -> float:
    """The probability, in (0, 1), that the evidence answers the question, whatever kind of question it is."""
    question = look.wanted.query.text
    sure = max(map(confidence, weighed(look, chosen)))
    alone = by_themselves(look, chosen)
    first = alone[0]
    if first and all(one is None or one.turned for one in alone) and not _SUPPOSES.search(question):
        return min(sure, confidence(first))  # the opposite alone is not shown, whatever other statements tell
    if first and all(one is not None and one.year_missing >= 1 for one in alone):
        return min(sure, confidence(first))  # of another year, whatever is told of the one asked for
    # What is most is no matter of likeness: that another statement fits better is no reason to believe the row.
    most = chosen[0].kind == "row" and direction(question) and not years_between(question)
    if most and first and confidence(first) < ALONE:
        return min(sure, confidence(first))
    return sure

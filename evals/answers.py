"""Measures of answers: what they say, what they rest on, and whether they should have been given."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from evals.dataset import Question
from evals.judge import hits, named, normalise, says
from index.passage import about
from index.terms import words
from rag.types import Answer

_MARKER = re.compile(r"\[\d+\]")
_STATEMENT = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]?(?:\[\d+\])*")


def score_answer(question: Question, answer: Answer) -> dict[str, float]:
    """The measures that apply to the answer of a question, by name.

    * ``must``: it holds every required string. ``EM``, ``F1``: against the question's spans (Rajpurkar
      et al. 2016), words for tokens.
    * ``cite recall``: share of the evidence that a cited passage holds. ``cite precision``: share of the
      cited passages that hold evidence; no citations, no value.
    * ``ALCE recall``, ``ALCE precision``: of statements and their citations (Gao et al. 2023), see `alce`.
    * ``false refusal`` for a question that the documents answer, ``rejection`` for one they do not: 1 if refused.
    """
    refused = float(not answer.answered)
    if not question.evidence:
        return {"rejection": refused}
    scores = {"false refusal": refused}
    if question.must:
        scores["must"] = float(answer.answered and all(says(answer.text, spellings) for spellings in question.must))
    if question.spans:
        said = _MARKER.sub("", answer.text) if answer.answered else ""
        scores["EM"] = max(float(_plain(said) == _plain(span)) for span in question.spans)
        scores["F1"] = max(f1(said, span) for span in question.spans)
    passages = {p.id: p.page_content for p in answer.passages}
    cited = [(named(c.source, c.passage or c.document), passages.get(c.passage, c.quote)) for c in answer.citations]
    scores["cite recall"] = sum(any(hits(e, *c) for c in cited) for e in question.evidence) / len(question.evidence)
    if cited:
        scores["cite precision"] = sum(any(hits(e, *c) for e in question.evidence) for c in cited) / len(cited)
    if answer.answered:
        scores |= dict(zip(("ALCE recall", "ALCE precision"), alce(answer), strict=True))
    return scores


def alce(answer: Answer) -> tuple[float, float]:
    """Citation recall and precision of an answer's statements, in [0, 1].

    As ALCE defines them, with text in the place of its entailment model: a statement is supported
    when its cited quotes, with the table header and the section that they stand under, together
    hold at least 70 % of its character trigrams and all its figures; a citation is precise when its
    statement is supported, and it alone supports the statement or the others without it do not.
    """
    contexts = {p.id: "\n".join([str(p.metadata.get("context", "")), *about(p)[1]]) for p in answer.passages}
    quotes = {c.marker: f"{c.quote}\n{contexts.get(c.passage, '')}" for c in answer.citations}
    supported: list[bool] = []
    precise: list[bool] = []
    for statement in _STATEMENT.findall(answer.text):
        claim = _MARKER.sub("", statement)
        if not normalise(claim):
            continue
        cited = [quotes[n] for n in map(int, re.findall(r"\[(\d+)\]", statement)) if n in quotes]
        whole = _supports(cited, claim)
        supported.append(whole)
        for i in range(len(cited)):
            others = cited[:i] + cited[i + 1 :]
            precise.append(whole and (_supports([cited[i]], claim) or not _supports(others, claim)))
    return sum(supported) / max(1, len(supported)), sum(precise) / max(1, len(precise))


def _supports(quotes: Sequence[str], claim: str) -> bool:
    held, said = normalise("\n".join(quotes)), normalise(claim)
    if not quotes or any(figure not in held for figure in re.findall(r"\d+", said)):
        return False
    grams = {said[i : i + 3] for i in range(len(said) - 2)} or {said}
    return sum(gram in held for gram in grams) >= 0.7 * len(grams)


def f1(said: str, span: str) -> float:
    """The harmonic mean of precision and recall of the words of `said` against those of `span`, in [0, 1]."""
    got, wanted = Counter(words(said)), Counter(words(span))
    shared = (got & wanted).total()
    return 2 * shared / (got.total() + wanted.total()) if shared else float(not got and not wanted)


def _plain(text: str) -> str:
    """`text` for exact match: width, case, punctuation and articles aside."""
    folded = re.sub(r"\b(?:a|an|the)\b", " ", unicodedata.normalize("NFKC", text).lower())
    return normalise(folded)


def risk_coverage(scored: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The risk–coverage curve (El-Yaniv and Wiener 2010): (coverage, risk) for every number of answers given.

    Args:
        scored: of each question the confidence of its answer, and how wrong that answer is, in [0, 1]
            (for a question that the documents do not answer, any answer is wrong: 1).

    Returns:
        Points from the most confident answer to all of them, both axes in [0, 1]. Answers of one
        confidence are given together.
    """
    ordered = sorted(scored, key=lambda pair: -pair[0])
    curve: list[tuple[float, float]] = []
    wrong = 0.0
    for given, (confidence, risk) in enumerate(ordered, 1):
        wrong += risk
        if given == len(ordered) or ordered[given][0] != confidence:
            curve.append((given / len(ordered), wrong / given))
    return curve


def area(curve: Sequence[tuple[float, float]]) -> float:
    """The area under a risk–coverage curve (AURC), in [0, 1], lower is better; 0 for no curve."""
    total, last = 0.0, 0.0
    for coverage, risk in curve:
        total += (coverage - last) * risk
        last = coverage
    return total

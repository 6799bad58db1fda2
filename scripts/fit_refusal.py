"""Fit the refusal decision in `rag/refuse.py`.

    python scripts/fit_refusal.py PAIRS QUESTIONS.jsonl INDEX [QUESTIONS.jsonl INDEX ...]

Positive: answerable questions. Negative: unanswerable ones; near misses made by rule from the
answerable ones (`scripts/near_misses.py`); answerable ones whose evidence was taken out of what was
retrieved; and questions on other subjects (``q`` of PAIRS, a file or a folder of them), all of which
count little beside the unanswerable ones that people wrote. Prints, by ten-fold cross-validation over
questions, the share of unanswerable questions rejected at several false-refusal rates and the area
under the risk-coverage curve of refusals; then the weights to paste.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from langchain_core.documents import Document
from near_misses import near_misses

from evals.dataset import Question
from evals.formats import read_dataset
from evals.judge import hits, says
from index.terms import fold
from rag import Assistant
from rag.question import understand
from rag.refusal.evidence import Evidence, gather
from rag.refusal.near import nearest
from rag.refusal.wanted import wanted

Floats = npt.NDArray[np.float64]

NAMES = [field.name for field in fields(Evidence)]
COUNTS = {
    "answerable": 5.0, "unanswerable": 6.0, "attribute": 0.2, "place": 0.3, "year": 0.3, "year added": 0.2, "name": 0.3,
    "unit": 0.2, "other subject": 0.3, "evidence removed": 0.05, "graft": 0.05, "year taken": 0.05,
}  # fmt: skip
"""What an example of a kind counts. Those that rules make are many, and some of them have an answer after all."""
FOR = {"exact", "slot", "top", "gap", "lead"}
AGAINST = {"poor", "own_worst", "apart", "unknown", "year_far"}


@dataclass(frozen=True)
class Example:
    """A question with its evidence; `source` is the question that it was made from."""

    kind: str
    source: str
    evidence: Evidence


def examples(assistant: Assistant, questions: Sequence[Question], subjects: Sequence[str]) -> Iterator[Example]:
    """The examples of one question file over its index."""
    answerer = assistant._answerer

    @cache
    def search(text: str) -> list[Document]:
        return assistant.retriever.search(text, 40)

    @cache
    def held(text: str) -> str:
        return fold(
            "\n".join(
                "\n".join(
                    [p.page_content, str(p.metadata.get("context", "")), *p.metadata["section"], p.metadata["title"]]
                )
                for p in search(text)[:8]
            )
        )

    def example(kind: str, source: str, text: str, passages: Sequence[Document]) -> Iterator[Example]:
        asked = answerer.ask(text)
        question = wanted(asked)
        found = nearest(question, passages[:10], answerer.extractor.support)
        if found and question.words:
            evidence = gather(question, found, passages[:10], asked.unknown, answerer.extractor.support)
            yield Example(kind, source, evidence)

    texts = [understand(question.question, question.history) for question in questions]
    for at, (question, text) in enumerate(zip(questions, texts, strict=True)):
        if not question.evidence:
            yield from example("unanswerable", question.id, text, search(text))
            continue
        yield from example("answerable", question.id, text, search(text))
        rest = [
            p
            for p in search(text)
            if not any(hits(e, p.metadata["source"], p.page_content) for e in question.evidence)
            and not all(says(p.page_content, spellings) for spellings in question.must)
        ]
        yield from example("evidence removed", question.id, text, rest)
        others = [other for i, other in enumerate(texts) if i != at and questions[i].evidence]
        for miss in near_misses(question, text, others, held):
            yield from example(miss.rule, question.id, miss.question, search(miss.question))
    for text in subjects:
        yield from example("other subject", text, text, search(text))


def fit(x: Floats, y: Floats, weight: Floats, signs: npt.NDArray[np.int_], ridge: float = 10.0) -> Floats:
    """Logistic regression on standardised features by Newton's method; a weight of the wrong sign becomes 0.

    Returns:
        (features + 1,) the weights on the features as they are, then the bias.
    """
    used = np.ones(x.shape[1], dtype=bool)
    while True:
        found = np.zeros(x.shape[1] + 1)
        found[np.append(used, True)] = _newton(x[:, used], y, weight, ridge)
        wrong = found[:-1] * signs < 0
        if not wrong.any():
            return found
        used &= ~wrong


def _newton(x: Floats, y: Floats, weight: Floats, ridge: float) -> Floats:
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-6
    z = np.c_[(x - mean) / spread, np.ones(len(x))]
    pull = ridge * np.eye(z.shape[1])
    pull[-1, -1] = 1e-6
    found = np.zeros(z.shape[1])
    for _ in range(60):
        p = 1 / (1 + np.exp(-z @ found))
        step = np.linalg.solve((z.T * (weight * p * (1 - p))) @ z + pull, z.T @ (weight * (p - y)) + pull @ found)
        found -= step
        if np.abs(step).max() < 1e-8:
            break
    scaled = found[:-1] / spread
    return np.append(scaled, found[-1] - scaled @ mean)


def risk_coverage(values: Floats, answerable: npt.NDArray[np.bool_]) -> float:
    """Area under the curve of the share of unanswerable ones among the questions answered, the surest first."""
    order = np.argsort(-values, kind="stable")
    return float(np.mean(np.cumsum(~answerable[order]) / np.arange(1, len(order) + 1)))


def main() -> None:
    """Collect, fit and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument(
        "sets", type=Path, nargs="+", help="question files, each followed by the index of its documents"
    )
    options = parser.parse_args()
    files = sorted(options.pairs.glob("*.jsonl")) if options.pairs.is_dir() else [options.pairs]
    pairs = [json.loads(line)["q"] for file in files for line in file.read_text("utf-8").splitlines()]
    subjects = random.Random(1).sample(pairs, 120)
    found: list[Example] = []
    for questions, index in zip(options.sets[::2], options.sets[1::2], strict=True):
        found += examples(Assistant.open(index), read_dataset(questions).questions, subjects)

    x = np.array([astuple(example.evidence) for example in found], dtype=np.float64)
    kind = np.array([example.kind for example in found])
    y = (kind == "answerable").astype(np.float64)
    weight = np.array([COUNTS[example.kind] for example in found])
    signs = np.array([1 if n in FOR else -1 if n in AGAINST or n.endswith("missing") else 0 for n in NAMES])
    sources = sorted({example.source for example in found})
    random.Random(0).shuffle(sources)
    part = np.array([sources.index(example.source) % 10 for example in found])
    value = np.zeros(len(found))
    for k in range(10):
        weights = fit(x[part != k], y[part != k], weight[part != k], signs)
        value[part == k] = x[part == k] @ weights[:-1] + weights[-1]
    for rate in (0.02, 0.03, 0.05, 0.08, 0.1):
        limit = np.quantile(value[y == 1], rate)
        rejected = {k: round(float(np.mean(value[kind == k] < limit)), 2) for k in COUNTS if k in kind}
        print(f"threshold {1 / (1 + np.exp(-limit)):.3f}", rejected)
    asked = (kind == "answerable") | (kind == "unanswerable")
    print("area under the risk-coverage curve:", round(risk_coverage(value[asked], y[asked] == 1), 4))
    weights = fit(x, y, weight, signs)
    print("weights:", {name: round(float(w), 2) for name, w in zip(NAMES, weights, strict=False)})
    print("bias:", round(float(weights[-1]), 2))


if __name__ == "__main__":
    main()

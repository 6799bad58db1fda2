"""Fit the refusal decision in `rag/refuse.py`.

    python scripts/fit_refusal.py PAIRS QUESTIONS.jsonl INDEX [QUESTIONS.jsonl INDEX ...]

Positive: answerable questions. Negative: unanswerable ones; near misses made by rule from the
answerable ones (`scripts/near_misses.py`); answerable ones whose evidence was taken out of what was
retrieved; and questions on other subjects (``q`` of PAIRS, a file or a folder of them), all of which
count little beside the unanswerable ones that people wrote. Prints, by ten-fold cross-validation over
questions, what is refused at several thresholds and the area under the risk-coverage curve of refusals;
then the weights to paste.

Each question has the evidence of several statements (`rag.refusal.weighing`), of which the one decides that
does best; so the fit takes turns (multiple-instance learning, Andrews et al. 2002): choose the best statement
of each question by the weights, fit the weights to the chosen ones.
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
from rag.refusal.evidence import Evidence
from rag.refusal.look import Look
from rag.refusal.near import read
from rag.refusal.shown import faults, unanswering
from rag.refusal.weighing import ruled_out, weighed

Floats = npt.NDArray[np.float64]

NAMES = [field.name for field in fields(Evidence)]
COUNTS = {
    "answerable": 5.0, "unanswerable": 8.0, "twin": 1.0, "near miss": 1.5, "attribute": 0.2, "place": 0.3, "year": 0.3,
    "year added": 0.2, "name": 0.3, "unit": 0.2, "other subject": 0.3, "evidence removed": 0.05, "graft": 0.05,
    "year taken": 0.05,
}  # fmt: skip
"""What an example of a kind counts. Those that rules make are many, and some of them have an answer after all."""
KEPT = 0.5
"""Share of the examples made by rule that are used."""
REAL = ("answerable", "unanswerable")
FOR = {"lead", "rank"}
EITHER = {"several", "latin"}
ROUNDS = 4


@dataclass(frozen=True)
class Example:
    """A question with the evidence of its statements, (statements, features); `source` is what it was made from.

    `ruled_out`: it is refused whatever the evidence, by a rule of `rag.refusal.weighing`.
    """

    kind: str
    dataset: str
    source: str
    evidence: Floats
    ruled_out: bool


class Collector:
    """Makes examples of the questions about one index.

    Args:
        assistant: over the index.
        dataset: what the examples are from.
    """

    def __init__(self, assistant: Assistant, dataset: str) -> None:
        self._answerer, self._dataset = assistant._answerer, dataset
        self._search = cache(lambda text: assistant.retriever.search(text, 40))
        self._choose = random.Random(dataset)

    def of(self, questions: Sequence[Question], subjects: Sequence[str]) -> Iterator[Example]:
        """The examples of one question file."""
        texts = [understand(question.question, question.history) for question in questions]
        for at, (question, text) in enumerate(zip(questions, texts, strict=True)):
            found = self._search(text)
            by_hand = question.note.startswith(("near miss", "twin", "other subject"))
            if not question.evidence:
                yield from self._example("near miss" if by_hand else "unanswerable", question.id, text, found)
                continue
            yield from self._example("twin" if by_hand else "answerable", question.id, text, found)
            if by_hand:
                continue
            rest = [passage for passage in found if not _tells(passage, question)]
            yield from self._made("evidence removed", question.id, text, rest)
            others = [other for i, other in enumerate(texts) if i != at and questions[i].evidence]
            for miss in near_misses(question, text, others, self._held):
                yield from self._made(miss.rule, question.id, miss.question)
        if any(question.evidence and not question.note for question in questions):
            for text in subjects:
                yield from self._made("other subject", text, text)

    def _made(self, kind: str, source: str, text: str, found: Sequence[Document] | None = None) -> Iterator[Example]:
        if self._choose.random() < KEPT:
            yield from self._example(kind, source, text, self._search(text) if found is None else found)

    def _example(self, kind: str, source: str, text: str, found: Sequence[Document]) -> Iterator[Example]:
        support, asked = self._answerer.extractor.support, self._answerer.ask(text)
        reading = read(asked, found[:10], support, lead=self._answerer.lead)
        if not reading.tells:
            return
        look, chosen = Look(reading, support), self._answerer.choose(asked, found[:10])
        evidence = weighed(look, chosen)
        if evidence:
            values = np.array([astuple(one) for one in evidence], dtype=np.float64)
            yield Example(kind, self._dataset, source, values, ruled_out(reading) or unanswering(faults(look, chosen)))

    def _held(self, text: str) -> str:
        """What the passages found for a text say, folded."""
        passages = self._search(text)[:8]
        parts = [
            [p.page_content, str(p.metadata.get("context", "")), *p.metadata["section"], p.metadata["title"]]
            for p in passages
        ]
        return fold("\n".join("\n".join(part) for part in parts))


def _tells(passage: Document, question: Question) -> bool:
    """Whether a passage holds some of the evidence or all that an answer must say."""
    source = passage.metadata["source"]
    return any(hits(e, source, passage.page_content) for e in question.evidence) or all(
        says(passage.page_content, spellings) for spellings in question.must
    )


def learn(every: Sequence[Floats], y: Floats, weight: Floats, signs: npt.NDArray[np.int_]) -> Floats:
    """Weights and bias, (features + 1,), so that the best statement of each question decides.

    Args:
        every: of each question the evidence of its statements.
        y: 1 for answerable.
        weight: what each question counts.
        signs: of the weights, where they must have one.
    """
    found = np.append(signs.astype(np.float64), 0.0)
    for _ in range(ROUNDS):
        best = np.array([evidence[np.argmax(evidence @ found[:-1])] for evidence in every])
        found = fit(best, y, weight, signs)
    return found


def decide(found: Floats, every: Sequence[Floats]) -> Floats:
    """The log-odds of each question by its best statement."""
    return np.array([float((evidence @ found[:-1]).max()) + found[-1] for evidence in every])


def fit(x: Floats, y: Floats, weight: Floats, signs: npt.NDArray[np.int_], ridge: float = 10.0) -> Floats:
    """Logistic regression on standardised features by Newton's method; weights of the wrong sign become 0, one by one.

    Returns:
        (features + 1,) the weights on the features as they are, then the bias.
    """
    used = np.ones(x.shape[1], dtype=bool)
    while True:
        found = np.zeros(x.shape[1] + 1)
        found[np.append(used, True)] = _newton(x[:, used], y, weight, ridge)
        agreeing = found[:-1] * signs * x.std(axis=0)
        if agreeing.min() >= 0:
            return found
        used[np.argmin(agreeing)] = False


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


def cross_validated(examples: Sequence[Example], y: Floats, weight: Floats, signs: npt.NDArray[np.int_]) -> Floats:
    """The log-odds of each example by weights that were fitted without the question that it was made from.

    Those that a rule refuses have the least.
    """
    sources = sorted({example.source for example in examples})
    random.Random(0).shuffle(sources)
    place = {source: i % 10 for i, source in enumerate(sources)}
    part = np.array([place[example.source] for example in examples])
    value = np.zeros(len(examples))
    ruled = np.array([example.ruled_out for example in examples])
    for k in range(10):
        kept, held = (np.flatnonzero((part != k) & ~ruled).tolist(), np.flatnonzero(part == k).tolist())
        found = learn([examples[i].evidence for i in kept], y[kept], weight[kept], signs)
        value[held] = decide(found, [examples[i].evidence for i in held])
    value[ruled] = -np.inf
    return value


def report(examples: Sequence[Example], value: Floats) -> None:
    """Prints what is refused at several thresholds, by kind and by question file."""
    kind = np.array([example.kind for example in examples])
    dataset = np.array([example.dataset for example in examples])
    for rate in (0.02, 0.03, 0.04, 0.05, 0.06, 0.08):
        limit = np.quantile(value[kind == "answerable"], rate, method="lower")
        refused = value < limit
        print(f"threshold {1 / (1 + np.exp(-limit)):.3f}", {k: _rate(refused[kind == k]) for k in COUNTS})
        for name in dict.fromkeys(dataset):
            pairs = REAL if "unanswerable" in kind[dataset == name] else ("twin", "near miss")
            print(f"    {name}", {k: _rate(refused[(kind == k) & (dataset == name)]) for k in pairs})
    real = np.isin(kind, REAL)
    print("area under the risk-coverage curve:", round(risk_coverage(value[real], kind[real] == "answerable"), 4))


def _rate(refused: npt.NDArray[np.bool_]) -> float | None:
    return round(float(refused.mean()), 3) if len(refused) else None


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
    examples: list[Example] = []
    for questions, index in zip(options.sets[::2], options.sets[1::2], strict=True):
        collector = Collector(Assistant.open(index), questions.stem)
        examples += collector.of(read_dataset(questions).questions, subjects)

    y = np.array([float(example.kind in ("answerable", "twin")) for example in examples])
    weight = np.array([COUNTS[example.kind] for example in examples])
    signs = np.array([0 if name in EITHER else 1 if name in FOR else -1 for name in NAMES])
    report(examples, cross_validated(examples, y, weight, signs))
    by_rule = {k: _rate(np.array([e.ruled_out for e in examples if e.kind == k])) for k in COUNTS}
    print("refused by the rules alone:", by_rule)
    left = [i for i, example in enumerate(examples) if not example.ruled_out]
    found = learn([examples[i].evidence for i in left], y[left], weight[left], signs)
    print("weights:", {name: round(float(w), 2) for name, w in zip(NAMES, found, strict=False)})
    print("bias:", round(float(found[-1]), 2))


if __name__ == "__main__":
    main()

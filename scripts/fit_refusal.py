"""Fit the refusal decision in `rag/refuse.py`.

    python scripts/fit_refusal.py QUESTIONS.jsonl INDEX PAIRS.jsonl

Positive: an answerable question whose extracted answer holds what it must. Negative: an
unanswerable question; an answerable one whose evidence was taken out of the retrieved passages;
and an everyday question on other subjects (``q`` of PAIRS). Prints the weights to paste, and,
by five-fold cross-validation over questions, the rejection rate at several false-refusal rates.
"""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np

from evals.dataset import Question
from evals.formats import read_dataset
from evals.judge import hits, says
from rag import Assistant
from rag.phrase import phrase
from rag.question import understand
from rag.refuse import Evidence, gather


def _collect(
    assistant: Assistant, questions: list[Question], others: list[str]
) -> tuple[list[Evidence], list[int], list[str], list[str]]:
    rows: list[Evidence] = []
    labels: list[int] = []
    groups: list[str] = []
    names: list[str] = []
    answerer = assistant._answerer
    extractor = answerer.extractor

    def add(
        text: str, passages: list, label: int | None, group: str, name: str, must: tuple[tuple[str, ...], ...] = ()
    ) -> None:
        asked = answerer.ask(text)
        ranked = extractor.rank(asked, passages)
        if not ranked:
            return
        if label is None:
            said = "".join(phrase(s, asked, extractor.support) for s in extractor.choose(asked, ranked))
            label = int(all(says(said, spellings) for spellings in must))
            group = "right" if label else "wrong"
        rows.append(gather(asked, ranked, passages, extractor.support))
        labels.append(label)
        groups.append(group)
        names.append(name)

    for question in questions:
        text = understand(question.question, question.history)
        passages = assistant.search(text, 40)
        if not question.evidence:
            add(text, passages[:10], 0, "unanswerable", question.id)
            continue
        add(text, passages[:10], None, "", question.id, question.must)
        rest = [
            p
            for p in passages
            if not any(hits(e, p.metadata["source"], p.page_content) for e in question.evidence)
            and not all(says(p.page_content, spellings) for spellings in question.must)
        ]
        add(text, rest[:10], 0, "evidence removed", question.id)
    for text in others:
        add(text, assistant.search(text, 10), 0, "other subject", text)
    return rows, labels, groups, names


def _fit(x: np.ndarray, y: np.ndarray, weight: np.ndarray, signs: np.ndarray, l2: float = 0.0005) -> np.ndarray:
    """Logistic regression by projected gradient descent; the signs of the weights are given."""
    w = np.zeros(x.shape[1])
    for step in range(20000):
        p = 1 / (1 + np.exp(-(x @ w)))
        gradient = x.T @ ((p - y) * weight) / weight.sum() + l2 * np.append(w[:-1], 0)
        w -= 1.5 / (1 + step / 8000) * gradient
        w[:-1] = np.where(np.sign(w[:-1]) == signs, w[:-1], 0)
    return w


def main() -> None:
    """Collect, fit and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path)
    parser.add_argument("index", type=Path)
    parser.add_argument("pairs", type=Path)
    options = parser.parse_args()
    pairs = [json.loads(line)["q"] for line in options.pairs.read_text("utf-8").splitlines()]
    others = random.Random(1).sample(pairs, 250)
    rows, labels, groups, names = _collect(
        Assistant.open(options.index), read_dataset(options.questions).questions, others
    )
    x = np.array([[*astuple(row), 1.0] for row in rows])
    y, kind = np.array(labels), np.array(groups)
    weight = np.select([kind == "right", kind == "unanswerable", kind == "evidence removed"], [1.0, 2.0, 0.3], 0.5)
    signs = np.array([-1.0 if f.name.endswith(("missing", "hole", "unknown")) else 1.0 for f in fields(Evidence)])
    order = sorted(set(names))
    random.Random(0).shuffle(order)
    fold = np.array([order.index(name) % 5 for name in names])
    value = np.zeros(len(y))
    for k in range(5):
        w = _fit(x[fold != k], y[fold != k], weight[fold != k], signs)
        value[fold == k] = x[fold == k] @ w
    for rate in (0.02, 0.05, 0.1, 0.15):
        limit = np.quantile(value[y == 1], rate)
        print(
            f"false refusals {rate:.2f}: rejected",
            {g: round(float(np.mean(value[kind == g] < limit)), 2) for g in sorted(set(groups))},
        )
    w = _fit(x, y, weight, signs)
    print(
        {f.name: round(float(v), 2) for f, v in zip(fields(Evidence), w[:-1], strict=True)},
        "bias",
        round(float(w[-1]), 2),
    )
    final = x @ w
    for rate in (0.03, 0.05, 0.08, 0.1):
        print(
            "threshold for false refusals", rate, round(float(1 / (1 + np.exp(-np.quantile(final[y == 1], rate)))), 3)
        )
    for i in np.where(kind == "unanswerable")[0]:
        print(names[i], round(float(1 / (1 + np.exp(-value[i]))), 2), [round(v, 2) for v in astuple(rows[i])])


if __name__ == "__main__":
    main()

"""Measure the built-in embedding model: `python scripts/bench_embedding.py ../shared/data`.

Prints, as a Markdown table in per cent, how often the right passage is among the first 1, 5 and 10, and MRR@10, for
word BM25, the mean vector, late interaction over the best 100 candidates, and their weighted sum.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from ranking_features import Bench, Scorer, load_beir, load_held_out_pairs, rank_of_first, top

from index.embed import StaticEmbeddings

DEPTH = 100
SUM = {"BM25": 0.5, "mean vector": 0.5, "late interaction": 2.0}


def measures(ranks: Sequence[int]) -> dict[str, float]:
    """Return R@1, R@5, R@10 and MRR@10 in per cent; rank 0 means not found."""
    found = np.asarray(ranks)
    hits = {f"R@{k}": 100 * float(np.mean((found > 0) & (found <= k))) for k in (1, 5, 10)}
    reciprocal = np.where((found > 0) & (found <= 10), 1 / np.maximum(found, 1), 0)
    return hits | {"MRR@10": 100 * float(reciprocal.mean())}


def evaluate(bench: Bench, model: StaticEmbeddings) -> dict[str, dict[str, float]]:
    """Return the measures of every system on one bench."""
    scorer = Scorer(bench.passages, model)
    ranks: defaultdict[str, list[int]] = defaultdict(list)
    for question, relevant in zip(bench.questions, bench.relevant, strict=True):
        word, _ = scorer.lexical(question)
        dense = scorer.vectors @ model.encode([question])[0]
        candidates = np.union1d(top(word, DEPTH), top(dense, DEPTH))
        late = np.full(len(word), -1.0)
        late[candidates] = scorer.late(question, candidates.tolist())
        scores = {"BM25": word, "mean vector": dense, "late interaction": late}
        scores["weighted sum"] = sum((SUM[name] * score for name, score in scores.items()), np.zeros(len(word)))
        for name, score in scores.items():
            ranks[name].append(rank_of_first(top(score, DEPTH), relevant))
    return {name: measures(found) for name, found in ranks.items()}


def by_language(bench: Bench) -> list[Bench]:
    """Split a bench into its Chinese and its English questions."""
    chinese = [bool(re.search(r"[\u3400-\u9fff]", question)) for question in bench.questions]
    parts = []
    for language, wanted in (("zh", True), ("en", False)):
        kept = [number for number, is_chinese in enumerate(chinese) if is_chinese is wanted]
        questions = [bench.questions[number] for number in kept]
        relevant = [bench.relevant[number] for number in kept]
        parts.append(Bench(f"{bench.name}-{language}", bench.passages, questions, relevant))
    return parts


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path, help="data folder with bench/ and paraphrase/")
    parser.add_argument("--model", type=Path, help="model folder (default: the built-in one)")
    parser.add_argument("--sample", type=int, help="at most this many questions of each bench")
    parser.add_argument("--benches", nargs="*", default=["paraphrase", "dureader", "stard", "cmrc", "drcd"])
    arguments = parser.parse_args()
    model = StaticEmbeddings(arguments.model)
    print(f"model {model.fingerprint}\n\n| bench | system | R@1 | R@5 | R@10 | MRR@10 |\n|---|---|---|---|---|---|")
    for name in arguments.benches:
        if name == "paraphrase":
            benches = by_language(load_held_out_pairs(arguments.data))
        else:
            benches = [load_beir(arguments.data / "bench" / name)]
        for bench in (bench.sample(arguments.sample) for bench in benches):
            for system, values in evaluate(bench, model).items():
                cells = " | ".join(f"{value:.1f}" for value in values.values())
                print(f"| {bench.name} ({len(bench.questions)}) | {system} | {cells} |", flush=True)


if __name__ == "__main__":
    main()

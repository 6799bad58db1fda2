"""Compare Wenju's retrieval with a stock LangChain pipeline on the same questions.

    python scripts/compare.py DOCUMENTS QUESTIONS.jsonl

The pipelines, all over the same files and judged by the same evidence:

* ``stock``: LangChain's `RecursiveCharacterTextSplitter` with its usual 1000/200 characters, and
  BM25 over white-space separated words, as LangChain's BM25 retriever does by default;
* ``stock + jieba``: the same with 400 characters and Chinese word segmentation, as a careful
  developer would set it up;
* ``wenju``: `wenju index` and `wenju search`.

Prints recall@1, recall@5, recall@10 and MRR@10 in Markdown.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from langchain_text_splitters import RecursiveCharacterTextSplitter

from corpus.loaders import SUFFIXES
from evals import measures
from evals.dataset import Question, load_dataset
from evals.judge import ranks
from index.terms import words
from rag import Assistant
from rag.question import understand

Search = Callable[[Question], list[tuple[str, str]]]
"""A question → the ten best passages: file name and text."""


class Bm25:
    """Okapi BM25 (k1 1.5, b 0.75) over chunks, as `rank_bm25` has it."""

    def __init__(self, chunks: list[tuple[str, str]], tokens: Callable[[str], list[str]]) -> None:
        self._chunks, self._tokens = chunks, tokens
        self._counts = [Counter(tokens(text)) for _, text in chunks]
        self._lengths = [sum(count.values()) for count in self._counts]
        self._mean = sum(self._lengths) / max(1, len(chunks))
        self._in = Counter(term for count in self._counts for term in count)

    def __call__(self, question: Question) -> list[tuple[str, str]]:
        """The ten best chunks for the question and its history."""
        scores = [0.0] * len(self._chunks)
        for term in self._tokens(" ".join([*question.history, question.question])):
            held = self._in.get(term)
            if not held:
                continue
            rarity = math.log(1 + (len(self._chunks) - held + 0.5) / (held + 0.5))
            for i, count in enumerate(self._counts):
                if n := count.get(term):
                    scores[i] += rarity * n * 2.5 / (n + 1.5 * (0.25 + 0.75 * self._lengths[i] / self._mean))
        best = sorted(range(len(scores)), key=lambda i: -scores[i])[:10]
        return [self._chunks[i] for i in best if scores[i] > 0]


def _chunks(folder: Path, size: int, overlap: int) -> list[tuple[str, str]]:
    splitter = RecursiveCharacterTextSplitter(chunk_size=size, chunk_overlap=overlap)
    files = (path for path in sorted(folder.rglob("*")) if path.suffix.lower() in (".txt", ".md"))
    return [(path.name, chunk) for path in files for chunk in splitter.split_text(path.read_text("utf-8"))]


def _wenju(folder: Path, index: Path) -> Search:
    assistant = Assistant.open(index, create=True)
    assistant.sync([folder])

    def search(question: Question) -> list[tuple[str, str]]:
        passages = assistant.search(understand(question.question, question.history), 10)
        return [(Path(p.metadata["source"]).name, p.page_content) for p in passages]

    return search


def main() -> None:
    """Run the comparison and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path)
    parser.add_argument("questions", type=Path)
    options = parser.parse_args()
    questions = [q for q in load_dataset(options.questions) if q.evidence]
    if not any(path.suffix.lower() in SUFFIXES for path in options.documents.rglob("*")):
        parser.error(f"{options.documents}: no documents in it")
    with tempfile.TemporaryDirectory() as state:
        systems: dict[str, Search] = {
            "LangChain's splitter and BM25, defaults": Bm25(_chunks(options.documents, 1000, 200), str.split),
            "the same, 400 characters, Chinese words": Bm25(_chunks(options.documents, 400, 100), words),
            "Wenju": _wenju(options.documents, Path(state)),
        }
        print(f"| {len(questions)} questions | recall@1 | recall@5 | recall@10 | MRR@10 |\n|---|---|---|---|---|")
        for name, search in systems.items():
            found = [ranks(q.evidence, search(q)) for q in questions]
            cells = [sum(measures.recall(r, k) for r in found) / len(found) for k in (1, 5, 10)]
            cells.append(sum(measures.reciprocal_rank(r) for r in found) / len(found))
            print(f"| {name} | " + " | ".join(f"{cell:.2f}" for cell in cells) + " |")


if __name__ == "__main__":
    main()

"""Benchmarks and the scores that a passage can get for a question, shared by the measuring and fitting scripts.

Lexical scores are simple here (one in-memory BM25 over words and one over character bigrams): they stand for the
retriever's own, and keep these scripts independent of it.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import rjieba
from training_data import is_held_out, read_jsonl

from index.embed import StaticEmbeddings, TokenVectors, late_interaction

Floats = npt.NDArray[np.float64]

FEATURES = ("word", "bigram", "dense", "window", "late", "late_window", "coverage", "lcs", "brevity")
WINDOW = 120  # characters of whole sentences in one window
SHORT = 80  # characters; shorter passages get no further credit for being short
_SIGNS = re.compile(r"[^\w]+|_")
_SENTENCE_END = re.compile(r"(?<=[。！？；;!?\n])")


@dataclass(frozen=True)
class Bench:
    """Questions with the numbers of their right passages."""

    name: str
    passages: list[str]
    questions: list[str]
    relevant: list[set[int]]

    def sample(self, size: int | None) -> Bench:
        """Return this bench with at most `size` questions, evenly spread."""
        step = max(1, len(self.questions) // size) if size else 1
        kept = slice(0, step * size if size else None, step)
        return Bench(self.name, self.passages, self.questions[kept], self.relevant[kept])


def load_beir(folder: Path) -> Bench:
    """Read a BEIR folder; a title is put before its passage."""
    rows = list(read_jsonl(folder / "corpus.jsonl.xz"))
    number = {row["_id"]: index for index, row in enumerate(rows)}
    right: defaultdict[str, set[int]] = defaultdict(set)
    for line in (folder / "qrels/test.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, passage, score = line.split("\t")
        if int(score) > 0:
            right[query].add(number[passage])
    questions = [row for row in read_jsonl(folder / "queries.jsonl") if right[row["_id"]]]
    passages = [f"{row['title']} {row['text']}".strip() for row in rows]
    return Bench(folder.name, passages, [row["text"] for row in questions], [right[row["_id"]] for row in questions])


def load_reading(path: Path) -> Bench:
    """Read a reading-comprehension file: its passages, and the questions on them."""
    rows = list(read_jsonl(path))
    return _numbered(path.name.split(".")[0], [(row["query"], row["passage"]) for row in rows], rows=[])


def load_held_out_pairs(data: Path) -> Bench:
    """Read our paraphrase pairs: the held-out questions, against the official sentences of all pairs."""
    rows = [(row["q"], row["p"]) for row in read_jsonl(data / "paraphrase/pairs.jsonl")]
    return _numbered("paraphrase", [pair for pair in rows if is_held_out(pair[1])], [text for _, text in rows])


def _numbered(name: str, pairs: Sequence[tuple[str, str]], rows: Iterable[str]) -> Bench:
    number: dict[str, int] = {}
    for text in (*(passage for _, passage in pairs), *rows):
        number.setdefault(text, len(number))
    return Bench(name, list(number), [question for question, _ in pairs], [{number[passage]} for _, passage in pairs])


def normalise(text: str) -> str:
    """Return the text NFKC-normalised, in lower case, with one space for all between letters and digits."""
    return _SIGNS.sub(" ", unicodedata.normalize("NFKC", text).lower())


def words(text: str) -> list[str]:
    """Cut a text into words and their shorter words (search mode)."""
    return [word for word in rjieba.cut_for_search(normalise(text)) if word.strip()]


def bigrams(text: str) -> list[str]:
    """Return the character pairs of a text that no sign interrupts."""
    return [run[at : at + 2] for run in normalise(text).split() for at in range(max(1, len(run) - 1))]


class BM25:
    """Okapi BM25 (k1 1.2, b 0.75) over a fixed list of term lists."""

    def __init__(self, documents: Sequence[Sequence[str]], k1: float = 1.2, b: float = 0.75) -> None:
        self.size = len(documents)
        lengths = np.asarray([len(document) for document in documents], dtype=np.float64)
        penalty = k1 * (1 - b + b * lengths / max(lengths.mean(), 1))
        postings: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, document in enumerate(documents):
            for term, count in Counter(document).items():
                postings[term].append((number, count))
        self.postings: dict[str, tuple[npt.NDArray[np.int64], Floats]] = {}
        for term, entries in postings.items():
            numbers, counts = np.asarray(entries).T
            gain = self.idf(len(entries)) * counts * (k1 + 1) / (counts + penalty[numbers])
            self.postings[term] = (numbers, gain)

    def idf(self, frequency: int) -> float:
        """Return the weight of a term that this many documents hold."""
        return math.log(1 + (self.size - frequency + 0.5) / (frequency + 0.5))

    def frequency(self, term: str) -> int:
        """Return the number of documents that hold the term."""
        return len(self.postings[term][0]) if term in self.postings else 0

    def scores(self, terms: Iterable[str]) -> Floats:
        """Return the score of every document divided by the highest one (all 0 if no term occurs)."""
        total = np.zeros(self.size)
        for term in terms:
            if term in self.postings:
                numbers, gain = self.postings[term]
                total[numbers] += gain
        total /= max(total.max(initial=0.0), 1e-9)
        return total


class Scorer:
    """Scores the passages of one corpus with every feature."""

    def __init__(self, passages: Sequence[str], model: StaticEmbeddings) -> None:
        self.passages, self.model = passages, model
        self._words = [words(passage) for passage in passages]
        self._word_sets = [frozenset(terms) for terms in self._words]
        self.word_index = BM25(self._words)
        self.bigram_index = BM25([bigrams(passage) for passage in passages])
        self.vectors = model.encode(passages)
        self._tokens: dict[str, TokenVectors] = {}

    @cached_property
    def _windows(self) -> list[list[str]]:
        return [sentence_windows(passage) for passage in self.passages]

    @cached_property
    def _window_vectors(self) -> npt.NDArray[np.float32]:
        return self.model.encode([window for windows in self._windows for window in windows])

    def lexical(self, question: str) -> tuple[Floats, Floats]:
        """Return the word and the bigram BM25 score of every passage, each divided by its maximum."""
        return self.word_index.scores(words(question)), self.bigram_index.scores(bigrams(question))

    def dense(self, question: str) -> tuple[Floats, Floats]:
        """Return the cosine of every passage, and of the best sentence window of every passage."""
        vector = self.model.encode([question])[0]
        best = _best_of_each(self._window_vectors @ vector, self._windows)
        return (self.vectors @ vector).astype(np.float64), best.astype(np.float64)

    def late(self, question: str, candidates: Sequence[int]) -> Floats:
        """Return the late-interaction score of some passages."""
        return self._late(question, [self.passages[number] for number in candidates])

    def late_window(self, question: str, candidates: Sequence[int]) -> Floats:
        """Return the best late-interaction score of the sentence windows of some passages."""
        windows = [self._windows[number] for number in candidates]
        return _best_of_each(self._late(question, [window for part in windows for window in part]), windows)

    def _late(self, question: str, texts: Sequence[str]) -> Floats:
        for text in texts:
            if text not in self._tokens:
                self._tokens[text] = self.model.token_vectors(text)
        scores = late_interaction(self.model.token_vectors(question), [self._tokens[text] for text in texts])
        return scores.astype(np.float64)

    def coverage(self, question: str, candidates: Sequence[int]) -> Floats:
        """Return the idf-weighted share of the question's words that occur in some passages; unknown words count."""
        idf = {word: self.word_index.idf(self.word_index.frequency(word)) for word in set(words(question))}
        total = sum(idf.values()) or 1.0
        sets = (self._word_sets[number] for number in candidates)
        return np.asarray([sum(weight for word, weight in idf.items() if word in present) / total for present in sets])

    def features(self, question: str, depth: int = 100) -> tuple[npt.NDArray[np.int64], Floats]:
        """Return the numbers of the best `depth` passages of the lexical and of the dense scores, and their features.

        Returns:
            (n,) passage numbers with n <= 2 * depth, and (n, len(FEATURES)) features in the order of `FEATURES`.
        """
        word, bigram = self.lexical(question)
        dense, window = self.dense(question)
        candidates = np.union1d(top(0.6 * word + 0.4 * bigram, depth), top(dense + window, depth))
        columns = [column[candidates] for column in (word, bigram, dense, window)]
        columns += [score(question, candidates.tolist()) for score in (self.late, self.late_window, self.coverage)]
        short = normalise(question).replace(" ", "")
        columns.append(np.asarray([common_run(short, normalise(self.passages[number])) for number in candidates]))
        columns.append(np.asarray([-math.log(max(len(self.passages[number]), SHORT)) / 6 for number in candidates]))
        return candidates, np.stack(columns, axis=1)


def _best_of_each(scores: npt.NDArray[Any], groups: Sequence[Sequence[str]]) -> npt.NDArray[Any]:
    """Return the highest score of each group, where `scores` lists those of all groups in order."""
    starts = np.cumsum([0, *(len(group) for group in groups[:-1])])
    best: npt.NDArray[Any] = np.maximum.reduceat(scores, starts)
    return best


def sentence_windows(text: str, size: int = WINDOW) -> list[str]:
    """Cut a text into windows of whole sentences up to `size` characters, neighbours sharing one sentence."""
    windows: list[str] = []
    last = current = ""
    for sentence in filter(str.strip, _SENTENCE_END.split(text)):
        if current and len(current) + len(sentence) > size:
            windows.append(current)
            current = last if current != last and len(last) + len(sentence) <= size else ""
        current, last = current + sentence, sentence
    return [*windows, current] if current or not windows else windows


def common_run(question: str, passage: str) -> float:
    """Return the length of the longest part of the question that occurs in the passage, as a share of the question."""
    best = 0
    for start in range(len(question)):
        while start + best < len(question) and question[start : start + best + 1] in passage:
            best += 1
    return best / max(len(question), 1)


def top(scores: Floats, size: int) -> npt.NDArray[np.int64]:
    """Return the numbers of the highest scores, best first; equal ones in order."""
    return np.argsort(-scores, kind="stable")[:size]


def rank_of_first(order: Iterable[int], relevant: set[int]) -> int:
    """Return the rank (from 1) of the first right passage, or 0 if there is none."""
    return next((rank for rank, number in enumerate(order, 1) if number in relevant), 0)

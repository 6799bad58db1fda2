"""Texts, vocabulary and training examples of the built-in embedding model.

Our own pairs are in `data/paraphrase`, our terms in the thesaurus; the data folder with the texts of others is laid out
as its own README says, and nothing under `bench/` is read here. One tenth of the pairs and terms, chosen by a hash of
the official text, is never used for training.
"""

from __future__ import annotations

import itertools
import json
import lzma
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import rjieba
from paraphrase_pairs import is_held_out, read_pairs
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers
from traditional_folding import compile_charsmap, traditional_to_simplified

from index.synonyms import BUILTIN, rules_of

Ids = npt.NDArray[np.int64]

UNKNOWN = "<unk>"
NEWS_DOCUMENTS = 24_000
CHINESE_WORDS, LATIN_WORDS, LATIN_PIECES, NUMBERS = 19_000, 3_500, 1_500, 500
QUERY_TOKENS, PASSAGE_TOKENS = 24, 144
PAIR_DROPOUT = 0.15  # share of tokens that a draw of a written pair leaves out: each pair is drawn many times
OWN_TEXT_WEIGHT = 10  # our pairs and terms are few, but their words matter most

_CHINESE = re.compile(r"[\u3400-\u9fff]{2,6}")
_LATIN = re.compile(r"[a-z][a-z0-9]+|[0-9]+[a-z]+")
_NUMBER = re.compile(r"[0-9]{2,4}")
_ARTICLE_NUMBER = re.compile(r"^第[〇零一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十]+)?\s*")
_SENTENCE_END = re.compile(r"(?<=[。！？；;!?\n])")


@dataclass(frozen=True)
class Texts:
    """Everything that training may see, and the held-out pairs that it may not."""

    news: list[str]
    laws: list[str]
    questions: list[tuple[str, str]]  # encyclopedia question, sentences around its answer
    pairs: list[tuple[str, str]]  # everyday question, official sentence
    terms: list[tuple[str, str]]  # everyday term, official term
    held_out_pairs: list[tuple[str, str]] = field(default_factory=list)


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a JSON-lines file, xz-compressed if its name ends in `.xz`."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def load_texts(data: Path) -> Texts:
    """Read the training texts.

    Args:
        data: the data folder, with `train/` inside.
    """
    news = [row["text"] for row in itertools.islice(read_jsonl(data / "train/news.jsonl.xz"), NEWS_DOCUMENTS)]
    reports = [row["text"] for row in read_jsonl(data / "train/gov_reports.jsonl.xz")]
    articles = (_ARTICLE_NUMBER.sub("", row["text"]) for row in read_jsonl(data / "train/laws.jsonl.xz"))
    laws = [article for article in articles if len(article) >= 40]
    questions = [
        (row["query"], answer_window(row["passage"], row["answers"][0]))
        for row in read_jsonl(data / "train/cmrc_train.jsonl.xz")
        if row["answers"]
    ]
    pairs = list(read_pairs())
    rules = itertools.chain.from_iterable(rules_of(file) for file in BUILTIN)
    terms = [(said, written) for said, names in rules if not is_held_out(said) for written in names if written != said]
    return Texts(
        news=news + reports,
        laws=laws,
        questions=questions,
        pairs=[(pair.question, pair.text) for pair in pairs if not pair.held_out],
        terms=terms,
        held_out_pairs=[(pair.question, pair.text) for pair in pairs if pair.held_out],
    )


def answer_window(passage: str, answer: str, limit: int = 120) -> str:
    """Return the sentence that holds the answer, with the next ones up to `limit` characters."""
    start = max(passage.find(answer), 0)
    end, window = 0, ""
    for sentence in _SENTENCE_END.split(passage):
        end += len(sentence)
        if end > start and (not window or len(window) + len(sentence) <= limit):
            window += sentence
    return window or passage[:limit]


def build_tokenizer(texts: Texts) -> Tokenizer:
    """Return a Unigram tokenizer over counted words, all characters seen, and pieces of English words.

    Text is NFKC-normalised, lower-cased, folded to simplified script and cut at everything that is neither letter nor
    digit. Token 0 is the unknown token.
    """
    folding = traditional_to_simplified()
    words, characters = _count_words(texts, folding)
    latin = Counter({word: count for word, count in words.items() if _LATIN.fullmatch(word)})
    entries = _most_common(words, _CHINESE, CHINESE_WORDS, least=5)
    entries |= _most_common(words, _LATIN, LATIN_WORDS, least=4)
    entries |= _most_common(words, _NUMBER, NUMBERS, least=20)
    entries = {piece: max(count // 100, 1) for piece, count in _latin_pieces(latin).items()} | entries
    entries |= {character: max(count // 20, 1) for character, count in characters.items() if count >= 3}
    total = sum(entries.values())
    scored = sorted(((word, math.log(count / total)) for word, count in entries.items()), key=lambda e: (-e[1], e[0]))
    tokenizer = Tokenizer(models.Unigram([(UNKNOWN, 0.0), *scored], unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Precompiled(compile_charsmap(folding))]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"[^\p{L}\p{N}]+"), "removed")
    return tokenizer


def _count_words(texts: Texts, folding: dict[str, str]) -> tuple[Counter[str], Counter[str]]:
    table = str.maketrans(folding)
    own = itertools.chain.from_iterable(texts.pairs + texts.terms)
    words: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    for text, weight in itertools.chain(
        ((text, 1) for text in itertools.chain(texts.news, texts.laws, map(" ".join, texts.questions))),
        ((text, OWN_TEXT_WEIGHT) for text in own),
    ):
        clean = unicodedata.normalize("NFKC", text).lower().translate(table)
        for word, count in Counter(rjieba.cut(clean)).items():
            words[word] += weight * count
        for character, count in Counter(clean).items():
            if character.isalnum():
                characters[character] += weight * count
    return words, characters


def _most_common(words: Counter[str], pattern: re.Pattern[str], size: int, least: int) -> dict[str, int]:
    matching = [(word, count) for word, count in words.items() if count >= least and pattern.fullmatch(word)]
    return dict(sorted(matching, key=lambda entry: (-entry[1], entry[0]))[:size])


def _latin_pieces(latin: Counter[str]) -> dict[str, int]:
    """Return frequent parts of English words, with which unlisted words can be spelt better than letter by letter."""
    pieces: Counter[str] = Counter()
    for word, count in latin.items():
        for start, end in itertools.combinations(range(len(word) + 1), 2):
            if 2 <= end - start <= 6:
                pieces[word[start:end]] += min(count, 50)
    ranked = sorted(pieces.items(), key=lambda entry: (-entry[1] * (len(entry[0]) - 1), entry[0]))
    return dict(ranked[:LATIN_PIECES])


def encode(tokenizer: Tokenizer, texts: Iterable[str]) -> list[Ids]:
    """Return the known token ids of each text."""
    encodings = tokenizer.encode_batch_fast(list(texts))
    ids = (np.asarray(encoding.ids, dtype=np.int64) for encoding in encodings)
    return [row[row > 0] for row in ids]


@dataclass(frozen=True)
class Batch:
    """Texts that belong together by position, as token ids padded with 0."""

    queries: Ids  # (n, QUERY_TOKENS)
    passages: Ids  # (n, PASSAGE_TOKENS)
    sources: Ids  # (n,) number of the text each passage was taken from: equal numbers are no negatives


class PairSource:
    """Draws from a fixed list of (question, passage) pairs."""

    def __init__(self, tokenizer: Tokenizer, pairs: Sequence[tuple[str, str]]) -> None:
        numbers: dict[str, int] = {}
        self._sources = np.asarray([numbers.setdefault(passage, len(numbers)) for _, passage in pairs])
        self._queries = encode(tokenizer, (query for query, _ in pairs))
        self._passages = encode(tokenizer, (passage for _, passage in pairs))

    def draw(self, rng: np.random.Generator, size: int) -> Batch:
        """Return up to `size` different pairs."""
        chosen = rng.permutation(len(self._queries))[:size]
        return Batch(
            queries=_pad([self._thin(rng, self._queries[row]) for row in chosen], QUERY_TOKENS),
            passages=_pad([self._thin(rng, self._passages[row]) for row in chosen], PASSAGE_TOKENS),
            sources=self._sources[chosen],
        )

    @staticmethod
    def _thin(rng: np.random.Generator, ids: Ids) -> Ids:
        return ids[rng.random(len(ids)) >= PAIR_DROPOUT] if len(ids) > 2 else ids


class CropSource:
    """Makes a question-like crop of each passage; the rest of its surroundings is what it should find."""

    def __init__(self, passages: Sequence[Ids], common: npt.NDArray[np.bool_]) -> None:
        self._passages = [passage for passage in passages if len(passage) >= 24]
        self._common = common

    def draw(self, rng: np.random.Generator, size: int) -> Batch:
        """Return `size` crops of 4–16 tokens, half of their very common tokens dropped.

        The crop is cut out of the passage 60 % of the time, and the passage shortened to 15–70 tokens around it.
        """
        chosen = rng.integers(0, len(self._passages), size)
        queries, passages = [], []
        for row in chosen:
            ids = self._passages[row]
            length = int(rng.integers(4, 17))
            start = int(rng.integers(0, len(ids) - length + 1))
            crop = ids[start : start + length]
            queries.append(crop[~self._common[crop] | (rng.random(length) < 0.5)])
            room = int(rng.integers(15, 71))
            left = max(0, start - int(rng.integers(0, room)))
            inside = np.arange(left, min(len(ids), left + room + length))
            if rng.random() < 0.6:
                inside = inside[(inside < start) | (inside >= start + length)]
            passages.append(ids[inside])
        return Batch(_pad(queries, QUERY_TOKENS), _pad(passages, PASSAGE_TOKENS), chosen)


def _pad(rows: Sequence[Ids], width: int) -> Ids:
    padded = np.zeros((len(rows), width), dtype=np.int64)
    for target, row in zip(padded, rows, strict=True):
        target[: min(len(row), width)] = row[:width]
    return padded

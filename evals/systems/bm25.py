"""Okapi BM25 as anybody would set it up for Chinese: on its own code, so that it owes nothing to our index."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from langchain_core.documents import Document

from evals.systems.material import Material

K1, B = 1.2, 0.75
WORD_SHARE = 0.6
"""Of the words in the mix; the rest is the bigrams'."""
_SIZE, _OVERLAP = 400, 100
_TERM = re.compile(r"[^\W_]+")
_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+|[^\W_\u3400-\u4dbf\u4e00-\u9fff]+")
_ASKING_WORDS = """
    什么 哪些 哪个 哪里 哪儿 哪 哪种 哪位 哪年 如何 怎样 怎么 怎么样 怎么办 多少 几 几个 多大 多久 多长 多高
    是否 能否 有没有 能不能 是不是 为什么 为何 请问 谁 吗 呢 吧 啊 的 了 是 在 和 与 有 被 对 从 由 以 等 何时
    何地 何 几时 什么样 第几 多长时间
    which what who whom whose when where why how is are was were do does did the a an of in on to for
"""
_ASKING = frozenset(_ASKING_WORDS.split())
"""Words that ask rather than name."""

Tokenise = Callable[[str], list[str]]


def chinese_words(text: str) -> list[str]:
    """The words of jieba's search mode: long ones and those inside of them; Latin words and numbers, lower case."""
    import rjieba

    return [word for word in rjieba.cut_for_search(_plain(text)) if _TERM.fullmatch(word)]


def naming_words(text: str) -> list[str]:
    """The same without the words that ask; all of them where no other is left."""
    found = chinese_words(text)
    return [word for word in found if word not in _ASKING] or found


def character_bigrams(text: str) -> list[str]:
    """Pairs of neighbouring Chinese characters; a lone character, Latin words and numbers as they are."""
    grams: list[str] = []
    for run in _RUN.findall(_plain(text)):
        pairs = [run[i : i + 2] for i in range(len(run) - 1)] if run[0] >= "\u3400" else []
        grams += pairs or [run]
    return grams


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


class Okapi:
    """BM25 (Robertson et al. 1994; with Lucene's idf, which is never negative) over tokenised texts, in memory.

    Args:
        texts: the tokens of every text.
    """

    def __init__(self, texts: Iterable[Sequence[str]]) -> None:
        self._terms: dict[str, int] = {}
        terms: list[int] = []
        owners: list[int] = []
        counts: list[int] = []
        lengths: list[int] = []
        for number, tokens in enumerate(texts):
            lengths.append(len(tokens))
            for term, count in Counter(tokens).items():
                terms.append(self._terms.setdefault(term, len(self._terms)))
                owners.append(number)
                counts.append(count)
        self.size = len(lengths)
        order = np.argsort(np.asarray(terms, dtype=np.int64), kind="stable")
        self._owners = np.asarray(owners, dtype=np.int64)[order]
        frequency = np.bincount(np.asarray(terms, dtype=np.int64), minlength=len(self._terms))
        self._starts = np.concatenate([[0], np.cumsum(frequency)])
        length = np.asarray(lengths, dtype=np.float64)
        norm = K1 * (1 - B + B * length / (length.mean() if length.any() else 1.0))
        tf = np.asarray(counts, dtype=np.float64)[order]
        idf = np.log1p((self.size - frequency + 0.5) / (frequency + 0.5))
        self._weights = np.repeat(idf, frequency) * tf * (K1 + 1) / (tf + norm[self._owners])

    def scores(self, tokens: Iterable[str]) -> npt.NDArray[np.float64]:
        """The score of every text `(size,)`; a token that the question repeats counts as often."""
        found = np.zeros(self.size)
        for term, count in Counter(tokens).items():
            at = self._terms.get(term)
            if at is not None:
                here = slice(int(self._starts[at]), int(self._starts[at + 1]))
                found[self._owners[here]] += count * self._weights[here]
        return found


class Bm25:
    """A BM25 retriever over files in chunks of 400 characters, or over texts as they are, title first.

    Args:
        material: what is indexed.
        name: as the reports call it.
        arms: tokenisers of a text and of a question, and the share of that arm; the scores of each
            arm are divided by the question's best before they are added up.

    Raises:
        SystemUnavailable: there is nothing to index.
    """

    def __init__(self, material: Material, name: str, arms: Sequence[tuple[Tokenise, Tokenise, float]]) -> None:
        self.name = name
        self._passages = chunks(material)
        texts = [f"{p.metadata.get('title', '')}\n{p.page_content}" for p in self._passages]
        self._arms = [(Okapi(map(of_text, texts)), of_question, share) for of_text, of_question, share in arms]
        self._unread = material.unread()

    def search(self, question: str, k: int = 10) -> list[Document]:
        """The `k` best passages that share a token with the question; of equal ones the earlier first."""
        total = np.zeros(len(self._passages))
        for okapi, tokenise, share in self._arms:
            scores = okapi.scores(tokenise(question))
            total += share * scores / (float(scores.max(initial=0.0)) or 1.0)
        order = np.argsort(-total, kind="stable")[:k]
        return [
            Document(id=p.id, page_content=p.page_content, metadata={**p.metadata, "score": float(total[i])})
            for i in order
            if total[i] > 0 and (p := self._passages[i])
        ]

    def describe(self) -> dict[str, Any]:
        """Parameters and passages."""
        return {"k1": K1, "b": B, "passages": len(self._passages), "files not read": self._unread}


def words_bm25(material: Material) -> Bm25:
    """Over the words of jieba's search mode."""
    return Bm25(material, "BM25, jieba", [(chinese_words, chinese_words, 1.0)])


def bigrams_bm25(material: Material) -> Bm25:
    """Over character bigrams."""
    return Bm25(material, "BM25, bigrams", [(character_bigrams, character_bigrams, 1.0)])


def mixed_bm25(material: Material) -> Bm25:
    """Words at 0.6 and bigrams at 0.4; words that only ask are left out of the question's words."""
    return Bm25(
        material,
        "BM25, mix",
        [
            (chinese_words, naming_words, WORD_SHARE),
            (character_bigrams, character_bigrams, 1 - WORD_SHARE),
        ],
    )


def chunks(material: Material) -> list[Document]:
    """Texts of a data set as they are, with their titles; files in chunks of 400 characters, neighbours sharing 100."""
    if material.texts:
        return [
            Document(id=key, page_content=text.text, metadata={"title": text.title})
            for key, text in material.texts.items()
            if text.text.strip()
        ]
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=_SIZE, chunk_overlap=_OVERLAP, separators=["\n\n", "\n", "。", "；", "，", " ", ""]
    )
    return splitter.split_documents(material.documents())

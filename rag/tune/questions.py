"""Questions with the passages that answer them: made from an index's own passages, or asked by people."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from langchain_core.documents import Document

from corpus import document_of
from index.passage import about, body_text, row_text
from index.terms import fold

ASKED = "asked"
"""Kind of the questions that come from people."""

_SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;]*")
_NUMBERED = re.compile(
    r"^\s*(?:第[〇零一二三四五六七八九十百千\d]+[章节条编部分款]+|[（(]?[一二三四五六七八九十]+[)）]?[、.．]?(?=[^\w]|(?<=[、.．)）]))"
    r"|[（(]?\d+(?:[.．]\d+)*[)）、.．]?(?=\D))\s*[、:：]?\s*"
)
_DEFINED = re.compile(
    r"^(?:\d+[.．、\s]*)?(?:本\w{1,4}所称|所谓)?[“\"「]?([^，。“”「」（）()是]{2,20}?)[”\"」]?\s*，?(?:是指|指的是|即指|系指|means\b)(.{8,})"
)
_NO_LABEL = re.compile(r"[\d\s.,%％〇一二三四五六七八九十百千万亿-]*|(?:表|Table)\s*\d.*")
_SHORTEST, _LONGEST = 14, 160
"""Characters of a sentence that is asked for."""
_COMMON = 0.05
"""A word that stands in this share of the passages says little."""
_KEPT = 0.5
"""Share of a sentence's other words that the question keeps."""
_A_PASSAGE = 3
"""Sentences and rows, each, that a passage is asked for by."""


@dataclass(frozen=True)
class Question:
    """A question and what answers it.

    Attributes:
        text: as it is asked.
        wanted: for each thing asked for, the ids of the passages that hold it.
        kind: ``heading``, ``sentence``, ``row``, ``definition``, or `ASKED`.
        about: what a model may learn to find with it: text of an answering passage without the words that the
            question was made of.
    """

    text: str
    wanted: tuple[frozenset[str], ...]
    kind: str
    about: str

    @property
    def passages(self) -> frozenset[str]:
        """The ids of all passages that hold something asked for."""
        return frozenset[str]().union(*self.wanted)


def made(passages: Sequence[Document], seed: int = 0) -> list[Question]:
    """Questions made from passages: headings, thinned sentences, rows of tables, definitions.

    None is made of a text that stands twice, as it would be answered by another passage as well.

    Args:
        passages: all of an index, with ids; a passage that answers must be among them.
        seed: of what is left out of sentences.
    """
    rng = np.random.default_rng(seed)
    found = [*_headings(passages), *_definitions(passages), *_rows(passages), *_sentences(passages, rng)]
    times = Counter(_plain(question.text) for question in found)
    return [question for question in found if times[_plain(question.text)] == 1]


def _headings(passages: Sequence[Document]) -> Iterator[Question]:
    """The last heading above passages, with the one above that, for what stands below it."""
    below: defaultdict[tuple[str, ...], list[Document]] = defaultdict(list)
    for passage in passages:
        _, section, _ = about(passage)
        if section:
            below[(document_of(passage), *section)].append(passage)
    paths = {path[: i + 1] for path in below for i in range(1, len(path))}
    once = Counter(_plain(path[-1]) for path in paths)
    for path, held in below.items():
        own = _unnumbered(path[-1])
        if once[_plain(path[-1])] > 1 or len(_plain(own)) < 3:
            continue
        ids = frozenset(passage.id or "" for passage in held)
        longest = max((body_text(passage) for passage in held), key=len)
        rest = "\n".join(line for line in longest.split("\n") if _plain(own) not in _plain(line[: 2 * len(path[-1])]))
        if len(rest) < _SHORTEST:
            continue
        yield Question(own, (ids,), "heading", rest)
        if len(path) > 2 and once[_plain(path[-2])] == 1:
            yield Question(f"{_unnumbered(path[-2])} {own}", (ids,), "heading", rest)


def _definitions(passages: Sequence[Document]) -> Iterator[Question]:
    """What a sentence defines."""
    for passage, sentence in _unique(passages, _said):
        if match := _DEFINED.match(sentence):
            yield Question(f"什么是{match[1]}", _only(passage), "definition", match[2])


def _rows(passages: Sequence[Document]) -> Iterator[Question]:
    """The label of a table's row with a column's name; a caption that stands where a label should is none."""
    counts: Counter[str] = Counter()
    for passage, line in _unique(passages, _lines):
        label = line.split("\t")[0].strip()
        *above, header = about(passage)[2].split("\n")
        names = [name for name in header.split("\t")[1:] if name.strip()]
        if _NO_LABEL.fullmatch(label) or len(label) < 2 or not names or counts[passage.id or ""] >= _A_PASSAGE:
            continue
        counts[passage.id or ""] += 1
        name = names[counts[passage.id or ""] % len(names)]
        yield Question(f"{label} {name}", _only(passage), "row", "\n".join([*above, header, row_text(line)]))


def _sentences(passages: Sequence[Document], rng: np.random.Generator) -> Iterator[Question]:
    """Sentences without the words that stand everywhere and without half of the others."""
    cut = {passage.id: [_cut(sentence) for sentence in _said(passage)] for passage in passages}
    spread: Counter[str] = Counter()
    for sentences in cut.values():
        spread.update({word for words in sentences for word in words})
    most = max(2.0, _COMMON * len(passages))
    counts: Counter[str] = Counter()
    for passage, sentence in _unique(passages, _said):
        if not _SHORTEST <= len(sentence) <= _LONGEST or counts[passage.id or ""] >= _A_PASSAGE:
            continue
        telling = [word for word in _cut(sentence) if spread[word] <= most]
        kept = [word for word, chance in zip(telling, rng.random(len(telling)), strict=True) if chance < _KEPT]
        if len(kept) >= 2 and sum(map(len, kept)) >= 4:
            counts[passage.id or ""] += 1
            rest = passage.page_content.replace(sentence, "\n").strip()
            yield Question(" ".join(kept), _only(passage), "sentence", rest if len(rest) >= _SHORTEST else sentence)


def _said(passage: Document) -> list[str]:
    if passage.metadata.get("kind") == "table":
        return []
    return [match.group().strip() for match in _SENTENCE.finditer(passage.page_content)]


def _lines(passage: Document) -> list[str]:
    return passage.page_content.split("\n") if passage.metadata.get("kind") == "table" else []


def _unique(passages: Sequence[Document], parts: Callable[[Document], Iterable[str]]) -> Iterator[tuple[Document, str]]:
    """The parts of passages that stand once in all of them."""
    split = [(passage, part) for passage in passages for part in parts(passage)]
    times = Counter(_plain(part) for _, part in split)
    return ((passage, part) for passage, part in split if times[_plain(part)] == 1)


def _only(passage: Document) -> tuple[frozenset[str], ...]:
    return (frozenset({passage.id or ""}),)


def _cut(text: str) -> list[str]:
    """The words of a text in their order."""
    import rjieba

    return [word for word in rjieba.cut(fold(text)) if re.search(r"\w", word)]


def _unnumbered(heading: str) -> str:
    return _NUMBERED.sub("", heading).strip()


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", fold(text))

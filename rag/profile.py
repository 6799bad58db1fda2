"""What the ranking computes of a passage once: its tokens, words and sentence windows."""

from __future__ import annotations

import re
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from threading import Lock

import numpy as np
import numpy.typing as npt
from langchain_core.documents import Document

from corpus.numbering import read_number
from index.embed import StaticEmbeddings, TokenVectors
from index.passage import about, embedding_text, header_of, heading_text, row_windows
from index.terms import fold, forms, words
from rag.leads import section_key
from rag.numbered import Part
from rag.standing import above
from rag.wholes import without_wholes

Floats = npt.NDArray[np.float32]

_SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;\n]*")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
WINDOW = 120
"""Longest window in characters: whole sentences, neighbours sharing one."""
COPY = 0.9
"""Share of its runs of three characters that a passage has in common with one that it is a copy of. Two reports on the
same case with other figures share up to 0.8, passages of one table less."""
_SPREAD = np.uint32(0x9E3779B1)
"""Odd, with its bits well mixed: different runs get different numbers."""


class Profile:
    """A passage as the ranking sees it; each part is computed when it is first asked for.

    Args:
        passage: the passage.
        embeddings: the static table.
    """

    def __init__(self, passage: Document, embeddings: StaticEmbeddings) -> None:
        self.passage = passage
        self._embeddings = embeddings
        self._text = embedding_text(passage)
        self.section = section_key(passage)
        self.table: bool = passage.metadata.get("kind") == "table"

    @cached_property
    def tokens(self) -> TokenVectors:
        """The different tokens of heading and body."""
        return self._tokens.distinct()

    @cached_property
    def vector(self) -> Floats:
        """Mean vector of heading and body, (dim,)."""
        found: Floats = self._embeddings.encode_tokens([self._tokens])[0]
        return found

    @property
    def _tokens(self) -> TokenVectors:  # not kept: the different ones are, which every question needs
        return self._embeddings.token_vectors(without_wholes(self._text))

    @cached_property
    def heading(self) -> TokenVectors:
        """Tokens of title and section path."""
        return self._embeddings.token_vectors(heading_text(self.passage))

    @cached_property
    def words(self) -> frozenset[str]:
        """The folded words of heading and body."""
        return frozenset(words(self._text))

    @cached_property
    def forms(self) -> frozenset[str]:
        """What other spellings of its words and numerals share with them (`index.terms.forms`)."""
        return frozenset(forms(self._text))

    @cached_property
    def numbers(self) -> frozenset[int]:
        """The numbers of the headings that the passage stands under."""
        _, section, _ = about(self.passage)
        return frozenset(found.number for part in section if (found := read_number(part)))

    @cached_property
    def parts(self) -> dict[Part, float]:
        """The cases, chapters or articles that it stands in, by number, and how sure that is."""
        return above(self.passage)

    @cached_property
    def said(self) -> str:
        """All that the passage says and that is said of it, folded, without spaces."""
        facts = self.passage.metadata.get("facts")
        told = facts.values() if isinstance(facts, dict) else ()
        _, _, context = about(self.passage)
        rows = self.passage.page_content if self.table else ""  # of which the text has the labels alone
        parts = [self._text, context, rows, *map(str, told)]
        return re.sub(r"\s+", "", fold("\n".join(parts)))

    @cached_property
    def shingles(self) -> npt.NDArray[np.uint32]:
        """The different runs of three characters of the body, as `shingles` gives them."""
        return shingles(self.passage.page_content)

    @cached_property
    def _years(self) -> frozenset[str]:
        return frozenset(_YEAR.findall(self._text))

    def copies(self, other: Profile) -> bool:
        """Whether it says what the other says, of the same years, under a heading that makes no difference.

        `COPY` of the longer one stands in both, of the bodies alone and with their headings.
        """
        if self._years != other._years or not _same(self.shingles, other.shingles):
            return False
        whole = (shingles(f"{heading_text(p.passage)}\n{p.passage.page_content}") for p in (self, other))
        return _same(*whole)

    @cached_property
    def header(self) -> str:
        """Of a table the folded names of its columns, separated by tabs."""
        return fold(header_of(self.passage))

    @cached_property
    def label(self) -> str:
        """Of a table the folded name of its last row."""
        return fold(self.passage.page_content.rstrip("\n").split("\n")[-1].split("\t")[0])

    @cached_property
    def windows(self) -> list[str]:
        """Its windows of sentences, or of a table's rows, folded; those of a table with their figures."""
        return [fold(text) for text in passage_windows(self.passage, figures=True)]

    @cached_property
    def window_tokens(self) -> list[TokenVectors]:
        """The different tokens of each window."""
        return [tokens.distinct() for tokens in self._every_token]

    @cached_property
    def window_vectors(self) -> Floats:
        """Mean vectors of the windows, (windows, dim)."""
        return self._embeddings.encode_tokens(self._every_token)

    @cached_property
    def _every_token(self) -> list[TokenVectors]:
        texts = map(without_wholes, passage_windows(self.passage))
        return [self._embeddings.token_vectors(text) for text in texts]

    def complete(self) -> None:
        """Computes now what would be computed when it is first asked for."""
        for name, part in vars(Profile).items():
            if isinstance(part, cached_property):
                getattr(self, name)


def shingles(text: str) -> npt.NDArray[np.uint32]:
    """The different runs of three characters of a text, width, case and spaces aside: a number each, rising."""
    # `fold` would take longer than all else that is done to order a list.
    said = "".join(unicodedata.normalize("NFKC", text).lower().split())
    codes = np.frombuffer(said.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return np.unique((codes[:-2] * _SPREAD + codes[1:-1]) * _SPREAD + codes[2:])


def _same(one: npt.NDArray[np.uint32], two: npt.NDArray[np.uint32]) -> bool:
    most = max(len(one), len(two))
    if not most or min(len(one), len(two)) < COPY * most:
        return False
    return len(np.intersect1d(one, two, assume_unique=True)) >= COPY * most


class Profiles:
    """Makes profiles, and keeps those used last.

    Args:
        embeddings: the static table.
        kept: how many stay in memory (about 30 kB each).
    """

    def __init__(self, embeddings: StaticEmbeddings, kept: int = 5_000) -> None:
        self._embeddings = embeddings
        self._kept = kept
        self._profiles: OrderedDict[int, Profile] = OrderedDict()
        self._lock = Lock()

    @property
    def kept(self) -> int:
        """How many stay in memory."""
        return self._kept

    def of(self, numbers: Sequence[int], load: Callable[[list[int]], Mapping[int, Document]]) -> dict[int, Profile]:
        """The profiles of the passages that have these numbers for good.

        Args:
            numbers: of passages that are in the index.
            load: gives passages by number; asked for those only that are not kept.
        """
        with self._lock:
            known = {number: self._profiles[number] for number in numbers if number in self._profiles}
        loaded = load([number for number in numbers if number not in known])
        made = {number: Profile(passage, self._embeddings) for number, passage in loaded.items()}
        with self._lock:
            for number, profile in (known | made).items():
                self._profiles[number] = profile
                self._profiles.move_to_end(number)
            while len(self._profiles) > self._kept:
                self._profiles.popitem(last=False)
        found = known | made
        return {number: found[number] for number in numbers if number in found}


def passage_windows(passage: Document, *, figures: bool = False) -> list[str]:
    """The windows of a passage; of a table those of its rows, each with caption and header.

    `figures`: whether rows keep their figures, which say nothing of what a row is about.
    """
    if passage.metadata.get("kind") != "table":
        return windows(passage.page_content)
    return row_windows(passage, figures=figures)


def windows(text: str) -> list[str]:
    """Windows of whole sentences up to `WINDOW` characters; each starts a sentence after the last."""
    sentences = [m.group() for m in _SENTENCE.finditer(text)] or [text]
    found: list[str] = []
    for i in range(len(sentences)):
        window = sentences[i]
        j = i + 1
        while j < len(sentences) and len(window) + len(sentences[j]) <= WINDOW:
            window += sentences[j]
            j += 1
        found.append(window)
        if j >= len(sentences):
            break
    return found

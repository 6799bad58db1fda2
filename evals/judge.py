"""Whether a passage holds a piece of evidence: by its text, so that any system can be judged."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import PurePath

from langchain_core.documents import Document

from evals.dataset import Evidence

THRESHOLD = 0.7
"""Share of the quote's character trigrams that a passage must hold."""

Place = tuple[str, str]
"""Where a passage is from (`named`) and its text."""


_ID = "id:"
"""Begins the name of what is no file but a text with an id: such names are compared whole."""


def place(passage: Document) -> Place:
    """Where a passage is from, and its text; a text that a program added is known by its id."""
    return named(str(passage.metadata.get("source") or ""), passage.id), passage.page_content


def named(source: str, text_id: str | None) -> str:
    """The name of a file, or that of a text which is no file."""
    return source or f"{_ID}{text_id or ''}"


@lru_cache(maxsize=50_000)
def same_place(doc: str, path: str) -> bool:
    """Whether evidence named `doc` is in the file at `path`, or in the text that `named` gave that name.

    Endings of files do not count; folders that `doc` names must be the last ones of `path`, so that
    ``report.md`` is any report and ``en/report.md`` the one in a folder ``en``.
    """
    if path.startswith(_ID):  # "2.10" and "2.11" are two ids, not one file in two formats
        return doc == path.removeprefix(_ID)
    if doc == path:
        return True
    wanted, there = PurePath(doc), PurePath(path)
    *folders, _ = wanted.parts or ("",)
    return wanted.stem == there.stem and list(there.parent.parts[len(there.parent.parts) - len(folders) :]) == folders


def shown_name(name: str) -> str:
    """The name of a place for people: the file's without its folder, or the text's id."""
    return name.removeprefix(_ID) if name.startswith(_ID) else PurePath(name).name


@lru_cache(maxsize=50_000)
def normalise(text: str) -> str:
    """`text` after NFKC with everything removed but word characters and ``%``."""
    return re.sub(r"[^\w%]|_", "", unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=50_000)
def _trigrams(quote: str) -> frozenset[str]:
    wanted = normalise(quote)
    return frozenset(wanted[i : i + 3] for i in range(len(wanted) - 2))


def share(quote: str, text: str) -> float:
    """The share of the quote's character trigrams that stand in `text`, in [0, 1]; 1 if it stands there whole."""
    wanted, found = normalise(quote), normalise(text)
    if wanted and wanted in found:
        return 1.0
    grams = _trigrams(quote)
    return sum(gram in found for gram in grams) / len(grams) if grams else 0.0


def hits(evidence: Evidence, document: str, text: str) -> bool:
    """Whether a passage with this text, from the document with this name, holds the evidence."""
    return same_place(evidence.doc, document) and (not evidence.quote or share(evidence.quote, text) >= THRESHOLD)


def ranks(evidence: Sequence[Evidence], passages: Sequence[Place]) -> list[int | None]:
    """For each quote the rank, from 1, of the first passage that holds it; None if none does."""
    return [
        next((rank for rank, (document, text) in enumerate(passages, 1) if hits(quote, document, text)), None)
        for quote in evidence
    ]


def items(evidence: Sequence[Evidence], passages: Sequence[Place]) -> list[str]:
    """A ranked list of passages as the ranked list of items that a TREC run has.

    The relevant items of a question are its pieces of evidence: ``e0``, ``e1``, …. A passage that
    is the first to hold a piece becomes that item (one that is the first to hold two becomes two);
    any other is an item of its own that is not relevant, so that nothing is found twice.
    """
    first: dict[int, list[int]] = {}
    for piece, rank in enumerate(ranks(evidence, passages)):
        if rank is not None:
            first.setdefault(rank, []).append(piece)
    return [
        item
        for rank in range(1, len(passages) + 1)
        for item in ([f"e{piece}" for piece in first[rank]] if rank in first else [f"x{rank}"])
    ]


def coverage(evidence: Sequence[Evidence], passages: Sequence[Place]) -> float:
    """How much of the evidence the passages hold together, in [0, 1]: mean over the pieces of the trigrams' share.

    A piece that is cut in two by a splitter is covered by two passages.
    """
    if not evidence:
        return 0.0
    total = 0.0
    for piece in evidence:
        texts = list(dict.fromkeys(text for name, text in passages if hits(Evidence(piece.doc), name, text)))
        if not piece.quote:
            total += bool(texts)
        elif any(share(piece.quote, text) == 1 for text in texts):
            total += 1
        else:
            held = [normalise(text) for text in texts]
            grams = _trigrams(piece.quote)
            total += sum(any(gram in text for text in held) for gram in grams) / max(1, len(grams))
    return total / len(evidence)


def says(text: str, spellings: Sequence[str]) -> bool:
    """Whether `text` holds one of several spellings, white space and width aside."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()
    return any(re.sub(r"\s", "", unicodedata.normalize("NFKC", s)).lower() in plain for s in spellings)

"""The lexical index: BM25 over words, their forms, and bigrams in several fields, in a tantivy folder."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import tantivy
from langchain_core.documents import Document

from index.errors import StoreCorrupt
from index.passage import about, provider
from index.terms import Term, bigrams, forms, query_bigrams, query_terms, words

Hits = list[tuple[int, float]]
"""Passage numbers with scores, best first."""
Clause = tuple[tantivy.Occur, tantivy.Query]


@dataclass(frozen=True)
class FieldWeights:
    """What a match in each field counts. They only decide which passages become candidates, and BM25's scores.

    The title says least, as all passages of a document share it.
    """

    body: float = 1.0
    section: float = 0.4
    title: float = 0.15
    context: float = 0.4
    """A table's caption, unit and header."""
    provider: float = 0.4
    """Who provided the case that a passage is of."""
    forms: float = 0.8
    """The form of a word or numeral that several spellings share, in body, section and context. The better of
    this and the written word counts."""
    bigrams: float = 1.0
    """Character bigrams of body, section, context and provider."""
    title_bigrams: float = 0.0

    @property
    def written(self) -> dict[str, float]:
        """The weights of the fields that hold words as they are written, without those of no weight."""
        return {name: weight for name in _WRITTEN if (weight := getattr(self, name))}


_WRITTEN = ("body", "section", "title", "context", "provider")
_FIELDS = tuple(field.name for field in fields(FieldWeights))
WEIGHTS = FieldWeights()

_SAME = 0.1
"""What the written word adds where its form is found too, and the other way round."""

SMALL = 2_000
"""Up to this many passages an index is made anew when passages are removed."""
WORN = 0.2
"""Above this share of deleted passages an index is made anew."""


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", stored=False, indexed=True, fast=True)
    builder.add_text_field("document", stored=False, tokenizer_name="raw", index_option="basic")
    for field in _FIELDS:
        builder.add_text_field(field, stored=False, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class LexicalIndex:
    """An open lexical index, for reading.

    Args:
        folder: where it is; None gives an empty one.

    Raises:
        StoreCorrupt: the folder is missing or damaged; it can be rebuilt from the store.
    """

    def __init__(self, folder: Path | None) -> None:
        try:
            self._index = tantivy.Index(_schema()) if folder is None else tantivy.Index.open(str(folder))
            # The files never change: no thread of tantivy's need watch them, or leave locks beside them.
            self._index.config_reader(reload_policy="manual")
            self._searcher = self._index.searcher()
        except (ValueError, OSError) as error:
            raise StoreCorrupt(folder or Path(), str(error)) from error
        self._schema = _schema()

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search_words(
        self, text: str, k: int, documents: Collection[str] | None = None, weights: FieldWeights = WEIGHTS
    ) -> Hits:
        """The `k` best passages by BM25 over words and their forms.

        `documents`: only passages of the documents with these ids. `weights`: what a match in each field counts.
        """
        terms = Counter(query_terms(text))
        queries = [clause for term, count in terms.items() for clause in self._clauses(term, min(count, 2), weights)]
        return self._search(queries, k, documents)

    def search_bigrams(
        self, text: str, k: int, documents: Collection[str] | None = None, weights: FieldWeights = WEIGHTS
    ) -> Hits:
        """The `k` best passages by BM25 over character bigrams.

        `documents`: only passages of the documents with these ids. `weights`: what a match in each field counts.
        """
        grams = list(dict.fromkeys(query_bigrams(text)))
        queries = [
            (tantivy.Occur.Should, self._term(field, gram, weight))
            for field in ("bigrams", "title_bigrams")
            if (weight := getattr(weights, field))
            for gram in grams
        ]
        return self._search(queries, k, documents)

    def document_frequency(self, term: str, field: str = "body") -> int:
        """In how many passages `term` (already folded) stands in a field of `FieldWeights`."""
        return int(self._searcher.doc_freq(field, term))

    def holding(self, grams: Collection[str]) -> int:
        """How many passages hold all these bigrams in body, section, context or provider."""
        queries = [(tantivy.Occur.Must, self._term("bigrams", gram)) for gram in grams]
        found: Any = self._searcher.search(tantivy.Query.boolean_query(queries), limit=1, count=True)
        return int(found.count or 0) if queries else 0

    def beginning(self, prefix: str, field: str) -> list[tuple[str, int]]:
        """The terms of a field of `FieldWeights` that begin with `prefix`, each with its number of passages."""
        return [(str(term), int(count)) for term, count in self._searcher.terms_with_prefix(field, prefix)]

    def _clauses(self, term: Term, count: int, weights: FieldWeights) -> list[Clause]:
        written = [
            (tantivy.Occur.Should, self._term(field, word, weight * count))
            for word in term.written
            for field, weight in weights.written.items()
        ]
        if not term.forms or not weights.forms:
            return written
        # The better one counts, the other a little: the same spelling goes before another. A form that
        # stands for several words has their weight: 六千 and 九百 are pieces of many numbers.
        weight = weights.forms * count * max(1, len(term.written))
        either = [self._term("forms", form, weight) for form in term.forms]
        if written:
            either.append(tantivy.Query.boolean_query(written))
        return [(tantivy.Occur.Should, tantivy.Query.disjunction_max_query(either, tie_breaker=_SAME))]

    def _term(self, field: str, term: str, weight: float = 1.0) -> tantivy.Query:
        query = tantivy.Query.term_query(self._schema, field, term, index_option="freq")
        return query if weight == 1.0 else tantivy.Query.boost_query(query, weight)

    def _search(self, queries: Sequence[Clause], k: int, documents: Collection[str] | None) -> Hits:
        if not queries or k <= 0 or (documents is not None and not documents):
            return []
        query = tantivy.Query.boolean_query(list(queries))
        if documents is not None:
            allowed = tantivy.Query.term_set_query(self._schema, "document", list(documents))
            silent = tantivy.Query.const_score_query(allowed, 0.0)  # restricts, but does not score
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, silent)])
        found = self._searcher.search(query, limit=k, count=False).hits
        numbers = self._searcher.fast_field_values("number", [address for _, address in found])
        return [(int(n or 0), float(score)) for n, (score, _) in zip(numbers, found, strict=True)]


def worn(folder: Path, removed: int) -> bool:
    """Whether the index at `folder`, with `removed` more passages deleted, should be made anew.

    BM25 goes on counting deleted passages until tantivy merges their segment, so that scores
    drift from those of a fresh index; a small index is made anew in a moment.
    """
    segments = json.loads((folder / "meta.json").read_text(encoding="utf-8"))["segments"]
    total = sum(segment["max_doc"] for segment in segments)
    removed += sum((segment["deletes"] or {"num_deleted_docs": 0})["num_deleted_docs"] for segment in segments)
    return removed > (0 if total <= SMALL else WORN * total)


def update(folder: Path, base: Path | None, added: Iterable[tuple[int, Document]], removed: Iterable[int]) -> None:
    """Writes to `folder` the index at `base` (None: an empty one) with passages added and removed.

    `base` itself is not touched: its immutable segment files are hard-linked (or copied).
    Everything is on disk when the call returns.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for file in files(base) if base is not None else ():
        if file.suffix == ".json":
            shutil.copyfile(file, folder / file.name)  # rewritten in place by tantivy: never shared
        else:
            _link(file, folder / file.name)
    index = tantivy.Index(_schema(), str(folder), reuse=base is not None)
    writer = index.writer(heap_size=64_000_000, num_threads=1)
    gone = list(removed)
    if gone:  # not by term: its value would be a signed number, which matches none
        writer.delete_documents_by_query(tantivy.Query.term_set_query(_schema(), "number", gone))
    for number, passage in added:
        writer.add_document(_document(number, passage))
    writer.commit()
    writer.wait_merging_threads()
    for file in files(folder):
        with file.open("rb") as handle:
            os.fsync(handle.fileno())


def files(folder: Path) -> list[Path]:
    """The files that the index at `folder` consists of, by name."""
    return sorted(file for file in folder.iterdir() if file.suffix != ".lock")


def _document(number: int, passage: Document) -> tantivy.Document:
    body = passage.page_content
    title, headings, context = about(passage)
    section, stated = " ".join(headings), provider(passage)
    whole = "\n".join([" ".join(filter(None, [section, stated])), context, body])
    document = tantivy.Document()
    document.add_unsigned("number", number)
    document.add_text("document", passage.metadata["document"])
    written = {"body": body, "section": section, "title": title, "context": context, "provider": stated}
    for field, text in written.items():
        document.add_text(field, " ".join(words(text)))
    document.add_text("forms", " ".join(forms(whole)))
    document.add_text("bigrams", " ".join(bigrams(whole)))
    document.add_text("title_bigrams", " ".join(bigrams(title)))
    return document


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system, or one without hard links
        shutil.copyfile(source, target)

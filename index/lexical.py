"""The lexical index: BM25 over words, bigrams, title and section path, in a tantivy folder."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy
from langchain_core.documents import Document

from index.errors import StoreCorrupt
from index.terms import bigrams, query_bigrams, query_words, words

Hits = list[tuple[int, float]]
"""Passage numbers with scores, best first."""

# Weights of the fields in the words query, relative to the body (measured on the public benches
# and dev questions with `scripts/fit_fusion.py`; the title says least, as all passages share it).
BOOSTS = {"body": 1.0, "section": 0.4, "title": 0.15, "context": 0.4}


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", stored=False, indexed=True, fast=True)
    for field in (*BOOSTS, "bigrams"):
        builder.add_text_field(field, stored=False, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class LexicalIndex:
    """An open lexical index, for reading.

    Raises:
        StoreCorrupt: the folder is missing or damaged; it can be rebuilt from the store.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self._index = tantivy.Index.open(str(folder))
            self._searcher = self._index.searcher()
        except (ValueError, OSError) as error:
            raise StoreCorrupt(folder, str(error)) from error
        self._schema = _schema()

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search_words(self, text: str, k: int) -> Hits:
        """The `k` best passages by BM25 over words in body, section, context and title."""
        terms = Counter(query_words(text))
        queries = [
            (tantivy.Occur.Should, tantivy.Query.boost_query(self._term(field, term), boost * min(count, 2)))
            for term, count in terms.items()
            for field, boost in BOOSTS.items()
        ]
        return self._search(queries, k)

    def search_bigrams(self, text: str, k: int) -> Hits:
        """The `k` best passages by BM25 over character bigrams of body and section."""
        return self._search([(tantivy.Occur.Should, self._term("bigrams", t)) for t in set(query_bigrams(text))], k)

    def document_frequency(self, term: str) -> int:
        """In how many passages the word `term` (already folded) stands in the body."""
        return int(self._searcher.doc_freq("body", term))

    def _term(self, field: str, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, term, index_option="freq")

    def _search(self, queries: Sequence[tuple[tantivy.Occur, tantivy.Query]], k: int) -> Hits:
        if not queries or k <= 0:
            return []
        found = self._searcher.search(tantivy.Query.boolean_query(list(queries)), limit=k, count=False).hits
        numbers = self._searcher.fast_field_values("number", [address for _, address in found])
        return [(int(n), float(score)) for n, (score, _) in zip(numbers, found, strict=True)]


def update(folder: Path, base: Path | None, added: Iterable[tuple[int, Document]], removed: Iterable[int]) -> None:
    """Writes to `folder` the index at `base` (None: an empty one) with passages added and removed.

    `base` itself is not touched: its immutable segment files are hard-linked (or copied).
    Everything is on disk when the call returns.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if base is not None:
        for file in base.iterdir():
            if file.name.startswith(".") and file.suffix == ".lock":
                continue
            if file.name in ("meta.json", ".managed.json"):
                shutil.copyfile(file, folder / file.name)  # rewritten in place by tantivy: never shared
            else:
                _link(file, folder / file.name)
    index = tantivy.Index(_schema(), str(folder), reuse=base is not None)
    writer = index.writer(heap_size=64_000_000, num_threads=1)
    for number in removed:
        writer.delete_documents_by_term("number", number)
    for number, passage in added:
        writer.add_document(_document(number, passage))
    writer.commit()
    writer.wait_merging_threads()
    for file in folder.iterdir():
        with file.open("rb") as handle:
            os.fsync(handle.fileno())


def _document(number: int, passage: Document) -> tantivy.Document:
    meta = passage.metadata
    body = passage.page_content
    section = " ".join(meta.get("section", []))
    document = tantivy.Document()
    document.add_unsigned("number", number)
    fields = {"body": body, "section": section, "title": meta.get("title", ""), "context": meta.get("context", "")}
    for field, text in fields.items():
        document.add_text(field, " ".join(words(text)))
    document.add_text("bigrams", " ".join(bigrams(f"{section}\n{meta.get('context', '')}\n{body}")))
    return document


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system, or one without hard links
        shutil.copyfile(source, target)

"""The lexical index: BM25 over words, bigrams, title and section path, in a tantivy folder."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import tantivy
from langchain_core.documents import Document

from index.errors import StoreCorrupt
from index.passage import about, provider
from index.terms import bigrams, query_bigrams, query_words, words

Hits = list[tuple[int, float]]
"""Passage numbers with scores, best first."""
Clause = tuple[tantivy.Occur, tantivy.Query]

# Weights of the fields in the words query, relative to the body. They only decide which passages
# become candidates; the title says least, as all passages of a document share it.
BOOSTS = {"body": 1.0, "section": 0.4, "title": 0.15, "context": 0.4}

SMALL = 2_000
"""Up to this many passages an index is made anew when passages are removed."""
WORN = 0.2
"""Above this share of deleted passages an index is made anew."""


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", stored=False, indexed=True, fast=True)
    builder.add_text_field("document", stored=False, tokenizer_name="raw", index_option="basic")
    for field in (*BOOSTS, "bigrams"):
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

    def search_words(self, text: str, k: int, documents: Collection[str] | None = None) -> Hits:
        """The `k` best passages by BM25 over words in body, section, context and title.

        `documents`: only passages of the documents with these ids.
        """
        terms = Counter(query_words(text))
        queries = [
            (tantivy.Occur.Should, tantivy.Query.boost_query(self._term(field, term), boost * min(count, 2)))
            for term, count in terms.items()
            for field, boost in BOOSTS.items()
        ]
        return self._search(queries, k, documents)

    def search_bigrams(self, text: str, k: int, documents: Collection[str] | None = None) -> Hits:
        """The `k` best passages by BM25 over character bigrams of body and section.

        `documents`: only passages of the documents with these ids.
        """
        queries = [(tantivy.Occur.Should, self._term("bigrams", t)) for t in dict.fromkeys(query_bigrams(text))]
        return self._search(queries, k, documents)

    def document_frequency(self, term: str) -> int:
        """In how many passages the word `term` (already folded) stands in the body."""
        return int(self._searcher.doc_freq("body", term))

    def _term(self, field: str, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, term, index_option="freq")

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
    section = " ".join(filter(None, [*headings, provider(passage)]))
    document = tantivy.Document()
    document.add_unsigned("number", number)
    document.add_text("document", passage.metadata["document"])
    for field, text in {"body": body, "section": section, "title": title, "context": context}.items():
        document.add_text(field, " ".join(words(text)))
    document.add_text("bigrams", " ".join(bigrams(f"{section}\n{context}\n{body}")))
    return document


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system, or one without hard links
        shutil.copyfile(source, target)

"""What a search costs: its stages, bare calls of the libraries below it, memory; for `bench_search.py`."""

from __future__ import annotations

import importlib
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:  # run as a file
    sys.path.insert(0, str(ROOT))

STAGES = {
    "reading the question": ("rag.query", "QueryReader.read"),
    "dense": ("index.dense", "search"),
    "words": ("index.lexical", "LexicalIndex.search_words"),
    "bigrams": ("index.lexical", "LexicalIndex.search_bigrams"),
    "fetching passages": ("index.store", "Store.passages"),
    "features of all candidates": ("rag.retrieve", "glance"),
    "features of the best, by sentence": ("rag.retrieve", "signals"),
    "order": ("rag.retrieve", "diverse"),
}
"""What is timed inside of a search: name → module and function; one that a search does not call is left out."""
DEPTH = 100
"""Hits asked of FAISS and tantivy: as many as each arm of a search brings."""
Times = dict[str, list[float]]


@contextmanager
def clocked(times: Times, model: object) -> Iterator[None]:
    """Adds to `times` the milliseconds that each of `STAGES`, and `model`'s question vector, takes at every call."""
    places: list[tuple[str, Any, str]] = [("question vector", type(model), "embed_query")]
    for stage, (module, path) in STAGES.items():
        holder: Any = importlib.import_module(module)
        *outer, name = path.split(".")
        for part in outer:
            holder = getattr(holder, part, None)
        places.append((stage, holder, name))
    there = [(stage, holder, name) for stage, holder, name in places if hasattr(holder, name)]
    plain = [getattr(holder, name) for _, holder, name in there]
    for (stage, holder, name), function in zip(there, plain, strict=True):
        setattr(holder, name, _timed(function, times[stage]))
    try:
        yield
    finally:
        for (_, holder, name), function in zip(there, plain, strict=True):
            setattr(holder, name, function)


def _timed(function: Callable[..., Any], times: list[float]) -> Callable[..., Any]:
    def timed(*args: Any, **options: Any) -> Any:
        started = time.perf_counter()
        try:
            return function(*args, **options)
        finally:
            times.append(1e3 * (time.perf_counter() - started))

    return timed


def asked(search: Callable[[str], object], questions: Sequence[str], times: Times | None = None) -> Times:
    """Milliseconds of every question: ``whole``, and each stage as the sum of its calls for that question."""
    found: Times = defaultdict(list)
    for question in questions:
        before = {stage: len(values) for stage, values in times.items()} if times is not None else {}
        started = time.perf_counter()
        search(question)
        found["whole"].append(1e3 * (time.perf_counter() - started))
        for stage, values in (times or {}).items():
            if new := values[before.get(stage, 0) :]:
                found[stage].append(sum(new))
    return found


def raw_faiss(vectors: np.ndarray, embed: Callable[[str], np.ndarray], questions: Sequence[str]) -> list[float]:
    """Milliseconds of an exact scan on one core, the vectors of the questions at hand."""
    import faiss

    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors))
    points = np.stack([embed(question) for question in questions]).astype(np.float32)
    faiss.omp_set_num_threads(1)
    at = iter(range(len(points)))
    found = asked(lambda _: index.search(points[(n := next(at)) : n + 1], min(DEPTH, len(vectors))), questions)
    return found["whole"]


def raw_tantivy(texts: Sequence[str], questions: Sequence[str], folder: Path) -> list[float]:
    """Milliseconds of a search for any of the words in one field, the words of the questions at hand."""
    import tantivy

    from evals.systems.bm25 import chinese_words

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("body", stored=False, tokenizer_name="whitespace", index_option="freq")
    schema = builder.build()
    index = tantivy.Index(schema, str(folder))
    writer = index.writer(heap_size=64_000_000, num_threads=1)
    for text in texts:
        document = tantivy.Document()
        document.add_text("body", " ".join(chinese_words(text)))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    words = {question: list(dict.fromkeys(chinese_words(question))) for question in questions}

    def search(question: str) -> object:
        terms = [tantivy.Query.term_query(schema, "body", word, index_option="freq") for word in words[question]]
        either = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        return searcher.search(either, limit=DEPTH, count=False).hits

    return asked(search, questions)["whole"]


def memory() -> float:
    """Resident memory of this process in MB; not a number where the platform does not tell."""
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 2**10


def material(name: str, shared: Path) -> tuple[Any, list[Path]]:
    """The data set and the documents that `name` says; the data set is None where it is not here."""
    from evals import read_dataset
    from evals.command import SHIPPED
    from rag.settings import SHIPPED_DOCUMENTS

    if name == "stard":
        path = shared / "data" / "bench" / "stard"
        return (read_dataset(path), []) if path.is_dir() else (None, [])
    questions, documents = shared / "questions" / "dev.jsonl", shared / "documents"
    if questions.exists() and documents.is_dir():
        return read_dataset(questions), [documents]
    return read_dataset(SHIPPED), [SHIPPED_DOCUMENTS]


def measure_search(name: str, shared: Path, queries: int, cache: Path) -> dict[str, Any]:
    """Times (ms) of every stage for the first time and again, of bare calls, and memory (MB), over one data set.

    Empty where the data set is not here. Its index must be in the cache, or making it counts as memory.
    """
    from evals.variants import Variant
    from evals.workbench import Workbench

    dataset, documents = material(name, shared)
    if dataset is None:
        return {}
    questions = list(dict.fromkeys(q.question for q in dataset.sampled(queries).questions))
    plain = memory()
    with Workbench(dataset, documents, cache=cache) as bench:
        system = bench.open(Variant())
        assistant = system.assistant
        system.search("预热", 1)
        opened = memory()
        every: Times = defaultdict(list)
        with clocked(every, assistant.store.embeddings):
            first = asked(lambda text: system.search(text, 10), questions, every)
            used = memory()
            again = asked(lambda text: system.search(text, 10), questions, every)
        store = assistant.store
        profiles = _kept(assistant.retriever)
        with store.snapshot() as snapshot:
            numbers, vectors = snapshot.store.vectors()
            texts = [passage.page_content for passage in snapshot.store.passages(numbers.tolist()).values()]
        bare = {"FAISS": raw_faiss(vectors, lambda t: np.asarray(store.embeddings.embed_query(t)), questions)}
        with tempfile.TemporaryDirectory() as folder:
            bare["tantivy"] = raw_tantivy(texts, questions, Path(folder))
        size = sum(file.stat().st_size for file in store.folder.rglob("*") if file.is_file()) / 2**20
    return {
        "name": f"{dataset.name}, {len(texts):,} passages, {len(questions)} questions",
        "passages": len(texts),
        "questions": len(questions),
        "first": {stage: _both(values) for stage, values in first.items()},
        "again": {stage: _both(values) for stage, values in again.items()},
        "bare": {library: _both(values) for library, values in bare.items()},
        "memory": {"index": size, "before": plain, "opened": opened, "used": used, "profiles": profiles},
    }


def _kept(retriever: Any) -> int:
    """How many passages' profiles are in memory; 0 where it cannot be told."""
    profiles = getattr(retriever, "_profiles", None)
    sizes = [len(held) for held in vars(profiles).values() if isinstance(held, dict)] if profiles else []
    return max(sizes, default=0)


def build(name: str, shared: Path, cache: Path) -> dict[str, Any]:
    """Makes the index of a data set, if it is not in the cache."""
    from evals.variants import Variant
    from evals.workbench import Workbench

    dataset, documents = material(name, shared)
    if dataset is not None:
        with Workbench(dataset, documents, cache=cache) as bench:
            bench.open(Variant())
    return {}


def _both(values: Sequence[float]) -> list[float]:
    return [float(value) for value in np.percentile(values, [50, 95])]

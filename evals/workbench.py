"""Where systems are set up side by side over the same documents; what they needed goes away afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any

from evals.dataset import Dataset
from evals.judge import same_place
from evals.systems import Material, SystemUnavailable, open_peer
from evals.systems.wenju import Wenju, add_texts
from evals.variants import Variant
from index import KnowledgeStore, StoreMismatch, load_embeddings
from index.split import PassageSplitter
from index.store import MEMORY
from rag import Assistant, Settings
from rag.retrieve import HybridRetriever, Stages, Weights


class Workbench:
    """Systems over the documents that a data set's questions are about. To be used in a ``with``.

    The documents are the texts that the data set brings, else the files named, else those of the
    index. Indexes that are needed and not there are made in a temporary folder.

    Args:
        dataset: what will be asked.
        documents: files and folders.
        index: folder of Wenju's index; None means that of the settings, where no documents are named.

    Raises:
        SystemUnavailable: a document that is named is not there.
    """

    def __init__(self, dataset: Dataset, documents: Sequence[Path] = (), index: Path | None = None) -> None:
        if gone := [path for path in documents if not path.exists()]:
            raise SystemUnavailable(f"{gone[0]}: no such file or folder")
        self._dataset, self._documents, self._index = dataset, documents, index
        self._temporary = TemporaryDirectory(prefix="wenju-eval-", ignore_cleanup_errors=True)
        self._opened: list[Assistant] = []
        self._built: dict[str, tuple[Path, dict[str, Any]]] = {}

    def __enter__(self) -> Workbench:
        return self

    def __exit__(self, *raised: object) -> None:
        for assistant in self._opened:
            assistant.store.close()
        self._temporary.cleanup()

    def open(self, variant: Variant) -> Any:
        """The system of a variant, ready to be asked.

        Raises:
            SystemUnavailable: there is no such system, or what it needs is missing.
            StoreError: the index is missing, or made with other settings.
            ModelMissing: the embedding model is not on this machine.
        """
        if variant.system != "wenju":
            system = open_peer(variant.system, self.material)
            return _Renamed(system, variant.name) if variant.name else system
        settings = Settings(**variant.settings)
        store, about = self._store(variant, settings)
        assistant = Assistant(store, settings)
        assistant.retriever = HybridRetriever(
            store=store, k=settings.k, weights=Weights(**variant.weights), stages=Stages(**variant.stages)
        )
        self._opened.append(assistant)
        return Wenju(assistant, variant.name or "Wenju", variant.changes() | about)

    @cached_property
    def material(self) -> Material:
        """What the questions are about, for systems that index for themselves.

        Raises:
            SystemUnavailable: a file that is named is not there.
            StoreError: no documents are named, and there is no index that knows them.
        """
        if self._dataset.texts:
            return Material(texts=self._dataset.texts)
        if self._documents:
            return Material.of(self._documents)
        settings = Settings()
        folder = self._index or settings.index
        embeddings = load_embeddings(settings.embedding, allow_download=settings.allow_download)
        store = KnowledgeStore(folder, embeddings, rebuild=True)
        try:
            paths = (Path(path) for path in store.store.files() if not path.startswith(MEMORY))
            return Material(sorted(path for path in paths if path.is_file()))
        finally:
            store.close()

    def strange(self) -> list[str]:
        """The documents that the evidence names and that are not there: their questions can only be missed."""
        named = {e.doc for question in self._dataset.questions for e in question.evidence}
        if self._dataset.texts:
            return sorted(named - self._dataset.texts.keys())
        if self._opened:  # its files may be packed in others
            there = list(self._opened[0].store.store.files())
        else:
            there = [str(path) for path in self.material.files]
        return sorted(name for name in named if not any(same_place(name, path) for path in there))

    def _store(self, variant: Variant, settings: Settings) -> tuple[KnowledgeStore, dict[str, Any]]:
        embeddings = load_embeddings(settings.embedding, allow_download=settings.allow_download)
        splitter = PassageSplitter(**variant.splitter)
        if not self._dataset.texts and (self._index or not self._documents):
            try:
                return KnowledgeStore(self._index or settings.index, embeddings, splitter), {}
            except StoreMismatch:
                if not variant.indexes_anew:
                    raise
        key = f"{settings.embedding} {splitter.fingerprint}"
        if key in self._built:
            folder, about = self._built[key]
            return KnowledgeStore(folder, embeddings, splitter), about
        folder = Path(self._temporary.name) / str(len(self._built))
        store = KnowledgeStore(folder, embeddings, splitter, create=True)
        about = self._fill(store)
        self._built[key] = folder, about
        return store, about

    def _fill(self, store: KnowledgeStore) -> dict[str, Any]:
        """Indexes the documents; returns what there is to say of it."""
        assistant = Assistant(store)
        if self._dataset.texts:
            add_texts(assistant, self._dataset.texts)
            return {}
        report = assistant.sync(self._documents or self.material.files)
        return {"files that failed": sorted(PurePath(path).name for path in report.failed)} if report.failed else {}


class _Renamed:
    """A system under another name."""

    def __init__(self, system: Any, name: str) -> None:
        self._system, self.name = system, name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(self._system, attribute)

"""Where systems are set up side by side over the same documents; what they needed goes away afterwards."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any

from langchain_core.embeddings import Embeddings

from evals.dataset import Dataset
from evals.judge import same_place
from evals.systems import Material, SystemUnavailable, open_peer
from evals.systems.wenju import Wenju, add_texts
from evals.variants import Variant
from index import KnowledgeStore, StoreCorrupt, StoreMismatch, StoreMissing, load_embeddings
from index.split import PassageSplitter
from index.store import MEMORY
from rag import Assistant, Settings
from rag.tuned import load_tuned
from rag.weights import Stages, Weights

_NAMED = 5
"""Documents named in a note at most."""


class Workbench:
    """Systems over the documents that a data set's questions are about. To be used in a ``with``.

    The documents are the texts that the data set brings, else the files named, else those of the
    index. Indexes that are needed and not there are made in a temporary folder.

    Args:
        dataset: what will be asked.
        documents: files and folders.
        index: folder of Wenju's index; None means that of the settings, where no documents are named.
        cache: where indexes that are made stay for the next time; None: in a temporary folder.

    Raises:
        SystemUnavailable: a document that is named is not there.
    """

    def __init__(
        self,
        dataset: Dataset,
        documents: Sequence[Path] = (),
        index: Path | None = None,
        cache: Path | None = None,
    ) -> None:
        if gone := [path for path in documents if not path.exists()]:
            raise SystemUnavailable(f"{gone[0]}: no such file or folder")
        self._dataset, self._documents, self._index, self._cache = dataset, documents, index, cache
        self._temporary = TemporaryDirectory(prefix="wenju-eval-", ignore_cleanup_errors=True)
        self._opened: list[Assistant] = []
        self._built: dict[str, tuple[KnowledgeStore, dict[str, Any]]] = {}

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
        store, about, weights = self._store(variant, settings)
        assistant = Assistant(store, settings)
        plain = assistant.retriever
        ranked = {"weights": replace(weights, **variant.weights), "stages": Stages(**variant.stages)}
        assistant.retriever = plain.model_copy(update=ranked)
        assistant.warm_up()  # as `wenju serve` does: timings are those of a running server
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
        embeddings = load_embeddings(settings.embedding, **settings.embedding_options)
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

    def note(self) -> str:
        """What the user should know of them; empty: all are there."""
        strange = self.strange()
        more = f" and {len(strange) - _NAMED} more" if len(strange) > _NAMED else ""
        named = ", ".join(strange[:_NAMED])
        return f"the evidence names documents that are not there: {named}{more}" if strange else ""

    def _store(self, variant: Variant, settings: Settings) -> tuple[KnowledgeStore, dict[str, Any], Weights]:
        """The index, what there is to say of it, and the ranking weights that belong to it."""
        splitter = PassageSplitter(**variant.splitter)
        if not self._dataset.texts and (self._index or not self._documents):
            folder = self._index or settings.index
            try:
                tuned, weights = load_tuned(folder, settings)
                return KnowledgeStore(folder, tuned, splitter), {}, weights
            except StoreMismatch:
                if not variant.indexes_anew:
                    raise
        embeddings = load_embeddings(settings.embedding, **settings.embedding_options)
        key = f"{settings.embedding} {settings.document_prompt!r} {splitter.fingerprint}"
        if key not in self._built:  # systems that differ in ranking alone share an index
            self._built[key] = self._make(key, embeddings, splitter)
        return *self._built[key], Weights()

    def _make(
        self, key: str, embeddings: Embeddings, splitter: PassageSplitter
    ) -> tuple[KnowledgeStore, dict[str, Any]]:
        """The index over the documents: the one that was kept, if it still fits, else a new one."""
        folder = Path(self._temporary.name) / str(len(self._built))
        if self._cache is not None:
            folder = self._cache / f"{re.sub(r'[^0-9A-Za-z-]', '_', self._dataset.name)}-{self._digest(key)}"
            try:
                return KnowledgeStore(folder, embeddings, splitter), {}
            except (StoreMissing, StoreMismatch, StoreCorrupt):
                shutil.rmtree(folder, ignore_errors=True)
        part = folder.with_name(f"{folder.name}.part")  # an index that was given up half-way is not taken for a whole
        shutil.rmtree(part, ignore_errors=True)
        part.parent.mkdir(parents=True, exist_ok=True)
        store = KnowledgeStore(part, embeddings, splitter, create=True)
        try:
            about = self._fill(store)
        finally:
            store.close()
        part.rename(folder)
        return KnowledgeStore(folder, embeddings, splitter), about

    def _digest(self, key: str) -> str:
        """What tells this index from others of the cache: the documents' content and the settings."""
        digest = hashlib.sha256(key.encode())
        for name, text in self._dataset.texts.items():
            digest.update(f"{name}\0{text.title}\0{text.text}\0".encode())
        if not self._dataset.texts:
            for path in self.material.files:
                digest.update(f"{path.absolute()}\0".encode() + path.read_bytes())
        return digest.hexdigest()[:12]

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

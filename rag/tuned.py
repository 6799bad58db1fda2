"""What tuning has left beside an index: a model, ranking weights, and the figures that speak for them.

In ``<index>/tuned`` every embedding model that an index can be made with has a folder of its own:
what counts is the one that the published index was made with. So a model that is put there before
the index is made anew with it, and is then published, takes effect in the moment of publishing.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index import ModelMissing, StoreError, StoreMissing, load_embeddings
from index.embed import BUILTIN, StaticEmbeddings
from index.embedder import Embedder
from index.generation import sync_path
from index.store import Store
from rag.weights import Weights, WeightsError, read_weights, write_weights

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from rag.settings import Settings

FOLDER = "tuned"
MODEL, WEIGHTS, REPORT = "model", "weights.json", "report.json"
_NEW = ".new-"


class TunedDamaged(StoreError):
    """A file that tuning left is damaged or of another version."""

    def __init__(self, path: Path, reason: str) -> None:
        index = next(parent.parent for parent in path.parents if parent.name == FOLDER)
        super().__init__(
            f"{path} cannot be used ({reason}): go back to what comes with the program with "
            f"`wenju tune --undo --index {index}`, then tune again if you like"
        )


@dataclass(frozen=True)
class Tuned:
    """What an index was tuned with.

    Attributes:
        embedding: fingerprint of the embedding model that the index was made with.
        weights: of the ranking; the built-in ones where only the model was kept.
        model: folder of the tuned model; None where only the weights were kept.
        report: what was measured, see `rag.tune.report`.
    """

    embedding: str
    weights: Weights
    model: Path | None
    report: Mapping[str, Any]

    @classmethod
    def of(cls, index: Path) -> Tuned | None:
        """What the published index in this folder was tuned with; None if it is as it comes.

        Raises:
            TunedDamaged: what belongs to it cannot be read.
        """
        folders = _folders(index)
        names = {_name(tail) for tail in _tails(_fingerprint(index))} if folders else set[str]()
        for folder in folders:
            if folder.name not in names:
                continue  # of another model: what a tuning that was stopped has left
            report = _report(folder / REPORT)
            try:
                weights = read_weights(folder / WEIGHTS)
            except (OSError, WeightsError) as error:
                raise TunedDamaged(folder / WEIGHTS, str(error)) from error
            model = folder / MODEL
            return cls(report["embedding"], weights, model if model.is_dir() else None, report)
        return None

    def load(self) -> StaticEmbeddings:
        """The tuned model.

        Raises:
            TunedDamaged: it is not what the index was made with.
        """
        assert self.model is not None
        try:
            found = StaticEmbeddings(self.model)
        except ModelMissing as error:
            raise TunedDamaged(self.model, str(error)) from error
        if found.fingerprint != self.embedding:
            raise TunedDamaged(self.model, "not the model that the index was made with")
        return found


def load_tuned(index: Path, settings: Settings) -> tuple[Embeddings, Weights]:
    """The embedding model and the ranking weights for an index: what it was tuned with, else what the settings say.

    A tuned model is one of the built-in model's kind: where the settings name another one, it does not count.

    Raises:
        ModelMissing: the model of the settings is not on this machine.
        TunedDamaged: what the index was tuned with cannot be read.
    """
    tuned = Tuned.of(index)
    if tuned and tuned.model and settings.embedding == BUILTIN:
        return tuned.load(), tuned.weights
    embeddings = load_embeddings(settings.embedding, **settings.embedding_options)
    fits = tuned is not None and tuned.embedding == Embedder(embeddings).fingerprint
    return embeddings, tuned.weights if tuned and fits else Weights()


def put(index: Path, embedding: str, weights: Weights, report: Mapping[str, Any], model: Path | None) -> None:
    """Puts beside the index what it is to be tuned with, whole or not at all, and safe from a power cut.

    It takes effect when an index made with `embedding` is published, at once if it is already.

    Args:
        index: folder of the index.
        embedding: fingerprint of the embedding model.
        weights: of the ranking.
        report: what was measured; plain data.
        model: folder of the model, to be copied; None if it is the settings' own.
    """
    parent = index / FOLDER
    parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=_NEW, dir=parent, ignore_cleanup_errors=True) as temporary:
        new = Path(temporary) / "new"
        new.mkdir()
        if model is not None:
            shutil.copytree(model, new / MODEL)
        write_weights(weights, new / WEIGHTS)
        text = json.dumps({**report, "embedding": embedding}, ensure_ascii=False, indent=1)
        (new / REPORT).write_text(text + "\n", encoding="utf-8")
        files = [path for path in new.rglob("*") if path.is_file()]
        for path in [*files, *(p for p in new.rglob("*") if p.is_dir()), new]:
            sync_path(path)
        target = parent / _name(embedding)
        if not target.exists():
            new.rename(target)
        else:
            # The index may be in use with it. A model of this name is the same, byte by byte.
            for path in files:
                there = target / path.relative_to(new)
                there.parent.mkdir(exist_ok=True)
                path.replace(there)
        sync_path(target)
        sync_path(parent)


def sweep(index: Path, embedding: str = "") -> None:
    """Removes what tuning left for other models than `embedding`; all of it without."""
    for folder in _folders(index, temporary=True):
        if folder.name != _name(embedding) or not embedding:
            shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):  # not empty
        (index / FOLDER).rmdir()


def left(index: Path) -> bool:
    """Whether tuning has left anything beside the index."""
    return bool(_folders(index))


def _folders(index: Path, *, temporary: bool = False) -> list[Path]:
    parent = index / FOLDER
    found = sorted(parent.iterdir()) if parent.is_dir() else []
    return [path for path in found if path.is_dir() and (temporary or not path.name.startswith("."))]


def _name(embedding: str) -> str:
    return hashlib.sha256(embedding.encode()).hexdigest()[:16]


def _fingerprint(index: Path) -> str:
    """What the published index was made with; empty where there is none."""
    try:
        store = Store(index)
    except StoreMissing:
        return ""
    try:
        return store.setting("fingerprint")
    finally:
        store.close()


def _tails(fingerprint: str) -> list[str]:
    """What the model's own fingerprint may be, which is the end of an index's and may hold slashes itself."""
    parts = fingerprint.split("/")
    return ["/".join(parts[i:]) for i in range(len(parts))]


def _report(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise TunedDamaged(path, str(error)) from error
    if not isinstance(found, dict) or not isinstance(found.get("embedding"), str):
        raise TunedDamaged(path, "no report of a tuning")
    return found

"""What tuning has found is put into effect, and taken back."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from langchain_core.embeddings import Embeddings

from index import KnowledgeStore, load_embeddings
from index.embed import StaticEmbeddings
from index.embedder import Embedder
from rag.tune.model import NAME
from rag.tune.report import Report
from rag.tuned import put, sweep
from rag.weights import Weights

TEMPORARY = ".tuning-"
"""Begins the name of a folder that is used while something is tried."""
_OLD_S = 24 * 3600.0


@dataclass
class Found:
    """What tuning has arrived at, still in a temporary folder.

    Attributes:
        report: what was measured.
        shipped: the built-in model, or the settings' other one.
        model: folder of the tuned model, if one was trained.
        weights: fitted, with the better model.
    """

    report: Report
    shipped: Embeddings
    model: Path | None = None
    weights: Weights = field(default_factory=Weights)


def keep(index: Path, found: Found) -> None:
    """Puts into effect what the report says is kept; nothing if that is nothing.

    Stopped at any moment, it leaves an index that works, tuned as before or anew.

    Raises:
        StoreBusy: another process is writing.
    """
    kept = found.report.kept
    if not kept:
        return
    model = found.model if "model" in kept else None
    embeddings = StaticEmbeddings(model) if model else found.shipped
    weights = found.weights if "weights" in kept else Weights()
    fingerprint = Embedder(embeddings).fingerprint
    with ExitStack() as stack:
        store = opened(stack, lambda: KnowledgeStore(index, embeddings, rebuild=True))
        with store.writing():
            put(index, fingerprint, weights, found.report.to_dict(), model)
            if store.stale:
                store.publish([], [], anew=True)
            sweep(index, fingerprint)


def undo(index: Path) -> None:
    """Goes back to the model and the weights that come with the program.

    Stopped at any moment, it leaves an index that works; call it again then. Nothing that tuning
    left is read, so that it helps where that is damaged.

    Raises:
        StoreError: the index cannot be opened.
        StoreBusy: another process is writing.
    """
    with ExitStack() as stack:
        # Only the built-in model is ever tuned: that is what such an index goes back to.
        builtin = load_embeddings()
        store = opened(stack, lambda: KnowledgeStore(index, builtin, rebuild=True))
        with store.writing():
            others, tuned, model = store.store.setting("fingerprint").rpartition(f"/{NAME}-")
            if tuned:
                # What an older tuning has left for the built-in model must not come to life.
                sweep(index, f"{NAME}-{model}")
                if f"{others}/{Embedder(builtin).fingerprint}" == store.fingerprint:
                    store.publish([], [], anew=True)
            sweep(index)
    tidy(index, 0.0)


def tidy(index: Path, older_s: float = _OLD_S) -> None:
    """Removes what tunings that were killed have left, if it is older than this many seconds."""
    for path in index.glob(f"{TEMPORARY}*"):
        if time.time() - path.stat().st_mtime >= older_s:
            shutil.rmtree(path, ignore_errors=True)


def opened(stack: ExitStack, make: Callable[[], KnowledgeStore]) -> KnowledgeStore:
    """An index that is closed when the stack is left."""
    store = make()
    stack.callback(store.close)
    return store

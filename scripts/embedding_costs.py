"""What embedding passages costs, ours and a stock MiniLM; for `bench_search.py`."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from search_costs import material

MINILM = {
    "vocab_size": 30522,
    "hidden_size": 384,
    "num_hidden_layers": 6,
    "num_attention_heads": 12,
    "intermediate_size": 1536,
    "max_position_embeddings": 512,
}
"""The published configuration of all-MiniLM-L6-v2; its speed does not depend on what its weights say."""


def measure_ours(shared: Path, count: int) -> dict[str, float]:
    """Passages a second of the embedding model in the settings, best of three."""
    from evals.systems.bm25 import chunks
    from evals.systems.material import Material
    from index import load_embeddings
    from index.embedder import Embedder
    from rag.settings import Settings

    _, documents = material("documents", shared)
    passages = (chunks(Material.of(documents)) * count)[:count]
    embedder = Embedder(load_embeddings(Settings().embedding))
    embedder.passages(passages[:8])
    return {"rate": count / min(_seconds(lambda: embedder.passages(passages)) for _ in range(3))}


def measure_minilm(tokens: int, count: int) -> dict[str, float]:
    """Passages a second of a stock MiniLM with random weights on texts of so many tokens, best of three."""
    import torch
    from transformers import BertConfig, BertModel

    model = BertModel(BertConfig(**MINILM), add_pooling_layer=False).eval()
    ids = torch.randint(1000, MINILM["vocab_size"], (count, tokens))

    @torch.inference_mode()
    def encode() -> None:
        for batch in ids.split(32):
            torch.nn.functional.normalize(model(batch).last_hidden_state.mean(1))

    encode()
    return {"rate": count / min(_seconds(encode) for _ in range(3))}


def _seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started

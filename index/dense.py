"""The dense index: FAISS over passage vectors, its kind chosen by size in one place."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from index.errors import StoreCorrupt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

FLAT_LIMIT = 50_000
"""Up to this many vectors an exact scan takes a few milliseconds."""

_THREADS = faiss.omp_get_max_threads()
PROBED = 1 / 8
"""The share of an inverted index's lists that a search looks at."""


def kind_for(count: int) -> str:
    """The FAISS factory string for `count` vectors: exact, then inverted lists of 8-bit vectors.

    The number of lists is about four times the square root of the count, as the FAISS guidelines
    have it, rounded to a power of two; the lists need training, so the kind changes with growth
    only when the count has grown well beyond what they were made for.
    """
    if count <= FLAT_LIMIT:
        return "Flat"
    return f"IVF{_lists_for(count)},SQ8"


def _lists_for(count: int) -> int:
    return int(2 ** int(np.log2(4 * np.sqrt(count))))


def build(numbers: Ints, vectors: Floats) -> Any:
    """An index over unit vectors `(n, dim)` under stable `numbers` `(n,)`; inner product is cosine."""
    faiss.omp_set_num_threads(_THREADS)
    dimension = vectors.shape[1]
    kind = kind_for(len(vectors))
    index: Any  # the stubs of FAISS know less than FAISS
    if kind == "Flat":
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
    else:
        index = faiss.index_factory(dimension, kind, faiss.METRIC_INNER_PRODUCT)
        faiss.extract_index_ivf(index).cp.niter = 10  # k-means; more changes little
        sample = np.random.default_rng(0).permutation(len(vectors))[: 50 * faiss.extract_index_ivf(index).nlist]
        index.train(np.ascontiguousarray(vectors[sample]))
    index.add_with_ids(np.ascontiguousarray(vectors), numbers)
    return index


def fits(index: Any, count: int) -> bool:
    """Whether `index` is still of a kind that suits `count` vectors (else it is built anew)."""
    if isinstance(faiss.downcast_index(index), faiss.IndexIDMap2):
        return count <= FLAT_LIMIT
    return count > FLAT_LIMIT // 2 and _lists_for(count) <= 2 * faiss.extract_index_ivf(index).nlist


def search(index: Any, vector: Floats, k: int, *, allowed: Ints | None = None) -> list[tuple[int, float]]:
    """The `k` nearest passages to the unit `vector` `(dim,)`: numbers and cosines, best first.

    `allowed`: only these numbers are considered.
    """
    k = min(k, index.ntotal)
    if k <= 0 or not vector.any():
        return []
    # One query is too little work to share: on a busy machine, waiting for the other threads takes
    # ten times as long as the search.
    faiss.omp_set_num_threads(1)
    parameters: dict[str, object] = {}
    if allowed is not None:
        parameters["sel"] = faiss.IDSelectorBatch(allowed)
    params: Any = None
    if isinstance(faiss.downcast_index(index), faiss.IndexIDMap2):
        params = faiss.SearchParameters(**parameters) if parameters else None
    else:
        # The fewer passages a filter leaves, the further away the nearest of them may lie.
        share = PROBED if allowed is None else min(1.0, PROBED * index.ntotal / max(len(allowed), 1))
        nprobe = max(32, round(share * faiss.extract_index_ivf(index).nlist))
        params = faiss.SearchParametersIVF(nprobe=nprobe, **parameters)  # type: ignore[call-arg]
    scores, numbers = index.search(vector.reshape(1, -1), k, params=params)
    return [(int(n), float(s)) for n, s in zip(numbers[0], scores[0], strict=True) if n >= 0]


def changed(index: Any, removed: Sequence[int], numbers: Ints, vectors: Floats) -> Any:
    """`index` itself, without the `removed` numbers and with new `vectors` `(n, dim)` under `numbers` `(n,)`."""
    if removed:
        index.remove_ids(np.array(removed, dtype=np.int64))
    if len(numbers):
        index.add_with_ids(np.ascontiguousarray(vectors), numbers)
    return index


def write(index: Any, path: Path) -> None:
    """Writes `index` to `path`; the file is complete and on disk when the call returns."""
    part = path.with_suffix(".part")
    with part.open("wb") as handle:  # not by FAISS, which knows neither a full disk nor every file name
        handle.write(faiss.serialize_index(index).data)
        handle.flush()
        os.fsync(handle.fileno())
    part.replace(path)


def read(path: Path) -> Any:
    """The index at `path`.

    Raises:
        StoreCorrupt: the file is missing or damaged.
    """
    try:
        return faiss.deserialize_index(np.fromfile(path, dtype=np.uint8))
    except (OSError, RuntimeError) as error:
        raise StoreCorrupt(path, str(error).splitlines()[0][:200]) from error

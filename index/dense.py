"""The dense index: FAISS over passage vectors, its kind chosen by size in one place."""

from __future__ import annotations

import os
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from index.errors import StoreCorrupt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

FLAT_LIMIT = 50_000
"""Up to this many vectors an exact scan takes a few milliseconds."""


def kind_for(count: int) -> str:
    """The FAISS factory string for `count` vectors: exact, then inverted lists of 8-bit vectors.

    The number of lists is about four times the square root of the count, as the FAISS guidelines
    have it, rounded to a power of two; the lists need training, so the kind changes with growth
    only when the count has doubled.
    """
    if count <= FLAT_LIMIT:
        return "Flat"
    lists = 2 ** int(np.log2(4 * np.sqrt(count)))
    return f"IVF{lists},SQ8"


def build(numbers: Ints, vectors: Floats) -> faiss.Index:
    """An index over unit vectors `(n, dim)` under stable `numbers` `(n,)`; inner product is cosine."""
    dimension = vectors.shape[1]
    kind = kind_for(len(vectors))
    if kind == "Flat":
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
    else:
        index = faiss.index_factory(dimension, kind, faiss.METRIC_INNER_PRODUCT)
        sample = np.random.default_rng(0).permutation(len(vectors))[: 50 * faiss.extract_index_ivf(index).nlist]
        index.train(np.ascontiguousarray(vectors[sample]))
    index.add_with_ids(np.ascontiguousarray(vectors), numbers)
    return index


def fits(index: faiss.Index, count: int) -> bool:
    """Whether `index` is still of a kind that suits `count` vectors (else it is built anew)."""
    flat = isinstance(faiss.downcast_index(index), faiss.IndexIDMap2)
    if flat or count <= FLAT_LIMIT // 2:
        return flat == (count <= FLAT_LIMIT)
    wanted = int(kind_for(count).split(",")[0][3:])
    return bool(wanted <= 2 * faiss.extract_index_ivf(index).nlist)


def search(index: faiss.Index, vector: Floats, k: int, *, allowed: Ints | None = None) -> list[tuple[int, float]]:
    """The `k` nearest passages to the unit `vector` `(dim,)`: numbers and cosines, best first.

    `allowed`: only these numbers are considered.
    """
    k = min(k, index.ntotal)
    if k <= 0 or not vector.any():
        return []
    parameters: dict[str, object] = {}
    if allowed is not None:
        parameters["sel"] = faiss.IDSelectorBatch(allowed)
    if isinstance(faiss.downcast_index(index), faiss.IndexIDMap2):
        params = faiss.SearchParameters(**parameters) if parameters else None
    else:
        params = faiss.SearchParametersIVF(nprobe=32, **parameters)
    scores, numbers = index.search(vector.reshape(1, -1), k, params=params)
    return [(int(n), float(s)) for n, s in zip(numbers[0], scores[0], strict=True) if n >= 0]


def write(index: faiss.Index, path: Path) -> None:
    """Writes `index` to `path`; the file is complete and on disk when the call returns."""
    part = path.with_suffix(".part")
    faiss.write_index(index, str(part))
    with part.open("rb") as handle:
        os.fsync(handle.fileno())
    part.replace(path)


def read(path: Path) -> faiss.Index:
    """The index at `path`.

    Raises:
        StoreCorrupt: the file is missing or damaged.
    """
    try:
        return faiss.read_index(str(path))
    except RuntimeError as error:
        raise StoreCorrupt(path, str(error).splitlines()[0][:200]) from error

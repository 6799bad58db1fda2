"""The dense index: its kind by size, what it finds, and its file."""

from __future__ import annotations

import faiss
import numpy as np
import pytest

from index import StoreCorrupt, dense


def unit(count: int, dimension: int, seed: int = 0, clusters: int = 0) -> np.ndarray:
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(count, dimension)).astype(np.float32)
    if clusters:
        centres = np.random.default_rng(99).normal(size=(clusters, dimension)).astype(np.float32)
        vectors = centres[random.integers(clusters, size=count)] + 0.5 * vectors
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def numbered(vectors: np.ndarray, first: int = 100) -> tuple[np.ndarray, np.ndarray]:
    return np.arange(first, first + len(vectors), dtype=np.int64), vectors


@pytest.mark.parametrize(
    ("count", "kind"),
    [(0, "Flat"), (50_000, "Flat"), (50_001, "IVF512,SQ8"), (100_000, "IVF1024,SQ8"), (1_000_000, "IVF2048,SQ8")],
)
def test_the_kind_follows_the_size(count, kind):
    assert dense.kind_for(count) == kind


@pytest.fixture(scope="module")
def clustered() -> tuple[np.ndarray, np.ndarray]:
    return numbered(unit(60_000, 16, clusters=300))


@pytest.fixture(scope="module")
def inverted(clustered):
    return dense.build(*clustered)


def test_inverted_lists_find_what_an_exact_scan_finds(clustered, inverted):
    numbers, vectors = clustered
    queries = unit(100, 16, seed=5, clusters=300)
    exact = np.argsort(-(queries @ vectors.T), axis=1)[:, :10]
    found = [{n for n, _ in dense.search(inverted, query, 10)} for query in queries]
    recall = np.mean([len(hits & set(numbers[best].tolist())) / 10 for hits, best in zip(found, exact, strict=True)])
    assert recall >= 0.9


def test_scores_are_cosines_best_first(clustered, inverted):
    numbers, vectors = clustered
    hits = dense.search(inverted, vectors[7], 20)
    assert hits[0][0] == numbers[7]
    assert hits[0][1] == pytest.approx(1, abs=0.02)
    assert [score for _, score in hits] == sorted((score for _, score in hits), reverse=True)


def test_a_filter_on_inverted_lists_loses_nothing(clustered, inverted):
    numbers, vectors = clustered
    allowed = numbers[::7000]  # a few, in lists far from the query
    hits = dense.search(inverted, vectors[1], 50, allowed=allowed)
    assert {n for n, _ in hits} == set(allowed.tolist())


def test_inverted_lists_lose_what_is_removed_and_find_what_is_added(clustered):
    numbers, vectors = clustered
    index = dense.build(*clustered)
    new = unit(1, 16, seed=11)
    dense.changed(index, numbers[:500].tolist(), np.array([999_999], dtype=np.int64), new)
    assert index.ntotal == len(numbers) - 499
    assert dense.search(index, new[0], 1)[0][0] == 999_999
    assert not {n for n, _ in dense.search(index, vectors[3], 50)} & set(numbers[:500].tolist())


def test_fits_tells_when_to_build_anew(inverted):
    flat = dense.build(*numbered(unit(10, 8)))
    assert dense.fits(flat, 50_000)
    assert not dense.fits(flat, 50_001)
    assert dense.fits(inverted, 60_000)
    assert dense.fits(inverted, 26_000)  # no change to and fro around the limit
    assert not dense.fits(inverted, 25_000)
    assert not dense.fits(inverted, 2_000_000)


def test_a_flat_index_is_exact_and_changes_in_place():
    numbers, vectors = numbered(unit(300, 8))
    index = dense.build(numbers, vectors)
    best = np.argsort(-(vectors @ vectors[5]))[:10]
    assert [n for n, _ in dense.search(index, vectors[5], 10)] == numbers[best].tolist()
    dense.changed(index, [int(numbers[5])], *numbered(vectors[5:6], first=7000))
    assert index.ntotal == 300
    assert dense.search(index, vectors[5], 1)[0][0] == 7000


def test_a_filter_on_a_flat_index():
    numbers, vectors = numbered(unit(300, 8))
    index = dense.build(numbers, vectors)
    assert {n for n, _ in dense.search(index, vectors[0], 10, allowed=numbers[10:13])} == set(numbers[10:13].tolist())
    assert dense.search(index, vectors[0], 10, allowed=numbers[:0]) == []


def test_nothing_is_found_in_nothing_by_nothing():
    empty = dense.build(*numbered(np.empty((0, 8), np.float32)))
    assert dense.search(empty, unit(1, 8)[0], 5) == []
    index = dense.build(*numbered(unit(3, 8)))
    assert dense.search(index, np.zeros(8, np.float32), 5) == []
    assert dense.search(index, unit(1, 8)[0], 0) == []
    assert len(dense.search(index, unit(1, 8)[0], 50)) == 3


def test_a_file_gives_the_index_back(tmp_path):
    numbers, vectors = numbered(unit(50, 8))
    path = tmp_path / "向量 é.faiss"
    dense.write(dense.build(numbers, vectors), path)
    again = dense.read(path)
    assert isinstance(faiss.downcast_index(again), faiss.IndexIDMap2)
    assert dense.search(again, vectors[4], 3) == dense.search(dense.build(numbers, vectors), vectors[4], 3)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("content", [b"", b"IxFI", b"no index at all", b"\x80\x04]\x94."])
def test_a_damaged_file_is_told(tmp_path, content):
    path = tmp_path / "dense.faiss"
    path.write_bytes(content)
    with pytest.raises(StoreCorrupt, match=r"dense\.faiss"):
        dense.read(path)
    with pytest.raises(StoreCorrupt):
        dense.read(tmp_path / "none.faiss")

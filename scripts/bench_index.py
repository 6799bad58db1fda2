"""Measures the index: building, searching and updating it, beside bare calls of FAISS and tantivy.

    python scripts/bench_index.py [--passages 20000] [--random] [--folder FOLDER]

Texts are synthetic. Times are wall times on the machine at hand; the ratios say what the index
costs on top of the libraries under it.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import faiss
import numpy as np
from langchain_core.embeddings import Embeddings

from index import KnowledgeStore, dense, lexical, sync

PER_FILE = 50
_TEXT = """
    企业 海关 保税 维修 跨境 电商 进口 出口 清单 管理 申报 备案 试点 银行 离岸 业务 自由贸易 试验区 创新 制度
    监管 物流 中欧班列 陕西 西安 杨凌 农业 航空 半导体 人才 补贴 税收 优惠 登记 许可 审批 平台 数据 服务 贸易
    增长 投资 项目 合同 技术 标准 仓库 港口 运输 舱单 查验 放行 信用 评级 融资 租赁 保险 结算 外汇 账户 核准
    期限 条件 材料 流程 部门 委员会 办法 规定 通知 方案 案例 经验
"""
WORDS = _TEXT.split()


class RandomEmbeddings(Embeddings):
    """Random unit vectors, to leave the embedding out of the measurement."""

    fingerprint = "random"
    dimension = 256

    def __init__(self) -> None:
        self._random = np.random.default_rng(0)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors `(n, dimension)`."""
        return self._random.normal(size=(len(texts), self.dimension)).astype(np.float32)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors as lists."""
        vectors: list[list[float]] = self.encode(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return self.embed_documents([text])[0]


def write_file(path: Path, seed: int) -> None:
    """A document of `PER_FILE` sections, each one passage."""
    random = np.random.default_rng(seed)
    parts = [f"# 文件{seed}"]
    for section in range(PER_FILE):
        sentences = ("".join(random.choice(WORDS, 12)) + f"{random.integers(1000)}项。" for _ in range(8))
        parts += [f"## 第{section}节 {''.join(random.choice(WORDS, 3))}", "".join(sentences)]
    path.write_text("\n\n".join(parts), encoding="utf-8")


def timed(action: Callable[[], object]) -> float:
    """Seconds that `action` takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def percentiles(action: Callable[[int], object], times: int = 200) -> np.ndarray:
    """p50 and p95 of `action(n)` in milliseconds."""
    action(0)
    return np.percentile([1e3 * timed(lambda n=n: action(n)) for n in range(times)], [50, 95])


def size(path: Path) -> float:
    """Size of a file or folder in MB."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description="Measures building, searching and updating the index.")
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--random", action="store_true", help="random vectors instead of the built-in embedding")
    parser.add_argument("--folder", type=Path, help="where to work (default: a temporary folder)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        measure(Path(name), options.passages, RandomEmbeddings() if options.random else None)


def measure(folder: Path, passages: int, embeddings: Embeddings | None) -> None:
    """Builds, searches and updates an index in `folder`."""
    docs = folder / "docs"
    docs.mkdir()
    for number in range(-(-passages // PER_FILE)):
        write_file(docs / f"{number:06}.md", number)
    store = KnowledgeStore(folder / "index", embeddings, create=True)
    build = timed(lambda: sync(store, [docs]))
    with store.snapshot() as snapshot:
        numbers, vectors = snapshot.store.vectors()
        raw_dense = timed(lambda: dense.build(numbers, vectors))
        raw_lexical = timed(lambda: lexical.update(folder / "raw", None, snapshot.store.scan(), []))
        count = len(numbers)
        print(f"{count} passages in {len(list(docs.iterdir()))} files, {dense.kind_for(count)}")
        print(f"build      {build:.1f} s, {count / build:.0f} passages/s", end="")
        print(f" (FAISS alone {raw_dense:.2f} s, BM25 {raw_lexical:.1f} s)")

        generation = snapshot.store.generation
        sizes = {
            n: size(folder / "index" / n) for n in ("index.db", f"dense-{generation}.faiss", f"lexical-{generation}")
        }
        print("size       " + ", ".join(f"{n} {megabytes:.1f} MB" for n, megabytes in sizes.items()))

        random = np.random.default_rng(1)
        queries = ["".join(random.choice(WORDS, 4)) + "怎么办理？" for _ in range(200)]
        points = vectors[random.integers(count, size=200)]
        ours = percentiles(lambda n: dense.search(snapshot.dense, points[n], 50))
        same = None  # what our search asks of inverted lists
        if dense.kind_for(count) != "Flat":
            lists = faiss.extract_index_ivf(snapshot.dense).nlist
            same = faiss.SearchParametersIVF(nprobe=max(32, round(dense.PROBED * lists)))
        bare = percentiles(lambda n: snapshot.dense.search(points[n : n + 1], 50, params=same))
        half = numbers[::2].copy()
        some = percentiles(lambda n: dense.search(snapshot.dense, points[n], 50, allowed=half))
        exact = faiss.IndexFlatIP(vectors.shape[1])
        exact.add(vectors)
        flat = percentiles(lambda n: exact.search(points[n : n + 1], 50), 50)
        print(
            f"dense      p50 {ours[0]:.2f} p95 {ours[1]:.2f} ms; bare {bare[0]:.2f} ({ours[0] / bare[0]:.1f}x); ",
            end="",
        )
        print(f"half filtered {some[0]:.2f}; exact scan {flat[0]:.2f}")
        expected = [set(numbers[exact.search(p[None], 10)[1][0]].tolist()) for p in points]
        recall = np.mean(
            [
                len({n for n, _ in dense.search(snapshot.dense, p, 10)} & e) / 10
                for p, e in zip(points, expected, strict=True)
            ]
        )
        print(f"recall@10  {recall:.3f} of an exact scan")
        for label, search in (("words", snapshot.lexical.search_words), ("bigrams", snapshot.lexical.search_bigrams)):
            p50, p95 = percentiles(lambda n, search=search: search(queries[n], 50))
            print(f"{label:10} p50 {p50:.2f} p95 {p95:.2f} ms")
    p50, p95 = percentiles(lambda n: store.similarity_search_by_vector(points[n].tolist(), 10))
    print(f"search     p50 {p50:.2f} p95 {p95:.2f} ms (vectors and texts of 10 passages)")
    opening = timed(
        lambda: KnowledgeStore(folder / "index", store.embeddings).similarity_search_by_vector(points[0].tolist(), 1)
    )
    print(f"open       {1e3 * opening:.0f} ms to the first result")

    nothing = timed(lambda: sync(store, [docs]))
    write_file(docs / "000000.md", passages + 1)
    update = timed(lambda: sync(store, [docs]))
    print(f"sync       nothing changed {1e3 * nothing:.0f} ms, one document {1e3 * update:.0f} ms", end="")
    print(f" ({build / update:.0f}x less than all)")


if __name__ == "__main__":
    main()

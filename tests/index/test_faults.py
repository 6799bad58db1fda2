"""Kills, damage, full disks and many readers: there is always the old state or the new one."""

from __future__ import annotations

import ast
import errno
import json
import os
import pickle
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import index_reader as reader
import pytest
from index_support import TinyEmbeddings, change_documents, folder_of_documents, state, write

from index import (
    KnowledgeStore,
    PassageSplitter,
    StoreCorrupt,
    StoreError,
    StoreMismatch,
    StoreMissing,
    dense,
    lexical,
    sync,
)

HERE = Path(__file__).parent
POINTS = 11
"""Kills at chosen calls, for each kind of run."""
MOMENTS = 2
"""Kills at any moment, for each kind of run."""

posix = pytest.mark.skipif(os.name != "posix", reason="kills by signal")


def run(script: str, *args: str) -> subprocess.Popen[str]:
    paths = os.pathsep.join([str(HERE), str(HERE.parents[1]), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [sys.executable, str(HERE / script), *args],
        env=os.environ | {"PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def crash(jobs: list[dict]) -> None:
    """Runs the jobs, each killed where it says."""
    process = run("index_crash.py", *(json.dumps({"at": 0, "after_us": 0, "report": ""} | job) for job in jobs))
    _, errors = process.communicate()
    assert (process.returncode, errors) == (0, "")


@posix
@pytest.mark.parametrize("kind", ["update", "first", "rebuild"])
def test_a_kill_leaves_the_old_state_or_the_new_one(tmp_path, kind):
    docs = folder_of_documents(tmp_path / "docs")
    splitter = PassageSplitter(100, 20) if kind == "rebuild" else None
    base = tmp_path / "base"
    old = None
    if kind != "first":
        store = KnowledgeStore(base, TinyEmbeddings(), create=True)
        sync(store, [docs])
        old = state(store)
        store.close()
        change_documents(docs)
    fresh = KnowledgeStore(tmp_path / "fresh", TinyEmbeddings(), splitter, create=True)
    sync(fresh, [docs])
    new = state(fresh)

    def copy(name: str) -> str:
        if old is not None:
            shutil.copytree(base, tmp_path / name)
        return str(tmp_path / name)

    rebuild = kind == "rebuild"
    whole = {"index": copy("whole"), "docs": str(docs), "rebuild": rebuild, "report": str(tmp_path / "calls")}
    crash([whole])
    calls = int((tmp_path / "calls").read_text())
    assert calls >= POINTS
    points = sorted({1 + round(n * (calls - 1) / (POINTS - 1)) for n in range(POINTS)})
    moments = [random.Random(n).randrange(5_000, 150_000) for n in range(MOMENTS)]
    jobs = [
        {"index": copy(f"{at}-{after}"), "docs": str(docs), "rebuild": rebuild, "at": at, "after_us": after}
        for at, after in [*((at, 0) for at in points), *((0, after) for after in moments)]
    ]
    crash(jobs)

    found = {"old": 0, "new": 0}
    for job in jobs:
        try:
            seen = state(KnowledgeStore(job["index"], TinyEmbeddings()))
        except StoreMissing:
            assert old is None
            seen = None
        except StoreMismatch:  # the rebuilt index is there already
            seen = state(KnowledgeStore(job["index"], TinyEmbeddings(), splitter))
        if seen is None or (old is None and not seen["documents"]):
            found["old"] += 1
        else:
            assert seen in (old, new), job
            found["old" if seen == old else "new"] += 1
        again = KnowledgeStore(job["index"], TinyEmbeddings(), splitter, create=True, rebuild=rebuild)
        sync(again, [docs])
        assert state(again) == new, job
        left = {p.name for p in Path(job["index"]).iterdir() if p.name.startswith(("dense", "lexical"))}
        assert left == {f"dense-{again.store.generation}.faiss", f"lexical-{again.store.generation}"}
        again.close()
    assert found["old"]  # the kills did strike
    assert found["new"]  # also after the switch


def _put(path: Path, data: bytes) -> None:
    """Another content for `path`; not in place, as an open reader has the file mapped into its memory."""
    part = path.with_name("part")
    part.write_bytes(data)
    part.replace(path)


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    _put(path, data)


def _segment(folder: Path) -> Path:
    return next(path for path in lexical.files(folder) if path.suffix == ".idx")


def _empty_lexical(_: Path, folder: Path) -> None:
    lexical.update(folder, None, [], [])


DAMAGES = {
    "dense gone": lambda faiss, folder: faiss.unlink(),
    "dense empty": lambda faiss, folder: _put(faiss, b""),
    "dense cut": lambda faiss, folder: _put(faiss, faiss.read_bytes()[:-7]),
    "dense flipped": lambda faiss, folder: _flip(faiss),
    "dense a folder": lambda faiss, folder: (faiss.unlink(), faiss.mkdir()),
    "lexical gone": lambda faiss, folder: shutil.rmtree(folder),
    "lexical emptied": lambda faiss, folder: (shutil.rmtree(folder), folder.mkdir()),
    "segment gone": lambda faiss, folder: _segment(folder).unlink(),
    "segment cut": lambda faiss, folder: _put(_segment(folder), _segment(folder).read_bytes()[:10]),
    "segment flipped": lambda faiss, folder: _flip(_segment(folder)),
    "meta cut": lambda faiss, folder: _put(folder / "meta.json", b"{"),
    "another lexical": _empty_lexical,
    "both gone": lambda faiss, folder: (faiss.unlink(), shutil.rmtree(folder)),
}


@pytest.mark.parametrize("how", DAMAGES)
@pytest.mark.parametrize("by", ["reader", "writer"])
def test_damaged_derived_files_are_made_again(filled, docs, how, by):
    expected = state(filled)
    number = filled.store.generation
    DAMAGES[how](filled.folder / f"dense-{number}.faiss", filled.folder / f"lexical-{number}")
    store = KnowledgeStore(filled.folder, TinyEmbeddings())
    if by == "writer":
        write(docs / "e.md", "人才服务", "高层次人才可以申请补贴。")
        sync(store, [docs])
        (docs / "e.md").unlink()
        sync(store, [docs])
    embedded = store.embeddings.embedded.copy()
    assert state(store) == expected
    assert store.embeddings.embedded == embedded  # from the database, not by the model
    assert state(filled) == expected


def test_a_rebuild_of_derived_files_has_no_text_or_vector_to_ask_for(filled, docs, monkeypatch):
    expected = state(filled)
    shutil.rmtree(docs)
    for path in filled.folder.iterdir():
        if path.name.startswith(("dense", "lexical")):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert state(KnowledgeStore(filled.folder, TinyEmbeddings())) == expected


@pytest.mark.parametrize("how", ["garbage", "cut", "flipped header", "text"])
def test_a_damaged_database_is_told(filled, how):
    path = filled.folder / "index.db"
    filled.close()
    data = path.read_bytes()
    path.write_bytes(
        {
            "garbage": os.urandom(len(data)),
            "cut": data[: len(data) // 2],
            "flipped header": b"\xff" * 100 + data[100:],
            "text": b"This is no database at all.\n" * 100,
        }[how]
    )
    with pytest.raises(StoreCorrupt, match=r"index\.db is damaged .*move the folder .* away"):  # noqa: PT012
        store = KnowledgeStore(filled.folder, TinyEmbeddings())
        for entry in store.store.documents():
            store.store.text(str(entry["id"]))
        state(store)


def test_damaged_pages_are_told_when_they_are_met(filled):
    path = filled.folder / "index.db"
    filled.close()
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xaa" * (len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(StoreCorrupt, match=r"index\.db is damaged"):
        state(KnowledgeStore(filled.folder, TinyEmbeddings()))


@pytest.mark.parametrize("where", ["dense", "lexical", "folder"])
def test_a_full_disk_leaves_the_old_state(filled, docs, monkeypatch, where):
    before, files = state(filled), {p.name for p in filled.folder.iterdir()}
    change_documents(docs)
    full = OSError(errno.ENOSPC, "No space left on device")

    def fail(*args: object) -> None:
        raise full

    with monkeypatch.context() as patch:
        if where == "dense":
            patch.setattr(dense.os, "fsync", fail)
        elif where == "lexical":
            patch.setattr(lexical, "_link", fail)
            patch.setattr(lexical, "SMALL", 0)
            patch.setattr(lexical, "WORN", 1.0)
        else:
            patch.setattr(Path, "replace", fail)
        with pytest.raises(OSError, match="No space left"):
            sync(filled, [docs])
    assert state(filled) == before
    assert {p.name for p in filled.folder.iterdir()} == files  # nothing takes up space
    sync(filled, [docs])
    assert len(filled.store.documents()) == 4


def test_a_full_database_leaves_the_old_state(filled, docs):
    before = state(filled)
    pages = filled.store._db.rows("PRAGMA page_count")[0][0]
    filled.store._db.write(f"PRAGMA max_page_count = {pages + 1}")
    (docs / "big.md").write_text("# 大文件\n\n" + "很长的正文。" * 20_000, encoding="utf-8")
    with pytest.raises(StoreError, match="full"):
        sync(filled, [docs])
    assert state(filled) == before
    filled.store._db.write("PRAGMA max_page_count = 1000000")
    assert len(sync(filled, [docs]).added) == 1


def test_readers_never_fail_and_never_see_a_mixture(tmp_path):
    """One reader in another process and one in another thread, while twenty generations are published."""
    docs, index, stop = tmp_path / "docs", tmp_path / "index", tmp_path / "stop"

    def publish(version: int) -> None:
        for number in range(6):
            write(docs / f"{number}.md", f"保税维修{number}", f"保税维修业务的版本{version:03}。", "企业应当申报。")
        sync(writer, [docs])

    writer = KnowledgeStore(index, TinyEmbeddings(), create=True)
    publish(0)
    process = run("index_reader.py", str(index), str(stop))
    seen: list[str] = []
    failures: list[BaseException] = []

    def read() -> None:
        store = KnowledgeStore(index, TinyEmbeddings())
        try:
            while not stop.exists():
                seen.append(reader.check(store))
                seen.append(reader.check(writer))
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        for version in range(1, 21):
            publish(version)
    finally:
        stop.touch()
        thread.join()
        output, errors = process.communicate()
    assert not failures
    assert (process.returncode, errors) == (0, "")
    assert seen == sorted(seen)
    assert len(set(seen)) > 3
    assert int(output.split()[0]) >= 1
    assert writer.store.generation == 21


def test_nothing_pickles(filled, monkeypatch):
    top = HERE.parents[1]
    for path in [*(top / "index").rglob("*.py"), *(top / "corpus").rglob("*.py"), *(top / "rag").rglob("*.py")]:
        imported = {
            name
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        forbidden = ("pickle", "dill", "joblib", "shelve", "marshal", "cloudpickle", "langchain_community")
        assert not [name for name in imported if name.split(".")[0] in forbidden], path

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("unpickled")

    for name in ("load", "loads", "Unpickler"):
        monkeypatch.setattr(pickle, name, refuse)
    assert state(KnowledgeStore(filled.folder, TinyEmbeddings()))["documents"]


def test_the_database_needs_no_other_file(filled, docs, tmp_path):
    """A copy of `index.db` alone, once the writer is done, is the whole index."""
    expected = state(filled)
    filled.store._db.write("PRAGMA wal_checkpoint(TRUNCATE)")
    (tmp_path / "copy").mkdir()
    shutil.copyfile(filled.folder / "index.db", tmp_path / "copy" / "index.db")
    assert state(KnowledgeStore(tmp_path / "copy", TinyEmbeddings())) == expected
    with sqlite3.connect(tmp_path / "copy" / "index.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)

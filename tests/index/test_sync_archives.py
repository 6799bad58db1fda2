"""Archives are like folders: what they hold is indexed under their path; and what reads files is let rest."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest
from index_support import document, state

from corpus.isolated import IsolatedLoader
from index import KnowledgeStore, remove, sync
from index.ahead import ahead
from index.survey import archive_of


def pack(path: Path, **contents: str | bytes) -> Path:
    """A zip file of long ago; each content is a document's subject, or bytes."""
    with zipfile.ZipFile(path, "w") as file:
        for name, content in contents.items():
            data = document(content, f"{content}的办法。") if isinstance(content, str) else content
            file.writestr(name.replace("__", "/").replace("_", "."), data)
    os.utime(path, ns=(1, path.stat().st_mtime_ns - 10**12))
    return path


def sources(store: KnowledgeStore) -> set[str]:
    return {Path(str(entry["source"])).name for entry in store.store.documents()}


def test_an_archive_is_like_a_folder(store, docs):
    path = pack(docs / "all.zip", inner__x_md="人才", y_txt="口岸", picture_png=b"x")
    report = sync(store, [docs])
    assert [f"{path}/inner/x.md", f"{path}/y.txt"] == [name for name in report.added if "all.zip" in name]
    assert report.skipped == {f"{path}/picture.png": "unknown format .png"}
    assert report.failed == {}
    assert len(store.store.documents()) == 6
    found = store.similarity_search("人才", 1)[0].metadata
    assert (found["source"], found["title"]) == (f"{path}/inner/x.md", "人才")
    assert store.store.find_documents({"source": f"{path}/inner/x.md"})


def test_an_archive_that_has_not_changed_is_not_opened(store, docs, monkeypatch):
    pack(docs / "all.zip", x_md="人才", y_md="口岸")
    sync(store, [docs])
    before = state(store)
    monkeypatch.setattr(IsolatedLoader, "unpacked", lambda *_: pytest.fail("opened again"))
    for paths in ([docs], [docs / "all.zip"], [docs / "a.md"]):
        report = sync(store, paths)
        assert (report.added, report.updated, report.removed, report.failed) == ([], [], [], {})
    assert len(sync(store, [docs]).unchanged) == 6
    assert state(store) == before


def test_a_changed_archive_is_followed(store, docs, embeddings):
    path = pack(docs / "all.zip", x_md="人才", y_md="口岸", z_md="仓储")
    sync(store, [docs])
    embeddings.embedded.clear()
    pack(path, x_md="人才", y_md="新的口岸", w_md="物流")
    report = sync(store, [docs])
    assert [Path(name).name for name in report.updated + report.added + report.removed] == ["y.md", "w.md", "z.md"]
    assert f"{path}/x.md" in report.unchanged
    assert not any("人才" in text for text in embeddings.embedded)
    assert sources(store) == {"a.md", "b.md", "c.md", "d.md", "x.md", "y.md", "w.md"}


@pytest.mark.parametrize("how", ["damaged", "emptied", "one is damaged"])
def test_a_damaged_archive_keeps_what_is_indexed(store, docs, how):
    path = pack(docs / "all.zip", x_md="人才", y_md="口岸")
    sync(store, [docs])
    before = state(store)
    if how == "damaged":
        path.write_bytes(path.read_bytes()[:-30])
    elif how == "emptied":
        pack(path)
    else:
        pack(path, x_md=b"\0\1" * 300, y_md="口岸")
    report = sync(store, [docs])
    assert report.removed == []
    if how == "one is damaged":
        assert "its indexed version stays" in report.failed[f"{path}/x.md"]
        assert report.failed == sync(store, [docs]).failed  # it is told every time, as for any file
    else:
        assert "its 2 indexed files stay" in report.failed[str(path)]
    assert state(store) == before


def test_an_archive_that_is_gone(store, docs):
    path = pack(docs / "all.zip", x_md="人才", y_md="口岸")
    sync(store, [docs])
    path.unlink()
    report = sync(store, [path])
    assert "no such archive; its 2 indexed files stay" in report.failed[str(path)]
    assert [Path(name).name for name in sync(store, [docs]).removed] == ["x.md", "y.md"]


def test_removing_an_archive_or_a_part_of_it(store, docs):
    path = pack(docs / "all.zip", x_md="人才", in__y_md="口岸", in__z_md="仓储")
    sync(store, [path])
    assert [Path(name).name for name in remove(store, [path / "in" / "z.md"]).removed] == ["z.md"]
    assert [Path(name).name for name in remove(store, [path]).removed] == ["y.md", "x.md"]
    assert path.exists()


def test_a_rebuild_reads_archives_again(store, docs):
    path = pack(docs / "all.zip", x_md="人才", y_md="口岸")
    sync(store, [docs])
    before = state(store)
    report = sync(store, [], rebuild=True)
    assert len(report.updated) == 6
    assert report.failed == {}
    assert state(store) == before
    path.unlink()
    report = sync(store, [], rebuild=True)
    assert "its 2 indexed files stay" in report.failed[str(path)]
    assert state(store) == before


def test_the_same_document_in_a_folder_and_in_an_archive_is_one(store, docs):
    pack(docs / "0.zip", a_md=(docs / "a.md").read_bytes())
    sync(store, [docs])
    assert len(store.store.documents()) == 4
    assert str(docs / "a.md") in {entry["source"] for entry in store.store.documents()}
    (docs / "a.md").unlink()
    sync(store, [docs])
    assert len(store.store.documents()) == 4


def test_an_archive_without_documents_is_told(store, tmp_path):
    path = pack(tmp_path / "x.zip", a_png=b"x")
    assert sync(store, [path]).failed == {str(path): "no document in it that can be read"}


def test_a_folder_may_be_called_like_an_archive(store, docs):
    (docs / "year.zip").mkdir()
    (docs / "year.zip" / "x.md").write_text(document("人才", "人才的办法。"), encoding="utf-8")
    assert archive_of(f"{docs}/year.zip/x.md") == ""
    sync(store, [docs])
    (docs / "year.zip" / "x.md").unlink()
    assert [Path(name).name for name in sync(store, [docs]).removed] == ["x.md"]


def test_nothing_changed_starts_no_process(filled, docs, monkeypatch):
    os.utime(docs / "a.md", ns=(1, 1))
    sync(filled, [docs])  # files written just now are looked into once more
    for path in docs.iterdir():
        os.utime(path, ns=(1, 10**18))
    sync(filled, [docs])
    monkeypatch.setattr("corpus.isolated.Child", lambda *_: pytest.fail("a process was started"))
    with IsolatedLoader() as fresh:
        assert len(sync(filled, [docs], loader=fresh).unchanged) == 4


def test_a_file_that_kills_its_reader_does_not_stop_the_others(store, docs, monkeypatch):
    load = IsolatedLoader.load

    def killing(self: IsolatedLoader, path: Path, tick: object = None) -> object:
        if Path(path).name == "b.md":
            self._child._process.kill()
        return load(self, path, tick)

    monkeypatch.setattr(IsolatedLoader, "load", killing)
    with IsolatedLoader() as reader:
        report = sync(store, [docs], loader=reader)
    # It may be another file's fault: the file is read again by a fresh process.
    assert (len(report.added), report.failed) == (4, {})


def test_pages_are_told_while_a_long_file_is_read(store, docs, monkeypatch):
    load = IsolatedLoader.load

    def slow(self: IsolatedLoader, path: Path, tick: object) -> object:
        tick(3, 80)
        return load(self, path)

    monkeypatch.setattr(IsolatedLoader, "load", slow)
    told: list[tuple[int, int, str]] = []
    sync(store, [docs / "a.md"], progress=lambda *step: told.append(step))
    assert told == [(0, 1, str(docs / "a.md")), (0, 1, f"{docs / 'a.md'} (3/80)"), (1, 1, "")]


def test_work_ahead_comes_in_order_and_fails_in_order():
    made: list[int] = []

    def work(put: object) -> None:
        for number in range(9):
            made.append(number)
            put(number)
        raise LookupError("the end")

    steps = ahead(work, lambda: None)
    for number in range(9):
        assert next(steps) == number
        assert len(made) <= number + 4
    with pytest.raises(LookupError, match="the end"):
        next(steps)


def test_work_that_nobody_wants_is_stopped():
    stopped: list[bool] = []

    def work(put: object) -> None:
        put(1)
        while not stopped:
            pass
        put(2)

    steps = ahead(work, lambda: stopped.append(True))
    assert next(steps) == 1
    steps.close()
    assert stopped

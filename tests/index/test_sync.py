"""Bringing the index into step with files: only what changed is read, and nothing is lost unasked."""

from __future__ import annotations

import errno
import importlib
import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from index_support import TinyEmbeddings, change_documents, document, state, write

from corpus import LoadError, Source
from corpus.isolated import IsolatedLoader
from index import KnowledgeStore, StoreError, SyncReport, lexical, remove, survey, sync
from index.store import File


def names(paths: list[str]) -> list[str]:
    return [Path(path).name for path in paths]


def ids(store: KnowledgeStore) -> set[str]:
    return set(state(store)["passages"])


def files_of(folder: Path) -> dict[str, tuple[int, int]]:
    """Derived files with inode and time of change."""
    return {
        str(p.relative_to(folder)): (p.stat().st_ino, p.stat().st_mtime_ns)
        for p in folder.rglob("*")
        if (p.is_file() and p.name.startswith("dense")) or p.parent.name.startswith("lexical")
    }


@pytest.fixture
def loaded(monkeypatch) -> list[str]:
    """Names of the files that are parsed from now on."""
    parsed: list[str] = []
    load = IsolatedLoader.load

    def counting(self: IsolatedLoader, path: Path, tick: object = None) -> Source:
        parsed.append(Path(path).name)
        return load(self, path, tick)

    monkeypatch.setattr(IsolatedLoader, "load", counting)
    return parsed


def fresh(tmp_path: Path, docs: Path) -> dict:
    """The state of a new index of `docs`."""
    store = KnowledgeStore(tmp_path / "fresh", TinyEmbeddings(), create=True)
    sync(store, [docs])
    return state(store)


def test_a_first_sync_takes_all_in(store, docs, embeddings):
    report = sync(store, [docs])
    assert names(report.added) == ["a.md", "b.md", "c.md", "d.md"]
    assert report.passages == store.store.count() == len(embeddings.embedded)
    assert (report.updated, report.removed, report.failed) == ([], [], {})
    assert report.to_dict()["added"] == report.added


def test_a_source_comes_back_with_its_report(filled, docs):
    (row, *_) = filled.store.documents()
    source = filled.store.source(row["id"])
    assert source.health.to_dict() == row["health"]
    assert source.health.kept == len("".join(source.text.split())) > 0


def test_new_settings_keep_a_document_whose_file_cannot_be_read_any_more(filled, docs):
    path = docs / "a.md"
    before = next(row for row in filled.store.documents() if row["source"].endswith("a.md"))
    source = filled.store.source(before["id"])
    path.write_bytes(b"\x00\x01\xff\xfe\x00broken")
    store = KnowledgeStore(filled.folder, TinyEmbeddings("tiny-2"), rebuild=True)
    report = sync(store, [docs])
    assert [reason.endswith("its indexed version stays") for reason in report.failed.values()] == [True]
    after = next(row for row in store.store.documents() if row["source"].endswith("a.md"))
    assert after == before
    assert store.store.source(after["id"]) == source
    assert store.store.document_ids(store.fingerprint) >= {before["id"]}


def test_a_second_sync_does_nothing(filled, docs, embeddings, loaded):
    before, files, embedded = filled.store.generation, files_of(filled.folder), len(embeddings.embedded)
    report = sync(filled, [docs])
    assert names(report.unchanged) == ["a.md", "b.md", "c.md", "d.md"]
    assert (loaded, len(embeddings.embedded), filled.store.generation) == ([], embedded, before)
    assert files_of(filled.folder) == files


def test_only_the_file_that_changed_is_read(filled, docs, embeddings, loaded):
    embeddings.embedded.clear()
    write(docs / "b.md", "跨境电商", "清单已经更新。")
    report = sync(filled, [docs])
    assert (names(report.updated), loaded) == (["b.md"], ["b.md"])
    assert embeddings.embedded
    assert all("跨境电商" in text for text in embeddings.embedded)
    found = [d.page_content for d in filled.similarity_search("清单", 100)]
    assert any("已经更新" in text for text in found)
    assert not any("零售进口" in text for text in found)


def test_a_change_within_a_tick_of_the_clock_is_seen(tmp_path):
    path = tmp_path / "docs" / "a.md"
    write(path, "规定", "每天九点开门。")
    written = path.stat()
    with_store = KnowledgeStore(tmp_path / "index", TinyEmbeddings(), create=True)
    sync(with_store, [path])
    write(path, "规定", "每天八点开门。")
    os.utime(path, ns=(written.st_atime_ns, written.st_mtime_ns))
    assert path.stat().st_size == written.st_size
    assert sync(with_store, [path]).updated == [path.as_posix()]


def test_a_touched_file_is_not_read_into_anything_new(filled, docs, embeddings, loaded):
    embedded, files, generation = len(embeddings.embedded), files_of(filled.folder), filled.store.generation
    os.utime(docs / "a.md", ns=(1, 1))
    report = sync(filled, [docs])
    assert (len(report.unchanged), report.updated, loaded, len(embeddings.embedded)) == (4, [], [], embedded)
    assert (files_of(filled.folder), filled.store.generation) == (files, generation)


def test_a_renamed_file_keeps_its_passages(filled, docs, embeddings, loaded):
    before, embedded, files = ids(filled), len(embeddings.embedded), files_of(filled.folder)
    (docs / "sub").mkdir()
    (docs / "a.md").rename(docs / "sub" / "z.md")
    report = sync(filled, [docs])
    assert (names(report.added), names(report.removed)) == (["z.md"], ["a.md"])
    assert (ids(filled), len(embeddings.embedded), loaded) == (before, embedded, [])
    assert files_of(filled.folder) == files
    assert str(docs / "sub" / "z.md") in {d["source"] for d in filled.store.documents()}


def test_the_same_content_in_two_files_is_one_document(filled, docs, embeddings):
    before, embedded = ids(filled), len(embeddings.embedded)
    shutil.copyfile(docs / "a.md", docs / "copy.md")
    sync(filled, [docs])
    assert (ids(filled), len(embeddings.embedded), len(filled.store.documents())) == (before, embedded, 4)
    (docs / "a.md").unlink()
    report = sync(filled, [docs])
    assert names(report.removed) == ["a.md"]
    assert ids(filled) == before
    (docs / "copy.md").unlink()
    sync(filled, [docs])
    assert len(filled.store.documents()) == 3


def test_deleting_and_adding_gives_the_same_passages(filled, docs):
    before = state(filled)
    text = (docs / "a.md").read_bytes()
    (docs / "a.md").unlink()
    sync(filled, [docs])
    assert ids(filled) < set(before["passages"])
    (docs / "a.md").write_bytes(text)
    sync(filled, [docs])
    assert state(filled) == before


def test_a_file_that_cannot_be_read_any_more_stays_as_it_was(filled, docs):
    before = state(filled)
    (docs / "a.md").write_bytes(b"\x00\x01" * 200)
    report = sync(filled, [docs])
    assert list(report.failed) == [str(docs / "a.md")]
    assert "its indexed version stays" in report.failed[str(docs / "a.md")]
    assert state(filled) == before
    write(docs / "a.md", "保税维修", "又可以读了。")
    assert names(sync(filled, [docs]).updated) == ["a.md"]


def test_one_bad_file_does_not_stop_the_others(store, docs, loaded):
    (docs / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    (docs / "empty.md").touch()
    (docs / "gone.md").symlink_to(docs / "nowhere.md")
    (docs / "picture.png").write_bytes(b"x")
    report = sync(store, [docs])
    assert sorted(names(list(report.failed))) == ["bad.pdf", "empty.md", "gone.md"]
    assert names(list(report.skipped)) == ["picture.png"]
    assert len(report.added) == 4


def test_what_is_no_document_is_left_alone(store, docs, tmp_path):
    write(tmp_path / "outside.md", "外面", "不属于这个文件夹。")
    (docs / "out.md").symlink_to(tmp_path / "outside.md")
    write(docs / ".hidden" / "h.md", "隐藏", "隐藏。")
    write(docs / "~$a.md", "临时", "临时。")
    os.mkfifo(docs / "pipe.txt")
    report = sync(store, [docs])
    assert sorted(names(list(report.skipped))) == ["out.md", "pipe.txt"]
    assert len(report.added) == 4


@pytest.mark.skipif(os.name != "posix", reason="file names of bytes")
def test_a_file_name_that_is_no_text_is_told(store, docs):
    shutil.copyfile(docs / "a.md", os.fsencode(docs) + b"/\xff\xfe.md")
    report = sync(store, [docs])
    assert len(report.added) == 4
    assert [reason for reason in report.failed.values()] == ["its name or text holds characters that are no Unicode"]


@pytest.mark.parametrize("how", ["missing", "emptied", "only other files"])
def test_a_folder_that_is_suddenly_empty_removes_nothing(filled, docs, how):
    before = state(filled)
    if how == "missing":
        shutil.rmtree(docs)
    else:
        for path in docs.iterdir():
            path.unlink()
        if how == "only other files":
            (docs / "x.png").touch()
    report = sync(filled, [docs])
    assert report.removed == []
    assert "4 indexed files stay (`wenju remove` takes them out)" in report.failed[str(docs)]
    assert state(filled) == before
    remove(filled, [docs])
    assert filled.store.documents() == []


def test_a_folder_that_cannot_be_opened_removes_nothing(filled, docs, monkeypatch):
    write(docs / "sub" / "e.md", "人才服务", "高层次人才。")
    sync(filled, [docs])
    before, scandir = state(filled), os.scandir

    def refuse(path: str) -> object:
        if str(path) == str(docs / "sub"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    monkeypatch.setattr(os.path, "lexists", lambda path: "sub" not in str(path) and Path(path).exists())
    report = sync(filled, [docs])
    assert report.failed == {str(docs / "sub"): "Permission denied"}
    assert report.removed == []
    assert state(filled) == before


def test_overlapping_folders_are_one(filled, docs):
    write(docs / "sub" / "e.md", "人才服务", "高层次人才。")
    sync(filled, [docs, docs / "sub", docs / "sub" / "e.md"])
    assert filled.store.count() > 0
    (docs / "a.md").unlink()
    report = sync(filled, [docs, docs])
    assert names(report.removed) == ["a.md"]


def test_a_file_that_was_asked_for_by_name_is_not_lost_with_its_folder(filled, docs):
    hidden = write(docs / ".drafts" / "x.md", "草稿", "草稿内容。")
    sync(filled, [hidden])
    assert sync(filled, [docs]).removed == []
    assert "草稿" in {d["title"] for d in filled.store.documents()}


def test_a_single_file_that_is_gone_stays(filled, docs):
    (docs / "a.md").unlink()
    report = sync(filled, [docs / "a.md", docs / "never.md"])
    assert "stays" in report.failed[str(docs / "a.md")]
    assert report.failed[str(docs / "never.md")] == "no such file or folder"
    assert len(filled.store.documents()) == 4


def test_files_elsewhere_stay(filled, tmp_path):
    write(tmp_path / "other" / "x.md", "其他", "其他内容。")
    report = sync(filled, [tmp_path / "other"])
    assert (names(report.added), report.removed) == (["x.md"], [])
    assert len(filled.store.documents()) == 5


def test_removing_by_file_and_by_folder(filled, docs, tmp_path):
    report = remove(filled, [docs / "a.md", tmp_path / "none"])
    assert names(report.removed) == ["a.md"]
    assert report.failed == {str(tmp_path / "none"): "not in the index"}
    assert len(filled.store.documents()) == 3
    assert len(remove(filled, [docs]).removed) == 3
    assert (docs / "a.md").exists()
    assert filled.similarity_search("保税", 3) == []


def test_relative_and_absolute_paths_are_the_same_files(filled, docs, monkeypatch):
    monkeypatch.chdir(docs.parent)
    assert len(sync(filled, ["docs", "./docs/../docs"]).unchanged) == 4


def test_a_file_named_twice_is_removed_once(filled, docs):
    report = remove(filled, [docs, docs / "a.md", docs])
    assert names(report.removed) == ["a.md", "b.md", "c.md", "d.md"]


def test_a_linked_folder_is_told(store, docs):
    write(docs / "sub" / "e.md", "人才服务", "高层次人才。")
    (docs / "linked").symlink_to(docs / "sub")
    report = sync(store, [docs])
    assert list(report.skipped) == [str(docs / "linked")]
    assert "linked folder" in report.skipped[str(docs / "linked")]
    assert len(sync(store, [docs / "linked"]).added) == 1
    assert sync(store, [docs]).removed == []


def test_nothing_found_is_no_generation(store, tmp_path):
    (tmp_path / "empty").mkdir()
    report = sync(store, [tmp_path / "empty", tmp_path / "none"])
    assert list(report.failed) == [str(tmp_path / "none")]
    assert store.store.generation == 0


@pytest.mark.parametrize("rebuild", [False, True])
def test_a_renaming_by_name_is_a_renaming(filled, docs, rebuild):
    before = ids(filled)
    (docs / "a.md").rename(docs / "z.md")
    report = sync(filled, [docs / "a.md", docs / "z.md"], rebuild=rebuild)
    assert (names(report.added), names(report.removed), report.failed) == (["z.md"], ["a.md"], {})
    assert ids(filled) == before
    assert str(docs / "a.md") not in filled.store.files()


def test_a_document_is_shown_under_a_file_that_is_there(filled, docs):
    (docs / "a.md").rename(docs / "z.md")
    sync(filled, [docs / "z.md"])
    assert {names([str(d["source"])])[0] for d in filled.store.documents()} == {"b.md", "c.md", "d.md", "z.md"}
    assert all(Path(d.metadata["source"]).exists() for d in filled.similarity_search("保税", 100))
    assert str(docs / "a.md") in filled.store.files()  # it was not named


def test_a_survey_of_many_files_does_not_go_through_the_index_for_each(docs, monkeypatch):
    monkeypatch.setattr(survey, "inside", lambda *_: pytest.fail("asked for a plain file"))
    known = {str(docs / "a.md"): File(str(docs / "a.md"), 1, 1, "d")}
    found, gone = survey.survey([docs / "a.md", docs / "b.md"], known, SyncReport())
    assert (names(list(found)), gone) == (["a.md", "b.md"], set())


@given(st.lists(st.text("ab/0.", min_size=1, max_size=6)), st.text("ab/0.", max_size=4))
def test_inside_is_below(paths, folder):
    found = survey.inside(folder, sorted(paths))
    assert found == sorted(path for path in paths if path.startswith(f"{folder.rstrip('/')}/"))


def test_progress_tells_of_passages_too_where_a_model_takes_them_in_parts(store, embeddings, tmp_path):
    embeddings.per_call = 3
    path = write(tmp_path / "long.md", "报关", *(f"第{number}件货物的收货人应当报关。" * 40 for number in range(4)))
    told = []
    sync(store, [path], progress=lambda *step: told.append(step))
    count = store.store.count()
    assert count > 3
    name = path.as_posix()
    parts = [f"{name} (passages embedded: {done} of {count})" for done in [*range(0, count, 3), count]]
    assert told == [(0, 1, name), *((0, 1, part) for part in parts), (1, 1, "")]


def test_progress_tells_each_file(store, docs):
    told: list[tuple[int, int, str]] = []
    sync(store, [docs], progress=lambda *step: told.append(step))
    assert [(done, total) for done, total, _ in told] == [(n, 4) for n in range(5)]
    assert names([name for _, _, name in told[:4]]) == ["a.md", "b.md", "c.md", "d.md"]


def test_changes_give_what_a_fresh_index_gives(filled, docs, tmp_path):
    change_documents(docs)
    report = sync(filled, [docs])
    assert names(report.added + report.updated + report.removed) == ["e.md", "moved.md", "a.md", "b.md", "c.md"]
    assert state(filled) == fresh(tmp_path, docs)


def test_changes_by_difference_find_the_same_passages(filled, docs, tmp_path, monkeypatch):
    """A large index keeps its segments: BM25's counts lag behind, but what is found is the same."""
    monkeypatch.setattr(lexical, "SMALL", 0)
    monkeypatch.setattr(lexical, "WORN", 1.0)
    change_documents(docs)
    sync(filled, [docs])
    found, expected = state(filled), fresh(tmp_path, docs)
    for key in expected:
        if key.startswith(("words", "bigrams")):
            assert found[key].keys() == expected[key].keys()
        else:
            assert found[key] == expected[key]


def test_a_rebuild_reads_everything_again(filled, docs, embeddings, loaded, tmp_path):
    embeddings.embedded.clear()
    (docs / "a.md").rename(docs / "新名.md")
    before = ids(filled)
    report = sync(filled, [], rebuild=True)
    assert loaded == ["b.md", "c.md", "d.md"]
    assert names(report.updated) == ["b.md", "c.md", "d.md"]
    assert names(list(report.failed)) == ["a.md"]
    assert ids(filled) == before
    assert not any("保税维修" in text for text in embeddings.embedded)
    sync(filled, [docs], rebuild=True)
    assert state(filled) == fresh(tmp_path, docs)


def test_a_rebuild_takes_up_what_the_program_reads_differently(filled, docs, monkeypatch):
    load = IsolatedLoader.load
    monkeypatch.setattr(IsolatedLoader, "load", lambda *args: replace(load(*args), title="另一个题目"))
    sync(filled, [docs])
    assert "另一个题目" not in {d["title"] for d in filled.store.documents()}
    sync(filled, [docs], rebuild=True)
    assert {d["title"] for d in filled.store.documents()} == {"另一个题目"}
    assert filled.store.count() == len(filled.similarity_search("保税", 1000))


def test_a_failing_model_leaves_the_old_state_and_the_next_run_goes_on(filled, docs, embeddings, monkeypatch):
    before = state(filled)
    change_documents(docs)

    def fail(texts: list[str]) -> list[list[float]]:
        raise ConnectionError("the model is away")

    with monkeypatch.context() as patch:
        patch.setattr(embeddings, "embed_documents", fail)
        with pytest.raises(ConnectionError):
            sync(filled, [docs])
    assert state(filled) == before
    assert len(sync(filled, [docs]).added) == 2


@pytest.mark.parametrize("rebuild", [False, True])
def test_a_run_that_was_stopped_goes_on_where_it_was(store, docs, embeddings, monkeypatch, rebuild):
    module = importlib.import_module("index.sync")
    if rebuild:
        sync(store, [docs])
    monkeypatch.setattr(module, "BATCH_CHARS", 1)  # each file is staged as soon as it is read

    def stop(done: int, total: int, name: str) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sync(store, [docs], rebuild=rebuild, progress=stop)
    embeddings.embedded.clear()
    report = sync(store, [docs], rebuild=rebuild)
    assert len(report.added) + len(report.updated) == 4
    assert embeddings.embedded
    assert all(text.startswith("金融创新") for text in embeddings.embedded)
    assert len(store.store.documents()) == 4


def test_a_store_error_is_no_load_error():
    assert not issubclass(StoreError, LoadError)


class Changes(RuleBasedStateMachine):
    """Any sequence of changes and syncs leads to what a fresh index of the same files shows."""

    NAMES = st.sampled_from(["a.md", "b.md", "sub/c.md"])
    CONTENTS = st.sampled_from(["保税维修", "跨境电商", "报关", "人才"])

    @initialize()
    def start(self) -> None:
        self.top = Path(tempfile.mkdtemp())
        self.docs = self.top / "docs"
        write(self.docs / "always.md", "常在", "总在这里的文件。")
        self.store = KnowledgeStore(self.top / "index", TinyEmbeddings(), create=True)
        self.settled = False
        self.checks = 0

    @rule(name=NAMES, content=CONTENTS, more=st.integers(1, 3))
    def save(self, name: str, content: str, more: int) -> None:
        path = self.docs / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(document(content, *(f"{content}的第{n}款。" for n in range(more))), encoding="utf-8")
        self.settled = False

    @rule(name=NAMES)
    def unlink(self, name: str) -> None:
        (self.docs / name).unlink(missing_ok=True)
        self.settled = False

    @rule(old=NAMES, new=NAMES)
    def rename(self, old: str, new: str) -> None:
        if (self.docs / old).exists():
            (self.docs / new).parent.mkdir(exist_ok=True)
            (self.docs / old).replace(self.docs / new)
            self.settled = False

    @rule()
    def remove(self) -> None:
        remove(self.store, [self.docs / "sub"])
        self.settled = False

    @rule(rebuild=st.booleans())
    def sync(self, rebuild: bool) -> None:
        sync(self.store, [self.docs], rebuild=rebuild)
        self.settled = True

    @invariant()
    def equals_a_fresh_index(self) -> None:
        if getattr(self, "settled", False):
            self.settled = False
            self.checks += 1
            assert state(self.store) == fresh(self.top / str(self.checks), self.docs)

    def teardown(self) -> None:
        if hasattr(self, "top"):
            shutil.rmtree(self.top, ignore_errors=True)


TestChanges = Changes.TestCase
TestChanges.settings = settings(
    max_examples=20, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)

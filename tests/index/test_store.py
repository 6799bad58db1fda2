"""The store: what is staged, published and found, and how errors are told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.documents import Document

from corpus import Source
from corpus.health import Health
from corpus.ledger import Dropped
from index import StoreCorrupt, StoreMissing
from index.store import File, Staged, Store

HEALTH = Health(characters=14, kept=13, dropped={"page numbers": Dropped(1, 1, ["3"])}, notes=["note"])


def staged(name: str, text: str = "企业应当申报。\n海关受理。", title: str = "") -> Staged:
    """A document with a passage for each line."""
    passages: list[Document] = []
    at = 0
    for line in text.split("\n"):
        meta = {"document": name, "title": title or name, "source": f"/{name}", "section": ["甲"], "page": 2}
        meta |= {"kind": "paragraph", "start": at, "end": at + len(line)}
        passages.append(Document(id=f"{name}-{at}", page_content=line, metadata=meta))
        at += len(line) + 1
    blocks = [Document(page_content=text)]
    source = Source(name, title or name, f"/{name}", text, blocks, {"issuer": "海关"}, HEALTH)
    return source, passages, np.full((len(passages), 4), 0.5, np.float32)


def publish(store: Store, names: list[str], forgotten: tuple[str, ...] = (), fingerprint: str = "f") -> None:
    with store.transaction("IMMEDIATE"):
        store.record([File(f"/{name}", 1, 1, name) for name in names], forgotten)
        store.publish(fingerprint, store.generation + 1, "digest")


@pytest.fixture
def empty(tmp_path: Path) -> Store:
    return Store(tmp_path, create=True)


def test_what_is_staged_is_not_there_until_it_is_published(empty):
    empty.stage([staged("a")], "f")
    assert (empty.documents(), empty.numbers(), empty.text("a"), empty.source("a")) == ([], [], "", None)
    assert empty.document_ids("f") == {"a"}
    publish(empty, ["a"])
    assert empty.text("a") == "企业应当申报。\n海关受理。"
    assert empty.generation == 1
    assert empty.count() == 2


def test_a_document_says_what_its_file_says(empty):
    empty.stage([staged("a", title="办法")], "f")
    publish(empty, ["a"])
    (entry,) = empty.documents()
    assert entry == {
        "id": "a",
        "title": "办法",
        "source": "/a",
        "characters": 13,
        "passages": 2,
        "properties": {"issuer": "海关"},
        "health": HEALTH.to_dict(),
    }


def test_passages_come_back_as_they_went_in(empty):
    _, passages, vectors = document = staged("a")
    empty.stage([document], "f")
    publish(empty, ["a"])
    numbers = empty.numbers()
    assert list(empty.passages(numbers).values()) == passages
    assert empty.passages_by_id([p.id for p in passages] + ["none"]) == {p.id: p for p in passages}
    found, stored = empty.vectors(numbers[1:])
    assert found.tolist() == numbers[1:]
    np.testing.assert_array_equal(stored, vectors[1:])


@settings(max_examples=30)
@given(st.text(st.characters(codec="utf-8"), max_size=50))
def test_any_text_comes_back(tmp_path_factory, text):
    store = Store(tmp_path_factory.mktemp("store"), create=True)
    store.stage([staged("a", text)], "f")
    publish(store, ["a"])
    assert store.text("a") == text
    passages = store.passages(store.numbers()).values()
    assert "\n".join(p.page_content for p in passages) == text
    store.close()


def test_numbers_are_never_used_again(empty):
    empty.stage([staged("a")], "f")
    publish(empty, ["a"])
    first = empty.numbers()
    publish(empty, [], ("/a",))
    assert empty.documents() == []
    empty.stage([staged("a")], "f")
    publish(empty, ["a"])
    assert not set(first) & set(empty.numbers())


def test_staging_again_replaces_only_when_published(empty):
    empty.stage([staged("a", title="旧")], "f")
    publish(empty, ["a"])
    empty.stage([staged("a", title="不")], "f")
    assert empty.difference("f") == ([], [])
    empty.stage([staged("a", title="新")], "f", again=True)
    assert [d["title"] for d in empty.documents()] == ["旧"]
    added, removed = empty.difference("f")
    assert removed == empty.numbers()
    publish(empty, ["a"])
    assert [d["title"] for d in empty.documents()] == ["新"]
    assert empty.numbers() == added


def test_another_fingerprint_is_staged_beside_the_live_one(empty):
    empty.stage([staged("a", "旧文")], "f")
    publish(empty, ["a"])
    empty.stage([staged("a", "新文")], "g")
    assert empty.text("a") == "旧文"
    publish(empty, ["a"], fingerprint="g")
    assert empty.text("a") == "新文"
    assert empty.document_ids("f") == set()


def test_a_document_in_two_files_goes_with_the_last(empty):
    empty.stage([staged("a")], "f")
    with empty.transaction("IMMEDIATE"):
        empty.record([File("/z", 1, 1, "a"), File("/y", 1, 1, "a")], [])
        empty.publish("f", 1, "")
    assert [d["source"] for d in empty.documents()] == ["/y"]
    publish(empty, [], ("/y",))
    assert [d["source"] for d in empty.documents()] == ["/z"]
    publish(empty, [], ("/z",))
    assert empty.documents() == []


def test_a_failed_transaction_leaves_nothing(empty):
    def fail() -> None:
        with empty.transaction("IMMEDIATE"):
            empty.record([File("/a", 1, 1, "a")], [])
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fail()
    assert empty.files() == {}


def test_a_reader_keeps_its_view(tmp_path, empty):
    empty.stage([staged("a")], "f")
    publish(empty, ["a"])
    reader = Store(tmp_path)
    with reader.transaction():
        assert reader.generation == 1
        publish(empty, [], ("/a",))
        assert (reader.generation, reader.count(), reader.text("a")) == (1, 2, "企业应当申报。\n海关受理。")
    assert (reader.generation, reader.count()) == (2, 0)


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ({}, ["a", "b", "c"]),
        ({"document": "b"}, ["b"]),
        ({"title": "同名"}, ["b", "c"]),
        ({"source": ["/a", "/b", "/none"]}, ["a", "b"]),
        ({"source": "/second"}, ["c"]),
        ({"title": "同名", "source": ["/a", "/b"]}, ["b"]),
        ({"document": []}, []),
        ({"title": "同"}, []),
        ({"title": "x') OR 1=1 --"}, []),
    ],
)
def test_a_filter_finds_documents(empty, filter, found):
    empty.stage([staged("a"), staged("b", title="同名"), staged("c", title="同名"), staged("hidden")], "f")
    with empty.transaction("IMMEDIATE"):
        empty.record([File(f"/{n}", 1, 1, n) for n in "abc"] + [File("/second", 1, 1, "c")], [])
        empty.publish("f", 1, "")
    assert empty.find_documents(filter) == found
    assert len(empty.numbers_of(empty.find_documents(filter))) == 2 * len(found)


def test_an_unknown_filter_key_names_the_known_ones(empty):
    with pytest.raises(ValueError, match=r"'page'.*document, source, title"):
        empty.find_documents({"page": "3"})


def test_more_values_than_sqlite_takes_variables(empty):
    empty.stage([staged("a")], "f")
    publish(empty, ["a"])
    assert empty.passages(list(range(100_000))).keys() == set(empty.numbers())
    assert empty.numbers_of(str(n) for n in range(40_000)) == []


def test_no_index_is_told(tmp_path):
    with pytest.raises(StoreMissing, match="wenju index"):
        Store(tmp_path / "none")
    assert not (tmp_path / "none").exists()
    (tmp_path / "index.db").touch()  # as a process leaves it that was killed while making it
    with pytest.raises(StoreMissing):
        Store(tmp_path)
    Store(tmp_path, create=True)


def test_another_schema_is_told(tmp_path, empty):
    empty._db.set("schema", "999")
    empty.close()
    with pytest.raises(StoreCorrupt, match="schema 999"):
        Store(tmp_path)


def test_opening_does_not_wait_for_a_writer(tmp_path, empty):
    with empty.transaction("IMMEDIATE"):
        assert Store(tmp_path, create=True).generation == 0

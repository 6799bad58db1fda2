"""The measurement of what a search costs: it measures what a search calls, and prints it in ratios."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
import search_costs
from bench_search import embedding_table, main, search_table

from index.lexical import LexicalIndex


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A folder like ../shared with one document and one question."""
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "line.txt").write_text("环湖快线于2023年9月28日通车，全长11.6公里。\n", "utf-8")
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "dev.jsonl").write_text(
        '{"id": "q1", "question": "环湖快线全长多少？", "evidence": [{"doc": "line.txt", "quote": "全长11.6公里"}]}\n',
        "utf-8",
    )
    return tmp_path


def test_stages_are_timed_and_what_was_there_comes_back(shared: Path) -> None:
    plain = LexicalIndex.search_words
    found = search_costs.measure_search("documents", shared, 5, shared / "cache")
    assert LexicalIndex.search_words is plain
    assert found["questions"] == found["passages"] == 1
    assert {"question vector", "dense", "words", "bigrams", "whole"} <= set(found["again"])
    for stage, (p50, p95) in found["again"].items():
        assert 0 < p50 <= p95, stage
        assert stage == "whole" or p50 <= found["again"]["whole"][0]  # a part of it
    assert set(found["bare"]) == {"FAISS", "tantivy"}
    assert found["memory"]["index"] > 0
    assert search_costs.measure_search("stard", shared, 5, shared / "cache") == {}


def test_after_an_error_what_was_there_comes_back() -> None:
    plain = LexicalIndex.search_words
    during = []

    def fail() -> None:
        with search_costs.clocked(defaultdict(list), object()):
            during.append(LexicalIndex.search_words)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert during != [plain]
    assert LexicalIndex.search_words is plain


def test_all_stages_are_there_to_be_timed() -> None:
    """What is renamed must be renamed in the list, too."""
    import importlib
    from functools import reduce

    for stage, (module, path) in search_costs.STAGES.items():
        assert callable(reduce(getattr, path.split("."), importlib.import_module(module))), stage


def test_raw_libraries_are_asked_every_question(tmp_path: Path) -> None:
    vectors = np.eye(4, dtype=np.float32)
    assert len(search_costs.raw_faiss(vectors, lambda text: vectors[len(text)], ["", "a", "bb"])) == 3
    assert len(search_costs.raw_tantivy(["环湖快线", "云溪古镇"], ["环湖快线？", "没有的"], tmp_path)) == 2


def test_tables_show_ratios() -> None:
    found = {
        "first": {"whole": [30.0, 60.0], "words": [2.0, 3.0]},
        "again": {"whole": [20.0, 40.0], "words": [1.0, 2.0]},
        "bare": {"FAISS": [2.0, 3.0], "tantivy": [0.5, 1.0]},
        "memory": {"index": 10, "before": 100, "opened": 130, "used": 150, "profiles": 1024},
        "passages": 1024,
        "questions": 7,
    }
    lines = search_table(found).splitlines()
    assert "| words | 2.00 | 3.00 | 1.00 | 2.00 | 0.5 | 2.0 |" in lines
    assert "| whole search | 30.00 | 60.00 | 20.00 | 40.00 | 10.0 | 40.0 |" in lines
    assert lines[-1].endswith("+ 20 MB after 7 questions; 20 kB for each of 1,024")
    assert "10.0 kB a passage" in lines[-3]
    assert "| ours, passages of 400 characters | 500 | 10.0 |" in embedding_table(500.0, {128: 100.0, 256: 50.0})


def test_the_script_prints_tables(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--shared", str(shared), "--only", "documents", "--queries", "3", "--no-embedding"])
    said = capsys.readouterr().out
    assert said.startswith("**dev, 1 passages, 1 questions**")
    assert "| whole search |" in said

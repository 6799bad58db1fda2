"""The measurement of reading: it makes files of every format, reads them in full and prints a table."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

from corpus.loaders import SUFFIXES

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def bench() -> Any:
    """The script as a module."""
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        return importlib.import_module("bench_corpus")
    finally:
        sys.path.remove(str(ROOT / "scripts"))


def test_every_format_can_be_made_and_both_sides_read_it(bench: Any, tmp_path: Path) -> None:
    for suffix, (make, _, bare) in bench.FORMATS.items():
        path = tmp_path / f"a{suffix}"
        make(path, 20_000)
        assert bare(path) > 3000, suffix
        if suffix in SUFFIXES:
            found = bench.measure("ours", path)
            assert found["seconds"] > 0
            assert found["pages"] > 1


def test_a_table_is_printed(bench: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    bench.main(["--megabytes", "0.02", "--only", ".txt", ".docx", "--folder", str(tmp_path)])
    head, rule, *rows = capsys.readouterr().out.splitlines()
    assert head.count("|") == rule.count("|") == 10
    assert [row.split("|")[1].strip() for row in rows] == [".txt", ".docx"]
    assert all(row.count("|") == 10 for row in rows)
    assert "python-docx paragraphs" in rows[1]

"""The checker of the shipped digests: each kind of fault is caught, a faithful page is not."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parents[2]

SOURCE = """目 录

1.河东县图书馆改革..............1
2.河东县游泳馆改革..............2

# 1.河东县图书馆改革

河东县图书馆依据《河东县阅览办法》延长开放时间，在全县率先推出夜间借阅和代借代还上门服务。
截至2023年底，办证读者36002人，藏书 12.5
万册，投入1.28亿元，满意度98.6%。

17

# 2.河东县游泳馆改革

河东县游泳馆2024年接待4521人次，票价25元，由河东县文化和体育事业发展服务中心管理。

| 年份 | 收入（万元） |
| 2024 | 73.4 |
"""

FAITHFUL = """# 河东县两项改革

## 案例 1 图书馆

按照《河东县阅览办法》，河东县的图书馆晚上也能借书，还替人借还。2023年底的读者是36002人，
书有12.5万册，花了1.28亿元，98.6%的人满意。

## 案例 2 游泳馆

2024年，到河东县游泳馆的有4521人次，一张票25元，管它的是“河东县文化和体育事业发展服务中心”。

| 年份 | 收入（万元） |
|---|---|
| 2024 | 73.4 |
"""

ENGLISH = """# Two reforms

## 1. The library (《河东县阅览办法》)

It has 36,002 readers, 125,000 books and cost RMB 128 million; 98.6% are satisfied.

## 2. The pool

4,521 visits in 2024 at RMB 25; its income was RMB 734,000.
"""


@pytest.fixture(scope="module")
def checker() -> Any:
    """The script as a module."""
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        return importlib.import_module("check_digests")
    finally:
        sys.path.remove(str(ROOT / "scripts"))


@pytest.fixture
def check(checker, tmp_path: Path, capsys) -> Callable[..., tuple[int, str]]:
    """Writes a source and its pages, runs the script; gives the exit status and what it printed."""

    def run(*options: str, chinese: str = FAITHFUL, english: str | None = None) -> tuple[int, str]:
        pages = {"zh.md": ("zh", chinese)} | ({"en/zh.md": ("en", english)} if english else {})
        (tmp_path / "sources").mkdir(exist_ok=True)
        (tmp_path / "sources" / "hedong.txt").write_text(SOURCE, "utf-8")
        for name, (language, body) in pages.items():
            path = tmp_path / "pages" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"---\ntitle: x\ndigest_of: hedong\nlanguage: {language}\n---\n{body}", "utf-8")
        status = checker.main([str(tmp_path / "sources"), "--digests", str(tmp_path / "pages"), *options])
        return status, capsys.readouterr().out

    return run


def test_a_faithful_page_passes(check):
    status, out = check(english=ENGLISH)
    assert status == 0, out
    assert "total: 2 pages, 0 faults, 100.0% of 9 figures" in out


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("36002人", "36020人", "figure: 36020"),
        ("1.28亿元", "1.82亿元", "figure: 1.82"),
        ("98.6%", "96.8%", "figure: 96.8%"),
        ("4521人次", "452人次", "figure: 452"),  # stands in the source only as part of a longer figure
        ("| 73.4 |", "| 74.3 |", "figure: 74.3"),
        ("《河东县阅览办法》", "《河西县阅览办法》", "title: 《河西县阅览办法》"),
        ("还替人借还", "在全县率先推出夜间借阅和代借代还上门服务", "率先推出夜间借阅和代借代还上门服务"),
    ],
)
def test_a_fault_of_a_page_is_caught(check, old, new, fault):
    status, out = check(chinese=FAITHFUL.replace(old, new), english=ENGLISH)
    assert status == 1
    assert fault in out


def test_long_copies_are_caught_in_headings_and_tables_too(check):
    copied = "延长开放时间，在全县率先推出夜间借阅和代借代还上门服务"
    for line in (f"## {copied}", f"| {copied} |", f"- {copied}"):
        status, out = check(chinese=f"{FAITHFUL}\n{line}\n")
        assert status == 1
        assert "run: 延长开放时间" in out


def test_titles_and_names_may_carry_over(check):
    body = "河东县文化和体育事业发展服务中心\n\n## 河东县图书馆改革\n"
    assert check(chinese=FAITHFUL + body)[0] == 0


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("128 million", "128 billion", "figure: 128 billion"),
        ("125,000", "12,500", "figure: 12500"),
        ("《河东县阅览办法》", "《河西县阅览办法》", "title: 《河西县阅览办法》"),
    ],
)
def test_an_english_page_is_held_to_values_and_titles(check, old, new, fault):
    status, out = check(english=ENGLISH.replace(old, new))
    assert status == 1
    assert fault in out


def test_an_english_page_does_not_make_up_for_a_chinese_one(check):
    status, out = check(chinese=FAITHFUL.replace("36002人", "很多人"), english=ENGLISH)
    assert status == 1
    assert "88.9% of 9 figures (missing: 36002)" in out


def test_coverage_part_by_part_leaves_out_numbers_of_pages_and_lists(check):
    _, out = check("--sections", chinese=FAITHFUL.replace("25元", "不贵"))
    lines = [line.strip() for line in out.splitlines() if " | " in line]
    assert lines == [
        "100.0% of 0 figures | (front)",
        "100.0% of 5 figures | 1.河东县图书馆改革",
        "75.0% of 4 figures (missing: 25) | 2.河东县游泳馆改革",
    ]


def test_coverage_may_be_asked_for_less(check):
    chinese = FAITHFUL.replace("25元", "不贵")
    assert check(chinese=chinese)[0] == 1
    assert check("--least", "80", chinese=chinese)[0] == 0


def test_questions_whose_answer_the_pages_lack_are_listed(check, tmp_path):
    evidence = [{"doc": "hedong.txt", "quote": "x"}]
    questions = [
        {"id": "a", "question": "多少读者？", "evidence": evidence, "must": [["3.6万", "36,002"], "2023年"]},
        {"id": "b", "question": "谁是馆长？", "evidence": evidence, "must": ["王小明"]},
        {"id": "c", "question": "别处的事？", "evidence": [{"doc": "other.txt", "quote": "x"}], "must": ["36002"]},
        {"id": "d", "question": "没有答案？", "evidence": [], "must": []},
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(json.dumps(q, ensure_ascii=False) + "\n" for q in questions), "utf-8")
    status, out = check("--must", str(path))
    assert status == 1
    assert "questions: 33.3% of 3" in out
    assert "b lacks 王小明" in out
    assert "c lacks 36002" in out
    assert check("--must", str(path), "--least", "30")[0] == 0


def test_a_name_that_fits_no_page_is_no_success(check):
    assert check("no-such-page")[0] == 1


@given(st.decimals(min_value=0, max_value=10**6, places=2), st.sampled_from(["", "%"]))
def test_a_figure_is_found_however_it_is_written(checker, value, sign):
    (plain,) = checker.figures(f"有{value}{sign}。")
    assert checker.figures(f"（0{value:,}0 {sign}）") == {plain}


def test_shipped_pages_pass(checker, documents, capsys):
    status = checker.main([str(documents), "--digests", str(ROOT / "corpus" / "documents")])
    assert status == 0, capsys.readouterr().out


def test_shipped_pages_hold_the_answers(checker, documents, questions, capsys):
    path = documents.parent / "questions" / "dev.jsonl"
    status = checker.main([str(documents), "--digests", str(ROOT / "corpus" / "documents"), "--must", str(path)])
    assert status == 0, capsys.readouterr().out

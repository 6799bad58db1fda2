from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.numbering import read_number
from corpus.outline import Outline


def paths(*lines: str) -> list[list[str]]:
    """The section path after each line; ``# x`` is an unnumbered heading by its level, ``.`` text."""
    outline = Outline()
    out = []
    for line in lines:
        number = read_number(line)
        if line == ".":
            outline.text_seen()
        elif line.startswith("#"):
            mark, _, text = line.partition(" ")
            outline.unnumbered(text, len(mark))
        else:
            assert number is not None
            outline.numbered(line, number)
        out.append(outline.path)
    return out


@pytest.mark.parametrize(
    ("lines", "path"),
    [
        (
            ["第一章 甲", "第一节 乙", "一、丙", "（一）丁", "1.戊", "（1）己"],
            ["第一章 甲", "第一节 乙", "一、丙", "（一）丁", "1.戊", "（1）己"],
        ),
        (["第一章 甲", "第一节 乙", "第二章 丙"], ["第二章 丙"]),
        (["第一章 甲", "第一节 乙", "第二章 丙", "第二节 丁"], ["第二章 丙", "第二节 丁"]),
        (["一、甲", "（一）乙", "（二）丙", "二、丁"], ["二、丁"]),
        (["一、甲", "（一）乙", "二、丙", "（一）丁"], ["二、丙", "（一）丁"]),
        # cases numbered 「1.」 with 「一、」 and again 「1.」 inside
        (["1.甲", "一、乙", "（一）丙", "2.丁"], ["2.丁"]),
        (["1.甲", "一、乙", "1.丙"], ["1.甲", "一、乙", "1.丙"]),
        (["1.甲", "一、乙", "1.丙", "2.丁"], ["1.甲", "一、乙", "2.丁"]),
        (["案例 1 甲", "一、乙", "案例 2 丙"], ["案例 2 丙"]),
        (["第一章 甲", "第一节 乙", "专栏 1：丙", "第二节 丁"], ["第一章 甲", "第二节 丁"]),
        (["第一部分 甲", "第一章 乙", "附件 1 丙"], ["附件 1 丙"]),
        # a first unnumbered heading is the document's title; later ones go by level below numbered parts
        (["# 题目", "一、甲"], ["一、甲"]),
        (["# 题目", ".", "# 甲", "## 乙", "# 丙"], ["丙"]),
        (["# 题目", ".", "## 甲", "### 乙", "### 丙"], ["甲", "丙"]),
    ],
)
def test_path(lines, path):
    assert paths(*lines)[-1] == path


def test_a_bare_number_takes_the_next_heading_as_its_title():
    outline = Outline()
    outline.numbered("案例 1", read_number("案例 1"))
    assert outline.waiting
    outline.unnumbered("名称", 9)
    assert outline.path == ["案例 1 名称"]
    assert not outline.waiting


def test_a_chapter_outranks_an_unnumbered_heading_of_its_level():
    outline = Outline()
    outline.numbered("第一章 甲", read_number("第一章 甲"), 1)
    outline.unnumbered("乙", 1)
    outline.unnumbered("丙", 1)
    assert outline.path == ["第一章 甲", "丙"]


def test_a_heading_that_repeats_the_number_of_the_one_above_goes_below_it_by_its_level():
    outline = Outline()
    for text, level in [
        ("案例 1 甲", 2),
        ("案例 1 的做法", 3),
        ("案例 1 的成效", 3),
        ("案例 2 乙", 2),
        ("案例 2 的做法", 3),
    ]:
        number = read_number(text, marked=True)
        assert number is not None
        outline.numbered(text, number, level)
    assert outline.path == ["案例 2 乙", "案例 2 的做法"]


@pytest.mark.parametrize(("told", "path"), [(True, ["一、甲"]), (False, ["关于本书", "一、甲"])])
def test_a_numbered_heading_ends_an_unnumbered_one_of_its_level_that_had_text(told, path):
    outline = Outline()
    outline.unnumbered("题目", 1)
    outline.unnumbered("关于本书", 2)
    if told:
        outline.text_seen()
    outline.numbered("一、甲", read_number("一、甲"), 2)
    assert outline.path == path


@pytest.mark.parametrize("level", [3, 9])
def test_an_article_is_below_the_headings_that_are_marked_higher(level):
    outline = Outline()
    outline.numbered("二、某通知", read_number("二、某通知"), 2)
    outline.numbered("第五条 出口信用保险", read_number("第五条 出口信用保险", marked=True), level)
    assert outline.path == ["二、某通知", "第五条 出口信用保险"]


def test_text_ends_the_wait():
    outline = Outline()
    outline.numbered("案例 1", read_number("案例 1"))
    outline.text_seen()
    assert not outline.waiting


def test_a_table_ends_a_dash_paragraph():
    outline = Outline()
    outline.numbered("一、甲", read_number("一、甲"))
    outline.numbered("——乙", read_number("——乙"))
    outline.table_seen()
    assert outline.path == ["一、甲"]


LINES = st.sampled_from(
    [
        "第一章 甲",
        "第二章 乙",
        "第一节 丙",
        "一、丁",
        "二、戊",
        "（一）己",
        "1.庚",
        "2.辛",
        "（1）壬",
        "# 癸",
        "### 子",
        ".",
    ]
)


@given(st.lists(LINES, max_size=60))
def test_a_path_ends_in_the_last_heading_and_stays_short(lines):
    heads = [line for line in lines if line != "."]
    path = paths(*lines)[-1] if lines else []
    assert len(path) <= 14
    if path:
        assert path[-1] in (heads[-1], heads[-1].lstrip("# "))

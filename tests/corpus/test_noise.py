from __future__ import annotations

import pytest

from corpus.ledger import Ledger
from corpus.lines import Line, read_lines
from corpus.noise import drop_noise, drop_running_heads


def kept(text: str) -> tuple[list[str], dict[str, int]]:
    ledger = Ledger()
    lines = drop_noise(list(read_lines(text, Ledger())), ledger)
    return [line.text for line in lines if line.kind != "blank"], {
        reason: entry.times for reason, entry in ledger.dropped.items()
    }


def test_page_numbers_dressed_as_such():
    text = "甲\n- 4 -\n乙\n第 5 页\n丙\n第6页 共9页\n丁\nPage 6 of 9\n戊\n— 12 —"
    assert kept(text) == (["甲", "乙", "丙", "丁", "戊"], {"page numbers": 5})


SENTENCE = "各片区围绕制度创新推进改革，取得了一批成果"
BODY = "\n".join([f"{SENTENCE}。"] * 15)


@pytest.mark.parametrize(
    "text",
    [
        f"{BODY}\n20\n{BODY}\n21\n甲。",  # a sequence with a page's text between
        f"{BODY}\n20\n{BODY}\n999\n{BODY}\n{BODY}\n22\n甲。".replace("\n999", ""),
        f"{SENTENCE}。\n3\n\f{SENTENCE}。",
        f"{SENTENCE}。\n\f3\n{SENTENCE}。",
        f"{SENTENCE}\n\n20\n\n由各部门推广，形成经验。",  # between the halves of a sentence
    ],
)
def test_bare_page_numbers_on_evidence(text):
    lines, dropped = kept(text)
    assert set(dropped) == {"page numbers"}
    assert not [line for line in lines if line.isdecimal()]


@pytest.mark.parametrize(
    "text",
    [
        "办理件数\n1204\n图书馆\n35",
        "12\n34\n56",
        f"{SENTENCE}。\n2023\n{SENTENCE}。",
        f"{SENTENCE}，共办理\n1204\n件，各村均已覆盖。",
        f"{SENTENCE}，办理件数为\n1204\n各村均已覆盖。",
        f"{BODY}\n900\n{BODY}\n12\n甲。",
        "甲\n-12\n乙\n12-\n丙",
    ],
)
def test_bare_figures_stay(text):
    assert kept(text)[1] == {}


def test_figures_that_are_no_page_numbers():
    lines = ["# 2023", "- 12", "12345", "12.5", "3 个", "12\t13"]
    assert kept("\n".join(lines))[1] == {}


def test_contents_list_with_leaders():
    text = "目 录\n第一章 甲......1\n第二章 乙 …… 2\n\n第一章 甲\n正文。"
    assert kept(text) == (["第一章 甲", "正文。"], {"contents lines": 3})


def test_contents_list_without_leaders_ends_where_headings_come_for_the_last_time():
    text = "目录\n第一章 甲\n1\n第二章 乙\n2\n\n第一章 甲\n正文一。\n第二章 乙\n正文二。"
    lines, dropped = kept(text)
    assert lines == ["第一章 甲", "正文一。", "第二章 乙", "正文二。"]
    assert dropped == {"contents lines": 5}


def test_repeated_lines_outside_a_contents_list_stay():
    assert kept("重复的话\n正文\n重复的话")[0] == ["重复的话", "正文", "重复的话"]


def test_images_and_rules_are_counted():
    ledger = Ledger()
    lines = drop_noise(list(read_lines("![图](a.png)\n---\n正文\n<br>", ledger)), ledger)
    assert [line.text for line in lines if line.text] == ["正文"]
    assert {reason: entry.times for reason, entry in ledger.dropped.items()} == {"images": 1, "rules": 1, "marks": 1}


def page(number: int, *texts: str) -> list[Line]:
    return [Line(text, number) for text in texts]


def test_running_heads():
    words = ["", "规划", "目标", "措施", "数据", "案例", "附则"]
    pages = [page(i, "某某报告", words[i], words[i] * 2, f"{i} / 6") for i in range(1, 7)]
    ledger = Ledger()
    lines = drop_running_heads([line for p in pages for line in p], ledger)
    assert [line.text for line in lines] == [text for word in words[1:] for text in (word, word * 2)]
    assert ledger.dropped["running heads"].times == 12


def test_numbered_headings_at_the_top_of_pages_stay():
    pages = [page(i, f"案例 {i}", "某地某事。", f"内容{'甲乙丙丁戊己'[i - 1]}", "完" * i) for i in range(1, 7)]
    lines = drop_running_heads([line for p in pages for line in p], Ledger())
    assert [f"案例 {i}" in [line.text for line in lines] for i in range(1, 7)] == [True] * 6


def test_few_pages_have_no_running_heads():
    lines = [*page(1, "题目", "甲"), *page(2, "题目", "乙"), *page(3, "题目", "丙")]
    assert drop_running_heads(lines, Ledger()) == lines

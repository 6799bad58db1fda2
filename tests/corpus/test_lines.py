from __future__ import annotations

import pytest

from corpus.ledger import Ledger
from corpus.lines import Line, has_leader, read_lines, underlined


def kinds(text: str) -> list[tuple[str, str]]:
    return [(line.kind, line.text) for line in underlined(list(read_lines(text, Ledger())))]


@pytest.mark.parametrize(
    ("raw", "kind", "text"),
    [
        ("正文", "text", "正文"),
        ("  缩进", "text", "缩进"),
        ("", "blank", ""),
        ("   ", "blank", ""),
        ("\t", "cell", ""),
        ("\t单元格", "cell", "单元格"),
        ("\t- 子项", "list", "• 子项"),
        ("  * 子项", "list", "• 子项"),
        ("- 3 -", "text", "- 3 -"),
        ("- 3", "list", "• 3"),
        ("-3 度", "text", "-3 度"),
        ("a\tb", "table", "a\tb"),
        ("\ta\tb", "table", "\ta\tb"),
        ("| a | **b** |", "table", "a\tb"),
        ("|---|---|", "table", ""),
        ("## 标题 ##", "heading", "标题"),
        ("# C#", "heading", "C#"),
        ("#标签", "text", "#标签"),
        ("[^2]: 脚注", "footnote", "2 脚注"),
        ("<sup>3</sup> 脚注", "footnote", "3 脚注"),
        ("---", "rule", "---"),
        ("* * *", "rule", "* * *"),
        ("————", "rule", "————"),
        ("——破折号段落", "text", "——破折号段落"),
        ("```", "text", "```"),
    ],
)
def test_kind(raw, kind, text):
    assert [(line.kind, line.text) for line in read_lines(raw, Ledger())] == [(kind, text)]


def test_code_is_left_as_it_is():
    assert kinds("```py\n# no *mark*\n\n| a |\n~~~\n```\n后") == [
        ("code", "# no *mark*"),
        ("code", ""),
        ("code", "| a |"),
        ("code", "~~~"),
        ("text", "后"),
    ]


def test_a_fence_that_nothing_closes_is_decoration():
    assert ("heading", "标题") in kinds("~~~\n正文\n# 标题")
    assert ("heading", "标题") in kinds("```py\n正文\n# 标题")


def test_underlined_headings():
    lines = underlined(list(read_lines("题目\n====\n正文。\n\n小节\n----\n两行的\n段落\n---\n", Ledger())))
    assert [(line.text, line.level) for line in lines if line.kind == "heading"] == [("题目", 1), ("小节", 2)]
    assert [line.text for line in lines if line.kind == "text"] == ["正文。", "两行的", "段落"]


def test_pages():
    lines = read_lines("一\n\f二\n\f\f四", Ledger(), paged=True)
    assert [(line.text, line.page) for line in lines] == [("一", 1), ("二", 2), ("四", 4)]
    assert all(line.page is None for line in read_lines("一\n\f二", Ledger()))


@pytest.mark.parametrize("text", ["第一章 总则.....3", "概述 …… 12", "结论······7", "a . . . 3", "省略…………"])
def test_leaders(text):
    assert has_leader(text)


@pytest.mark.parametrize("text", ["他说……", "等等……后来", "版本 1.2", "共 3.5 亿", "3...", ""])
def test_no_leaders(text):
    assert not has_leader(text)


def test_a_line_is_frozen():
    with pytest.raises(AttributeError):
        Line("a").text = "b"

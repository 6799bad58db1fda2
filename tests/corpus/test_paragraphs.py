from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.ledger import Ledger
from corpus.lines import Line, read_lines
from corpus.paragraphs import paragraphs
from corpus.wrapping import wrapping


def joined(text: str, *, soft: bool = False) -> list[str]:
    lines = list(read_lines(text, Ledger()))
    return [line.text for line in paragraphs(lines, wrapping(lines, soft=soft), Ledger())]


CHINESE = "自由贸易试验区建设以来各片区围绕制度创新这一核心任务持续推进改革开放探索可复制可推广的经验并且取得了一批成果"
ENGLISH = (
    "The pilot zones were set up to test reforms that could later be taken over elsewhere, and they have done so with "
    "uneven results: some of the measures, such as the single window, spread within a year, while others needed much "
    "longer because they depended on laws that only the legislature could change."
)


def wrap_chinese(text: str, columns: int, indent: str = "　　") -> str:
    text = indent + text
    return "\n".join(text[i : i + columns] for i in range(0, len(text), columns))


def test_hard_wrapped_chinese_without_blank_lines():
    texts = [CHINESE * 2 + f"第{i}。" for i in "甲乙丙丁戊"]
    assert joined("\n".join(wrap_chinese(text, 30).replace("　", " ") for text in texts)) == texts


def test_hard_wrapped_english_with_blank_lines():
    texts = [f"{word} {ENGLISH}" for word in ("First", "Second", "Third", "Fourth", "Fifth")]
    text = "\n\n".join(textwrap.fill(t, 64) for t in texts)
    assert joined(text) == texts


def test_english_line_cut_before_a_long_word_is_full():
    text = "\n\n".join(
        textwrap.fill(f"{ENGLISH} See https://example.org/a/very/long/address/that/fits/no/line.", 60) for _ in "abcd"
    )
    assert all("See https://example.org" in paragraph for paragraph in joined(text))


def test_unwrapped_lines_are_paragraphs():
    texts = [CHINESE + "。", "短句。", CHINESE * 3 + "。", "又一句。"] * 4
    assert joined("\n".join(texts)) == texts


def test_markdown_joins_lines_and_blank_lines_part():
    assert joined("一行\n又一行\n\nnew line\nand more", soft=True) == ["一行又一行", "new line and more"]


def test_a_sentence_goes_on_after_a_page_number_was_taken_out():
    lines = [Line(CHINESE[:40] + "，"), Line("", kind="blank"), Line("从而推进改革。"), Line("下一段。")]
    assert [line.text for line in paragraphs(lines, wrapping(lines), Ledger())] == [
        CHINESE[:40] + "，从而推进改革。",
        "下一段。",
    ]


def test_numbered_lines_start_paragraphs_but_figures_and_references_go_on():
    wrapped = "".join(f"　　{CHINESE[:28]}\n{CHINESE[28:]}。\n" for _ in range(6)).replace("　", " ")
    first = CHINESE[:30]
    for rest, whole in [("12.5 亿元，占一半。", True), ("第三章的规定执行。", True), ("（一）另起一段。", False)]:
        got = joined(f"{wrapped}  {first}\n{rest}")
        assert (first + rest in got) is whole


def test_a_line_that_starts_with_closing_punctuation_goes_on():
    assert joined("表述为“一站式\n”服务\n，很好") == ["表述为“一站式”服务，很好"]


def test_a_footnote_comes_after_the_paragraph_that_it_interrupts():
    lines = [
        Line(CHINESE),
        Line("1 注。", kind="footnote"),
        Line("", kind="blank"),
        Line("从而推进改革。"),
        Line("下一段。"),
    ]
    got = [line.text for line in paragraphs(lines, wrapping(lines), Ledger())]
    assert got == [CHINESE + "从而推进改革。", "1 注。", "下一段。"]


WRAPPED = "\n".join(wrap_chinese(CHINESE * 2 + f"第{i}。", 30).replace("　", " ") for i in "甲乙丙丁戊己")


@pytest.mark.parametrize(
    ("above", "below", "whole"),
    [
        ("云溪区图书馆延长开放时间，2023年第162批共", "12345.6万元，各村均已覆盖。", True),  # no room for the figure
        ("临湖镇游泳馆减少申请材料，共1000人次，", "群众满意度明显提升。", True),
        ("办理事项涉及图书馆、", "文化馆。", True),
        ("云溪区图书馆延长开放时间，共接待2", "016人次。", True),
        ("云溪区图书馆延长开放时间，共接待读者", "来自全省各地，各村均已覆盖。", True),
        ("云溪区图书馆延长开放时间", "各村均已覆盖，办理时间缩短一半。", False),  # a title
        ("云溪区人民政府", "2023年5月1日", False),
        ("地址：云溪区临湖镇一号，邮编一二三四五六", "联系电话：一二三四五六七八九十一二", False),
        ("云溪区图书馆延长开放时间，共接待读者", "16", False),  # a page number or a figure
    ],
)
def test_a_short_line_of_wrapped_text(above, below, whole):
    assert (above + below in joined(f"{WRAPPED}\n  {above}\n{below}")) is whole


def test_an_indented_line_after_a_full_one_that_ended():
    texts = [CHINESE[:27] + "。", CHINESE + "。"] * 4
    assert joined("\n".join(wrap_chinese(text, 30).replace("　", " ") for text in texts)) == texts


def test_a_line_attached_by_its_setting_goes_on_after_a_sentence():
    lines = [Line(CHINESE + "。"), Line("下一页。", attached=True), Line("下一段。")]
    got = [line.text for line in paragraphs(lines, wrapping(lines), Ledger())]
    assert got == [CHINESE + "。下一页。", "下一段。"]


@given(
    st.lists(
        st.text("自贸试验区，。“”（） abc123.", max_size=50).map(lambda text: " ".join(text.split())), max_size=30
    ),
    st.booleans(),
)
def test_nothing_is_lost(texts, soft):
    lines = [Line(text, kind="text" if text else "blank") for text in texts]
    out = "".join(line.text for line in paragraphs(lines, wrapping(lines, soft=soft), Ledger()))
    assert out.replace(" ", "") == "".join(texts).replace(" ", "")

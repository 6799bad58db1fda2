from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.blocks import extracted_blocks, line_blocks, text_blocks
from corpus.ledger import Ledger
from corpus.lines import Line, read_lines


def blocks(text: str, **options: bool) -> list[tuple[str, list[str], str]]:
    found = text_blocks(text, Ledger(), **options)
    return [(block.metadata["kind"], block.metadata["section"], block.page_content) for block in found]


def contexts(text: str) -> list[str | None]:
    return [block.metadata.get("context") for block in text_blocks(text, Ledger())]


def test_a_heading_that_runs_on_is_a_paragraph_in_its_section():
    assert blocks("（一）规范程序。一是公示；二是备案。") == [
        ("paragraph", ["（一）规范程序"], "（一）规范程序。一是公示；二是备案。")
    ]


def test_the_line_after_a_bare_number_is_its_title():
    assert blocks("案例 1\n某地某新模式\n正文在这里。")[1:] == [
        ("heading", ["案例 1 某地某新模式"], "某地某新模式"),
        ("paragraph", ["案例 1 某地某新模式"], "正文在这里。"),
    ]


def test_a_sentence_after_a_bare_number_is_no_title():
    assert blocks("案例 1\n这是一句话。")[1] == ("paragraph", ["案例 1"], "这是一句话。")


def test_rows_keep_empty_first_cells():
    rows = "行业\t出口\t\t进口\t\n\t金额\t同比\t金额\t同比\n运输\t10\t2%\t7\t1%"
    found = blocks(rows)
    assert [text for _, _, text in found] == ["行业\t出口\t\t进口", "\t金额\t同比\t金额\t同比", "运输\t10\t2%\t7\t1%"]
    assert set(contexts(rows)) == {"行业\t出口 金额\t出口 同比\t进口 金额\t进口 同比"}


def test_caption_and_unit_are_context():
    assert contexts("表 1 出口情况\n单位：万元\n\n地区\t出口\n西安\t10")[-1] == "表 1 出口情况\n单位：万元\n地区\t出口"


def test_a_paragraph_between_caption_and_table_parts_them():
    assert contexts("表 1 出口情况\n\n这是无关的一段话。\n\n地区\t出口\n西安\t10")[-1] == "地区\t出口"


def test_a_table_cut_by_a_footnote_goes_on():
    text = "表 1 出口情况\n地区\t出口\n西安\t10\n\n<sup>1</sup> 资料来源。\n\n咸阳\t7\n宝鸡\t3"
    assert [context for context in contexts(text) if context] == ["表 1 出口情况\n地区\t出口"] * 4


def test_a_table_of_another_width_or_after_text_does_not_go_on():
    assert contexts("地区\t出口\n西安\t10\n\n咸阳\t7\t8\n宝鸡\t3\t4")[-1] == ""
    assert contexts("地区\t出口\n西安\t10\n\n另一段话。\n\n咸阳\t7\n宝鸡\t3")[-1] == ""


def test_two_tables_that_an_empty_line_parts():
    text = "| 地区 | 出口 |\n|---|---|\n| 西安 | 10 |\n\n| 年份 | 进口 |\n|---|---|\n| 2020 | 7 |"
    assert contexts(text) == ["地区\t出口"] * 2 + ["年份\t进口"] * 2


def test_empty_lines_between_all_rows_part_nothing():
    assert contexts("地区\t出口\n\n西安\t10\n\n咸阳\t7") == ["地区\t出口"] * 3


def test_a_shredded_table_is_put_together():
    rows = [["指标", "2020", "2025"], ["企业数", "11", "20"], ["税收", "7", "9"]]
    text = "\n\n".join("\n".join("\t" + cell for cell in row) for row in rows)
    assert blocks(f"前文。\n\n{text}\n\n后文。")[1:-1] == [("table", [], "\t".join(row)) for row in rows]


def test_indented_paragraphs_are_no_table():
    text = "\n".join(f"\t第{c}段讲的是一件很长的事情，写了很多字，一直写到了这里为止。" for c in "甲乙丙丁戊己庚辛壬癸")
    assert {kind for kind, _, _ in blocks(text)} == {"paragraph"}
    assert not any(text.startswith("\t") for _, _, text in blocks(text))


def test_list_items_and_figures():
    found = blocks("- 甲\n- 乙\n\n（3）丙；\n\n① 丁\n\n2.4 倍于去年。")
    assert [kind for kind, _, _ in found] == ["list", "list", "list", "list", "paragraph"]


def test_numbered_lines_without_text_between_are_a_list():
    found = blocks("安装步骤如下。\n\n1. 打开软件\n2. 点击登录\n\n3. 完成\n\n之后的一段话。")
    assert [kind for kind, _, _ in found] == ["paragraph", "list", "list", "list", "paragraph"]
    assert found[-1][1] == []


def test_long_and_short_items_are_one_list():
    found = blocks("1. 短\n2. " + "很长的一项" * 15 + "\n3. 短\n之后的一段话。")
    assert [kind for kind, _, _ in found] == ["list", "list", "list", "paragraph"]
    assert found[-1][1] == []


def test_numbered_headings_with_text_between_are_headings():
    found = blocks("1. 甲\n第一段话。\n2. 乙\n第二段话。\n3. 丙\n第三段话。")
    assert [path for _, path, _ in found][-1] == ["3. 丙"]


def test_code_keeps_its_lines():
    assert blocks("```\na\n\n  b\n```", soft=True) == [("code", [], "a\n\n  b")]


def test_pages_are_of_the_first_line():
    found = extracted_blocks(list(read_lines("第一页\n\f第二页", Ledger(), paged=True)), Ledger())
    assert [block.metadata["page"] for block in found] == [1, 2]


def test_lines_of_formats_without_lines():
    lines = [
        Line("题目", kind="heading", level=1),
        Line("情况", kind="caption"),
        Line("地区\t出口", kind="table"),
        Line("西安\t10", kind="table"),
    ]
    assert [block.metadata.get("context") for block in line_blocks(lines)][-1] == "情况\n地区\t出口"


LINE = st.sampled_from(
    [
        "第一章 总则",
        "一、做法",
        "（一）程序。说明。",
        "案例 2",
        "正文的一句话。",
        "",
        "a\tb",
        "1\t2",
        "\t单元",
        "- 项",
        "| a | b |",
        "# 题",
        "```",
        "表 1 甲",
    ]
)


@given(st.lists(LINE, max_size=25), st.booleans())
def test_any_order_of_lines_gives_whole_blocks(lines, soft):
    for block in text_blocks("\n".join(lines), Ledger(), soft=soft):
        assert {"kind", "section", "page"} <= set(block.metadata) <= {"kind", "section", "page", "context", "group"}
        assert ("context" in block.metadata) == (block.metadata["kind"] == "table")
        assert block.metadata["kind"] == "code" or block.page_content.strip()

"""What a reader checks of a parsed file: sections, tables, sizes."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from langchain_core.documents import Document

from corpus.inspection import Inspection, inspect, parts_of

TEXT = """# 云溪区改革案例

## 案例 1

## 夜间窗口

一、主要做法

（一）延长时间。窗口开到二十一点。

（二）减少材料。申请只交两份表。

二、实践效果

办件量见下表。

表 1 办件量

单位：件

| 年份 | 窗口 | 网上 |
|---|---|---|
| 2023 | 1200 | 3400 |
| 2024 | 900 | 5100 |

## 案例 2 流动图书车

图书车每周到六个村。
"""


def test_the_outline_nests_and_covers_the_text(read) -> None:
    source = read("cases.md", TEXT)
    found = inspect(source, source.blocks)
    shown = [(section.level, section.heading) for section in found.sections]
    assert shown == [
        (1, "案例 1 夜间窗口"),
        (2, "一、主要做法"),
        (3, "（一）延长时间"),
        (3, "（二）减少材料"),
        (2, "二、实践效果"),
        (1, "案例 2 流动图书车"),
    ]
    first, *_, last = found.sections
    assert source.text[first.start :].startswith("案例 1")
    assert (first.end, last.end) == (last.start, len(source.text))
    for section in found.sections:
        assert source.text[section.start :].startswith(section.heading.split()[0])
        inside = [other for other in found.sections if section.start < other.start < section.end]
        assert all(other.level > section.level and other.end <= section.end for other in inside)
    assert all(before.start <= after.start for before, after in pairwise(found.sections))


def test_the_same_heading_twice_is_two_sections(read) -> None:
    source = read(
        "twice.md", "# 云溪区\n\n## 图书馆\n\n### 做法\n\n甲。\n\n## 游泳馆\n\n### 做法\n\n乙。\n\n### 做法\n\n丙。\n"
    )
    found = inspect(source, source.blocks)
    assert [section.heading for section in found.sections] == ["图书馆", "做法", "游泳馆", "做法", "做法"]


def test_a_section_counts_the_passages_that_hold_some_of_it(read) -> None:
    source = read("cases.md", TEXT)
    half = source.text.index("二、实践效果") + 3
    cuts = [0, half, len(source.text)]
    passages = [
        Document(source.text[a:b], metadata=source.blocks[0].metadata | {"start": a, "end": b})
        for a, b in pairwise(cuts)
    ]
    counts = {section.heading: section.passages for section in inspect(source, passages).sections}
    assert counts["案例 1 夜间窗口"] == counts["二、实践效果"] == 2
    assert counts["一、主要做法"] == counts["（二）减少材料"] == counts["案例 2 流动图书车"] == 1


def test_facts_stand_where_they_are_new(read) -> None:
    source = read(
        "cases.md", "# 案例\n\n## 案例 1 图书车\n\n### 做法\n\n每周到六个村。\n\n## 案例 2 窗口\n\n开到二十一点。\n"
    )
    for block in source.blocks:
        provider = "文化馆" if block.metadata["section"][:1] == ["案例 1 图书车"] else "政务中心"
        block.metadata["facts"] = {"provider": provider}
    facts = [section.facts for section in inspect(source, source.blocks).sections]
    assert facts == [{"provider": "文化馆"}, {}, {"provider": "政务中心"}]


def test_a_table_has_caption_unit_columns_and_rows(read) -> None:
    source = read("cases.md", TEXT)
    (table,) = inspect(source, source.blocks).tables
    assert table.caption == "表 1 办件量"
    assert "件" in table.unit
    assert table.columns == ("年份", "窗口", "网上")
    assert table.rows[table.header :] == (("2023", "1200", "3400"), ("2024", "900", "5100"))
    assert table.section[0].startswith("案例 1")
    assert source.text[table.start : table.end].startswith("年份\t窗口")


def test_tables_are_found_in_passages_with_their_captions(read) -> None:
    source = read("cases.md", TEXT)
    rows = [block for block in source.blocks if block.metadata["kind"] == "table"]
    start = source.text.index("表 1 办件量")
    meta = rows[0].metadata | {"start": start, "end": rows[-1].metadata["end"]}
    passage = Document(source.text[start : meta["end"]], metadata=meta)
    (table,) = inspect(replace(source, blocks=[]), [passage]).tables
    assert table.rows[table.header :] == (("2023", "1200", "3400"), ("2024", "900", "5100"))


def test_the_parts_of_a_context() -> None:
    assert parts_of("") == ("", "", ())
    assert parts_of("表 2 收入\n（单位：万元）\n年份\t收入") == ("表 2 收入", "（单位：万元）", ("年份", "收入"))
    assert parts_of("Table 3. Income\nUnit: million USD") == ("Table 3. Income", "Unit: million USD", ())


def test_part_of_a_file(read) -> None:
    source = read("cases.md", TEXT)
    part = inspect(source, source.blocks).within("主要做法")
    assert [section.heading for section in part.sections] == ["一、主要做法", "（一）延长时间", "（二）减少材料"]
    assert "".join(passage.page_content for passage in part.passages).count("窗口开到") == 1
    assert part.tables == []
    assert inspect(source, source.blocks).within("没有").sections == []


def test_plain_data(read) -> None:
    source = read("cases.md", TEXT)
    found = inspect(source, source.blocks)
    data = found.to_dict()
    assert data["passages"]["count"] == len(data["passages"]["list"]) == len(source.blocks)
    for passage in data["passages"]["list"]:
        assert source.text[passage["start"] : passage["end"]] == passage["text"]
    assert data["outline"][0]["path"] == ["案例 1 夜间窗口"]
    assert data["tables"]["list"][0]["caption"] == "表 1 办件量"
    assert data["health"]["lost"] == 0
    short = found.to_dict(passages=False, tables=False)
    assert short["passages"] == {"count": len(source.blocks), "characters": found.sizes}
    assert short["tables"] == {"count": 1}


def test_sizes(read) -> None:
    source = read("a.txt", "文")
    passages = [Document("字" * size, metadata=source.blocks[0].metadata) for size in range(1, 102)]
    assert Inspection(source, [], passages, []).sizes == {"min": 1, "p10": 11, "median": 51, "p90": 91, "max": 101}
    assert Inspection(source, [], [], []).sizes == {}

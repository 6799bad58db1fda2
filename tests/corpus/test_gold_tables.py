"""The tables and boxes of the five documents as printed, read by hand (skipped where the documents are not)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache

import pytest

from corpus import load

GOLD = """
# document/table  digest of the caption  unit  columns  rows of data
003/1  fd21995ea3 -      5 15
004/1  5eae0f2368 -      7 12
004/2  2bbd6198d4 亿美元 9 7
004/3  55ced1882a 万美元 7 12
004/4  79715affa6 万美元 7 7
004/5  e8dcb2e512 -      4 4
004/6  c1a3c2ba08 -      4 4
004/7  74c0fc9d33 亿美元 10 7
004/8  e1fee8c41e 万美元 11 9
004/9  7eb693dfd0 万美元 7 16
004/10 2b70ee0174 万美元 7 24
004/11 e4a0e7138c 万美元 11 9
004/12 ec4fc36292 万美元 7 7
004/13 942cc66e00 万美元 7 15
004/1b 30d7bc22ca 万美元 22 12
004/2b f3369763e0 亿美元 8 41
"""

CELLS = """
003/1|税收增速|2020|-
003/1|税收增速|2025|高于全省自贸试验区平均2个百分点
003/1|税收增速|属性|约束性
003/1|中外合资旅行社（家）|2020|3
003/1|中外合资旅行社（家）|2025|18
003/1|自贸试验区工业总产值（亿元）|2020|60.9
003/1|备案境外投资机构（家）|2020|-
003/1|年货邮吞吐量（万吨）|2025|80
003/1|累计注册企业(家)|2025|25000
004/1|旅行服务|出口 同比 (%)|-14.4
004/1|加工服务|进口 金额 (万美元)|23.6
004/1|合计|进口 同比 (%)|12.3
004/1|其他商业服务|出口 同比 (%)|48.5
004/2|2019|浙江|566.3
004/2|2020|湖北|80.3
004/2|2016|海南|15.7
004/2|2022|陕西|73.0
004/3|金融服务|出口 同比|525.9%
004/3|旅行|进口|230227.7
004/3|建筑服务|出口 同比|-3.5%
004/3|合计|进出口|805481.5
004/4|知识产权使用费|出口 同比 (%)|-50.5
004/4|保险服务|进口 同比 (%)|32.9
004/4|合计|出口|128066.3
004/5|香港|服务出口 (万美元)|21396.4
004/5|日本|排名|4
004/6|爱尔兰|服务进口(万美元)|1442.2
004/6|美国|主要企业|西安广知网络科技有限公司等
004/7|知识产权使用费|浙江 同比 (%)|65.6
004/7|保险服务|全国 同比 (%)|19.4
004/7|金融服务|陕西 占比 (%)|3.8
004/7|合计|浙江 进出口|314.1
004/8|B：|合同金额 2021年|3410.0
004/8|B：|合同金额 2022年|23.4
004/8|C：|合同金额占比（%） 2022年|76.9
004/8|D:|合同份数（份） 2021年|153
004/8|H:|技术费 同比（%）|-2.5
004/8|合计|技术费 2021年|22207.3
004/9|软件业|技术费 占比(%)|40.9
004/9|专业技术服务业|合同金额 同比(%)|343.4
004/9|制造业|合同份数 (份)|4
004/9|交通运输设备制造业|合同金额 占比 (%)|0.2
004/10|马来西亚|占比|39.8
004/10|中国台湾|同比金额 (%)|4070.4
004/10|大洋洲|同比金额 (%)|-100.0
004/10|牙买加|设备费|147.4
004/10|英国|合同金额|109.8
004/11|专有技术|合同金额 同比(%)|552.8
004/11|专有技术|技术费 同比(%)|552.9
004/11|其他方式|合同额占比(%) 2021年|2.2
004/12|化学原料及化学制品制造业|合同金额同比(%)|909.6
004/12|通用设备制造业|技术费|12.5
004/13|日本|同比金额 (%)|1884.7
004/13|德国|合同数|3
004/13|意大利|占比 (%)|5.4
004/1b|知识产权使用费|2017年 出口|19.2
004/1b|个人文化和娱乐服务|2020年 出口|288.8
004/1b|加工服务|2018年 出口|51170.0
004/1b|加工服务|2019年 出口|97455.1
004/1b|总额|2016年 进口|480406.7
004/1b|总额|2022年 进出口|729715.5
004/1b|旅行|2021年 进口|186384.7
004/1b|维护和维修服务|2017年 进口|34.8
004/2b|2022年|差额|-410
004/2b|2008年|进口额 同比 (%)|22.1
004/2b|1982年|进出口额 同比 (%)|-
004/2b|1994年|出口额 金额|202
004/2b|2020年|出口额 同比 (%)|-1.0
"""

GROUPS = {"类别：制度改革": 3, "类别：产业提质增效": 4, "类别：开放功能提升": 5}
"""How many rows of the indicator table each label holds for, beside the row that it stands in."""

BOX_ITEMS = [4, 7, 7, 3, 7, 6, 11, 6, 2, 8, 6]

SHAPES = [line.split() for line in GOLD.strip().splitlines()[1:]]
FIGURES = [line.split("|") for line in CELLS.strip().splitlines()]


def squeezed(text: str) -> str:
    return "".join(text.split())


@dataclass(frozen=True)
class Table:
    """A table as we read it: its context line by line, its rows of data, their groups."""

    context: list[str]
    rows: list[list[str]]
    groups: list[str]

    @property
    def names(self) -> list[str]:
        return self.context[-1].split("\t")


@pytest.fixture(scope="module")
def tables(documents) -> dict[str, Table]:
    """The tables by document and number, the second of a number with a ``b``."""
    found: dict[str, Table] = {}
    for path in sorted(documents.glob("*.txt")):
        runs: list[list] = []
        above = None
        for block in load(path).blocks:
            context = block.metadata.get("context")
            if context is not None and context != above:
                runs.append([])
            if context is not None:
                runs[-1].append(block)
            above = context
        for run in runs:
            context = run[0].metadata["context"].split("\n")
            head = {name for full in context[-1].split("\t") for name in ("", full, *parts(full))}
            rows = [block for block in run if not set(block.page_content.split("\t")) <= head]
            number = re.match(r"表\s*(\d+)", context[0])
            assert number, context
            key = f"{path.name[:3]}/{number[1]}"
            found[key if key not in found else f"{key}b"] = Table(
                context,
                [row.page_content.split("\t") for row in rows],
                [row.metadata.get("group", "") for row in rows],
            )
    return found


def parts(name: str) -> list[str]:
    """What the header rows can say of a column called `name`: 「出口 同比 (%)」 is 「出口」 over 「同比 (%)」."""
    words = name.split(" ")
    return [" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)]


def test_there_are_no_other_tables(tables):
    assert sorted(tables) == sorted(key for key, *_ in SHAPES)


@pytest.mark.parametrize(("key", "digest", "unit", "columns", "rows"), SHAPES, ids=[key for key, *_ in SHAPES])
def test_shape(tables, key, digest, unit, columns, rows):
    table = tables[key]
    assert hashlib.sha256(squeezed(table.context[0]).encode()).hexdigest()[:10] == digest
    assert table.context[1:-1] == ([] if unit == "-" else [f"单位：{unit}"])
    assert (len(table.names), len(table.rows)) == (int(columns), int(rows))
    assert all(table.names)
    assert {len(row) for row in table.rows} == {int(columns)}


@pytest.mark.parametrize(("key", "label", "column", "figure"), FIGURES, ids=["-".join(case[:3]) for case in FIGURES])
def test_figure(tables, key, label, column, figure):
    table = tables[key]
    at = table.names.index(column)
    exact = [row for row in table.rows if label in map(squeezed, row[:2])]
    (row,) = exact or [row for row in table.rows if squeezed(row[0]).startswith(label)]
    assert squeezed(row[at]) == figure


def test_labels_that_span_rows(tables):
    groups = tables["003/1"].groups
    assert {label: groups.count(label) for label in groups if label} == GROUPS
    assert not any(label for key, table in tables.items() if key != "003/1" for label in table.groups)


@cache
def _split(path):
    split = pytest.importorskip("index.split")
    return split.PassageSplitter().split_documents(load(path).blocks)


def test_boxes(documents):
    """Each item of a box is a block below its heading, and no passage holds text of two boxes, or of none and one."""
    (path,) = documents.glob("003_*.txt")
    box_of = {}
    items: dict[str, int] = {}
    for block in load(path).blocks:
        box = next((head for head in block.metadata["section"] if head.startswith("专栏")), "")
        box_of[block.metadata["start"], block.metadata["end"]] = box
        if box and block.metadata["kind"] != "heading":
            assert block.metadata["section"][-1] == box
            items[box] = items.get(box, 0) + 1
    assert list(items.values()) == BOX_ITEMS
    for passage in _split(path):
        meta = passage.metadata
        assert len({box for (start, end), box in box_of.items() if start < meta["end"] and meta["start"] < end}) == 1


def test_passages_of_tables(documents, tables):
    """A passage of a table has whole rows of one table, each row once, and the table's context."""
    contexts = {"\n".join(table.context) for table in tables.values()}
    rows: list[str] = []
    for path in sorted(documents.glob("*.txt")):
        for passage in _split(path):
            if passage.metadata["kind"] == "table":
                lines = [line for line in passage.metadata["context"].split("\n") if line not in GROUPS]
                assert "\n".join(lines) in contexts
                rows += [line for line in passage.page_content.split("\n") if "\t" in line]
    heads = 16 + 6  # each table has a header row, and six have two
    assert len(rows) == sum(len(table.rows) for table in tables.values()) + heads

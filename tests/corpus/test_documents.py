"""The five documents that the project was asked for (skipped where they are not), and our digests of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

import corpus
from corpus import Source, load

CN = "一二三四五六七八九十"
DIGESTS = sorted((Path(corpus.__file__).parent / "documents").rglob("*.md"))


@pytest.fixture(scope="module")
def document(
    documents,
) -> Callable[[str], Source]:
    @cache
    def find(number: str) -> Source:
        (path,) = documents.glob(f"{number}_*.txt")
        return load(path)

    return find


def sections(source: Source, pattern: str) -> list[str]:
    """The headings anywhere on a section path that start with `pattern`, each once, in order."""
    found = dict.fromkeys(head for block in source.blocks for head in block.metadata["section"])
    return [head for head in found if re.match(pattern, head)]


def outermost(source: Source) -> list[str]:
    return list(dict.fromkeys(b.metadata["section"][0] for b in source.blocks if b.metadata["section"]))


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_contract(document, check_contract, number):
    check_contract(document(number))


@pytest.mark.parametrize(
    ("number", "pattern", "count"), [("000", r"案例 (\d+) \S", 16), ("001", r"(\d+)\.", 25), ("002", r"(\d+)\.", 23)]
)
def test_cases(document, number, pattern, count):
    cases = [match for head in outermost(document(number)) if (match := re.match(pattern, head))]
    assert [int(match[1]) for match in cases] == list(range(1, count + 1))
    assert len(outermost(document(number))) == len(cases)


@pytest.mark.parametrize("number", ["000", "001", "002"])
def test_every_case_says_what_was_done_and_what_came_of_it(document, number):
    below: dict[str, set[str]] = {}
    for block in document(number).blocks:
        path = block.metadata["section"]
        if len(path) > 1:
            below.setdefault(path[0], set()).add(path[1])
    assert all(any("做法" in head or "举措" in head for head in heads) for heads in below.values())
    assert all(any("效果" in head or "成效" in head for head in heads) for heads in below.values())


def test_plan(document):
    plan = document("003")
    assert plan.title.endswith("“十四五”发展规划")
    assert len(sections(plan, f"第[{CN}]+章 ")) == 6
    assert len(sections(plan, f"第[{CN}]+节 ")) == 23
    assert [int(head.split("：")[0].removeprefix("专栏")) for head in sections(plan, "专栏")] == list(range(1, 12))
    rows = [block for block in plan.blocks if block.metadata["kind"] == "table"]
    assert len(rows) == 16
    assert rows[0].page_content == "类别\t指标名称\t2020\t2025\t属性"
    assert {row.page_content.count("\t") for row in rows} == {4}
    assert all("指标名称\t2020\t2025" in row.metadata["context"] for row in rows)


def test_report(document):
    report = document("004")
    parts = [head for head in outermost(report) if re.match(f"第[{CN}]部分 ", head)]
    assert len(parts) == 5
    rows = [block for block in report.blocks if block.metadata["kind"] == "table"]
    assert all(re.match(r"表\s*\d+", row.metadata["context"]) for row in rows)
    assert len({row.metadata["context"] for row in rows}) == 15


def test_second_header_rows_name_columns(document):
    contexts = {b.metadata["context"] for b in document("004").blocks if b.metadata["kind"] == "table"}
    trade = next(c for c in contexts if "分领域情况" in c)
    assert "进出口 金额 (万美元)\t进出口 同比 (%)\t出口 金额 (万美元)" in trade
    assert any("2016年 进出口\t2016年 出口\t2016年 进口\t2017年 进出口" in context for context in contexts)


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_paragraphs_are_whole(document, number):
    """Few paragraphs begin with what only goes on: a closing mark, a unit, a page number."""
    texts = [b.page_content for b in document(number).blocks if b.metadata["kind"] in ("paragraph", "list")]
    assert [
        text
        for text in texts
        if re.match(r"[，。、；）”%]|\d+(?:\.\d+)? ?(?:亿|万|个|家|倍|小时)|[-—•]? ?\d{1,3} ?[-—]$", text)
    ] == []


def squashed(text: str) -> str:
    return re.sub(r"[^\w%]", "", unicodedata.normalize("NFKC", text))


def test_every_quote_is_in_one_passage(document, questions):
    split = pytest.importorskip("index.split")
    passages = {
        number: [squashed(p.page_content) for p in split.PassageSplitter().split_documents(document(number).blocks)]
        for number in ("000", "001", "002", "003", "004")
    }
    evidence = [item for question in questions for item in question.get("evidence", [])]
    assert evidence
    missing = [e["quote"] for e in evidence if not any(squashed(e["quote"]) in p for p in passages[e["doc"][:3]])]
    assert missing == []


@pytest.mark.parametrize("path", DIGESTS, ids=lambda path: path.stem)
def test_digest(path, check_contract):
    """Our own files are read as they are written: title, outermost sections, tables of one width."""
    source = load(path)
    check_contract(source)
    front = path.read_text(encoding="utf-8").split("---")[1]
    assert f"title: {source.title}\n" in front.replace('"', "")
    written = re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert outermost(source) == written
    tables = [block for block in source.blocks if block.metadata["kind"] == "table"]
    assert all(block.metadata["context"] for block in tables)

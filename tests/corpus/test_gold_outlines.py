"""The outlines of the five documents, as a reader found them (skipped where the documents are not)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from corpus import Source, load
from corpus.numbering import read_number

CN = "一二三四五六七八九十"
CONTINUED = {  # what the source numbers on through its sections (or quotes from the middle), by the first heading
    "003": {"第五节", "第八节", "第十二节", "第十六节", "第十九节", *(f"专栏{n}" for n in range(2, 12))},
    "004": {f"（{n}）" for n in ["四", "七", "十", "十三", "十五", "十七", "二十一", "二十四", "二十八"]} | {"17."},
}


@pytest.fixture(scope="module")
def document(documents) -> Callable[[str], Source]:
    @cache
    def find(number: str) -> Source:
        (path,) = documents.glob(f"{number}_*.txt")
        return load(path)

    return find


def tree(source: Source) -> dict[tuple[str, ...], list[str]]:
    """The headings below each path, in order; a heading that comes again later is there again."""
    below: dict[tuple[str, ...], list[str]] = {}
    last: list[str] = []
    for block in source.blocks:
        path = block.metadata["section"]
        for depth in range(len(path)):
            if path[: depth + 1] != last[: depth + 1]:
                below.setdefault(tuple(path[:depth]), []).append(path[depth])
        last = path
    return below


def numbers(headings: list[str], pattern: str) -> list[int]:
    found = (read_number(heading, marked=True) for heading in headings if re.match(pattern, heading))
    return [number.number for number in found if number]


def runs(source: Source) -> Iterator[tuple[str, list[int]]]:
    """The first heading of every numbered run below one parent, and the numbers of the run."""
    for headings in tree(source).values():
        styles: dict[str, list[tuple[int, str]]] = {}
        for heading in headings:
            if (number := read_number(heading, marked=True)) and number.number:
                styles.setdefault(number.style, []).append((number.number, heading))
        for run in styles.values():
            yield run[0][1], [number for number, _ in run]


@pytest.mark.parametrize("name", ["000", "001", "002", "003", "004"])
def test_numbering_below_one_heading_has_no_hole(document, name):
    def first(heading: str) -> str:
        match = re.match(r"第\S+?节|专栏\d+|[（(]\S+?[）)]|\d+\.", re.sub(r"专栏\s+", "专栏", heading))
        return match[0].translate(str.maketrans("()", "（）")) if match else ""

    wrong = []
    for head, run in runs(document(name)):
        start = run[0] if first(head) in CONTINUED.get(name, ()) else 1
        if run != list(range(start, start + len(run))):
            wrong.append((head, run))
    assert wrong == []


@pytest.mark.parametrize(("name", "count"), [("000", 16), ("001", 25), ("002", 23)])
def test_every_case_has_its_sections_and_its_provider(document, name, count):
    source = document(name)
    below = tree(source)
    assert len(below[()]) == count
    sections = [numbers(below[case,], f"[{CN}]+、") for case in below[()]]
    assert set(map(tuple, sections)) <= {(1, 2), (1, 2, 3), (1, 2, 3, 4)}
    stated: dict[str, set[str]] = {}
    for block in source.blocks:
        if path := block.metadata["section"]:
            stated.setdefault(path[0], set()).add(block.metadata.get("facts", {}).get("provider", ""))
    assert all(len(names) == 1 and names != {""} for names in stated.values())


def test_names_of_providers(document):
    def provider(name: str, case: int) -> str:
        source = document(name)
        head = tree(source)[()][case - 1]
        return next(b.metadata["facts"]["provider"] for b in source.blocks if b.metadata["section"][:1] == [head])

    assert provider("000", 9) == "自贸试验区西安高新区功能区"
    assert provider("000", 11).startswith("省委金融办、人民银行")
    assert provider("001", 13) == "甘肃兰州新区综合保税区"
    assert provider("001", 23) == "山西省"
    assert provider("002", 2) == "中国（重庆）自由贸易试验区、中国（四川）自由贸易试验区"


def test_titles_that_go_over_two_lines(document):
    cases = tree(document("002"))[()]
    assert cases[4].endswith("跨境电商业务集约监管新模式")
    assert cases[5].endswith("完税价格审价机制创新")
    heads = {head for heads in tree(document("001")).values() for head in heads}
    assert any(head.endswith("“即报即放”") for head in heads)


def test_plan(document):
    below = tree(document("003"))
    assert numbers(below[()], "第") == [1, 2, 3, 4, 5, 6]
    sections = [head for chapter in below[()] for head in below[chapter,]]
    assert numbers(sections, "第.+节") == list(range(1, 24))
    boxes = [(path, head) for path, heads in below.items() for head in heads if head.startswith("专栏")]
    assert numbers([head for _, head in boxes], "专栏") == list(range(1, 12))
    assert all(len(path) == 2 for path, _ in boxes)
    assert [sum(head.startswith("——") for head in below.get((chapter, section), [])) for chapter, section in [
        (chapter, section) for chapter in below[()] for section in below[chapter,]
    ]][:12] == [4, 0, 0, 0, 0, 5, 4, 2, 2, 6, 3, 4]  # fmt: skip


def test_report(document):
    below = tree(document("004"))
    parts = [head for head in below[()] if head.startswith("第")]
    assert numbers(parts, "第.部分") == [1, 2, 3, 4, 5]
    assert below[()][0].replace(" ", "") == "序言"
    assert below[()][-1].replace(" ", "") == "后记"
    reports = [head for part in parts[:2] for head in below[part,]]
    assert len(reports) == 6
    assert all(head.endswith("发展报告") for head in reports)
    assert [numbers(below[part, head], f"[{CN}]+、")[-1] for part in parts[:2] for head in below[part, ]] == [
        4, 4, 4, 4, 4, 5,
    ]  # fmt: skip
    (cases,) = below[parts[2],]
    groups = below[parts[2], cases]
    assert [len(below.get((parts[2], cases, group), [])) for group in groups] == [13, 3, 9]
    assert [len(below[parts[2], cases, groups[1], place]) for place in below[parts[2], cases, groups[1]]] == [5, 5, 3]


def test_concepts_and_policy_texts(document):
    below = tree(document("004"))
    part = next(head for head in below[()] if head.startswith("第四部分"))
    concepts, policies, others, lists = below[part,]
    assert numbers(below[part, concepts], f"[{CN}]+、") == list(range(1, 10))
    assert [re.sub(r"\s", "", head)[-2:] for head in below[part, policies]] == [
        "意见", "通知", "意见", "通知", "通知", "的函", "选）",
    ]  # fmt: skip
    assert [len(below[part, policies, policy]) for policy in below[part, policies]] == [13, 6, 8, 6, 3, 6, 1]
    assert numbers(below[part, others], "[（(]") == [1, 2, 3, 4]
    assert numbers(below[part, lists], "[（(]") == [1, 2, 3, 4, 5, 6]


def test_numbers_and_issuers_of_policy_texts(document):
    facts = {tuple(sorted(b.metadata["facts"].items())) for b in document("004").blocks if "facts" in b.metadata}
    found = {dict(fact).get("number"): dict(fact).get("issuer") for fact in facts}
    assert found["国办发〔2022〕18号"] == "国务院办公厅"
    assert found["苏政办发〔2022〕69号"] == "江苏省人民政府"
    assert found["商服贸发（2022）102号"] == "商务部等 27 部门"
    assert document("004").properties == {"issuer": "陕西省商务厅", "dated": "2023年8月"}


def test_footnotes_are_linked(document):
    blocks = document("004").blocks
    marked = [note for block in blocks for note in block.metadata.get("notes", [])]
    notes = [block.metadata["note"] for block in blocks if block.metadata["kind"] == "footnote"]
    assert marked == notes == [str(n) for n in range(1, 10)]


@pytest.mark.parametrize("name", ["000", "001", "002", "003", "004"])
def test_no_marks_and_no_cut_lines_are_left(document, name):
    source = document(name)
    assert source.health.lost == 0
    assert not re.search(r"</?sup>|\*\*|\]\(http|\[image|\\_", source.text)
    ends = [b.page_content for b in source.blocks if b.metadata["kind"] == "paragraph" and len(b.page_content) > 60]
    cut = [text for text in ends if re.search(r"[\u4e00-\u9fff，、]$", text)]
    assert len(cut) == (name == "004")  # where the source itself stops in mid-sentence

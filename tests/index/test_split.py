"""Splitting: passages are slices that cover the text, within budget, along its structure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.documents import Document

from corpus import SEPARATOR, load
from index import PassageSplitter

MAX, MIN = 60, 20
SPLITTER = PassageSplitter(MAX, MIN)
WORDS = st.sampled_from(
    [
        "企业",
        "海关",
        "保税维修",
        "（一）",
        "一是",
        "“清单”",
        "。",
        "；",
        "！”",
        ".",
        " ",
        "\n",
        "GDP 5.2%",
        "，",
        "的",
        "①",
    ]
)
TEXT = st.lists(WORDS, min_size=1, max_size=60).map("".join).filter(str.strip)
SECTION = st.lists(st.sampled_from("甲乙丙"), max_size=3)


@st.composite
def sources(draw: st.DrawFn) -> tuple[str, list[Document]]:
    """A canonical text and its blocks, from one or two documents."""
    blocks: list[Document] = []
    texts: dict[str, str] = {}
    for name in ["d1", "d2"][: draw(st.integers(1, 2))]:
        at = 0
        for _ in range(draw(st.integers(1, 12))):
            text = draw(TEXT)
            kind = draw(st.sampled_from(["paragraph", "paragraph", "list", "heading", "table"]))
            meta = {"document": name, "title": name, "source": f"/{name}", "section": draw(SECTION), "page": None}
            meta |= {"kind": kind, "start": at, "end": at + len(text)}
            if kind == "table" and draw(st.booleans()):
                meta["context"] = "表头"
            blocks.append(Document(page_content=text, metadata=meta))
            at += len(text) + len(SEPARATOR)
        texts[name] = SEPARATOR.join(b.page_content for b in blocks if b.metadata["document"] == name)
    return texts, blocks


@given(sources())
def test_passages_are_slices_that_cover_the_text(source):
    texts, blocks = source
    passages = SPLITTER.split_documents(blocks)
    for name, text in texts.items():
        at = 0
        for passage in (p for p in passages if p.metadata["document"] == name):
            start, end = passage.metadata["start"], passage.metadata["end"]
            assert passage.page_content == text[start:end]
            assert start >= at
            assert text[at:start] in ("", SEPARATOR)
            at = end
        assert at == len(text)


@given(sources())
def test_passages_keep_their_budget(source):
    _, blocks = source
    tables = {(b.metadata["document"], b.metadata["start"]): b for b in blocks if b.metadata["kind"] == "table"}
    for passage in SPLITTER.split_documents(blocks):
        name, start, end = (passage.metadata[key] for key in ("document", "start", "end"))
        inside = [t for (d, s), t in tables.items() if d == name and start <= s < end]
        headings = [b for b in blocks if b.metadata["kind"] == "heading" and b.metadata["document"] == name]
        led = sum(len(b.page_content) + 1 for b in headings if b.metadata["start"] < end and start < b.metadata["end"])
        if not inside:
            assert len(passage.page_content) <= MAX + led
        elif len(inside) > 1:
            assert len(passage.page_content) <= 2 * MAX + 90 + led


@given(sources())
def test_no_passage_holds_text_of_two_outermost_sections(source):
    _, blocks = source
    for passage in SPLITTER.split_documents(blocks):
        name, start, end = (passage.metadata[key] for key in ("document", "start", "end"))
        outermost = {
            tuple(b.metadata["section"][:1])
            for b in blocks
            if b.metadata["kind"] != "heading" and b.metadata["document"] == name
            if b.metadata["start"] < end and start < b.metadata["end"]
        }
        assert len(outermost) <= 1
        if outermost and passage.metadata["section"]:
            assert tuple(passage.metadata["section"][:1]) in outermost


@given(TEXT)
def test_pieces_of_a_text_join_to_it(text):
    pieces = SPLITTER.split_text(text)
    assert "".join(pieces) == text
    assert all(0 < len(piece) <= MAX for piece in pieces)


@given(st.text(max_size=300))
def test_any_text_splits(text):
    assert "".join(SPLITTER.split_text(text)) == text


def test_a_cut_follows_a_sentence():
    text = "企业应当在规定期限内向海关申报。" * 20
    assert all(piece.endswith("。") for piece in PassageSplitter(100, 20).split_text(text))


def test_a_closing_quote_stays_with_its_sentence():
    pieces = PassageSplitter(20, 5).split_text("他说：“企业应当申报。”然后企业就向海关申报了。")
    assert pieces[0].endswith("。”")


def test_a_sentence_over_the_budget_is_cut():
    assert [len(piece) for piece in PassageSplitter(50, 10).split_text("长" * 120)] == [50, 50, 20]


def test_a_heading_stands_with_what_follows_it(tmp_path):
    path = tmp_path / "x.md"
    path.write_text("# 总题\n\n## 第一节\n\n" + "甲方应当申报。" * 40 + "\n\n## 第二节\n\n" + "乙方应当备案。" * 40)
    passages = PassageSplitter(300, 50).split_documents(load(path).blocks)
    holding = next(p for p in passages if "第二节" in p.page_content)
    assert "乙方" in holding.page_content
    assert "甲方" not in holding.page_content
    assert holding.metadata["section"][-1] == "第二节"


def test_a_passage_is_of_one_case_and_carries_its_facts(tmp_path):
    path = tmp_path / "x.md"
    cases = "".join(f"### 案例 {n} 某事\n\n（{name}提供）\n\n做法很好。\n\n" for n, name in [(1, "某市"), (2, "某县")])
    path.write_text(f"# 总题\n\n## 第一部分 案例\n\n{cases}", encoding="utf-8")
    passages = PassageSplitter(300, 200).split_documents(load(path).blocks)
    assert [p.metadata.get("facts") for p in passages] == [{"provider": "某市"}, {"provider": "某县"}]


def test_a_passage_names_its_footnotes(tmp_path):
    path = tmp_path / "x.md"
    path.write_text("贸易[^2]增长。\n\n" + "很长的一段话。" * 30 + "\n\n[^2]: 指服务贸易。\n", encoding="utf-8")
    first, *_, last = PassageSplitter(100, 10).split_documents(load(path).blocks)
    assert first.metadata["notes"] == [last.metadata["note"]] == ["2"]


def test_a_table_is_one_passage_with_its_caption(tmp_path):
    path = tmp_path / "x.md"
    rows = "\n".join(f"| 事项{n} | {n} 个工作日 |" for n in range(12))
    path.write_text(
        f"# 总题\n\n{'正文。' * 60}\n\n表1 办理时限\n\n| 事项 | 时限 |\n| --- | --- |\n{rows}\n\n{'后文。' * 60}\n"
    )
    tables = [p for p in PassageSplitter(200, 50).split_documents(load(path).blocks) if p.metadata["kind"] == "table"]
    assert sum("事项11" in p.page_content for p in tables) == 1
    assert all(line.count("工作日") <= 1 for p in tables for line in p.page_content.splitlines())


@pytest.mark.parametrize(("one", "other"), [((400, 120), (300, 120)), ((400, 120), (400, 100))])
def test_the_fingerprint_tells_settings_apart(one, other):
    assert PassageSplitter(*one).fingerprint != PassageSplitter(*other).fingerprint


def test_the_built_in_documents_are_covered(pytestconfig):
    splitter = PassageSplitter()
    for path in sorted((pytestconfig.rootpath / "corpus" / "documents").glob("*.md")):
        source = load(path)
        passages = splitter.split_documents(source.blocks)
        assert SEPARATOR.join(p.page_content for p in passages).replace("\n", "") == source.text.replace("\n", "")
        assert all(source.text[p.metadata["start"] : p.metadata["end"]] == p.page_content for p in passages)

from __future__ import annotations

import pytest

from corpus import LoadError, page_of
from index.split import PassageSplitter

PAGES = [
    [
        "关于支持服务贸易发展的通知",
        "一、总体要求",
        "坚持改革创新，扩大服务业对外开放，推动服务贸易规模",
        "稳步增长。",
        "- 1 -",
    ],
    [],
    ["二、主要措施", "（一）放宽准入。缩减负面清单。", "（二）优化服务", "支持企业使用电子单证。", "- 3 -"],
]


def test_golden(read, as_data, golden, make_pdf):
    """Headings and pages, page numbers gone, a blank page counted."""
    golden("pdf", as_data(read("notice.pdf", make_pdf(PAGES))))


def test_pages_are_counted_from_one(read, make_pdf):
    source = read("a.pdf", make_pdf([[], ["第二页的文字在这里。"]]))
    assert [block.metadata["page"] for block in source.blocks] == [2]
    assert (source.health.pages, source.health.notes) == (2, [])  # a blank page hides nothing


def test_running_heads_go_but_numbered_headings_stay(read, make_pdf):
    pages = [
        ["年度报告（内部资料）", f"案例 {i}", "某地推行改革", f"正文第{i}段，讲了一件事。", f"第 {i} 页"]
        for i in range(1, 7)
    ]
    source = read("a.pdf", make_pdf(pages))
    assert "内部资料" not in source.text
    assert "第 3 页" not in source.text
    assert [f"案例 {i}" in source.text for i in range(1, 7)] == [True] * 6
    assert sum(entry.times for entry in source.health.dropped.values()) >= 12


def test_a_sentence_goes_on_over_the_page(read, make_pdf):
    first = "自由贸易试验区建设以来，各片区围绕制度创新这一核心任务，持续"
    source = read("a.pdf", make_pdf([[first, "1"], ["推进改革。", "2"]]))
    assert first + "推进改革。" in source.text


SAYS = "自由贸易试验区建设以来各片区围绕制度创新这一核心任务持续推进改革开放，探索可复制可推广的经验，取得了一批成果。"


def set_in(*texts: str, columns: int = 30) -> list[str]:
    """The rows of paragraphs whose first ones are set in."""
    return [f"　　{text}"[i : i + columns] for text in texts for i in range(0, len(text) + 2, columns)]


def test_a_paragraph_goes_on_after_a_sentence_that_ends_with_the_page(read, make_pdf):
    full = SAYS[:27] + "。"  # two characters further in, it fills its row
    rest = "再次推进改革。" + SAYS
    above, below = [f"{which}：{SAYS}" for which in "甲乙丙丁"], f"戊：{SAYS}"
    pages = [[*set_in(*above, full), "1"], [rest[:30], rest[30:60], rest[60:], *set_in(below), "2"]]
    blocks = [block.page_content for block in read("a.pdf", make_pdf(pages)).blocks]
    assert blocks == [*above, full + rest, below]


def test_where_no_paragraph_is_set_in_a_sentence_at_the_end_of_a_page_ends_one(read, make_pdf):
    full = SAYS[:29] + "。"
    pages = [[full, "1"], ["再次推进改革。", "2"]]
    blocks = [block.page_content for block in read("a.pdf", make_pdf(pages)).blocks]
    assert blocks == [full, "再次推进改革。"]


def test_a_row_is_short_where_the_figure_after_it_had_no_room(read, make_pdf):
    rows = [
        "　　云溪区图书馆延长开放时间，2023年第162批共",
        "12345.6万元，各村均已覆盖，办理时间缩短一半，群众满",
        "意。",
    ]
    source = read("a.pdf", make_pdf([[*set_in(SAYS, SAYS), *rows]]))
    assert source.blocks[-1].page_content == "".join(rows).strip("　")


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"%PDF-1.4 rubbish", "not a readable PDF"), (b"\x00\x01", "not a readable PDF"), (b"", "not a readable PDF")],
)
def test_damaged(read, data, reason):
    with pytest.raises(LoadError, match=reason):
        read("a.pdf", data)


def test_encrypted(read, make_pdf):
    with pytest.raises(LoadError, match="encrypted"):
        read("a.pdf", make_pdf(PAGES, encrypted=True))


def test_only_blank_pages(read, make_pdf):
    with pytest.raises(LoadError, match="nothing stands on its pages"):
        read("a.pdf", make_pdf([[], []]))


def test_truncated_anywhere_is_text_or_an_error(read_or_reason, make_pdf):
    data = make_pdf(PAGES)
    reasons = [read_or_reason("a.pdf", data[:end]) for end in range(0, len(data), 97)]
    assert all(reasons)
    assert "not a readable PDF" in reasons[1]


def test_a_quote_has_the_page_that_it_stands_on(read, make_pdf):
    """Also in a paragraph that goes on over a page, and in a passage of several paragraphs."""
    line = "这一段文字很长而且要跨过页面的边界继续说下去所以每一行都写满到右边"
    pages = [["关于跨页的通知", *[line] * 6], [*[line] * 5, "第二页的最后一行到此为止。"], ["第三页的文字在这里。"]]
    source = read("a.pdf", make_pdf(pages))
    passages = PassageSplitter(max_chars=2000).split_documents(source.blocks)
    for phrase, page in (("关于跨页", 1), ("第二页的最后", 2), ("第三页的文字", 3)):
        at = source.text.index(phrase)
        passage = next(p for p in passages if p.metadata["start"] <= at < p.metadata["end"])
        assert page_of(passage, at) == page

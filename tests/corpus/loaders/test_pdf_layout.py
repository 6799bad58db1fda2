"""PDFs drawn stroke by stroke: columns, tables, notes, heads and feet, turned pages, scans."""

from __future__ import annotations

import io
import re
from collections import Counter

import minimal_pdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import LoadError
from corpus.loaders.pdf import ocr

SENTENCE = "各地推动服务贸易创新发展扩大开放完善机制优化环境形成经验"


def text(x, y, shown, size=12):
    """Text on a baseline that begins at a point counted from the lower left corner; ASCII is half as wide."""
    return f"BT /F1 {size} Tf {x} {y} Td <{shown.encode('utf-16-be').hex()}> Tj ET"


def rule(x0, y0, x1, y1):
    return f"{x0} {y0} m {x1} {y1} l S"


def paragraph(x, y, shown, columns, size=12, leading=20, indent=2):
    """Lines of so many characters, the first set in."""
    first = columns - indent
    lines = [shown[:first], *[shown[i : i + columns] for i in range(first, len(shown), columns)]]
    return [text(x + (0 if i else indent * size), y - i * leading, line, size) for i, line in enumerate(lines)]


def pdf(*pages, **options):
    """A PDF whose pages show the given operators; see `minimal_pdf.make_pdf`."""
    return minimal_pdf.make_pdf(["\n".join(page) for page in pages], widths=minimal_pdf.HALF_WIDTH, **options)


def kinds(source, kind):
    return [block.page_content for block in source.blocks if block.metadata["kind"] == kind]


def test_paragraphs_by_their_indents(read):
    first, second = SENTENCE * 4 + "。", SENTENCE * 2 + "。"
    page = paragraph(72, 760, first, 36) + paragraph(72, 680, second, 36)
    assert kinds(read("a.pdf", pdf(page)), "paragraph") == [first, second]


def test_two_columns_below_a_title_that_runs_across(read):
    left, right = "左栏" + SENTENCE * 8 + "。", "右栏" + SENTENCE * 8 + "。"
    title = text(72, 790, "关于分栏排版的一个标题横贯两栏", 24)
    rows = paragraph(72, 740, left, 18), paragraph(72 + 18 * 12 + 24, 740, right, 18)
    mixed = [title, *[operator for pair in zip(*rows, strict=True) for operator in pair]]  # drawn row by row
    source = read("a.pdf", pdf(mixed))
    assert [block.page_content for block in source.blocks] == ["关于分栏排版的一个标题横贯两栏", left, right]
    assert source.title == "关于分栏排版的一个标题横贯两栏"


def ruled(y, rows, widths=(120, 90, 90, 90, 90), x=60, height=24):
    """A ruled table; None in a row: the cell to the left goes on."""
    out = []
    edges = [x + sum(widths[:i]) for i in range(len(widths) + 1)]
    for i, row in enumerate(rows):
        top = y - i * height
        out.append(rule(edges[0], top, edges[-1], top))
        for j, cell in enumerate(row):
            if cell is not None:
                out += [rule(edges[j], top, edges[j], top - height), text(edges[j] + 4, top - 16, cell, 10)]
        out.append(rule(edges[-1], top, edges[-1], top - height))
    return [*out, rule(edges[0], y - len(rows) * height, edges[-1], y - len(rows) * height)]


HEAD = [["项目", "二〇二二年", None, "二〇二三年", None], ["名称", "出口", "进口", "出口", "进口"]]


def test_a_ruled_table_goes_on_over_the_page(read):
    rows = [[f"指标{i}", f"{i}.1", f"{i}.2", f"{i}.3", f"-{i}.4%"] for i in range(1, 41)]
    pages = [[text(72, 780, "表1 主要指标"), *ruled(760, HEAD + rows[:20])], ruled(760, HEAD + rows[20:])]
    source = read("a.pdf", pdf(*pages))
    tables = [block for block in source.blocks if block.metadata["kind"] == "table"]
    assert [block.page_content.split("\t") for block in tables[2:]] == rows
    assert tables[0].page_content.split("\t") == ["项目", "二〇二二年", "", "二〇二三年"]
    assert {block.metadata["page"] for block in tables[2:22]} == {1}
    assert {block.metadata["page"] for block in tables[22:]} == {2}
    assert "二〇二三年 进口" in tables[-1].metadata["context"]
    assert source.health.dropped["repeated table headers"].times == 2


def test_a_frame_around_text_is_no_table(read):
    page = [rule(60, 800, 540, 800), rule(60, 600, 540, 600), rule(60, 600, 60, 800), rule(540, 600, 540, 800)]
    source = read("a.pdf", pdf(page + paragraph(72, 760, SENTENCE * 4 + "。", 36)))
    assert kinds(source, "table") == []
    assert kinds(source, "paragraph") == [SENTENCE * 4 + "。"]


def test_a_table_with_three_lines(read):
    rows = [["地区", "金额", "增速"], *[[f"地区{i}", f"{i}01.5", f"{i}.3%"] for i in range(1, 7)]]
    page = [text(72, 720 - 20 * i - 14, cell, 10) for i, row in enumerate(rows) for cell in row[:1]]
    page += [text(x, 720 - 20 * i - 14, row[j], 10) for i, row in enumerate(rows) for j, x in ((1, 240), (2, 400))]
    page += [rule(72, y, 520, y) for y in (720, 700, 720 - 20 * len(rows))]
    above, below = SENTENCE + "。", SENTENCE * 2 + "。"
    source = read("a.pdf", pdf([*paragraph(72, 780, above, 36), *page, *paragraph(72, 540, below, 36)]))
    assert [row.split("\t") for row in kinds(source, "table")] == rows
    assert kinds(source, "paragraph") == [above, below]


def test_a_header_rule_that_spares_the_first_cell(read):
    rows = [(640, "2021年", 240), (640, "2022年", 420), (625, "行业", 80)]
    rows += [(610, word, x) for word, x in zip(("合同", "实际") * 2, (200, 290, 380, 470), strict=True)]
    for y, cells in ((580, "制造业 1234 987 1456 1102"), (560, "服务业 334 - 556 402"), (540, "农业 7 12 15 9")):
        places = zip(cells.split(), (80, 200, 290, 380, 470), strict=True)
        rows += [(y, word, x) for word, x in places if word != "-"]
    drawn = [text(x, y, word) for y, word, x in rows]
    lines = [rule(60, 660, 520, 660), rule(180, 600, 520, 600), rule(60, 530, 520, 530)]
    source = read("a.pdf", pdf([text(60, 680, "表1 利用外资（单位：万美元）"), *drawn, *lines]))
    found = kinds(source, "table")
    assert "服务业\t334\t\t556\t402" in found
    context = next(b.metadata["context"] for b in source.blocks if b.page_content.startswith("服务业"))
    assert context.splitlines()[-1].split("\t") == ["行业", "2021年 合同", "2021年 实际", "2022年 合同", "2022年 实际"]


def test_columns_of_short_paragraphs_above_the_caption_of_a_table(read):
    parts = []
    for x in (60, 310):
        for i in range(5):
            parts += paragraph(x, 780 - i * 66, f"{x}甲{i}" + SENTENCE[:26] + "。", 18)[:3]
    table = ruled(400, [["项目", "甲", "乙", "丙", "丁"], ["贷款", "1", "2", "3", "4"]])
    source = read("a.pdf", pdf([*parts, text(60, 410, "表3 贷款（单位：亿元）"), *table]))
    assert re.sub(r"\s", "", source.text).index("60甲4") < re.sub(r"\s", "", source.text).index("310甲0")
    context = next(b.metadata["context"] for b in source.blocks if b.page_content.startswith("贷款"))
    assert "表3" in context
    assert "亿元" in context


@pytest.mark.parametrize("style", ["— {} —", "- {} -", "{}/6", "第 {} 页 共 6 页", "Page {} of 6", "{}"])
def test_heads_and_feet_go_and_a_sentence_goes_on(read, style):
    body = [((SENTENCE[i:] + SENTENCE[:i]) * 4)[:108] for i in range(6)]  # three full lines
    pages = [
        [text(200, 800, "某省服务贸易发展报告"), *paragraph(72, 740, body[i], 36, indent=0), text(280, 30, foot)]
        for i, foot in enumerate(style.format(i) for i in range(1, 7))
    ]
    source = read("a.pdf", pdf(*pages))
    assert source.text == "".join(body)
    assert source.health.dropped["running heads"].times == 6
    assert source.health.dropped["page numbers"].times == 6


def test_lines_that_differ_in_their_figures_are_no_running_heads(read):
    pages = [[text(72, 800, f"全年增长{i * 7}.{i}%的地区"), *paragraph(72, 740, SENTENCE * 5, 36)] for i in range(1, 8)]
    source = read("a.pdf", pdf(*pages))
    assert all(f"全年增长{i * 7}.{i}%的地区" in source.text for i in range(1, 8))


def test_a_figure_on_a_line_of_its_own_is_no_page_number(read):
    page = [text(72, 700, "企业数量"), text(72, 640, "1280", 24), *paragraph(72, 560, SENTENCE * 4 + "。", 36)]
    assert "1280" in read("a.pdf", pdf(page, page)).text


def test_a_title_that_comes_again_as_a_running_head_stays(read):
    title = "某省服务贸易发展报告"
    pages = [[text(200, 800, title, 24), *paragraph(72, 700, SENTENCE * 4 + "。", 36)]]
    pages += [[text(200, 800, title, 9), *paragraph(72, 740, SENTENCE[i:] * 4 + "。", 36)] for i in range(1, 6)]
    source = read("a.pdf", pdf(*pages))
    assert (source.title, source.text.count(title)) == (title, 1)


def test_a_footnote_is_lifted_out_and_a_power_stays(read):
    body = SENTENCE * 4
    page = [text(96, 740, "全年增长５％"), text(170, 745, "1", 7), text(180, 740, SENTENCE)]
    page += [text(72, 720 - 20 * i, (body + body)[i * 36 : i * 36 + 36]) for i in range(5)]
    page += [text(72, 600, "人次约"), text(110, 600, "10"), text(122, 605, "6", 7)]
    page += [rule(72, 120, 200, 120), text(72, 109, "1", 6), text(80, 104, "口径与上年不同。", 9)]
    source = read("a.pdf", pdf(page))
    assert kinds(source, "footnote") == ["1 口径与上年不同。"]
    assert "增长５％各地" in source.text
    assert "约10⁶" in source.text.replace(" ", "")
    assert next(b for b in source.blocks if "增长５％" in b.page_content).metadata["notes"] == ["1"]


@pytest.mark.parametrize("matrix", ["1 0 0 1 0 0", "0 1 -1 0 842 0", "-1 0 0 -1 595 842", "0 -1 1 0 0 842"])
@pytest.mark.parametrize("rotate", [0, 90])
def test_turned_pages(read, matrix, rotate):
    shown = SENTENCE * 4 + "。"
    box = "0 0 842 842" if matrix[0] == "0" else "0 0 595 842"
    page = [f"q {matrix} cm", *paragraph(72, 740, shown, 36), "Q"]
    assert read("a.pdf", pdf(page, box=box, extra=f"/Rotate {rotate}")).text == shown


def test_text_from_top_to_bottom(read):
    shown = SENTENCE * 2
    page = [text(500 - 30 * (i // 14), 760 - 16 * (i % 14), char, 14) for i, char in enumerate(shown)]
    assert read("a.pdf", pdf(page)).text == shown


def test_printed_twice_and_outside_of_the_page(read):
    page = [text(72 + 12 * i + dx, 700, char) for i, char in enumerate("重要通知") for dx in (0, 0.4)]
    page += paragraph(72, 660, SENTENCE + "。", 36)
    source = read("a.pdf", pdf([*page, text(72, 900, "页外")]))
    assert source.text == f"重要通知\n{SENTENCE}。"
    assert source.health.dropped["text outside the page"].characters == 2


def test_the_title_that_the_file_claims(read):
    page = [text(72, 780, "办法"), text(72, 760, "服务贸易办法"), *paragraph(72, 700, SENTENCE * 4 + "。", 36)]
    claimed = "FEFF" + "服务贸易办法".encode("utf-16-be").hex()
    assert read("a.pdf", pdf(page, info=f"/Title <{claimed}>")).title == "服务贸易办法"
    for title in ("Microsoft Word - a.doc", "Another file altogether"):
        assert read("a.pdf", pdf(page, info=f"/Title ({title})")).title not in (title, "服务贸易办法")


def scan(*texts):
    """A PDF of pictures of pages."""
    pil = pytest.importorskip("PIL.Image")
    pdfium = pytest.importorskip("pypdfium2")
    images = []
    for shown in texts:
        with pdfium.PdfDocument(pdf(shown)) as document:
            page = document[0].render(scale=200 / 72).to_pil().convert("L")
            images.append(pil.frombytes("L", page.size, page.tobytes()))
    out = io.BytesIO()
    images[0].save(out, "PDF", save_all=True, append_images=images[1:], resolution=200)
    return out.getvalue()


@pytest.fixture
def tesseract():
    if ocr.program() is None:
        pytest.skip(f"Tesseract with Chinese is not installed ({ocr.PACKAGES})")


@pytest.mark.usefixtures("tesseract")
def test_a_scan_is_read_and_its_table_too(read):
    shown = "各地推动服务贸易创新发展，扩大开放，完善机制。"
    rows = [["名称", "出口", "进口"], ["甲省", "125", "317"], ["乙省", "458", "629"]]
    page = [*paragraph(72, 760, shown, 36, size=14), *ruled(600, rows, (150, 150, 150))]
    source = read("a.pdf", scan(page))
    assert source.health.scanned == [1]
    assert "服务贸易创新发展" in source.text
    assert " " not in source.text
    figures = [row.split("\t")[1:] for row in kinds(source, "table")[1:]]
    assert figures == [row[1:] for row in rows[1:]]  # no ruling line has become a figure
    assert "figures may be misread" in "".join(source.health.notes)


def mixed():
    """A page of text before a scanned one."""
    pdfium = pytest.importorskip("pypdfium2")
    with pdfium.PdfDocument(pdf(paragraph(72, 760, SENTENCE + "。", 36))) as out:
        with pdfium.PdfDocument(scan(paragraph(72, 760, SENTENCE, 36))) as other:
            out.import_pages(other)
        stream = io.BytesIO()
        out.save(stream)
    return stream.getvalue()


def test_without_tesseract_a_scan_is_named(read, monkeypatch):
    monkeypatch.setattr(ocr, "program", lambda: None)
    source = read("a.pdf", mixed())
    assert source.text == SENTENCE + "。"
    assert (source.health.unread, source.health.scanned) == ([2], [])
    assert re.search(r"page 2 of 2: .*tesseract-ocr-chi-sim", source.health.notes[0])


def test_only_scans_without_tesseract(read, monkeypatch):
    monkeypatch.setattr(ocr, "program", lambda: None)
    with pytest.raises(LoadError, match=r"OCR.*tesseract-ocr"):
        read("a.pdf", scan(paragraph(72, 760, SENTENCE, 36)))


def test_tesseract_that_fails_leaves_no_silent_hole(read, monkeypatch):
    monkeypatch.setattr(ocr, "program", lambda: "/nowhere/tesseract")
    assert read("a.pdf", mixed()).health.unread == [2]


PIECES = st.tuples(
    st.integers(0, 560),
    st.integers(0, 820),
    st.text("各地推动服务贸易创新发展0123456789%.-()，。", min_size=1, max_size=20),
    st.sampled_from([6, 9, 12, 24]),
)
LINES = st.tuples(st.integers(0, 595), st.integers(0, 842), st.integers(0, 595), st.booleans())


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.lists(PIECES, max_size=25), st.lists(LINES, max_size=12)), min_size=1, max_size=4))
def test_nothing_drawn_is_lost(read_or_reason, monkeypatch, drawn):
    """Wherever it stands: each character is in the canonical text or counted as dropped."""
    monkeypatch.setattr(ocr, "program", lambda: None)  # pages of lines only are not worth the time
    pages = [
        [text(x, y, shown, size) for x, y, shown, size in pieces]
        + [rule(a, b, c, b) if level else rule(a, b, a, c) for a, b, c, level in lines]
        for pieces, lines in drawn
    ]
    result = read_or_reason("a.pdf", pdf(*pages))  # which holds that nothing is lost
    if not isinstance(result, str):
        assert not Counter(result.text) - Counter(
            "".join(s for p, _ in drawn for _, _, s, _ in p) + "\n\t ⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁽⁾" * 500
        )

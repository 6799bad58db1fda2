from __future__ import annotations

import io
import zipfile

import pptx
import pytest
from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Inches
from test_docx import damaged

from corpus import LoadError

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe0def46b8"
    "0000000049454e44ae426082"
)


def saved(deck) -> bytes:
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def texts(source) -> list[str]:
    return [block.page_content for block in source.blocks]


def box(slide, text: str, x: float, y: float) -> None:
    slide.shapes.add_textbox(Inches(x), Inches(y), Inches(2), Inches(0.5)).text_frame.text = text


def sample() -> bytes:
    deck = pptx.Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[0])
    first.shapes.title.text = "服务贸易\v工作汇报"
    first.placeholders[1].text = "某市商务局"
    second = deck.slides.add_slide(deck.slide_layouts[3])
    table = second.shapes.add_table(3, 3, Inches(1), Inches(5), Inches(6), Inches(1)).table
    for i, row in enumerate(["领域 2022年 -", "- 金额 同比", "运输 10 2%"]):
        for j, text in enumerate(row.split()):
            table.cell(i, j).text = "" if text == "-" else text
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    second.placeholders[2].text = "右栏一条"
    frame = second.placeholders[1].text_frame
    frame.text = "左栏一条"
    below = frame.add_paragraph()
    below.text, below.level = "下一级", 1
    second.shapes.title.text = "一、总体情况"
    second.notes_slide.notes_text_frame.text = "讲到这里停一下。\n再往下讲。"
    third = deck.slides.add_slide(deck.slide_layouts[5])
    third.shapes.title.text = "二、图表"
    data = CategoryChartData()
    data.categories = ["2021年", "2022年"]
    data.add_series("出口", (10.5, 12))
    data.add_series("进口", (0.071, 0.08), number_format="0.0%")
    third.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(2), Inches(4), Inches(3), data)
    group = third.shapes.add_group_shape()
    group.shapes.add_textbox(Inches(6), Inches(1.9), Inches(1), Inches(1)).text_frame.text = "组里的字"
    return saved(deck)


def test_golden(read, as_data, golden):
    golden("pptx", as_data(read("汇报.pptx", sample())))


def test_every_text_is_read(read, characters_in):
    data = sample()
    # The layouts' own prompts are no part of the slides; figures of the chart are shown in its format.
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        slides = [name for name in archive.namelist() if name.startswith(("ppt/slides/slide", "ppt/notesSlides/notes"))]
        found = [etree.fromstring(archive.read(name)).iter("{*}t") for name in slides]
    text = "".join(read("a.pptx", data).text.split())
    for node in (node for nodes in found for node in nodes):
        assert "".join((node.text or "").split()) in text


def test_reading_order_is_from_the_place_not_from_the_file(read):
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    for text, x, y in [("右下", 5, 4), ("左下", 1, 4.1), ("右上", 5, 1.1), ("左上", 1, 1)]:
        box(slide, text, x, y)
    assert texts(read("a.pptx", saved(deck))) == ["左上", "右上", "左下", "右下"]


def test_automatic_numbers(read):
    deck = pptx.Presentation()
    frame = deck.slides.add_slide(deck.slide_layouts[1]).placeholders[1].text_frame
    kinds = ["ea1ChsPeriod", "ea1ChsPeriod", "circleNumDbPlain", "arabicParenBoth", "ea1ChsPeriod"]
    for i, (kind, level) in enumerate(zip(kinds, [0, 0, 1, 1, 0], strict=True)):
        paragraph = frame.paragraphs[0] if not i else frame.add_paragraph()
        paragraph.text, paragraph.level = f"要点{i}", level
        paragraph._p.get_or_add_pPr().append(parse_xml(f'<a:buAutoNum {nsdecls("a")} type="{kind}"/>'))
    assert texts(read("a.pptx", saved(deck))) == ["一、要点0", "二、要点1", "① 要点2", "(1) 要点3", "三、要点4"]


def test_slides_that_nothing_is_read_of(read):
    deck = pptx.Presentation()
    box(deck.slides.add_slide(deck.slide_layouts[6]), "有字的一页", 1, 1)
    deck.slides.add_slide(deck.slide_layouts[6]).shapes.add_picture(io.BytesIO(PIXEL), 0, 0)
    hidden = deck.slides.add_slide(deck.slide_layouts[6])
    box(hidden, "隐藏的一页", 1, 1)
    hidden._element.set("show", "0")
    source = read("a.pptx", saved(deck))
    assert (source.health.pages, source.health.unread) == (3, [2])
    assert [note.split(":")[0] for note in source.health.notes] == [
        *("slide 3 hidden in the show; read", "slide 2 of 3"),
    ]
    assert [block.metadata["page"] for block in source.blocks] == [1, 3]


def test_footers_and_slide_numbers_are_counted(read):
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    box(slide, "正文", 1, 1)
    for kind, text in [("ftr", "某市商务局"), ("sldNum", "7"), ("dt", "2022-03-01")]:
        shape = slide.shapes.add_textbox(0, 0, 100, 100)
        shape.text_frame.text = text
        shape._element.nvSpPr.nvPr.append(parse_xml(f'<p:ph {nsdecls("p")} type="{kind}"/>'))
    source = read("a.pptx", saved(deck))
    assert source.text == "正文"
    assert {reason: entry.times for reason, entry in source.health.dropped.items()} == {
        **{"running heads": 2, "page numbers": 1},
    }


@pytest.mark.parametrize("data", damaged())
def test_damaged(read, data):
    with pytest.raises(LoadError, match="not a readable presentation"):
        read("a.pptx", data if b"word/" not in data[:5000] else data[:100])


def test_empty(read):
    with pytest.raises(LoadError, match="no text"):
        read("a.pptx", saved(pptx.Presentation()))

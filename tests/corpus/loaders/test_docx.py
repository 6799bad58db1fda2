from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from corpus import LoadError


def saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def sample() -> bytes:
    document = docx.Document()
    document.add_paragraph("服务贸易工作方案", style="Title")
    document.add_paragraph("目录里的一行 3", style="Normal").style = document.styles.add_style("TOC 1", 1)
    document.add_paragraph("⽅案的第一段\u200b，使用\u3000全角空格。")
    document.add_heading("第一章 总则", level=2)  # the levels lie: chapters below articles
    document.add_heading("一、目标", level=1)
    document.add_paragraph("线上登记", style="List Bullet")
    document.add_paragraph("（一）做法。列表样式的编号段落。", style="List Paragraph")
    own = document.styles.add_style("我的标题", 1)
    own.base_style = document.styles["Heading 2"]
    document.add_paragraph("样式继承的标题", style=own)

    changed = document.add_paragraph("修订：")
    changed._p.append(parse_xml(f'<w:ins {nsdecls("w")} w:id="1"><w:r><w:t>插入的字</w:t></w:r></w:ins>'))
    changed._p.append(parse_xml(f'<w:del {nsdecls("w")} w:id="2"><w:r><w:delText>删掉的字</w:delText></w:r></w:del>'))
    control = parse_xml(
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>控件里的段落。</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    changed._p.addnext(control)

    document.add_paragraph("主要指标", style="Caption")
    table = document.add_table(rows=4, cols=5)
    for i, row in enumerate(["领域 出口 - 进口 -", "- 金额 同比 金额 同比", "运输 10 2% 10 3%", "旅行 11 -4% 7 5%"]):
        for j, text in enumerate(row.split()):
            table.cell(i, j).text = "" if text == "-" else text
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 3).merge(table.cell(0, 4))
    table.cell(2, 0).add_paragraph("服务")
    document.add_paragraph("结尾的一行\n换行的一行")
    return saved(document)


def test_golden(read, as_data, golden):
    golden("docx", as_data(read("plan.docx", sample())))


def test_equal_neighbours_are_not_merged_cells(read):
    document = docx.Document()
    table = document.add_table(rows=1, cols=3)
    for cell, text in zip(table.rows[0].cells, ["是", "是", "否"], strict=True):
        cell.text = text
    assert read("a.docx", saved(document)).text == "是\t是\t否"


def test_text_box_is_read_once(read):
    document = docx.Document()
    paragraph = document.add_paragraph("正文")
    box = "<w:txbxContent><w:p><w:r><w:t>框里的字</w:t></w:r></w:p></w:txbxContent>"
    spaces = nsdecls("w") + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    content = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    paragraph._p.append(parse_xml(f"<w:r {spaces}>{content}</w:r>"))
    assert read("a.docx", saved(document)).text.count("框里的字") == 1


def test_footnotes_follow_their_paragraph(read):
    document = docx.Document()
    paragraph = document.add_paragraph("有脚注的一段。")
    mark = OxmlElement("w:footnoteReference")
    mark.set(qn("w:id"), "2")
    paragraph.add_run()._r.append(mark)
    document.add_paragraph("下一段。")
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>注的文字。</w:t></w:r></w:p></w:footnote>'
    notes = f"<w:footnotes {nsdecls('w')}>{note}</w:footnotes>"
    kind = "footnotes"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(document))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/_rels/document.xml.rels":
                base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
                link = f'<Relationship Id="rId99" Type="{base}/{kind}" Target="{kind}.xml"/></Relationships>'
                data = data.replace(b"</Relationships>", link.encode())
            elif name == "[Content_Types].xml":
                content = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
                part = f'<Override PartName="/word/{kind}.xml" ContentType="{content}"/></Types>'
                data = data.replace(b"</Types>", part.encode())
            new.writestr(name, data)
        new.writestr(f"word/{kind}.xml", notes)
    source = read("a.docx", out.getvalue())
    assert [(b.metadata["kind"], b.page_content) for b in source.blocks] == [
        ("paragraph", "有脚注的一段。"),
        ("footnote", "1 注的文字。"),
        ("paragraph", "下一段。"),
    ]


def damaged() -> Iterator[bytes]:
    data = sample()
    yield b""
    yield b"PK\x03\x04 not a zip"
    yield data[: len(data) // 2]
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    yield empty.getvalue()
    broken = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name)[:200] if name == "word/document.xml" else old.read(name))
    yield broken.getvalue()


@pytest.mark.parametrize("data", damaged())
def test_damaged(read, data):
    with pytest.raises(LoadError, match="not a readable Word file"):
        read("a.docx", data)


def test_empty(read):
    with pytest.raises(LoadError, match="no text"):
        read("a.docx", saved(docx.Document()))


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def paragraph(content: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def cell(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(run(content))}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def texts(source) -> list[str]:
    return [block.page_content for block in source.blocks]


def test_what_no_reader_sees_is_counted_and_left_out(read, word, characters_in):
    styles = '<w:style w:type="character" w:styleId="H"><w:name w:val="h"/><w:rPr><w:vanish/></w:rPr></w:style>'
    body = (
        paragraph(run("看得见。") + run("藏起来", "<w:vanish/>") + run("样式藏的", '<w:rStyle w:val="H"/>'))
        + paragraph("<w:del><w:r><w:delText>删去</w:delText></w:r></w:del><w:ins>" + run("插入") + "</w:ins>")
        + paragraph("<w:moveFrom>" + run("移走") + "</w:moveFrom><w:moveTo>" + run("移来") + "</w:moveTo>")
        + paragraph(run("不藏", '<w:vanish w:val="0"/>') + '<w:commentRangeStart w:id="0"/>')
        + "<w:p><w:ruby><w:rt>"
        + run("zì")
        + "</w:rt><w:rubyBase>"
        + run("字")
        + "</w:rubyBase></w:ruby></w:p>"
    )
    data = word(
        body,
        styles=styles,
        header=paragraph(run("某市文件")),
        footer=paragraph(run("第 3 页")),
        comments="<w:comment>" + paragraph(run("请核对")) + "</w:comment>",
    )
    source = read("a.docx", data)
    assert texts(source) == ["看得见。", "插入", "移来", "不藏", "字"]
    assert {reason: entry.characters for reason, entry in source.health.dropped.items()} == {
        **{"hidden text": 7, "deletions": 4, "phonetic guides": 2, "running heads": 7, "comments": 3},
    }
    assert source.health.characters == characters_in(data, "w:t|w:delText")


def test_headings_by_outline_level(read, word):
    styles = (
        '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="公文小标题"/>'
        '<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:name w:val="派生"/><w:basedOn w:val="a"/></w:style>'
    )
    body = (
        paragraph(run("工作方案"), '<w:outlineLvl w:val="0"/>')
        + paragraph(run("导语一段。"))
        + paragraph(run("由样式来的标题"), '<w:pStyle w:val="b"/>')
        + paragraph(run("正文一段。"), '<w:pStyle w:val="b"/><w:outlineLvl w:val="9"/>')
        + paragraph(run("一句。" * 60), '<w:outlineLvl w:val="2"/>')
    )
    kinds = [block.metadata["kind"] for block in read("a.docx", word(body, styles=styles)).blocks]
    assert kinds == ["heading", "paragraph", "heading", "paragraph", "paragraph"]


def test_footnotes_and_endnotes_are_linked_and_numbered(read, word):
    body = (
        paragraph(run("增长5.3%") + '<w:r><w:footnoteReference w:id="7"/></w:r>' + run("，出口2亿元。"))
        + paragraph(run("另一段。") + '<w:r><w:endnoteReference w:id="1"/></w:r>')
        + paragraph(run("又一段。") + '<w:r><w:footnoteReference w:id="2"/></w:r>')
    )
    note = '<w:footnote w:id="{}">{}</w:footnote>'
    source = read(
        "a.docx",
        word(
            body,
            footnotes=note.format(2, paragraph(run("第二个注。")))
            + note.format(7, paragraph(run("第一个注。")))
            + note.format(9, paragraph(run("没有人引用。"))),
            endnotes=f'<w:endnote w:id="1">{paragraph(run("尾注。"))}</w:endnote>',
        ),
    )
    assert texts(source) == [
        *("增长5.3%，出口2亿元。", "1 第一个注。", "另一段。", "i 尾注。", "又一段。", "2 第二个注。"),
    ]
    assert source.blocks[0].metadata["notes"] == ["1"]
    assert source.health.dropped["notes without a reference"].characters == 6


def test_raised_figures_and_equations_stay_what_they_are(read, word):
    raised = '<w:vertAlign w:val="superscript"/>'
    fraction = "<m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
    power = "<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>"
    body = (
        paragraph(run("面积10") + run("4", raised) + run("平方米"))
        + paragraph(run("占") + f"<m:oMath>{fraction}</m:oMath>" + run("。"))
        + paragraph(f"<m:oMathPara><m:oMath>{power}</m:oMath></m:oMathPara>")
        + paragraph('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + run("同意"))
        + paragraph(run("2019") + "<w:r><w:noBreakHyphen/></w:r>" + run("2022年"))
    )
    assert texts(read("a.docx", word(body))) == ["面积10⁴平方米", "占1/2。", "x²", "☑同意", "2019-2022年"]


def test_a_contents_list_made_by_a_field_goes_but_nothing_behind_it(read, word):
    def field(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    entry = paragraph(run("一、总体要求") + "<w:r><w:tab/></w:r>" + run("3"))
    body = (
        paragraph(run("目 录"))
        + paragraph(field("begin") + '<w:r><w:instrText> TOC \\o "1-3" </w:instrText></w:r>' + field("separate"))
        + entry * 2
        + paragraph(run("一、总体要求"), '<w:outlineLvl w:val="0"/>')  # the field is never closed
        + paragraph(run("正文。"))
        + paragraph(
            field("begin") + "<w:r><w:instrText> DATE </w:instrText></w:r>" + run("没有结果的域") + field("end")
        )
    )
    source = read("a.docx", word(body))
    assert texts(source) == ["一、总体要求", "正文。"]
    assert source.health.dropped["contents lines"].times == 3
    assert source.health.dropped["field codes"].characters == 6


def test_boxes_charts_and_content_controls_are_read_in_their_place(read, word, characters_in):
    inside = paragraph(run("框里一段。")) + table(cell("项目") + cell("金额"), cell("甲") + cell("3"))
    box = f"<w:r><w:pict><w:txbxContent>{inside}</w:txbxContent></w:pict></w:r>"
    values = "<c:pt idx='0'><c:v>10.5</c:v></c:pt><c:pt idx='1'><c:v>12</c:v></c:pt>"
    years = "<c:pt idx='0'><c:v>2021年</c:v></c:pt><c:pt idx='1'><c:v>2022年</c:v></c:pt>"
    chart = (
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart><c:plotArea><c:barChart>'
        f"<c:ser><c:tx><c:strRef><c:strCache><c:pt idx='0'><c:v>出口</c:v></c:pt></c:strCache></c:strRef></c:tx>"
        f"<c:cat><c:strRef><c:strCache>{years}</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:numCache>{values}</c:numCache></c:numRef></c:val></c:ser>"
        "</c:barChart></c:plotArea></c:chart></c:chartSpace>"
    )
    body = (
        paragraph(run("前文。") + box)
        + paragraph('<w:r><w:drawing><c:chart r:id="rchart"/></w:drawing></w:r>')
        + f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph(run('控件里。'))}</w:sdtContent></w:sdt>"
        + "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        + paragraph(
            "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + run("单击输入") + "</w:sdtContent></w:sdt>"
        )
        + "</w:sdtContent></w:sdt>"
    )
    data = word(body, chart=chart)
    source = read("a.docx", data)
    assert source.health.characters == characters_in(data, "w:t|c:v")
    assert texts(source) == [
        *("前文。", "框里一段。", "项目\t金额", "甲\t3", "\t出口", "2021年\t10.5", "2022年\t12", "控件里。"),
    ]
    assert source.health.dropped["placeholders"].characters == 4


def test_tables_with_spans_frames_and_tables_inside(read, word):
    span = '<w:gridSpan w:val="2"/>'
    rows = table(
        cell("领域", '<w:vMerge w:val="restart"/>') + cell("2022年", span),
        cell("看不见", "<w:vMerge/>") + cell("出口") + cell("进口"),
        cell("运输") + cell("10") + cell("7"),
    )
    frame = table(cell("专栏1 重点任务"), cell("任务一。"))
    inner = f"<w:tc>{table(cell('甲') + cell('1'), cell('乙') + cell('2'))}<w:p/></w:tc>"
    source = read("a.docx", word(rows + paragraph("") + frame + paragraph("") + table(cell("附表") + inner)))
    assert texts(source) == [
        *("领域\t2022年", "\t出口\t进口", "运输\t10\t7"),
        *("专栏1 重点任务", "任务一。", "附表", "甲\t1", "乙\t2"),
    ]
    assert source.blocks[2].metadata["context"] == "领域\t2022年 出口\t2022年 进口"
    assert source.blocks[4].metadata["section"] == ["专栏1 重点任务"]
    assert source.health.dropped["hidden text"].characters == 3


def test_what_is_not_read_is_said(read, word):
    assert "is not read" in read("a.docx", word(paragraph(run("正文。")) + '<w:altChunk r:id="x"/>')).health.notes[0]
    picture = '<w:r><w:drawing><a:blip r:embed="x"/></w:drawing></w:r>'
    assert "1 pictures" in read("b.docx", word(paragraph(run("扫描件。") + picture))).health.notes[0]
    assert not read("c.docx", word(paragraph(run("很长的正文。" * 50) + picture))).health.notes


def test_a_strict_file_is_read(read, word):
    data = io.BytesIO()
    old = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(io.BytesIO(word(paragraph(run("严格格式。"))))) as before, zipfile.ZipFile(data, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(old, b"http://purl.oclc.org/ooxml/wordprocessingml/main"))
    assert read("a.docx", data.getvalue()).text == "严格格式。"


@pytest.mark.parametrize(("stated", "title"), [("关于加快发展的意见", "关于加快发展的意见"), ("另一份文件的名称", "a")])
def test_stated_titles(read, stated, title):
    document = docx.Document()
    document.core_properties.title = stated
    for line in ["某市人民政府文件。", "关于加快", "发展的意见", "各区县：正文在此。"]:
        document.add_paragraph(line)
    assert read("a.docx", saved(document)).title == title

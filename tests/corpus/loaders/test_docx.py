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


def test_a_zip_bomb_is_refused(read, monkeypatch):
    monkeypatch.setattr("corpus.loaders.docx._MAX_UNPACKED", 1000)
    with pytest.raises(LoadError, match="unpacks to"):
        read("a.docx", sample())


def test_empty(read):
    with pytest.raises(LoadError, match="no text"):
        read("a.docx", saved(docx.Document()))

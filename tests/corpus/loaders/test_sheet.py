from __future__ import annotations

import io
import zipfile
from datetime import date

import openpyxl
import pytest
from openpyxl.comments import Comment
from test_docx import damaged

from corpus import LoadError


def saved(book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def filled(sheet, rows, first: int = 1) -> None:
    for number, row in enumerate(rows, first):
        for column, value in enumerate(row, 1):
            if value is not None:
                sheet.cell(number, column, value)


def texts(source) -> list[str]:
    return [block.page_content for block in source.blocks]


def sample() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "进出口情况"
    filled(sheet, [["表1 全市服务贸易进出口情况"], [None, None, None, None, "单位：万元"]])
    filled(sheet, [["领域", "2021年", None, "2022年"], [None, "金额", "同比", "金额", "同比"]], 3)
    filled(sheet, [["运输\n服务", 1234.5, 0.125, 2000, -0.03], ["旅⾏", 0.1 + 0.2, 0.05, 7, 1]], 5)
    for row in (5, 6):
        for column in "BD":
            sheet[f"{column}{row}"].number_format = "#,##0.00"
        for column in "CE":
            sheet[f"{column}{row}"].number_format = "0.0%"
    for cells in ("A1:E1", "A3:A4", "B3:C3", "D3:E3"):
        sheet.merge_cells(cells)
    filled(sheet, [["地区", "数量"], ["甲", 3], ["乙", 4]], 10)
    for column, letter in enumerate("GH", 7):
        for row in range(3, 6):
            sheet.cell(row, column, sheet.cell(row + 7, "GH".index(letter) + 1).value)
    sheet["A7"] = "注：数据来源于商务部门。"
    sheet["A5"].comment = Comment("请核对", "某人")
    sheet.row_dimensions[6].hidden = True
    filled(book.create_sheet("一、填报说明"), [["填报日期", date(2022, 3, 1)], ["合计", "=SUM(B1:B2)"]])
    book.create_sheet("Sheet3")["A1"] = "只有一格。"
    secret = book.create_sheet("底稿")
    secret["A1"] = "草稿"
    secret.sheet_state = "hidden"
    return saved(book)


def test_golden(read, as_data, golden):
    golden("xlsx", as_data(read("表格.xlsx", sample())))


def test_every_cell_is_read(read):
    source = read("a.xlsx", sample())
    for sheet in openpyxl.load_workbook(io.BytesIO(sample())):
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and not cell.value.startswith("="):
                    assert cell.value.replace("\n", "").replace("⾏", "行") in source.text


def test_values_that_are_no_numbers(read):
    book = openpyxl.Workbook()
    filled(book.active, [["项目", "值"], ["真", True], ["错", "#DIV/0!"], ["文本数", "007"], ["空", None]])
    assert texts(read("a.xlsx", saved(book))) == ["项目\t值", "真\tTRUE", "错\t#DIV/0!", "文本数\t007", "空"]


def test_a_value_that_its_format_hides_is_counted(read):
    book = openpyxl.Workbook()
    filled(book.active, [["项目", "值"], ["甲", 42]])
    book.active["B2"].number_format = ";;;"
    source = read("a.xlsx", saved(book))
    assert texts(source) == ["项目\t值", "甲"]
    assert source.health.dropped["hidden values"].examples == ["42"]


def test_an_empty_column_in_a_table_parts_nothing(read):
    book = openpyxl.Workbook()
    filled(book.active, [["地区", None, "2021年", None, "2022年"], ["甲", None, 1, None, 2], ["乙", None, 3, None, 4]])
    source = read("a.xlsx", saved(book))
    assert texts(source) == ["地区\t2021年\t2022年", "甲\t1\t2", "乙\t3\t4"]


def test_a_table_over_an_empty_row_keeps_its_header(read):
    book = openpyxl.Workbook()
    filled(book.active, [["地区", "金额"], ["甲", 1], ["乙", 2], [None], ["丙", 3], ["丁", 4]])
    assert {block.metadata["context"] for block in read("a.xlsx", saved(book)).blocks} == {"地区\t金额"}


def test_a_table_far_out_costs_nothing(read):
    book = openpyxl.Workbook()
    book.active["A1"] = "开头"
    book.active["A1048576"] = "结尾"
    assert texts(read("a.xlsx", saved(book))) == ["开头", "结尾"]


@pytest.mark.parametrize(("name", "limit"), [("MAX_ROWS", 3), ("MAX_CELLS", 7), ("MAX_COLUMNS", 1)])
def test_over_a_limit_nothing_is_cut(read, monkeypatch, name, limit):
    book = openpyxl.Workbook()
    filled(book.active, [[1, 2]] * 4)
    monkeypatch.setattr(f"corpus.loaders.sheet.workbook.{name}", limit)
    with pytest.raises(LoadError, match=r"filled|limit"):
        read("a.xlsx", saved(book))


@pytest.mark.parametrize("data", damaged())
def test_damaged(read, data):
    with pytest.raises(LoadError, match=r"not a readable workbook|zip archive"):
        read("a.xlsx", data if b"word/" not in data[:5000] else data[:100])


def test_a_broken_sheet(read):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sample())) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name)[:700] if name.endswith("sheet1.xml") else old.read(name))
    with pytest.raises(LoadError, match=r"sheet1\.xml is damaged"):
        read("a.xlsx", out.getvalue())


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_csv(read, mark):
    text = f'地区{mark}金额{mark}备注\n甲{mark}"1{mark}5"{mark}"有\n换行和""引号"""\n\n丙{mark}3{mark}完{mark}多\n'
    source = read("a.csv", text)
    assert texts(source) == [
        "地区\t金额\t备注",
        f'甲\t1{mark if mark != chr(9) else " "}5\t有换行和"引号"',
        "丙\t3\t完\t多",
    ]
    assert source.blocks[1].metadata["context"].startswith("地区\t金额\t备注")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_csv_encodings(read, encoding):
    assert read("a.csv", "地区,金额\n西安,10\n".encode(encoding)).text == "地区\t金额\n西安\t10"


def test_a_quotation_mark_that_nothing_closes_swallows_nothing(read):
    rows = "".join(f"第{i}行,{i}\n" for i in range(100))
    source = read("a.csv", '名称,数量\n"未闭合,1\n' + rows)
    assert len(source.blocks) == 102
    assert texts(source)[-1] == "第99行\t99"


def test_csv_without_cells_is_text(read):
    assert texts(read("a.csv", "只有一列\n甲\n乙\n")) == ["只有一列", "甲", "乙"]


def test_a_long_csv(read, monkeypatch):
    monkeypatch.setattr("corpus.loaders.sheet.MAX_ROWS", 3)
    with pytest.raises(LoadError, match="4 rows are over the limit"):
        read("a.csv", "a,1\nb,2\nc,3\nd,4\n")


@pytest.mark.parametrize("data", [b"", b"\n\n", b",,,\n"])
def test_empty(read, data):
    with pytest.raises(LoadError, match="no text"):
        read("a.csv", data)

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest

from corpus import LoadError
from corpus.loaders import SUFFIXES
from corpus.sniff import loader_for

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def word() -> bytes:
    document = docx.Document()
    document.add_paragraph("一段正文。")
    return saved(document)


def book() -> bytes:
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "一格"
    return saved(workbook)


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return out.getvalue()


def stream(name: str) -> bytes:
    return OLE + name.encode("utf-16-le") + bytes(100)


@pytest.mark.parametrize(
    ("name", "data", "ending"),
    [
        ("a.doc", word(), ".docx"),
        ("a.docx", book(), ".xlsx"),
        ("a.txt", word(), ".docx"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table>", ".html"),
        ("a.xls", "地区,金额\n".encode("gb18030"), ".csv"),
        ("a.doc", b"\xef\xbb\xbf <!DOCTYPE html><p>x", ".html"),
        ("a.doc", b"{\\rtf1 x}", ".rtf"),
        ("a.doc", "一段文字\n".encode(), ".txt"),
        ("a.doc", b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n', ".mht"),
        ("a.pdf", b"<!-- x --><html>", ".html"),
        ("a.docx", b"\n%PDF-1.4", ".pdf"),
        ("a.docx", stream("WordDocument"), ".doc"),
        ("a.wps", stream("WordDocument"), ".wps"),
        ("a.doc", stream("Workbook"), ".xls"),
        ("a.xlsx", archive("[Content_Types].xml", "xl/workbook.bin"), ".xlsb"),
        ("a.txt", b"%PDF-1.4 is how such a file begins", ".txt"),
        ("a.md", b"<html> is how a page begins", ".md"),
        ("a.txt", b"MZ is no word", ".txt"),
        ("a.doc", b"Subject: x\r\n" * 300 + "正文".encode(), ".txt"),
        ("a.docx", b"", ".docx"),
        ("a.docx", b"\x00\x01\x02", ".docx"),
    ],
)
def test_what_a_file_is(name, data, ending):
    assert loader_for(Path(name), data) is SUFFIXES[ending]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.docx", stream("EncryptedPackage"), "encrypted"),
        ("a.txt", archive("x.txt"), "a zip archive, not a text file"),
        ("a.docx", archive("x.txt"), "a zip archive, not a .docx file"),
        ("a.txt", b"PK\x03\x04 cut short", "a damaged zip archive"),
        ("a.md", b"\x89PNG\r\n\x1a\n\x00\x00", "a picture"),
        ("a.csv", b"\x7fELF\x02\x01\x01\x00", "a program, not a text file"),
    ],
)
def test_what_is_no_document(read, name, data, reason):
    with pytest.raises(LoadError, match=reason):
        read(name, data)


def test_a_wrong_name_is_said(read):
    source = read("a.doc", word())
    assert source.text == "一段正文。"
    assert source.path.endswith("a.doc")
    assert source.health.notes == ["its name says .doc, but it is a .docx file, and is read as one"]


def test_a_page_that_word_saved(read):
    page = (
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="xx"\n\n--xx\n'
        'Content-Type: text/html; charset="gb2312"\nContent-Transfer-Encoding: quoted-printable\n\n'
        "<html><p>=D7=D4=C3=B3</p></html>\n--xx\nContent-Type: image/png\n\nxx\n--xx--\n"
    )
    assert read("a.doc", page).text == "自贸"
    with pytest.raises(LoadError, match="no page"):
        read("b.mht", page.replace("text/html", "text/css"))

"""What LibreOffice converts: the tests make their files with it, so they need it."""

from __future__ import annotations

import io
import shutil
import socket
import subprocess
import zipfile
from pathlib import Path

import pytest
from test_docx import sample as word_sample
from test_pptx import sample as slides_sample
from test_sheet import sample as sheet_sample

from corpus import LoadError, load
from corpus.loaders.glued import cells_run_together

needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
SAMPLES = {"docx": word_sample, "xlsx": sheet_sample, "pptx": slides_sample}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


@pytest.fixture(scope="module")
def converted(tmp_path_factory):
    """The samples in older formats, made by one run of LibreOffice for each format."""
    folder = tmp_path_factory.mktemp("office")

    def make(kind: str, ending: str) -> bytes:
        source = folder / f"sample.{kind}"
        target = folder / f"sample.{ending}"
        if not target.exists():
            source.write_bytes(SAMPLES[kind]())
            profile = (folder / "profile").as_uri()
            command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", ending]
            subprocess.run([*command, "--outdir", folder, source], check=True, capture_output=True, timeout=180)
        return target.read_bytes()

    return make


@needs_office
@pytest.mark.parametrize(
    ("kind", "ending", "name"),
    [
        ("docx", "doc", "a.doc"),
        ("docx", "rtf", "a.rtf"),
        ("docx", "odt", "a.odt"),
        ("docx", "doc", "a.wps"),  # what WPS Writer saves by default is of this kind
        ("xlsx", "xls", "a.xls"),
        ("pptx", "ppt", "a.ppt"),
    ],
)
def test_an_older_format_reads_as_the_newer_one(read, converted, kind, ending, name):
    old, new = read(name, converted(kind, ending)), read(f"b.{kind}", SAMPLES[kind]())
    assert old.path.endswith(name)
    assert "read through LibreOffice" in old.health.notes[0]
    words = [block.page_content for block in new.blocks if block.metadata["kind"] in ("table", "heading")]
    found = [block.page_content for block in old.blocks]
    # An old chart keeps no format of its figures; LibreOffice fills in the formula that nobody calculated.
    assert {word for word in words if word not in found} <= {"2021年\t10.5\t7.1%", "2022年\t12\t8.0%", "合计"}
    assert old.health.tables == new.health.tables


@needs_office
def test_a_wrong_name_does_not_matter(read, converted):
    source = read("a.docx", converted("docx", "doc"))
    assert "第一章 总则" in source.text
    assert source.health.notes[0].startswith("its name says .docx, but it is a .doc file")


@needs_office
@pytest.mark.parametrize(
    ("kind", "ending"), [("docx", "doc"), ("docx", "odt"), ("docx", "rtf"), ("xlsx", "xls"), ("pptx", "ppt")]
)
def test_cut_short(read_or_reason, converted, kind, ending):
    data = converted(kind, ending)
    got = read_or_reason(f"a.{ending}", data[: len(data) // 3])
    if isinstance(got, str):
        assert any(word in got for word in ("LibreOffice cannot read", "no text", "not a readable", "zip archive"))
    else:  # what there is of it: never the bytes taken for text
        assert got.health.garbled == 0


@pytest.mark.parametrize("name", ["a.doc", "a.xls", "a.ppt", "a.wps", "a.odt", "a.rtf"])
@pytest.mark.parametrize("data", [OLE + bytes(3000), b"\x01\x02\x03" * 500, b"PK\x03\x04" + bytes(300)])
def test_damaged(read, name, data):
    with pytest.raises(LoadError, match=r"not a readable|LibreOffice cannot read|a damaged zip archive"):
        read(name, data)


@needs_office
def test_nothing_is_fetched_and_no_trace_left(read, tmp_path, monkeypatch):
    """A page that links a picture and a style sheet from a server here, as an OpenDocument text."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        port = server.getsockname()[1]
        spaces = (
            'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
            'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
            'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
            'xmlns:xlink="http://www.w3.org/1999/xlink"'
        )
        picture = (
            f'<draw:frame><draw:image xlink:href="http://127.0.0.1:{port}/x.png" xlink:type="simple"/></draw:frame>'
        )
        source = f'<text:section-source xlink:href="http://127.0.0.1:{port}/y.odt"/>'
        section = f'<text:section text:name="s">{source}</text:section>'
        content = (
            f'<office:document-content {spaces} office:version="1.2"><office:body><office:text>'
            f"<text:p>正文{picture}</text:p>{section}</office:text></office:body></office:document-content>"
        )
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
            archive.writestr("content.xml", content)
            archive.writestr("META-INF/manifest.xml", MANIFEST)

        assert read("a.odt", out.getvalue()).text == "正文"
        with pytest.raises(BlockingIOError):  # nobody is waiting to be let in
            server.accept()
    assert list((tmp_path / "scratch").iterdir()) == []


def test_without_libreoffice_the_reason_says_what_to_do(read, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(
        LoadError, match=r"needs LibreOffice to read \.xls: .*libreoffice-calc.*save the file as \.xlsx"
    ):
        read("a.xls", OLE + "Workbook\0".encode("utf-16-le"))


def test_a_conversion_that_takes_too_long_is_ended(tmp_path, monkeypatch):
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nsleep 600 &\nsleep 600\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr("shutil.which", lambda name: str(program))
    monkeypatch.setattr("corpus.loaders.office.SECONDS", 1)
    path = tmp_path / "a.rtf"
    path.write_bytes(b"{\\rtf1 text}")
    with pytest.raises(LoadError, match="took longer than 1 seconds"):
        load(path)
    left = [entry for entry in Path("/proc").glob("[0-9]*/cmdline") if str(program).encode() in _bytes(entry)]
    assert left == []


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_cells_that_run_together_are_found():
    text = "见下表。\r县区\x072022年\x07\x07甲县\x071000\x07\x07"
    for encoding in ("utf-16-le", "latin-1"):
        held = b"\x00" * 512 + (text if encoding != "latin-1" else "A\x071000\x07\x07").encode(encoding) + b"\x00" * 64
        assert ("县区2022年甲县1000" if encoding != "latin-1" else "A1000") in cells_run_together(held)
    assert not cells_run_together("甲县1000\r乙县\x07\x07".encode("utf-16-le"))


@needs_office
def test_a_table_that_ends_a_doc_is_refused_rather_than_glued(read_or_reason, tmp_path):
    import docx

    document = docx.Document()
    document.add_paragraph("现下达资金，见下表。")
    table = document.add_table(rows=2, cols=3)
    for cell, word in zip(
        [*table.rows[0].cells, *table.rows[1].cells], ["县区", "2022年", "2023年", "甲县", "1000", "1200"], strict=True
    ):
        cell.text = word
    document.save(str(tmp_path / "t.docx"))
    profile = f"-env:UserInstallation={(tmp_path / 'p').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "doc",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "t.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    found = read_or_reason("t.doc", (tmp_path / "t.doc").read_bytes())
    assert "10001200" not in (found if isinstance(found, str) else found.text)

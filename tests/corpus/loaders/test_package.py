"""What an office file may not do: swell, refer to itself, reach out."""

from __future__ import annotations

import io
import socket
import zipfile

import pytest
from conftest import relationships, zipped

from corpus import LoadError
from corpus.loaders.package import Package, PackageError

DOCUMENT = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
    "<w:t>{}</w:t></w:r></w:p></w:body></w:document>"
)
BOMB = '<!DOCTYPE x [<!ENTITY a "大"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
SECRET = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def parts(document: str) -> dict[str, str | bytes]:
    return {
        "_rels/.rels": relationships({"r1": ("officeDocument", "word/document.xml")}),
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": document,
    }


@pytest.mark.parametrize(
    "prolog",
    [BOMB, SECRET, "<!-- <a> -->" + BOMB, '<?xml version="1.0"?>\n' + BOMB, "<!DOCTYPE x>"],
)
def test_document_types_are_refused(read, prolog):
    with pytest.raises(LoadError, match="document type"):
        read("a.docx", zipped(parts(prolog + DOCUMENT.format("&b;" if "ENTITY b" in prolog else "&a;"))))


def test_document_types_in_another_encoding(read):
    document = ('<?xml version="1.0" encoding="UTF-16"?>' + BOMB + DOCUMENT.format("&b;")).encode("utf-16")
    with pytest.raises(LoadError, match="document type"):
        read("a.docx", zipped({**parts(""), "word/document.xml": document}))


def test_an_entity_that_slips_through_is_not_resolved(read_or_reason):
    long = "<!--" + "x" * 100_000 + "-->"
    got = read_or_reason("a.docx", zipped(parts(long + SECRET + DOCUMENT.format("字&a;"))))
    assert "root:" not in (got if isinstance(got, str) else got.text)


def test_a_part_that_unpacks_to_very_much(monkeypatch):
    monkeypatch.setattr("corpus.loaders.package.RATIO_FROM", 1000)
    with pytest.raises(PackageError, match="from nearly nothing"):
        Package(zipped({"a.xml": b"\0" * 5_000_000}))


def test_all_parts_together(monkeypatch):
    monkeypatch.setattr("corpus.loaders.package.MAX_UNPACKED", 1000)
    with pytest.raises(PackageError, match="unpacks to"):
        Package(zipped({"a.xml": b"ab" * 600}))
    monkeypatch.setattr("corpus.loaders.package.MAX_ENTRIES", 2)
    with pytest.raises(PackageError, match="3 parts"):
        Package(zipped({"a": "", "b": "", "c": ""}))


def test_a_size_that_is_a_lie(read):
    data = bytearray(zipped(parts(DOCUMENT.format("字" * 100_000))))
    for info in zipfile.ZipFile(io.BytesIO(bytes(data))).infolist():
        if info.filename == "word/document.xml":
            size = info.file_size.to_bytes(4, "little")
            while (at := data.find(size)) >= 0:
                data[at : at + 4] = (1000).to_bytes(4, "little")
    with pytest.raises(LoadError, match=r"damaged|well-formed"):
        read("a.docx", bytes(data))


def test_deep_elements_end_at_the_parser(read):
    deep = DOCUMENT.format("</w:t></w:r>" + "<w:ins>" * 5000 + "</w:ins>" * 5000 + "<w:r><w:t>字")
    with pytest.raises(LoadError, match="well-formed"):
        read("a.docx", zipped(parts(deep)))


def test_names_with_another_case_or_backslashes(read):
    files = parts(DOCUMENT.format("正文"))
    files["Word\\Document.xml"] = files.pop("word/document.xml")
    files["word/x"] = ""
    assert read("a.docx", zipped(files)).text == "正文"


def test_nothing_outside_is_fetched(read):
    """A template, a picture and a linked part on a server here: nobody calls."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        targets = {key: (key, address) for key in ("attachedTemplate", "image", "footnotes", "header", "styles")}
        files = parts(DOCUMENT.format("正文"))
        files["word/_rels/document.xml.rels"] = relationships(targets).replace(
            f'Target="{address}"', f'Target="{address}" TargetMode="External"'
        )
        assert read("a.docx", zipped(files)).text == "正文"
        with pytest.raises(BlockingIOError):  # nobody is waiting to be let in
            server.accept()

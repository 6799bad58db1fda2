"""What a file really is, by its first bytes: names lie."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

from corpus.errors import LoadError
from corpus.loaders import SUFFIXES
from corpus.loaders.base import FileLoader
from corpus.loaders.office import OfficeLoader
from corpus.loaders.package import DAMAGE

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = {"WordDocument": ".doc", "Workbook": ".xls", "Book": ".xls", "PowerPoint Document": ".ppt"}
_ENCRYPTED = ("EncryptedPackage", "EncryptionInfo")
_PARTS = {"word/": ".docx", "xl/": ".xlsx", "ppt/": ".pptx"}
_OPEN_DOCUMENT = {"text": ".odt", "spreadsheet": ".ods", "presentation": ".odp"}
_HTML = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_MHTML = re.compile(
    rb"^(?:[A-Za-z-]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)*?(?:MIME-Version|Content-Type):", re.IGNORECASE
)
_OBJECT = re.compile(rb"^\d+ \d+ obj\b", re.MULTILINE)
"""What tells a PDF file from a text about such files."""
_BINARY = {
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF8": "a picture (GIF)",
    b"\x7fELF": "a program",
    b"MZ": "a program",
    b"\x1f\x8b": "packed with gzip",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
}
_ZIPPED = {".docx", ".docm", ".dotx", ".xlsx", ".xlsm", ".xlsb", ".pptx", ".pptm", ".ppsx", *_OPEN_DOCUMENT.values()}
_HEAD = 4096
_OLDER = (".doc", ".dot", ".wps", ".xls", ".et")
"""What programs call a page or a text that another one is to open."""
_ALIKE = (
    {".txt", ".text", ".md", ".markdown", ".csv", ".tsv"},
    {".html", ".htm", ".xhtml"},
    {".mht", ".mhtml"},
    {".docx", ".docm", ".dotx", ".dotm"},
    {".xlsx", ".xlsm", ".xltx"},
    {".pptx", ".pptm", ".ppsx"},
    {".doc", ".wps", ".dot"},
    {".xls", ".et"},
    {".ppt", ".dps", ".pps"},
)
"""Endings of one and the same format, as far as the bytes tell."""


def loader_for(path: Path, data: bytes) -> type[FileLoader]:
    """The loader for what `data` is; for plain text and for what nothing is known of, the one that the name asks for.

    Raises:
        LoadError: the bytes are of a format that is no document.
    """
    return SUFFIXES[_true_ending(path, data)]


def open_loader(path: Path) -> FileLoader:
    """A loader for the file at `path`, as `loader_for`; it warns where the name is wrong.

    Raises:
        LoadError: as `loader_for`; or the name is of no known format, or the file cannot be read.
    """
    named = path.suffix.lower()
    if named not in SUFFIXES:
        raise LoadError(path, f"unknown format {path.suffix or '(no ending)'}; known: {' '.join(SUFFIXES)}")
    loader = SUFFIXES[named](path)
    data = loader.read()
    ending = _true_ending(path, data)
    if any({named, ending} <= alike for alike in _ALIKE) or ending == named:
        return loader
    other = SUFFIXES[ending](path)
    other._data = data
    if isinstance(other, OfficeLoader):
        other.ending = ending
    other.ledger.warn(f"its name says {named}, but it is a {ending} file, and is read as one")
    return other


def _true_ending(path: Path, data: bytes) -> str:
    """The file name ending that says what `data` is."""
    named = path.suffix.lower()
    head = data[:_HEAD]
    if head.startswith(_OLE):
        return _ole_ending(path, data, named)
    if head.startswith(b"PK\x03\x04"):
        return _zip_ending(path, data, named)
    if head.startswith(b"{\\rtf"):
        return ".rtf"
    if b"%PDF-" in head[:1024] and (named not in _ALIKE[0] or _OBJECT.search(data)):
        return ".pdf"
    for magic, what in _BINARY.items():
        if head.startswith(magic) and not _is_text(head):
            raise LoadError(path, f"it is {what}, not {_kind(named)}")
    ending = named if named in _ALIKE[0] else _text_ending(head, named)
    if issubclass(SUFFIXES[ending], OfficeLoader):  # which begins with one of the marks above
        raise LoadError(path, f"not a readable {ending} file: it does not begin as one" if data else "no text in it")
    return ending


def _text_ending(head: bytes, named: str) -> str:
    """What a file with this name is that begins with text; a text of that name may be about anything."""
    text = head.replace(b"\0", b"")
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        text = text.removeprefix(mark)
    if _MHTML.match(text) and b"multipart/related" in text.lower():
        return ".mht"
    if _HTML.match(text):
        return ".html"
    if named in _OLDER and head and _is_text(head):
        return ".csv" if named in (".xls", ".et") else ".txt"
    return named


def _ole_ending(path: Path, data: bytes, named: str) -> str:
    """What is in an OLE container: older office files, and encrypted newer ones."""
    if any(name.encode("utf-16-le") in data for name in _ENCRYPTED):
        raise LoadError(path, "the file is encrypted: save it without a password")
    found = [ending for name, ending in _STREAMS.items() if (name + "\0").encode("utf-16-le") in data]
    if not found:
        raise LoadError(path, f"not a readable {named} file: it holds neither a text nor a workbook nor slides")
    same = next((alike for alike in _ALIKE if named in alike), {named})
    return named if same & set(found) else found[0]


def _zip_ending(path: Path, data: bytes, named: str) -> str:
    """What is in a zip archive: office files of several kinds."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            kind = archive.read("mimetype")[:200].decode("latin-1") if "mimetype" in names[:3] else ""
    except (*DAMAGE, KeyError):
        if named not in _ZIPPED:
            raise LoadError(path, f"it is a damaged zip archive, not {_kind(named)}") from None
        return named
    if "opendocument" in kind:
        return next((ending for word, ending in _OPEN_DOCUMENT.items() if word in kind), named)
    lowered = [name.replace("\\", "/").lower() for name in names]
    if "xl/workbook.bin" in lowered:
        return ".xlsb"
    for folder, ending in _PARTS.items():
        if "[content_types].xml" in lowered and any(name.startswith(folder) for name in lowered):
            return ending
    if "[content_types].xml" in lowered or not names:
        return named  # its own loader says what is wrong
    raise LoadError(path, f"it is a zip archive, not {_kind(named)}")


def _kind(named: str) -> str:
    return "a text file" if named in _ALIKE[0] else f"a {named} file"


def _is_text(head: bytes) -> bool:
    """Whether the bytes can be text: no control characters but line ends and tabs."""
    return not any(byte < 32 and byte not in (9, 10, 12, 13) for byte in head)

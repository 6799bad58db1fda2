"""Bad input of every kind and format: a reason or a good text, within bounds, and the neighbours go in."""

from __future__ import annotations

import io
import os
import random
import re
import socket
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sample_files as samples

from corpus import SEPARATOR, LoadError, Source
from corpus.isolated import IsolatedLoader, Limits
from corpus.loaders import SUFFIXES
from corpus.source import MAX_BYTES

CHILDREN = sorted(suffix for suffix in SUFFIXES if SUFFIXES[suffix].__module__.endswith(".office"))
"""Formats that another program reads: a second or more for each file, so that they are tried less."""
OWN = sorted(SUFFIXES.keys() - set(CHILDREN))
MADE = {suffix: data for suffix in OWN if (data := samples.sample(suffix))}
PACKED = [suffix for suffix in MADE if MADE[suffix][:2] == b"PK"]
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + b"\x3e\0\3\0\xfe\xff\t\0"
"""What an encrypted Office file, or an old one, begins with."""

Result = Source | str
ReadAny = Callable[[str, bytes], Result]


@pytest.fixture(scope="module")
def loader() -> Iterator[IsolatedLoader]:
    with IsolatedLoader(Limits(memory=3 * 2**29, silence=60)) as loader:
        yield loader


@pytest.fixture
def read_any(tmp_path: Path, loader: IsolatedLoader) -> ReadAny:
    """Writes a file and reads it in the reader process: a text that keeps the contract, or a reason."""

    def read(name: str, data: bytes) -> Result:
        (tmp_path / name).write_bytes(data)
        return read_file(loader, tmp_path / name)

    return read


def read_file(loader: IsolatedLoader, path: Path) -> Result:
    try:
        source = loader.load(path)
    except LoadError as error:
        assert_reason(error.reason)
        return error.reason
    assert source.text == SEPARATOR.join(block.page_content for block in source.blocks)
    assert source.text.strip()
    assert source.health.lost == 0, source.health
    return source


def assert_reason(reason: str) -> None:
    """One sentence without a full stop, for a person who has never heard of Python."""
    assert reason == reason.strip()
    assert "\n" not in reason
    assert "Traceback" not in reason
    assert not reason.startswith("cannot be parsed"), reason
    assert "signal" not in reason, reason
    assert len(reason) < 400


def text_of(result: Result) -> str:
    assert isinstance(result, Source), result
    return result.text


def repacked(data: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """A zip file with its members changed, and some more."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, change(info.filename, old.read(info)))
        for name, content in more.items():
            new.writestr(name, content)
    return out.getvalue()


def main_part(data: bytes) -> str:
    """The part of an Office file that holds its text."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        names = file.namelist()
    return next(
        name
        for name in ("word/document.xml", "ppt/slides/slide1.xml", "xl/worksheets/sheet1.xml", "content.xml")
        if name in names
    )


@pytest.mark.parametrize("suffix", MADE)
def test_what_is_good_is_read(read_any, suffix):
    assert "734" in text_of(read_any(f"good{suffix}", MADE[suffix]))


@pytest.mark.parametrize("suffix", [*OWN, *CHILDREN[:1]])
@pytest.mark.parametrize("data", [b"", b" \n\t ", b"\xef\xbb\xbf", b"\0"], ids=["empty", "spaces", "mark", "zero"])
def test_nothing(read_any, suffix, data):
    assert isinstance(read_any(f"a{suffix}", data), str)


@pytest.mark.parametrize("suffix", MADE)
def test_truncated(read_any, suffix):
    for share in (0.01, 0.3, 0.7, 0.99):
        read_any(f"a{suffix}", MADE[suffix][: int(share * len(MADE[suffix]))])


@pytest.mark.parametrize("suffix", [*OWN, *CHILDREN[:1]])
def test_random_bytes(read_any, suffix):
    result = read_any(f"a{suffix}", random.Random(1).randbytes(5000))
    assert isinstance(result, str) or any("garbled" in note for note in result.health.notes)


@pytest.mark.parametrize("suffix", OWN)
def test_wrong_names(read_any, suffix):
    """Another format under this name: read as what it is, or told."""
    for other in (".pdf", ".docx", ".html", ".xlsx", ".md"):
        if other != suffix and other in MADE:
            result = read_any(f"a{suffix}", MADE[other])
            if isinstance(result, Source):
                assert "734" in result.text


@pytest.mark.parametrize("suffix", MADE)
def test_zero_bytes_within(read_any, suffix):
    data = MADE[suffix]
    middle = len(data) // 2
    for zeros in (b"\0", b"\0" * 500):
        read_any(f"a{suffix}", data[:middle] + zeros + data[middle:])
        read_any(f"a{suffix}", data[:middle] + zeros + data[middle + len(zeros) :])


def test_encrypted(read_any, make_pdf):
    assert read_any("a.pdf", make_pdf([["第一条 文本。"]], encrypted=True)) == "the PDF is encrypted"
    for suffix in PACKED:
        assert isinstance(read_any(f"a{suffix}", OLE + b"\0" * 2000), str)
        data = bytearray(MADE[suffix])
        for match in re.finditer(rb"PK\x01\x02", bytes(data)):
            data[match.start() + 8] |= 1
        for match in re.finditer(rb"PK\x03\x04", bytes(data)):
            data[match.start() + 6] |= 1
        assert isinstance(read_any(f"a{suffix}", bytes(data)), str)


def test_a_file_over_the_limit_is_not_read(tmp_path, loader):
    path = tmp_path / "line.txt"
    with path.open("wb") as file:  # 300 MB that take no room
        file.truncate(300 * 2**20)
    assert read_file(loader, path) == f"300 MB is over the limit of {MAX_BYTES / 2**20:.0f} MB"


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory")
@pytest.mark.parametrize("suffix", [suffix for suffix in (".txt", ".md", ".html", ".csv") if suffix in SUFFIXES])
def test_one_line_without_an_end(tmp_path, suffix):
    """In small: a line of 5 MB in 400 MB of memory, as 200 MB in what a reader has."""
    path = tmp_path / f"line{suffix}"
    path.write_bytes("没有换行的一行，".encode() * (5 * 2**20 // 24))
    with IsolatedLoader(Limits(memory=400 * 2**20, silence=50)) as small:
        result = read_file(small, path)
        assert isinstance(result, Source) or "of memory" in result or "longer than" in result
        path.write_bytes("一行。".encode())
        assert isinstance(read_file(small, path), Source)


@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td", "ul><li", "blockquote", "svg"])
def test_deeply_nested_html(read_any, tag):
    for depth in (500, 60_000):
        read_any("a.html", f"{f'<{tag}>' * depth}第一条 文本。".encode())


@pytest.mark.parametrize("suffix", PACKED)
def test_deeply_nested_xml(read_any, suffix):
    part = main_part(MADE[suffix])
    deep = b"<a>" * 100_000 + b"</a>" * 100_000
    read_any(f"a{suffix}", repacked(MADE[suffix], lambda name, data: deep if name == part else data))


@pytest.mark.parametrize("suffix", PACKED)
def test_entity_bombs(read_any, suffix):
    """A billion laughs, and a file of the system in an entity."""
    part = main_part(MADE[suffix])
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    for entities, use in (
        (f'<!ENTITY l0 "{"ha" * 50}">{levels}', "&l11;"),
        ('<!ENTITY x SYSTEM "/etc/passwd">', "&x;"),
    ):

        def bomb(name: str, data: bytes, entities: str = entities, use: str = use) -> bytes:
            if name != part:
                return data
            xml = data.decode()
            root = re.search(r"<([a-z]+:\w+|\w+)[ >]", xml)
            assert root
            head = f"<!DOCTYPE {root[1]} [{entities}]>"
            return re.sub(r">([^<>]*734)", f">{use}\\1", xml[: root.start()] + head + xml[root.start() :]).encode()

        result = read_any(f"a{suffix}", repacked(MADE[suffix], bomb))
        if isinstance(result, Source):
            assert "root:" not in result.text
            assert len(result.text) < 10**6


@pytest.mark.parametrize("suffix", PACKED)
def test_zip_bombs(read_any, suffix):
    part = main_part(MADE[suffix])
    zeros = b" " * (100 * 2**20)
    read_any(f"a{suffix}", repacked(MADE[suffix], lambda _, data: data, **{"media/bomb.bin": zeros}))
    grown = repacked(MADE[suffix], lambda name, data: data.replace(b"?>", b"?>" + zeros, 1) if name == part else data)
    read_any(f"a{suffix}", grown)
    nested = samples.archive({"42.zip": samples.archive({f"{n}.bin": zeros[: 2**20] for n in range(16)})})
    read_any(f"a{suffix}", nested)


@pytest.mark.skipif(".xlsx" not in MADE, reason="sheets are not read")
def test_a_sheet_of_a_million_rows(read_any):
    """Told, or read to a limit that is told: never cut in silence."""
    row = '<row r="{0}"><c r="A{0}"><v>1</v></c><c r="B{0}"><v>2</v></c></row>'
    rows = "".join(row.format(number) for number in range(1, 1_000_001)).encode()

    def grow(name: str, data: bytes) -> bytes:
        return re.sub(rb"<sheetData>.*</sheetData>", b"<sheetData>" + rows + b"</sheetData>", data, flags=re.DOTALL)

    result = read_any(
        "a.xlsx", repacked(MADE[".xlsx"], lambda name, data: grow(name, data) if "sheet1" in name else data)
    )
    if isinstance(result, Source):
        assert len(result.text) > 1_000_000 or result.health.notes
    else:
        assert re.search(r"rows|cells|memory|seconds|limit", result)


@pytest.mark.skipif(".xlsx" not in MADE, reason="sheets are not read")
def test_a_sheet_with_a_cell_in_the_last_corner(read_any):
    far = b'</row><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c></row></sheetData>'
    result = read_any(
        "a.xlsx",
        repacked(
            MADE[".xlsx"], lambda name, data: data.replace(b"</row></sheetData>", far) if "sheet1" in name else data
        ),
    )
    if isinstance(result, Source):
        assert "far" in result.text or result.health.notes


def test_macros_are_not_run(read_any):
    for suffix in PACKED:
        name = f"{main_part(MADE[suffix]).split('/')[0]}/vbaProject.bin"
        data = repacked(MADE[suffix], lambda _, part: part, **{name: OLE + b"Attribute VB_Name" * 50})
        assert "734" in text_of(read_any(f"a{suffix}", data))


@pytest.fixture
def listener() -> Iterator[tuple[str, list[object]]]:
    """An address of this machine, and who has called."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.1)
    calls: list[object] = []
    over = threading.Event()

    def listen() -> None:
        while not over.is_set():
            try:
                connection, who = server.accept()
            except TimeoutError:
                continue
            connection.close()
            calls.append(who)

    thread = threading.Thread(target=listen)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/x", calls
    over.set()
    thread.join()
    server.close()


def test_nothing_is_fetched(read_any, listener):
    url, calls = listener
    links = (
        f'<link rel="stylesheet" href="{url}"><script src="{url}"></script><base href="{url}">'
        f'<iframe src="{url}"></iframe><img src="{url}"><object data="{url}"></object>'
        f'<svg xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="{url}"/><use href="{url}#a"/></svg>'
        f'<meta http-equiv="refresh" content="0; url={url}"><style>@import "{url}";</style>'
    )
    assert "734" in text_of(read_any("a.html", MADE[".html"].replace(b"<body>", f"<body>{links}".encode())))
    read_any("b.html", f'<!DOCTYPE html SYSTEM "{url}">{links}文本。'.encode())
    read_any("a.md", f"![图]({url})\n\n[{url}]({url})\n\n{links}\n\n文本。".encode())
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kinds = ("attachedTemplate", "image", "subDocument", "oleObject", "externalLink", "frame", "hyperlink", "settings")
    added = "".join(
        f'<Relationship Id="rx{kind}" Type="{relations}/{kind}" Target="{url}" TargetMode="External"/>'
        for kind in kinds
    )

    def linked(name: str, data: bytes) -> bytes:
        if name.endswith(".rels"):
            return data.replace(b"</Relationships>", f"{added}</Relationships>".encode())
        if name.endswith(".xml"):
            return data.replace(b"?>", f'?><!DOCTYPE x SYSTEM "{url}">'.encode(), 1) if "theme" in name else data
        return data

    for suffix in PACKED:
        read_any(f"a{suffix}", repacked(MADE[suffix], linked))
    action = f"/OpenAction << /S /URI /URI ({url}) >> /AA << /O << /S /SubmitForm /F ({url}) >> >>"
    assert "734" in text_of(
        read_any("a.pdf", MADE[".pdf"].replace(b"/Type /Catalog", f"/Type /Catalog {action}".encode()))
    )
    assert calls == []


@pytest.mark.skipif(not (CHILDREN and samples.shutil.which("soffice")), reason="there is no LibreOffice")
def test_another_program_fetches_nothing_and_is_bounded(tmp_path, listener):
    url, calls = listener
    html = (
        f'<html><body><img src="{url}"><iframe src="{url}"></iframe><link rel="stylesheet" href="{url}">文本。</html>'
    )
    rtf = r"{\rtf1\ansi {\field{\*\fldinst INCLUDEPICTURE \\d " + f'"{url}"' + r"}}{\*\template " + url + "} text 734.}"
    with IsolatedLoader(Limits(silence=60)) as loader:
        for name, data in (("a.rtf", rtf), ("a.doc", html)):
            if Path(name).suffix in SUFFIXES:
                (tmp_path / name).write_text(data, encoding="utf-8")
                read_file(loader, tmp_path / name)
    assert calls == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path, loader):
    path = tmp_path / "a.txt"
    path.write_text("文本。")
    path.chmod(0)
    assert "Permission denied" in str(read_file(loader, path))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
@pytest.mark.parametrize("suffix", OWN)
def test_pipes_are_not_waited_for(tmp_path, loader, suffix):
    os.mkfifo(tmp_path / f"a{suffix}")
    assert read_file(loader, tmp_path / f"a{suffix}") == "not a regular file"


def test_devices_and_folders(tmp_path, loader):
    (tmp_path / "a.txt").mkdir()
    assert read_file(loader, tmp_path / "a.txt") == "a folder, not a file"
    if Path("/dev/zero").exists():
        (tmp_path / "b.txt").symlink_to("/dev/zero")
        assert read_file(loader, tmp_path / "b.txt") == "not a regular file"
    (tmp_path / "c.txt").symlink_to(tmp_path / "c.txt")
    assert isinstance(read_file(loader, tmp_path / "c.txt"), str)
    assert "No such file" in str(read_file(loader, tmp_path / "gone.txt"))


def test_a_file_that_changes_while_it_is_read(tmp_path, loader):
    """What is read is one version or another, whole: its id is that of its text."""
    path = tmp_path / "a.txt"
    versions = [f"第{n}版的文本。\n".encode() * 2000 for n in range(2)]
    path.write_bytes(versions[0])
    over = threading.Event()

    def write() -> None:
        number = 0
        while not over.is_set():
            number += 1
            path.with_suffix(".new").write_bytes(versions[number % 2])
            path.with_suffix(".new").replace(path)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for _ in range(3):
            source = loader.load(path)
            assert len(set(re.findall(r"第(\d)版", source.text))) == 1
    finally:
        over.set()
        thread.join()


def test_the_neighbours_go_in(tmp_path, loader):
    """After all of this the same process, or its heir, still reads."""
    for suffix, data in MADE.items():
        path = tmp_path / f"good{suffix}"
        path.write_bytes(data)
        assert isinstance(read_file(loader, path), Source)

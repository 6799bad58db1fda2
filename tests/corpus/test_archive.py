"""Archives: what is in them comes out, within limits, and nothing is written but where we say."""

from __future__ import annotations

import gzip
import io
import os
import stat
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from corpus import LoadError, archive
from corpus.archive import Member, listing, unpack
from corpus.archive.names import encoding_of, ending, file_name, is_archive, label, readable
from corpus.isolated import IsolatedLoader

DOCUMENT = "第一条 本办法适用于示范区。\n".encode()
Unpack = Callable[..., dict[str, Member]]


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return out.getvalue()


def tarred(members: dict[str, bytes], mode: str = "w", **options: object) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, **options) as file:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            file.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zip_with_raw_name(name: bytes, data: bytes = DOCUMENT, extra: bytes = b"") -> bytes:
    """A zip file whose only name is in bytes that nothing explains."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        info = zipfile.ZipInfo("x" * len(name))
        info.extra = extra
        file.writestr(info, data)
    return out.getvalue().replace(b"x" * len(name), name)


@pytest.fixture
def opened(tmp_path: Path) -> Unpack:
    """Writes an archive and unpacks it: members by name. Nothing but what they name may be written."""

    def write_and_unpack(data: bytes, name: str = "a.zip") -> dict[str, Member]:
        top = Path(tempfile.mkdtemp(dir=tmp_path))
        path, folder = top / name, top / "out"
        path.write_bytes(data)
        folder.mkdir()
        members = unpack(path, folder)
        files = {member.file for member in members if member.file}
        assert {str(file) for file in top.rglob("*") if file.is_file()} <= files | {str(path)}
        assert all(Path(file).is_relative_to(folder) and not Path(file).is_symlink() for file in files)
        assert len({member.name for member in members}) == len(members)
        return {member.name: member for member in members}

    return write_and_unpack


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.zip", zipped),
        ("a.tar", tarred),
        ("a.tar.gz", lambda members: tarred(members, "w:gz")),
        ("a.TGZ", lambda members: tarred(members, "w:gz")),
        ("mislabelled.zip", lambda members: tarred(members, "w:gz")),
    ],
)
def test_documents_come_out(opened, name, make):
    members = opened(make({"甲/办法.md": DOCUMENT, "b.txt": b"text", "picture.png": b"x", ".hidden.md": b"x"}), name)
    assert {name: member.state for name, member in members.items()} == {
        "甲/办法.md": "file",
        "b.txt": "file",
        "picture.png": "skipped",
    }
    assert Path(members["甲/办法.md"].file).read_bytes() == DOCUMENT
    assert Path(members["甲/办法.md"].file).name == "办法.md"  # a document without a title is called by it
    assert members["picture.png"].reason == "unknown format .png"


@pytest.mark.parametrize(
    "name", ["../../x.md", "/etc/x.md", "C:\\windows\\x.md", "a/../../x.md", "..\\..\\x.md", "./x.md", "a//x.md"]
)
@pytest.mark.parametrize("make", [zipped, tarred])
def test_names_lead_nowhere(opened, name, make):
    (member,) = opened(make({name: DOCUMENT})).values()
    assert member.state == "file"
    assert ".." not in member.name.split("/")
    assert not member.name.startswith("/")
    assert member.name.endswith("x.md")


@given(st.text(max_size=300))
@example("0.*")
@example("a." + "b" * 290)
def test_any_name_is_a_safe_one(name):
    shown = label(name)
    assert not set(shown.split("/")) & {".", ".."}
    assert not shown.startswith("/")
    for chosen in (file_name(shown), file_name(f"x{shown}.md"), file_name(f"x{shown}.tar.gz")):
        assert len(chosen) < 400
        assert not set(chosen) & set('/\\:\0"<>|?*')
        assert chosen.strip(". ")
    assert ending(file_name(f"x{shown}.md")) == ".md"


@pytest.mark.parametrize("name", ["办法（试行）.md", "關於貿易試驗區的辦法.md", "plain.md", "服务/贸易规划.md", "é.md"])
@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-8"])
def test_names_without_their_encoding(opened, name, encoding):
    try:
        raw = name.encode(encoding)
    except UnicodeError:
        pytest.skip("the encoding does not hold the name")
    if name == "é.md" and encoding != "utf-8":
        pytest.skip("two bytes tell nothing")
    if encoding == "big5" and name == "服务/贸易规划.md":
        pytest.skip("not in it")
    assert list(opened(zip_with_raw_name(raw))) == [name]


def test_traditional_names_are_told_from_simplified_ones():
    simplified = ["关于印发实施方案的通知", "自由贸易试验区总体方案", "年度工作报告", "附件一"]
    traditional = ["關於印發實施方案的通知", "自由貿易試驗區總體方案", "年度工作報告", "附件一"]
    assert encoding_of([name.encode("gb18030") for name in simplified]) == "gb18030"
    assert encoding_of([name.encode("big5") for name in traditional]) == "big5"


def test_a_name_in_the_extra_field(opened):
    raw, name = b"abc.md", "规划.md".encode()
    field = struct.pack("<HHBL", 0x7075, 5 + len(name), 1, zlib.crc32(raw)) + name
    assert list(opened(zip_with_raw_name(raw, extra=field))) == ["规划.md"]


def test_the_same_name_twice(opened):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in ("a.md", "b.md", "c.tar.gz", "d.tar.gz"):
            file.writestr(name, name)
    twice = out.getvalue().replace(b"b.md", b"a.md").replace(b"d.tar", b"c.tar")
    assert list(opened(twice)) == ["a.md", "a (2).md", "c.tar.gz", "c (2).tar.gz"]


def test_archives_in_archives(opened):
    inner = zipped({"x.md": DOCUMENT, "deeper.zip": zipped({"y.md": DOCUMENT})})
    members = opened(
        zipped({"inner.zip": inner, "broken.tgz": b"\x1f\x8b nothing", "z.tar": tarred({"t.md": DOCUMENT})})
    )
    assert members["inner.zip/x.md"].state == members["z.tar/t.md"].state == "file"
    assert members["inner.zip/deeper.zip"].reason == "archives in each other more than 2 deep"
    assert "not a readable archive" in members["broken.tgz"].reason


def test_links_and_devices_are_not_followed(opened):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as file:
        for name, kind in [("l.md", tarfile.SYMTYPE), ("h.md", tarfile.LNKTYPE), ("d.md", tarfile.CHRTYPE)]:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            file.addfile(info)
        file.addfile(tarfile.TarInfo("empty.md"))
    members = opened(out.getvalue(), "a.tar")
    assert [members[name].reason for name in ("l.md", "h.md", "d.md")] == ["a link", "a link", "not a regular file"]
    assert members["empty.md"].state == "file"
    info = zipfile.ZipInfo("l.md")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(info, "/etc/passwd")
    assert opened(out.getvalue())["l.md"].reason == "a link"


def test_encrypted_members_have_a_reason_and_the_others_come_out(opened):
    data = bytearray(zipped({"a.md": DOCUMENT, "b.md": DOCUMENT}))
    data[6] |= 1
    data[data.index(b"PK\1\2") + 8] |= 1
    members = opened(bytes(data))
    assert (members["a.md"].state, members["a.md"].reason) == ("failed", "encrypted")
    assert members["b.md"].state == "file"


def test_a_member_that_is_damaged(opened):
    data = zipped({"a.md": DOCUMENT, "b.md": DOCUMENT}, zipfile.ZIP_STORED)
    members = opened(data.replace(DOCUMENT, DOCUMENT[:-2] + b"!!", 1))
    assert "damaged" in members["a.md"].reason
    assert members["b.md"].state == "file"
    strange = bytearray(zipped({"a.md": DOCUMENT}))
    strange[8] = strange[strange.index(b"PK\1\2") + 10] = 99
    assert opened(bytes(strange))["a.md"].reason == "packed in a way that cannot be unpacked"


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz"])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.95, 0.999])
def test_a_truncated_archive_is_told(opened, name, share):
    members = {f"{n}.md": os.urandom(2000) for n in range(5)}
    data = zipped(members) if name == "a.zip" else tarred(members, "w:gz" if "gz" in name else "w")
    data = data.rstrip(b"\0") if name == "a.tar" else data  # the end of a tar file is empty blocks
    with pytest.raises(LoadError, match=r"readable|damaged") as error:
        opened(data[: int(len(data) * share)], name)
    assert "\n" not in error.value.reason


def test_a_broken_header_in_a_tar_file_is_no_end(opened):
    data = bytearray(tarred({"a.md": DOCUMENT, "b.md": DOCUMENT}))
    data[1024 + 150] ^= 0xFF
    with pytest.raises(LoadError, match="damaged at byte 1024"):
        opened(bytes(data), "a.tar")


def test_a_wrong_checksum_of_a_gzip_file_is_told(opened):
    data = bytearray(tarred({"a.md": DOCUMENT}, "w:gz"))
    data[-6] ^= 0xFF
    with pytest.raises(LoadError, match="not a readable archive"):
        opened(bytes(data), "a.tgz")


def opened_or_reason(opened: Unpack, data: bytes, name: str) -> dict[str, Member] | str:
    try:
        return opened(data, name)
    except LoadError as error:
        return error.reason


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\5\6" + b"\0" * 18, b"<html>", b"\0" * 3000, os.urandom(3000)])
@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz"])
def test_what_is_no_archive(opened, data, name):
    found = opened_or_reason(opened, data, name)
    assert found == {} or "not a readable archive" in found


def test_too_many_entries(opened, monkeypatch):
    monkeypatch.setattr(listing, "MAX_ENTRIES", 3)
    for make in (zipped, tarred):
        with pytest.raises(LoadError, match="more than 3 files"):
            opened(make({f"{n}.png": b"" for n in range(4)}))
    with pytest.raises(LoadError, match="more than 3 files"):  # also in archives within
        opened(zipped({"a.zip": zipped({"1.md": b"1", "2.md": b"2"}), "b.zip": zipped({"3.md": b"3"})}))


def test_too_much_in_all(opened, monkeypatch):
    monkeypatch.setattr(listing, "MAX_UNPACKED", 2**20)
    half = os.urandom(600_000)
    for data in (
        zipped({"a.md": half, "b.md": half}),
        zipped({"a.zip": zipped({"a.md": half})}),
        tarred({"a.png": half, "b.png": half}, "w:gz"),  # only passed over, but unpacked for that
    ):
        with pytest.raises(LoadError, match="unpacks to more than"):
            opened(data, "a.tgz")


def test_a_bomb_is_not_unpacked(opened, monkeypatch):
    bomb = zipped({"bomb.md": b"\0" * (20 * 2**20), "good.md": DOCUMENT})
    members = opened(bomb)
    assert members["bomb.md"].reason == "unpacks to more than 300 times its size"
    assert members["good.md"].state == "file"
    layers = zipped({f"{n}.zip": zipped({f"{m}.zip": bomb for m in range(4)}) for n in range(4)})
    assert {member.state for member in opened(layers).values()} == {"failed"}
    monkeypatch.setattr(archive, "MAX_BYTES", 1000)
    assert "over the limit" in opened(zipped({"a.md": os.urandom(2000)}))["a.md"].reason


def test_sizes_are_not_believed(opened):
    data = bytearray(zipped({"a.md": b"x" * 5000}))
    for at in (22, data.index(b"PK\1\2") + 24):
        data[at : at + 4] = struct.pack("<L", 10)
    assert "damaged" in opened(bytes(data))["a.md"].reason


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.data())
def test_a_damaged_archive_never_fails_but_with_a_reason(opened, data):
    name, whole = data.draw(
        st.sampled_from(
            [
                ("a.zip", zipped({"甲.md": DOCUMENT, "b/c.txt": b"text" * 50})),
                ("a.tar", tarred({"甲.md": DOCUMENT, "b/c.txt": b"text" * 50})),
                ("a.tgz", gzip.compress(tarred({"甲.md": DOCUMENT}), 1, mtime=0)),
            ]
        )
    )
    broken = bytearray(whole)
    for at, value in data.draw(st.lists(st.tuples(st.integers(0, len(whole) - 1), st.integers(0, 255)), max_size=6)):
        broken[at] = value
    assert opened_or_reason(opened, bytes(broken), name) != ""


def test_in_the_reader_process(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"甲/办法.md": DOCUMENT, "b.docx": b"no document"}))
    with IsolatedLoader() as loader:
        with loader.unpacked(path) as members:
            files = [Path(member.file) for member in members]
            assert "第一条" in loader.load(files[0]).text
            with pytest.raises(LoadError):
                loader.load(files[1])
        assert not any(file.exists() for file in files)
        path.write_bytes(b"PK\3\4")
        with pytest.raises(LoadError, match="not a readable archive"), loader.unpacked(path):
            pass


def test_what_can_be_indexed_is_listed():
    assert {".md", ".docx", ".zip", ".tar.gz"} <= set(readable())
    assert [is_archive(name) for name in ("A.ZIP", "a.tar.gz", "a.gz", "zip", "a.docx")] == [True, True, *[False] * 3]

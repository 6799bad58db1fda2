"""What an archive holds, entry by entry, whatever its format."""

from __future__ import annotations

import contextlib
import errno
import gzip
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from corpus.archive.names import encoding_of

MAX_ENTRIES = 10_000
MAX_UNPACKED = 2 * 2**30
"""Bytes of all members together, also those of archives within."""

_CHUNK = 2**20
_UTF8_NAME = 0x7075
"""Zip extra field with the name in UTF-8."""


@dataclass
class Entry:
    """A member as its archive describes it."""

    name: str
    size: int
    packed: int
    open: Callable[[], IO[bytes]]
    problem: str = ""
    special: str = ""


class TooMuch(Exception):
    """A limit for the whole archive is passed."""


def damage(error: Exception) -> str:
    """What is wrong with an archive, as its reader has it: broken ones make readers raise almost anything.

    Raises:
        Exception: `error` itself, where it is not the archive's fault.
    """
    ours = isinstance(error, OSError) and error.errno not in (None, errno.EINVAL)
    if ours or isinstance(error, MemoryError | TooMuch):
        raise error
    return " ".join(str(error).split())[:200] or type(error).__name__


@dataclass
class Budget:
    """What may still be unpacked."""

    entries: int = field(default_factory=lambda: MAX_ENTRIES)
    bytes: int = field(default_factory=lambda: MAX_UNPACKED)

    def entry(self) -> None:
        """Counts an entry."""
        self.entries -= 1
        if self.entries < 0:
            raise TooMuch(f"holds more than {MAX_ENTRIES:,} files")

    def take(self, size: int) -> None:
        """Counts unpacked bytes."""
        self.bytes -= size
        if self.bytes < 0:
            raise TooMuch(f"unpacks to more than {MAX_UNPACKED / 2**30:.0f} GB")


def entries(path: Path, budget: Budget) -> Iterator[Entry]:
    """What the archive at `path` holds, folders left out. An entry must be read before the next one is asked for.

    Raises:
        TooMuch: it holds, or had to unpack, more than `budget` allows.
        OSError: the file cannot be read.
        Exception: the archive is damaged (see `damage`).
    """
    with path.open("rb") as file:
        head = file.read(4)
        file.seek(0)
        if head[:2] == b"PK":
            yield from _zip_entries(file, budget)
        else:
            yield from _tar_entries(file, budget, packed=head[:2] == b"\x1f\x8b")


# Zip


def _zip_entries(file: IO[bytes], budget: Budget) -> Iterator[Entry]:
    with zipfile.ZipFile(file) as archive:
        infos = archive.infolist()
        encoding = encoding_of(_raw_name(info) for info in infos if not info.flag_bits & 0x800)
        for info in infos:
            budget.entry()
            if info.is_dir():
                continue
            mode = stat.S_IFMT(info.external_attr >> 16)
            yield Entry(
                name=_zip_name(info, encoding),
                size=info.file_size,
                packed=info.compress_size,
                open=lambda info=info: archive.open(info),  # type: ignore[misc]
                problem="encrypted" if info.flag_bits & 0x1 else "",
                special=_special(mode) if mode else "",
            )


def _raw_name(info: zipfile.ZipInfo) -> bytes:
    """The bytes of a name that `zipfile` took for CP437."""
    return info.orig_filename.encode("cp437", "replace")


def _zip_name(info: zipfile.ZipInfo, encoding: str) -> str:
    if info.flag_bits & 0x800:
        return info.filename
    extra = info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        if kind == _UTF8_NAME and size > 5 and extra[5:9] == struct.pack("<L", zlib.crc32(_raw_name(info))):
            return extra[9 : 4 + size].decode("utf-8", "replace")
        extra = extra[4 + size :]
    return _raw_name(info).decode(encoding, "replace")


def _special(mode: int) -> str:
    if mode == stat.S_IFLNK:
        return "a link"
    return "" if mode == stat.S_IFREG else "not a regular file"


# Tar


class _Info(tarfile.TarInfo):
    """A header that tells of damage: `tarfile` itself takes a broken one for the archive's end."""

    @classmethod
    def fromtarfile(cls, tarfile: Any) -> Any:
        try:
            return super().fromtarfile(tarfile)
        except _BROKEN as error:
            raise EOFError(f"damaged at byte {tarfile.offset}") from error


_BROKEN = tuple(getattr(tarfile, f"{kind}HeaderError") for kind in ("Invalid", "Truncated", "Subsequent"))


class _Counted:
    """A stream that is unpacked to be read: also what is only passed over counts."""

    def __init__(self, stream: gzip.GzipFile) -> None:
        self._stream = stream
        self._budget = Budget()

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._budget.take(len(data))
        return data


def _tar_entries(file: IO[bytes], budget: Budget, *, packed: bool) -> Iterator[Entry]:
    size = file.seek(0, 2)
    file.seek(0)
    with contextlib.ExitStack() as stack:
        raw: Any = _Counted(stack.enter_context(gzip.GzipFile(fileobj=file))) if packed else file
        archive = stack.enter_context(tarfile.open(fileobj=raw, mode="r|", tarinfo=_Info, errors="surrogateescape"))
        for info in archive:
            budget.entry()
            if info.isdir():
                continue
            name = info.name.encode("utf-8", "surrogateescape")
            yield Entry(
                name=name.decode(encoding_of([name]), "replace"),
                size=info.size,
                packed=size,
                open=lambda info=info: _opened(archive, info),  # type: ignore[misc]
                special="" if info.isreg() else "a link" if info.issym() or info.islnk() else "not a regular file",
            )
            archive.members.clear()  # type: ignore[attr-defined]  # the list of all members is of no use here, and grows
        while raw.read(_CHUNK):  # to the end, where the checksum stands
            pass


def _opened(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    file = archive.extractfile(info)
    if file is None:
        raise EOFError("no content")
    return file

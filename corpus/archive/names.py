"""Names of archives and of what is in them: labels only, never paths to write to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from corpus.loaders import SUFFIXES

ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz")
"""File name endings of archives, lower case."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_UNSAFE = re.compile(r'[<>:"|?*\\/\x00-\x1f\x7f-\x9f\ud800-\udfff]')
_DRIVE = re.compile(r"^[A-Za-z]:")
_ENDING_CHARS = 20
"""A longer ending is none that says what a file is."""
_STEM_CHARS = 60
_FLAG_UTF8 = 0x800


def readable() -> tuple[str, ...]:
    """File name endings that can be indexed: of documents, then of archives."""
    return (*SUFFIXES, *ARCHIVES)


def ending(name: str) -> str:
    """The ending that says what a file is, lower case: ``.tar.gz``, else the last one; empty where there is none."""
    lower = name.lower()
    return ".tar.gz" if lower.endswith(".tar.gz") else PurePosixPath(lower).suffix


def is_archive(name: str) -> bool:
    """Whether a file of this name is an archive."""
    return ending(name) in ARCHIVES


def label(name: str) -> str:
    """A member's name as a relative path that leads nowhere else: no root, no drive, no ``..``; maybe empty."""
    parts = _DRIVE.sub("", name.replace("\\", "/")).split("/")
    return "/".join(_CONTROL.sub("_", part) for part in parts if part.strip() not in ("", ".", ".."))


def is_hidden(name: str) -> bool:
    """Whether a member is none of its owner's documents: hidden, or left there by a system or a program."""
    parts = name.split("/")
    return any(part.startswith(".") for part in parts) or parts[0] == "__MACOSX" or parts[-1].startswith("~$")


def file_name(name: str) -> str:
    """A name for the file that a member is unpacked to, in a folder of its own: safe everywhere, same ending."""
    last = name.rsplit("/", 1)[-1]
    suffix = ending(last)
    stem = _UNSAFE.sub("_", last[: len(last) - len(suffix)])[:_STEM_CHARS].strip(". ")
    kept = _UNSAFE.sub("_", suffix) if len(suffix) <= _ENDING_CHARS else ""  # 「0.*」
    return f"{stem or 'document'}{kept}"


def encoding_of(names: Iterable[bytes]) -> str:
    """The encoding of names whose archive does not tell: UTF-8 if they are that, else Big5 or GB18030.

    Both of these read most Chinese bytes. The second byte of a common character is never below 0xA1 in
    GB18030, and in Big5 it is for two in five.
    """
    data = b"\n".join(names)
    for encoding in ("utf-8", "gb18030", "big5"):
        try:
            data.decode(encoding)
        except UnicodeError:
            continue
        if encoding == "gb18030" and _is_big5(data):
            return "big5"
        return encoding
    return "cp437"  # reads any byte


def _is_big5(data: bytes) -> bool:
    """Whether bytes that are GB18030 are rather Big5: common characters there, rare ones here."""
    try:
        data.decode("big5")
    except UnicodeError:
        return False
    pairs = re.findall(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]", data)
    common = sum(0xA1 <= first <= 0xD7 and second >= 0xA1 for first, second in pairs)
    frequent = sum(0xA4 <= first <= 0xC6 for first, _ in pairs)
    return bool(frequent == len(pairs) > common)

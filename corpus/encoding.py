"""Bytes to characters: which of the encodings that Chinese documents come in these are."""

from __future__ import annotations

import codecs
import re

_READABLE = 0.9
_USUAL = re.compile("[\t\r\n\x20-\x7e\u00b7\u2010-\u203b\u2460-\u249b\u3000-\u303f\u4e00-\u9fff\uff01-\uff65]")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_BIG5_COMMON = re.compile(rb"(?:[\xa4-\xc6][\x40-\x7e\xa1-\xfe])")
_BIG5_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\xa1-\xfe]")
_SAMPLE = 20_000
_RARE = 0.15
"""With so many characters outside of GB 2312, what reads as GB18030 may be something else."""
_COMMON = 0.75
"""So many of a Big5 text's characters are among the common ones."""
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""Byte order mark → encoding; the longer marks first, as they begin like the shorter ones."""


def decode(data: bytes) -> str:
    r"""The text in `data`: UTF-8, UTF-16, UTF-32, GB18030 or Big5, line ends as ``\n``.

    Raises:
        UnicodeError: the bytes are text in none of these encodings.
    """
    text = data.decode(_encoding(data))
    if text.count("\x00") > len(text) // 100:
        raise UnicodeError("the file holds binary data, not text")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\f")


def _encoding(data: bytes) -> str:
    for mark, name in _MARKS.items():
        if data.startswith(mark):
            return name
    if name := _without_mark(data):
        return name
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "big5hkscs" if _is_big5(data) else "gb18030"
    return "utf-8"


def _without_mark(data: bytes) -> str:
    """UTF-16 that begins with no mark, where the bytes are that: no other text has zero bytes."""
    sample = data[:_SAMPLE]
    if len(data) % 2 or b"\0" not in sample:
        return ""
    shares = {name: _readable(sample.decode(name, errors="ignore")) for name in ("utf-16-le", "utf-16-be")}
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] >= _READABLE else ""


def _readable(text: str) -> float:
    """The share of `text` that is common Chinese, ASCII, or their punctuation."""
    rare = sum(not _in_gb2312(char) and not _in_big5(char) for char in _CHINESE.findall(text))
    return (len(_USUAL.findall(text)) - rare) / max(1, len(text))


def _is_big5(data: bytes) -> bool:
    """Whether bytes that are no UTF-8 are Big5 rather than GB18030, of which nearly all bytes can be."""
    try:
        traditional = len(_CHINESE.findall(data.decode("big5hkscs")))
    except UnicodeDecodeError:
        return False
    try:
        chinese = _CHINESE.findall(data.decode("gb18030"))
    except UnicodeDecodeError:
        return traditional > 0
    rare = sum(not _in_gb2312(char) for char in chinese[:_SAMPLE])
    if rare <= _RARE * min(len(chinese), _SAMPLE):
        return False
    pairs = len(_BIG5_PAIR.findall(data[: 2 * _SAMPLE]))
    return len(_BIG5_COMMON.findall(data[: 2 * _SAMPLE])) >= _COMMON * pairs


def _in_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _in_big5(char: str) -> bool:
    """Whether `char` is among the common ones of Big5."""
    try:
        return bool(_BIG5_COMMON.fullmatch(char.encode("big5")))
    except UnicodeEncodeError:
        return False

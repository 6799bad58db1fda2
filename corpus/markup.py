"""Marks inside a line (Markdown and the HTML that extractions leave): taken off, text kept."""

from __future__ import annotations

import html
import re

from corpus.text import repair

IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()]*(?:\([^()]*\)[^()]*)*\)|\[image:[^\[\]]*\]\"?|<img\b[^<>]*>", re.IGNORECASE)
_LINK = re.compile(r"\[([^\[\]]+)\]\(\s*(<[^<>]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+\"[^\"]*\")?\s*\)")
_NOTE_MARK = re.compile(r"(?<![A-Za-z0-9])<sup>\s*(\d{1,3})\s*</sup>|\[\^(\w+)\]")
_TAG = re.compile(
    r"</?(?:a|b|br|center|div|em|font|h[1-6]|hr|i|p|small|span|strong|sub|sup|u)\b[^<>]*>|<!--[^<>]*-->", re.IGNORECASE
)
_AUTOLINK = re.compile(r"<((?:https?|mailto):[^<>\s]+)>")
# Emphasis, but not the products and powers of 3*4*5 and 2**3**4, nor the stars of *p<0.1, **p<0.05.
_STARS = re.compile(
    r"(?<!\*)(?:(?<![A-Za-z0-9])(\*{2,3})(?=[^\s*])|(\*\*)(?=[^\x00-\x7f]))((?:[^*]|\*(?!\*))+?)(?<=\S)(?:\1|\2)(?!\*)"
)
_BARS = re.compile(r"(?<!\w)__(?=\S)(?=[^_\x80-\U0010ffff]*[^_\x21-\x7e])([^_]+)(?<=\S)__(?!\w)")  # __init__ is a name
_ITALIC = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=\S)\*(?![\w*])")
_CODE = re.compile(r"(?<!`)(`{1,2})(?!`)([^`]+)\1(?!`)")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

# Escaped marks and marks in code are characters: they hide in code points that no text holds.
_MARKS = r"\`*_{}[]()#+.!~|<>-&"
_HIDE = {ord(mark): chr(0xFDD0 + i) for i, mark in enumerate(_MARKS)}
_SHOW = {0xFDD0 + i: mark for i, mark in enumerate(_MARKS)}
_ESCAPE = re.compile(rf"\\([{re.escape(_MARKS)}])")


_MARKED = re.compile(r"[\\`*_\[<&]")


def plain(text: str) -> str:
    """`text` without images, tags, emphasis, link targets, note marks and escapes."""
    if not _MARKED.search(text):
        return text.strip()
    text = _CODE.sub(lambda match: match[2].translate(_HIDE), text)
    text = _ESCAPE.sub(lambda match: match[1].translate(_HIDE), text)
    text = _NOTE_MARK.sub("", IMAGE.sub("", text))
    for _ in range(2):
        text = _BARS.sub(r"\1", _STARS.sub(r"\3", text))
    text = _LINK.sub(_label, _AUTOLINK.sub(r"\1", _ITALIC.sub(r"\1", text)))
    text = _ENTITY.sub(_character, _TAG.sub("", text)).translate(_SHOW)
    return text.strip()


def note_marks(text: str) -> tuple[str, ...]:
    """The numbers of the footnotes that `text` refers to: 「…服务贸易<sup>2</sup>的…」, ``[^2]``."""
    return tuple(match[1] or match[2] for match in _NOTE_MARK.finditer(text)) if _MARKED.search(text) else ()


def _label(link: re.Match[str]) -> str:
    """What a link shows; of one that shows its own address the address, without the escapes in it."""
    shown, target = (part.translate(_SHOW).replace("\\", "") for part in link.groups())
    return target if shown == target else link[1]


def _character(entity: re.Match[str]) -> str:
    """The character that an HTML entity names; one that would end a line or a cell is a space."""
    return re.sub(r"\s", " ", repair(html.unescape(entity[0])))

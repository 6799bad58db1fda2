"""The title that an office file states of itself, where it is one."""

from __future__ import annotations

import re

from corpus.loaders.package import Package

_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_IDLE = re.compile(
    r"Microsoft |PowerPoint|Presentation|Document\s*\d*$|Word |WPS|Untitled|Book\s*\d*$|Sheet|Slide"
    r"|幻灯片|演示文稿|文档\s*\d*$|工作簿|工作表|无标题|标题$|.*\.(?:docx?|pptx?|xlsx?|wps|et|dps|rtf)$",
    re.IGNORECASE,
)
"""What programs write there by themselves."""
_MAX_CHARS = 120


def core_title(package: Package) -> str:
    """The title among the package's properties; empty where there is none, or one that a program made up."""
    parts = package.related("core-properties") or ["docProps/core.xml"]
    root = package.optional(parts[0])
    text = " ".join((root.findtext(_TITLE) or "").split()) if root is not None else ""
    return text if 4 <= len(text) <= _MAX_CHARS and not _IDLE.match(text) else ""

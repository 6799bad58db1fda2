"""A file as the store keeps it: one canonical text, and blocks that are slices of it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from langchain_core.documents import Document

from corpus.errors import LoadError
from corpus.loaders import SUFFIXES
from corpus.metadata import meta_of
from corpus.numbering import STYLES

PARSER_VERSION = 1
"""Raised when the same file would give another canonical text or other blocks than before."""

MAX_BYTES = 200 * 1024 * 1024
SEPARATOR = "\n"
_NUMBER = re.compile(r"^(?:案例\s*\d+|\d+\s*[.．、]|[一二三四五六七八九十]+、)\s*")


@dataclass(frozen=True)
class Source:
    """A parsed file.

    Attributes:
        id: SHA-256 of the file's format and bytes, 32 hex digits.
        title: from the file's own statement or content, else its name.
        path: of the file, in POSIX form.
        text: the canonical text.
        blocks: in order; joined with `SEPARATOR` they are the canonical text, and each one's
            metadata is complete (`corpus.metadata.PassageMeta`).
        properties: issuer, date and the like, as the file states them.
        dropped: how many lines were left out, by reason.
        notes: warnings, e.g. pages without text.
    """

    id: str
    title: str
    path: str
    text: str
    blocks: list[Document]
    properties: dict[str, str] = field(default_factory=dict)
    dropped: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def content_id(suffix: str, data: bytes) -> str:
    """The id of a document: SHA-256 of its format and bytes, 32 hex digits."""
    return hashlib.sha256(suffix.lower().encode() + b"\0" + data).hexdigest()[:32]


def load(path: str | Path) -> Source:
    """The file at `path`, parsed.

    Raises:
        LoadError: the file cannot be read, has no text, or is of no known format.
    """
    path = Path(path)
    loader_type = SUFFIXES.get(path.suffix.lower())
    if loader_type is None:
        raise LoadError(path, f"unknown format {path.suffix or '(no ending)'}; known: {' '.join(SUFFIXES)}")
    try:
        size = path.stat().st_size
    except OSError as error:
        raise LoadError(path, error.strerror or str(error)) from error
    if size > MAX_BYTES:
        raise LoadError(path, f"{size / 2**20:.0f} MB is over the limit of {MAX_BYTES / 2**20:.0f} MB")
    loader = loader_type(path)
    try:
        blocks = [block for block in loader.lazy_load() if block.page_content.strip()]
    except LoadError:
        raise
    except Exception as error:  # a parser's own fault must not stop the other files
        raise LoadError(path, f"cannot be parsed ({type(error).__name__}: {error})") from error
    if not blocks:
        raise LoadError(path, "no text in it")
    title = loader.title or _title(blocks, path.stem)
    source = Source(
        id=content_id(path.suffix, loader.read()),
        title=title,
        path=path.as_posix(),
        text=SEPARATOR.join(block.page_content for block in blocks),
        blocks=blocks,
        properties=loader.properties,
        dropped=dict(loader.dropped),
        notes=loader.notes,
    )
    start = 0
    for block in blocks:
        end = start + len(block.page_content)
        block.metadata |= {"document": source.id, "title": title, "source": source.path, "start": start, "end": end}
        start = end + len(SEPARATOR)
    return source


def _title(blocks: list[Document], stem: str) -> str:
    """A title from the content: the heading or short lines at the top, else its first section."""
    first = blocks[0]
    if first.metadata["kind"] == "heading" and not first.metadata["section"]:
        return first.page_content
    top: list[str] = []
    for block in blocks[:4]:
        text = block.page_content
        if block.metadata["kind"] != "paragraph" or block.metadata["section"] or len(text) > 40 or text[-1] in "。；：，.":
            break
        top.append(text)
    if top and len(top) < len(blocks):
        return "".join(top)
    if len(re.findall(r"[\u4e00-\u9fff]", stem)) >= 2 or re.fullmatch(r"[A-Za-z][A-Za-z _-]{3,}", stem):
        return stem
    sections = dict.fromkeys(meta_of(block)["section"][0] for block in blocks if meta_of(block)["section"])
    named = {s: _NUMBER.sub("", s) for s in sections if _NUMBER.sub("", s)}
    if len(named) < 2:
        return stem
    cases = all(STYLES["case"].match(section) for section in named)
    return f"{next(iter(named.values()))}等{len(named)}{'个案例' if cases else '项'}"

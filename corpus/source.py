"""A file as the store keeps it: one canonical text, and blocks that are slices of it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from langchain_core.documents import Document

from corpus.errors import LoadError
from corpus.health import Health, health
from corpus.loaders import SUFFIXES
from corpus.metadata import meta_of
from corpus.numbering import STYLES
from corpus.text import is_cjk, join_all

PARSER_VERSION = 2
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
        health: what was kept, what was left out and why, pages, warnings.
    """

    id: str
    title: str
    path: str
    text: str
    blocks: list[Document]
    properties: dict[str, str] = field(default_factory=dict)
    health: Health = field(default_factory=Health)


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
    if not path.is_file():
        raise LoadError(path, "a folder, not a file" if path.is_dir() else "not a regular file")
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
    text = SEPARATOR.join(block.page_content for block in blocks)
    source = Source(
        id=content_id(path.suffix, loader.read()),
        title=title,
        path=path.as_posix(),
        text=text,
        blocks=blocks,
        properties=loader.properties,
        health=health(loader.ledger, text, blocks),
    )
    start = 0
    for block in blocks:
        end = start + len(block.page_content)
        if "pages" in block.metadata:
            block.metadata["pages"] = [(start + offset, page) for offset, page in block.metadata["pages"]]
        block.metadata |= {"document": source.id, "title": title, "source": source.path, "start": start, "end": end}
        start = end + len(SEPARATOR)
    return source


def _title(blocks: list[Document], stem: str) -> str:
    """A title from the content: the heading or short lines at the top, else its first section."""
    first = blocks[0]
    if meta_of(first)["kind"] == "heading" and not meta_of(first)["section"]:
        return first.page_content
    top = [block.page_content for block in takewhile(_is_title_line, blocks[:4])]
    if top and len(top) < len(blocks):
        return join_all(top)
    if len(re.findall(r"[\u4e00-\u9fff]", stem)) >= 2 or re.fullmatch(r"[A-Za-z][A-Za-z _-]{3,}", stem):
        return stem
    sections = dict.fromkeys(meta_of(block)["section"][0] for block in blocks if meta_of(block)["section"])
    named = [name for section in sections if (name := _NUMBER.sub("", section))]
    if len(named) < 2 or not any(map(is_cjk, named[0])):
        return stem
    cases = all(STYLES["case"].match(section) for section in sections)
    return f"{named[0]}等{len(named)}{'个案例' if cases else '项'}"


def _is_title_line(block: Document) -> bool:
    """Whether a block at the top can be a line of the title: short, in no section, no sentence."""
    text, meta = block.page_content, meta_of(block)
    return meta["kind"] == "paragraph" and not meta["section"] and len(text) <= 40 and text[-1] not in "。；：，."

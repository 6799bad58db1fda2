"""A file as the store keeps it: one canonical text, and blocks that are slices of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from langchain_core.documents import Document

from corpus.errors import LoadError
from corpus.facts import annotate
from corpus.health import Health, health
from corpus.loaders import SUFFIXES, FileLoader
from corpus.sniff import open_loader
from corpus.titles import title_of

PARSER_VERSION = 3
"""Raised when the same file would give another canonical text or other blocks than before."""

MAX_BYTES = 200 * 1024 * 1024
SEPARATOR = "\n"
_TICK_BLOCKS = 1000


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
        properties: what the file states of itself: its front matter or document properties, and
            the facts that its text gives (`corpus.facts.annotate`).
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
    loader = _opened(Path(path))
    path = loader.path
    blocks = _blocks(loader)
    title = loader.title or title_of(blocks, path.stem)
    text = SEPARATOR.join(block.page_content for block in blocks)
    source = Source(
        id=content_id(path.suffix, loader.read()),
        title=title,
        path=path.as_posix(),
        text=text,
        blocks=blocks,
        properties=annotate(blocks) | loader.properties,
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


def _opened(path: Path) -> FileLoader:
    """The loader of a file that can be read, as far as its name and its size tell."""
    if path.suffix.lower() not in SUFFIXES:
        raise LoadError(path, f"unknown format {path.suffix or '(no ending)'}; known: {' '.join(SUFFIXES)}")
    try:
        size = path.stat().st_size
    except OSError as error:
        raise LoadError(path, error.strerror or str(error)) from error
    if not path.is_file():
        raise LoadError(path, "a folder, not a file" if path.is_dir() else "not a regular file")
    if size > MAX_BYTES:
        raise LoadError(path, f"{size / 2**20:.0f} MB is over the limit of {MAX_BYTES / 2**20:.0f} MB")
    return open_loader(path)


def _blocks(loader: FileLoader) -> list[Document]:
    """The blocks that hold text, at least one."""
    blocks: list[Document] = []
    try:
        for done, block in enumerate(loader.lazy_load(), 1):
            if block.page_content.strip():
                blocks.append(block)
            if done % _TICK_BLOCKS == 0:
                loader.tick(done, 0)
    except LoadError:
        raise
    except Exception as error:  # a parser's own fault must not stop the other files
        raise LoadError(loader.path, f"cannot be parsed ({type(error).__name__}: {error})") from error
    if not blocks:
        raise LoadError(loader.path, "no text in it")
    return blocks

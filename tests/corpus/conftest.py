"""Files of every format, written by the tests themselves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import minimal_pdf
import pytest

from corpus import SEPARATOR, LoadError, Source, load

Read = Callable[..., Source]


def assert_contract(source: Source) -> None:
    """Blocks are slices of the canonical text, in order, and carry complete metadata."""
    assert source.text == SEPARATOR.join(block.page_content for block in source.blocks)
    assert source.health.lost == 0, source.health
    for block in source.blocks:
        meta = block.metadata
        assert source.text[meta["start"] : meta["end"]] == block.page_content
        assert block.page_content.strip()
        assert (meta["document"], meta["title"], meta["source"]) == (source.id, source.title, source.path)
        assert isinstance(meta["section"], list)
        assert meta["kind"] in {"heading", "paragraph", "list", "table", "code", "footnote"}
        assert meta["page"] is None or meta["page"] >= 1


def outline(source: Source) -> dict[str, Any]:
    """A source as plain data for a golden file; offsets and ids follow from the rest."""
    blocks = []
    for block in source.blocks:
        meta = block.metadata
        item = {"kind": meta["kind"], "section": meta["section"], "text": block.page_content}
        item |= {key: meta[key] for key in ("page", "context") if meta.get(key) is not None}
        blocks.append(item)
    return {
        "title": source.title,
        "properties": source.properties,
        "dropped": {reason: entry.times for reason, entry in source.health.dropped.items()},
        "notes": source.health.notes,
        "blocks": blocks,
    }


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Writes a file and loads it; the contract of offsets is checked on the way."""

    def write_and_load(name: str, data: str | bytes) -> Source:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        source = load(path)
        assert_contract(source)
        return source

    return write_and_load


@pytest.fixture
def read_or_reason(tmp_path: Path) -> Callable[[str, bytes], Source | str]:
    """Like `read`, but what is wrong with a file comes back as text; anything but a `LoadError` fails."""

    def write_and_try(name: str, data: bytes) -> Source | str:
        path = tmp_path / name
        path.write_bytes(data)
        try:
            source = load(path)
        except LoadError as error:
            return error.reason
        assert_contract(source)
        return source

    return write_and_try


@pytest.fixture
def as_data() -> Callable[[Source], dict[str, Any]]:
    return outline


@pytest.fixture(scope="session")
def check_contract() -> Callable[[Source], None]:
    return assert_contract


@pytest.fixture
def make_pdf() -> Callable[..., bytes]:
    """A PDF of pages of lines, with a Chinese font that every reader maps to Unicode."""

    def make(pages: list[list[str]], *, encrypted: bool = False) -> bytes:
        key = "0" * 64  # no password opens it, and that is all a reader without one can tell
        locked = f"/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{key}> /U <{key}> >>"
        return minimal_pdf.make_pdf(
            [minimal_pdf.text_page(page) for page in pages], trailer=locked if encrypted else ""
        )

    return make

"""Files of every format, written by the tests themselves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

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
        objects = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{5 + 2 * i} 0 R' for i in range(len(pages)))}] >>",
            "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
            " /DescendantFonts [4 0 R] >>",
            "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000"
            " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
        ]
        for i, lines in enumerate(pages):
            shown = " ".join(f"<{line.encode('utf-16-be').hex()}> Tj T*" for line in lines)
            content = f"BT /F1 12 Tf 72 770 Td 20 TL {shown} ET" if lines else ""
            objects += [
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
                f" /Contents {6 + 2 * i} 0 R >>",
                f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
            ]
        trailer = f"/Size {len(objects) + 1} /Root 1 0 R"
        if encrypted:  # no password opens it, and that is all a reader without one can tell
            key = "0" * 64
            trailer += f" /ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{key}> /U <{key}> >>"
        out, offsets = "%PDF-1.4\n", []
        for number, body in enumerate(objects, 1):
            offsets.append(len(out))
            out += f"{number} 0 obj\n{body}\nendobj\n"
        table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
        out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        out += f"trailer\n<< {trailer} >>\nstartxref\n{out.index('xref')}\n%%EOF\n"
        return out.encode("ascii")

    return make

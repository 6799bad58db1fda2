"""Office files made from raw XML, part by part."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pytest

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SPACES = (
    f'{W} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A zip archive of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def relationships(targets: dict[str, tuple[str, str]], external: str = "") -> str:
    """A relationships part: id → (kind, target)."""
    mode = {external: ' TargetMode="External"'}
    links = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"{mode.get(key, "")}/>'
        for key, (kind, target) in targets.items()
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'
    )


@pytest.fixture
def word() -> Callable[..., bytes]:
    """A Word file with this body; other parts by kind: ``styles``, ``numbering``, ``footnotes``, ``header``, ..."""

    def make(body: str, **parts: str) -> bytes:
        targets = {f"r{kind}": (kind, f"{kind}.xml") for kind in parts}
        files: dict[str, str | bytes] = {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relationships({"r1": ("officeDocument", "word/document.xml")}),
            "word/document.xml": f"<w:document {SPACES}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": relationships(targets),
        }
        roots = {"header": "hdr", "footer": "ftr"}
        for kind, xml in parts.items():
            root = f"w:{roots.get(kind, kind)}"
            whole = xml if xml.startswith("<c:") else f"<{root} {SPACES}>{xml}</{root}>"
            files[f"word/{kind}.xml"] = whole
        return zipped(files)

    return make


@pytest.fixture
def characters_in() -> Callable[[bytes, str], int]:
    """How many characters, spaces not counted, the text elements of an Office file hold: found without a parser."""

    def count(data: bytes, tags: str) -> int:
        total = 0
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                if name.endswith(".xml") and not name.startswith(("[", "docProps")):
                    texts = re.findall(rf"<(?:{tags})(?:\s[^>]*)?>([^<]*)<", archive.read(name).decode())
                    total += len(re.sub(r"\s", "", "".join(texts)))
        return total

    return count

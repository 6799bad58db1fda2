"""PDF files by hand, with a Chinese font that every reader maps to Unicode: for tests and benchmarks."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

HALF_WIDTH = "/W [1 95 500]"
"""ASCII characters as wide as half a Chinese one."""


def text_page(lines: Iterable[str], size: int = 12, top: int = 770, leading: int = 20) -> str:
    """The operators that set `lines` below one another; none for no lines."""
    shown = " ".join(f"<{line.encode('utf-16-be').hex()}> Tj T*" for line in lines)
    return f"BT /F1 {size} Tf 72 {top} Td {leading} TL {shown} ET" if shown else ""


def make_pdf(
    pages: Sequence[str],
    *,
    box: str = "0 0 595 842",
    extra: str = "",
    info: str = "",
    widths: str = "",
    trailer: str = "",
) -> bytes:
    """A PDF whose pages show the given operators; ``/F1`` is the font.

    Args:
        pages: the operators of each page.
        box: every page's MediaBox.
        extra: more entries of every page.
        info: entries of the document's information.
        widths: of the font's characters, e.g. `HALF_WIDTH`; empty: all are as wide as a Chinese one.
        trailer: more entries of the trailer.
    """
    kids = " ".join(f"{6 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        f"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 {widths}"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
        f"<< {info} >>",
    ]
    for i, content in enumerate(pages):
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] {extra} /Resources << /Font << /F1 3 0 R >> >>"
            f" /Contents {7 + 2 * i} 0 R >>",
            f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        ]
    out, offsets = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode("ascii"))
    start, size = out.tell(), len(objects) + 1
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = f"trailer\n<< /Size {size} /Root 1 0 R /Info 5 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n"
    out.write(f"xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode("ascii"))
    return out.getvalue()

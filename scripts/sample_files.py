"""A small document of our own in every format that Wenju reads: for tests and for fuzzing."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

from minimal_pdf import make_pdf, text_page

TITLE = "示范区管理办法"
PARAGRAPHS = (
    "第一章 总则",
    "第一条 本办法适用于示范区内的企业。截至2023年底，登记企业734户，投资12.5亿元。",
    "第二条 管理机构应当在三个工作日内办结。一是公示；二是备案。",
    "第二章 附则",
    "第三条 本办法自2024年1月1日起施行。",
)
ROWS = (("指标", "单位", "2022年", "2023年"), ("进出口额", "亿元", "365.2", "378.9"), ("登记企业", "户", "690", "734"))

CONVERTED = {
    **dict.fromkeys((".doc", ".odt", ".rtf", ".wps"), ".docx"),
    **dict.fromkeys((".ppt", ".odp", ".dps"), ".pptx"),
    **dict.fromkeys((".xls", ".ods", ".et"), ".xlsx"),
}
"""Formats that LibreOffice writes, and the one that it makes them of."""
_WRITTEN_AS = {".wps": "doc", ".dps": "ppt", ".et": "xls"}


def sample(suffix: str) -> bytes | None:
    """A document with that file name ending; None where it cannot be made here."""
    makers = {
        **dict.fromkeys((".txt", ".text"), _text),
        **dict.fromkeys((".md", ".markdown"), _markdown),
        **dict.fromkeys((".html", ".htm", ".xhtml"), _html),
        **dict.fromkeys((".docx", ".docm", ".dotx"), _docx),
        **dict.fromkeys((".pptx", ".pptm", ".ppsx"), _pptx),
        **dict.fromkeys((".xlsx", ".xlsm"), _xlsx),
        **dict.fromkeys((".mht", ".mhtml"), _mhtml),
        ".csv": lambda: _table(","),
        ".tsv": lambda: _table("\t"),
        ".pdf": _pdf,
    }
    if suffix in makers:
        return makers[suffix]()
    return _converted(suffix) if suffix in CONVERTED else None


def _text() -> bytes:
    return "\n".join([TITLE, "", *PARAGRAPHS]).encode()


def _markdown() -> bytes:
    table = [f"| {' | '.join(row)} |" for row in (ROWS[0], ["---"] * 4, *ROWS[1:])]
    return "\n\n".join([f"# {TITLE}", *PARAGRAPHS, "表1 主要指标", "\n".join(table)]).encode()


def _html() -> bytes:
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in ROWS)
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    head = f'<meta charset="utf-8"><title>{TITLE}</title>'
    body = f"<body><h1>{TITLE}</h1>{body}<table>{rows}</table></body>"
    return f"<!DOCTYPE html><html><head>{head}</head>{body}</html>".encode()


def _mhtml() -> bytes:
    import base64

    head = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
    part = "--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return f"{head}{part}{base64.encodebytes(_html()).decode()}\r\n--b--\r\n".encode()


def _table(delimiter: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(ROWS)
    return out.getvalue().encode()


def _docx() -> bytes:
    import docx

    document = docx.Document()
    document.add_heading(TITLE, 0)
    for text in PARAGRAPHS:
        document.add_paragraph(text)
    table = document.add_table(len(ROWS), len(ROWS[0]))
    for y, row in enumerate(ROWS):
        for x, cell in enumerate(row):
            table.cell(y, x).text = cell
    return _saved(document)


def _pptx() -> bytes | None:
    try:
        import pptx
    except ImportError:
        return None
    slides = pptx.Presentation()
    for number in range(2):
        slide = slides.slides.add_slide(slides.slide_layouts[1])
        slide.shapes.title.text = f"{TITLE}（{number + 1}）"
        slide.placeholders[1].text_frame.text = "\n".join(PARAGRAPHS)
    return _saved(slides)


def _xlsx() -> bytes | None:
    try:
        import openpyxl
    except ImportError:
        return None
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append([float(cell) if cell.replace(".", "").isdecimal() else cell for cell in row])
    return _saved(book)


def _saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def _pdf() -> bytes:
    """A PDF of two pages."""
    return make_pdf([text_page(lines, size=10) for lines in ((TITLE, *PARAGRAPHS[:3]), PARAGRAPHS[3:])])


def _converted(suffix: str) -> bytes | None:
    """The sample as LibreOffice writes it, where that is installed."""
    origin = sample(CONVERTED[suffix])
    program = shutil.which("soffice")
    if origin is None or program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{CONVERTED[suffix]}"
        path.write_bytes(origin)
        kind = _WRITTEN_AS.get(suffix, suffix[1:])
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", kind, "--outdir", f"{folder}/out", str(path)]
        subprocess.run(command, capture_output=True, timeout=120, check=False)
        made = Path(folder) / "out" / f"a.{kind}"
        return made.read_bytes() if made.exists() else None


def archive(names: dict[str, bytes]) -> bytes:
    """A zip file with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in names.items():
            packed.writestr(name, data)
    return out.getvalue()

"""Measures the reading of files: each format beside the bare library's own call on the same file.

    python scripts/bench_corpus.py [--megabytes 1] [--only .pdf .docx] [--folder FOLDER]

The files are made of the documents that come with the program. Every measurement runs in a process
of its own, which reads the file three times and tells the best time and its peak memory. A page is
one of the file's own where the format has pages, else 1,000 characters.
"""

from __future__ import annotations

import argparse
import csv
import html
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import minimal_pdf

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:  # run as a file
    sys.path.insert(0, str(ROOT))

PAGE_CHARS = 1000
REPEATS = 3
_COLUMNS, _LINES = 36, 38


def texts(size: int) -> Iterator[str]:
    """Lines of the shipped documents, again and again, until they are `size` bytes of UTF-8."""
    lines = [line for path in sorted((ROOT / "corpus" / "documents").glob("*.md")) for line in _body(path)]
    left = size
    for number, line in enumerate(cycle(lines)):
        if left <= 0:
            return
        told = f"{line}（{number}）" if line[-1] in "。；" else line  # no two paragraphs are the same
        left -= len(told.encode()) + 1
        yield told


def _body(path: Path) -> Iterator[str]:
    """The paragraphs and headings of a page, without marks and tables."""
    for line in path.read_text(encoding="utf-8").partition("\n---\n")[2].split("\n"):
        if line.strip() and not line.startswith("|"):
            yield line.replace("**", "").lstrip("-# ").strip() or "。"


# A maker writes a file of about so many bytes of text


def make_text(path: Path, size: int) -> None:
    """Plain text, hard-wrapped."""
    wrapped = (text[i : i + _COLUMNS] for text in texts(size) for i in range(0, len(text), _COLUMNS))
    path.write_text("\n".join(wrapped), encoding="utf-8")


def make_markdown(path: Path, size: int) -> None:
    """Markdown with bold words."""
    path.write_text("\n\n".join(text.replace("自贸", "**自贸**") for text in texts(size)), encoding="utf-8")


def make_html(path: Path, size: int) -> None:
    """A page of paragraphs and a table."""
    rows = "".join(f"<tr><td>{n}</td><td>{n / 7:.1f}</td></tr>" for n in range(size // 4000))
    body = "".join(f"<p>{html.escape(text)}</p>\n" for text in texts(size))
    path.write_text(f"<html><head><title>测试</title></head><body>{body}<table>{rows}</table></body></html>", "utf-8")


def make_docx(path: Path, size: int) -> None:
    """A Word file of paragraphs and a table."""
    import docx

    file = docx.Document()
    for text in texts(size):
        file.add_paragraph(text)
    table = file.add_table(0, 3)
    for n in range(min(200, size // 4000)):
        for cell, value in zip(table.add_row().cells, (n, n / 7, n * 3), strict=True):
            cell.text = f"{value:.1f}"
    file.save(str(path))


def make_pptx(path: Path, size: int) -> None:
    """Slides with a title and six paragraphs each."""
    from pptx import Presentation

    file = Presentation()
    lines = texts(size)
    while page := list(islice(lines, 6)):
        slide = file.slides.add_slide(file.slide_layouts[1])
        slide.shapes.title.text = page[0][:30]
        slide.placeholders[1].text = "\n".join(page)
    file.save(str(path))


def _rows(size: int) -> Iterator[list[str | int | float]]:
    yield ["序号", "事项", "件数", "金额（万元）"]
    for number, text in enumerate(texts(size), 1):
        yield [number, text[:40], number * 7, number / 8]


def make_csv(path: Path, size: int) -> None:
    """A table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(_rows(size))


def make_xlsx(path: Path, size: int) -> None:
    """A sheet with a table."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("办件")
    for row in _rows(size):
        sheet.append(row)
    book.save(path)


def make_pdf(path: Path, size: int) -> None:
    """Pages of lines."""
    lines = [text[i : i + _COLUMNS] for text in texts(size) for i in range(0, len(text), _COLUMNS)]
    pages = [minimal_pdf.text_page(lines[i : i + _LINES], top=790, leading=19) for i in range(0, len(lines), _LINES)]
    path.write_bytes(minimal_pdf.make_pdf(pages, widths=minimal_pdf.HALF_WIDTH))


# What the bare library does: all text of the file, in its own order, nothing else


def bare_text(path: Path) -> int:
    """Characters of a text file, decoded."""
    return len(path.read_bytes().decode("utf-8"))


def bare_html(path: Path) -> int:
    """Characters that selectolax gives as the page's text."""
    from selectolax.lexbor import LexborHTMLParser

    return len(LexborHTMLParser(path.read_bytes()).text())


def bare_docx(path: Path) -> int:
    """Characters of python-docx's paragraphs."""
    import docx

    return sum(len(paragraph.text) for paragraph in docx.Document(str(path)).paragraphs)


def bare_pptx(path: Path) -> int:
    """Characters of python-pptx's text frames."""
    from pptx import Presentation

    slides = Presentation(str(path)).slides
    return sum(len(shape.text_frame.text) for slide in slides for shape in slide.shapes if shape.has_text_frame)


def bare_csv(path: Path) -> int:
    """Characters of the cells as the csv module gives them."""
    with path.open(encoding="utf-8", newline="") as file:
        return sum(len(cell) for row in csv.reader(file) for cell in row)


def bare_xlsx(path: Path) -> int:
    """Characters of the cells as openpyxl streams them."""
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    return sum(len(str(cell)) for row in book.active.iter_rows(values_only=True) for cell in row)


def bare_pdf(path: Path) -> int:
    """Characters of the pages as PDFium gives them."""
    import pypdfium2

    file = pypdfium2.PdfDocument(path.read_bytes())
    return sum(len(page.get_textpage().get_text_range()) for page in file)


FORMATS: dict[str, tuple[Callable[[Path, int], None], str, Callable[[Path], int]]] = {
    ".txt": (make_text, "read and decode", bare_text),
    ".md": (make_markdown, "read and decode", bare_text),
    ".html": (make_html, "selectolax text", bare_html),
    ".docx": (make_docx, "python-docx paragraphs", bare_docx),
    ".pptx": (make_pptx, "python-pptx text frames", bare_pptx),
    ".xlsx": (make_xlsx, "openpyxl rows", bare_xlsx),
    ".csv": (make_csv, "csv rows", bare_csv),
    ".pdf": (make_pdf, "PDFium text", bare_pdf),
}
"""File name ending → what makes such a file, what the bare library's call is named, and the call."""


def measure(side: str, path: Path) -> dict[str, float]:
    """What reading `path` takes in this process: best of some times in seconds, peak memory in MB."""
    if side == "bare":
        _, _, read = FORMATS[path.suffix]
        about: dict[str, float] = {}
    else:
        from corpus import load

        def read(file: Path) -> int:
            source = load(file)
            about["pages"] = source.health.pages or len(source.text) / PAGE_CHARS
            return len(source.text)

        about = {}
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        read(path)
        times.append(time.perf_counter() - started)
    return {"seconds": min(times), "memory": _peak(), **about}


def _peak() -> float:
    """Peak memory of this process in MB; not a number where the platform does not tell."""
    status = Path("/proc/self/status")
    if status.exists():  # `getrusage` counts what the process was before it became this program, too
        peak = next((line for line in status.read_text().splitlines() if line.startswith("VmHWM:")), "")
        if peak:
            return int(peak.split()[1]) / 2**10
    try:
        import resource
    except ImportError:
        return float("nan")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def measured(side: str, path: Path) -> dict[str, Any]:
    """The same, measured in a process of its own."""
    run = subprocess.run(
        [sys.executable, __file__, "--measure", side, str(path)], capture_output=True, text=True, check=False, cwd=ROOT
    )
    if run.returncode:
        raise SystemExit(f"{path.name} ({side}): {run.stderr[-2000:]}")
    result: dict[str, Any] = json.loads(run.stdout)
    return result


def compare(suffix: str, folder: Path, megabytes: float) -> str:
    """A line of the table: how `suffix` is read."""
    make, library, _ = FORMATS[suffix]
    path = folder / f"bench{suffix}"
    make(path, int(megabytes * 2**20))
    size = path.stat().st_size / 2**20
    ours, bare = measured("ours", path), measured("bare", path)
    speed, rate = size / ours["seconds"], ours["pages"] / ours["seconds"]
    return (
        f"| {suffix} | {size:.2f} | {ours['pages']:,.0f} | {rate:,.0f} | {speed:.2f} | {size / bare['seconds']:.2f} "
        f"| {ours['seconds'] / bare['seconds']:.1f} × {library} | {ours['memory']:.0f} | {bare['memory']:.0f} |"
    )


def main(arguments: list[str] | None = None) -> None:
    """Measures the formats that can be read and prints a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=1.0, help="text in each file [default: 1]")
    parser.add_argument("--only", nargs="+", metavar="ENDING", help="only these formats, e.g. .pdf .docx")
    parser.add_argument("--folder", type=Path, help="where the files go and stay [default: a temporary folder]")
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measure:
        print(json.dumps(measure(options.measure[0], Path(options.measure[1]))))
        return
    from corpus.loaders import SUFFIXES

    print("| format | MB | pages | pages/s | MB/s | bare MB/s | time | peak MB | bare peak MB |")
    print("|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for suffix in options.only or FORMATS:
            if suffix in SUFFIXES and suffix in FORMATS:
                print(compare(suffix, folder, options.megabytes), flush=True)


if __name__ == "__main__":
    main()

"""PDF files: with a text layer, or scanned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from langchain_core.documents import Document

from corpus.blocks import line_blocks
from corpus.errors import LoadError
from corpus.lines import Line
from corpus.loaders.base import FileLoader
from corpus.loaders.pdf import ocr
from corpus.loaders.pdf.edges import drop_edges
from corpus.loaders.pdf.lines import pdf_lines
from corpus.loaders.pdf.page import PDFIUM, Page, read_page
from corpus.loaders.pdf.placed import Layout, layout
from corpus.loaders.pdf.scan import SURE, Image, is_scan, recognised, render
from corpus.noise import drop_noise, drop_repeats
from corpus.paragraphs import paragraphs
from corpus.tables.lines import parted
from corpus.text import repair
from corpus.wrapping import Wrapping

MAX_PAGES = 5_000
_SHOWN = 20
"""So many pages are named in a warning."""
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_BY_PROGRAM = re.compile(
    r"^(?:microsoft|powerpoint|untitled|无标题|文档\s*\d|document\s*\d|幻灯片|slide)|\.\w{2,5}$", re.I
)
_TITLE_CHARS = (4, 120)


class PdfLoader(FileLoader):
    """A PDF file: text in reading order by where it stands, tables by their lines, scans by recognition."""

    def lazy_load(self) -> Iterator[Document]:
        """The blocks of the file with their pages; see `FileLoader.lazy_load`."""
        self._damaged: list[int] = []
        self._unsure: list[int] = []
        self._unread: list[int] = []
        pages, bookmarks, title = self._pages()
        first = "".join(p.item.text for page in pages[:3] for p in page.placed if hasattr(p.item, "text"))
        if _squash(title) and _squash(title) in _squash(first):
            self.title = title
        self._report(any(page.placed for page in pages))
        drop_edges(pages, self.ledger)
        lines = list(pdf_lines(pages, bookmarks, self.ledger))
        # Page numbers are gone by their place: what is left of numbers on lines of their own are figures.
        lines = [replace(line, kind="cell") if _is_figure(line) else line for line in lines]
        lines = drop_repeats(drop_noise(lines, self.ledger), self.ledger)
        lines = [replace(line, kind="text") if line.kind == "cell" else line for line in lines]
        # The lines are joined by how they are set; only what a page or column cut is open.
        whole = Wrapping(0, blank_ends=True, newline_ends=True)
        yield from line_blocks(paragraphs(parted(lines), whole, self.ledger))

    def _pages(self) -> tuple[list[Layout], dict[str, int], str]:
        """The pages in reading order, the bookmarks with their levels, and the title that the file claims."""
        import pypdfium2 as pdfium

        with PDFIUM:
            try:
                pdf = pdfium.PdfDocument(self.read())
                count = len(pdf)
            except pdfium.PdfiumError as error:
                reason = "the PDF is encrypted" if "password" in str(error).lower() else f"not a readable PDF ({error})"
                raise LoadError(self.path, reason) from error
        try:
            if count > MAX_PAGES:
                raise LoadError(self.path, f"{count} pages are over the limit of {MAX_PAGES}: split the file")
            self.ledger.pages = count
            out: list[Layout] = []
            for i in range(count):
                out.append(self._page(pdf, i))
                self.tick(i + 1, count)
            with PDFIUM:
                return out, _bookmarks(pdf), _claimed_title(pdf)
        finally:
            with PDFIUM:
                pdf.close()

    def _page(self, pdf: Any, index: int) -> Layout:
        """Page `index`, from 0, in reading order; what it hides or breaks is noted."""
        import pypdfium2 as pdfium

        image: Image | None = None
        with PDFIUM:
            try:
                handle = pdf[index]
            except pdfium.PdfiumError:
                self._damaged.append(index + 1)
                return Layout(index + 1, [], [])
            try:
                page = read_page(handle, index + 1)
                scanned = is_scan(page)
                if scanned and ocr.program():
                    image = render(handle)
            except pdfium.PdfiumError:
                self._damaged.append(index + 1)
                return Layout(index + 1, [], [])
            finally:
                handle.close()
        self._account(page)
        if image is not None:
            self.tick(index, len(pdf))
            if out := self._recognised(page, image):
                return out
        if scanned:
            self._unread.append(page.number)
        return layout(page)

    def _account(self, page: Page) -> None:
        """Notes the page's text in the ledger, and mends its characters."""
        text = self.ledger.source(page.text)
        for reason, hidden in page.hidden.items():
            self.ledger.drop(reason, self.ledger.source(hidden), page.number)
        mended = self.ledger.change("broken characters", text, _mended(text), page.number)
        if mended != text:
            page.chars = [c._replace(text=new) for c in page.chars if (new := _mended(c.text))]

    def _recognised(self, page: Page, image: Image) -> Layout | None:
        """The page by its picture; None when nothing can be read in it."""
        found = recognised(image, page.number)
        if found is None or len("".join(found.page.text.split())) <= len("".join(page.text.split())):
            return None  # the text that the page has says more
        if page.text.strip():
            self.ledger.drop("text over scans", page.text, page.number)
        self._account(found.page)
        self.ledger.scanned.append(page.number)
        if found.sure < SURE:
            self._unsure.append(page.number)
        return layout(found.page)

    def _report(self, any_text: bool) -> None:
        """Warnings for what could not be read, or not well.

        Raises:
            LoadError: no page has text.
        """
        ledger = self.ledger
        unread, pages = sorted({*self._unread, *self._damaged}), ledger.pages or 0
        missing = f"install {ocr.PACKAGES} to have it recognised"
        if not any_text:
            if not unread:
                raise LoadError(self.path, "no text in it: nothing stands on its pages")
            advice = "no text could be recognised in it" if ocr.program() else missing
            raise LoadError(self.path, f"no page has a text layer; the file needs OCR: {advice}")
        ledger.unread = unread
        if self._damaged:
            ledger.warn(f"{_named(self._damaged, pages)}: damaged, left out")
        if self._unread:
            advice = "nothing could be recognised" if ocr.program() else missing
            ledger.warn(f"{_named(self._unread, pages)}: no text that can be read (scanned?), left out: {advice}")
        if ledger.scanned:
            ledger.warn(f"{_named(ledger.scanned, pages)}: recognised from a picture, so figures may be misread")
        if self._unsure:
            ledger.warn(f"{_named(self._unsure, pages)}: hardly legible, check all of it")


def _is_figure(line: Line) -> bool:
    return line.kind == "text" and bool(re.fullmatch(r"\d{1,4}", line.text))


def _mended(text: str) -> str:
    """`text` with broken characters repaired and ligatures as letters."""
    return repair(text).translate(_LIGATURES)


def _named(pages: list[int], count: int) -> str:
    """``page 2, 5 of 9``."""
    shown = ", ".join(map(str, pages[:_SHOWN]))
    return f"page {shown}{f' and {len(pages) - _SHOWN} more' if len(pages) > _SHOWN else ''} of {count}"


def _squash(text: str) -> str:
    return re.sub(r"\s", "", text)


def _claimed_title(pdf: Any) -> str:
    """The title in the file's properties, unless a program put it there."""
    title = " ".join(repair(str(pdf.get_metadata_dict().get("Title") or "")).split())
    shortest, longest = _TITLE_CHARS
    return "" if not shortest <= len(title) <= longest or _BY_PROGRAM.search(title) else title


def _bookmarks(pdf: Any) -> dict[str, int]:
    """The titles of the bookmarks, without spaces, with their levels (1: outermost)."""
    out: dict[str, int] = {}
    for item in pdf.get_toc(max_depth=6):
        title = _squash(repair(str(item.get_title() or "")))
        if 2 <= len(title) <= _TITLE_CHARS[1] and len(out) < 2 * MAX_PAGES:
            out.setdefault(title, min(6, item.level + 1))
    return out

"""HTML pages."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import accumulate

from langchain_core.documents import Document

from corpus.blocks import line_blocks
from corpus.encoding import decode
from corpus.errors import LoadError
from corpus.loaders.base import FileLoader
from corpus.loaders.html.about import page_title
from corpus.loaders.html.page import Page

_CHARSET = re.compile(rb"(?:charset|encoding)=[\"']?\s*([\w-]+)", re.IGNORECASE)
_NESTED = re.compile(r"<(/?)(?:div|span|ul|ol|dl|blockquote|section|article|center|form|fieldset)\b", re.IGNORECASE)
_MAX_DEPTH = 30_000


class HtmlLoader(FileLoader):
    """An HTML page: headings, paragraphs, lists, tables and code; scripts, menus and the page's frame are left out."""

    def lazy_load(self) -> Iterator[Document]:
        """The blocks of the page; see `FileLoader.lazy_load`. Nothing is fetched or executed."""
        from selectolax.lexbor import LexborHTMLParser

        data, encoding = self.page()
        text = self._decoded(data, encoding)
        if _depth(text) > _MAX_DEPTH:  # the parser's time grows with the square of it
            raise LoadError(self.path, f"elements are nested more than {_MAX_DEPTH} deep")
        tree = LexborHTMLParser(text)
        page = Page(self.ledger)
        if root := tree.body or tree.root:
            page.read(root)
        self.title = page_title(tree)
        self.properties = page.properties
        yield from line_blocks(page.lines)

    def page(self) -> tuple[bytes, str]:
        """The bytes of the page, and the encoding that is stated outside of it; empty where none is."""
        return self.read(), ""

    def _decoded(self, data: bytes, stated: str) -> str:
        """The page's characters: UTF-8 if it is that, else as it declares itself, else by `decode`."""
        declared = _CHARSET.search(data[:4096])
        name = stated or (declared[1].decode().lower() if declared else "")
        for encoding in ("utf-8", "gb18030" if name.startswith("gb") else name):
            try:
                return codecs.decode(data, encoding) if encoding and b"\0" not in data else decode(data)
            except (UnicodeError, LookupError):
                continue
        try:
            return decode(data)
        except UnicodeError:
            self.ledger.warn("some characters are not valid in the encoding of the page")
            return data.decode("gb18030" if name.startswith("gb") else "utf-8", errors="replace")


def _depth(text: str) -> int:
    """How deep the elements that must be closed are nested, closed or not."""
    return max(accumulate(-1 if tag[1] else 1 for tag in _NESTED.finditer(text)), default=0)

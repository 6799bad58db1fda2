"""HTML pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from langchain_core.documents import Document

from corpus.blocks import line_blocks
from corpus.lines import Line
from corpus.loaders.base import FileLoader
from corpus.text import decode, repair

_SKIPPED = "script, style, noscript, template, svg, iframe, object, nav, form, button, head > *:not(title), [hidden]"
_BLOCKS = {"p", "div", "section", "article", "main", "blockquote", "dd", "dt", "figcaption", "caption", "body", "summary", "details"}
_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)


class HtmlLoader(FileLoader):
    """An HTML page: headings, paragraphs, lists, tables and code; scripts and menus are left out."""

    def lazy_load(self) -> Iterator[Document]:
        """The blocks of the page; see `FileLoader.lazy_load`. Nothing is fetched or executed."""
        from selectolax.lexbor import LexborHTMLParser

        data = self.read()
        declared = _CHARSET.search(data[:4096])
        if declared and declared[1].lower() in (b"gbk", b"gb2312", b"gb18030"):
            text = data.decode("gb18030", errors="replace")
        else:
            try:
                text = decode(data)
            except UnicodeError:
                text = data.decode("utf-8", errors="replace")
                self.notes.append("some characters are not valid in any known encoding")
        tree = LexborHTMLParser(repair(text))
        title = tree.css_first("title")
        self.title = " ".join(title.text().split()) if title else ""
        for node in tree.css(_SKIPPED):
            node.decompose()
        yield from line_blocks(iter(self._lines(tree)))

    def _lines(self, tree) -> list[Line]:  # type: ignore[no-untyped-def]  # selectolax nodes
        lines: list[Line] = []
        text: list[str] = []

        def flush(kind: str = "text", level: int = 9) -> None:
            joined = " ".join("".join(text).split())
            text.clear()
            if joined:
                lines.append(Line(joined, kind=kind, level=level))  # type: ignore[arg-type]

        # An explicit stack: a page may be nested deeper than Python's own.
        stack: list[tuple[object, bool]] = [(tree.body or tree.root, False)]
        while stack:
            node, leaving = stack.pop()
            tag = node.tag  # type: ignore[attr-defined]
            if leaving:
                if tag in _BLOCKS:
                    flush()
                elif tag == "li":
                    flush("list")
                elif re.fullmatch(r"h[1-6]", tag):
                    flush("heading", int(tag[1]))
                continue
            if tag == "-text":
                text.append(node.text(deep=False))  # type: ignore[attr-defined]
            elif tag == "br":
                flush()
            elif tag == "tr":
                flush()
                row = [" ".join(c.text(separator=" ").split()) for c in node.iter() if c.tag in ("td", "th")]  # type: ignore[attr-defined]
                if any(row):
                    lines.append(Line("\t".join(row), kind="table"))
            elif tag == "pre":
                flush()
                lines += [Line(x.rstrip(), kind="code") for x in node.text().strip("\n").split("\n")]  # type: ignore[attr-defined]
                lines.append(Line("", kind="blank"))
            else:
                if tag in _BLOCKS or tag == "li" or re.fullmatch(r"h[1-6]|table|ul|ol", tag):
                    flush()
                if tag == "li":
                    text.append("• ")
                stack.append((node, True))
                stack += [(child, False) for child in reversed(list(node.iter(include_text=True)))]  # type: ignore[attr-defined]
        flush()
        return lines

"""Elements of HTML pages: which are left out, their text on one line, tables that hold data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.loaders.equations import raised
from corpus.loaders.grid import Cell, grid
from corpus.text import is_cjk, repair

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

CODE = {"script", "style", "noscript", "template", "svg"}
"""What no reader sees."""
SKIPPED = {
    *("head", "script", "style", "noscript", "template", "svg", "iframe", "object"),
    *("nav", "button", "select", "textarea", "dialog"),
}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = {
    *HEADINGS,
    *("address", "article", "aside", "blockquote", "body", "center", "div", "figure", "footer", "form", "header"),
    *("fieldset", "figcaption", "hr", "main", "p", "section", "summary", "details", "dl", "dt", "dd", "li", "ol", "ul"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"),
}
_LAYOUT = {"table", "pre", "ul", "ol", "h1", "h2", "h3"}
"""A table with these in it lays out the page."""
_CELL_CHARS = 1500
"""A longer cell is a part of the page, not of a table."""
_INVISIBLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_FRAME = {"footer", "aside"}
_FRAME_ROLES = {"navigation", "banner", "contentinfo", "search", "menu", "menubar"}
_FRAME_NAMES = re.compile(
    r"(?:^|\s)(?:nav|navbar|navigation|menu|footer|foot|bottom|breadcrumbs?|crumbs?|sidebar|side-bar|share|sharebar"
    r"|pagination|pager|copyright|cookies?|cookie-(?:banner|notice|bar|consent)|toolbar|skip-link)(?:\s|$)",
    re.IGNORECASE,
)
_FRAME_CHARS = 300
_FRAME_SHARE = 0.2
"""An element that is the frame of a page by its name is content all the same with more of the page's text than this."""


def is_skipped(node: LexborNode) -> bool:
    """Whether an element is no content: a script, a menu, a control, or hidden."""
    if node.tag in SKIPPED:
        return True
    attributes = node.attributes
    return "hidden" in attributes or bool(_INVISIBLE.search(attributes.get("style") or ""))


def is_frame(node: LexborNode, page_chars: int) -> bool:
    """Whether an element is what a site puts around every page of its own: foot, side bar, path, cookie notice."""
    attributes = node.attributes
    named = " ".join(attributes.get(key) or "" for key in ("id", "class"))
    if node.tag not in _FRAME and attributes.get("role") not in _FRAME_ROLES and not _FRAME_NAMES.search(named):
        return False
    return len(node.text().strip()) <= max(_FRAME_CHARS, _FRAME_SHARE * page_chars)


def data_rows(table: LexborNode) -> list[list[str]]:
    """The rows of a table, cells as the page holds them; none for a table that only lays out the page."""
    if any(node.tag in _LAYOUT for node in _descendants(table)):
        return []
    rows = [[_cell(cell) for cell in row.iter() if cell.tag in ("td", "th")] for row in table.css("tr")]
    wide = max(map(len, rows), default=0)
    longest = max((len(cell.text) for row in rows for cell in row), default=0)
    return grid(rows) if wide > 1 and longest <= _CELL_CHARS else []


def _descendants(root: LexborNode) -> Iterator[LexborNode]:
    """The elements in `root`, in order."""
    stack = list(root.iter())[::-1]
    while stack:
        node = stack.pop()
        yield node
        stack += reversed(list(node.iter()))


def _cell(node: LexborNode) -> Cell:
    return Cell(raw_text(node), columns=_span(node, "colspan"), rows=_span(node, "rowspan"))


def _span(node: LexborNode, name: str) -> int:
    value = node.attributes.get(name) or "1"
    return int(value) if value.isdecimal() and len(value) < 5 else 1


def raw_text(root: LexborNode) -> str:
    """The text in `root` that a reader sees; a line end where a block begins, raised figures as such."""
    pieces: list[str] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if node.tag == "-text":
            pieces.append(node.text(deep=False))
        elif node.tag == "sup":
            pieces.append(powers(node))
        elif not is_skipped(node):
            if node.tag in BLOCKS or node.tag == "br":
                pieces.append("\n")
            stack += reversed(list(node.iter(include_text=True)))
    return "".join(pieces)


def hidden_text(root: LexborNode) -> str:
    """The text in `root` that no reader sees, scripts aside."""
    hidden = [node for node in _descendants(root) if is_skipped(node) and node.tag not in CODE]
    return "".join(node.text() for node in hidden)


def note_number(node: LexborNode) -> str:
    """The number of the note that a raised mark links to; empty for any other raised text."""
    text = node.text().strip().strip("[]［］()（）")
    link = node.css_first("a[href^='#']") or (node.parent if node.parent and node.parent.tag == "a" else None)
    target = (link.attributes.get("href") or "") if link is not None else ""
    return text if target.startswith("#") and re.fullmatch(r"\d{1,3}|[①-⑳*]", text) else ""


def powers(node: LexborNode) -> str:
    """The text of a raised element in superscript characters, where it has them: 10² is not 102."""
    return raised(node.text())


def collapsed(text: str) -> str:
    """`text` on one line; a line end between Chinese characters is no space."""
    lines = [" ".join(line.split()) for line in repair(text).split("\n")]
    out: list[str] = []
    for line in filter(None, lines):
        if out and not (is_cjk(out[-1][-1]) and is_cjk(line[0])):
            out.append(" ")
        out.append(line)
    return "".join(out)

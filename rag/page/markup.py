"""Text from outside as HTML in which it is only text."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from typing import Any

from rag.types import Citation

# The chat component reads its messages as Markdown, the HTML component fills in templates: with
# every ASCII sign as an entity, neither finds anything to act on, nor does the HTML parser.
_INERT = {ord(sign): f"&#{ord(sign)};" for sign in string.punctuation + "\n\t"} | {0: "", 13: ""}


def inert(text: str) -> str:
    """`text` for any place in HTML or Markdown: it is shown as it is and does nothing."""
    return text.translate(_INERT)


def highlighted(text: str, start: int, end: int) -> str:
    """`text` with the half-open range marked; lines with tabs become the rows of a table."""
    html, table, at = [], False, 0
    for line in text.split("\n"):
        cells = line.split("\t") if "\t" in line else None
        if bool(cells) != table:
            html.append("<table>" if cells else "</table>")
            table = bool(cells)
        pieces, cell_at = [], at
        for cell in cells or [line]:
            pieces.append(_marked(cell, start - cell_at, end - cell_at))
            cell_at += len(cell) + 1
        html.append("<tr>" + "".join(f"<td>{p}</td>" for p in pieces) + "</tr>" if cells else f"<p>{pieces[0]}</p>")
        at += len(line) + 1
    return "".join(html) + ("</table>" if table else "")


def _marked(text: str, start: int, end: int) -> str:
    start, end = max(0, start), min(len(text), end)
    if start >= end:
        return inert(text)
    return f"{inert(text[:start])}<mark>{inert(text[start:end])}</mark>{inert(text[end:])}"


def where(of: Citation | Mapping[str, Any], say: Mapping[str, str]) -> str:
    """Where a text stands, in one line: title, sections, page."""
    if isinstance(of, Citation):
        title, section, page = of.title, of.section, of.page
    else:
        title, section, page = str(of.get("title", "")), tuple(of.get("section", ())), of.get("page")
    return " · ".join(filter(None, (title, path_of(section, page, say))))


def path_of(section: Sequence[str], page: int | None, say: Mapping[str, str]) -> str:
    """Sections, outermost first, and page."""
    return " · ".join(filter(None, (" › ".join(section), say["page"].format(n=page) if page else "")))

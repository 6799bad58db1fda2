"""Equations of Office files on one line, and raised figures: two figures side by side are no longer one."""

from __future__ import annotations

import re
from typing import Any

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_RAISABLE = re.compile(r"[0-9+\-−=()ni]+")


def raised(text: str) -> str:
    """`text` in superscript characters where it has them all: 「10」 and a raised 「2」 are not 102."""
    return text.translate(RAISED) if _RAISABLE.fullmatch(text) else text


def linear(node: Any) -> str:
    """The text of an equation: ``a/b``, ``x²``, ``x_i``, ``√(x)``; everything else in order."""
    tag = node.tag
    if tag == f"{M}t":
        return str(node.text or "")
    if tag == f"{M}f":
        above, below = _child(node, "num"), _child(node, "den")
        return f"{_grouped(above)}/{_grouped(below)}"
    if tag in (f"{M}sSup", f"{M}sSub", f"{M}sSubSup"):
        base, sub, sup = _child(node, "e"), _child(node, "sub"), _child(node, "sup")
        small = raised(sup)
        power = small if small != sup or not sup else f"^{_grouped(sup)}"
        return base + (f"_{_grouped(sub)}" if sub else "") + power
    if tag == f"{M}rad":
        degree = _child(node, "deg")
        return f"{raised(degree)}√({_child(node, 'e')})"
    if tag == f"{M}d":
        return f"({''.join(map(linear, node.iterfind(f'{M}e')))})"
    return "".join(map(linear, node)) if isinstance(tag, str) else ""


def characters(node: Any) -> str:
    """The text of an equation as its file holds it."""
    return "".join(text.text or "" for text in node.iter(f"{M}t"))


def _child(node: Any, name: str) -> str:
    child = node.find(f"{M}{name}")
    return "" if child is None else linear(child)


def _grouped(text: str) -> str:
    return text if re.fullmatch(r"[\w.%]*", text) else f"({text})"

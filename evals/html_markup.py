"""HTML that is escaped unless it says that it is HTML already."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from html import escape
from typing import Any

_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_VOID = frozenset({"br", "hr", "input", "meta"})
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


class Markup(str):
    """A text that is HTML: `el` takes it as it is, and escapes every other."""

    __slots__ = ()


def text(value: object) -> Markup:
    """`value` as HTML that shows it: escaped, and without characters that no HTML may hold."""
    return value if isinstance(value, Markup) else Markup(escape(_FORBIDDEN.sub("\ufffd", str(value))))


def el(name: str, *children: object, **attributes: object) -> Markup:
    """An element with its children; None and "" among them are left out.

    Attributes are named as Python allows: ``class_`` is ``class``, ``aria_label`` is
    ``aria-label``. One that is None or False is left out, one that is True stands without a value.
    """
    named = ((key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items())
    given = "".join(
        f" {key}" if value is True else f' {key}="{escape(_FORBIDDEN.sub("", str(value)))}"'
        for key, value in named
        if value is not None and value is not False
    )
    if name in _VOID:
        return Markup(f"<{name}{given}>")
    return Markup(f"<{name}{given}>{join(children)}</{name}>")


def join(parts: Iterable[object], between: str = "") -> Markup:
    """The parts one after the other, each escaped unless it is HTML."""
    return Markup(between.join(text(part) for part in parts if part is not None and part != ""))


def words(name: str, value: str, **attributes: object) -> Markup:
    """An element with a text of the documents or the user: Chinese is marked as such, for fonts and screen readers."""
    return el(name, value, lang="zh-Hans" if _CJK.search(value) else None, **attributes)


def highlighted(shown: str, quotes: Iterable[str], least: int = 6) -> Markup:
    """`shown` as HTML with every run of at least `least` characters that it shares with a quote in ``<mark>``."""
    held = [False] * len(shown)
    folded = [_folded(char) for char in shown]
    kept = [i for i, char in enumerate(folded) if char]
    plain = "".join(folded[i] for i in kept)
    for quote in quotes:
        wanted = "".join(map(_folded, quote))
        for start in range(len(plain) - least + 1):
            if plain[start : start + least] in wanted:
                held[kept[start] : kept[start + least - 1] + 1] = [True] * (kept[start + least - 1] + 1 - kept[start])
    parts: list[object] = []
    at = 0
    while at < len(shown):
        end = next((i for i in range(at, len(shown)) if held[i] != held[at]), len(shown))
        parts.append(el("mark", shown[at:end]) if held[at] else shown[at:end])
        at = end
    return join(parts)


def _folded(char: str) -> str:
    """`char` as evidence is compared: one character after NFKC, or "" for what does not count."""
    folded = unicodedata.normalize("NFKC", char)[:1]
    return folded if folded.isalnum() or folded == "%" else ""


def figure(value: float | None, digits: int = 3) -> str:
    """A measure's value as all tables show it; a dash for none."""
    return "–" if value is None else f"{value:.{digits}f}"


def signed(value: float, digits: int = 3) -> str:
    """A difference with its sign; what rounds to nothing has none."""
    return f"{value:+.{digits}f}".replace("-", "−") if round(value, digits) else f"{0:.{digits}f}"


def milliseconds(value: float) -> str:
    """A time in the unit that reads best."""
    if value >= 10_000:
        return f"{value / 1000:.0f} s"
    if value >= 1_000:
        return f"{value / 1000:.1f} s"
    return f"{value:.0f} ms" if value >= 10 else f"{value:.1f} ms"


def plain_value(key: str, value: Any) -> str:
    """A setting as a reader wants it: sizes in MB, large numbers with separators, lists with commas."""
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "none"}[value]
    if isinstance(value, int) and "bytes" in key:
        return f"{value / 1e6:.1f} MB" if value >= 1e6 else f"{value / 1e3:.1f} kB"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, dict):
        return ", ".join(f"{name} {plain_value(name, inner)}" for name, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(plain_value(key, inner) for inner in value)
    return str(value)

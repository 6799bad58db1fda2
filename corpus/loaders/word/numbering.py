"""Automatic numbers of Word files: a reader sees 「第三章」, the text of the paragraph does not hold it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from corpus.loaders.sheet.number_formats import formatted

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VALUE = f"{W}val"
_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_WIDE_END = re.compile(r"[、。：，；）】」．\s]$")


@dataclass(frozen=True)
class Level:
    """A level of a list: where it starts, how its number is written and what stands around it.

    Attributes:
        start: its first number.
        style: the format of its number (`w:numFmt`).
        text: with ``%1`` to ``%9`` for the numbers of the levels.
        restart: it starts again after a level up to this one (0-based); -1 never, None after any higher one.
        legal: all numbers are written in figures.
        joined: no space follows the number.
        linked: the id of the paragraph style that is on this level.
    """

    start: int = 1
    style: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    joined: bool = False
    linked: str = ""


def value(element: Any, name: str, default: str = "") -> str:
    """The ``w:val`` of the child `name`, or `default`."""
    child = element.find(f"{W}{name}") if element is not None else None
    return default if child is None else child.get(_VALUE) or default


def integer(text: str, default: int = 0) -> int:
    """`text` as an integer, or `default`."""
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else default


def is_on(element: Any, name: str) -> bool:
    """Whether the switch `name` among the properties `element` is there and not off."""
    child = element.find(f"{W}{name}") if element is not None else None
    return child is not None and child.get(_VALUE, "1") not in ("0", "false", "off")


def _level(node: Any) -> Level:
    custom = node.find(f".//{W}numFmt")
    restart = value(node, "lvlRestart")
    return Level(
        start=integer(value(node, "start", "0")),
        style="decimal" if custom is None else custom.get(_VALUE) or "decimal",
        text=value(node, "lvlText"),
        restart=integer(restart) - 1 if restart else None,
        legal=is_on(node, "isLgl"),
        joined=value(node, "suff", "tab") == "nothing",
        linked=value(node, "pStyle"),
    )


def _levels(node: Any) -> dict[int, Level]:
    return {integer(child.get(f"{W}ilvl", "0")): _level(child) for child in node.iterfind(f"{W}lvl")}


class Numbering:
    """The lists of a document, and how far each has been counted.

    Args:
        root: of the part ``numbering.xml``; None where there is none.
        styles: the numbering style's list (`w:numId`) by style id, for lists that only name a style.
    """

    def __init__(self, root: Any, styles: dict[str, str]) -> None:
        self._levels: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, tuple[str, dict[int, int], dict[int, Level]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is None:
            return
        links: dict[str, str] = {}
        for node in root.iterfind(f"{W}abstractNum"):
            name = node.get(f"{W}abstractNumId", "")
            self._levels[name] = _levels(node)
            links[name] = value(node, "numStyleLink")
        targets = {node.get(f"{W}numId", ""): value(node, "abstractNumId") for node in root.iterfind(f"{W}num")}
        for node in root.iterfind(f"{W}num"):
            abstract = value(node, "abstractNumId")
            if not self._levels.get(abstract) and links.get(abstract):
                abstract = targets.get(styles.get(links[abstract], ""), abstract)
            starts: dict[int, int] = {}
            own_levels: dict[int, Level] = {}
            for override in node.iterfind(f"{W}lvlOverride"):
                level = integer(override.get(f"{W}ilvl", "0"))
                if start := value(override, "startOverride"):
                    starts[level] = integer(start)
                if (own := override.find(f"{W}lvl")) is not None:
                    own_levels[level] = _level(own)
            self._lists[node.get(f"{W}numId", "")] = abstract, starts, own_levels

    def level_of(self, number: str, style: str) -> int:
        """The level of list `number` that the paragraph style `style` is on; the first where it is on none."""
        abstract, _, own = self._lists.get(number, ("", {}, {}))
        levels = self._levels.get(abstract, {}) | own
        return next((i for i, level in levels.items() if style and level.linked == style), 0)

    def label(self, number: str, depth: int) -> str:
        """Counts the list `number` on, on level `depth`, and gives what stands before the paragraph.

        The empty text where there is no such list, ``•`` for a bullet; with the space that follows.
        """
        if number not in self._lists:
            return ""
        abstract, starts, own = self._lists[number]
        levels = self._levels.get(abstract, {}) | own
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self._counts.setdefault(abstract, {})
        if depth in starts and (number, depth) not in self._begun:
            counts[depth] = starts[depth]
        elif depth in counts:
            counts[depth] += 1
        else:
            counts[depth] = level.start
        self._begun.add((number, depth))
        for i in range(depth):
            counts.setdefault(i, starts.get(i, levels[i].start if i in levels else 1))
        for i in range(depth + 1, _LEVELS):
            restart = levels[i].restart if i in levels else None
            if restart is None or depth <= restart:
                counts.pop(i, None)
        return _written(level, levels, counts)


def _written(level: Level, levels: dict[int, Level], counts: dict[int, int]) -> str:
    if level.style == "bullet":
        return "• "

    def place(match: re.Match[str]) -> str:
        i = int(match[1]) - 1
        style = "decimal" if level.legal else levels.get(i, level).style
        return formatted(counts.get(i, 1), style) if style != "bullet" else ""

    text = _PLACE.sub(place, level.text).strip()
    return text if not text or level.joined or _WIDE_END.search(text) else f"{text} "

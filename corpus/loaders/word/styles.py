"""Styles of Word files: what a paragraph is because of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from corpus.loaders.word.numbering import W, integer, is_on, value

_HEADING = re.compile(r"^(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_TITLE = re.compile(r"^(?:title|标题)$", re.IGNORECASE)
_CONTENTS = re.compile(r"^(?:toc\b|目录)", re.IGNORECASE)
_CAPTION = re.compile(r"^(?:caption|题注)", re.IGNORECASE)
_LIST = re.compile(r"^(?:list|列表|列出)", re.IGNORECASE)
_BODY_LEVEL = 9
_MAX_BASES = 20


@dataclass(frozen=True)
class Style:
    """A style with all that it is based on.

    Attributes:
        names: its name and those of the styles that it is based on, nearest first.
        outline: its outline level, 1 to 9; 0 for body text, None where no style says.
        number: the id of its list; None where no style says, ``0`` for none.
        depth: its level in the list, 0-based; None where no style says.
        hidden: its text is hidden.
    """

    names: tuple[str, ...] = ()
    outline: int | None = None
    number: str | None = None
    depth: int | None = None
    hidden: bool = False

    @property
    def heading(self) -> int:
        """The level of the heading that a paragraph of this style is; 0 for none."""
        named = next(filter(None, map(_HEADING.match, self.names)), None)
        return int(named[1]) if named else self.outline or 0

    def _is(self, pattern: re.Pattern[str]) -> bool:
        return any(map(pattern.match, self.names))

    @property
    def title(self) -> bool:
        """A document's title."""
        return self._is(_TITLE)

    @property
    def contents(self) -> bool:
        """A line of a contents list."""
        return self._is(_CONTENTS)

    @property
    def caption(self) -> bool:
        """The caption of a table or picture."""
        return self._is(_CAPTION)

    @property
    def listed(self) -> bool:
        """An item of a list."""
        return self._is(_LIST)


def outline_level(properties: Any) -> int | None:
    """The outline level among the properties of a paragraph: 1 to 9, 0 for body text; None where it says nothing."""
    text = value(properties, "outlineLvl")
    return None if not text else (integer(text, _BODY_LEVEL) + 1) % (_BODY_LEVEL + 1)


def list_of(properties: Any) -> tuple[str | None, int | None]:
    """The list and the level in it among the properties of a paragraph; None where they say nothing."""
    node = properties.find(f"{W}numPr") if properties is not None else None
    number, depth = value(node, "numId"), value(node, "ilvl")
    return number or None, integer(depth) if depth else None


class Styles:
    """The styles of a document, by id.

    Args:
        root: of the part ``styles.xml``; None where there is none.
    """

    def __init__(self, root: Any) -> None:
        self._nodes: dict[str, Any] = {}
        self._resolved: dict[str, Style] = {}
        self.default = ""
        """The id of the style of paragraphs that name none."""
        for node in () if root is None else root.iterfind(f"{W}style"):
            style = node.get(f"{W}styleId", "")
            self._nodes[style] = node
            if node.get(f"{W}type") == "paragraph" and node.get(f"{W}default", "0") in ("1", "true", "on"):
                self.default = style

    def __getitem__(self, style: str) -> Style:
        if style not in self._resolved:
            self._resolved[style] = self._resolve(style)
        return self._resolved[style]

    @property
    def lists(self) -> dict[str, str]:
        """The list that each numbering style stands for."""
        return {style: number for style in self._nodes if (number := self[style].number)}

    def _resolve(self, style: str) -> Style:
        chain: list[Any] = []
        while (node := self._nodes.get(style)) is not None and node not in chain and len(chain) < _MAX_BASES:
            chain.append(node)
            style = value(node, "basedOn")
        marks = [node.find(f"{W}pPr") for node in chain]
        lists = [list_of(mark) for mark in marks]
        return Style(
            names=tuple(value(node, "name") for node in chain),
            outline=next((level for mark in marks if (level := outline_level(mark)) is not None), None),
            number=next((number for number, _ in lists if number is not None), None),
            depth=next((depth for _, depth in lists if depth is not None), None),
            hidden=any(is_on(node.find(f"{W}rPr"), "vanish") for node in chain),
        )

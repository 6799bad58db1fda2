"""The section path of every block, from the numbering: Markdown levels and font sizes lie."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.numbering import STRONG, Numbered, official_title

UNNUMBERED = "title"
OFFICIAL = "official"
"""Style of an unnumbered heading that is the title of an official document."""
UNMARKED = 9
"""The level of a heading that its source gives none."""
_HIERARCHY = ("part", "chapter", "section", "article")
_OFFICIAL = ("cn", "cn_paren", "arabic", "arabic_paren")  # GB/T 9704: 一、 （一） 1. （1）


@dataclass(frozen=True)
class Heading:
    """A heading on the path: its text, numbering style, number and the level its source gave it."""

    text: str
    style: str
    number: int
    level: int
    """1 (outermost) to 9; `UNMARKED` when the source gives none."""


class Outline:
    """The path of headings above the current line."""

    def __init__(self) -> None:
        self._path: list[Heading] = []
        self._started = False
        self._told = False  # text has come since the last heading
        self.title = ""
        """The document's own title: an unnumbered heading before everything else."""
        self.waiting = False
        """The last heading is only a number (「案例 1」), whose title has yet to come."""

    @property
    def path(self) -> list[str]:
        """The headings above, outermost first."""
        return [heading.text for heading in self._path]

    @property
    def in_article(self) -> bool:
        """Whether the text here is of an article (第…条), whose numbered paragraphs are its items."""
        return any(heading.style == "article" for heading in self._path)

    def text_seen(self) -> None:
        """A line of text came: what follows is not the title of a bare number before it."""
        self.waiting = False
        self._started = self._told = True

    def table_seen(self) -> None:
        """A table's caption came: a 「——」 paragraph before it is over."""
        if self._path and self._path[-1].style == "dash":
            self._path.pop()

    def numbered(self, text: str, number: Numbered, level: int = UNMARKED) -> None:
        """A numbered heading: it replaces the one that it follows, or goes below the path."""
        self._started = True
        if self._path and self._path[0].style == "matter" and not self._path[0].level < level < UNMARKED:
            self._path.clear()  # a preface is over where the first part begins
        del self._path[self._depth(number, level) :]
        self._told = False
        self._path.append(Heading(text, number.style, number.number, level))
        self.waiting = number.bare and number.style != "article"

    def unnumbered(self, text: str, level: int = UNMARKED) -> None:
        """A heading without a number: the title of a bare number just before it, or one by level."""
        if self.waiting:
            last = self._path[-1]
            self._path[-1] = Heading(f"{last.text} {text}", last.style, last.number, last.level)
            self.waiting = False
            return
        if not self._started:
            self._started = True
            self.title = text
            return
        style = OFFICIAL if official_title(text) else UNNUMBERED
        same = [i for i, h in enumerate(self._path) if h.style == style == OFFICIAL]
        if same:  # collected documents are beside each other, whatever levels their titles are marked with
            del self._path[same[0] :]
            self._path.append(Heading(text, style, 0, level))
            self._told = False
            return
        # A numbered part or chapter outranks an unnumbered heading that claims its level.
        ranks = [i for i, h in enumerate(self._path) if h.style in _HIERARCHY[:2] and h.level <= level]
        first = ranks[-1] + 1 if ranks else 0
        higher = [i for i in range(first, len(self._path)) if self._path[i].level >= level]
        del self._path[higher[0] if higher else len(self._path) :]
        self._path.append(Heading(text, style, 0, level))
        self._told = False

    def _depth(self, new: Numbered, level: int) -> int:
        """Where on the path `new` belongs."""
        same = [i for i, h in enumerate(self._path) if h.style == new.style]
        if not same:
            if level == UNMARKED or new.style == "article":
                return max(self._first_depth(new.style), self._below(level))
            return min(self._first_depth(new.style), self._beside(level))
        last = self._path[same[-1]]
        if (last.number, last.style in STRONG) == (new.number, True) and last.level < level < UNMARKED:
            return same[-1] + 1  # 「### 案例 1 的做法」 below 「## 案例 1」
        if new.style in STRONG:
            same = [i for i in same if self._path[i].level == level] or same
        if new.style == "dash":
            return same[-1]
        if new.number == 1 and new.style in _OFFICIAL:
            # A list that starts again replaces the old one, unless that one lies above headings
            # that outrank it: cases are often numbered 「1.」 with 「一、」 and 「1.」 inside.
            below = {h.style for h in self._path[same[-1] + 1 :]}
            outranked = below & set(_OFFICIAL[: _OFFICIAL.index(new.style)])
            return len(self._path) if outranked else same[-1]
        follows = [i for i in same if self._path[i].number + 1 == new.number]
        before = [i for i in same if self._path[i].number < new.number]
        return (follows or before or same)[-1]

    def _beside(self, level: int) -> int:
        """Where an unnumbered heading of a marked `level` begins whose section is over, if there is one."""
        if self._told:
            return next(
                (i for i, h in enumerate(self._path) if h.style == UNNUMBERED and h.level == level), len(self._path)
            )
        return len(self._path)

    def _below(self, level: int) -> int:
        """The depth below the last heading that the source marks as a higher one."""
        return max((i + 1 for i, h in enumerate(self._path) if h.level < level), default=0)

    def _first_depth(self, style: str) -> int:
        """Where the first heading of a style belongs: parts above chapters above sections."""
        if style in ("annex", "appendix", "matter"):
            return 0
        if style in _HIERARCHY or style in ("case", "box"):
            higher = _HIERARCHY[: _HIERARCHY.index(style)] if style in _HIERARCHY else _HIERARCHY[:3]
            above = [i + 1 for i, h in enumerate(self._path) if h.style in higher]
            if above or style != "box":
                return max(above, default=0)
        return len(self._path)

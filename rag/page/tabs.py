"""Tabs that packages above this one put on the page, and the thumbs that they take."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, Protocol

from rag.page.conversation import Turn, before

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.settings import Settings
    from rag.types import Answer

GROUP = "wenju.tabs"
"""Entry points of tabs: each names a `TabFactory`."""
log = logging.getLogger("wenju.page")


class Tab(Protocol):
    """A tab of the page. One that has a method ``thumb(answer, history, liked)`` puts thumbs under the answers."""

    parts: Sequence[Any]
    """The components that `speak` and its events change."""

    def build(self, language: str) -> None:
        """Makes one ``gr.Tab`` with all of the tab's components in it; called within the page's tabs."""

    def speak(self, language: str) -> dict[Any, Any]:
        """What becomes of `parts` in another language."""

    def wire(self, language: Any) -> None:
        """Connects events; `language` is the page's state of that name."""


TabFactory = Callable[["Assistant", "Settings"], Tab]
Taker = Callable[["Answer", list[str], bool], None]
"""Is told an answer, the questions before it, and whether the reader liked it."""


def installed() -> list[TabFactory]:
    """The tabs of the packages that are installed; one that is broken is left out, and said so in the log."""
    found: list[TabFactory] = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name, reverse=True):
        try:
            found.append(point.load())
        except Exception:  # a broken package takes its own tab away, and no other
            log.exception("the tab %s (%s) is broken", point.name, point.value)
    return found


def takers(tabs: Sequence[Tab]) -> list[Taker]:
    """What is told of the thumbs."""
    return [take for tab in tabs if (take := getattr(tab, "thumb", None))]


def hand_on(takers: Sequence[Taker], turns: Sequence[Turn], number: int, *, liked: bool) -> bool:
    """Tells `takers` what the reader says of the answer of a turn; false when that turn is gone, or has no answer."""
    turn = next((turn for turn in turns if turn.number == number), None)
    if turn is None or turn.answer is None:
        return False
    turn.liked = liked
    for take in takers:
        take(turn.answer, before(turns, number), liked)
    return True

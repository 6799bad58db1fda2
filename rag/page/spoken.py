"""The page as a browser first sees it: in the language that the browser asks for."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

import gradio as gr
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.page.words import LANGUAGES

DEFAULT = next(iter(LANGUAGES))
_ASKED: ContextVar[str] = ContextVar("asked", default=DEFAULT)
"""The language that the request being served asks for."""


def language_of(accepted: str) -> str:
    """The first language of an ``Accept-Language`` header that the page has; the default where it has none of them."""
    named = (part.strip()[:2].lower() for part in accepted.split(","))
    return next((code for code in named if code in LANGUAGES), DEFAULT)


class SpokenBlocks(gr.Blocks):
    """A page in several languages, of which each browser is given its own from the start.

    The framework sends every browser the components as they were built and would translate them
    only by an event, after which a browser that is slow shows half a page in the other language,
    and asks in it. Here what is sent comes from the same page built in the browser's language.
    """

    _built: dict[str, list[dict[str, Any]]]
    """Language → the properties of all components, in the order in which they were built."""
    _config: Any

    def spoken(self, code: str, other: gr.Blocks) -> None:
        """Takes `other`, which is this page built in the language `code`.

        Raises:
            ValueError: it is another page.
        """
        theirs = other.config["components"]
        if [part["type"] for part in theirs] != [part["type"] for part in self._config["components"]]:
            raise ValueError(f"the page in {code} has other components")
        self.__dict__.setdefault("_built", {})[code] = [part["props"] for part in theirs]

    @property
    def config(self) -> Any:
        """What the browser is sent, in the language that the request asks for."""
        built = self.__dict__.get("_built", {}).get(_ASKED.get())
        if built is None:
            return self._config
        parts = zip(self._config["components"], built, strict=True)
        return self._config | {"components": [part | {"props": props} for part, props in parts]}

    @config.setter
    def config(self, value: Any) -> None:
        self._config = value


class Spoken:
    """ASGI middleware: keeps the language that a request asks for while it is served."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves the request."""
        if scope["type"] == "http":
            _ASKED.set(language_of(Headers(scope=scope).get("accept-language", "")))
        await self.app(scope, receive, send)

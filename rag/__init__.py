"""Questions to cited answers.

>>> from rag import answer
>>> print(answer("“企业宁静日”期间能不能拒绝检查？").text)  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.knowledge import Filter
    from rag.assistant import Assistant
    from rag.settings import Settings
    from rag.types import Answer, Citation

__all__ = ["Answer", "Assistant", "Citation", "Settings", "answer"]

_HOMES = {"Answer": "types", "Assistant": "assistant", "Citation": "types", "Settings": "settings"}


def __getattr__(name: str) -> object:
    """The public names, loaded when they are first used: `import rag` alone costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'rag' has no attribute {name!r}")
    return getattr(import_module(f"rag.{_HOMES[name]}"), name)


@cache
def _default() -> Assistant:
    from rag.assistant import Assistant

    assistant = Assistant.open(create=True)
    if not assistant.store.store.generation:
        assistant.sync([assistant.settings.documents])
    return assistant


def answer(question: str, history: Sequence[str] = (), k: int | None = None, filter: Filter | None = None) -> Answer:
    """The answer to a question from the default index (see `Assistant.answer`).

    The default index is that of the settings (``WENJU_INDEX``, else ``.wenju`` in the current
    folder); where there is none yet, it is made from the documents that come with the project.
    """
    return _default().answer(question, history, k, filter)

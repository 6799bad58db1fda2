"""Questions to cited answers.

>>> from rag import answer
>>> print(answer("“企业宁静日”期间能不能拒绝检查？").text)  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from rag.assistant import Assistant
from rag.retrieve import Filter
from rag.settings import Settings
from rag.types import Answer, Citation

__all__ = ["Answer", "Assistant", "Citation", "Settings", "answer"]


@cache
def _default() -> Assistant:
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

"""Starts `corpus.isolated.worker` quickly; run as a file, in a process of its own."""

from __future__ import annotations

import sys
from types import ModuleType


def start() -> None:
    """Serves without LangChain's loader class, whose import takes half of the start: nobody asks for it here."""
    stand_in = ModuleType("langchain_core.document_loaders")
    stand_in.BaseLoader = type("BaseLoader", (), {})  # type: ignore[attr-defined]
    sys.modules[stand_in.__name__] = stand_in
    from corpus.isolated.worker import main

    main()


if __name__ == "__main__":
    start()

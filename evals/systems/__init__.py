"""Systems that can be evaluated: Wenju, others by name, and anybody's by ``module:factory``.

A system is any object with ``search(question, k)`` that returns LangChain Documents, best first: a
passage of a file has the file's path or name under ``source`` in its metadata, one of a text that
the data set brings has the text's id as its id. It may also have ``answer(question)`` that returns a
`rag.Answer`; ``name``; and ``describe()``, what reports say of it. Where a method takes ``history``,
it gets the earlier questions; where it does not, they come before the question.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from evals.systems.material import Material, SystemUnavailable

__all__ = ["PEERS", "Material", "SystemUnavailable", "open_peer"]


def _langchain(material: Material) -> Any:
    from evals.systems.langchain import LangChain

    return LangChain(material)


def _langchain_careful(material: Material) -> Any:
    from evals.systems.langchain import LangChain
    from index.terms import words

    return LangChain(material, "LangChain, careful", 400, 100, words)


def _haystack(material: Material) -> Any:
    from evals.systems.haystack import Haystack

    return Haystack(material)


def _bm25_words(material: Material) -> Any:
    from evals.systems.bm25 import words_bm25

    return words_bm25(material)


def _bm25_bigrams(material: Material) -> Any:
    from evals.systems.bm25 import bigrams_bm25

    return bigrams_bm25(material)


def _bm25(material: Material) -> Any:
    from evals.systems.bm25 import mixed_bm25

    return mixed_bm25(material)


PEERS: dict[str, Callable[[Material], Any]] = {
    "langchain": _langchain,
    "langchain-careful": _langchain_careful,
    "haystack": _haystack,
    "bm25-words": _bm25_words,
    "bm25-bigrams": _bm25_bigrams,
    "bm25": _bm25,
}
"""Other systems by name; but for BM25 they come with ``pip install 'wenju[peers]'``."""


def open_peer(name: str, material: Material) -> Any:
    """The system that `name` names, over the given documents.

    Args:
        name: one of `PEERS`, or ``module:factory``: a function or class that is called with
            ``documents`` (paths of files) and ``texts`` (id → text), with those of them that it takes.
        material: what the questions are about.

    Raises:
        SystemUnavailable: there is no such system, what it needs is not installed, or it cannot be made.
    """
    if name in PEERS:
        return PEERS[name](material)
    module, colon, factory = name.partition(":")
    if not (module and colon and factory):
        raise SystemUnavailable(f"no system {name}; there are wenju, {', '.join(PEERS)}, or module:factory")
    if str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))  # as `python -m` does: the factory is a file of the user's
    try:
        make = getattr(importlib.import_module(module), factory)
    except (ImportError, AttributeError) as error:
        raise SystemUnavailable(f"{name}: {error}") from error
    given = {"documents": material.files, "texts": {key: text.text for key, text in material.texts.items()}}
    try:
        taken = inspect.signature(make).parameters
        system = make(**{key: value for key, value in given.items() if key in taken})
    except Exception as error:  # anything can go wrong in somebody's code; it is named
        raise SystemUnavailable(f"{name}: {type(error).__name__}: {error}") from error
    if not (hasattr(system, "search") or hasattr(system, "answer")):
        raise SystemUnavailable(f"{name}: gives a {type(system).__name__}, which has neither search nor answer")
    return system

"""The sentences of a chat model's answer as they are checked, and the markers that they get."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from langchain_core.documents import Document

from rag import prompts
from rag.cite import MarkerStream
from rag.sentences import cited_markers
from rag.verdict import Verdict
from rag.verify import Finding, Verifier

_MARKERS = re.compile(r"(?:\[\d+\])+")


class Sheet:
    """The sentences of an answer as they are checked, and the markers that they get.

    Attributes:
        markers: reads the markers of the model.
        used: the passages that are cited, as indices in the order of the markers shown.
        verdicts: of the sentences so far.
    """

    def __init__(self, question: str, passages: Sequence[Document], verifier: Verifier, *, strict: bool) -> None:
        self.markers = MarkerStream(passages)
        self.used: list[int] = []
        self.verdicts: list[Verdict] = []
        self._question, self._passages, self._verifier, self._strict = question, passages, verifier, strict
        self._language = prompts.language(question)
        self._waiting = ""

    def add(self, sentence: str) -> str:
        """What can be shown after another sentence: nothing before the first that is proven."""
        cited = [self.markers.used[n - 1] for n in cited_markers(sentence)]
        found = self._verifier.check(sentence, cited, self._passages, self._question)
        self._waiting += self._shown(sentence, found)
        if not self.used:
            return ""
        piece, self._waiting = self._waiting, ""
        return piece

    def _shown(self, sentence: str, found: Finding) -> str:
        text = found.said.strip()
        if found.status == "unsupported":
            status: Literal["unsupported", "dropped"] = "dropped" if self._strict else "unsupported"
            self.verdicts.append(Verdict(text, status, (), found.missing, found.support))
            return "" if self._strict else _label(found.said, self._reason(sentence, found))
        numbers: list[int] = []
        for index in found.cited:
            if index not in self.used:
                self.used.append(index)
            numbers.append(self.used.index(index) + 1)
        if text:
            self.verdicts.append(Verdict(text, found.status, tuple(numbers), (), found.support))
        return _marked(sentence, found, "".join(f"[{n}]" for n in numbers))

    def _reason(self, sentence: str, found: Finding) -> str:
        if found.missing:
            return prompts.UNSUPPORTED[self._language].format(
                missing=prompts.NAME_SEPARATOR[self._language].join(found.missing)
            )
        return (prompts.UNSAID if cited_markers(sentence) else prompts.UNATTRIBUTED)[self._language]


def _label(said: str, label: str) -> str:
    """A sentence without markers, with a label before the white space at its end."""
    bare = said.rstrip()
    return f"{bare}{label}{said[len(bare) :]}" if bare else said


def _marked(sentence: str, found: Finding, numbers: str) -> str:
    """A sentence with the markers of what it stands on, where the model had put its own, else at its end."""
    first = _MARKERS.search(sentence)
    if not first or not numbers:
        return _label(found.said, numbers)
    head, tail = sentence[: first.start()], _MARKERS.sub("", sentence[first.end() :])
    return f"{head}{numbers}{tail}"

"""What is measured on: questions with their evidence, and the documents that come with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath


class DatasetError(ValueError):
    """A data set cannot be read or written: file, line and reason."""


@dataclass(frozen=True)
class Evidence:
    """What an answer must rest on: a passage of a document, or the document as a whole."""

    doc: str
    """File name, with folders where files share a name; its ending does not count. In data sets that bring
    their own texts, the id of a text."""
    quote: str = ""
    """A slice of the document; empty when the whole document is the evidence (BEIR, TREC)."""
    grade: int = 1
    """How relevant, 1 or more."""


@dataclass(frozen=True)
class Question:
    """A question and what is known of its answer."""

    id: str
    question: str
    kind: str = ""
    history: tuple[str, ...] = ()
    """Earlier questions of the user, oldest first."""
    evidence: tuple[Evidence, ...] = ()
    """Empty: the documents do not answer it."""
    answer: str = ""
    must: tuple[tuple[str, ...], ...] = ()
    """What a right answer holds: of each inner tuple at least one spelling."""
    spans: tuple[str, ...] = ()
    """Right answers as SQuAD has them: each one alone is right."""
    note: str = ""
    """Where the question comes from, e.g. "drafted by rule: table"."""

    @property
    def document(self) -> str:
        """The document that the evidence is from; "several" or "(none)" otherwise."""
        names = {((path := PurePath(e.doc)).parent / path.stem).as_posix() for e in self.evidence}
        return names.pop() if len(names) == 1 else "several" if names else "(none)"


@dataclass(frozen=True)
class Text:
    """A text of a data set that brings its own documents."""

    text: str
    title: str = ""


@dataclass(frozen=True)
class Dataset:
    """Questions, and the texts that they are asked about where the data set brings them.

    Attributes:
        name: of the file or folder.
        questions: at least one.
        texts: by id; empty when the questions are about documents that the system has indexed.
    """

    name: str
    questions: tuple[Question, ...]
    texts: Mapping[str, Text] = field(default_factory=dict)

    def sampled(self, count: int) -> Dataset:
        """The same with at most `count` answerable questions, evenly spread over them; all texts stay."""
        answerable = [question for question in self.questions if question.evidence]
        if len(answerable) > count:
            answerable = [answerable[i * len(answerable) // count] for i in range(count)]
        return replace(self, questions=tuple(answerable))

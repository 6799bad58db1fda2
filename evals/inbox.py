"""Questions waiting for a person's word: drafts and what readers of the chat liked or did not like.

Two JSON lines files in one folder: `drafts.jsonl` (waiting) and `questions.jsonl` (accepted), which
`wenju eval` reads. A question that was rejected is remembered in `rejected.jsonl`, so that it is not
drafted again.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from filelock import FileLock

from evals.dataset import DatasetError, Evidence, Question
from evals.formats import spans
from rag.types import Answer

_MARKER = re.compile(r"\[\d{1,3}\]")
FOLDER = "questions"
"""Name of the inbox's folder in an index's folder."""


class Inbox:
    """The questions of one index that people review.

    Several processes may write: every change holds a lock, and replaces a file only when the new
    one is complete.

    Args:
        folder: where the files are; made when something is written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.drafts_file = folder / "drafts.jsonl"
        self.accepted_file = folder / "questions.jsonl"
        self.rejected_file = folder / "rejected.jsonl"

    @classmethod
    def of(cls, index: Path) -> Inbox:
        """The inbox of the index in a folder."""
        return cls(index / FOLDER)

    def drafts(self) -> list[Question]:
        """The questions that wait, oldest first."""
        # One that a writer had moved, but not yet taken out when it was stopped, waits no more.
        gone = {q.id for q in (*self.accepted(), *_read(self.rejected_file))}
        return [question for question in _read(self.drafts_file) if question.id not in gone]

    def accepted(self) -> list[Question]:
        """The questions that were accepted, oldest first."""
        return _read(self.accepted_file)

    def known(self) -> set[str]:
        """The ids of all questions here: waiting, accepted and rejected."""
        return {q.id for file in (self.drafts_file, self.accepted_file, self.rejected_file) for q in _read(file)}

    def add(self, questions: Iterable[Question]) -> int:
        """Adds drafts, but for those that are there, accepted or rejected already; how many were new."""
        with self._locked():
            drafts = self.drafts()
            there = (*drafts, *self.accepted(), *_read(self.rejected_file))
            known: set[object] = {_key(q) for q in there} | {q.id for q in there}  # one that was edited keeps its id
            new: list[Question] = []
            for question in questions:
                if _key(question) not in known and question.id not in known:
                    known |= {_key(question), question.id}
                    new.append(question)
            if new:
                _write(self.drafts_file, [*drafts, *new])
        return len(new)

    def accept(self, id: str, edited: Question | None = None) -> None:
        """Moves a draft to the accepted questions, as it is or as `edited`.

        Raises:
            KeyError: no draft has this id.
        """
        self._move(id, self.accepted_file, edited)

    def reject(self, id: str) -> None:
        """Takes a draft out, for good.

        Raises:
            KeyError: no draft has this id.
        """
        self._move(id, self.rejected_file, None)

    def _move(self, id: str, target: Path, edited: Question | None) -> None:
        with self._locked():
            drafts = self.drafts()
            chosen = next((q for q in drafts if q.id == id), None)
            if chosen is None:
                raise KeyError(id)
            moved = replace(edited or chosen, id=chosen.id)
            # First where it goes, then where it comes from: a stop in between loses nothing.
            there = [q for q in _read(target) if q.id != id]
            _write(target, [*there, moved])
            _write(self.drafts_file, [q for q in drafts if q.id != id])

    def _locked(self) -> FileLock:
        self.folder.mkdir(parents=True, exist_ok=True)
        return FileLock(self.folder / "lock", timeout=10)


def from_chat(answer: Answer, history: Sequence[str], *, liked: bool) -> Question:
    """The draft that a thumb under an answer makes.

    A liked answer brings its citations as evidence and its text as the answer. Of one that was not
    liked only the question is taken: what it should have been is for the reviewer to say.
    """
    evidence = tuple(Evidence(PurePath(c.source).name, c.quote) for c in answer.citations) if liked else ()
    name = f"chat-{hashlib.sha256(json.dumps([*history, answer.question]).encode()).hexdigest()[:12]}"
    return Question(
        id=name,
        question=answer.question,
        kind="chat",
        history=tuple(history),
        evidence=evidence,
        answer=_MARKER.sub("", answer.text) if liked else "",
        note="liked in the chat" if liked else "not liked in the chat",
    )


def _key(question: Question) -> tuple[str, ...]:
    return (*question.history, question.question)


def _read(path: Path) -> list[Question]:
    return list(spans.read(path).questions) if path.exists() else []


def _write(path: Path, questions: Iterable[Question]) -> None:
    new = path.with_suffix(".new")
    try:
        with new.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(spans.row_of(q), ensure_ascii=False) + "\n" for q in questions)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        raise DatasetError(f"{path}: {error.strerror or error}") from error

"""What the page does when someone asks or brings a document, free of the page's framework."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from corpus import document_of, offset_of
from index import StoreBusy, StoreError, StoreMismatch, StoreMissing, SyncReport
from index.sync import Progress
from rag.assistant import Assistant
from rag.explain import explain
from rag.explanation import Why
from rag.page.conversation import Turn, before
from rag.page.details import details_html
from rag.page.evidence import cited_key, near_key
from rag.page.library import report_html
from rag.page.uploads import keep_upload
from rag.page.why import answers_html
from rag.page.words import words
from rag.settings import Settings
from rag.types import Answer

MAX_QUESTION = 2000
"""Characters of a question that are read."""
MAX_TURNS = 50
"""Turns kept on the page; the evidence of older ones is let go."""
log = logging.getLogger("wenju.page")


def open_assistant(settings: Settings) -> Assistant:
    """The assistant over the index of the settings.

    Where there is no index, or one that never held a document, the documents that come with the
    program are indexed; where they are in the index, what changed of them is read; where the index
    was made with another model or version, its files are read again.

    Raises:
        StoreError: the index cannot be used.
        ModelMissing: the embedding model is not on this machine.
    """
    try:
        assistant = Assistant.open(settings=settings, create=True)
    except StoreMismatch:
        sys.stdout.write(f"The index in {settings.index} is of another version: reading its documents again ...\n")
        assistant = Assistant.open(settings=settings, rebuild=True)
        assistant.sync([], rebuild=True)
        return assistant
    store = assistant.store.store
    files = store.files()
    shipped = Path(os.path.abspath(settings.documents))  # as the index names files: links are not followed
    # A new index, one whose first indexing was interrupted, or one that was given no document yet:
    # taking out the last one makes another generation.
    if not files and store.generation <= 1:
        if shipped.is_dir():
            sys.stdout.write(f"Indexing {settings.documents} ...\n")
            assistant.sync([shipped])
    elif any(Path(path).is_relative_to(shipped) for path in files):
        with suppress(StoreBusy):  # whoever is writing to it will bring it up to date, or the next start
            assistant.sync([shipped])
    return assistant


class Desk:
    """Questions and documents on their way between the page and an assistant.

    Turns belong to one visitor, documents to everyone.
    """

    def __init__(self, assistant: Assistant, settings: Settings) -> None:
        self.assistant = assistant
        self.settings = settings
        self.uploads = Path(settings.index) / "uploads"

    # Asking

    def ask(
        self, turns: list[Turn], question: str, chosen: list[str], language: str, *, complete: bool = False
    ) -> Iterator[list[Turn]]:
        """The turns with one more, again and again while its answer grows.

        A `complete` question is asked as it stands, whatever was asked before it.
        """
        question = (question or "").strip()[:MAX_QUESTION]
        turns = [turn for turn in turns if turn.answer or turn.text or turn.error]
        for old in turns:
            old.running = False
        if not question:
            yield turns
            return
        turn = Turn(turns[-1].number + 1 if turns else 1, question, scope=tuple(chosen or ()), complete=complete)
        turns = [*turns, turn][-MAX_TURNS:]
        yield turns
        try:
            for piece in self.assistant.stream(
                question, history=before(turns, turn.number), filter={"document": chosen} if chosen else None
            ):
                if isinstance(piece, Answer):
                    turn.contexts = [self.assistant.section_text(citation) for citation in piece.citations]
                    turn.answer = piece
                else:
                    turn.text += piece
                yield turns
        except Exception as error:
            turn.error = self.readable(error, language)
            yield turns
        turn.running = False

    def why(self, turns: Sequence[Turn], number: int, language: str) -> str:
        """Why the evidence of a turn was found, as HTML (see `answers_html`); empty when the turn is gone."""
        turn = next((turn for turn in turns if turn.number == number), None)
        answer = turn.answer if turn else None
        if turn is None or answer is None:
            return ""
        scope = {"document": list(turn.scope)} if turn.scope else None
        found = explain(self.assistant.retriever, answer.understood or answer.question, filter=scope)
        whys: dict[str, Why | None] = {
            cited_key(number, citation): found.of(citation.document, citation.start) for citation in answer.citations
        }
        for at, passage in enumerate(answer.other_passages, 1):
            whys[near_key(number, at)] = found.of(document_of(passage), offset_of(passage))
        return answers_html(whys, language)

    # Documents

    def add(self, files: Sequence[str], language: str, progress: Progress | None) -> str:
        """Keeps uploaded files, indexes them, and reports as HTML; files that cannot go in are not kept."""
        kept, refused = [], {}
        for file in files:
            try:
                kept.append(keep_upload(Path(file), self.uploads))
            except ValueError as error:
                refused[Path(file).name] = words(language)["format"].format(formats=error)
        report = self._change(partial(self.assistant.sync, kept, progress=progress), language)
        indexed = {str(document["source"]) for document in self.documents()}
        if not isinstance(report, SyncReport):
            failed = [path for path in kept if not _is_in(path, indexed)]
        else:
            failed = [
                path
                for path in kept
                if Path(os.path.abspath(path)).as_posix() in report.failed and not _is_in(path, indexed)
            ]
            report.failed |= refused
        for path in failed:
            path.unlink(missing_ok=True)
        return self._told(report, language)

    def load_shipped(self, language: str, progress: Progress | None) -> str:
        """Indexes the documents that come with the program and reports as HTML."""
        return self._told(
            self._change(partial(self.assistant.sync, [self.settings.documents], progress=progress), language), language
        )

    def remove(self, names: Sequence[str], language: str) -> str:
        """Takes uploaded files out of the index and off the disk, and reports as HTML."""
        paths = [self.uploads / name for name in names if name in self.uploaded()]
        report = self._change(partial(self.assistant.remove, paths), language)
        if isinstance(report, SyncReport):
            for path in paths:
                path.unlink(missing_ok=True)
        return self._told(report, language)

    def uploaded(self) -> list[str]:
        """Names of the uploaded files."""
        return sorted(path.name for path in self.uploads.iterdir() if path.is_file()) if self.uploads.is_dir() else []

    def documents(self) -> list[dict[str, Any]]:
        """What is indexed; nothing where there is no index yet."""
        try:
            return self.assistant.documents()
        except StoreMissing:
            return []

    def details(self, document: str, language: str) -> str:
        """How an indexed document was read, as HTML; empty when it is not there any more."""
        try:
            return details_html(self.assistant.inspect(document), language)
        except StoreError as error:
            return report_html({"failed": {"": self.readable(error, language)}}, language)

    def shipped(self, documents: Sequence[dict[str, Any]]) -> bool:
        """Whether the documents that come with the program are among `documents`."""
        folder = Path(os.path.abspath(self.settings.documents)).as_posix()
        return any(str(document["source"]).startswith(f"{folder}/") for document in documents)

    @property
    def can_load_shipped(self) -> bool:
        """Whether there are documents that come with the program."""
        return Path(self.settings.documents).is_dir()

    def readable(self, error: Exception, language: str) -> str:
        """An error in words for the reader of the page."""
        if isinstance(error, StoreError):
            return f"{words(language).get(type(error).__name__, '')} {error}".strip()
        log.exception("unexpected error")
        return words(language)["error_text"].format(what=type(error).__name__)

    def _change(self, change: Callable[[], SyncReport], language: str) -> SyncReport | str:
        try:
            return change()
        except Exception as error:
            return self.readable(error, language)

    def _told(self, report: SyncReport | str, language: str) -> str:
        data = report.to_dict() if isinstance(report, SyncReport) else {"failed": {"": report}}
        return report_html(data, language)


def _is_in(path: Path, indexed: Collection[str]) -> bool:
    """Whether a file, or something in it where it is an archive, is among the indexed paths."""
    name = Path(os.path.abspath(path)).as_posix()
    return name in indexed or any(other.startswith(f"{name}/") for other in indexed)

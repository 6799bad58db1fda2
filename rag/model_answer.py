"""A chat model's answer: asked, streamed, held against its passages."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from langchain_core.documents import Document

from corpus import offset_of
from index.embed import StaticEmbeddings
from rag import prompts
from rag.around import Around
from rag.cite import MarkerStream, citation
from rag.draft import Draft
from rag.model import ModelFailed, chat_model, pieces
from rag.rewrite import search_texts
from rag.sentences import SentenceStream
from rag.sheet import Sheet
from rag.statements import Statement, statements
from rag.support import Support
from rag.types import Citation
from rag.verify import Verifier

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from rag.settings import Settings

_AROUND = " \t\r\n`*\"'“”.。!！[]0123456789"
"""What a chat model may put around `prompts.NOT_FOUND`."""


class Outcome(Enum):
    """How a chat model's answer ended."""

    ANSWERED = "answered"
    REFUSED = "refused"
    """It found nothing in the passages."""
    UNPROVEN = "unproven"
    """Nothing that it said is proven; the draft's notice says why."""


class ModelAnswerer:
    """Has a chat model answer from passages.

    A sentence is shown when it is whole and checked, and nothing at all before the first one that
    the passages hold: no marker that has been shown vanishes.

    Args:
        support: for the nearest statement of a cited passage.
        embeddings: the static table that sentences and passages are compared with.
        settings: which chat model, if any.
        around: what stands around passages, for the model to understand them.
        model: a chat model instead of that in the settings.
    """

    def __init__(
        self,
        support: Support,
        embeddings: StaticEmbeddings,
        settings: Settings,
        around: Callable[[Sequence[Document]], Sequence[Around]],
        model: BaseChatModel | None = None,
    ) -> None:
        self._support = support
        self._settings = settings
        self._around = around
        self._given = model
        self._verifier = Verifier(embeddings)

    @cached_property
    def model(self) -> BaseChatModel | None:
        """The chat model, None where none is configured; raises `ModelFailed` where it cannot be made."""
        return self._given or chat_model(self._settings)

    def other_searches(self, question: str) -> list[str]:
        """What else to search for, where the settings ask for it (`rag.rewrite`); nothing where the model fails."""
        wanted = {"rewrite": self._settings.rewrite, "hyde": self._settings.hyde}
        if not any(wanted.values()):
            return []
        try:
            return search_texts(self.model, question, **wanted) if self.model is not None else []
        except ModelFailed:
            return []

    def stream(
        self, model: BaseChatModel, question: str, passages: Sequence[Document], draft: Draft
    ) -> Generator[str, None, Outcome]:
        """The pieces of the answer; fills `draft`, whose text is that of the pieces, and ends with its `Outcome`.

        Raises:
            ModelFailed: the model broke off; `draft` has what was shown by then, with its citations.
        """
        shown = passages[: prompts.fitting(passages, self._settings.context_chars)]
        sheet = Sheet(question, shown, self._verifier, strict=self._settings.strict)
        said = False
        try:
            for sentence in _whole(self._pieces(model, question, shown), sheet.markers):
                if not said and sentence.strip(_AROUND).startswith(prompts.NOT_FOUND):
                    return Outcome.REFUSED
                sentence = sentence.replace(prompts.NOT_FOUND, "")
                said = said or bool(sentence.strip())
                piece = sheet.add(sentence)
                if piece:
                    draft.text += piece
                    yield piece
        finally:
            draft.verdicts = sheet.verdicts
            draft.citations = [self._quoted(n, shown[i], sheet) for n, i in enumerate(sheet.used, 1)]
            draft.answered = bool(sheet.used)
        if not said:
            raise ModelFailed("no text came")
        if not sheet.used:
            draft.notice = (prompts.UNPROVEN if sheet.markers.used else prompts.UNMARKED)[prompts.language(question)]
            return Outcome.UNPROVEN
        return Outcome.ANSWERED

    def _pieces(self, model: BaseChatModel, question: str, passages: Sequence[Document]) -> Iterator[str]:
        chain = prompts.answer_prompt(question) | model
        shown = prompts.numbered(passages)
        left = self._settings.context_chars - len(shown)
        around = prompts.surroundings(question, self._around(passages), left)
        return pieces(chain, {"input": question, "passages": shown, "around": around})

    def _quoted(self, marker: int, passage: Document, sheet: Sheet) -> Citation:
        """The citation of a marker: the statement of its passage that is nearest to what it is cited for."""
        claims = " ".join(verdict.text for verdict in sheet.verdicts if marker in verdict.markers)
        asked = self._support.ask(claims, lambda term: float(len(term)))

        def near(statement: Statement) -> float:
            return self._support.coverage(asked, statement.text) + self._support.weigh(
                asked, self._support.matches(asked, statement.text)
            )

        best = max(statements(passage), key=near, default=None)
        start = offset_of(passage)
        if best is None:
            return citation(marker, passage, start, start + len(passage.page_content))
        return citation(marker, passage, best.start, best.end)


def _whole(stream: Iterator[str], markers: MarkerStream) -> Iterator[str]:
    """The sentences of a stream, as soon as each is whole, with the markers read."""
    split = SentenceStream()
    for piece in stream:
        yield from split.feed(markers.feed(piece))
    yield from split.feed(markers.finish())
    yield from split.finish()

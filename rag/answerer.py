"""The answer step: a chat model where one is configured, the extractor otherwise and as its safety net."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from langchain_core.documents import Document

from corpus import offset_of
from index import KnowledgeStore
from index.embed import StaticEmbeddings
from index.passage import about
from rag import prompts
from rag.cite import MarkerStream, citation, cite_statements, inert
from rag.extract import Extractor
from rag.features import inverse_frequency
from rag.model import ModelFailed, chat_model, pieces
from rag.phrase import phrase, plain_heading
from rag.refuse import THRESHOLD, trust
from rag.statements import Statement, statements
from rag.support import Asked
from rag.types import Citation
from rag.verify import cited_markers, mark_unattributed, mark_unsupported, renumber, sentences

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from rag.settings import Settings

_AROUND = " \t\r\n`*\"'“”.。!！[]0123456789"
"""What a chat model may put around `prompts.NOT_FOUND`."""


@dataclass
class Draft:
    """An answer in the making."""

    text: str = ""
    answered: bool = False
    citations: list[Citation] = field(default_factory=list)
    notice: str = ""
    confidence: float | None = None


class Answerer:
    """Turns a question and retrieved passages into an answer.

    Args:
        store: for how rare a word is.
        embeddings: the static table for token-level comparisons.
        settings: which chat model, if any.
        model: a chat model instead of that in the settings.
    """

    def __init__(
        self,
        store: KnowledgeStore,
        embeddings: StaticEmbeddings,
        settings: Settings,
        model: BaseChatModel | None = None,
    ) -> None:
        self._store = store
        self._settings = settings
        self._given = model
        self.extractor = Extractor(embeddings)

    @cached_property
    def _model(self) -> BaseChatModel | None:
        return self._given or chat_model(self._settings)

    def stream(self, question: str, passages: Sequence[Document], draft: Draft) -> Iterator[str]:
        """The pieces of the answer; fills `draft`, whose text may correct what the pieces said."""
        try:
            model = self._model
            if model is not None and passages:
                yield from self._from_model(model, question, passages, draft)
                return
        except ModelFailed as error:
            said = draft.text
            draft.text, draft.citations = "", []
            draft.notice = prompts.MODEL_FAILED[prompts.language(question)].format(reason=error)
            if said:
                yield "\n\n"
        yield from self._from_passages(question, passages, draft)

    def ask(self, question: str) -> Asked:
        """`question`, taken apart, its words weighed by how rare they are in the index."""
        with self._store.snapshot() as snapshot:
            total = len(snapshot.lexical)
            return self.extractor.support.ask(
                question, lambda term: inverse_frequency(snapshot.lexical.document_frequency(term), total)
            )

    def _from_passages(self, question: str, passages: Sequence[Document], draft: Draft) -> Iterator[str]:
        asked = self.ask(question)
        ranked = self.extractor.rank(asked, passages)
        draft.confidence = trust(asked, ranked, passages, self.extractor.support)
        if draft.confidence < THRESHOLD:
            draft.text = _refusal(question, passages)
            yield draft.text
            return
        draft.answered = True
        chosen = self.extractor.choose(asked, ranked)
        draft.citations = cite_statements(chosen)
        for cited, statement in zip(draft.citations, chosen, strict=True):
            piece = f"{inert(phrase(statement, asked, self.extractor.support))}[{cited.marker}]"
            piece = piece if cited.marker == 1 else f"\n\n{piece}"
            draft.text += piece
            yield piece

    def _from_model(
        self, model: BaseChatModel, question: str, passages: Sequence[Document], draft: Draft
    ) -> Iterator[str]:
        chain = prompts.answer_prompt(question) | model
        markers = MarkerStream(passages)
        held = ""  # not yet shown: it may be the start of the word for "not found"
        refused = False
        for piece in pieces(chain, {"input": question, "passages": prompts.numbered(passages)}):
            held += markers.feed(piece)
            said = held.strip(_AROUND)
            refused = refused or (not draft.text and said.startswith(prompts.NOT_FOUND))
            if refused or (not draft.text and prompts.NOT_FOUND.startswith(said)):
                continue  # whatever a model says after "not found", it has not found it
            shown, held = _without_sentinel(held)
            draft.text += shown
            yield shown
        if refused:
            draft.text = _refusal(question, passages)
            yield draft.text
            return
        rest = (held + markers.finish()).replace(prompts.NOT_FOUND, "")
        draft.text += rest
        if rest:
            yield rest
        if not draft.text.strip():
            raise ModelFailed("no text came")
        language = prompts.language(question)
        cited = [passages[i] for i in markers.used]
        checked = mark_unsupported(draft.text, cited, prompts.UNSUPPORTED[language])
        checked = mark_unattributed(checked, prompts.UNATTRIBUTED[language])
        kept = cited_markers(checked)
        if not kept:
            draft.text, draft.notice = "", (prompts.UNPROVEN if cited else prompts.UNMARKED)[language]
            yield "\n\n"
            yield from self._from_passages(question, passages, draft)
            return
        quoted = [self._quoted(n, cited[n - 1], draft.text) for n in kept]
        draft.citations = [replace(citation, marker=n) for n, citation in enumerate(quoted, 1)]
        draft.text = renumber(checked, kept)
        draft.answered = True

    def _quoted(self, marker: int, passage: Document, text: str) -> Citation:
        """The citation of a marker: the statement of its passage that is nearest to what it is cited for."""
        claims = " ".join(sentence for sentence in sentences(text) if f"[{marker}]" in sentence)
        support = self.extractor.support
        asked = support.ask(claims, lambda term: float(len(term)))

        def near(statement: Statement) -> float:
            return support.coverage(asked, statement.text) + support.weigh(
                asked, support.matches(asked, statement.text)
            )

        best = max(statements(passage), key=near, default=None)
        start = offset_of(passage)
        if best is None:
            return citation(marker, passage, start, start + len(passage.page_content))
        return citation(marker, passage, best.start, best.end)


def _without_sentinel(text: str) -> tuple[str, str]:
    """`text` without the word for "not found", and an end of it that may be the start of that word."""
    text = text.replace(prompts.NOT_FOUND, "")
    ends = (text[-n:] for n in range(min(len(text), len(prompts.NOT_FOUND) - 1), 0, -1))
    held = next((end for end in ends if prompts.NOT_FOUND.startswith(end)), "")
    return text[: len(text) - len(held)], held


def _refusal(question: str, passages: Sequence[Document]) -> str:
    language = prompts.language(question)
    headings = (about(passage)[:2] for passage in passages[:3])
    places = (filter(None, [title, *map(plain_heading, section[-1:])]) for title, section in headings)
    names = list(dict.fromkeys(filter(None, (inert(" › ".join(place)) for place in places))))
    if not names:
        return prompts.REFUSAL[language]
    listed = prompts.LIST_SEPARATOR[language].join(names)
    return prompts.REFUSAL[language] + prompts.REFUSAL_NEAREST[language].format(names=listed)

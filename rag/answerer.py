"""The answer step: a chat model where one is configured, the extractor otherwise and as its safety net."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from langchain_core.documents import Document

from index import KnowledgeStore
from index.embed import StaticEmbeddings
from index.synonyms import Thesaurus
from rag import prompts
from rag.around import Around, around
from rag.cite import cite_statements, continued, inert
from rag.compared import direction
from rag.draft import Draft
from rag.extract import Extractor
from rag.extractive.arithmetic import computed
from rag.extractive.ordinals import with_ends
from rag.extractive.outlined import counted, outlined
from rag.extractive.parts import sides
from rag.features import inverse_frequency
from rag.leads import lead_of
from rag.model import ModelFailed
from rag.model_answer import ModelAnswerer, Outcome
from rag.phrase import phrases
from rag.refusal.meaning import remember
from rag.refusal.near import WEIGHED, read
from rag.refusal.said import refusal_text, untold_figures, untold_years
from rag.refuse import THRESHOLD, decided
from rag.standing import absent, of_one
from rag.statements import Statement
from rag.support import KEPT, Asked
from rag.whole_tables import missing_rows, with_named_rows

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from rag.settings import Settings


_FULL = 0.8
"""Share of what is kept from which on passages are not read ahead: it would only drive out the others."""


class Answerer:
    """Turns a question and retrieved passages into an answer.

    Args:
        store: for how rare a word is.
        embeddings: the static table for token-level comparisons.
        settings: which chat model, if any.
        model: a chat model instead of that in the settings.
        words: what else words are called; None means the thesaurus that comes with the program.
    """

    def __init__(
        self,
        store: KnowledgeStore,
        embeddings: StaticEmbeddings,
        settings: Settings,
        model: BaseChatModel | None = None,
        words: Thesaurus | None = None,
    ) -> None:
        self._store = store
        self.extractor = Extractor(embeddings, words)
        self._model = ModelAnswerer(self.extractor.support, embeddings, settings, self._around, model)

    def stream(self, question: str, passages: Sequence[Document], draft: Draft) -> Iterator[str]:
        """The pieces of the answer; fills `draft`, whose text is that of the pieces."""
        try:
            model = self._model.model
            if model is not None and passages:
                outcome = yield from self._model.stream(model, question, passages, draft)
                if outcome is Outcome.REFUSED:
                    reading = read(self.ask(question), passages, self.extractor.support, lead=self.lead)
                    draft.text = refusal_text(question, passages, reading)
                    yield draft.text
                if outcome is not Outcome.UNPROVEN:
                    return
        except ModelFailed as error:
            language = prompts.language(question)
            draft.notice = (prompts.BROKE_OFF if draft.text else prompts.MODEL_FAILED)[language].format(reason=error)
        if draft.text:  # what has been shown stays; the rest comes from the documents
            yield from self._continued(question, passages, draft)
        else:
            yield from self._from_passages(question, passages, draft)

    def _continued(self, question: str, passages: Sequence[Document], draft: Draft) -> Iterator[str]:
        """The extractive answer behind one that a chat model broke off, its markers numbered on."""
        rest = Draft()
        text = "".join(self._from_passages(question, passages, rest))
        if rest.answered:
            text, cited = continued(text, rest.citations, len(draft.citations))
            draft.citations += cited
            draft.text += f"\n\n{text}"
            yield f"\n\n{text}"

    def other_searches(self, question: str) -> list[str]:
        """What else to search for, as a chat model words it; empty unless the settings ask for it."""
        return self._model.other_searches(question)

    def warm_up(self, passages: Sequence[Document]) -> None:
        """Computes what is kept of the statements of passages (tokens, words), until that is full."""
        support = self.extractor.support
        if support.tokens.cache_info().currsize > _FULL * KEPT:
            return
        asked = support.ask("热身", lambda term: 1.0)
        for at in range(0, len(passages), WEIGHED):
            self.extractor.rank(asked, passages[at : at + WEIGHED])
            for near in read(asked, passages[at : at + WEIGHED], support).found:
                remember(near.own, support)

    def ask(self, question: str) -> Asked:
        """`question`, taken apart, its words weighed by how rare they are in the index."""
        with self._store.snapshot() as snapshot:
            total = len(snapshot.lexical)
            return self.extractor.support.ask(
                question,
                lambda term: inverse_frequency(snapshot.lexical.document_frequency(term), total),
                snapshot.lexical,
            )

    def choose(self, asked: Asked, passages: Sequence[Document]) -> list[Statement]:
        """The statements to answer with: of the passages, and where needed of the rest of their tables and sections."""
        if asked.query.sought.parts:
            passages = of_one(asked.query.sought.parts, passages, several=bool(sides(asked.query)))
        with self._store.snapshot() as snapshot:
            between = snapshot.store.passages_between
            found = with_named_rows(asked.query.text, passages, between)
            if counted(asked.query.text):
                found = with_ends(found, between)
            ranked = self.extractor.rank(asked, found)
            rest = missing_rows(passages, between) if direction(asked.query.text) else []
            points = outlined(
                asked.query.text, passages, between, lambda text: self.extractor.support.coverage(asked, text)
            )
        return self.extractor.choose(asked, ranked, rest, points)

    def lead(self, passage: Document) -> str:
        """What leads the sections that a passage stands in."""
        with self._store.snapshot() as snapshot:
            return lead_of(passage, snapshot.store.passages_between)

    def _around(self, passages: Sequence[Document]) -> list[Around]:
        with self._store.snapshot() as snapshot:
            return around(passages, snapshot.store.passages_between)

    def _from_passages(self, question: str, passages: Sequence[Document], draft: Draft) -> Iterator[str]:
        asked = self.ask(question)
        chosen = self.choose(asked, passages)
        retrieved = {passage.id for passage in passages}
        also = list({s.passage.id: s.passage for s in chosen if s.passage.id not in retrieved}.values())
        behind = [passage for passage in passages[WEIGHED:] if any(one.passage is passage for one in chosen)]
        reading = read(asked, passages, self.extractor.support, [*behind, *also], self.lead)
        decision = decided(asked, chosen, reading, self.extractor.support)
        draft.confidence = decision.confidence
        if absent(asked.query.sought.parts, passages):
            draft.confidence = 0.0
        if draft.confidence < THRESHOLD:
            draft.text = refusal_text(question, passages, reading)
            yield draft.text
            return
        draft.answered = True
        chosen = decision.statements
        draft.citations = cite_statements(chosen)
        draft.passages = [passage for passage in also if any(one.passage is passage for one in chosen)]
        for cited, said in zip(draft.citations, phrases(chosen, asked, self.extractor.support), strict=True):
            piece = f"{inert(said)}[{cited.marker}]"
            piece = piece if cited.marker == 1 else f"\n\n{piece}"
            draft.text += piece
            yield piece
        if sums := computed(asked, chosen, self.extractor.support):
            draft.text += f"\n\n{sums}"
            yield f"\n\n{sums}"
        support = self.extractor.support
        lack = untold_years(question, asked, chosen) or untold_figures(question, asked, chosen, support)
        if lack:
            draft.text += f"\n\n{lack}"
            yield f"\n\n{lack}"

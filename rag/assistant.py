"""The assistant: the one way in for the page, the command line, programs and evaluations."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.documents import Document

from corpus import document_of, offset_of
from index import KnowledgeStore, SyncReport, remove, sync
from index.knowledge import Filter
from index.sync import Progress
from index.synonyms import ThesaurusError, thesaurus
from rag.answerer import Answerer
from rag.draft import Draft
from rag.extract import DEPTH, alike
from rag.goes_on import goes_on
from rag.question import together, understand
from rag.reranker import load_reranker
from rag.retrieve import HybridRetriever
from rag.rewrite import fused
from rag.settings import Settings, SettingsError
from rag.tuned import load_tuned
from rag.types import Answer, Citation
from rag.weights import Weights

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import Runnable

    from corpus.inspection import Inspection

SHIPPED = Weights()


class Assistant:
    """Answers questions from the documents in an index, with citations.

    Args:
        store: the index.
        settings: what is not said here; None means the environment's.
        model: a LangChain chat model for fluent answers; None means the one in the settings, if any.
        weights: of the ranking; those that the index was tuned with, where it was.
    """

    def __init__(
        self,
        store: KnowledgeStore,
        settings: Settings | None = None,
        model: BaseChatModel | None = None,
        weights: Weights = SHIPPED,
    ) -> None:
        self.store = store
        self.settings = settings or Settings()
        self.retriever = retriever(store, self.settings, weights)
        self._model = model

    @classmethod
    def open(
        cls,
        index: str | Path | None = None,
        *,
        settings: Settings | None = None,
        create: bool = False,
        rebuild: bool = False,
        model: BaseChatModel | None = None,
    ) -> Assistant:
        """The assistant over the index in a folder.

        Args:
            index: the folder; None means that of the settings (``WENJU_INDEX``, else ``.wenju``).
            settings: None means the environment's.
            create: start an index where there is none.
            rebuild: open an index that was made with other settings, in order to rebuild it.
            model: a chat model instead of that in the settings.

        Raises:
            StoreMissing: there is no index, and `create` is false.
            StoreMismatch: it was made with another embedding model or splitter.
            ModelMissing: the embedding model is not on this machine.
            TunedDamaged: what `wenju tune` left for the index cannot be read.
        """
        settings = settings or Settings()
        folder = Path(index) if index is not None else settings.index
        embeddings, weights = load_tuned(folder, settings)
        store = KnowledgeStore(folder, embeddings, create=create, rebuild=rebuild)
        return cls(store, settings, model, weights)

    def warm_up(self) -> None:
        """Loads dictionaries and tables, and computes what is kept of passages, before the first question is asked.

        Seconds, where there are thousands of passages; safe beside questions in other threads.

        Raises:
            StoreError: the index cannot be read.
        """
        asked = "热身 warm-up"
        self._answerer.choose(self._answerer.ask(asked), self.search(asked))  # what a chat model says costs money
        self.retriever.warm_up(self._answerer.warm_up)

    def answer(
        self, question: str, history: Sequence[str] = (), k: int | None = None, filter: Filter | None = None
    ) -> Answer:
        """The answer to a question, or a refusal with the nearest passages.

        Args:
            question: in any language that the documents or the question's readers speak.
            history: earlier questions of the same conversation, oldest first.
            k: how many passages to retrieve; None means the settings'.
            filter: restricts the documents (keys ``document``, ``source``, ``title``).
        """
        *_, last = self.stream(question, history, k, filter)
        assert isinstance(last, Answer)
        return last

    def stream(
        self,
        question: str,
        history: Sequence[str] = (),
        k: int | None = None,
        filter: Filter | None = None,
        *,
        passages: Sequence[Document] | None = None,
    ) -> Iterator[str | Answer]:
        """The answer as it comes: pieces of text, then the finished `Answer`.

        The pieces joined are the answer's text: what a language model says is shown a checked
        sentence at a time, and no marker that was shown is taken back.
        `passages`: answer from these instead of retrieving, the question being understood already.
        """
        started = time.perf_counter()
        understood = question if passages is not None else self.understand(question, history, filter)
        found = list(passages) if passages is not None else self._found(understood, k, filter)
        retrieved = time.perf_counter()
        draft = Draft()
        yield from self._answerer.stream(understood, found, draft)
        finished = time.perf_counter()
        yield Answer(
            question=question,
            text=draft.text,
            answered=draft.answered,
            citations=tuple(draft.citations),
            passages=(*found, *draft.passages),
            timings={
                "retrieve": 1000 * (retrieved - started),
                "answer": 1000 * (finished - retrieved),
                "total": 1000 * (finished - started),
            },
            understood=understood if understood != question.strip() else "",
            notice=draft.notice,
            confidence=draft.confidence,
            sentences=tuple(draft.verdicts),
        )

    def _found(self, question: str, k: int | None, filter: Filter | None) -> list[Document]:
        """The passages for an answer: those of the search, together with those of the model's own wordings, if any."""
        found = self.retriever.search(question, k, filter)
        # 「2022年陕西服务贸易出口多少？」: a whole report is about that
        if k is None and not self.has_model and alike(found):
            found = self.retriever.search(question, max(len(found), DEPTH), filter)
        others = self._answerer.other_searches(question)
        if not others:
            return found
        searched = [self.retriever.search(text, k, filter) for text in others]
        return fused([found, *searched], self.settings.k if k is None else k)

    def search(
        self, question: str, k: int = 10, filter: Filter | None = None, history: Sequence[str] = ()
    ) -> list[Document]:
        """The `k` best passages, best first, with ``score`` in [0, 1] in their metadata."""
        return self.retriever.search(self.understand(question, history, filter), k, filter)

    def understand(self, question: str, history: Sequence[str] = (), filter: Filter | None = None) -> str:
        """The question on its own: completed from earlier ones where it leans on them, else as it is.

        Its wording tells (`rag.question.understand`), or what is found (`rag.goes_on`).
        """
        understood = understand(question, history)
        both = together(question, history)
        if both == understood:
            return understood
        alone = self.retriever.search(understood, 1, filter)
        found = self.retriever.search(both, 1, filter)
        return both if goes_on(understood, "\n".join(history), alone, found) else understood

    def sync(
        self, paths: Iterable[str | Path], *, rebuild: bool = False, progress: Progress | None = None
    ) -> SyncReport:
        """Brings the index into step with files and folders; see `index.sync.sync`."""
        return sync(self.store, paths, rebuild=rebuild, progress=progress)

    def remove(self, paths: Iterable[str | Path]) -> SyncReport:
        """Takes files, and all files in folders, out of the index; the files themselves stay."""
        return remove(self.store, paths)

    def documents(self) -> list[dict[str, Any]]:
        """The indexed documents: id, title, source, characters, passages, properties, health."""
        return self.store.store.documents()

    def inspect(self, document: str) -> Inspection | None:
        """How an indexed document was read, from its passages; None when there is none with this id."""
        from corpus.inspection import inspect

        source = self.store.store.source(document)
        if source is None:
            return None
        return inspect(source, self.store.store.passages_between(document, 0, len(source.text)))

    def text(self, document: str) -> str:
        """The canonical text of a document; empty when there is none with this id."""
        text = self.store.store.text(document)
        # A text that a program added is a document of its own, under the id of its only passage.
        return text or next((passage.page_content for passage in self.store.get_by_ids([document])), "")

    def section_text(self, cited: Citation | Document, around: int = 600) -> tuple[str, int, int]:
        """A quote within its section: text, and where the quote stands in it (half-open).

        The text reaches at most `around` characters beyond the quote on either side, to a line end,
        and not beyond the section that holds the quote's own (a case, a chapter).
        """
        if isinstance(cited, Citation):
            document, start, end = cited.document, cited.start, cited.end
        else:
            start = offset_of(cited)
            document, end = document_of(cited), start + len(cited.page_content)
        text = self.text(document)
        if not text:
            quote = cited.quote if isinstance(cited, Citation) else cited.page_content
            return quote, 0, len(quote)
        first, last = self._section_range(document, start, end, around) or (0, len(text))
        low, high = max(first, start - around), min(last, end + around)
        if low > first:  # start with a whole line, if one starts before the quote
            low = text.find("\n", low, start) + 1 or low
        if high < last:
            high = max(text.rfind("\n", end, high), end) if "\n" in text[end:high] else high
        return text[low:high], start - low, end - low

    def _section_range(self, document: str, start: int, end: int, around: int) -> tuple[int, int] | None:
        """Where the section above that of the quote begins and ends, looked for `around` the quote only; else None."""
        near = self.store.store.passages_between(document, start - around, end + around)
        at = next((i for i, p in enumerate(near) if offset_of(p) <= start < offset_of(p) + len(p.page_content)), None)
        if at is None:
            return None
        section = near[at].metadata["section"]
        above = section[: max(1, len(section) - 1)]
        low = high = at
        while low and near[low - 1].metadata["section"][: len(above)] == above:
            low -= 1
        while high + 1 < len(near) and near[high + 1].metadata["section"][: len(above)] == above:
            high += 1
        return offset_of(near[low]), max(end, offset_of(near[high]) + len(near[high].page_content))

    @property
    def has_model(self) -> bool:
        """Whether a chat model is configured."""
        return self._model is not None or bool(self.settings.model)

    def chain(self) -> Runnable[dict[str, Any], dict[str, Any]]:
        """The assistant as a LangChain retrieval chain (``input``, ``chat_history`` → ``context``, ``answer``)."""
        from rag.chain import retrieval_chain

        return retrieval_chain(self)

    @cached_property
    def _answerer(self) -> Answerer:
        return Answerer(self.store, self.retriever.static, self.settings, self._model, self.retriever.thesaurus)


def retriever(store: KnowledgeStore, settings: Settings, weights: Weights = SHIPPED) -> HybridRetriever:
    """The retriever over an index, as the settings have it, with these ranking weights.

    Raises:
        SettingsError: the thesaurus that they name cannot be read.
        ModelMissing: the reranker that they name is not on this machine.
    """
    try:
        words = thesaurus(settings.thesaurus.expanduser()) if settings.thesaurus else None
    except ThesaurusError as error:
        raise SettingsError(f"settings (WENJU_THESAURUS): {error}") from error
    return HybridRetriever(
        store=store,
        k=settings.k,
        weights=weights,
        thesaurus=words,
        reranker=load_reranker(settings.reranker, **settings.model_options),
        rerank_depth=settings.rerank_depth,
    )

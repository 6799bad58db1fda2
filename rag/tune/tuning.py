"""``wenju tune``: tries what training on an index brings, and keeps what is better for sure."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from langchain_core.documents import Document

from index import KnowledgeStore, StoreMissing, load_embeddings
from index.embed import BUILTIN, BUILTIN_PATH, StaticEmbeddings
from index.embedder import Embedder
from index.static_table import read_table, write_table
from rag.assistant import retriever
from rag.retrieve import HybridRetriever
from rag.settings import Settings
from rag.tune.keeping import TEMPORARY, Found, keep, opened, tidy
from rag.tune.measure import FEWEST, candidates, gain, look, measured
from rag.tune.model import Recipe, adapted
from rag.tune.parts import parted
from rag.tune.questions import ASKED, Question, made
from rag.tune.ranking import fit
from rag.tune.report import Outcome, Report
from rag.tune.trial import trial
from rag.tuned import load_tuned
from rag.weights import Weights

Told = Callable[[int, int, str], None]
"""Called with what is done, what there is to do, and the name of the step."""
Asked = Callable[[Sequence[Document]], Sequence[Question]]
"""Gives questions of people, with the passages of the index that answer them."""

PULL = 4.0
"""How hard the weights are held where they were, counted in questions of people: the ridge times their number."""
MADE = 0.2
"""What a made question counts beside one that a person asked, when the weights are fitted."""
RECIPE = Recipe()
MOST = {"ranking": 100, "held out": 200}
"""So many made questions of a part are asked at most, and as many of people's; a search takes most of the time."""
LARGE = 5_000
"""From so many passages on, half of them: a search takes longer."""


class NothingToTune(ValueError):
    """There is too little in the index to learn from."""


def tune(
    index: Path,
    settings: Settings,
    asked: Asked | None = None,
    *,
    recipe: Recipe = RECIPE,
    seed: int = 0,
    told: Told | None = None,
) -> Report:
    """Trains model and ranking weights on a part of an index, measures on another part, keeps what is better.

    Model and weights are compared with those that come with the program, each for itself, and kept only
    if their gain on the part held out is one with 90 % confidence. What was tuned before stays as it is
    if nothing is. Stopped at any moment, it leaves an index that works, tuned as before or anew.

    Args:
        index: folder of the index.
        settings: of this program.
        asked: questions of people beside those made from the documents.
        recipe: how far the model is moved.
        seed: of all that is drawn.
        told: hears how far it is.

    Raises:
        StoreError: the index cannot be opened.
        NothingToTune: it holds too little.
    """
    if not index.is_dir():
        raise StoreMissing(index)
    tidy(index)
    with tempfile.TemporaryDirectory(prefix=TEMPORARY, dir=index, ignore_cleanup_errors=True) as folder:
        found = explore(index, settings, Path(folder), asked, recipe=recipe, seed=seed, told=told)
        keep(index, found)
    return found.report


def explore(
    index: Path,
    settings: Settings,
    folder: Path,
    asked: Asked | None = None,
    *,
    recipe: Recipe = RECIPE,
    seed: int = 0,
    told: Told | None = None,
) -> Found:
    """Trains and measures, and changes nothing but what is in `folder`; see `tune`."""

    def step(name: str) -> Callable[[int, int], None] | None:
        return (lambda done, total: told(done, total, name)) if told else None

    def searching(store: KnowledgeStore) -> HybridRetriever:
        # A cross-encoder behind the ranking would hide what the weights are worth.
        return retriever(store, settings.model_copy(update={"reranker": ""}))

    with ExitStack() as stack:
        opening = partial(opened, stack)
        store = opening(lambda: KnowledgeStore(index, load_tuned(index, settings)[0]))
        with store.snapshot() as snapshot:
            passages = list(snapshot.store.passages(snapshot.store.numbers()).values())
        parts = parted([*made(passages, seed), *(asked(passages) if asked else ())], passages, seed)
        size = 2 if len(passages) >= LARGE else 1
        held_out = _sample(parts.held_out, MOST["held out"] // size)
        if len(held_out) < FEWEST or not parts.ranking:
            raise NothingToTune(
                f"{len(passages)} passages give only {len(held_out)} questions to measure on: too few to prove anything"
            )
        report = Report.of(parts)
        shipped = load_embeddings(settings.embedding, **settings.embedding_options)
        found = Found(report, shipped)
        best = store
        if Embedder(shipped).fingerprint != Embedder(store.embeddings).fingerprint:
            best = opening(lambda: trial(store, shipped, folder / "shipped", step("index as it comes")))
        search = searching(best)
        looked = look(search, held_out, step("measuring as it comes"))
        before = measured(search, looked, Weights())
        if settings.embedding == BUILTIN:
            table = adapted(read_table(BUILTIN_PATH), parts.model, recipe, seed, step("training the model"))
            found.model = folder / "model"
            write_table(table, found.model)
            tried = opening(lambda: trial(store, StaticEmbeddings(found.model), folder / "tuned", step("index, tuned")))
            other = searching(tried)
            looked_anew = look(other, held_out, step("measuring the model"))
            after = measured(other, looked_anew, Weights())
            report.outcomes["model"] = compared(held_out, before, after, seed)
            if report.outcomes["model"].better:
                search, looked, before = other, looked_anew, after
        ranking = _sample(parts.ranking, MOST["ranking"] // size)
        worth = [1.0 if question.kind == ASKED else MADE for question in ranking]
        rows = candidates(look(search, ranking, step("fitting the weights")), worth)
        found.weights = fit(rows, PULL / sum(worth), Weights())
        report.outcomes["weights"] = compared(held_out, before, measured(search, looked, found.weights), seed)
    report.kept = [name for name, outcome in report.outcomes.items() if outcome.better]
    return found


def compared(questions: Sequence[Question], before: Sequence[float], after: Sequence[float], seed: int = 0) -> Outcome:
    """What a change brings on questions made and asked; those asked decide, if there are enough of them."""
    gains = {}
    for kind in ("asked", "made"):
        rows = [i for i, question in enumerate(questions) if (question.kind == ASKED) == (kind == "asked")]
        if rows:
            old, new = ([values[i] for i in rows] for values in (before, after))
            gains[kind] = gain([questions[i] for i in rows], old, new, seed)
    asked = "asked" in gains and (gains["asked"].questions >= FEWEST or "made" not in gains)
    return Outcome(gains, "asked" if asked else "made")


def _sample(questions: Sequence[Question], most: int) -> list[Question]:
    """At most so many of those that were made, of each kind alike where there are enough, and of those asked."""
    by_kind: dict[str, list[Question]] = {}
    for question in questions:
        by_kind.setdefault(question.kind, []).append(question)
    found = _spread(by_kind.pop(ASKED, []), most)
    for left, kind in zip(range(len(by_kind), 0, -1), sorted(by_kind, key=lambda k: len(by_kind[k])), strict=True):
        some = _spread(by_kind[kind], most // left)
        found += some
        most -= len(some)
    return found


def _spread(questions: list[Question], most: int) -> list[Question]:
    if len(questions) <= most:
        return questions
    return [questions[i * len(questions) // most] for i in range(most)]

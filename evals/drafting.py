"""Questions drafted by rule from an index: from tables, figures, definitions and headings, without a language model.

A draft has its evidence, so it measures retrieval at once; its words are those of the document, so
it measures the easy part only. People make it better: see `evals.inbox`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, groupby

from langchain_core.documents import Document

from corpus import document_of, offset_of
from evals import drafting_sections, drafting_tables, drafting_text
from evals.dataset import Question
from evals.drafting_twins import twins
from index.passage import about

Drafter = Callable[[Sequence[Document]], Iterator[Question]]


def _each(rule: Callable[[Document], Iterator[Question]]) -> Drafter:
    return lambda passages: chain.from_iterable(map(rule, passages))


def _tables(rule: Drafter) -> Drafter:
    """`rule` for each table, which may be in several passages."""

    def drafter(passages: Sequence[Document]) -> Iterator[Question]:
        parts = [passage for passage in passages if passage.metadata.get("kind") == "table"]
        for _, table in groupby(parts, key=lambda passage: (about(passage)[1], about(passage)[2])):
            yield from rule(list(table))

    return drafter


DRAFTERS: dict[str, tuple[Drafter, ...]] = {
    "number": (_each(drafting_text.figures),),
    "table": (_tables(drafting_tables.cells),),
    "list": (drafting_sections.outlines, drafting_sections.enumerations),
    "definition": (_each(drafting_text.definitions),),
    "maximum": (_tables(drafting_tables.maxima),),
    "date": (_each(drafting_text.dates),),
    "provider": (drafting_sections.providers,),
}
"""Kind of question → what drafts it from the passages of a document, in order."""
KINDS = (*DRAFTERS, "document number", "unanswerable")
"""All kinds that are drafted by rule."""


def draft(
    passages: Iterable[Document], count: int, seed: int = 0, kinds: Iterable[str] | None = None
) -> list[Question]:
    """At most `count` questions, spread over kinds and documents; the same passages and seed give the same ones.

    Args:
        passages: of an index, from files.
        count: how many.
        seed: of the choice among all that could be asked.
        kinds: some of `KINDS`; None means all.

    Returns:
        Questions with their evidence and, but for definitions and lists, what an answer must hold;
        `note` says which rule drafted each. Those of the kind unanswerable have no evidence: they
        ask for a year or place that no passage names.
    """
    wanted = set(KINDS if kinds is None else kinds)
    given = sorted(passages, key=lambda passage: (document_of(passage), offset_of(passage)))
    found: dict[str, Question] = {}
    for _, group in groupby(given, key=document_of):
        document = list(group)
        for drafter in chain.from_iterable(DRAFTERS.values()):
            for question in drafter(document):
                found.setdefault(question.question, question)
    made = twins(list(found.values()), given) if "unanswerable" in wanted else ()
    groups: dict[str, dict[str, list[Question]]] = {}
    for question in chain(found.values(), made):
        if question.kind in wanted:
            groups.setdefault(question.kind, {}).setdefault(question.document, []).append(question)
    return _spread(groups, count, random.Random(seed))


def _spread(groups: dict[str, dict[str, list[Question]]], count: int, chance: random.Random) -> list[Question]:
    """Of each kind in turn one question, of each document in turn."""
    queues: list[list[Question]] = []
    for kind in sorted(groups, key=KINDS.index):
        documents = [groups[kind][name] for name in sorted(groups[kind])]
        chance.shuffle(documents)
        for questions in documents:
            chance.shuffle(questions)
        rounds = range(max(map(len, documents)))
        queues.append([questions[at] for at in rounds for questions in documents if at < len(questions)][::-1])
    chosen: list[Question] = []
    asked: set[str] = set()
    while len(chosen) < count and any(queues):
        for queue in queues:
            if queue and len(chosen) < count and (question := queue.pop()).question not in asked:
                asked.add(question.question)
                chosen.append(question)
    return chosen

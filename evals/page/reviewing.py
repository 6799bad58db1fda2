"""What a reviewer sees of a question and may make of it, free of the page's framework."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from langchain_core.documents import Document

from evals.dataset import Evidence, Question
from evals.judge import same_place
from evals.page.words import words
from rag.assistant import Assistant
from rag.page.markup import highlighted, inert, where

_NAME = re.compile(r"^《(.+)》$")
_SHOWN = 8
"""Pieces of evidence shown in their place at most."""


@dataclass(frozen=True)
class Fields:
    """A question as the fields of the page have it."""

    question: str = ""
    kind: str = ""
    answer: str = ""
    must: str = ""
    evidence: str = ""


def fields_of(question: Question) -> Fields:
    """A question as fields."""
    must = "\n".join(" | ".join(spellings) for spellings in question.must)
    evidence = "\n\n".join(f"《{e.doc}》\n{e.quote}" for e in question.evidence)
    return Fields(question.question, question.kind, question.answer, must, evidence)


def edited(draft: Question, fields: Fields) -> Question:
    """The draft with what stands in the fields.

    Raises:
        ValueError: the evidence is not written as it must be: its first line in ``args[0]``.
    """
    must = [tuple(filter(None, map(str.strip, line.split("|")))) for line in fields.must.split("\n")]
    evidence = []
    for block in re.split(r"\n[ ]*\n", fields.evidence.replace("\r", "").strip("\n")):
        name, _, quote = block.strip("\n").partition("\n")
        if not block.strip():
            continue
        if not (match := _NAME.match(name.strip())):
            raise ValueError(name)
        evidence.append(Evidence(match[1], quote.strip("\n ")))
    grades = {(e.doc, e.quote): e.grade for e in draft.evidence}
    return replace(
        draft,
        question=fields.question.strip(),
        kind=fields.kind.strip(),
        answer=fields.answer.strip(),
        must=tuple(filter(None, must)),
        evidence=tuple(replace(e, grade=grades.get((e.doc, e.quote), 1)) for e in evidence),
    )


class Shelf:
    """The documents by the names that evidence has for them.

    Args:
        assistant: over the index.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._sources = {str(document["id"]): str(document["source"]) for document in assistant.documents()}

    def has(self, name: str) -> bool:
        """Whether there is a document of this name."""
        return any(same_place(name, source) for source in self._sources.values())

    def place(self, evidence: Evidence) -> Document | None:
        """Where a quote stands, as a passage with its section; None when it stands nowhere."""
        for document, source in self._sources.items():
            if not same_place(evidence.doc, source):
                continue
            start = self._assistant.text(document).find(evidence.quote)
            if evidence.quote and start >= 0:
                around = self._assistant.store.store.passages_between(document, start, start + len(evidence.quote))
                meta = around[0].metadata if around else {}
                return Document(evidence.quote, metadata={**meta, "document": document, "start": start})
        return None

    def context(self, passage: Document) -> tuple[str, int, int]:
        """The text around a passage, and where it stands in it."""
        return self._assistant.section_text(passage, around=300)


def faults(question: Question, shelf: Shelf, language: str) -> list[str]:
    """What stands against accepting a question, in `language`."""
    say = words(language)
    found = [] if question.question else [say["no_question"]]
    for evidence in question.evidence:
        if not shelf.has(evidence.doc):
            found.append(say["no_document"].format(doc=evidence.doc))
        elif not evidence.quote:
            found.append(say["empty_quote"].format(doc=evidence.doc))
        elif shelf.place(evidence) is None:
            found.append(say["no_quote"].format(doc=evidence.doc, quote=evidence.quote[:60]))
    return found


def doubts(question: Question, language: str) -> list[str]:
    """What a reviewer may have overlooked in a question, in `language`."""
    say = words(language)
    if question.must and not question.evidence:
        return [say["must_refusal"]]
    known = re.sub(r"\s+", "", question.answer + "".join(e.quote for e in question.evidence))
    return [
        say["must_strange"].format(must=" | ".join(spellings))
        for spellings in question.must
        if not any(re.sub(r"\s+", "", spelling) in known for spelling in spellings)
    ]


def evidence_html(question: Question | None, shelf: Shelf, language: str) -> str:
    """The evidence of a question in its sections, the quotes marked."""
    say = words(language)
    if question is None:
        return f'<div class="wj-none"><b>{say["review_empty"]}</b><p>{say["review_empty_text"]}</p></div>'
    items = [_shown(evidence, shelf, say, language) for evidence in question.evidence[:_SHOWN]]
    body = "".join(items) or f'<p class="wj-none">{say["evidence_none"]}</p>'
    more = len(question.evidence) - len(items)
    rest = f'<p class="wj-small">+ {more}</p>' if more > 0 else ""
    note = f'<p class="wj-small">{inert(question.note)}</p>' if question.note else ""
    asked = say["history"] + "；".join(question.history) if question.history else ""
    history = f'<p class="wj-small">{inert(asked)}</p>' if asked else ""
    return f'<div class="wj-panel wj-review"><h3>{say["evidence_shown"]}</h3>{history}{body}{rest}{note}</div>'


def _shown(evidence: Evidence, shelf: Shelf, say: Mapping[str, str], language: str) -> str:
    passage = shelf.place(evidence)
    if passage is None:
        (why,) = faults(Question("", "?", evidence=(evidence,)), shelf, language)
        return f'<p class="wj-notice">{inert(why)}</p>'
    head = where(passage.metadata, {"page": "{n}"})
    context = highlighted(*shelf.context(passage))
    return (
        f'<div class="wj-evidence"><p class="wj-head"><b>{inert(head)}</b>'
        f'<span class="wj-path">{inert(evidence.doc)}</span></p><div class="wj-context">{context}</div></div>'
    )


def next_draft(drafts: Sequence[Question], kind: str, skipped: Sequence[str]) -> Question | None:
    """The draft to review: the first of the kind (empty: of any) that was not skipped, else the first skipped one."""
    wanted = [question for question in drafts if not kind or question.kind == kind]
    return next((question for question in wanted if question.id not in skipped), next(iter(wanted), None))

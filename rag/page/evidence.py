"""The evidence panel: each cited passage in its surroundings, the quote highlighted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from langchain_core.documents import Document

from rag.page.conversation import Turn
from rag.page.markup import highlighted, inert, path_of, where
from rag.page.why import why_link
from rag.page.words import words
from rag.types import Citation

NEAREST = 4
"""Passages under a refusal that are in plain sight."""


def evidence_html(turns: Sequence[Turn], language: str) -> str:
    """The evidence panel: what every turn stands on; the last turn is shown until a marker is clicked."""
    say = words(language)
    sections = []
    for turn in turns:
        answer = turn.answer
        if answer is None or not (answer.citations or answer.passages):
            continue
        head = f"<h4><span>{say['turn'].format(n=turn.number)}</span> {inert(turn.question)}</h4>"
        items = "".join(
            _evidence(turn, citation, context, say, first=not at)
            for at, (citation, context) in enumerate(zip(answer.citations, turn.contexts, strict=False))
        )
        others = [
            _nearest(turn.number, at, p, say, first=at == 1 and not answer.answered)
            for at, p in enumerate(answer.other_passages, 1)
        ]
        shown = 0 if answer.answered else NEAREST
        if others[:shown]:
            items += f"<h5>{say['nearest']}</h5>{''.join(others[:shown])}"
        if others[shown:]:
            label = say["others" if answer.answered else "more"].format(n=len(others[shown:]))
            items += f'<details class="wj-others"><summary>{label}</summary>{"".join(others[shown:])}</details>'
        back = f'<a class="wj-cite wj-back" href="#wj-t{turn.number}">↑ {say["back"]}</a>'
        sections.append(f'<section class="wj-turn" id="wj-e{turn.number}">{head}{items}{back}</section>')
    body = "".join(sections) or f'<p class="wj-none">{say["evidence_none"]}</p>'
    return f'<div class="wj-panel"><h3>{say["evidence"]}</h3>{body}</div>'


def cited_key(turn: int, citation: Citation) -> str:
    """The id of the evidence for a citation."""
    return f"wj-t{turn}-c{citation.marker}"


def near_key(turn: int, at: int) -> str:
    """The id of a passage that the answer does not cite, of which this is the `at`-th, counted from 1."""
    return f"wj-t{turn}-p{at}"


def _evidence(
    turn: Turn, citation: Citation, context: tuple[str, int, int], say: Mapping[str, str], *, first: bool
) -> str:
    source = f"{where(citation, say)} ({PurePosixPath(citation.source).name})"
    return (
        f'<details class="wj-evidence" id="{cited_key(turn.number, citation)}"{" open" if first else ""}>'
        f'<summary><span class="wj-number">[{citation.marker}]</span> <b>{inert(citation.title)}</b>'
        f'<span class="wj-path">{inert(path_of(citation.section, citation.page, say))}</span></summary>'
        f'<div class="wj-context">{highlighted(*context)}</div>'
        f'<p class="wj-source"><span>{inert(source)}</span> '
        f'<a class="wj-copy" href="#" title="{say["copied"]}">{say["copy_source"]}</a></p>'
        f"{why_link(cited_key(turn.number, citation), say)}</details>"
    )


def _nearest(turn: int, at: int, passage: Document, say: Mapping[str, str], *, first: bool) -> str:
    meta = passage.metadata
    title, path = str(meta.get("title", "")), path_of(meta.get("section", ()), meta.get("page"), say)
    text = passage.page_content
    return (
        f'<details class="wj-evidence" id="{near_key(turn, at)}"{" open" if first else ""}>'
        f'<summary><b>{inert(title)}</b><span class="wj-path">{inert(path)}</span></summary>'
        f'<div class="wj-context">{highlighted(text, 0, 0)}</div>{why_link(near_key(turn, at), say)}</details>'
    )

"""The conversation as chat messages: questions, answers with markers, refusals."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rag.page.markup import inert, where
from rag.page.words import words
from rag.types import Answer, Citation

_MARKER = re.compile(r"\[(\d{1,3})\]")
# Markers with the sign before and the point after them: no line begins with either.
_HELD = re.compile(r"[^\s\[\]]?(?:\[\d{1,3}\])+[。；，、：！？,.;:!?]?")
_ITEM = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.、)])\s+")


@dataclass
class Turn:
    """A question on the page and what came of it."""

    number: int
    """From 1, in the order of asking: the ids on the page are made of it."""
    question: str
    text: str = ""
    """What has been streamed so far."""
    answer: Answer | None = None
    contexts: list[tuple[str, int, int]] = field(default_factory=list)
    """For each citation the text around it, and where the quote stands in it."""
    error: str = ""
    liked: bool | None = None
    """What the reader said of the answer, if anything."""
    running: bool = True
    scope: tuple[str, ...] = ()
    """The documents that it was limited to, by id; none: all."""
    complete: bool = False
    """Whether it was asked as it stands: nothing before it is read into it."""


def before(turns: Sequence[Turn], number: int) -> list[str]:
    """The questions that the turn `number` goes on from, oldest first: back to the last that was asked as it stands."""
    earlier = [turn for turn in turns if turn.number <= number]
    start = max((at for at, turn in enumerate(earlier) if turn.complete), default=0)
    return [turn.question for turn in earlier[start:] if turn.number < number and not turn.error]


def messages(turns: Sequence[Turn], language: str, *, thumbs: bool = False) -> list[dict[str, str]]:
    """The conversation as the chat component takes it; with thumbs under each answer, if they are wanted."""
    found = []
    for turn in turns:
        found.append({"role": "user", "content": question_html(turn)})
        found.append({"role": "assistant", "content": message_html(turn, language, thumbs=thumbs)})
    return found


def question_html(turn: Turn) -> str:
    """The question as a chat message."""
    return f'<div class="wj-question" id="wj-t{turn.number}">{inert(turn.question)}</div>'


def message_html(turn: Turn, language: str, *, thumbs: bool = False) -> str:
    """The answer as a chat message: text with markers, sources, and how it came about."""
    say = words(language)
    if turn.error:
        return f'<div class="wj-message wj-error"><b>{say["error"]}</b><p>{inert(turn.error)}</p></div>'
    answer = turn.answer
    if answer is None:
        state = say["working"] if turn.running else say["stopped"]
        text = _paragraphs(turn.text, turn.number, {})
        return f'<div class="wj-message"><div class="wj-text">{text}</div><p class="wj-small">{state}</p></div>'
    text = _paragraphs(answer.text, turn.number, {c.marker: c for c in answer.citations})
    parts = []
    if answer.understood and answer.understood != answer.question:
        parts.append(_understood(turn.number, answer.understood, say))
    if answer.notice:
        parts.append(f'<p class="wj-notice">{inert(answer.notice)}</p>')
    if not answer.answered:
        near = f'<p><a class="wj-cite wj-near" href="#wj-t{turn.number}-p1">{say["refused_more"]} ›</a></p>'
        near = near if answer.other_passages else ""
        parts.append(f'<div class="wj-refusal"><b>{say["refused"]}</b><div class="wj-text">{text}</div>{near}</div>')
        parts.append(f'<p class="wj-small wj-after">{_thumbs(turn, say)}</p>' if thumbs else "")
    else:
        places: dict[str, list[str]] = {}
        for citation in answer.citations:
            places.setdefault(where(citation, say), []).append(_marker(turn.number, citation))
        sources = "".join(
            f'<li><span class="wj-number">{"".join(markers)}</span> {inert(place)}</li>'
            for place, markers in places.items()
        )
        parts.append(
            f'<div class="wj-text">{text}</div>' + (f'<ul class="wj-sources">{sources}</ul>' if sources else "")
        )
        took = answer.timings.get("total")
        count = len(answer.citations)
        facts = [say["cited_one" if count == 1 else "cited"].format(n=count)] if count else []
        facts += [say["seconds"].format(n=f"{took / 1000:.1f}" if took >= 50 else "<0.1")] if took is not None else []
        parts.append(
            f'<p class="wj-small wj-foot"><span>{" · ".join(map(inert, facts))}</span>'
            f"{_thumbs(turn, say) if thumbs else ''}"
            f'<a class="wj-copy wj-copy-answer" href="#" title="{say["copied"]}">{say["copy"]}</a></p>'
        )
    return f'<div class="wj-message">{"".join(parts)}</div>'


def _thumbs(turn: Turn, say: Mapping[str, str]) -> str:
    """Two links with which the reader says what the answer is worth."""
    links = [
        f'<a class="wj-thumb{" wj-on" if turn.liked is liked else ""}" href="#wj-t{turn.number}-{way}" '
        f'role="button" title="{say[f"thumb_{way}_text"]}">{say[f"thumb_{way}"]}</a>'
        for way, liked in (("up", True), ("down", False))
    ]
    return f'<span class="wj-thumbs">{"".join(links)}</span>'


def _understood(number: int, question: str, say: Mapping[str, str]) -> str:
    """The question as it was searched for, and a link with which the reader corrects it there."""
    link = f'<a class="wj-mend" href="#wj-t{number}" role="button" title="{say["mend_ask"]}">{say["mend"]}</a>'
    shown = f'{say["understood"]}<span class="wj-understood">{inert(question)}</span>'
    return f'<p class="wj-small wj-meant">{shown} {link}</p>'


def _paragraphs(text: str, turn: int, citations: Mapping[int, Citation]) -> str:
    """The text of an answer: paragraphs, list items and bold, which is all the formatting that it may have."""
    lines = []
    bold = re.compile(f"{re.escape(inert('**'))}(.+?){re.escape(inert('**'))}")
    for line in filter(str.strip, text.split("\n")):
        html, at = "", 0
        for held in _HELD.finditer(line):
            html += (
                inert(line[at : held.start()]) + f'<span class="wj-keep">{_markers(held[0], turn, citations)}</span>'
            )
            at = held.end()
        html = bold.sub(r"<b>\1</b>", html + inert(line[at:]))
        lines.append(f'<p class="wj-item">{html}</p>' if _ITEM.match(line) else f"<p>{html}</p>")
    return "".join(lines)


def _markers(text: str, turn: int, citations: Mapping[int, Citation]) -> str:
    """`text` with its markers as links; those of no citation, as while an answer is streamed, stay inert."""
    html, at = "", 0
    for match in _MARKER.finditer(text):
        citation = citations.get(int(match[1]))
        shown = _marker(turn, citation) if citation else f'<span class="wj-pending">{inert(match[0])}</span>'
        html += inert(text[at : match.start()]) + shown
        at = match.end()
    return html + inert(text[at:])


def _marker(turn: int, citation: Citation) -> str:
    label = inert(" › ".join((citation.title, *citation.section)))
    return f'<a class="wj-cite" href="#wj-t{turn}-c{citation.marker}" title="{label}">&#91;{citation.marker}&#93;</a>'

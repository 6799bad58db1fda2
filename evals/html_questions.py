"""The questions of a report that went wrong: what was wanted, what was found, what was said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from evals.dataset import Evidence
from evals.html_guide import watched
from evals.html_markup import Markup, el, figure, highlighted, join, text, words
from evals.judge import says
from evals.report import Report, Result

FOUND = 5
"""So many of the passages found are shown."""


def anchors(report: Report) -> dict[int, str]:
    """Of every result of a report, by its place, the id that links lead to: the question's own where it can be one."""
    taken: set[str] = set()
    ids = {}
    for place, result in enumerate(report.results):
        name = f"q-{result.question.id}"
        if not re.fullmatch(r"[\w.-]+", name, re.ASCII) or name in taken:
            name = f"question-{place + 1}"
        taken.add(name)
        ids[place] = name
    return ids


def reasons(result: Result, measure: str) -> list[str]:
    """Why a question is shown, in words; empty when nothing went wrong."""
    scores = result.scores
    k = measure.partition("@")[2]
    found = [
        ("crashed", bool(result.error)),
        (f"evidence missed{f' in {k}' if k else ''}", scores.get(measure, 1.0) < 1),
        ("fact missing", scores.get("must", 1.0) < 1 and result.answered is not False),
        ("not refused", scores.get("rejection", 1.0) < 1),
        ("wrongly refused", scores.get("false refusal", 0.0) > 0),
    ]
    return [name for name, is_so in found if is_so]


def failures(report: Report) -> Markup:
    """Every question that went wrong, by kind, with means to choose among them."""
    measure = watched(report)
    wrong = {id(result) for result in report.failures(measure)}
    ids = anchors(report)
    kinds: dict[str, list[tuple[str, Result]]] = {}
    for place, result in enumerate(report.results):
        if id(result) in wrong:
            kinds.setdefault(result.question.kind or "(none)", []).append((ids[place], result))
    if not kinds:
        return el("p", "None: every question went as it should.", class_="none")
    named = list(dict.fromkeys(why for rows in kinds.values() for _, r in rows for why in reasons(r, measure)))
    counts = {why: sum(why in reasons(r, measure) for rows in kinds.values() for _, r in rows) for why in named}
    ordered = dict(sorted(kinds.items()))
    links = [
        el("a", kind, " ", el("b", len(rows)), href=f"#kind-{i}") for i, (kind, rows) in enumerate(ordered.items())
    ]
    groups = [
        el(
            "section",
            words("h3", kind, id=f"kind-{i}"),
            *(question(result, anchor, measure) for anchor, result in rows),
            class_="kind",
        )
        for i, (kind, rows) in enumerate(ordered.items())
    ]
    total = sum(map(len, ordered.values()))
    return join([el("nav", *links, class_="chips", aria_label="Kinds"), _choice(list(ordered), counts, total), *groups])


def _choice(kinds: Sequence[str], counts: dict[str, int], total: int) -> Markup:
    every = el("option", "every kind", value="")
    kind = el("select", every, *(el("option", k, value=k) for k in kinds), id="by-kind", aria_label="Kind")
    options = [el("option", f"{why} ({n})", value=why) for why, n in counts.items()]
    why = el("select", el("option", "every reason", value=""), *options, id="by-reason", aria_label="Reason")
    search = el("input", type="search", id="by-text", placeholder="words in question or answer", aria_label="Words")
    button = el("button", "open all", type="button", id="open-all")
    count = el("output", f"{total} questions", id="shown")
    return el("form", kind, why, search, button, count, class_="choice", hidden=True)


def question(result: Result, anchor: str, measure: str) -> Markup:
    """A question that can be opened: its evidence with ranks, what was found instead, and the answer."""
    asked, why = result.question, reasons(result, measure)
    badges = [el("span", name, class_="badge crash" if name == "crashed" else "badge") for name in why]
    summary = el(
        "summary",
        words("span", asked.question, class_="asked"),
        el("span", el("code", asked.id), *badges, class_="badges"),
    )
    parts: list[object] = [words("p", f"Earlier: {' → '.join(asked.history)}", class_="note")] if asked.history else []
    if result.error:
        parts.append(el("p", "It failed: ", el("code", result.error), class_="error"))
    parts += [evidence(result), _answer(result), _found(result)]
    if asked.note:
        parts.append(words("p", f"Note: {asked.note}", class_="note"))
    chosen = {"id": anchor, "class_": "question", "data_kind": asked.kind or "(none)", "data_why": "|".join(why)}
    return el("details", summary, el("div", *parts, class_="inside"), **chosen)


def rank_of(rank: int | None) -> Markup:
    """A rank as a badge; one that was not found says so."""
    return el("span", f"rank {rank}" if rank else "not found", class_="rank" if rank else "rank missed")


def evidence(result: Result, ranked: bool = True) -> Markup:
    """The pieces of evidence with their documents and, if `ranked`, where each was found."""
    pieces = result.question.evidence
    if not pieces:
        return el("p", "The documents do not answer this question: the right answer is a refusal.", class_="note")
    ranks = result.ranks or [None] * len(pieces)
    shown = [
        el("li", rank_of(rank) if ranked else "", " ", _piece(piece))
        for piece, rank in zip(pieces, ranks, strict=False)
    ]
    return join([el("h4", "Evidence"), el("ul", *shown, class_="evidence")])


def _piece(piece: Evidence) -> Markup:
    quote = el("q", words("mark", piece.quote)) if piece.quote else el("em", "the whole document")
    return join([quote, " ", words("cite", piece.doc)])


def _answer(result: Result) -> Markup:
    asked = result.question
    parts: list[object] = []
    if asked.answer:
        parts.append(el("p", el("b", "Expected: "), words("span", asked.answer), class_="expected"))
    if missing := lacking(result):
        names = join((words("code", " / ".join(group)) for group in missing), " ")
        parts.append(el("p", el("b", "Missing: "), names, class_="missing"))
    if result.answer:
        said = "Refused" if result.answered is False else "Answered"
        sure = f" (confidence {figure(result.confidence, 2)})" if result.confidence is not None else ""
        parts.append(el("p", el("b", f"{said}{sure}: "), words("span", result.answer), class_="said"))
    return join([el("h4", "Answer"), *parts]) if parts else Markup()


def lacking(result: Result) -> list[tuple[str, ...]]:
    """The required facts that the answer does not hold; none where no answer was asked for."""
    if result.answered is None:
        return []
    said = result.answer if result.answered else ""
    return [tuple(group) for group in result.question.must if not says(said, group)]


def _found(result: Result) -> Markup:
    if not result.found:
        return el("p", "Nothing was found.", class_="note")
    held = {rank for rank in result.ranks if rank}
    rows = [_passage(row, place in held, result) for place, row in enumerate(result.found[:FOUND], 1)]
    more = len(result.found) - FOUND
    after = el("p", f"and {more} more", class_="note") if more > 0 else ""
    return join([el("h4", f"The first {min(FOUND, len(result.found))} found"), el("ol", *rows, class_="found"), after])


def _passage(row: dict[str, Any], holds: bool, result: Result) -> Markup:
    section = " › ".join(map(str, row.get("section") or []))
    page = f"p. {row['page']}" if row.get("page") else ""
    where = " · ".join(part for part in (str(row.get("document", "")), section, page) if part)
    score = row.get("score")
    at = el("span", figure(score), class_="score", title="score") if isinstance(score, float) and score else ""
    excerpt = str(row.get("text", ""))
    excerpt += "" if not excerpt or excerpt[-1] in "。！？!?.；;" else " …"
    marked = highlighted(excerpt, [e.quote for e in result.question.evidence])
    badge = el("span", "holds evidence", class_="rank") if holds else ""
    lang = {"lang": "zh-Hans"} if excerpt and not excerpt.isascii() else {}
    return el("li", el("div", text(where), " ", badge, at, class_="where"), el("div", marked, class_="excerpt", **lang))

"""Systems side by side: the contrasts, and the questions that changed."""

from __future__ import annotations

from collections.abc import Sequence

from evals.compare import Contrast, changed, paired
from evals.html_guide import lower_is_better, slug, watched
from evals.html_markup import Markup, el, figure, join, signed, words
from evals.html_plots import forest_plot, names_of
from evals.html_questions import evidence, rank_of
from evals.plots import p
from evals.report import Report, Result

_VERDICT = {True: "▲ better", False: "▼ worse", None: "● noise"}
_CLASS = {True: "better", False: "worse", None: "same"}
LIMIT = 200
"""So many questions that changed are shown of a system; the report says how many more there are."""


def comparison(base: str, contrasts: Sequence[Contrast]) -> Markup:
    """Of every other system its differences from the first, named `base`: drawn, and as a table."""
    by_system: dict[str, list[Contrast]] = {}
    for contrast in contrasts:
        by_system.setdefault(contrast.system, []).append(contrast)
    sections = []
    for system, some in by_system.items():
        inside = el("div", forest_plot(system, some), _table(some, base), class_="pair")
        sections.append(el("section", el("h3", f"{system} against {base}"), inside))
    return join(sections)


def changed_questions(report: Report, others: Sequence[Report]) -> Markup:
    """Of every other system the questions that came out otherwise than with the first, side by side.

    Raises:
        ValueError: the reports are not of the same questions.
    """
    names = names_of([report, *others])[1:]
    return join(_changes(report, other, name) for name, other in zip(names, others, strict=True))


def verdict(base: str, contrasts: Sequence[Contrast]) -> str:
    """What differs beyond noise, in a sentence for each system."""
    said = []
    for system in dict.fromkeys(c.system for c in contrasts):
        better = [c.measure for c in contrasts if c.system == system and c.better]
        worse = [c.measure for c in contrasts if c.system == system and c.better is False]
        parts = [f"{word} in {', '.join(some)}" for word, some in (("better", better), ("worse", worse)) if some]
        said.append(f"{system} is {' and '.join(parts) if parts else 'not different beyond noise'}")
    return f"Against {base}: {'; '.join(said)}."


def _table(contrasts: Sequence[Contrast], base: str) -> Markup:
    names = ("measure", base, "here", "difference", "p", "won/lost/same", "")
    head = el("tr", *(el("th", name, scope="col", class_="figure" if i else None) for i, name in enumerate(names)))
    rows = []
    for c in contrasts:
        d = c.difference
        label = c.measure + (" ↓" if lower_is_better(c.measure) else "")
        interval = el("small", f"{signed(d.low)} to {signed(d.high)}")
        counts = (d.losses, d.wins, d.ties) if lower_is_better(c.measure) else (d.wins, d.losses, d.ties)
        cells = [
            el("th", el("a", label, href=f"#{slug(c.measure)}"), scope="row"),
            el("td", figure(c.base), class_="figure"),
            el("td", figure(c.value), class_="figure"),
            el("td", signed(d.mean), interval, class_="figure"),
            el("td", p(c.p), class_="figure"),
            el("td", "/".join(map(str, counts)), class_="figure"),
            el("td", _VERDICT[c.better], class_=f"figure {_CLASS[c.better]}"),
        ]
        rows.append(el("tr", *cells))
    table = el("table", el("thead", head), el("tbody", *rows), class_="contrasts")
    return el("div", table, class_="scroll", role="region", aria_label="Differences", tabindex="0")


def changes(report: Report, other: Report) -> list[tuple[Result, Result, int]]:
    """The questions that came out otherwise: before, after, and +1 for a win, -1 for a loss; losses first.

    What counts is the evidence found, the required facts and the refusals; a question that won by
    one and lost by another counts as lost.
    """
    seen: dict[str, tuple[Result, Result, int]] = {}
    for measure in (watched(report), "must", "rejection", "false refusal"):
        for old, new in changed(report, other, measure):
            up = (new.scores[measure] > old.scores[measure]) != lower_is_better(measure)
            before = seen.get(old.question.id)
            seen[old.question.id] = (old, new, -1 if not up or (before and before[2] < 0) else 1)
    order = {old.question.id: place for place, (old, _) in enumerate(paired(report, other))}
    return sorted(seen.values(), key=lambda row: (row[2], order[row[0].question.id]))


def _changes(report: Report, other: Report, name: str) -> Markup:
    rows = changes(report, other)
    lost = sum(way < 0 for _, _, way in rows)
    heading = el("h3", f"{name}: {lost} lost, {len(rows) - lost} won")
    shown = [_change(old, new, way, (report.system, name)) for old, new, way in rows[:LIMIT]]
    more = el("p", f"and {len(rows) - LIMIT} more", class_="note") if len(rows) > LIMIT else ""
    return el("section", heading, *shown, more)


def _change(old: Result, new: Result, way: int, names: tuple[str, str]) -> Markup:
    mark = el("span", "▲ won" if way > 0 else "▼ lost", class_=f"badge {'better' if way > 0 else 'worse'}")
    ranks = f"{_ranks(old)} → {_ranks(new)}" if old.question.evidence else ""
    badges = el("span", el("code", old.question.id), mark, ranks and el("span", ranks, class_="note"), class_="badges")
    summary = el("summary", words("span", old.question.question, class_="asked"), badges)
    sides = [_side(result, name) for result, name in zip((old, new), names, strict=True)]
    return el(
        "details", summary, el("div", evidence(old, ranked=False), el("div", *sides, class_="sides")), class_="question"
    )


def _ranks(result: Result) -> str:
    return "rank " + ", ".join(str(rank) if rank else "–" for rank in result.ranks)


def _side(result: Result, name: str) -> Markup:
    ranks = join([rank_of(rank) for rank in result.ranks], " ")
    parts: list[object] = [el("h4", name), el("p", ranks)]
    if result.error:
        parts.append(el("p", "It failed: ", el("code", result.error), class_="error"))
    if result.answer:
        said = "Refused: " if result.answered is False else "Answered: "
        parts.append(el("p", el("b", said), words("span", result.answer), class_="said"))
    if result.found:
        first = result.found[0]
        where = " › ".join([str(first.get("document", "")), *map(str, first.get("section") or [])])
        parts.append(el("p", el("b", "First found: "), words("cite", where), class_="note"))
        parts.append(words("div", str(first.get("text", "")), class_="excerpt"))
    return el("div", *parts)

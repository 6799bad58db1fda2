"""The figures of a report: what it leads with, what was measured, and the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evals.answers import area
from evals.compare import Contrast
from evals.html_guide import answers, leading, lower_is_better, meaning, retrieval, slug, watched
from evals.html_markup import Markup, el, figure, join, milliseconds, plain_value, words
from evals.html_plots import names_of
from evals.report import Report, Result
from evals.stats import Estimate

_COLUMNS = 7
"""Of a table by group, where the usual measures are not among those taken."""
_GROUPS = 40
"""More are not shown: a collection may have a document for each question."""


def headline(report: Report) -> str:
    """What came of the run, in counts and whole sentences."""
    asked = report.results
    parts = [f"{report.system} was asked {_count(len(asked), 'question')} from the data set {report.dataset}."]
    measure = watched(report)
    found = report.values(measure)
    if found and measure.startswith("Complete@"):
        k = measure.partition("@")[2]
        parts.append(
            f"It put all the evidence of {sum(v == 1 for v in found)} of {_count(len(found), 'answerable question')} "
            f"into the first {_count(int(k), 'passage')}."
        )
    if must := report.values("must"):
        parts.append(f"{sum(v == 1 for v in must)} of {_count(len(must), 'answer')} held every required fact.")
    if refused := report.values("rejection"):
        number = _count(len(refused), "question")
        parts.append(f"It refused {sum(v == 1 for v in refused)} of {number} that the documents do not answer.")
    if wrongly := report.values("false refusal"):
        parts.append(f"It refused {int(sum(wrongly))} of {_count(len(wrongly), 'question')} that they do answer.")
    if crashed := sum(bool(r.error) for r in asked):
        parts.append(f"{_count(crashed, 'question')} failed with an error and count as misses.")
    return " ".join(parts)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def cards(reports: Sequence[Report], contrasts: Sequence[Contrast] = ()) -> Markup:
    """The leading measures with their intervals, beside them other systems'; area under risk–coverage; latency."""
    report, *others = reports
    names = names_of(reports)[1:]
    shown = []
    for measure in leading(report):
        if found := report.estimate(measure):
            verdicts = {c.system: c.better for c in contrasts if c.measure == measure}
            rows = [
                (name, figure(other.mean(measure)), verdicts.get(other.system))
                for name, other in zip(names, others, strict=True)
            ]
            shown.append(_card(measure, found, rows))
    if curve := report.risk_coverage():
        curves = [other.risk_coverage() for other in others]
        areas = [(n, figure(area(c)) if c else "–", None) for n, c in zip(names, curves, strict=True)]
        gloss = "risk–coverage area, lower is better"
        found = report.aurc()
        interval = f"95 %: {figure(found.low)}–{figure(found.high)} · " if found else ""
        rest = f"{interval}risk when all is answered: {figure(curve[-1][1])}"
        shown.append(_bare_card("AURC", gloss, figure(area(curve)), rest, areas))
    for stage in ("answer", "retrieve"):
        if latency := report.latency(stage):
            rest = f"median {milliseconds(latency['p50'])} · p99 {milliseconds(latency['p99'])}"
            times = [other.latency(stage).get("p95") for other in others]
            beside = [(n, milliseconds(t) if t else "–", None) for n, t in zip(names, times, strict=True)]
            shown.append(_bare_card(f"{stage} p95", "latency", milliseconds(latency["p95"]), rest, beside))
            break
    return el("div", *shown, class_="cards")


_Beside = Sequence[tuple[str, str, bool | None]]
"""Of every other system its name, its figure, and whether it is better or worse beyond noise."""


def _card(name: str, found: Estimate, beside: _Beside) -> Markup:
    gloss = meaning(name).gloss + (", lower is better" if lower_is_better(name) else "")
    interval = f"95 %: {figure(found.low)}–{figure(found.high)} · n {found.n}"
    return el(
        "div",
        el("a", name, href=f"#{slug(name)}", class_="name"),
        el("div", figure(found.mean), class_="value"),
        gauge(found),
        el("div", interval, class_="interval"),
        el("div", gloss, class_="gloss"),
        _others(beside),
        class_="card",
    )


def _others(beside: _Beside) -> Markup:
    marks = {True: (" ▲", "better"), False: (" ▼", "worse"), None: ("", None)}
    rows = [el("div", el("span", n), el("b", v, marks[way][0], class_=marks[way][1])) for n, v, way in beside[:4]]
    return el("div", *rows, class_="beside") if rows else Markup()


def _bare_card(name: str, gloss: str, value: str, rest: str, beside: _Beside) -> Markup:
    inner = (el("div", value, class_="value"), el("div", rest, class_="interval"), el("div", gloss, class_="gloss"))
    return el("div", el("span", name, class_="name"), *inner, _others(beside), class_="card")


def gauge(found: Estimate) -> Markup:
    """A line from 0 to 1 with the interval on it and a mark at the mean; the figures stand beside it."""
    at = [min(100.0, max(0.0, 100 * value)) for value in (found.low, found.high, found.mean)]
    style = f"--low:{at[0]:.1f}%;--wide:{at[1] - at[0]:.1f}%;--mean:{at[2]:.1f}%"
    return el("div", el("i"), el("b"), class_="gauge", style=style, aria_hidden="true")


def measured(reports: Sequence[Report]) -> Markup:
    """What was measured: of every system its questions, settings and size, side by side."""
    names = names_of(reports)
    keys = list(dict.fromkeys(key for report in reports for key in report.settings))
    rows: list[tuple[str, list[str]]] = [
        ("data set", [report.dataset for report in reports]),
        ("questions", [_questions(report) for report in reports]),
        *((key, [_setting(report, key) for report in reports]) for key in keys),
        ("duration", [f"{report.seconds:.1f} s" if report.seconds else "" for report in reports]),
    ]
    body = [el("tr", el("th", key, scope="row"), *(el("td", v) for v in values)) for key, values in rows if any(values)]
    head = el("tr", el("th", "system", scope="col"), *(el("th", name, scope="col") for name in names))
    return _scroll(el("table", el("thead", head), el("tbody", *body), class_="about"), "What was measured")


def _setting(report: Report, key: str) -> str:
    return plain_value(key, report.settings[key]) if key in report.settings else ""


def _questions(report: Report) -> str:
    unanswerable = sum(not r.question.evidence for r in report.results)
    return f"{len(report.results):,}, {unanswerable:,} of them unanswerable"


def overall(reports: Sequence[Report]) -> Markup:
    """Every measure of every system with its interval."""
    names = names_of(reports)
    first = [("Retrieval", retrieval(reports[0])), ("Answers", answers(reports[0]))]
    head = [el("th", "measure", scope="col"), el("th", "n", scope="col", class_="n")]
    head += [el("th", name, scope="col", class_="figure") for name in names]
    head += [el("th", "what it says", scope="col", class_="wide")]
    body = []
    for group, measures in first:
        if measures:
            body.append(el("tr", el("th", group, colspan=len(head), scope="colgroup"), class_="group"))
        for name in measures:
            found = [report.estimate(name) for report in reports]
            gloss = meaning(name).gloss + (" – lower is better" if lower_is_better(name) else "")
            label = el("th", el("a", name, href=f"#{slug(name)}"), scope="row")
            n = el("td", found[0].n if found[0] else "", class_="n")
            body.append(el("tr", label, n, *map(cell, found), el("td", gloss, class_="wide gloss")))
    flat = "flat" if len(reports) == 1 else None
    return _scroll(el("table", el("thead", el("tr", *head)), el("tbody", *body), class_=flat), "All measures")


def groups(report: Report, grouped: Mapping[str, Sequence[Result]], noun: str) -> Markup:
    """The leading measures of each group of questions, with intervals: a table of what was found, one of answers."""
    found = [n for n in ("Complete@1", "Complete@3", "Complete@5", "Complete@10", "R@10", "RR@10", "nDCG@10")]
    first = [n for n in found if n in report.measures] or retrieval(report)[:_COLUMNS]
    second = [n for n in leading(report) if meaning(n).answers] or answers(report)[:_COLUMNS]
    most = sorted(grouped, key=lambda name: -len(grouped[name]))[:_GROUPS]
    shown = {name: results for name, results in grouped.items() if name in most}
    more = f"The {len(shown)} with the most questions, of {len(grouped)}." if len(shown) < len(grouped) else ""
    tables = [_groups(report, shown, noun, names) for names in (first, second) if names]
    return join([el("p", more, class_="note") if more else "", *tables])


def _groups(report: Report, grouped: Mapping[str, Sequence[Result]], noun: str, names: Sequence[str]) -> Markup:
    head = [el("th", noun, scope="col"), el("th", "n", scope="col", class_="n")]
    head += [el("th", name, scope="col", class_="figure") for name in names]
    body = []
    for group, results in grouped.items():
        cells = [report.estimate(name, results) for name in names]
        if any(cells):
            n = el("td", len(results), class_="n")
            body.append(el("tr", words("th", group, scope="row"), n, *map(cell, cells)))
    total = [report.estimate(name) for name in names]
    n = el("td", len(report.results), class_="n")
    body.append(el("tr", el("th", "all", scope="row"), n, *map(cell, total), class_="total"))
    return _scroll(el("table", el("thead", el("tr", *head)), el("tbody", *body)), f"{', '.join(names)} by {noun}")


def cell(found: Estimate | None) -> Markup:
    """A figure with its interval below, and a bar behind it."""
    if not found:
        return el("td", "–", class_="figure none")
    share = min(100.0, max(0.0, 100 * found.mean))
    interval = f"{figure(found.low, 2)}–{figure(found.high, 2)}" if found.n > 1 else "one question"
    return el("td", figure(found.mean), el("small", interval), class_="figure", style=f"--v:{share:.1f}%")


def _scroll(table: Markup, label: str) -> Markup:
    return el("div", table, class_="scroll", role="region", aria_label=label, tabindex="0")

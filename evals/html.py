"""A report as one HTML file that needs nothing else: no network, no scripts from outside, no libraries."""

from __future__ import annotations

from collections.abc import Sequence

from evals.compare import Contrast
from evals.html_compare import changed_questions, comparison, verdict
from evals.html_guide import guide
from evals.html_markup import Markup, el, join
from evals.html_plots import kind_plots, latency_curves, rank_bars, recall_curves, risk_curves
from evals.html_questions import failures
from evals.html_style import SCRIPT, STYLE
from evals.html_tables import cards, groups, headline, measured, overall
from evals.report import Report

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"


def html_report(report: Report, others: Sequence[Report] = (), contrasts: Sequence[Contrast] = ()) -> str:
    """A report to read in a browser, on paper or on a telephone.

    Args:
        report: of the system; with `others`, of the one that they are held against.
        others: of other systems on the same questions.
        contrasts: of `others` with `report`, see `evals.compare.compare`.

    Returns:
        The text of an HTML file: what came of it, what was measured, plots, tables, comparisons,
        every question that went wrong. The same reports give the same text. All that comes from
        documents, questions and systems is escaped.

    Raises:
        ValueError: `others` are not of the same questions.
    """
    reports = [report, *others]
    plots = [
        *(recall_curves(reports), rank_bars(reports)),
        *(risk_curves(reports), latency_curves(reports)),
        *kind_plots(reports),
    ]
    whose = [el("p", f"Of {report.system}, which the others are held against.", class_="note")] if others else []
    sections: list[tuple[str, str, list[object]]] = []
    if contrasts:
        sections.append(("comparison", "Comparison", [comparison(report.system, contrasts)]))
    sections += [
        ("plots", "At a glance", [el("div", *plots, class_="plots")]),
        ("measures", "All measures", [overall(reports)]),
        ("kinds", "By kind of question", [*whose, groups(report, report.kinds(), "kind")]),
        ("documents", "By document", [*whose, groups(report, report.documents(), "document")]),
    ]
    if others:
        sections.append(("changed", "Questions that changed", [changed_questions(report, others)]))
    sections += [
        ("failures", f"What went wrong{f': {report.system}' if others else ''}", [failures(report)]),
        ("measured", "What was measured", [measured(reports)]),
        ("guide", "How to read this", [guide(report.measures)]),
    ]
    links = [el("a", title, href=f"#{anchor}") for anchor, title, _ in sections]
    against = join([" against ", ", ".join(other.system for other in others)]) if others else ""
    head = el(
        "header",
        el("p", "Wenju 问据 · evaluation", class_="brand"),
        el("h1", report.system, against, " ", el("small", f"on {report.dataset}")),
        el("p", headline(report), class_="lead"),
        el("p", verdict(report.system, contrasts), class_="lead") if contrasts else None,
        el("nav", *links, class_="contents", aria_label="Contents"),
    )
    body = [el("section", el("h2", title), *parts, id=anchor) for anchor, title, parts in sections]
    main = el("main", cards(reports, contrasts), *body)
    note = "Judged by evidence, with no language model and no network. Made with wenju eval."
    title = f"{report.system} on {report.dataset}: evaluation"
    return _page(title, join([head, main, el("footer", note), el("script", Markup(SCRIPT))]))


def _page(title: str, body: Markup) -> str:
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name_="viewport", content="width=device-width, initial-scale=1"),
        el("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        el("title", title),
        el("style", Markup(STYLE)),
    )
    return f"<!doctype html>\n{el('html', head, el('body', body), lang='en')}\n"

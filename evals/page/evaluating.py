"""What an evaluation on the page asks, runs, keeps and shows, free of the page's framework."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.command import SHIPPED
from evals.dataset import Dataset, DatasetError
from evals.folder import write_folder
from evals.formats import read_dataset
from evals.inbox import Inbox
from evals.measures import RETRIEVAL
from evals.page.reviewing import Shelf
from evals.page.words import words
from evals.report import LOWER_IS_BETTER, Report
from evals.run import Progress, run
from evals.systems.wenju import Wenju
from rag.assistant import Assistant
from rag.page.markup import inert

SETS = ("shipped", "accepted", "upload")
"""What can be measured on."""
KEPT = 12
"""Reports kept; the oldest go."""
_NAMED = 5
_FOLDER = "evaluations"
_SAFE = re.compile(r"[^\w.-]+")


class NotMeasured(ValueError):
    """There is nothing to measure on; the message says why, for the reader."""


@dataclass(frozen=True)
class Order:
    """What to measure: of `SETS` one, the file for ``upload``, how many passages, which measures."""

    chosen: str
    file: str | None = None
    k: int = 10
    answers: bool = True
    measures: Sequence[str] = RETRIEVAL


class Evaluations:
    """The evaluations of one index and their reports, newest first.

    Args:
        assistant: over the index.
    """

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.inbox = Inbox.of(assistant.store.folder)
        self.folder = Path(assistant.store.folder) / _FOLDER

    def dataset(self, order: Order, language: str) -> Dataset:
        """The questions that are asked for.

        Raises:
            NotMeasured: there are none, or the file is not of a known format.
        """
        say = words(language)
        if order.chosen == "accepted" and not self.inbox.accepted():
            raise NotMeasured(say["set_empty"])
        if order.chosen == "upload" and not order.file:
            raise NotMeasured(say["no_file"])
        paths = {"shipped": SHIPPED, "accepted": self.inbox.accepted_file, "upload": Path(order.file or "")}
        try:
            dataset = read_dataset(paths[order.chosen])
        except DatasetError as error:
            raise NotMeasured(str(error).replace(str(paths[order.chosen]), paths[order.chosen].name)) from error
        if dataset.texts:
            raise NotMeasured(say["own_texts"])
        return dataset

    def check(self, dataset: Dataset, language: str) -> str:
        """What to know before: files that the questions are about and that are not here; empty: all are here.

        Raises:
            NotMeasured: none of them is here.
        """
        say, shelf = words(language), Shelf(self.assistant)
        if not self.assistant.documents():
            raise NotMeasured(say["no_documents"])
        named = sorted({e.doc for question in dataset.questions for e in question.evidence})
        missing = [name for name in named if not shelf.has(name)]
        names = "、".join(missing[:_NAMED]) + (" …" if len(missing) > _NAMED else "")
        if missing and len(missing) == len(named):
            raise NotMeasured(say["none_there"].format(n=len(named), names=names))
        return say["some_there"].format(n=len(named), missing=len(missing), names=names) if missing else ""

    def run(self, order: Order, dataset: Dataset, progress: Progress | None = None) -> tuple[Report, Path]:
        """The report, and the folder that it is kept in.

        Raises:
            OSError: it cannot be written.
        """
        wanted = list(dict.fromkeys(_within(name, order.k) for name in order.measures)) or [f"nDCG@{order.k}"]
        system = Wenju(self.assistant, about={"measured to": f"{order.k} passages"})
        report = run(system, dataset, measures=wanted, answers=order.answers, progress=progress)
        name = f"{time.strftime('%Y%m%d-%H%M%S')} {_SAFE.sub('-', dataset.name)[:40]}"
        folder, n = self.folder / name, 2
        while folder.exists():  # two in the same second
            folder, n = self.folder / f"{name}-{n}", n + 1
        write_folder(folder, [report], [])
        self._let_go()
        return report, folder

    def reports(self) -> list[str]:
        """The names of the reports that are kept, newest first."""
        return sorted((path.parent.name for path in self.folder.glob("*/report.html")), reverse=True)

    def text(self, name: str) -> str:
        """The HTML of a report that is kept; empty where there is none of this name."""
        if name not in self.reports():
            return ""
        return (self.folder / name / "report.html").read_text("utf-8")

    def load(self, name: str) -> Report:
        """A report that is kept.

        Raises:
            ValueError: there is none of this name, or it cannot be read.
        """
        if name not in self.reports():
            raise ValueError(name)
        return Report.load(self.folder / name / "report.json")

    def _let_go(self) -> None:
        for name in self.reports()[KEPT:]:
            for file in (self.folder / name).iterdir():
                file.unlink(missing_ok=True)
            (self.folder / name).rmdir()


def _within(measure: str, k: int) -> str:
    """A measure at a depth of at most `k`."""
    name, at, depth = measure.partition("@")
    return f"{name}@{min(int(depth), k)}" if at else f"{name}@{k}" if name == "AP" else measure


def summary_html(report: Report, language: str, note: str = "") -> str:
    """The measures of a report with their intervals, as a table."""
    say = words(language)
    head = say["summary"].format(questions=len(report.results), seconds=f"{report.seconds:.1f}")
    head = head if report.seconds else ""
    rows = []
    for name in report.measures:
        if found := report.estimate(name):
            lower = f" <small>{say['lower']}</small>" if name in LOWER_IS_BETTER else ""
            rows.append(
                f'<tr><td>{inert(name)}{lower}</td><td class="wj-figure"><b>{found.mean:.3f}</b></td>'
                f'<td class="wj-bar-cell"><span class="wj-bar" style="width:{100 * min(1.0, found.mean):.0f}%"></span>'
                f'</td><td class="wj-figure">{found.low:.3f}–{found.high:.3f}</td>'
                f'<td class="wj-figure">{found.n}</td></tr>'
            )
    failed = sum(bool(result.error) for result in report.results)
    notes = [note] if note else []
    notes += [say["errors"].format(n=failed)] if failed else []
    warned = "".join(f'<p class="wj-notice">{inert(text)}</p>' for text in notes)
    columns = f'<th>{say["measure"]}</th><th class="wj-figure">{say["mean"]}</th><th></th>'
    columns += f'<th class="wj-figure">{say["interval"]}</th><th class="wj-figure">{say["number"]}</th>'
    return (
        f'<div role="status">{warned}<p class="wj-small">{inert(report.dataset)} {head}</p><div class="wj-wide">'
        f'<table class="wj-documents wj-measures"><thead><tr>{columns}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div></div>"
    )


def frame_html(text: str, name: str, language: str) -> str:
    """A report in a frame of its own that reaches nothing of the page, and a link that saves it."""
    say = words(language)
    if not text:
        return ""
    return (
        f'<p class="wj-small"><a class="wj-save" href="#" data-name="{inert(name)}.html">{say["save"]}</a></p>'
        f'<iframe class="wj-frame" sandbox="allow-scripts" title="{say["report_title"]}" '
        f'srcdoc="{inert(text)}"></iframe>'
    )

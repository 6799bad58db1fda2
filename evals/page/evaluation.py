"""The tab that measures on questions and shows the reports."""

from __future__ import annotations

import logging
from typing import Any

import gradio as gr

from evals.command import SHIPPED
from evals.formats import read_dataset
from evals.inbox import Inbox
from evals.measures import RETRIEVAL
from evals.page.evaluating import SETS, Evaluations, NotMeasured, Order, frame_html, summary_html
from evals.page.words import words
from index import StoreError
from rag.assistant import Assistant
from rag.page.markup import inert

OFFERED = ["nDCG@10", "RR@10", "R@5", "R@10", "P@5", "AP", "Success@5", "Complete@1", "Complete@5"]
"""Measures to choose among."""
_PROGRESS = gr.Progress()
Updates = dict[Any, Any]
log = logging.getLogger("wenju.page")

SAVING = """
element.addEventListener('click', (event) => {
  const link = event.target.closest('a.wj-save');
  if (!link) return;
  event.preventDefault();
  const text = element.querySelector('iframe').srcdoc;
  const save = document.createElement('a');
  save.href = URL.createObjectURL(new Blob([text], { type: 'text/html' }));
  save.download = link.dataset.name;
  save.click();
  setTimeout(() => URL.revokeObjectURL(save.href), 1000);
});
"""
"""A click on the link saves what the frame shows."""


class EvaluationTab:
    """The tab's components, and what becomes of them when something happens.

    Args:
        assistant: that is measured.
    """

    def __init__(self, assistant: Assistant) -> None:
        self.evaluations = Evaluations(assistant)
        self.inbox = Inbox.of(assistant.store.folder)
        self._shipped = len(read_dataset(SHIPPED).questions)

    def build(self, language: str) -> None:
        """Makes the components."""
        say = words(language)
        with gr.Tab(say["tab_evaluation"]) as self.tab, gr.Row(equal_height=False):
            with gr.Column(scale=1, min_width=300):
                self.chosen = gr.Radio([("", SETS[0])], value=SETS[0], label=say["dataset"], elem_id="wj-set")
                self.file = gr.File(
                    label=say["upload"],
                    file_types=[".jsonl", ".csv", ".tsv", ".json"],
                    visible=False,
                    height=120,
                    elem_id="wj-set-file",
                )
                self.k = gr.Slider(1, 50, value=10, step=1, label=say["k"], elem_id="wj-k")
                self.measures = gr.Dropdown(
                    OFFERED,
                    value=[name for name in RETRIEVAL if name in OFFERED],
                    multiselect=True,
                    label=say["measures"],
                    elem_id="wj-measures",
                )
                self.answers = gr.Checkbox(True, label=say["answers"], container=False, elem_id="wj-answers")
                self.start = gr.Button(say["run"], variant="primary", elem_id="wj-run")
                self.reports = gr.Dropdown([("", "")], value="", label=say["reports"], elem_id="wj-reports")
            with gr.Column(scale=3, min_width=340):
                self.summary = gr.HTML(elem_id="wj-summary", min_height=60)
                self.frame = gr.HTML(js_on_load=SAVING, elem_id="wj-report-frame")
        settings = [self.chosen, self.file, self.k, self.measures, self.answers]
        self.parts = [*settings, self.tab, self.start, self.reports, self.summary, self.frame]

    def wire(self, language: Any) -> None:
        """Connects the events."""
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        shown = [self.start, self.reports, self.summary, self.frame]
        self.tab.select(self.refresh, [language], [self.chosen, self.reports], **quiet)
        self.chosen.input(lambda chosen: gr.update(visible=chosen == "upload"), [self.chosen], self.file, **quiet)
        order = [self.chosen, self.file, self.k, self.measures, self.answers, language]
        busy = quiet | {"show_progress": "full", "show_progress_on": self.summary}
        # One at a time: it leaves the processors to those who ask.
        self.start.click(self.run, order, shown, concurrency_limit=1, concurrency_id="evaluation", **busy)
        self.reports.input(self.open, [self.reports, language], [self.summary, self.frame], **quiet)

    # What becomes of the components

    def speak(self, language: str) -> Updates:
        """The words in another language."""
        say = words(language)
        now = self.refresh(language)
        return now | {
            self.tab: gr.update(label=say["tab_evaluation"]),
            self.chosen: now[self.chosen] | {"label": say["dataset"]},
            self.file: gr.update(label=say["upload"]),
            self.k: gr.update(label=say["k"]),
            self.measures: gr.update(label=say["measures"]),
            self.answers: gr.update(label=say["answers"]),
            self.start: say["run"],
            self.summary: "",
            self.frame: "",
        }

    def refresh(self, language: str) -> Updates:
        """The sets and reports that there are now."""
        say = words(language)
        named = (
            say["set_shipped"].format(n=self._shipped),
            say["set_accepted"].format(n=len(self.inbox.accepted())),
            say["set_upload"],
        )
        return {
            self.chosen: gr.update(choices=list(zip(named, SETS, strict=True))),
            self.reports: self._listed("", language),
        }

    def run(
        self,
        chosen: str,
        file: str | None,
        k: int,
        measures: list[str],
        answers: bool,
        language: str,
        progress: gr.Progress = _PROGRESS,
    ) -> Updates:
        """The report of a new evaluation, or why there is none."""
        order = Order(chosen, file, int(k), answers, measures)
        try:
            dataset = self.evaluations.dataset(order, language)
            note = self.evaluations.check(dataset, language)
            say = words(language)["running"]
            report, folder = self.evaluations.run(
                order, dataset, lambda done, total, name: progress((done, total), desc=say)
            )
        except (NotMeasured, StoreError, OSError) as error:
            why = str(error) if isinstance(error, NotMeasured) else words(language)["failed"].format(why=error)
            return {self.summary: f'<p class="wj-notice" role="alert">{inert(why)}</p>', self.frame: ""}
        return {
            self.summary: summary_html(report, language, note),
            self.frame: frame_html(self.evaluations.text(folder.name), folder.name, language),
            self.reports: self._listed(folder.name, language),
        }

    def open(self, name: str, language: str) -> Updates:
        """A report that is kept."""
        try:
            report = self.evaluations.load(name)
        except ValueError as error:
            why = words(language)["bad_report"].format(why=error)
            return {self.summary: f'<p class="wj-notice">{inert(why)}</p>', self.frame: ""}
        return {
            self.summary: summary_html(report, language),
            self.frame: frame_html(self.evaluations.text(name), name, language),
        }

    def _listed(self, chosen: str, language: str) -> Any:
        say, names = words(language), self.evaluations.reports()
        choices = [(_readable(name), name) for name in names] or [(say["report_empty"], "")]
        return gr.update(choices=choices, value=chosen or None, label=say["reports"])


def _readable(name: str) -> str:
    """「2026-11-21 04:05:06 wenju」 for the name of a report's folder."""
    return f"{name[:4]}-{name[4:6]}-{name[6:8]} {name[9:11]}:{name[11:13]}:{name[13:15]} {name[16:]}"

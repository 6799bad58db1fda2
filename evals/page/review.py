"""The tab on which drafted questions are accepted, edited and rejected."""

from __future__ import annotations

from collections import Counter
from typing import Any

import gradio as gr

from evals.drafting import draft
from evals.inbox import Inbox, from_chat
from evals.page.reviewing import Fields, Shelf, doubts, edited, evidence_html, faults, fields_of, next_draft
from evals.page.words import words
from evals.questions_command import from_files
from rag.assistant import Assistant
from rag.page.markup import inert
from rag.types import Answer

DRAFTED = 30
"""Questions drafted at a click."""
Updates = dict[Any, Any]


class ReviewTab:
    """The tab's components, and what becomes of them when something happens.

    Args:
        assistant: over the index whose questions are reviewed.
    """

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.inbox = Inbox.of(assistant.store.folder)

    def build(self, language: str) -> None:
        """Makes the components."""
        say = words(language)
        with gr.Tab(say["tab_review"]) as self.tab:
            self.current, self.skipped = gr.State(""), gr.State([])
            self.about = gr.HTML()
            with gr.Row(elem_id="wj-review-bar"):
                self.kinds = gr.Dropdown([("", "")], value="", label=say["kind_filter"], scale=1, elem_id="wj-kinds")
                self.draft = gr.Button(
                    say["draft"].format(n=DRAFTED), size="md", scale=0, min_width=250, elem_id="wj-draft"
                )
            self.report = gr.HTML(elem_id="wj-review-report")
            with gr.Row(equal_height=False):
                with gr.Column(scale=3, min_width=340) as self.form:
                    self.question = gr.Textbox(label=say["question"], lines=2, elem_id="wj-r-question")
                    self.answer = gr.Textbox(label=say["answer"], lines=1, max_lines=6, elem_id="wj-r-answer")
                    with gr.Row():
                        self.must = gr.Textbox(
                            label=say["must"], lines=1, max_lines=6, scale=3, min_width=200, elem_id="wj-r-must"
                        )
                        self.kind = gr.Textbox(label=say["kind"], scale=1, min_width=120, elem_id="wj-r-kind")
                    self.evidence = gr.Textbox(label=say["evidence"], lines=3, max_lines=10, elem_id="wj-r-evidence")
                    with gr.Row(elem_id="wj-review-buttons"):
                        self.accept = gr.Button(say["accept"], variant="primary", size="md", elem_id="wj-accept")
                        self.reject = gr.Button(say["reject"], variant="stop", size="md", elem_id="wj-reject")
                        self.skip = gr.Button(say["skip"], size="md", elem_id="wj-skip")
                with gr.Column(scale=2, min_width=340):
                    self.shown = gr.HTML(elem_id="wj-review-evidence")
        self.fields = [self.question, self.kind, self.answer, self.must, self.evidence]
        moving = [self.current, self.skipped, self.about, self.kinds, self.report, self.form, self.shown, self.accept]
        self.parts = [*moving, *self.fields, self.tab, self.draft, self.reject, self.skip]

    def wire(self, language: Any) -> None:
        """Connects the events."""
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        where = [self.kinds, self.skipped, language]
        decided = [self.current, *where, *self.fields]
        self.tab.select(self.refresh, [self.current, *where], self.parts, **quiet)
        self.kinds.input(self.show, where, self.parts, **quiet)
        self.accept.click(self.accepted, decided, self.parts, **quiet)
        self.reject.click(self.rejected, [self.current, *where], self.parts, **quiet)
        self.skip.click(self.skipped_over, [self.current, *where], self.parts, **quiet)
        busy = quiet | {"show_progress": "minimal", "show_progress_on": self.report}
        self.draft.click(self.drafted, where, self.parts, **busy)
        # One call for all fields that a new draft fills; the last state of what is typed counts.
        changes = [field.change for field in self.fields]
        noticed = [self.current, language, *self.fields]
        gr.on(changes, self.labelled, noticed, self.accept, trigger_mode="always_last", **quiet)

    def thumb(self, answer: Answer, history: list[str], liked: bool) -> None:
        """Puts an answer's question up for review."""
        self.inbox.add([from_chat(answer, history, liked=liked)])

    # What becomes of the components

    def speak(self, language: str) -> Updates:
        """The words in another language, the first draft shown."""
        say = words(language)
        labels = {field: gr.update(label=say[name]) for field, name in zip(self.fields, _NAMES, strict=True)}
        now = self.show("", [], language, "")
        return now | {
            **{field: {**now[field], **label} for field, label in labels.items()},
            self.tab: gr.update(label=say["tab_review"]),
            self.draft: say["draft"].format(n=DRAFTED),
            self.reject: say["reject"],
            self.skip: say["skip"],
        }

    def refresh(self, current: str, kind: str, skipped: list[str], language: str) -> Updates:
        """What changed elsewhere; a draft that is being edited stays."""
        drafts = self.inbox.drafts()
        if any(question.id == current for question in drafts):
            return self._bar(drafts, kind, language)
        return self.show(kind, skipped, language)

    def show(self, kind: str, skipped: list[str], language: str, report: str = "") -> Updates:
        """The next draft of a kind."""
        drafts = self.inbox.drafts()
        kind = kind if any(question.kind == kind for question in drafts) else ""
        question = next_draft(drafts, kind, skipped)
        fields = fields_of(question) if question else Fields()
        values = (fields.question, fields.kind, fields.answer, fields.must, fields.evidence)
        return self._bar(drafts, kind, language) | {
            self.current: question.id if question else "",
            self.skipped: skipped,
            self.report: report,
            self.form: gr.update(visible=question is not None),
            self.shown: evidence_html(question, Shelf(self.assistant), language),
            self.accept: words(language)["accept"],
            **{field: gr.update(value=value) for field, value in zip(self.fields, values, strict=True)},
        }

    def accepted(self, current: str, kind: str, skipped: list[str], language: str, *given: str) -> Updates:
        """The next draft, after this one is accepted as the fields have it; or what stands against that."""
        say = words(language)
        draft = next((question for question in self.inbox.drafts() if question.id == current), None)
        if draft is None:
            return self.show(kind, skipped, language, _told([say["gone"]]))
        try:
            question = edited(draft, Fields(*(text or "" for text in given)))
        except ValueError as error:
            return {self.report: _told([say["no_name"].format(line=error.args[0][:60])], bad=True)}
        shelf = Shelf(self.assistant)
        if found := faults(question, shelf, language):
            return {self.report: _told(found, bad=True), self.shown: evidence_html(question, shelf, language)}
        said = [say["done_accepted"].format(question=question.question), *doubts(question, language)]
        return self._decide(lambda: self.inbox.accept(current, question), said, kind, skipped, language)

    def rejected(self, current: str, kind: str, skipped: list[str], language: str) -> Updates:
        """The next draft, after this one is rejected."""
        draft = next((question for question in self.inbox.drafts() if question.id == current), None)
        said = [words(language)["done_rejected"].format(question=draft.question)] if draft else []
        return self._decide(lambda: self.inbox.reject(current), said, kind, skipped, language)

    def skipped_over(self, current: str, kind: str, skipped: list[str], language: str) -> Updates:
        """The next draft; this one comes again after the others."""
        skipped = [id for id in skipped if id != current] + [current]
        waiting = {question.id for question in self.inbox.drafts() if not kind or question.kind == kind}
        return self.show(kind, [current] if waiting <= set(skipped) and len(waiting) > 1 else skipped, language)

    def drafted(self, kind: str, skipped: list[str], language: str) -> Updates:
        """The next draft, after more were drafted from the documents by rule."""
        say, known = words(language), self.inbox.known()
        every = draft(from_files(self.assistant), DRAFTED + len(known))
        new = self.inbox.add([question for question in every if question.id not in known][:DRAFTED])
        said = say["drafted"].format(n=new) if new else say["drafted_none"]
        return self.show(kind, skipped, language, _told([said]))

    def labelled(self, current: str, language: str, *given: str) -> str:
        """What the button to accept says: whether it saves changes."""
        draft = next((question for question in self.inbox.drafts() if question.id == current), None)
        same = draft is None or fields_of(draft) == Fields(*(text or "" for text in given))
        return words(language)["accept" if same else "accept_edited"]

    def _decide(self, decide: Any, said: list[str], kind: str, skipped: list[str], language: str) -> Updates:
        try:
            decide()
        except KeyError:
            said = [words(language)["gone"]]
        return self.show(kind, skipped, language, _told(said))

    def _bar(self, drafts: list[Any], kind: str, language: str) -> Updates:
        """Counts and kinds."""
        say = words(language)
        counts = Counter(question.kind for question in drafts)
        choices = [(say["all_kinds"].format(n=len(drafts)), "")]
        choices += [(f"{name} ({n})", name) for name, n in sorted(counts.items()) if name]
        kept = say["accepted"].format(n=len(self.inbox.accepted()))
        about = inert(say["review_about"].format(file=self.inbox.accepted_file))
        return {
            self.about: f'<p class="wj-counts"><b>{say["waiting"].format(n=len(drafts))}</b> · {kept}</p>'
            f'<p class="wj-small">{about}</p>',
            self.kinds: gr.update(choices=choices, value=kind, label=say["kind_filter"]),
        }


_NAMES = ("question", "kind", "answer", "must", "evidence")


def _told(lines: list[str], *, bad: bool = False) -> str:
    """What came of it, as HTML."""
    kind = "wj-notice" if bad else "wj-small"
    return f'<div role="status">{"".join(f"<p class={kind!r}>{inert(line)}</p>" for line in lines)}</div>'

"""The chat page: its components, and what becomes of them when something happens."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read when gradio is imported

import gradio as gr

from corpus.archive.names import readable
from rag.assistant import Assistant
from rag.page.conversation import Turn, messages
from rag.page.desk import MAX_QUESTION, Desk
from rag.page.evidence import evidence_html
from rag.page.library import documents_html
from rag.page.script import MENDING, PICKING, THUMBING, WHY
from rag.page.spoken import DEFAULT
from rag.page.tabs import Tab, hand_on, takers
from rag.page.words import LANGUAGES, brand_html, limits_text, welcome_html, words
from rag.settings import Settings
from rag.types import passages_to_dicts

EXAMPLES = {
    "zh": [
        "“企业宁静日”期间能不能拒绝检查？",
        "西咸新区自贸区域面积多大，分为哪几个功能区？",
        "2022年陕西技术出口到亚洲的合同金额占多少？",
    ],
    "en": [
        "Can a company refuse an inspection during enterprise quiet days?",
        "What share of technology exports went to Asia in 2022?",
        "How many Chang'an trains ran in 2022?",
    ],
}
"""Offered when the documents that come with the program are in the index."""
MAX_FILE_MB = 100
_PROGRESS = gr.Progress()
Updates = dict[Any, Any]
"""Components and what becomes of them."""


class View:
    """The components of the page in a language, and what becomes of them when something happens."""

    def __init__(self, assistant: Assistant, settings: Settings, tabs: Sequence[Tab] = (), code: str = DEFAULT) -> None:
        self.assistant = assistant
        self.tabs, self._takers = tabs, takers(tabs)
        self.desk = Desk(assistant, settings)
        say = words(code)
        self.turns = gr.State(cast("list[Turn]", []))
        with gr.Row(elem_id="wj-head"):
            self.brand = gr.HTML(brand_html(say))
            languages = [(name, code) for code, name in LANGUAGES.items()]
            self.switch = gr.Radio(
                languages,
                value=code,
                label="语言 Language",
                show_label=False,
                container=False,
                elem_id="wj-language",
                min_width=170,
            )
        with gr.Tabs():
            with gr.Tab(say["tab_ask"]) as self.tab_ask, gr.Row(equal_height=False):
                self._asking(say, code)
            with gr.Tab(say["tab_documents"]) as self.tab_documents:
                self._shelving(say)
            for tab in tabs:
                tab.build(code)
        self.thumbs = gr.HTML("", js_on_load=THUMBING, elem_id="wj-thumbs")
        self.whys = gr.HTML("", js_on_load=WHY, elem_id="wj-whys")
        self.mends = gr.HTML("", js_on_load=MENDING, elem_id="wj-mends")

    def _asking(self, say: Mapping[str, str], code: str) -> None:
        with gr.Column(scale=3, min_width=340):
            self.chat = gr.Chatbot(
                show_label=False, elem_id="wj-chat", buttons=[], latex_delimiters=[], allow_tags=False
            )
            self.question = gr.Textbox(
                label=say["question"],
                show_label=False,
                placeholder=say["placeholder"],
                submit_btn=say["send"],
                max_lines=6,
                max_length=MAX_QUESTION,
                autofocus=True,
                elem_id="wj-ask",
            )
            with gr.Row(elem_id="wj-options"):
                self.scope = gr.Dropdown(
                    cast("list[str]", []), multiselect=True, label=say["scope"], scale=4, elem_id="wj-scope"
                )
                self.new = gr.Button(say["new"], min_width=100, size="sm", elem_id="wj-new")
        with gr.Column(scale=2, min_width=340):
            self.panel = gr.HTML(evidence_html([], code), elem_id="wj-evidence")

    def _shelving(self, say: Mapping[str, str]) -> None:
        self.about = gr.Markdown(limits_text(say, readable(), MAX_FILE_MB))
        with gr.Row(elem_id="wj-add"):
            self.upload = gr.UploadButton(
                say["upload"],
                file_count="multiple",
                file_types=list(readable()),
                variant="primary",
                size="md",
                elem_id="wj-upload",
            )
            self.shipped = gr.Button(say["load_shipped"], size="md", visible=False)
        self.report = gr.HTML()
        self.table = gr.HTML(js_on_load=PICKING)
        self.details = gr.HTML(elem_id="wj-details")
        with gr.Row(equal_height=True, visible=False) as self.removal:
            self.chosen = gr.Dropdown(
                cast("list[str]", []), multiselect=True, label=say["uploaded"], scale=4, elem_id="wj-chosen"
            )
            self.delete = gr.Button(say["delete"], variant="stop", scale=1, min_width=150, size="md")

    # What becomes of them

    def shelf(self, code: str) -> Updates:
        """Everything that shows the documents."""
        say, documents, uploaded = words(code), self.desk.documents(), self.desk.uploaded()
        shipped = self.desk.shipped(documents)
        examples = [{"text": example} for example in EXAMPLES[code]] if shipped else []
        return {
            self.chat: gr.update(placeholder=welcome_html(say, empty=not documents), examples=examples),
            self.scope: gr.update(choices=[(d["title"], d["id"]) for d in documents], label=say["scope"]),
            self.table: documents_html(documents, code),
            self.details: "",
            self.shipped: gr.update(visible=not shipped and self.desk.can_load_shipped, value=say["load_shipped"]),
            self.removal: gr.update(visible=bool(uploaded)),
            self.chosen: gr.update(choices=uploaded, value=[], label=say["uploaded"]),
        }

    def speak(self, code: str, turns: list[Turn]) -> Updates:
        """The whole page in another language."""
        say, shelf = words(code), self.greet(code)
        return shelf | {
            self.brand: brand_html(say),
            self.tab_ask: gr.update(label=say["tab_ask"]),
            self.tab_documents: gr.update(label=say["tab_documents"]),
            self.chat: shelf[self.chat] | {"value": self.talk(turns, code)},
            self.panel: evidence_html(turns, code),
            self.question: gr.update(label=say["question"], placeholder=say["placeholder"], submit_btn=say["send"]),
            self.new: say["new"],
            self.about: limits_text(say, readable(), MAX_FILE_MB),
            self.upload: gr.update(label=say["upload"]),
            self.report: "",
            self.delete: say["delete"],
        }

    def greet(self, code: str) -> Updates:
        """What a new page does not know when it is made; nothing that someone who is quicker has begun to change."""
        found = self.shelf(code)
        for tab in self.tabs:
            found |= tab.speak(code)
        return found

    def ask(self, turns: list[Turn], question: str, chosen: list[str], code: str) -> Iterator[Updates]:
        """The conversation with one more turn, while its answer grows."""
        box = {self.question: gr.update(value="", submit_btn=False, stop_btn=words(code)["stop"])}
        for turns in self.desk.ask(turns, question, chosen, code):  # noqa: B020
            yield {self.turns: turns, self.chat: self.talk(turns, code)} | box
            box = {}
        yield self.settle(turns, code)

    def mend(self, turns: list[Turn], chosen: list[str], code: str, event: gr.EventData) -> Iterator[Updates]:
        """The conversation with a question as the reader corrected it; what is being written stays."""
        box = {self.question: gr.update(submit_btn=False, stop_btn=words(code)["stop"])}
        for turns in self.desk.ask(turns, str(event.question), chosen, code, complete=True):  # noqa: B020
            yield {self.turns: turns, self.chat: self.talk(turns, code)} | box
            box = {}
        yield self.settle(turns, code)

    def settle(self, turns: list[Turn], code: str) -> Updates:
        """The conversation at rest: with its evidence, ready for a question."""
        for turn in turns:
            turn.running = False
        return {
            self.turns: turns,
            self.chat: self.talk(turns, code),
            self.panel: evidence_html(turns, code),
            self.question: gr.update(submit_btn=words(code)["send"], stop_btn=False),
        }

    def talk(self, turns: list[Turn], code: str) -> list[dict[str, str]]:
        """The conversation as the chat component takes it."""
        return messages(turns, code, thumbs=bool(self._takers))

    def thumb(self, turns: list[Turn], code: str, event: gr.EventData) -> None:
        """Hands on what the reader says of an answer; the conversation goes on meanwhile."""
        try:
            if hand_on(self._takers, turns, int(event.turn), liked=bool(event.liked)):
                gr.Info(words(code)["thanks"], duration=4)
        except Exception as error:  # the conversation is not the worse for it
            gr.Warning(self.desk.readable(error, code))

    def why(self, turns: list[Turn], code: str, event: gr.EventData) -> str:
        """Why the evidence of a turn was found, for the script that puts it where it was asked for."""
        try:
            return self.desk.why(turns, int(event.turn), code)
        except Exception as error:  # the conversation is not the worse for it
            gr.Warning(self.desk.readable(error, code))
            return ""

    def add(self, files: list[str] | None, code: str, progress: gr.Progress = _PROGRESS) -> Updates:
        """The page after an upload, with a report."""
        return {self.report: self.desk.add(files or [], code, _counting(progress))} | self.shelf(code)

    def open(self, code: str, event: gr.EventData) -> str:
        """How the document that was clicked was read."""
        return self.desk.details(str(event.document), code)

    def load_shipped(self, code: str, progress: gr.Progress = _PROGRESS) -> Updates:
        """The page after indexing the documents that come with the program, with a report."""
        return {self.report: self.desk.load_shipped(code, _counting(progress))} | self.shelf(code)

    def remove(self, names: list[str] | None, code: str) -> Updates:
        """The page after deleting uploads, with a report."""
        if not set(names or ()) & set(self.desk.uploaded()):  # nothing chosen, not confirmed, or gone already
            return {self.report: gr.update()}
        return {self.report: self.desk.remove(names or (), code)} | self.shelf(code)

    # For programs

    def answer(self, question: str, history: list[str] | None = None) -> dict[str, Any]:
        """Answers a question from the documents; `history` holds earlier questions, oldest first."""
        try:
            return self.assistant.answer(question[:MAX_QUESTION], history=history or []).to_dict()
        except Exception as error:
            raise gr.Error(self.desk.readable(error, "en")) from error

    def search(self, question: str, k: int = 10) -> list[dict[str, Any]]:
        """The `k` passages (1 to 100) that fit a question best, with offsets into the text of their document."""
        try:
            return passages_to_dicts(self.assistant.search(question[:MAX_QUESTION], k=min(max(int(k), 1), 100)))
        except Exception as error:
            raise gr.Error(self.desk.readable(error, "en")) from error


def _counting(progress: gr.Progress) -> Callable[[int, int, str], None]:
    return lambda done, total, name: progress((done, total), desc=Path(name).name)

"""The page put together: what happens at which click, in every language."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read when gradio is imported

import gradio as gr
from gradio.events import api

from rag.assistant import Assistant
from rag.page.script import EXPLAINING, SHOWING
from rag.page.spoken import DEFAULT, SpokenBlocks
from rag.page.tabs import TabFactory
from rag.page.view import View
from rag.page.words import LANGUAGES, words
from rag.settings import Settings


def build_ui(assistant: Assistant, settings: Settings, tabs: Sequence[TabFactory] = ()) -> SpokenBlocks:
    """The page, with tabs of other packages, and the endpoints ``/answer`` and ``/search``, over an assistant."""
    ui = _built(assistant, settings, tabs, DEFAULT)
    for code in LANGUAGES.keys() - {DEFAULT}:
        ui.spoken(code, _built(assistant, settings, tabs, code))
    return ui


def _built(assistant: Assistant, settings: Settings, tabs: Sequence[TabFactory], code: str) -> SpokenBlocks:
    """The page as it is at first, in the language `code`."""
    # Uploads are copied to the state folder at once: what the framework keeps of them goes after an hour.
    ui = SpokenBlocks(title="问据 Wenju", analytics_enabled=False, delete_cache=(3600, 3600))
    with ui:
        more = [make(assistant, settings) for make in tabs]
        view = View(assistant, settings, more, code)
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        # By default a click is dropped while the one before it is served: on a slow machine, any click.
        again = quiet | {"trigger_mode": "multiple"}
        busy = quiet | {"show_progress": "minimal", "show_progress_on": view.report}
        shelf = [view.report, view.chat, view.scope, view.table, view.details, view.shipped, view.removal, view.chosen]
        talk = [view.turns, view.chat, view.panel, view.question]
        labels = [view.brand, view.tab_ask, view.tab_documents, view.new, view.about, view.upload, view.delete]
        added = [part for tab in more for part in tab.parts]
        whole = [*dict.fromkeys([*shelf, *talk, *labels]), *added]
        ui.load(view.greet, [view.switch], [*shelf, *added], **quiet)
        view.switch.input(view.speak, [view.switch, view.turns], whole, trigger_mode="always_last", **quiet)
        given = [view.turns, view.question, view.scope, view.switch]
        asked = view.question.submit(view.ask, given, talk, **quiet)
        picked = view.chat.example_select(_picked, None, view.question, **quiet).then(view.ask, given, talk, **quiet)
        mended = view.mends.click(view.mend, [view.turns, view.scope, view.switch], talk, **quiet)
        ending: dict[str, Any] = quiet | {"cancels": [asked, picked, mended], "queue": False}
        view.question.stop(view.settle, [view.turns, view.switch], talk, **ending)
        view.new.click(lambda code: view.settle([], code), [view.switch], talk, **ending)
        view.upload.upload(view.add, [view.upload, view.switch], shelf, **busy)
        view.table.click(view.open, [view.switch], view.details, **again).then(None, js=SHOWING, **quiet)
        view.shipped.click(view.load_shipped, [view.switch], shelf, **busy)
        view.delete.click(view.remove, [view.chosen, view.switch], shelf, js=_sure(), **again)
        view.thumbs.click(view.thumb, [view.turns, view.switch], None, **again)
        view.whys.click(view.why, [view.turns, view.switch], view.whys, **again).then(
            None, view.whys, None, js=EXPLAINING, **quiet
        )
        for tab in more:
            tab.wire(view.switch)
        api(view.answer, api_name="answer")
        api(view.search, api_name="search")
    ui.queue(default_concurrency_limit=8, max_size=64)
    return ui


def _picked(event: gr.SelectData) -> str:
    return str(event.value["text"])


def _sure() -> str:
    """JavaScript that asks before deleting, and hands on no names unless that is confirmed."""
    asking = json.dumps({code: words(code)["delete_sure"] for code in LANGUAGES})
    return f"(names, code) => [names.length && confirm({asking}[code]) ? names : [], code]"

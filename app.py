"""The chat page and what is served to programs: ``python app.py``, ``wenju serve`` or ``make run``."""

from __future__ import annotations

import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.console import read_settings

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import FastAPI

    from rag import Assistant, Settings


def build_ui(assistant: Assistant, settings: Settings) -> gr.Blocks:
    """The page, with the tabs of the packages installed, and the endpoints ``/answer`` and ``/search``."""
    from rag.page import tabs, wiring  # loads Gradio, which takes seconds

    return wiring.build_ui(assistant, settings, tabs.installed())


def build_app(assistant: Assistant, settings: Settings) -> FastAPI:
    """All that is served on one port: ``/v1``, ``/api`` and ``/mcp`` for programs, and the page."""
    ui = build_ui(assistant, settings)  # first: it settles what Gradio reads when it is imported
    from rag.page.launch import mount
    from rag.serve.page_guard import PageGuard
    from rag.serve.programs import programs

    app = mount(programs(assistant, settings), ui)
    if key := settings.serve_key.get_secret_value():
        app.add_middleware(PageGuard, key=key)
    return app


def main(index: Path | None = None, host: str | None = None, port: int | None = None) -> None:
    """Starts the page and what is served to programs, until interrupted; what is None comes from the settings."""
    from index import ModelMissing, StoreError
    from rag.page.desk import open_assistant
    from rag.serve.server import address, is_private, listen, serve
    from rag.settings import SettingsError

    try:
        settings = read_settings(index=index, host=host, port=port)
        listening = listen(settings.host, settings.port)
        assistant = open_assistant(settings)
        app = build_app(assistant, settings)
    except (StoreError, ModelMissing, SettingsError, OSError) as error:
        sys.exit(f"wenju: {error}")
    key = settings.serve_key.get_secret_value()
    if not is_private(listening) and not key:
        print(
            f"wenju: whoever reaches {settings.host} can ask, read, upload and delete: set WENJU_SERVE_KEY to want a "
            "key (docs/serving.md)",
            file=sys.stderr,
        )

    def started() -> None:
        print(f"Wenju is at {address(listening)} (Ctrl+C ends it)", flush=True)
        if key:
            print("The page asks for a password: the serve key, with any user name", flush=True)
        threading.Thread(target=_warm_up, args=(assistant,), daemon=True).start()

    serve(app, listening, started)


def _warm_up(assistant: Assistant) -> None:
    """Makes the first visitor's answer as fast as the next one's."""
    from index import StoreError

    with suppress(StoreError):
        assistant.warm_up()


def serve_command(
    index: Annotated[Path | None, typer.Option("--index", "-i", help="Folder of the index.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on [default: 127.0.0.1].")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on [default: 7860].")] = None,
) -> None:
    """Start the chat page, with OpenAI-compatible, REST and MCP interfaces beside it (docs/serving.md).

    Without an index, the documents that come with the program are indexed first.
    """
    main(index, host, port)


if __name__ == "__main__":
    main()

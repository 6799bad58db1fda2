"""The chat page: ``python app.py``, ``wenju serve`` or ``make run``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.console import UsageError, read_settings

if TYPE_CHECKING:
    import gradio as gr

    from rag import Assistant, Settings


def build_ui(assistant: Assistant, settings: Settings) -> gr.Blocks:
    """The page, and the endpoints ``/answer`` and ``/search``, over an assistant."""
    from rag.page import view  # loads Gradio, which takes seconds

    return view.build_ui(assistant, settings)


def main(index: Path | None = None, host: str | None = None, port: int | None = None) -> None:
    """Starts the page and serves it until interrupted; what is None comes from the settings."""
    from index import ModelMissing, StoreError
    from rag.page.desk import open_assistant
    from rag.page.view import launch

    try:
        settings = read_settings(index=index, host=host, port=port)
        ui = build_ui(open_assistant(settings), settings)
        address = launch(ui, settings)
    except (StoreError, ModelMissing, UsageError, OSError) as error:
        sys.exit(f"wenju: {error}")
    print(f"Wenju is at {address} (Ctrl+C ends it)", flush=True)
    ui.block_thread()


def serve_command(
    index: Annotated[Path | None, typer.Option("--index", "-i", help="Folder of the index.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on [default: 127.0.0.1].")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on [default: 7860].")] = None,
) -> None:
    """Start the chat page; without an index, the documents that come with the program are indexed first."""
    main(index, host, port)


if __name__ == "__main__":
    main()

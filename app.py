"""The chat page: ``python app.py``, ``wenju serve`` or ``make run``."""

from __future__ import annotations

import errno
import socket
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.console import read_settings

if TYPE_CHECKING:
    import gradio as gr

    from rag import Assistant, Settings


def build_ui(assistant: Assistant, settings: Settings) -> gr.Blocks:
    """The page, with the tabs of the packages installed, and the endpoints ``/answer`` and ``/search``."""
    from rag.page import tabs, view  # loads Gradio, which takes seconds

    return view.build_ui(assistant, settings, tabs.installed())


def main(index: Path | None = None, host: str | None = None, port: int | None = None) -> None:
    """Starts the page and serves it until interrupted; what is None comes from the settings."""
    from index import ModelMissing, StoreError
    from rag.page.desk import open_assistant
    from rag.page.launch import launch
    from rag.settings import SettingsError

    try:
        settings = read_settings(index=index, host=host, port=port)
        _check_port(settings.host, settings.port)
        assistant = open_assistant(settings)
        ui = build_ui(assistant, settings)
        address = launch(ui, settings)
    except (StoreError, ModelMissing, SettingsError, OSError) as error:
        sys.exit(f"wenju: {error}")
    print(f"Wenju is at {address} (Ctrl+C ends it)", flush=True)
    threading.Thread(target=_warm_up, args=(assistant,), daemon=True).start()
    ui.block_thread()


def _warm_up(assistant: Assistant) -> None:
    """Loads dictionaries and tables before the first visitor asks."""
    from index import StoreError

    with suppress(StoreError):
        assistant.answer("热身 warm-up")


def _check_port(host: str, port: int) -> None:
    """Looks whether the port is free before anything is loaded.

    Raises:
        OSError: it is not, or it is not ours to take.
    """
    try:
        where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise OSError(f"no such address: {host}; choose another one with --host or WENJU_HOST") from error
    with socket.socket(where[0], where[1]) as probe:
        # As the server will: a port that was used a moment ago is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(where[4])
        except OSError as error:
            what = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
            raise OSError(f"port {port} of {host} {what}: choose another one with --port or WENJU_PORT") from error


def serve_command(
    index: Annotated[Path | None, typer.Option("--index", "-i", help="Folder of the index.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on [default: 127.0.0.1].")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on [default: 7860].")] = None,
) -> None:
    """Start the chat page; without an index, the documents that come with the program are indexed first."""
    main(index, host, port)


if __name__ == "__main__":
    main()

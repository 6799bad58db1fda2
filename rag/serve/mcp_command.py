"""The command ``wenju mcp``: the tools for a program that starts them and talks over standard input and output."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Annotated

import typer

from rag.console import read_settings


def mcp_command(
    index: Annotated[Path | None, typer.Option("--index", "-i", help="Folder of the index.")] = None,
) -> None:
    """Serve the tools `answer` and `search` to a language model over standard input and output (MCP)."""
    from rag.page.desk import open_assistant
    from rag.serve.mcp_server import mcp_server
    from rag.serve.service import Service

    # Standard output belongs to the protocol: what is said while the index is made goes elsewhere.
    with redirect_stdout(sys.stderr):
        assistant = open_assistant(read_settings(index=index))
    mcp_server(Service(assistant)).run("stdio")

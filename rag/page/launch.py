"""How the page is served."""

from __future__ import annotations

import gradio as gr
from starlette.middleware import Middleware

from rag.page.local import LocalOnly
from rag.page.script import SCRIPT
from rag.page.style import BLUES, CSS, FONTS
from rag.page.view import MAX_FILE_MB
from rag.settings import Settings


def launch(ui: gr.Blocks, settings: Settings) -> str:
    """Starts serving without waiting, and returns the page's address.

    Raises:
        OSError: the port is taken.
    """
    blue = gr.themes.Color(*BLUES, name="wenju")
    theme = gr.themes.Default(
        primary_hue=blue, secondary_hue=blue, neutral_hue="slate", font=FONTS, font_mono=["monospace"]
    )
    theme.set(
        body_background_fill="#f6f8fa",
        body_text_color_subdued="#56657a",
        button_primary_background_fill="*primary_600",
        link_text_color="*primary_600",
        link_text_color_dark="*primary_300",
    )
    _, address, _ = ui.launch(
        server_name=settings.host,
        server_port=settings.port,
        prevent_thread_lock=True,
        quiet=True,
        share=False,
        show_error=True,
        ssr_mode=False,
        max_file_size=f"{MAX_FILE_MB}mb",
        footer_links=[],
        theme=theme,
        css=CSS,
        head=SCRIPT,
        app_kwargs={"middleware": [Middleware(LocalOnly)]},
    )
    return str(address)

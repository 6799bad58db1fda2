"""How the page joins what else is served."""

from __future__ import annotations

import gradio as gr
from fastapi import FastAPI

from rag.page.script import SCRIPT
from rag.page.spoken import Spoken
from rag.page.style import BLUES, CSS, FONTS
from rag.page.view import MAX_FILE_MB


def mount(app: FastAPI, ui: gr.Blocks) -> FastAPI:
    """The application with the page at ``/``, behind all that it serves already."""
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
    app.add_middleware(Spoken)
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        ui,
        path="/",
        show_error=True,
        ssr_mode=False,
        max_file_size=f"{MAX_FILE_MB}mb",
        footer_links=[],
        run_history=False,  # what is asked is not kept in the browser
        theme=theme,
        css=CSS,
        head=SCRIPT,
    )
    return mounted

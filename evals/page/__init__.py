"""What evaluations put on the page: a tab to review questions, and one to measure on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evals.page.evaluation import EvaluationTab
    from evals.page.review import ReviewTab
    from rag.assistant import Assistant
    from rag.settings import Settings


def review_tab(assistant: Assistant, settings: Settings) -> ReviewTab:
    """The tab with the drafts that wait for review; takes the chat's thumbs."""
    from evals.page.review import ReviewTab  # loads Gradio

    return ReviewTab(assistant)


def evaluation_tab(assistant: Assistant, settings: Settings) -> EvaluationTab:
    """The tab that runs evaluations and shows their reports."""
    from evals.page.evaluation import EvaluationTab

    return EvaluationTab(assistant)

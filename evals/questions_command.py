"""``wenju questions``: drafts an evaluation set from an index."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.console import UsageError, open_assistant

if TYPE_CHECKING:
    from langchain_core.documents import Document

    from evals.dataset import Question
    from rag.assistant import Assistant


def questions_command(
    index: Annotated[
        Path | None, typer.Option("--index", "-i", help="Folder of the index [default: $WENJU_INDEX or .wenju].")
    ] = None,
    count: Annotated[int, typer.Option("-n", help="How many questions at most.", min=1, max=10_000)] = 100,
    kinds: Annotated[
        str | None, typer.Option(help="Kinds to draft, apart by commas, e.g. table,number,list [default: all].")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the choice among all that could be asked.")] = 0,
    model: Annotated[
        bool, typer.Option("--model", help="Ask the configured chat model instead of using rules.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write a new .jsonl file instead of putting them up for review.")
    ] = None,
) -> None:
    """Draft questions with their evidence from your documents, for review on the page and `wenju eval`."""
    from evals.dataset import Dataset, DatasetError
    from evals.drafting import KINDS, draft
    from evals.formats import write_dataset
    from evals.inbox import Inbox

    wanted = [kind.strip() for kind in (kinds or "").split(",") if kind.strip()]
    if unknown := [kind for kind in wanted if kind not in KINDS]:
        raise UsageError(f"--kinds {unknown[0]}: no such kind; there are {', '.join(KINDS)}")
    if wanted and model:
        raise UsageError("--kinds goes with rules: a model is not told what kind to ask")
    if out is not None and out.suffix.lower() != ".jsonl":
        raise UsageError(f"{out}: name a file that ends with .jsonl")
    if out is not None and out.exists():
        raise UsageError(f"{out}: exists already")
    assistant = open_assistant(index)
    passages = from_files(assistant)
    if not passages:
        folder = assistant.store.folder
        raise UsageError(f"the index in {folder} holds no documents yet: `wenju index PATH... -i {folder}`")
    found = _by_model(assistant, passages, count, seed) if model else draft(passages, count, seed, wanted or None)
    if not found:
        raise UsageError("nothing to ask about was found in these documents")
    for kind, number in Counter(question.kind for question in found).most_common():
        typer.echo(f"{number:>6}  {kind}")
    try:
        if out is not None:
            write_dataset(Dataset(out.stem, tuple(found)), out)
            typer.echo(f"{len(found)} drafts: {out}\nread them, then: wenju eval {out}")
            return
        inbox = Inbox.of(assistant.store.folder)
        new = inbox.add(found)
    except DatasetError as error:
        raise UsageError(str(error)) from error
    known = f" ({len(found) - new} were there, accepted or rejected already)" if new < len(found) else ""
    typer.echo(f"{new} drafts put up for review{known}; {len(inbox.drafts())} wait")
    typer.echo(f"review them on the page (`wenju serve`), then: wenju eval {inbox.accepted_file}")


def from_files(assistant: Assistant) -> list[Document]:
    """All passages of the files in the index."""
    from index.reader import MEMORY

    store = assistant.store.store
    found = store.passages(store.numbers()).values()
    return [p for p in found if not str(p.metadata.get("source", MEMORY)).startswith(MEMORY)]


def _by_model(assistant: Assistant, passages: list[Document], count: int, seed: int) -> list[Question]:
    from evals.drafting_model import draft_with_model
    from rag.model import ModelFailed, chat_model

    try:
        model = chat_model(assistant.settings)
    except ModelFailed as error:
        raise UsageError(f"the chat model cannot be used: {error}") from error
    if model is None:
        raise UsageError("--model needs a chat model: set WENJU_MODEL (docs/settings.md), or leave --model out")
    drafts = draft_with_model(model, passages, count, seed)
    if drafts.dropped:
        typer.echo(f"{drafts.dropped} dropped: their quote does not stand in the passage", err=True)
    if drafts.failed:
        typer.echo(f"{drafts.failed} passages failed: {drafts.reason}", err=True)
    return drafts.questions

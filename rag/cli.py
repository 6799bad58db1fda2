"""The command line: ``wenju``, or ``python -m rag``."""

from __future__ import annotations

import io
import os
import sys
import time
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated, Any

import typer

from rag.answer_text import place_of, rest_of
from rag.console import (
    UsageError,
    check_batch,
    explained,
    explanation_of,
    open_assistant,
    parse_filter,
    print_json,
    print_report,
    print_why,
    progress_bar,
    run_batch,
)
from rag.inspect_command import inspect_command
from rag.serve.mcp_command import mcp_command

app = typer.Typer(
    name="wenju",
    help="Answers questions from your own documents and proves every sentence. Settings: WENJU_*, docs/settings.md.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.command("inspect")(inspect_command)
app.command("mcp")(mcp_command)

Index = Annotated[
    Path | None, typer.Option("--index", "-i", help="Folder of the index [default: $WENJU_INDEX or .wenju].")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Batch = Annotated[
    Path | None, typer.Option("--file", help="JSON lines with question, optional id and history; - for standard input.")
]
Out = Annotated[
    Path | None, typer.Option("--out", help="Where the JSON lines of a batch go [default: standard output].")
]
Explain = Annotated[
    bool, typer.Option("--explain", help="Also show how the question was read, and why each passage was found.")
]
After = Annotated[
    list[str] | None,
    typer.Option("--after", help="An earlier question that this one goes on from; several: oldest first."),
]
Only = Annotated[
    list[str] | None, typer.Option("--only", help="Restrict to documents: document=ID, source=PATH or title=TITLE.")
]


def main() -> None:
    """Runs the command line; errors that a user can mend are printed without a traceback."""
    from corpus import LoadError
    from index import ModelMissing, StoreError
    from rag.settings import SettingsError

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a character that the terminal lacks stops nothing
    # Commands of packages that build on this one (`eval`, `serve`): it does not know them.
    for command in entry_points(group="wenju.commands"):
        try:
            app.command(command.name)(command.load())
        except Exception as error:  # a broken package takes its own command away, and no other
            reason = f"{type(error).__name__}: {error}"
            print(f"wenju: the command {command.name} ({command.value}) is broken: {reason}", file=sys.stderr)
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except (StoreError, LoadError, ModelMissing, SettingsError, UsageError, OSError) as error:
        print(f"wenju: {error}", file=sys.stderr)
        sys.exit(1)


@app.command("index")
def index_command(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files and folders.")] = None,
    index: Index = None,
    rebuild: Annotated[bool, typer.Option(help="Read every file again, also those indexed before.")] = False,
    as_json: Json = False,
) -> None:
    """Bring the index into step with files and folders: only what changed is read."""
    from index import StoreMissing

    if not paths and not rebuild:
        raise UsageError("name the files or folders to index, e.g. `wenju index documents/`")
    # Where none of the paths is there, no index is made: it would be an empty one.
    exists = any(os.path.lexists(path) for path in paths or ())
    try:
        assistant = open_assistant(index, create=exists, rebuild=rebuild)
    except StoreMissing as error:
        if not paths:
            raise
        raise UsageError(f"no such file or folder: {', '.join(map(str, paths))}; no index was made") from error
    with progress_bar(quiet=as_json) as progress:
        report = assistant.sync(paths or [], rebuild=rebuild, progress=progress)
    if as_json:
        print_json(report.to_dict())
    else:
        print_report(report, assistant.documents())
    if report.failed:
        raise typer.Exit(1)


@app.command("remove")
def remove_command(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.")], index: Index = None
) -> None:
    """Take files out of the index; the files themselves stay."""
    report = open_assistant(index).remove(paths)
    print_report(report)
    if report.failed:
        raise typer.Exit(1)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument()] = None,
    index: Index = None,
    k: Annotated[int | None, typer.Option("-k", help="Passages to retrieve [default: 10].", min=1, max=100)] = None,
    as_json: Json = False,
    file: Batch = None,
    out: Out = None,
    only: Only = None,
    explain: Explain = False,
    after: After = None,
) -> None:
    """Answer a question, or each question of a file, with citations."""
    check_batch(question, file, out, after)
    assistant = open_assistant(index)
    filters = parse_filter(only, assistant)

    def answered(row: dict[str, Any]) -> dict[str, Any]:
        answer = assistant.answer(row["question"], row.get("history", after or ()), k, filters)
        result = answer.to_dict()
        return explained(result, explanation_of(assistant, answer, k, filters)) if explain else result

    if file is not None:
        run_batch(file, out, answered)
        return
    assert question
    if as_json:
        print_json(answered({"question": question}))
        return
    last: Any = None
    shown = ""
    for last in assistant.stream(question, after or (), k, filters):
        if isinstance(last, str):
            shown += last
            print(last, end="", flush=True)
    print(rest_of(last, shown))
    if explain:
        print_why(explanation_of(assistant, last, k, filters), last.citations)


@app.command()
def search(
    question: Annotated[str | None, typer.Argument()] = None,
    index: Index = None,
    k: Annotated[int, typer.Option("-k", help="How many passages.", min=1, max=1000)] = 10,
    as_json: Json = False,
    file: Batch = None,
    out: Out = None,
    only: Only = None,
    explain: Explain = False,
) -> None:
    """Show the passages that fit a question best."""
    from rag.explain import explain as why
    from rag.types import passages_to_dicts

    check_batch(question, file, out)
    assistant = open_assistant(index)
    filters = parse_filter(only, assistant)

    def found(row: dict[str, Any]) -> dict[str, Any]:
        asked, history = row["question"], row.get("history", ())
        started = time.perf_counter()
        # An explanation searches itself: a cross-encoder reads no passage twice.
        said = why(assistant.retriever, assistant.understand(asked, history, filters), k, filters) if explain else None
        passages = [w.passage for w in said.passages] if said else assistant.search(asked, k, filters, history)
        took = round(1000 * (time.perf_counter() - started), 3)
        timings = {"retrieve": took, "total": took}
        result = {"question": asked, "passages": passages_to_dicts(passages), "timings_ms": timings}
        return explained(result, said) if said else result

    if file is not None:
        run_batch(file, out, found)
        return
    assert question
    if explain and not as_json:
        print_why(why(assistant.retriever, assistant.understand(question), k, filters))
        return
    result = found({"question": question})
    if as_json:
        print_json(result)
    for row in [] if as_json else result["passages"]:
        print(f"{row['rank']:>2}. {row['score']:.3f}  {place_of(row)}\n    {' '.join(row['text'].split())[:200]}\n")


@app.command()
def status(index: Index = None, as_json: Json = False) -> None:
    """Show what is in the index."""
    from rag.tuned import Tuned

    assistant = open_assistant(index)
    store = assistant.store
    documents = assistant.documents()
    about = {
        "index": str(store.folder),
        "documents": len(documents),
        "passages": sum(d["passages"] for d in documents),
        "bytes": sum(f.stat().st_size for f in store.folder.rglob("*") if f.is_file()),
        "generation": store.store.generation,
        "fingerprint": store.store.setting("fingerprint"),
        "tuned": ", ".join(tuned.report.get("kept", [])) if (tuned := Tuned.of(store.folder)) else "no",
    }
    if as_json:
        print_json({**about, "files": documents})
        return
    for key, value in about.items():
        print(f"{key:12} {value}")
    for document in documents:
        print(f"  {document['passages']:>6} passages  {document['title']}  ({document['source']})")

"""What the commands have in common: opening the assistant, batches, progress and printing."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index import SyncReport
    from index.knowledge import Filter
    from index.sync import Progress
    from rag.assistant import Assistant
    from rag.explanation import Explanation
    from rag.settings import Settings
    from rag.types import Answer, Citation


_SHOWN = 20
"""Documents named in an error at most."""


class UsageError(ValueError):
    """Something in the call is wrong; the message says what to write instead."""


def read_settings(**given: Any) -> Settings:
    """The settings of the environment and `wenju.toml`; those given (and not None) come first.

    Raises:
        SettingsError: a setting has a value that it cannot have.
    """
    from rag.settings import Settings

    return Settings(**{name: value for name, value in given.items() if value is not None})


def open_assistant(index: Path | None, *, create: bool = False, rebuild: bool = False) -> Assistant:
    """The assistant over the index in a folder, with the settings of the environment."""
    from rag.assistant import Assistant

    return Assistant.open(index, settings=read_settings(), create=create, rebuild=rebuild)


def parse_filter(only: list[str] | None, assistant: Assistant) -> dict[str, str | list[str]] | None:
    """The filter that ``--only key=value`` options say; None when there are none.

    A path may be relative to the current folder.

    Raises:
        UsageError: the index holds nothing yet, or no document that an option, or all together, name.
    """
    store = assistant.store.store
    if not store.files():
        raise UsageError(f"the index in {store.folder} holds no documents yet: `wenju index PATH... -i {store.folder}`")
    filters: dict[str, Any] = {}
    for pair in only or ():
        key, equals, value = pair.partition("=")
        if not equals or key not in ("document", "source", "title"):
            raise UsageError(f"--only {pair}: write document=ID, source=PATH or title=TITLE")
        values = [value, Path(os.path.abspath(value)).as_posix()] if key == "source" else [value]
        if not store.find_documents({key: values}):
            there = sorted(str(document[{"document": "id"}.get(key, key)]) for document in store.documents())
            more = f" and {len(there) - _SHOWN} more (`wenju status`)" if len(there) > _SHOWN else ""
            raise UsageError(f"--only {pair}: no such document; there are {', '.join(there[:_SHOWN])}{more}")
        filters.setdefault(key, []).extend(values)
    if filters and not store.find_documents(filters):
        raise UsageError("--only: no document fits all of these at once (`wenju status` lists them)")
    return filters or None


def check_batch(question: str | None, file: Path | None, out: Path | None, after: Sequence[str] | None = None) -> None:
    """Refuses a call that says two things at once, or nothing.

    Raises:
        UsageError: it does.
    """
    if file is None and not question:
        raise UsageError("write a question, e.g. `wenju ask “企业宁静日”是什么？`, or name a file with --file")
    if file is None and out is not None:
        raise UsageError("--out goes with --file: it says where the answers to the questions of a file go")
    if file is not None and after:
        raise UsageError("--after goes with one question: the lines of a file have a `history` of their own")
    if file is not None and question:
        raise UsageError("a question and --file together: give one of them")


def run_batch(file: Path, out: Path | None, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """One JSON line out for each JSON line in; a line that fails stops nothing and is reported."""
    lines = sys.stdin if str(file) == "-" else _lines(file)
    target = out.open("w", encoding="utf-8", errors="replace") if out else sys.stdout
    bad = 0
    try:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            result = _answered(line, number, answer)
            if "error" in result:
                bad += 1
                print(f"wenju: {file}, line {number}: {result['error']}", file=sys.stderr)
            target.write(json.dumps(result, ensure_ascii=False) + "\n")
            target.flush()  # what is answered is there, whatever comes
    finally:
        if out:
            target.close()
    if bad:
        raise UsageError(f"{bad} of the lines failed; the others are answered")


def _answered(line: str, number: int, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    """The result for a line, or the error, in either case with the line's own id where it has one."""
    name: Any = number
    try:
        row = json.loads(line)
        name = row.get("id", number) if isinstance(row, dict) else number
        _check_question(row)
        return {"id": name, **answer(row)}
    except RecursionError:
        return {"id": number, "error": "nested too deeply"}
    except ValueError as error:
        return {"id": name, "error": str(error)}
    except Exception as error:  # whatever fails here, the other lines are asked
        return {"id": name, "error": f"{type(error).__name__}: {error}"}


def _check_question(row: Any) -> None:
    if not isinstance(row, dict) or not isinstance(row.get("question"), str):
        raise ValueError('needs "question" (text)')
    history = row.get("history", [])
    if not isinstance(history, list) or not all(isinstance(earlier, str) for earlier in history):
        raise ValueError('"history" is a list of texts, the earlier questions')


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text("utf-8-sig").split("\n")  # `splitlines` would also cut inside of JSON texts
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: {error}") from error


@contextmanager
def progress_bar(*, quiet: bool = False) -> Iterator[Progress | None]:
    """A progress callback that draws a bar on standard error, where that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield None
        return
    with Progress(
        BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"), console=console, transient=True
    ) as bar:
        task = bar.add_task("")
        yield lambda done, total, name: bar.update(task, completed=done, total=total, description=Path(name).name)


def print_report(report: SyncReport, documents: Iterable[Mapping[str, Any]] = ()) -> None:
    """Prints what a sync did, with the reason for each file that is not in, and warnings.

    `documents`: those in the index (as `Assistant.documents` lists them), to say what of the files
    that were read just now is left out.
    """
    counts = ", ".join(
        f"{len(getattr(report, kind))} {kind}" for kind in ("added", "updated", "unchanged", "removed", "failed")
    )
    print(f"{counts}; {report.passages} passages in the index; {report.seconds:.1f} s")
    for path, reason in report.failed.items():
        print(f"  failed   {path}: {reason}")
    for path, reason in report.skipped.items():
        print(f"  skipped  {path}: {reason}")
    for path, notes in report.notes.items():
        for note in notes:
            print(f"  warning  {path}: {note}")
    new = {*report.added, *report.updated}
    if told := _left_out([document["health"] for document in documents if document["source"] in new]):
        print(f"  {told}")
    if report.notes:
        count = "1 file" if len(report.notes) == 1 else f"{len(report.notes)} files"
        print(f"  {count} with warnings: `wenju inspect FILE` shows how a file is read")


def _left_out(reports: Sequence[Mapping[str, Any]]) -> str:
    """What of the files with these health reports is not in the text, in one line; empty where all is."""
    read = sum(health["characters"] for health in reports)
    dropped: Counter[str] = Counter()
    for health in reports:
        dropped.update({reason: entry["characters"] for reason, entry in health["dropped"].items()})
    gone = dropped.total()
    if not gone:
        return ""
    reasons = ", ".join(f"{reason} {count:,}" for reason, count in dropped.most_common())
    unread = sum(len(health["unread"]) for health in reports)
    pages = f"; {unread} pages without text" if unread else ""
    return f"{read:,} characters read, {gone:,} ({gone / read:.1%}) left out: {reasons}{pages}"


def explanation_of(assistant: Assistant, answer: Answer, k: int | None, filters: Filter | None) -> Explanation:
    """Why the passages were found that an answer stands on."""
    from rag.explain import explain

    return explain(assistant.retriever, answer.understood or answer.question, k, filters)


def explained(result: dict[str, Any], explanation: Explanation) -> dict[str, Any]:
    """A result for JSON, with how its question was read, and why each of its passages was found."""
    found = explanation.to_dict()
    whys = {(row["document"], row["start"], row["end"]): row["why"] for row in found["passages"]}
    passages = [
        row | {"why": whys.get((row["document"], row["start"], row["end"]))}  # None: the index has changed meanwhile
        for row in result["passages"]
    ]
    return result | {"reading": found["reading"], "passages": passages}


def print_why(explanation: Explanation, citations: Sequence[Citation] | None = None) -> None:
    """Prints why passages were found; with `citations` only those that they stand in."""
    from rich.console import Console

    from rag.explanation_text import print_citations, print_explanation

    console = Console(highlight=False)
    if citations is None:
        print_explanation(console, explanation)
    else:
        print_citations(console, explanation, citations)


def print_json(value: Any) -> None:
    """Prints plain data as JSON."""
    print(json.dumps(value, ensure_ascii=False, indent=2))

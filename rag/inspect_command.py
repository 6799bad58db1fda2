"""The command that shows how files are read: outline, passages, tables, metadata and a health report."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag.console import print_json, progress_bar

if TYPE_CHECKING:
    from corpus import Source
    from corpus.inspection import Inspection
    from corpus.isolated import IsolatedLoader
    from index.report import Progress


def inspect_command(
    paths: Annotated[list[Path], typer.Argument(help="Files, folders and archives.")],
    outline: Annotated[bool, typer.Option("--outline", help="Show the whole outline, not its upper levels.")] = False,
    passages: Annotated[bool, typer.Option("--passages", help="List the passages.")] = False,
    tables: Annotated[bool, typer.Option("--tables", help="Print the tables.")] = False,
    section: Annotated[
        str | None, typer.Option("--section", help="Only the sections whose heading, or one above it, holds this.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show how files are read: outline, passages, tables, what was left out and why. No index is needed."""
    from rich.console import Console
    from rich.text import Text

    from rag.inspection_text import print_inspection

    console = Console(highlight=False)
    shown: list[dict[str, Any]] = []
    reading = Reading()
    with progress_bar(quiet=as_json) as progress:
        for found in reading.inspected(paths, progress):
            found = found.within(section) if section else found
            if as_json:
                shown.append(found.to_dict(passages=passages, tables=tables))
            else:
                print_inspection(console, found, outline=outline or bool(section), passages=passages, tables=tables)
    if as_json:
        print_json({"files": shown, "failed": reading.failed, "skipped": reading.skipped})
    else:
        for name, reason in reading.skipped.items():
            console.print(Text(f"skipped  {name}: {reason}", "dim"))
    for name, reason in reading.failed.items():
        sys.stderr.write(f"wenju: {name}: {reason}\n")
    if reading.failed:
        raise typer.Exit(1)


class Reading:
    """Files on their way to the reader's eye.

    Attributes:
        failed: what could not be read, with the reason.
        skipped: what folders and archives hold besides documents, with the reason.
    """

    def __init__(self) -> None:
        self.failed: dict[str, str] = {}
        self.skipped: dict[str, str] = {}

    def inspected(self, paths: Sequence[Path], progress: Progress | None = None) -> Iterator[Inspection]:
        """The files at `paths`, in folders and in archives, inspected one after the other."""
        from corpus.inspection import inspect
        from corpus.isolated import IsolatedLoader
        from index.report import SyncReport
        from index.split import PassageSplitter
        from index.survey import survey

        report = SyncReport(failed=self.failed, skipped=self.skipped)
        files = list(survey(paths, {}, report)[0].values())
        splitter = PassageSplitter()
        with IsolatedLoader() as loader:
            for done, path in enumerate(files):
                if progress:
                    progress(done, len(files), str(path))
                for source in self._sources(path, loader):
                    yield inspect(source, splitter.split_documents(source.blocks))

    def _sources(self, path: Path, loader: IsolatedLoader) -> Iterator[Source]:
        from corpus import LoadError
        from corpus.archive.names import is_archive

        try:
            if not is_archive(path.name):
                yield loader.load(path)
                return
            with loader.unpacked(path) as members:
                for member in members:
                    name = f"{path.as_posix()}/{member.name}"
                    if member.file:
                        try:
                            yield replace(loader.load(member.file), path=name)
                        except LoadError as error:
                            self.failed[name] = error.reason
                    else:
                        (self.failed if member.state == "failed" else self.skipped)[name] = member.reason
        except LoadError as error:
            self.failed[str(path)] = error.reason

"""Folders and files to the index: only what changed is parsed, embedded and written."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from contextlib import closing, nullcontext
from functools import partial
from pathlib import Path

from corpus import Source
from corpus.isolated import IsolatedLoader
from index.ahead import ahead
from index.intake import Intake, Step
from index.knowledge import KnowledgeStore
from index.report import Progress, SyncReport
from index.store import MEMORY, File
from index.survey import absolute, archive_of, inside, survey

__all__ = ["Progress", "SyncReport", "remove", "sync"]

BATCH_CHARS = 50_000
"""Documents are staged together up to this many characters of text: few, as the next ones are read meanwhile."""


def sync(
    store: KnowledgeStore,
    paths: Iterable[str | Path],
    *,
    rebuild: bool = False,
    progress: Progress | None = None,
    loader: IsolatedLoader | None = None,
) -> SyncReport:
    """Brings the index into step with files and folders, and says what changed.

    Files in a given folder that were indexed before and are gone now are removed from the index;
    files elsewhere stay. A file that cannot be read is reported, and the rest go in; if an older
    version of it is in the index, that one stays. A folder that is missing, or suddenly empty,
    removes nothing: it may be a drive that is not there. Nor does a named file that is gone, unless
    another file holds what it held.

    An archive is like a folder: what it holds is indexed under its path, and looked at again when the
    archive has changed. Every file is read in a process of its own, within limits; while one batch of
    documents is embedded, the next file is read.

    A file that was only renamed or copied keeps its passages, and the title that it had. Where
    nothing was ever found, there is nothing to publish, and the index stays without a generation.

    Args:
        store: the index.
        paths: files and folders.
        rebuild: read every file again, also all those indexed before, and make the derived indexes
            anew; always done when the index was made with other settings. What cannot be read any
            more stays as it was.
        progress: called before each file, with each page of a long one, while many passages are embedded,
            and at the end.
        loader: reads the files, in a process that is left to the caller; None means one for this run.

    Raises:
        StoreBusy: another process is writing.
    """
    started = time.perf_counter()
    report = SyncReport()
    with store.writing():
        rebuild = rebuild or store.stale
        known = store.store.files()
        found, gone = survey([Path(p) for p in paths], known, report)
        if rebuild:
            files_of = (archive_of(path) or path for path in known if not path.startswith(MEMORY) and path not in gone)
            found |= {path: Path(path) for path in files_of}
        # What a run that was stopped has staged is not made again.
        here = store.store.document_ids(store.fingerprint, staged=rebuild)
        with nullcontext(loader) if loader else IsolatedLoader() as reader:
            intake = Intake(reader, known, here, report, again=rebuild)
            steps = ahead(partial(intake.run, found), reader.close)
            with closing(steps):
                files = _stage(store, steps, len(found), again=rebuild, progress=progress)
        gone |= intake.gone | _moved(known, files, report)
        if files or gone or rebuild:
            store.publish(files, gone, anew=rebuild)
        report.removed = sorted(gone)
        report.passages = store.store.count()
    report.seconds = time.perf_counter() - started
    return report


def _stage(
    store: KnowledgeStore, steps: Iterable[Step], total: int, *, again: bool, progress: Progress | None
) -> list[File]:
    """Splits, embeds and stores what the steps bring, in batches; returns the records of the files."""
    files: list[File] = []
    batch: list[Source] = []
    waiting = done = 0

    def told(embedded: int, passages: int) -> None:
        if progress:
            progress(done, total, f"{batch[-1].path} (passages embedded: {embedded} of {passages})")

    for step in steps:
        done = step.done
        if progress and step.name:
            progress(step.done, total, step.name)
        if step.file is not None:
            files.append(step.file)
        if step.source is not None:
            batch.append(step.source)
            waiting += len(step.source.text)
        if waiting > BATCH_CHARS:
            store.stage(batch, again=again, told=told)
            batch, waiting = [], 0
    if batch:
        store.stage(batch, again=again, told=told)
    if progress:
        progress(total, total, "")
    return files


def remove(store: KnowledgeStore, paths: Iterable[str | Path]) -> SyncReport:
    """Takes files, and all files in folders, out of the index; the files themselves stay."""
    started = time.perf_counter()
    report = SyncReport()
    with store.writing():
        known = store.store.files()
        ordered = sorted(known)
        gone: set[str] = set()
        for path in map(absolute, map(Path, paths)):
            files = [path] if path in known else inside(path, ordered)
            gone.update(files)
            if not files:
                report.failed[path] = "not in the index"
        if gone:
            store.publish([], gone)
        report.removed = sorted(gone)
        report.passages = store.store.count()
    report.seconds = time.perf_counter() - started
    return report


def _moved(known: dict[str, File], files: Iterable[File], report: SyncReport) -> set[str]:
    """The indexed files that are gone and whose content one that was just met holds; they have not failed."""
    held = {file.document for file in files} | {known[name].document for name in report.unchanged if name in known}
    missing = known.keys() & report.failed.keys()
    moved = {name for name in missing if known[name].document in held and not os.path.lexists(name)}
    for name in moved:
        del report.failed[name]
    return moved

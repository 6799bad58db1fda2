"""Folders and files to the index: only what changed is parsed, embedded and written."""

from __future__ import annotations

import os
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from corpus import LoadError, Source, load
from corpus.loaders import SUFFIXES
from corpus.source import MAX_BYTES, content_id
from index.knowledge import KnowledgeStore
from index.store import MEMORY, File

BATCH_CHARS = 400_000
"""Documents are staged together up to this many characters of text."""

_CLOCK_NS = 2_000_000_000

Progress = Callable[[int, int, str], None]
"""Called with files done, files in all, and the file at hand."""


@dataclass
class SyncReport:
    """What a sync did: paths of files, for `failed` and `skipped` with the reason."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    """What a folder holds that is not read: unknown formats, links out of it, linked folders."""
    notes: dict[str, list[str]] = field(default_factory=dict)
    """Warnings about files that went in, e.g. pages without text."""
    passages: int = 0
    """Passages in the index afterwards."""
    seconds: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data."""
        return asdict(self)


def sync(
    store: KnowledgeStore, paths: Iterable[str | Path], *, rebuild: bool = False, progress: Progress | None = None
) -> SyncReport:
    """Brings the index into step with files and folders, and says what changed.

    Files in a given folder that were indexed before and are gone now are removed from the index;
    files elsewhere stay. A file that cannot be read is reported, and the rest go in; if an older
    version of it is in the index, that one stays. A folder that is missing, or suddenly empty,
    removes nothing: it may be a drive that is not there. Nor does a named file that is gone, unless
    another file holds what it held.

    A file that was only renamed or copied keeps its passages, and the title that it had. Where
    nothing was ever found, there is nothing to publish, and the index stays without a generation.

    Args:
        store: the index.
        paths: files and folders.
        rebuild: read every file again, also all those indexed before, and make the derived indexes
            anew; always done when the index was made with other settings. What cannot be read any
            more stays as it was.
        progress: called before each file, and at the end.

    Raises:
        StoreBusy: another process is writing.
    """
    started = time.perf_counter()
    report = SyncReport()
    with store.writing():
        rebuild = rebuild or store.stale
        known = store.store.files()
        found, gone = _survey([Path(p) for p in paths], known, report)
        if rebuild:
            found |= {path: Path(path) for path in known if not path.startswith(MEMORY) and path not in gone}
        # What a run that was stopped has staged is not made again.
        here = store.store.document_ids(store.fingerprint, staged=rebuild)
        files: list[File] = []
        batch: list[Source] = []
        waiting = 0
        for done, (name, path) in enumerate(sorted(found.items())):
            if progress:
                progress(done, len(found), name)
            file, source = _read(name, path, known.get(name), rebuild, here, report)
            if file is not None:
                files.append(file)
            if source is not None:
                batch.append(source)
                waiting += len(source.text)
            if waiting > BATCH_CHARS:
                store.stage(batch, again=rebuild)
                batch, waiting = [], 0
        if batch:
            store.stage(batch, again=rebuild)
        if progress:
            progress(len(found), len(found), "")
        gone |= _moved(known, files, report)
        if files or gone or rebuild:
            store.publish(files, gone, anew=rebuild)
        report.removed = sorted(gone)
        report.passages = store.store.count()
    report.seconds = time.perf_counter() - started
    return report


def remove(store: KnowledgeStore, paths: Iterable[str | Path]) -> SyncReport:
    """Takes files, and all files in folders, out of the index; the files themselves stay."""
    started = time.perf_counter()
    report = SyncReport()
    with store.writing():
        known = store.store.files()
        ordered = sorted(known)
        gone: set[str] = set()
        for path in map(_absolute, map(Path, paths)):
            inside = [path] if path in known else _inside(path, ordered)
            gone.update(inside)
            if not inside:
                report.failed[path] = "not in the index"
        if gone:
            store.publish([], gone)
        report.removed = sorted(gone)
        report.passages = store.store.count()
    report.seconds = time.perf_counter() - started
    return report


def _survey(paths: list[Path], known: dict[str, File], report: SyncReport) -> tuple[dict[str, Path], set[str]]:
    """The files to look at, by path, and the indexed ones that are gone."""
    found: dict[str, Path] = {}
    gone: set[str] = set()
    ordered = sorted(known)
    for path in paths:
        name = _absolute(path)
        if path.is_file():
            found[name] = path
            continue
        before = _inside(name, ordered)
        if path.is_dir():
            inside = {_absolute(file): file for file in _walk(path, report)}
            if before and not inside and name not in report.failed:
                report.failed[name] = (
                    f"the folder holds no document any more; its {len(before)} indexed files stay "
                    "(`wenju remove` takes them out)"
                )
            found |= inside
            gone.update(file for file in before if file not in inside and not os.path.lexists(file))
        elif name in known:
            report.failed[name] = "the file is gone; its indexed version stays (`wenju remove` takes it out)"
        elif before:
            report.failed[name] = (
                f"no such folder; its {len(before)} indexed files stay (`wenju remove` takes them out)"
            )
        else:
            report.failed[name] = "no such file or folder"
    # What could not be looked into may still be there.
    return found, {name for name in gone if not any(str(up) in report.failed for up in PurePosixPath(name).parents)}


def _inside(folder: str, ordered: Sequence[str]) -> list[str]:
    """The indexed files in `folder` and below; they stand together in the sorted list of all."""
    start = f"{folder.rstrip('/')}/"
    return list(ordered[bisect_left(ordered, start) : bisect_left(ordered, f"{start[:-1]}0")])  # 0 comes after /


def _moved(known: dict[str, File], files: Iterable[File], report: SyncReport) -> set[str]:
    """The indexed files that are gone and whose content one that was just met holds; they have not failed."""
    held = {file.document for file in files} | {known[name].document for name in report.unchanged if name in known}
    missing = known.keys() & report.failed.keys()
    moved = {name for name in missing if known[name].document in held and not os.path.lexists(name)}
    for name in moved:
        del report.failed[name]
    return moved


def _walk(folder: Path, report: SyncReport) -> Iterator[Path]:
    """The documents in `folder` and below; hidden files, linked folders and links that lead out are left alone."""
    top = folder.resolve()

    def failed(error: OSError) -> None:
        report.failed[_absolute(Path(error.filename or folder))] = error.strerror or str(error)

    for root, folders, names in os.walk(folder, onerror=failed):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for linked in (path for name in folders if (path := Path(root) / name).is_symlink()):
            report.skipped[_absolute(linked)] = "a linked folder: name it itself to index what is in it"
        for name in sorted(names):
            path = Path(root) / name
            if name.startswith((".", "~$")):
                continue
            if path.is_symlink() and not path.resolve().is_relative_to(top):
                report.skipped[_absolute(path)] = "a link that leads out of the folder"
            elif path.exists() and not path.is_file():
                report.skipped[_absolute(path)] = "not a regular file"
            elif path.suffix.lower() not in SUFFIXES:
                report.skipped[_absolute(path)] = f"unknown format {path.suffix or '(no ending)'}"
            else:
                yield path


def _read(
    name: str, path: Path, before: File | None, again: bool, here: set[str], report: SyncReport
) -> tuple[File | None, Source | None]:
    """The file's new record, None when nothing is to be written, and what it holds if that is new."""
    source: Source | None = None
    try:
        name.encode()  # not every file name is text
        stat = path.stat()
        if before and not again and (stat.st_size, stat.st_mtime_ns) == (before.size, before.modified_ns):
            report.unchanged.append(name)
            return None, None
        document = content_id(path.suffix, path.read_bytes()) if stat.st_size <= MAX_BYTES else ""
        if document not in here:
            source = replace(load(path), path=name)
            f"{source.title}{source.text}".encode()  # nor is all that a broken file holds
            document = source.id
            here.add(document)
            if source.health.notes:
                report.notes[name] = source.health.notes
    except (LoadError, OSError, UnicodeEncodeError) as error:
        shown = name.encode(errors="replace").decode()
        report.failed[shown] = _reason(error) + ("; its indexed version stays" if before else "")
        return None, None
    if before is None:
        report.added.append(name)
    else:
        (report.unchanged if before.document == document and not again else report.updated).append(name)
    # A file that was written a moment ago may be written again with the same size and time: clocks of
    # file systems tick in up to two seconds. It is looked into once more next time.
    settled = time.time_ns() - stat.st_mtime_ns > _CLOCK_NS
    return File(name, stat.st_size, stat.st_mtime_ns if settled else 0, document), source


def _reason(error: LoadError | OSError | UnicodeEncodeError) -> str:
    if isinstance(error, LoadError):
        return error.reason
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return "its name or text holds characters that are no Unicode"


def _absolute(path: Path) -> str:
    return Path(os.path.abspath(path)).as_posix()

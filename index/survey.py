"""Which files there are to look at, in folders and below, and which indexed ones are gone."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from corpus.archive.names import ending, is_archive
from corpus.loaders import SUFFIXES
from index.report import SyncReport
from index.store import File


def survey(paths: Iterable[Path], known: dict[str, File], report: SyncReport) -> tuple[dict[str, Path], set[str]]:
    """The files to look at, by path, and the indexed ones that are gone; what is wrong goes to `report`.

    What is in an archive that is still there is left for who looks into it.
    """
    found: dict[str, Path] = {}
    gone: set[str] = set()
    ordered = sorted(known)
    for path in paths:
        name = absolute(path)
        if path.is_file():
            found[name] = path
            continue
        before = inside(name, ordered)
        if path.is_dir():
            here = {absolute(file): file for file in _walk(path, report)}
            if before and not here and name not in report.failed:
                report.failed[name] = (
                    f"the folder holds no document any more; its {len(before)} indexed files stay "
                    "(`wenju remove` takes them out)"
                )
            found |= here
            gone.update(file for file in before if file not in here and not _is_there(file))
        elif name in known:
            report.failed[name] = "the file is gone; its indexed version stays (`wenju remove` takes it out)"
        elif before:
            what = "archive" if is_archive(name) else "folder"
            report.failed[name] = (
                f"no such {what}; its {len(before)} indexed files stay (`wenju remove` takes them out)"
            )
        else:
            report.failed[name] = "no such file or folder"
    # What could not be looked into may still be there.
    return found, {name for name in gone if not any(str(up) in report.failed for up in PurePosixPath(name).parents)}


def inside(folder: str, ordered: Sequence[str]) -> list[str]:
    """The indexed files in `folder`, or archive, and below; they stand together in the sorted list of all."""
    start = f"{folder.rstrip('/')}/"
    return list(ordered[bisect_left(ordered, start) : bisect_left(ordered, f"{start[:-1]}0")])  # 0 comes after /


def archive_of(name: str) -> str:
    """The archive that a document of this path is in, as its path tells; empty for a plain file."""
    for up in reversed(PurePosixPath(name).parents):
        if is_archive(up.name) and not os.path.isdir(up):  # noqa: PTH112 - a string is enough
            return str(up)
    return ""


def absolute(path: Path) -> str:
    """The path as the index has it."""
    return Path(os.path.abspath(path)).as_posix()


def _is_there(name: str) -> bool:
    """Whether an indexed file, or the archive that it was in, is there: then it is not gone yet."""
    archive = archive_of(name)
    return os.path.lexists(archive or name)


def _walk(folder: Path, report: SyncReport) -> Iterator[Path]:
    """The documents in `folder` and below; hidden files, linked folders and links that lead out are left alone."""
    top = folder.resolve()

    def failed(error: OSError) -> None:
        report.failed[absolute(Path(error.filename or folder))] = error.strerror or str(error)

    for root, folders, names in os.walk(folder, onerror=failed):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for linked in (path for name in folders if (path := Path(root) / name).is_symlink()):
            report.skipped[absolute(linked)] = "a linked folder: name it itself to index what is in it"
        for name in sorted(names):
            path = Path(root) / name
            if name.startswith((".", "~$")):
                continue
            if path.is_symlink() and not path.resolve().is_relative_to(top):
                report.skipped[absolute(path)] = "a link that leads out of the folder"
            elif path.exists() and not path.is_file():
                report.skipped[absolute(path)] = "not a regular file"
            elif path.suffix.lower() not in SUFFIXES and not is_archive(name):
                report.skipped[absolute(path)] = f"unknown format {ending(name) or '(no ending)'}"
            else:
                yield path

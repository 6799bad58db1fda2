"""Archives: documents are taken out of them, within limits, to files with names of our own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.archive.listing import Budget, Entry, TooMuch, damage, entries
from corpus.archive.names import ending, file_name, is_archive, is_hidden, label
from corpus.errors import LoadError
from corpus.loaders import SUFFIXES
from corpus.source import MAX_BYTES

MAX_DEPTH = 2
"""An archive may hold archives; those may not."""
MAX_RATIO = 300
"""No member unpacks to so many times its packed size, from `RATIO_FROM` bytes on: text stays far below."""
RATIO_FROM = 16 * 2**20

_CHUNK = 2**20


@dataclass(frozen=True)
class Member:
    """What an archive holds: a document that was unpacked, or why it was not.

    Attributes:
        name: its path in the archive, in POSIX form.
        state: ``file`` unpacked, ``failed`` a document that cannot be, ``skipped`` no document.
        file: where it was unpacked to; empty if it was not.
        reason: why not; one sentence without a full stop.
    """

    name: str
    state: Literal["file", "failed", "skipped"]
    file: str = ""
    reason: str = ""


def unpack(path: str | Path, folder: str | Path) -> list[Member]:
    """Takes the documents in an archive, and in archives in it, out to `folder`.

    Names in the archive are labels only: what is written lies in numbered folders. Links and devices
    are left alone, hidden files not even named.

    Raises:
        LoadError: it is no archive, is damaged, or goes over a limit for the whole.
    """
    path = Path(path)
    try:
        return list(_members(path, Path(folder), Budget(), 1))
    except TooMuch as error:
        raise LoadError(path, str(error)) from error
    except Exception as error:
        try:
            reason = f"not a readable archive ({damage(error)})"
        except OSError:
            reason = getattr(error, "strerror", "") or str(error)
        raise LoadError(path, reason) from error


def _members(path: Path, folder: Path, budget: Budget, depth: int) -> Iterator[Member]:
    taken: set[str] = set()
    for number, entry in enumerate(entries(path, budget), 1):
        name = _free(entry.name, taken)
        if not name or is_hidden(name):
            continue
        if entry.special:
            yield Member(name, "skipped", reason=entry.special)
        elif not is_archive(name) and ending(name) not in SUFFIXES:
            yield Member(name, "skipped", reason=f"unknown format {ending(name) or '(no ending)'}")
        elif problem := entry.problem or _too_big(entry):
            yield Member(name, "failed", reason=problem)
        elif is_archive(name) and depth == MAX_DEPTH:
            yield Member(name, "failed", reason=f"archives in each other more than {MAX_DEPTH} deep")
        else:
            own = folder / f"{depth}-{number:06}"
            own.mkdir()
            target = own / file_name(name)
            if reason := _save(entry, target, budget):
                target.unlink(missing_ok=True)
                yield Member(name, "failed", reason=reason)
            elif not is_archive(name):
                yield Member(name, "file", file=str(target))
            else:
                yield from _inner(name, target, own, budget, depth + 1)


def _inner(name: str, path: Path, folder: Path, budget: Budget, depth: int) -> Iterator[Member]:
    """The members of an archive within an archive, under its name."""
    try:
        found = list(_members(path, folder, budget, depth))
    except Exception as error:
        yield Member(name, "failed", reason=f"not a readable archive ({damage(error)})")
        return
    finally:
        path.unlink(missing_ok=True)
    for member in found:
        yield Member(f"{name}/{member.name}", member.state, member.file, member.reason)


def _free(name: str, taken: set[str]) -> str:
    """The label of a member, unlike those before it."""
    shown = label(name)
    unique, number = shown, 1
    while unique and unique in taken:
        number += 1
        suffix = ending(shown)
        unique = f"{shown[: len(shown) - len(suffix)]} ({number}){shown[len(shown) - len(suffix) :]}"
    taken.add(unique)
    return unique


def _too_big(entry: Entry) -> str:
    if not is_archive(entry.name) and entry.size > MAX_BYTES:
        return f"{entry.size / 2**20:.0f} MB is over the limit of {MAX_BYTES / 2**20:.0f} MB"
    if entry.size > RATIO_FROM and entry.size > MAX_RATIO * max(entry.packed, 1):
        return f"unpacks to more than {MAX_RATIO} times its size"
    return ""


def _save(entry: Entry, target: Path, budget: Budget) -> str:
    """Unpacks a member to `target`; why that failed, or nothing. Sizes are counted, not believed."""
    left = entry.size
    try:
        with entry.open() as packed, target.open("wb") as out:
            while data := packed.read(_CHUNK):
                left -= len(data)
                if left < 0:
                    return "damaged: it holds more than it says"
                budget.take(len(data))
                out.write(data)
    except NotImplementedError:
        return "packed in a way that cannot be unpacked"
    except Exception as error:
        return f"damaged ({damage(error)})"
    return "damaged: it holds less than it says" if left else ""

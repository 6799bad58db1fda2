"""Files and archives to what the index takes in: only what changed is read."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus import LoadError, Source
from corpus.archive import Member
from corpus.archive.names import is_archive
from corpus.isolated import IsolatedLoader
from corpus.source import MAX_BYTES, content_id
from index.report import SyncReport
from index.store import File
from index.survey import inside

_CLOCK_NS = 2_000_000_000


@dataclass(frozen=True)
class Step:
    """A step of the intake.

    Attributes:
        done: how many of the files are done.
        name: the file at hand, with its page where a long one is read; empty if this is no news.
        file: its new record, where one is to be written.
        source: what it holds, if that is new.
    """

    done: int
    name: str = ""
    file: File | None = None
    source: Source | None = None


@dataclass(frozen=True)
class _Stamp:
    """Size and time of a file, or of the archive that it is in."""

    size: int
    modified_ns: int

    @classmethod
    def of(cls, path: Path) -> _Stamp:
        stat = path.stat()
        return cls(stat.st_size, stat.st_mtime_ns)

    def settled(self) -> _Stamp:
        """What to record: a file that was written a moment ago may be written again with the same size and time.

        Clocks of file systems tick in up to two seconds. It is looked into once more next time.
        """
        return self if time.time_ns() - self.modified_ns > _CLOCK_NS else replace(self, modified_ns=0)

    def is_of(self, file: File) -> bool:
        return (self.size, self.modified_ns) == (file.size, file.modified_ns)


class Intake:
    """Looks at files one after the other and reads those that changed, in the loader's process.

    Args:
        loader: reads them.
        known: the indexed files by path.
        here: ids of the documents that need not be read again; those that are read are added.
        report: takes down what became of each.
        again: read all, changed or not.

    Attributes:
        gone: indexed documents that their archive does not hold any more.
    """

    def __init__(
        self, loader: IsolatedLoader, known: dict[str, File], here: set[str], report: SyncReport, *, again: bool
    ) -> None:
        self.gone: set[str] = set()
        self._loader = loader
        self._known = known
        self._ordered: Sequence[str] = sorted(known)
        self._here = here
        self._report = report
        self._again = again
        self._done = 0
        self._put: Callable[[Step], None] = lambda _: None

    def run(self, found: dict[str, Path], put: Callable[[Step], None]) -> None:
        """Goes through `found` in the order of the paths; `put` gets each step."""
        self._put = put
        for self._done, (name, path) in enumerate(sorted(found.items())):
            put(Step(self._done, name))
            before = self._known.get(name)
            try:
                name.encode()  # not every file name is text
                stamp = _Stamp.of(path)
                if is_archive(path.name):
                    self._archive(name, path, stamp)
                elif before and not self._again and stamp.is_of(before):
                    self._report.unchanged.append(name)
                else:
                    self._file(name, path, stamp.settled())
            except (LoadError, OSError, UnicodeEncodeError) as error:
                self._failed(name, _reason(error))

    def _file(self, name: str, path: Path, stamp: _Stamp) -> File:
        """Reads a file, or a document of an archive that was unpacked to `path`, if its content is not known."""
        self._loader.start()
        before = self._known.get(name)
        source: Source | None = None
        document = content_id(path.suffix, path.read_bytes()) if path.stat().st_size <= MAX_BYTES else ""
        if document not in self._here:
            source = replace(self._loader.load(path, self._tick(name)), path=name)
            f"{source.title}{source.text}".encode()  # nor is all that a broken file holds
            document = source.id
            self._here.add(document)
            if source.health.notes:
                self._report.notes[name] = source.health.notes
        if before is None:
            self._report.added.append(name)
        else:
            same = before.document == document and not self._again
            (self._report.unchanged if same else self._report.updated).append(name)
        file = File(name, stamp.size, stamp.modified_ns, document)
        self._put(Step(self._done, file=file, source=source))
        return file

    def _archive(self, name: str, path: Path, stamp: _Stamp) -> None:
        """Reads the documents in an archive, if that changed; what it does not hold any more is gone."""
        before = inside(name, self._ordered)
        if before and not self._again and all(stamp.is_of(self._known[member]) for member in before):
            self._report.unchanged += before
            return
        self._loader.start()
        with self._loader.unpacked(path) as members:
            records = [self._member(f"{name}/{member.name}", member, stamp.settled()) for member in members]
        read = list(filter(None, records))
        if not read:
            self._failed(name, "no document in it that can be read")
            return
        here = {f"{name}/{member.name}" for member in members}
        self.gone.update(member for member in before if member not in here)
        if len(read) < sum(member.state != "skipped" for member in members):
            # One failed: the archive is looked into again next time, as a file that failed is.
            self._put(Step(self._done, file=read[-1]._replace(modified_ns=0)))

    def _member(self, name: str, member: Member, stamp: _Stamp) -> File | None:
        """Reads a member of an archive; None if it is not what the index can hold."""
        if member.state == "skipped":
            self._report.skipped[name] = member.reason
        elif member.state == "failed":
            self._failed(name, member.reason)
        else:
            self._put(Step(self._done, name))
            try:
                return self._file(name, Path(member.file), stamp)
            except (LoadError, OSError, UnicodeEncodeError) as error:
                self._failed(name, _reason(error))
        return None

    def _tick(self, name: str) -> Callable[[int, int], None]:
        def tick(done: int, total: int) -> None:
            self._put(Step(self._done, f"{name} ({done}/{total})" if total else name))

        return tick

    def _failed(self, name: str, reason: str) -> None:
        stays = ""
        if name in self._known:
            stays = "; its indexed version stays"
        elif before := inside(name, self._ordered):
            stays = f"; its {len(before)} indexed files stay"
        self._report.failed[name.encode(errors="replace").decode()] = reason + stays


def _reason(error: LoadError | OSError | UnicodeEncodeError) -> str:
    if isinstance(error, LoadError):
        return error.reason
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return "its name or text holds characters that are no Unicode"

"""What the questions are about: files, or texts that the data set brings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from langchain_core.documents import Document

from evals.dataset import Text

PLAIN = (".txt", ".text", ".md", ".markdown")
"""Endings of the files that systems without loaders of their own are given."""


class SystemUnavailable(ValueError):
    """A system cannot be evaluated; the message says why and what to do."""


@dataclass(frozen=True)
class Material:
    """Files, or texts by id.

    Attributes:
        files: paths of files, sorted.
        texts: of the data set; where there are any, `files` is empty.
    """

    files: Sequence[Path] = ()
    texts: Mapping[str, Text] = field(default_factory=dict)

    @classmethod
    def of(cls, paths: Iterable[Path]) -> Material:
        """The files in folders, and files, that are no hidden ones.

        Raises:
            SystemUnavailable: one of them is not there.
        """
        files: set[Path] = set()
        for path in paths:
            if not path.exists():
                raise SystemUnavailable(f"{path}: no such file or folder")
            inside = path.rglob("*") if path.is_dir() else [path]
            files |= {p for p in inside if p.is_file() and not any(n[0] == "." for n in p.relative_to(path).parts)}
        return cls(sorted(files))

    def documents(self) -> list[Document]:
        """The texts as they are, and the plain text files raw, as systems without loaders take them.

        Raises:
            SystemUnavailable: there are none, or a file is not UTF-8.
        """
        if self.texts:
            return [Document(id=key, page_content=text.text) for key, text in self.texts.items() if text.text.strip()]
        found = []
        for path in self.files:
            if path.suffix.lower() in PLAIN:
                try:
                    text = path.read_text("utf-8-sig")
                except (OSError, UnicodeDecodeError) as error:
                    raise SystemUnavailable(f"{path}: {error}") from error
                found.append(Document(page_content=text, metadata={"source": str(path)}))
        if not found:
            raise SystemUnavailable(
                f"no plain text to index: name a folder of {', '.join(PLAIN)} files with --documents"
            )
        return found

    def unread(self) -> int:
        """How many files `documents` leaves out, because they are no plain text."""
        return sum(path.suffix.lower() not in PLAIN for path in self.files)


def needs(package: str) -> SystemUnavailable:
    """The error for a package that is not installed."""
    return SystemUnavailable(f"{package} is not installed: pip install 'wenju[peers]'")

"""What can go wrong with a file, in words that its owner can act on."""

from __future__ import annotations

from pathlib import Path


class LoadError(ValueError):
    """A file cannot be read: which one, and why.

    Attributes:
        path: the file.
        reason: one sentence without a full stop, e.g. ``"the PDF is encrypted"``.
    """

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = Path(path)
        self.reason = reason

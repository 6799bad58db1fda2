"""What a sync did, and how it tells of its progress."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

Progress = Callable[[int, int, str], None]
"""Called with files done, files in all, and the file at hand, with its page where a long one is read."""


@dataclass
class SyncReport:
    """What a sync did: paths of files, for `failed` and `skipped` with the reason.

    A document in an archive has a path below that of its archive.
    """

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    """What a folder or archive holds that is not read: unknown formats, links out of it, linked folders."""
    notes: dict[str, list[str]] = field(default_factory=dict)
    """Warnings about files that went in, e.g. pages without text."""
    passages: int = 0
    """Passages in the index afterwards."""
    seconds: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data."""
        return asdict(self)

"""What can go wrong with an index, with the command that mends it."""

from __future__ import annotations

from pathlib import Path


class StoreError(RuntimeError):
    """The index cannot be used as it is; the message says what to do."""


class StoreMissing(StoreError):
    """There is no index at this place."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"no index in {folder}: make one with `wenju index PATH... --index {folder}`")


class StoreMismatch(StoreError):
    """The index was made with another embedding model, splitter or version of this program."""

    def __init__(self, folder: Path, found: str, wanted: str) -> None:
        super().__init__(
            f"the index in {folder} was made with {found!r}, but the settings say {wanted!r}: "
            f"rebuild it with `wenju index --rebuild --index {folder}`, or set the model that it was made with"
        )


class StoreCorrupt(StoreError):
    """A derived file is missing or damaged; opening the store for writing rebuilds it."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} is damaged ({reason}): `wenju index --index {path.parent}` rebuilds it")


class StoreBusy(StoreError):
    """Another process is writing to the index."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"another process is writing to the index in {folder}: try again when it has finished")

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
    """A file of the index is damaged.

    Derived files are rebuilt from the database by whoever meets the damage; only when that fails,
    or when the database itself is damaged, does this reach the user.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path} is damaged ({reason}): move the folder {path.parent} away "
            f"and index again with `wenju index PATH... --index {path.parent}`"
        )


class StoreBusy(StoreError):
    """Another process is writing to the index."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"another process is writing to the index in {folder}: try again when it has finished")

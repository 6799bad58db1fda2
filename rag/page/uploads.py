"""Uploaded files on disk: under their own names, never over one another."""

from __future__ import annotations

import filecmp
import shutil
from pathlib import Path

from corpus.archive.names import ending, readable


def keep_upload(file: Path, folder: Path) -> Path:
    """Copies an uploaded file into `folder` under its own name and returns the copy's path.

    A different file of that name stays: the new one gets a number. The same file is kept once.

    Raises:
        ValueError: the format is not known; the message lists those that are.
    """
    name = Path(file.name.replace("\\", "/")).name.lstrip(".~ ")
    suffix = name[len(name) - len(ending(name)) :]
    stem = name.removesuffix(suffix)
    if suffix.lower() not in readable() or not stem:
        raise ValueError(" ".join(readable()))
    folder.mkdir(parents=True, exist_ok=True)
    target, number = folder / name, 1
    while True:
        try:
            with target.open("xb") as copy, file.open("rb") as original:
                shutil.copyfileobj(original, copy)
            return target
        except FileExistsError:
            if target.is_file() and filecmp.cmp(file, target, shallow=False):
                return target
            number += 1
            target = folder / f"{stem} ({number}){suffix}"

"""Text recognition with Tesseract, where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache

PACKAGES = "tesseract-ocr tesseract-ocr-chi-sim"
SECONDS = 60
"""No page takes longer."""
_MIN_CONFIDENCE = 20.0
_MAX_OUTPUT = 8 * 2**20


@dataclass(frozen=True)
class Word:
    """A word that was read: its text and its box, in pixels, and how sure the reading is, 0 to 100."""

    text: str
    x0: int
    top: int
    x1: int
    bottom: int
    confidence: float
    line: tuple[int, int, int]
    """Block, paragraph and line on the page."""


@cache
def program() -> str | None:
    """Where Tesseract is; None where it is not installed or cannot read Chinese."""
    path = shutil.which("tesseract")
    if path is None:
        return None
    try:
        listed = subprocess.run([path, "--list-langs"], capture_output=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return path if b"chi_sim" in listed.stdout else None


def recognise(image: bytes, dpi: int) -> list[Word] | None:
    """The words in an image file (PGM, PNG); None when Tesseract fails or takes longer than `SECONDS`."""
    path = program()
    if path is None:
        return None
    command = [path, "stdin", "stdout", "-l", "chi_sim+eng", "--dpi", str(dpi), "-c", "tessedit_create_tsv=1", "tsv"]
    try:
        done = subprocess.run(
            command,
            input=image,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode != 0:
        return None
    return _words(done.stdout[:_MAX_OUTPUT].decode("utf-8", "replace"))


def _words(table: str) -> list[Word]:
    """The words in Tesseract's table of tab-separated values."""
    words: list[Word] = []
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        try:
            _, _, block, paragraph, line, _, left, top, width, height = map(int, cells[:10])
            sure = float(cells[10])
        except ValueError:
            continue
        words.append(Word(cells[11].strip(), left, top, left + width, top + height, sure, (block, paragraph, line)))
    return words

"""Precedents: questions whose passages are known, and so what a passage reads like that answers a question like them.

Everyday questions of law share few words with the articles that answer them, but questions that are alike are answered
by passages that are alike: a relevance model (Lavrenko and Croft 2001) from another corpus (Diaz and Metzler 2006), our
pairs. Only those of law say how a passage should read; the others tell when a question is not one of law.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import safe_open
from safetensors.numpy import save_file

from index.embed import BUILTIN_PATH
from index.embedder import unit
from index.hub import ModelMissing, said

Bytes = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

PATH = BUILTIN_PATH / "precedents.safetensors"
"""Those that come with the program, made by `scripts/precedents.py`."""
QUESTION_DIMENSIONS, PASSAGE_DIMENSIONS = 128, 256
"""First dimensions of the table's vectors that are kept."""
_NEIGHBOURS = 10
_SHARPNESS = 4
"""Power of the cosine by which a neighbour counts."""
_UNLIKE = 0.5
"""Cosine up to which a passage is on something else: where none answers the question, few come nearer."""
_TABLE = "table"


@dataclass(frozen=True, eq=False)
class Precedents:
    """Questions, as the directions of their mean vectors, with the passages that answer those of law.

    Attributes:
        questions: (n, dim), those of law first.
        passages: (m, d) that answer them.
        answers: (law,) for each question of law the row of its passage.
    """

    questions: Bytes
    passages: Bytes
    answers: Ints

    @cached_property
    def _directions(self) -> Floats:
        return unit(self.questions.astype(np.float32))

    def expected(self, question: Floats) -> Floats:
        """What a passage reads like that answers a question of law, (d,); zeros for any other question.

        Its direction is the mean of the passages of the ten questions of law that are most alike, its length, in
        [0, 1], by how much questions of law outweigh the others among the ten of all that are most alike.

        Args:
            question: its mean vector by the table that the precedents were made with.
        """
        known = self._directions
        cosines = known @ unit(question[None, : known.shape[1]].copy())[0]
        rows, weights = _nearest(cosines)
        of_law = float(weights @ (rows < len(self.answers))) / (float(weights.sum()) or 1.0)
        if of_law <= 0.5:
            return np.zeros(self.passages.shape[1], dtype=np.float32)
        rows, weights = _nearest(cosines[: len(self.answers)])
        mean = weights[None] @ unit(self.passages[self.answers[rows]].astype(np.float32))
        expected: Floats = (2 * of_law - 1) * unit(mean)[0]
        return expected


def likeness(expected: Floats, passages: Floats) -> Floats:
    """How much passages read like what is expected of them, (n,) in [0, 1]; 0 for all that are unlike.

    Args:
        expected: (d,) by `Precedents.expected`.
        passages: mean vectors (n, d or more) of passages, by the same table.
    """
    cosines = unit(passages[:, : len(expected)].copy()) @ expected
    alike: Floats = np.maximum((cosines - _UNLIKE * np.linalg.norm(expected)) / (1 - _UNLIKE), 0.0)
    return alike


def _nearest(cosines: Floats) -> tuple[npt.NDArray[np.intp], Floats]:
    """The questions that are most alike, and what each counts."""
    few = min(_NEIGHBOURS, len(cosines))
    rows = np.argpartition(-cosines, few - 1)[:few]
    return rows, np.maximum(cosines[rows], 0.0) ** _SHARPNESS


def directions(vectors: Floats, dimensions: int) -> Bytes:
    """The first dimensions of vectors (n, dim), 8 bits each; the lengths are lost."""
    cut = vectors[:, :dimensions]
    peaks = np.abs(cut).max(axis=1, keepdims=True)
    found: Bytes = (127 * cut / np.maximum(peaks, 1e-12)).round().astype(np.int8)
    return found


@cache
def precedents(fingerprint: str) -> Precedents | None:
    """The precedents that come with the program; None where another table is in use than they were made with.

    Args:
        fingerprint: of the table in use.

    Raises:
        ModelMissing: the file is missing or damaged.
    """
    return read_precedents(PATH, fingerprint)


def read_precedents(path: Path, fingerprint: str) -> Precedents | None:
    """The precedents in a file, None if they were made with another table; errors as `precedents`."""
    try:
        with safe_open(path, framework="numpy") as file:
            if file.metadata()[_TABLE] != fingerprint:
                return None
            return Precedents(*map(file.get_tensor, ("questions", "passages", "answers")))
    except Exception as error:  # what a damaged file raises
        raise ModelMissing(path, said(error), advice="install the program again") from error


def write_precedents(precedents: Precedents, path: Path, fingerprint: str) -> None:
    """Writes precedents that were made with the table of this fingerprint."""
    tensors = {name: getattr(precedents, name) for name in ("questions", "passages", "answers")}
    save_file(tensors, path, metadata={_TABLE: fingerprint})

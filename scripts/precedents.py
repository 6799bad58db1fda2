"""Make the precedents of the ranking (`index.precedents`) from our pairs.

    python scripts/precedents.py [FILE]

Writes the vectors of the pairs' questions by the built-in table, and of the passages of law, no text. Run it whenever
the table or the pairs have changed. The held-out tenth is left out, as it fits the weights of the ranking.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from paraphrase_pairs import Pair, read_pairs

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:  # run as a file
    sys.path.insert(0, str(ROOT))

from index.embed import StaticEmbeddings  # noqa: E402
from index.precedents import (  # noqa: E402
    PASSAGE_DIMENSIONS,
    PATH,
    QUESTION_DIMENSIONS,
    Precedents,
    directions,
    write_precedents,
)
from index.terms import fold  # noqa: E402

LAW = "law"
"""The field of the questions of law."""


def made(pairs: Iterable[Pair], table: StaticEmbeddings) -> Precedents:
    """The precedents of the pairs that are not held out, in their order, those of law first."""
    known = sorted((pair for pair in pairs if not pair.held_out), key=lambda pair: pair.field != LAW)
    texts = [pair.text for pair in known if pair.field == LAW]
    row = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    return Precedents(
        questions=directions(table.encode([fold(pair.question) for pair in known]), QUESTION_DIMENSIONS),
        passages=directions(table.encode(list(row)), PASSAGE_DIMENSIONS),
        answers=np.array([row[text] for text in texts], dtype=np.int32),
    )


def main() -> None:
    """Make, write and count."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("file", type=Path, nargs="?", default=PATH, help="file to write")
    file = parser.parse_args().file
    table = StaticEmbeddings()
    found = made(read_pairs(), table)
    write_precedents(found, file, table.fingerprint)
    counts = f"{len(found.questions)} questions, {len(found.answers)} of law on {len(found.passages)} passages"
    print(f"{counts}, {file.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()

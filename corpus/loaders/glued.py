"""Tables of an old Word file that LibreOffice writes as one paragraph, the cells run together."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CELL = "\x07"
"""What ends a cell in a .doc file; a row has one more."""
_BREAK = re.compile(r"[\r\x00]")
_LONGEST = 200_000


def cells_run_together(data: bytes) -> frozenset[str]:
    """The paragraphs that the tables of a .doc file would be with their cell ends lost.

    A file whose last table has no paragraph behind it comes out of LibreOffice like that, 「1000」 and 「1200」 as
    10001200. A cell alone never holds what all the cells up to the end of a paragraph hold, so that a paragraph with
    one of these texts is such a table.

    Args:
        data: the bytes of the file; its text is looked for in both of the encodings that Word uses.

    Returns:
        The texts, without spaces.
    """
    return frozenset(text for encoding in ("utf-16-le", "latin-1") for text in _joined(data.decode(encoding, "ignore")))


def compact(text: str) -> str:
    """`text` without spaces."""
    return re.sub(r"\s", "", text)


def _joined(text: str) -> Iterator[str]:
    for part in _BREAK.split(text) if _CELL * 2 in text else ():
        rows, mark, _ = part.rpartition(_CELL * 2)
        cells = [cell for cell in map(compact, rows.split(_CELL)) if cell]
        if mark and len(cells) > 1 and len(part) <= _LONGEST:
            yield "".join(cells)

"""Our own paraphrase corpus: everyday questions, each with the passage in official language that answers it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "data" / "paraphrase" / "pairs"
_CHINESE = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Pair:
    """A question and the passage that answers it.

    Attributes:
        field: the file that it is from.
        question: as somebody would type it.
        passage: in official language.
        heading: the headings that the passage stands under, often empty.
    """

    field: str
    question: str
    passage: str
    heading: str = ""

    @property
    def text(self) -> str:
        """Heading and passage."""
        return "\n".join(filter(None, [self.heading, self.passage]))

    @property
    def languages(self) -> str:
        """Of question and passage: ``zh-zh``, ``en-zh``, ``en-en`` or ``zh-en``."""
        return "-".join("zh" if _CHINESE.search(text) else "en" for text in (self.question, self.passage))

    @property
    def held_out(self) -> bool:
        """Whether it belongs to the tenth that no training sees; all questions on a passage do or do not."""
        return is_held_out(self.passage)


def is_held_out(text: str) -> bool:
    """Whether what belongs to this official text is in the held-out tenth (stable over runs and machines)."""
    return hashlib.sha256(text.encode()).digest()[0] % 10 == 0


def read_pairs(folder: Path = FOLDER) -> Iterator[Pair]:
    """All pairs, file by file."""
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield Pair(file.stem, row["q"], row["p"], row.get("t", ""))

"""What became of a sentence that a chat model wrote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Status = Literal["supported", "reattributed", "unsupported", "dropped", "none"]


@dataclass(frozen=True)
class Verdict:
    """A sentence of an answer and whether its passages hold it.

    Attributes:
        text: the sentence without markers and labels.
        status: ``supported`` by the passages that it cites; ``reattributed`` to one that it did not cite;
            ``unsupported``: labelled as such in the answer; ``dropped``: left out, being unsupported
            (setting `strict`); ``none``: it claims nothing (a heading, an announcement).
        markers: the markers that it has in the answer.
        missing: what no passage holds, or holds otherwise: figures, dates, names, directions.
        support: how much of it its passages say, in [0, 1].
    """

    text: str
    status: Status
    markers: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()
    support: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """The verdict as the public JSON has it."""
        return {
            "text": self.text,
            "status": self.status,
            "markers": list(self.markers),
            "missing": list(self.missing),
            "support": round(self.support, 6),
        }

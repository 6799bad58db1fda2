"""Sentences of an answer with the markers that follow them, also while the answer is still coming."""

from __future__ import annotations

import re

_SENTENCE = re.compile(
    r"[^。！？!?\n]+?(?:[。！？!?]+|(?<!\b[a-z])(?<!\bNo)(?<!\be\.g)(?<!\bi\.e)(?<!\bapprox)(?<!\bvs)\.(?=\s|\[|$)|\n|$)"
    r"[”’」』）)*\"]*(?:\s*\[\d+\])*(?<!\n)\n?"
    r"|\n+",
    re.IGNORECASE,
)
_MARKER = re.compile(r"\[(\d+)\]")
_FURTHER = re.compile(r"[\s”’」』）)*\"\[]")
"""What may still belong to the sentence before: white space, closing quotation marks, a marker."""


def sentences(text: str) -> list[str]:
    """The sentences of an answer, each with the markers that follow it; joined they are `text`."""
    found: list[str] = []
    at = 0
    for match in _SENTENCE.finditer(text):
        found.append(text[at : match.end()])
        at = match.end()
    return [*found, text[at:]] if at < len(text) else found


def cited_markers(text: str) -> list[int]:
    """The numbers of the markers in `text`, in the order of first use."""
    return list(dict.fromkeys(int(n) for n in _MARKER.findall(text)))


def without_markers(text: str) -> str:
    """`text` without its markers."""
    return _MARKER.sub("", text)


class SentenceStream:
    """Sentences out of a text that comes in pieces; each is given as soon as it cannot grow any more."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> list[str]:
        """The sentences that are whole after another piece has come."""
        self._held += piece
        every = sentences(self._held)
        # The last may go on; so may the one before it, while what follows can belong to it still.
        done = len(every) - 1 if every and not every[-1].endswith("\n") else len(every)
        while 0 < done < len(every) and not every[done - 1].endswith("\n") and _FURTHER.match(every[done][:1] or " "):
            if len(every[done].strip()) > 1 and not every[done].lstrip().startswith("["):
                break
            done -= 1
        self._held = "".join(every[done:]) if every else ""
        return every[:done] if done > 0 else []

    def finish(self) -> list[str]:
        """The rest, when the text has ended."""
        rest, self._held = sentences(self._held), ""
        return rest

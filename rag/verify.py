"""What a chat model wrote, held against the passages that it cites."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from langchain_core.documents import Document

from index.passage import heading_text

_SENTENCE = re.compile(r"[^。！？!?\n]+?(?:[。！？!?]|\.(?=\s|\[|$)|\n|$)(?:\s*\[\d+\])*")
_MARKER = re.compile(r"\[(\d+)\]")
_FIGURE = re.compile(r"\d+(?:\.\d+)?%?")
_LIST_NUMBER = re.compile(r"^\s*\d{1,2}[.．、)]\s")
_LEAST = 6
"""Characters from which on a line says something."""
_LABELLED = re.compile(r"[）)]\s*$")
_TITLE = re.compile(r"《([^》]+)》")


def sentences(text: str) -> list[str]:
    """The sentences of an answer, each with the markers that follow it; joined they are `text`."""
    found: list[str] = []
    at = 0
    for match in _SENTENCE.finditer(text):
        found.append(text[at : match.end()])
        at = match.end()
    return [*found, text[at:]] if at < len(text) else found


def unsupported(sentence: str, passages: Sequence[Document]) -> list[str]:
    """Figures and 《titles》 in a sentence that the passages which it cites do not hold.

    A marker ``[n]`` stands for ``passages[n - 1]``; a sentence without markers is held against all.
    """
    markers = [int(n) for n in _MARKER.findall(sentence)] or range(1, len(passages) + 1)
    ground = _plain("\n".join(_full(passages[n - 1]) for n in markers if 0 < n <= len(passages)))
    known = set(_FIGURE.findall(ground))
    said = _plain(_LIST_NUMBER.sub("", _MARKER.sub("", sentence)))
    missing = [figure for figure in _FIGURE.findall(said) if figure not in known]
    missing += [f"《{title}》" for title in _TITLE.findall(said) if title not in ground]
    return list(dict.fromkeys(missing))


def mark_unsupported(text: str, passages: Sequence[Document], label: str) -> str:
    """`text` with a label behind each sentence that states what its passages do not hold.

    Such a sentence loses its markers: it is not shown as supported. `label` takes ``{missing}``.
    """
    marked: list[str] = []
    for sentence in sentences(text):
        missing = unsupported(sentence, passages)
        if missing:
            bare = _MARKER.sub("", sentence)
            space = bare[len(bare.rstrip()) :]
            sentence = f"{bare.rstrip()}{label.format(missing='、'.join(missing))}{space}"
        marked.append(sentence)
    return "".join(marked)


def mark_unattributed(text: str, label: str) -> str:
    """`text` with a label behind what a paragraph says after its last marker, and behind paragraphs without one.

    A marker stands for the sentences before it in its paragraph. Announcements (「如下：」), headings
    and sentences that bear a label already are left as they are.
    """
    lines = text.split("\n")
    for i, line in enumerate(lines):
        markers = list(_MARKER.finditer(line))
        rest = line[markers[-1].end() :] if markers else line
        says = len(re.findall(r"\w", rest)) > _LEAST and re.search(r"\w[。.！!]?\s*$", rest)
        if says and not _LABELLED.search(rest):
            lines[i] = line.rstrip() + label
    return "\n".join(lines)


def cited_markers(text: str) -> list[int]:
    """The numbers of the markers in `text`, in the order of first use."""
    return list(dict.fromkeys(int(n) for n in _MARKER.findall(text)))


def renumber(text: str, markers: Sequence[int]) -> str:
    """`text` with each marker replaced by its place, from 1, in `markers`."""
    return _MARKER.sub(lambda match: f"[{markers.index(int(match[1])) + 1}]", text)


def _full(passage: Document) -> str:
    return "\n".join(filter(None, [heading_text(passage), passage.metadata.get("context", ""), passage.page_content]))


def _plain(text: str) -> str:
    text = re.sub(r"(?<=\d)[,，](?=\d{3}(?!\d))", "", unicodedata.normalize("NFKC", text))
    # White space between figures parts them; elsewhere it is the extraction's.
    return re.sub(r"(?<!\d)\s+|\s+(?!\d)", "", text)

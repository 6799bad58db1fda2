"""The thesaurus: what else the words of a question are called, from files in the Solr synonyms format.

A rule is a line: ``a, b`` are equivalents, each of which also stands for the others; ``a => b, c``
leads from what people say to what documents write. ``#`` begins a comment. Terms are compared
folded (`index.terms.fold`), those in Latin letters also by their stems.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.latin import stem
from index.terms import fold

BUILTIN = tuple(Path(__file__).parent / "thesaurus" / name for name in ("zh.txt", "everyday.txt", "law.txt", "en.txt"))

_LETTER = r"[a-z0-9\u00c0-\u024f]"
_LATIN = re.compile(rf"{_LETTER}+(?:['.&+](?!s\b){_LETTER}+)*")
# What joins words (cross-border, import/export) separates them here, and a genitive is the word itself.
_SIGN = re.compile(rf"({_LATIN.pattern}|[^\s/\-])(?:'s\b)?")
_NAME = re.compile(r"[a-z]")

Key = tuple[str, ...]
"""A term as its signs: Latin words, numbers, and every other character by itself."""


class ThesaurusError(ValueError):
    """A thesaurus cannot be read: file, line and reason."""


@dataclass(frozen=True)
class Expansion:
    """A part of a question, and what else it is called.

    `start` and `end` are offsets in the folded question.
    """

    start: int
    end: int
    terms: tuple[str, ...]
    """Folded, in the order of the files."""


class Thesaurus:
    """Rules from one or more files.

    Args:
        files: in the Solr synonyms format, UTF-8.

    Raises:
        ThesaurusError: a file cannot be read, or a line is no rule.
    """

    def __init__(self, files: Iterable[str | Path] = ()) -> None:
        self._names: dict[Key, dict[str, None]] = {}
        self._stems: dict[Key, Key] = {}
        self._longest: dict[str, int] = {}
        for file in files:
            for said, names in rules_of(file):
                self._add(said, names)

    def __len__(self) -> int:
        return len(self._names)

    def expand(self, text: str) -> list[Expansion]:
        """What the parts of the folded `text` are also called; of overlapping terms the longest counts."""
        signs = [(match[1], match.start(1), match.end(1)) for match in _SIGN.finditer(text)]
        words = tuple(sign for sign, _, _ in signs)
        stems = tuple(map(_stem, words))
        found: list[Expansion] = []
        at = 0
        while at < len(signs):
            reach = min(self._longest.get(stems[at], 0), len(signs) - at)
            for size in range(reach, 0, -1):
                names = self._known(words[at : at + size], stems[at : at + size])
                if names:
                    found.append(Expansion(signs[at][1], signs[at + size - 1][2], names))
                    at += size
                    break
            else:
                at += 1
        return found

    def _known(self, words: Key, stems: Key) -> tuple[str, ...]:
        names = self._names.get(words) or self._names.get(self._stems.get(stems, ()))
        return tuple(names or ())

    def _add(self, said: str, names: Iterable[str]) -> None:
        key = tuple(_SIGN.findall(said))
        if not key:
            return
        self._names.setdefault(key, {}).update(dict.fromkeys(name for name in names if name != said))
        stems = tuple(map(_stem, key))
        self._longest[stems[0]] = max(self._longest.get(stems[0], 0), len(key))
        if _NAME.search(said):  # of terms with one stem (plan, plane) the shorter is meant by other forms of it
            known = self._stems.get(stems)
            if known is None or len(said) < len("".join(known)):
                self._stems[stems] = key


@cache
def thesaurus(*own: Path) -> Thesaurus:
    """The rules of the files `own`, then the thesaurus that comes with the program.

    Raises:
        ThesaurusError: one of them cannot be read.
    """
    return Thesaurus([*own, *BUILTIN])


def rules_of(file: str | Path) -> Iterator[tuple[str, list[str]]]:
    """The terms of a file, folded, each with what else it is called (with itself, among equivalents).

    Raises:
        ThesaurusError: the file cannot be read, or a line is no rule.
    """
    try:
        text = Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ThesaurusError(f"{file}: cannot be read as a thesaurus: {error}") from error
    spaced = re.sub("[,，]", ", ", text)  # folding takes out the comma of thousands
    for number, (line, folded) in enumerate(zip(text.split("\n"), fold(spaced).split("\n"), strict=True), 1):
        rule = folded.split("#", 1)[0].strip()
        if not rule:
            continue
        left, arrow, right = rule.partition("=>")
        said, names = _terms(left), _terms(right)
        if not said or "=>" in right or (arrow and not names) or (not arrow and len(said) < 2):
            raise ThesaurusError(f"{file}, line {number}: no rule: {line.strip()!r} (a, b or a => b, c)")
        for term in said:
            yield term, names if arrow else said


def _terms(side: str) -> list[str]:
    return [term for part in side.split(",") if (term := part.strip())]


@cache
def _stem(sign: str) -> str:
    return stem(sign) if _LATIN.fullmatch(sign) else sign

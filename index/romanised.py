"""Chinese names that a question writes in Latin letters: Lingshan Island, Ling Shan, Xi'an."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, product

from index.miswritten import Counts
from index.pinyin import LONGEST, Reading, names_read, readings
from index.synonyms import Expansion
from index.terms import names

_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_WORD = re.compile(r"[A-Za-zÜü]+(?:['’][A-Za-zÜü]+)*")
_OWN = re.compile(r"['’]s$")
_BEGINS = re.compile(r"(?:^|[.?!:;])[\s\"“(]*$")
_ADJOINING = frozenset(" -")
_HEADS = {
    "island": "岛", "port": "港", "harbor": "港", "harbour": "港", "bay": "湾", "lake": "湖 池", "river": "河 江",
    "mountain": "山", "mountains": "山", "city": "市", "county": "县", "district": "区", "town": "镇",
    "village": "村 庄", "province": "省", "road": "路", "street": "街", "bridge": "桥", "temple": "寺", "tower": "塔",
    "palace": "宫", "reservoir": "水库", "airport": "机场", "station": "站", "university": "大学", "college": "学院",
    "hospital": "医院", "museum": "博物馆", "group": "集团", "bank": "银行", "park": "园 公园",
}  # fmt: skip
"""What an English name ends with that a Chinese one says too."""
_TRIED, _READINGS = 12, 3
"""Names that are looked up for one question, and readings of each."""


@dataclass(frozen=True)
class _Word:
    """A word that may be pinyin: where it stands in the folded question, and how it may be read."""

    start: int
    end: int
    said: tuple[Reading, ...]


def romanised(
    question: str, text: str, known: Sequence[Expansion], plain: Callable[[int, int], bool], lexical: Counts
) -> list[Expansion]:
    """The names in pinyin of an English question, with the names of the index that are read so.

    Names begin with a capital letter, where the question has any, and are no plain words; words of one syllable, which
    often are (Ling Shan), must not begin a sentence. Words side by side are one name if the index has it.

    Args:
        question: as it was typed.
        text: the same, folded.
        known: its parts that have other names already.
        plain: whether a part of `text` is a word that the embedding table knows.
        lexical: the index.
    """
    if _CHINESE.search(question):
        return []
    found: list[Expansion] = []
    tried = 0
    for run in _runs(text, _written(question), known, plain):
        heads, head_end = _heads(text, run[-1].end)
        # A head that is part of a longer term goes with that: County in 「county government」.
        inside = all(part.end <= head_end or part.start >= head_end for part in known)
        at = 0
        while at < len(run):
            for size in range(len(run) - at, 0, -1):
                tried += 1
                if tried > _TRIED:
                    return found
                end = run[at + size - 1].end
                behind = heads if end == run[-1].end else ()
                others = _read(run[at : at + size], behind, lexical)
                if others:
                    end = head_end if inside and others[0].endswith(behind) else end
                    found.append(Expansion(run[at].start, end, others))
                    at += size
                    break
            else:
                at += 1
    return found


def _written(question: str) -> dict[str, bool]:
    """The words that may be names, in lower case, each with whether that is sure: by its capital letter."""
    words = list(_WORD.finditer(question))
    lower = not any(word.group()[0].isupper() for word in words[1:])
    sure: dict[str, bool] = {}
    for word in words:
        capital = word.group()[0].isupper() and not word.group().isupper()
        if capital or lower:
            key = _OWN.sub("", word.group().lower())
            begins = _BEGINS.search(question, 0, word.start())
            sure[key] = sure.get(key, False) or (capital and not begins)
    return sure


def _runs(
    text: str, written: dict[str, bool], known: Sequence[Expansion], plain: Callable[[int, int], bool]
) -> list[list[_Word]]:
    """The words of the folded question that may be names in pinyin, those side by side together."""
    runs: list[list[_Word]] = []
    for match in _WORD.finditer(text):
        name = _OWN.sub("", match.group())
        start, end = match.start(), match.start() + len(name)
        if name not in written or name in _HEADS or not names(name):
            continue
        said = () if any(part.start < end and part.end > start for part in known) else readings(name)
        if not said:
            continue
        if plain(start, end) if len(said[0]) > 1 else not written[name]:
            continue
        if runs and text[runs[-1][-1].end : start] in _ADJOINING and len(runs[-1]) < LONGEST:
            runs[-1].append(_Word(start, end, said))
        else:
            runs.append([_Word(start, end, said)])
    return runs


def _heads(text: str, end: int) -> tuple[tuple[str, ...], int]:
    """What the word behind a name says in Chinese, if a name may end with it, and where it ends."""
    after = _WORD.match(text, end + 1)
    if after is None or not text[end].isspace():
        return (), end
    word = _OWN.sub("", after.group())
    return tuple(_HEADS.get(word, "").split()), after.start() + len(word)


def _read(words: Sequence[_Word], heads: Sequence[str], lexical: Counts) -> tuple[str, ...]:
    """The names of the index that these words are read as, together; of two words also in the other order."""
    others = names_read(_together(words), heads, lexical)
    if not others and len(words) == 2 and len(words[1].said[0]) == 1:  # Wei Chen for Chen Wei
        others = names_read(_together(words[::-1]), (), lexical)
    return others


def _together(words: Sequence[_Word]) -> list[Reading]:
    whole = (tuple(chain.from_iterable(said)) for said in product(*(word.said for word in words)))
    return [said for said in whole if 2 <= len(said) <= LONGEST][:_READINGS]

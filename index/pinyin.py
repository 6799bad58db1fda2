"""Names in pinyin: how a word in Latin letters may be read, and which Chinese names of an index are read so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from weakref import WeakKeyDictionary

from index.miswritten import WORDS, Counts, common, tag

LONGEST = 4
"""Syllables of a name."""
_MOST = 3
"""Names that a reading may stand for."""
_LOOKED_UP = 4_000
"""Pairs of characters looked up for two syllables; of syllables with more the rarest characters are left out."""
_CHAINS, _JOINED = 50, 6
"""Chains of pairs that may be a longer name, and those of them looked up whole."""
_KEPT = 2_000
"""Readings of one index whose names are kept."""
_SHAPE = re.compile("(?:(?:[zcs]h|[bpmfdtnlgkhjqxzcsryw])?[aeiouüv]{1,4}(?:ng?|r)?['’]?)+")
_SYLLABLE = 6
"""Letters of the longest."""
_ALONE = frozenset(("a", "e"))
"""Vowels that begin a name, but are no syllable within one."""
_CONSONANTS = frozenset(("n", "ng", "hng", "m", "o", "ê"))
"""Readings of interjections."""
_JOINING = frozenset("的了是在和与及有为将以于对从到由等也都还就而之其并或把被让给这那但得按所该他它我你们很更最没每各某")
"""They stand beside anything, and names hardly hold them."""
_PLACES = frozenset(("ns", "nt", "nz"))
_NAMING = ("n", "j", "")
"""What the tags of nouns and of short names begin with; "" where it is cut in two."""
_USUAL, _KNOWN, _SELDOM = 3_000, 1_000, 100
"""How common a word of the language may be that is a name: by its tag a place, a person, or any noun."""
_OFTEN = 0.5
"""In what share of the passages that hold its rarer character, as a word, a name stands whole that is cut in two."""

Reading = tuple[str, ...]
"""A name as its syllables, without tones."""

_kept: WeakKeyDictionary[Counts, dict[tuple[tuple[Reading, ...], tuple[str, ...]], tuple[str, ...]]] = (
    WeakKeyDictionary()
)


@lru_cache(2_000)
def readings(word: str) -> tuple[Reading, ...]:
    """How a word of lower-case Latin letters and apostrophes may be read, most likely first; () where it is no pinyin.

    Syllables within a part begin with a consonant if they can: xian is xian, and then xi an.
    """
    if not _SHAPE.fullmatch(word):
        return ()
    found: list[Reading] = [()]
    for part in re.split("['’]", word.replace("v", "ü")):
        found = [(*before, *after) for before in found for after in _cut(part) if len(before) + len(after) <= LONGEST]
    return tuple(sorted(found, key=lambda said: (sum(s[0] in "aeo" for s in said[1:]), len(said)))[:_MOST])


def names_read(said: Sequence[Reading], heads: Sequence[str], lexical: Counts) -> tuple[str, ...]:
    """The Chinese names of the index that one of these readings stands for, commonest first; at most three.

    Args:
        said: of two to four syllables each.
        heads: what the last word of the whole name may be (岛); names that stand before one go before the others.
        lexical: the index.
    """
    kept = _kept.setdefault(lexical, {})
    key = (tuple(said), tuple(heads))
    if key not in kept:
        if len(kept) >= _KEPT:
            kept.clear()
        kept[key] = _names(said, heads, lexical)
    return kept[key]


def _names(said: Sequence[Reading], heads: Sequence[str], lexical: Counts) -> tuple[str, ...]:
    standing: dict[str, int] = {}
    for reading in said:
        standing |= dict(_standing(reading, lexical))
    worth = {name: _worth(name, passages, lexical) for name, passages in standing.items()}
    before = {name for name in standing if any(_holding(name + head, lexical) for head in heads)}
    # Where no candidate looks like a name, one may be a word that makes one with what follows: 交通 in 交通大学.
    named = [name for name in worth if worth[name]] or [
        name for name in before if any(len(head) > 1 and _holding(name + head, lexical) > 1 for head in heads)
    ]
    named = [name for name in named if name in before] or named
    best = max((worth[name] for name in named), default=0)
    chosen = sorted((name for name in named if worth[name] == best), key=lambda name: (-standing[name], name))
    return tuple(chosen[:_MOST])


def _standing(reading: Reading, lexical: Counts) -> Iterator[tuple[str, int]]:
    """What is read so and stands in the index, each with its number of passages."""
    from index.homophones import said_as

    characters = [said_as(syllable) for syllable in reading]
    chains = {char: [char] for char in characters[0]}  # by their last characters
    for following in characters[1:]:
        longer: dict[str, list[str]] = {}
        for last, other in _pairs("".join(chains), following, lexical):
            longer.setdefault(other, []).extend(chains[last])
        chains = {
            other: [chain + other for chain in islice(before, _CHAINS)] for other, before in longer.items()
        }
    names = [name for chain in chains.values() for name in chain]
    if len(reading) == 2:
        yield from ((name, lexical.document_frequency(name, "bigrams")) for name in names)
        return
    words = [name for name in names if _as_word(name, lexical)]
    loose = [name for name in names if _JOINING.isdisjoint(name)]
    loose.sort(key=lambda name: -min(_pair_counts(name, lexical)))
    for name in words[:_JOINED] or loose[:_JOINED]:
        if passages := _holding(name, lexical):
            yield name, passages


def _pairs(first: str, second: str, lexical: Counts) -> Iterator[tuple[str, str]]:
    """The pairs of a character of `first` and one of `second` that stand in the index side by side."""
    while len(first) * len(second) > _LOOKED_UP:
        first, second = (first[:-1], second) if len(first) > len(second) else (first, second[:-1])
    for one in first:
        for other in second:
            if lexical.document_frequency(one + other, "bigrams"):
                yield one, other


def _worth(name: str, passages: int, lexical: Counts) -> int:
    """How surely a text that stands in the index is a name: 3 for one of the word list, 0 for none."""
    import rjieba

    if rjieba.has_word(name):
        kind, usual = tag(name), common(name)
        if kind in _PLACES and usual < _USUAL:
            return 3
        return 2 * int((kind.startswith("nr") and usual < _KNOWN) or (kind.startswith("n") and usual < _SELDOM))
    if not _JOINING.isdisjoint(name) or tag(name)[:1] not in _NAMING:
        return 0
    return 2 if _as_word(name, lexical) else int(_together(name, passages, lexical))


def _together(name: str, passages: int, lexical: Counts) -> bool:
    """Whether the characters of a name that is no word stand together more than by chance."""
    if len(name) > 2:
        return passages > LONGEST - len(name) and 2 * passages >= min(_pair_counts(name, lexical))
    rarer = min(lexical.document_frequency(char) for char in name)
    return passages > 1 and _OFTEN * rarer <= passages <= 1.5 * rarer


def _pair_counts(name: str, lexical: Counts) -> list[int]:
    return [lexical.document_frequency(name[i : i + 2], "bigrams") for i in range(len(name) - 1)]


def _as_word(name: str, lexical: Counts) -> bool:
    return any(lexical.document_frequency(name, field) for field in WORDS)


def _holding(name: str, lexical: Counts) -> int:
    return lexical.holding([name[i : i + 2] for i in range(len(name) - 1)])


def _cut(letters: str, first: bool = True) -> list[Reading]:
    """The ways to cut letters without apostrophes into syllables."""
    from index.homophones import said_as

    if not letters:
        return [()]
    found: list[Reading] = []
    for end in range(1, min(_SYLLABLE, len(letters)) + 1):
        syllable = letters[:end]
        if syllable in _CONSONANTS or (syllable in _ALONE and not first) or not said_as(syllable):
            continue
        found += [(syllable, *rest) for rest in _cut(letters[end:], first=False) if len(rest) < LONGEST]
    return found

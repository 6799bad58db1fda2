"""Names in pinyin: how a word in Latin letters may be read, and which Chinese names of an index are read so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from heapq import nlargest
from weakref import WeakKeyDictionary

from index.miswritten import Counts, common, is_word, pairs_of, tag

LONGEST = 4
"""Syllables of a name."""
_MOST = 3
"""Names that a reading may stand for."""
_LOOKED_UP = 2_500
"""Pairs of characters looked up for two syllables; of syllables with more the rarest characters are left out."""
_CHAINS, _WHOLE = 200, 6
"""Chains of pairs with the same last character that may be a longer name, and names of all that are looked up whole."""
_KEPT = 2_000
"""Readings of one index whose names are kept."""
_OPEN = "a(?:i|o|ng?)?|o(?:u|ng)?|e(?:i|r|ng?)?"
_CLOSE = "i(?:a(?:o|ng?)?|e|u|ong|ng?)?|u(?:a(?:i|ng?)?|o|i|e|n)?|[üv](?:e|an|n)?"
_SHAPE = re.compile(f"(?:(?:{_OPEN}|(?:[zcs]h|[ln]y|[bpmfdtnlgkhjqxzcsryw])(?:{_OPEN}|{_CLOSE}))['’]?)+")
"""What looks like syllables, so that most words need no table."""
_SYLLABLE = 6
"""Letters of the longest."""
_ALONE = frozenset(("a", "e"))
"""Vowels that begin a name, but are no syllable within one."""
_CONSONANTS = frozenset(("n", "ng", "hng", "m", "o", "ê"))
"""Readings of interjections."""
_JOINING = frozenset(
    "的了是在和与及有为将以于对从到由等也都还就而之其并或把被让给这那但得按所该他它我你们很更最没每各某"
)
"""They stand beside anything, and names hardly hold them."""
_KINDS = "省市州县区镇乡村岛山江河湖港湾"
"""What the segmentation may take for the last character of a name."""
_PLACES = frozenset(("ns", "nt", "nz"))
_NAMING = ("n", "j", "")
"""What the tags of nouns and of short names begin with; "" where it is cut in two."""
_USUAL, _KNOWN, _SELDOM = 3_000, 1_000, 100
"""How common a word of the language may be that is a name: by its tag a place, a person, or any noun."""
_OFTEN = 0.5
"""In what share of the passages that hold its rarest part (a character that is a word there, a pair) a name stands
whole that is no word of the index."""

_NAME = 2
"""What is surely a name is worth so much (`_worth`)."""

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
    if len(word) > LONGEST * (_SYLLABLE + 1) or not _SHAPE.fullmatch(word):
        return ()
    found: list[Reading] = [()]
    for part in re.split("['’]", word.replace("v", "ü")):
        found = [(*before, *after) for before in found for after in _cut(part) if len(before) + len(after) <= LONGEST]
    return tuple(sorted(found, key=lambda said: (sum(s[0] in "aeo" for s in said[1:]), len(said)))[:_MOST])


def names_read(said: Sequence[Reading], heads: Sequence[str], lexical: Counts) -> tuple[str, ...]:
    """The Chinese names of the index that one of these readings stands for, the surest first, then the commonest.

    At most three, each behind its whole name where it stands before a head.

    Args:
        said: of two to four syllables each.
        heads: what the last word of the whole name may be (岛). Names that stand before one go before all others,
            and each follows that (灵山岛, 灵山).
        lexical: the index.
    """
    kept = _kept.setdefault(lexical, {})
    key = (tuple(said), tuple(heads))
    found = kept.get(key)
    if found is None:
        if len(kept) >= _KEPT:
            kept.clear()
        found = kept[key] = _names(said, heads, lexical)
    return found


def _names(said: Sequence[Reading], heads: Sequence[str], lexical: Counts) -> tuple[str, ...]:
    standing: dict[str, int] = {}
    for reading in said:
        standing |= _standing(reading, lexical)
    wholes = {name: whole for name in standing if (whole := _whole(name, heads, lexical))}
    worth = {name: _worth(name, passages, lexical) for name, passages in standing.items()}
    named = [name for name in wholes if worth[name]] or [name for name in worth if worth[name]]
    least = min(_NAME, max((worth[name] for name in named), default=0))  # others only where none is surely a name
    chosen = [name for name in named if worth[name] >= least]
    chosen.sort(key=lambda name: (-worth[name], -standing[name], name))
    if not chosen:  # a word of the language may make a name with what follows: 交通大学
        return tuple(sorted(whole for name, whole in wholes.items() if len(whole) > len(name) + 1))[:_MOST]
    return tuple(dict.fromkeys(one for name in chosen[:_MOST] for one in (wholes.get(name, name), name)))


def _whole(name: str, heads: Sequence[str], lexical: Counts) -> str:
    """A name with the head that it stands before in the index, or has itself (灵山 a mountain); else ""."""
    for head in heads:
        whole = name if name.endswith(head) else name + head
        if whole == name or _holding(whole, lexical):
            return whole
    return ""


def _standing(reading: Reading, lexical: Counts) -> dict[str, int]:
    """What is read so and stands in the index, each with its number of passages."""
    from index.homophones import said_as

    first, *rest = [said_as(syllable) for syllable in reading]
    chains = {char: [char] for char in first}  # by their last characters
    pairs: dict[str, int] = {}
    for following in rest:
        side_by_side = _pairs("".join(chains), following, lexical)
        pairs |= side_by_side
        longer: dict[str, list[str]] = {}
        for pair in side_by_side:
            longer.setdefault(pair[1], []).extend(name + pair[1] for name in chains[pair[0]])
        chains = {last: names[:_CHAINS] for last, names in longer.items()}
    names = [name for found in chains.values() for name in found]
    if len(reading) > 2:  # words of the index, else those whose pairs are common
        loose = (name for name in names if _JOINING.isdisjoint(name))
        words = [name for name in names if lexical.document_frequency(name)]
        names = words[:_WHOLE] or nlargest(_WHOLE, loose, key=lambda name: min(map(pairs.__getitem__, pairs_of(name))))
        pairs = {name: _holding(name, lexical) for name in names}
    return {name: pairs[name] for name in names if pairs[name]}


def _pairs(first: str, second: str, lexical: Counts) -> dict[str, int]:
    """Those of a character of `first` and one of `second` that stand in the index side by side, and how often."""
    while len(first) * len(second) > _LOOKED_UP:
        first, second = (first[:-1], second) if len(first) > len(second) else (first, second[:-1])
    counted = ((one + other, lexical.document_frequency(one + other, "bigrams")) for one in first for other in second)
    return {pair: passages for pair, passages in counted if passages}


def _worth(name: str, passages: int, lexical: Counts) -> int:
    """How surely a text that stands in the index is a name, from 0 for none: 3 for a place of the word list."""
    import rjieba

    if rjieba.has_word(name):
        kind, usual = tag(name), common(name)
        if usual < _USUAL and (kind in _PLACES or any(rjieba.has_word(name + place) for place in "市县")):
            return 3
        return _NAME * int((kind.startswith("nr") and usual < _KNOWN) or (kind.startswith("n") and usual < _SELDOM))
    if not _JOINING.isdisjoint(name) or tag(name)[:1] not in _NAMING:
        return 0
    if is_word(name, lexical) or any(lexical.document_frequency(name + kind) for kind in _KINDS):
        return _NAME
    return int(_together(name, passages, lexical))


def _together(name: str, passages: int, lexical: Counts) -> bool:
    """Whether the characters of a name that is no word stand together more than by chance."""
    if len(name) > 2:
        pairs = (lexical.document_frequency(pair, "bigrams") for pair in pairs_of(name))
        return passages > LONGEST - len(name) and passages >= _OFTEN * min(pairs)
    rarer = min(lexical.document_frequency(char) for char in name)
    return passages > 1 and _OFTEN * rarer <= passages <= 1.5 * rarer


def _holding(name: str, lexical: Counts) -> int:
    return lexical.holding(pairs_of(name))


def _cut(letters: str, most: int = LONGEST) -> list[Reading]:
    """The ways to cut letters without apostrophes into at most so many syllables."""
    from index.homophones import said_as

    if not letters or not most:
        return [] if letters else [()]
    found: list[Reading] = []
    for end in range(1, min(_SYLLABLE, len(letters)) + 1):
        syllable = letters[:end]
        if syllable in _CONSONANTS or (syllable in _ALONE and most < LONGEST) or not said_as(syllable):
            continue
        found += [(syllable, *rest) for rest in _cut(letters[end:], most - 1)]
    return found

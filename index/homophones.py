"""Characters that sound alike or are read as a syllable, by pypinyin's table, loaded with the first question for it."""

from __future__ import annotations

import importlib.util
import json
import re
import unicodedata
from functools import cache
from pathlib import Path

# What many speakers do not tell apart: z/zh, c/ch, s/sh, n/l, an/ang, en/eng, in/ing.
_MERGED = [(re.compile("^([zcs])h"), r"\1"), (re.compile("^n"), "l"), (re.compile("([aei]n)g$"), r"\1")]
_TONES = "\u0304\u0301\u030c\u0300"
_VOWELS = ((unicodedata.normalize("NFC", v + tone), v) for v in "aeiouün" for tone in _TONES)
_TONELESS = {ord(marked): vowel for marked, vowel in _VOWELS if len(marked) == 1}
# GB 2312's characters: those of today's simplified texts; and some of names that it lacks.
_ROWS, _COLUMNS = range(0xB0, 0xF8), range(0xA1, 0xFF)
_NAMES = "浐浉滘涢甪垚堃喆昇玥珺祎翀旻芃犇镕"


def homophones(char: str) -> tuple[str, str]:
    """The characters that sound like `char`, tones aside.

    Returns:
        Those of the very same syllable, and those of one that is easily taken for it (zh and z, n and l,
        ang and an), in a fixed order; both empty where its reading is unknown.
    """
    same: dict[str, None] = {}
    near: dict[str, None] = {}
    by_syllable, by_sound = _tables()
    for syllable in _syllables(char):
        same |= dict.fromkeys(by_syllable.get(syllable, ""))
        near |= dict.fromkeys(by_sound.get(_sound(syllable), ""))
    same.pop(char, None)
    return "".join(same), "".join(other for other in near if other not in same and other != char)


def said_as(syllable: str) -> str:
    """The usual characters that are read as a syllable without tone, commoner ones first; "" where it is none.

    It may be written without the dots of its ü: lu stands for lü too, and lyu for it alone.
    """
    by_syllable, _ = _tables()
    dotted = re.sub("(?<=[ln])(?:yu|u(?=e?$))", "ü", syllable)
    return "".join(dict.fromkeys(by_syllable.get(syllable, "") + by_syllable.get(dotted, "")))


@cache
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    """The usual characters of each syllable, and of each merged sound."""
    by_syllable: dict[str, list[str]] = {}
    by_sound: dict[str, list[str]] = {}
    usual = (bytes((row, column)).decode("gb2312", "ignore") for row in _ROWS for column in _COLUMNS)
    for char in (*usual, *_NAMES):
        said = _syllables(char)
        for syllable in said:
            by_syllable.setdefault(syllable, []).append(char)
        for sound in dict.fromkeys(map(_sound, said)):
            by_sound.setdefault(sound, []).append(char)
    return {key: "".join(chars) for key, chars in by_syllable.items()}, {
        key: "".join(chars) for key, chars in by_sound.items()
    }


def _syllables(char: str) -> tuple[str, ...]:
    """The two commonest readings of a character, without tones; none where they are unknown."""
    said = _readings().get(str(ord(char)), "") if len(char) == 1 else ""
    return tuple(dict.fromkeys(said.translate(_TONELESS).split(",")[:2])) if said else ()


@cache
def _readings() -> dict[str, str]:
    """The readings that pypinyin knows, by the number of the character: ``zhòng,chóng``."""
    # Importing pypinyin would load its phrases too, for a sixth of a second and 30 MB; the file of
    # single characters is all that is needed.
    found = importlib.util.find_spec("pypinyin")
    folder = Path(*found.submodule_search_locations) if found and found.submodule_search_locations else Path()
    table: dict[str, str] = json.loads((folder / "pinyin_dict.json").read_text(encoding="utf-8"))
    return table


@cache
def _sound(syllable: str) -> str:
    for pattern, by in _MERGED:
        syllable = pattern.sub(by, syllable)
    return syllable

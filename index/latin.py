"""Latin words and codes: A1-2020/7, GB/T 19001, e-CNY, 5G+, B2B kept whole beside their parts; word stems."""

from __future__ import annotations

import re
from functools import lru_cache

# A code goes on over a joiner between letters or digits, and may end in + or # (5G+, C#) or in %.
_CODE = re.compile(r"[^\W_]+(?:[-_'’.&/+][^\W_]+)*(?:%|\+{1,2}(?![^\W_])|#(?![^\W_]))?")
# Between joiners, and where letters end: in 360N5S 360 and N5, in iPhone6S iPhone and iPhone6.
_PARTS = [
    re.compile(r"\d+(?:\.\d+)+%?|\d+%|[^\W_]+"),
    re.compile(r"\d+(?:\.\d+)*%?|[^\W\d_]+\d*"),
    re.compile(r"[^\W\d_]+"),
]
_FIGURE = re.compile(r"\d+(?:\.\d+)*%?")
_JOINER = re.compile(r"[-_'’.&/+]")
# A standard or an article and its number: GB/T 19001, ISO 9001, SK 5.
_NUMBERED = re.compile(r"(?<![a-z0-9])([a-z]{1,5}(?:[/-][a-z]{1,3})?)[ -]?(\d{3,})(?![a-z0-9])")
_TARIFF = re.compile(r"(?:hs|税号|税则|税则号列|编码|品目|子目)\D{0,8}(\d{4})\.(\d{2}(?:\.?\d{2}){0,2})(?!\d)")
_LEADING = "about after and any are by for from have in is of on or over since than that the to under up was"
_PLAIN = frozenset(_LEADING.split())

# Parts of addresses on the web, which name nothing.
_ADDRESS = frozenset({"www", "http", "https", "com", "htm", "html"})

# What looks like an inflection and is none, or means something else than its stem.
_INVARIABLE = """
    news means goods customs species series always perhaps thus united limited during morning evening nothing
    something anything everything being hundred sacred overseas headquarters beijing nanjing chongqing liaoning
    jining xining sterling wedding
"""
_WHOLE = frozenset(_INVARIABLE.split())


def codes(text: str) -> list[tuple[str, int, int]]:
    """The words and codes of a folded text without Chinese, each with start and end, a whole before its parts.

    The parts are those between joiners (cross-border: cross, border) and those where letters end (iPhone6S:
    iPhone, iPhone6), of more than one character: who asks for 「360 N5S」 may find it written in one.
    """
    found: list[tuple[str, int, int]] = []
    for match in _CODE.finditer(text):
        whole, start = match.group(), match.start()
        found.append((whole, start, match.end()))
        if _FIGURE.fullmatch(whole):
            continue
        parts = {(m.start(), m.end()) for pattern in _PARTS for m in pattern.finditer(whole)}
        for first, last in sorted(parts - {(0, len(whole))}):
            if last - first > 1 and whole[first:last] not in _ADDRESS:
                found.append((whole[first:last], start + first, start + last))
    return found


def joined(code: str) -> str:
    """A code without its joiners (e-cny: ecny), which people type or leave out; "" where it has none."""
    if not _JOINER.search(code) or not re.search(r"[^\W\d_]", code) or "'" in code or "’" in code:
        return ""
    return _JOINER.sub("", code)


def numbered(text: str) -> list[tuple[str, int, int]]:
    """Names with a number in a folded text, in one spelling (GB/T 19001: gbt19001), each with start and end.

    Of a tariff code (HS 8471.30) both its heading (8471) and the whole without its point (847130).
    """
    found = [
        (_JOINER.sub("", match[1]) + match[2], match.start(), match.end())
        for match in _NUMBERED.finditer(text)
        if match[1] not in _PLAIN
    ]
    for match in _TARIFF.finditer(text):
        found.append((match[1], match.start(1), match.end(2)))
        found.append((match[1] + match[2].replace(".", ""), match.start(1), match.end(2)))
    return found


@lru_cache(50_000)
def stem(word: str) -> str:
    """What the inflections of an English word share: warehouses and warehouse, applied and applying.

    It is a key and need not be a word (warehous); a word without inflections is its own key.
    """
    if len(word) < 4 or not (word.isascii() and word.isalpha()):
        return word
    if word in _WHOLE:
        return word
    found = _singular(word)
    for suffix in ("ing", "ed"):
        rest = found.removesuffix(suffix)
        if rest != found and len(rest) > 2 and not found.endswith("eed") and re.search("[aeiouy]", rest):
            found = f"{rest[:-1]}y" if suffix == "ed" and rest.endswith("i") else rest
            break
    if len(found) > 3 and found.endswith("e"):
        found = found[:-1]
    # shipp(ed) and ship, controll(ed) and control: one letter for two.
    return found[:-1] if len(found) > 3 and found[-1] == found[-2] and found[-1] not in "aeiou" else found


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if re.search(r"(?:ss|sh|ch|x)es$", word):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not re.search(r"(?:ss|us|is)$", word) else word

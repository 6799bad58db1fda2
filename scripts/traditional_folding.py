"""Fold traditional Chinese characters into simplified ones inside a `tokenizers` tokenizer.

`tokenizers` can replace thousands of characters in one pass only through its `Precompiled` normaliser, which reads a
"character map": a double-array trie over UTF-8 bytes followed by the replacement strings. This module writes one.
Folding in the tokenizer (and not before it) keeps character offsets right and keeps the model loadable by any program
that reads `tokenizer.json`.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

_CJK_BLOCKS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))
_HAS_LEAF = 1 << 8
_LEAF = 1 << 31

Trie = dict[int, "Trie"]


def traditional_to_simplified() -> dict[str, str]:
    """Return the one-to-one character folding of OpenCC's `t2s` table (about 4,000 entries)."""
    from opencc import OpenCC

    converter = OpenCC("t2s")
    characters = (chr(code) for block in _CJK_BLOCKS for code in block)
    folded = ((character, converter.convert(character)) for character in characters)
    return {old: new for old, new in folded if new != old and len(new) == 1}


def compile_charsmap(folding: Mapping[str, str]) -> bytes:
    """Return the binary character map that `tokenizers.normalizers.Precompiled` expects.

    Args:
        folding: single characters and their replacements.

    Returns:
        Four bytes of trie size, the trie as little-endian 32-bit units, then the NUL-terminated replacements.
    """
    replacements = bytearray()
    position: dict[str, int] = {}
    for new in sorted(set(folding.values())):
        position[new] = len(replacements)
        replacements += new.encode() + b"\0"
    trie: Trie = {}
    values: dict[bytes, int] = {}
    for old, new in folding.items():
        key = old.encode()
        values[key] = position[new]
        node = trie
        for byte in key:
            node = node.setdefault(byte, {})
    units = _double_array(trie, values)
    blob = struct.pack(f"<{len(units)}I", *units)
    return struct.pack("<I", len(blob)) + blob + bytes(replacements)


def _double_array(trie: Trie, values: Mapping[bytes, int]) -> list[int]:
    """Lay the trie out so that the child of a node for byte `c` is unit `base ^ c`, and its value unit `base ^ 0`.

    A unit holds its own byte (8 bits), a has-value flag, and from bit 10 the distance `own position ^ base`.
    """
    units: dict[int, int] = {0: 0}
    bases: set[int] = set()
    first_free = 1
    pending: list[tuple[int, bytes, Trie]] = [(0, b"", trie)]
    while pending:
        position, key, children = pending.pop()
        labels = [*([0] if key in values else []), *children]
        while first_free in units:
            first_free += 1
        base = first_free ^ labels[0]
        while base in bases or any((base ^ label) in units for label in labels):
            base += 1
        bases.add(base)
        units[position] |= (position ^ base) << 10
        if key in values:
            units[position] |= _HAS_LEAF
            units[base] = _LEAF | values[key]
        for byte, child in children.items():
            units[base ^ byte] = byte
            pending.append((base ^ byte, key + bytes([byte]), child))
    size = -(-(max(units) + 1) // 256) * 256
    return [units.get(index, 0) for index in range(size)]

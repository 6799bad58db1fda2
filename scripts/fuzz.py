"""Damages files of every format and reads them: `python scripts/fuzz.py [--seconds N] [FILE...]` (or `make fuzz`).

The files are those that `sample_files` makes and those that are named. Each turn takes one, damages it
(bytes, pieces, text, parts of Office files and archives) and reads it with `corpus.isolated`. Damaged
input must be refused with a reason or read into a text that keeps its contract; what crashes the
parser, takes too long or too much memory, or is a fault of a loader's own, is counted and kept in
`--out`. The exit status is 1 where the program itself failed: it crashed, it waited longer than the
limits allow, or it took in a text that breaks the contract.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import sample_files

from corpus import SEPARATOR, LoadError, Source
from corpus.archive.names import ARCHIVES, is_archive
from corpus.isolated import IsolatedLoader, Limits
from corpus.loaders import SUFFIXES

LIMITS = Limits(memory=3 * 2**29, silence=30, seconds=60)
GRACE = 20.0
"""Seconds that the program may take beyond the limits before it counts as hung."""
TOKENS = (
    *(b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\n" * 50, b"\t" * 300, b"|" * 200, b"-" * 100, b"#" * 60, b"<" * 999),
    *(b"<table><tr><td>" * 50, b"<![CDATA[", b"&#xD800;", b"&lol;", b"99999999999", b"-1", b"1e308", b"%PDF-1.7"),
    *(b"PK\x03\x04", b"\xd0\xcf\x11\xe0", "第一条 ".encode(), "表1 ".encode(), "（一）".encode(), "。".encode() * 40),
    *("﻿​‮".encode(), "𠀀".encode(), b"\x80", b"\xa1\xa1", b"endobj", b"stream\r\n", b"/Kids [3 0 R]", b"\\u-1?"),
)
Damage = Callable[[random.Random, bytes, list[bytes]], bytes]


def flip(rng: random.Random, data: bytes, _: list[bytes]) -> bytes:
    """Some bytes changed."""
    out = bytearray(data)
    for _turn in range(rng.choice((1, 1, 4, 30)) if out else 0):
        out[rng.randrange(len(out))] = rng.randrange(256)
    return bytes(out)


def cut(rng: random.Random, data: bytes, _: list[bytes]) -> bytes:
    """The end, the beginning or a piece gone."""
    start, end = sorted(rng.randrange(len(data) + 1) for _turn in range(2))
    return rng.choice((data[:start], data[start:], data[:start] + data[end:]))


def splice(rng: random.Random, data: bytes, others: list[bytes]) -> bytes:
    """A piece of another file, or of the same, put in."""
    other = rng.choice([data, *others])
    start, end = sorted(rng.randrange(len(other) + 1) for _turn in range(2))
    at = rng.randrange(len(data) + 1)
    return data[:at] + other[start : min(end, start + 20_000)] + data[at + rng.choice((0, end - start)) :]


def insert(rng: random.Random, data: bytes, _: list[bytes]) -> bytes:
    """Bytes that mean something to some parser put in, at an edge of the markup where there is one."""
    edges = [match.start() for match in re.finditer(rb"[<>\n|]", data[:200_000])]
    at = rng.choice(edges) if edges and rng.random() < 0.7 else rng.randrange(len(data) + 1)
    return data[:at] + rng.choice(TOKENS) * rng.choice((1, 1, 1, 50)) + data[at:]


def renumber(rng: random.Random, data: bytes, _: list[bytes]) -> bytes:
    """A number in the text, as a length, an index or a span, made another one."""
    numbers = list(re.finditer(rb"\d+", data))
    if not numbers:
        return data
    match = rng.choice(numbers)
    return data[: match.start()] + rng.choice((b"0", b"-1", b"65536", b"2147483648", b"7")) + data[match.end() :]


def rearrange(rng: random.Random, data: bytes, _: list[bytes]) -> bytes:
    """Elements, or lines, left out, doubled or in another order."""
    parts = re.split(rb"(?<=>)|(?<=\n)", data)
    for _turn in range(rng.choice((1, 3, 10))):
        at, to = rng.randrange(len(parts)), rng.randrange(len(parts))
        how = rng.randrange(3)
        if how == 0:
            parts[at] = b""
        elif how == 1:
            parts[at] *= rng.choice((2, 3, 500))
        else:
            parts[at], parts[to] = parts[to], parts[at]
    return b"".join(parts)


PLAIN: tuple[Damage, ...] = (flip, cut, splice, insert, renumber, rearrange)


def repack(rng: random.Random, data: bytes, others: list[bytes]) -> bytes:
    """A zip file with a part damaged, gone or doubled, otherwise sound; anything else is damaged as bytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old:
            parts = {info.filename: old.read(info) for info in old.infolist()}
    except Exception:  # it has been damaged before
        return flip(rng, data, others)
    out = io.BytesIO()
    chosen = rng.choice(list(parts) or [""])
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            if name != chosen:
                new.writestr(name, content)
            elif rng.random() < 0.9:
                new.writestr(name, rng.choice(PLAIN)(rng, content, list(parts.values())))
        if rng.random() < 0.1 and parts:
            new.writestr(f"x/{chosen}", parts[chosen])
    return out.getvalue()


def damaged(rng: random.Random, data: bytes, others: list[bytes]) -> bytes:
    """`data` damaged once or more."""
    for _turn in range(rng.choice((1, 1, 2, 4))):
        how = repack if data[:2] == b"PK" and rng.random() < 0.75 else rng.choice(PLAIN)
        data = how(rng, data, others)
    return data[: 8 * 2**20]


def broken_contract(source: Source) -> str:
    """What is wrong with a text that was taken in; empty if nothing is."""
    if source.text != SEPARATOR.join(block.page_content for block in source.blocks):
        return "the blocks are not the text"
    if source.health.lost:
        return f"{source.health.lost} characters lost"
    last = 0
    for block in source.blocks:
        start, end = block.metadata["start"], block.metadata["end"]
        if start < last or source.text[start:end] != block.page_content or not block.page_content.strip():
            return "a block is no slice of the text, or out of order"
        last = end
    return ""


def outcome(loader: IsolatedLoader, path: Path) -> tuple[str, str]:
    """What became of a file, in a word, and why."""
    try:
        if is_archive(path.name):
            with loader.unpacked(path):
                return "read", ""
        wrong = broken_contract(loader.load(path))
    except LoadError as error:
        for kind, words in (
            ("crash", "signal|killed from outside|ended unexpectedly|did not start|no document"),
            ("timeout", "it took longer"),
            ("memory", "of memory"),
            ("unforeseen", "cannot be parsed"),
        ):
            if re.search(words, error.reason):
                return kind, error.reason
        return "refused", error.reason
    return ("broken", wrong) if wrong else ("read", "")


def corpus_of(files: list[Path]) -> list[tuple[str, bytes]]:
    """What is damaged: file name ending and content."""
    made = [(suffix, data) for suffix in SUFFIXES if (data := sample_files.sample(suffix))]
    inner = {f"{number}{suffix}": data for number, (suffix, data) in enumerate(made)}
    made += [(".zip", sample_files.archive(inner))] * 2
    named = [(path.suffix.lower(), path.read_bytes()) for path in files]
    return made + [(suffix, data) for suffix, data in named if suffix in (*SUFFIXES, *ARCHIVES)]


def main() -> None:
    """Fuzzes for the given time and prints what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--out", type=Path, default=None, help="where failing inputs are kept [default: a new folder]")
    options = parser.parse_args()
    seed = random.randrange(10**6) if options.seed is None else options.seed
    rng = random.Random(seed)
    out = options.out or Path(tempfile.mkdtemp(prefix="wenju-fuzz-"))
    out.mkdir(parents=True, exist_ok=True)
    corpus = corpus_of(options.files)
    by_format: dict[str, Counter[str]] = {suffix: Counter() for suffix, _ in corpus}
    reasons: Counter[str] = Counter()
    slowest = (0.0, "")
    failed = 0
    print(f"seed {seed}, {len(corpus)} files, {len(by_format)} formats; failing inputs go to {out}", flush=True)
    # A file that LibreOffice converts takes as long as a hundred others.
    weights = [0.01 if suffix in sample_files.CONVERTED else 1.0 for suffix in by_format]
    end = time.monotonic() + options.seconds
    turn = 0
    with IsolatedLoader(LIMITS) as loader, tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            turn += 1
            suffix = rng.choices(list(by_format), weights)[0]
            data = rng.choice([content for ending, content in corpus if ending == suffix])
            bad = damaged(rng, data, [content for _, content in corpus])
            path = Path(folder) / f"a{suffix}"
            path.write_bytes(bad)
            begun = time.monotonic()
            try:
                kind, why = outcome(loader, path)
            except Exception as error:  # the program itself: what must never happen
                kind, why = "FAILED", f"{type(error).__name__}: {error}"
            took = time.monotonic() - begun
            if took > LIMITS.seconds + GRACE:
                kind, why = "HUNG", f"{took:.0f} seconds"
            slowest = max(slowest, (took, suffix))
            by_format[suffix][kind] += 1
            failed += kind in ("FAILED", "HUNG", "broken")
            if kind not in ("read", "refused"):
                reasons[f"{kind}  {suffix}  {why[:140]}"] += 1
                (out / f"{turn:06}-{kind}{suffix}").write_bytes(bad)
    report(by_format, reasons, slowest)
    sys.exit(1 if failed else 0)


def report(by_format: dict[str, Counter[str]], reasons: Counter[str], slowest: tuple[float, str]) -> None:
    """Prints the figures, as a table for Markdown, and what was not as it should be."""
    kinds = ("read", "refused", "unforeseen", "crash", "timeout", "memory", "broken", "HUNG", "FAILED")
    print(f"\n| format | runs | {' | '.join(kinds)} |\n|---|{'---:|' * (len(kinds) + 1)}")
    for suffix, counts in sorted(by_format.items()):
        print(f"| {suffix} | {counts.total()} | {' | '.join(str(counts[kind]) for kind in kinds)} |")
    total: Counter[str] = sum(by_format.values(), Counter())
    print(f"| all | {total.total()} | {' | '.join(str(total[kind]) for kind in kinds)} |")
    print(f"\nslowest: {slowest[0]:.1f} s ({slowest[1]})")
    for reason, times in reasons.most_common(60):
        print(f"{times:5}  {reason}")


if __name__ == "__main__":
    main()

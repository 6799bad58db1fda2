"""Hold the shipped digests against the sources that they digest.

    python scripts/check_digests.py SOURCES [--digests corpus/documents] [--lines FROM:TO] [NAME ...]

SOURCES is the folder with the source texts. A digest names its source in its front matter
(``digest_of: <stem of the source file>``); pages without that key are not checked.

Reported for each digest, with exit status 1 when anything of the first three is found:

* figures of the digest that its source does not hold;
* 《titles》 of the digest that its source does not hold;
* runs of more than 18 characters that stand word for word in the source (names in quotation
  marks, 《titles》, headings, table rows and figures do not count: they carry over as they are);
* coverage: the share of the source's distinct figures that the digests of that source carry.
"""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from pathlib import Path

LONGEST_RUN = 18
FIGURE = re.compile(r"\d+(?:\.\d+)?%?")
TITLE = re.compile(r"《[^《》]{2,60}》")
# What may carry over word for word: titles, names in quotation marks, and figures.
CARRIED = re.compile(r"《[^《》]*》|“[^”]*”|「[^」]*」|\d[\d.,%]*")


def fold(text: str) -> str:
    """The text after NFKC, without white space, Markdown emphasis and digit group commas."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    return re.sub(r"[\s*_`]|<[^>]{1,20}>", "", text)


def figures(text: str) -> set[str]:
    """The distinct figures in a text, in their normal form (no leading or trailing zeros)."""
    found = set()
    for match in FIGURE.findall(fold_lines(text)):
        value, percent = (match[:-1], "%") if match.endswith("%") else (match, "")
        if "." in value:
            value = value.rstrip("0").rstrip(".")
        found.add((value.lstrip("0") or "0") + percent)
    return found


def fold_lines(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    # Extractions cut a figure from its unit, never a figure in two: join only figure and "%".
    return re.sub(r"(?<=\d)\s+(?=%)", "", text)


def body_of(page: str) -> tuple[dict[str, str], str]:
    """Front matter (flat ``key: value`` lines) and body of a Markdown page."""
    match = re.match(r"---\n(.*?)\n---\n", page, re.S)
    if not match:
        return {}, page
    pairs = (line.split(":", 1) for line in match[1].splitlines() if ":" in line)
    return {k.strip(): v.strip().strip("\"'") for k, v in pairs}, page[match.end() :]


def prose_of(body: str) -> str:
    """The body without headings, tables and list numbers: what has to be in our own words."""
    lines = (line for line in body.splitlines() if not re.match(r"\s*(#|\|)", line))
    return "\n".join(re.sub(r"^\s*(?:[-*]|\d+[.)、]|（[一二三四五六七八九十\d]+）)\s*", "", x) for x in lines)


def counted(body: str) -> str:
    """The body without list numbers and heading numbers, which are the digest's own."""
    return re.sub(r"(?m)^\s*(?:#+\s*)?(?:案例\s*)?\d+(?:\.\d+)*[.)、．]?\s", "", body)


def copied_runs(body: str, source: str) -> list[str]:
    """Maximal runs of more than ``LONGEST_RUN`` characters that stand in the source."""
    runs = []
    for piece in re.split(r"[、\n]", CARRIED.sub("\n", prose_of(body))):
        text = fold(piece)
        i = 0
        while i + LONGEST_RUN < len(text):
            if text[i : i + LONGEST_RUN + 1] not in source:
                i += 1
                continue
            j = i + LONGEST_RUN + 1
            while j < len(text) and text[i : j + 1] in source:
                j += 1
            runs.append(text[i:j])
            i = j
    return runs


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", type=Path)
    parser.add_argument("names", nargs="*", help="only digests whose path contains one of these")
    parser.add_argument("--digests", type=Path, default=Path("corpus/documents"))
    parser.add_argument("--lines", help="measure coverage on these lines of the source only (FROM:TO)")
    options = parser.parse_args()
    failed = False
    covered: dict[str, set[str]] = {}
    for path in sorted(options.digests.rglob("*.md")):
        if options.names and not any(name in path.as_posix() for name in options.names):
            continue
        front, body = body_of(path.read_text("utf-8"))
        if "digest_of" not in front:
            continue
        source = (options.sources / f"{front['digest_of']}.txt").read_text("utf-8")
        flat = fold(source)
        known = figures(source) | {x.rstrip("%") for x in figures(source)}
        wrong = sorted(x for x in figures(counted(body)) if x not in known and x not in flat)
        titles = sorted({t for t in TITLE.findall(body) if fold(t) not in flat})
        runs = copied_runs(body, flat)
        covered.setdefault(front["digest_of"], set()).update(figures(body))
        failed |= bool(wrong or titles or runs)
        print(f"{path}: {len(wrong)} figures, {len(titles)} titles not in the source; {len(runs)} copied runs")
        for label, found in (("figure", wrong), ("title", titles), ("run", runs)):
            for item in found[:40]:
                print(f"    {label}: {item}")
    for stem, have in covered.items():
        text = (options.sources / f"{stem}.txt").read_text("utf-8")
        if options.lines:
            first, last = map(int, options.lines.split(":"))
            text = "\n".join(text.splitlines()[first - 1 : last])
        wanted = {x for x in figures(text) if len(x) > 1}
        missing = sorted(wanted - have, key=lambda x: (len(x), x))
        print(f"{stem}: coverage {1 - len(missing) / max(1, len(wanted)):.1%} of {len(wanted)} figures")
        print("    missing:", " ".join(missing[:300]))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())

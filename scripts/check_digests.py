"""Hold the shipped digests against the sources that they digest.

    python scripts/check_digests.py SOURCES [--digests FOLDER] [--sections] [--must QUESTIONS.jsonl] [NAME ...]

SOURCES is the folder with the source texts. A page names its source in its front matter
(``digest_of: <stem of the source file>``); pages without that key are not checked. Faults are

* figures and 《titles》 of a page that its source does not hold (an English page may write 万 and 亿
  as thousand, million and billion: there the value has to agree);
* of a Chinese page, runs of more than 18 characters of prose, or more than 25 characters of anything,
  that stand word for word in the source; names in quotation marks, names of bodies, 《titles》 and
  figures carry over as they are and do not count;
* a source of whose distinct figures the Chinese pages carry less than ``--least`` percent. Page
  numbers, contents lists, list numbers and single digits do not count; ``--sections`` measures each
  part of the source on its own;
* with ``--must``: a share under ``--least`` of answerable questions whose ``must`` strings all stand
  in the pages on the documents of their evidence.

The exit status is 1 when there is a fault.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from digest_text import LIST_NUMBER, Source, figures, fold, values, wanted

LONGEST_RUN, LONGEST_RAW = 18, 25
TITLE = re.compile(r"《[^《》]{2,60}》")
CARRIED = re.compile(r"《[^《》]*》|“[^”]*”|「[^」]*」|https?://[!-~]+|\d[\d.,%]*")
BODY = "局|部|厅|司|院|所|署|会|公司|中心|办公室|政府|大学|集团|试验区|示范区|综合保税区|基地|平台|园区?|协会|联盟|企业"
NAME = re.compile(rf"[^的了把被将对从在是让使，。；：、]+(?:{BODY})")


@dataclass
class Page:
    """A digest: its front matter, its body, and the faults found in it."""

    path: Path
    front: dict[str, str]
    body: str
    faults: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> Page:
        """The page in a file; flat ``key: value`` lines between ``---`` are its front matter."""
        text = path.read_text("utf-8")
        match = re.match(r"---\n(.*?)\n---\n", text, re.S)
        pairs = (line.split(":", 1) for line in match[1].splitlines() if ":" in line) if match else ()
        return cls(path, {k.strip(): v.strip().strip("\"'") for k, v in pairs}, text[match.end() :] if match else text)

    @property
    def english(self) -> bool:
        """Whether it is held to figures and titles only."""
        return self.front.get("language") == "en"

    def check(self, source: Source) -> None:
        """Fill `faults` with ``(kind, text)`` pairs: figure, title, run."""
        body = LIST_NUMBER.sub("", self.body)
        if self.english:
            wrong = sorted(text for value, text in values(body).items() if value not in source.values)
        else:
            wrong = sorted(x for x in figures(body) if not source.has(x))
        self.faults = [("figure", x) for x in wrong]
        self.faults += [("title", t) for t in sorted(set(TITLE.findall(self.body))) if fold(t) not in source.flat]
        if not self.english:
            self.faults += [("run", run) for run in copied_runs(self.body, source.flat) if run not in source.titles]


def copied_runs(body: str, source: str) -> list[str]:
    """Maximal runs that stand in the source and are too long: in prose, and in the page as a whole."""
    prose = "\n".join(line for line in body.splitlines() if not re.match(r"\s*[#|]", line))
    runs = [run for piece in re.split(r"[、\n]", CARRIED.sub("\n", prose)) for run in _runs(piece, source, LONGEST_RUN)]
    whole = re.split(r"[|\n]", re.sub(CARRIED.pattern.rsplit("|", 1)[0], "\n", body))
    runs += [run for piece in whole for run in _runs(piece, source, LONGEST_RAW)]
    return [run for run in dict.fromkeys(runs) if not NAME.fullmatch(run)]


def _runs(piece: str, source: str, longest: int) -> Iterator[str]:
    text = fold(re.sub(r"^\s*(?:[-*#]+|\d+[.)、])\s*", "", piece))
    i = 0
    while i + longest < len(text):
        j = i + longest + 1
        if text[i:j] in source:
            while j < len(text) and text[i : j + 1] in source:
                j += 1
            yield text[i:j]
            i = j
        else:
            i += 1


def unanswered(questions: Path, pages: dict[str, str]) -> tuple[int, list[str]]:
    """How many questions have evidence, and a line for each whose ``must`` the pages lack."""
    rows = [json.loads(line) for line in questions.read_text("utf-8").splitlines() if line.strip()]
    rows = [row for row in rows if row["evidence"]]
    failing = []
    for row in rows:
        text = " ".join(pages.get(stem, "") for stem in sorted({Path(e["doc"]).stem for e in row["evidence"]}))
        musts = [[m] if isinstance(m, str) else m for m in row["must"]]
        if missing := [m[0] for m in musts if not any(fold(x).lower() in text for x in m)]:
            failing.append(f"{row['id']} lacks {' / '.join(missing)}: {row['question']}")
    return len(rows), failing


def coverage(want: set[str], have: set[str]) -> str:
    """The share of the wanted figures that the pages have, and those that they lack (60 at most)."""
    lost = sorted(want - have, key=lambda x: (len(x), x))
    missing = f" (missing: {' '.join(lost[:60])})" if lost else ""
    return f"{100 * (1 - len(lost) / max(1, len(want))):.1f}% of {len(want)} figures{missing}"


def main(arguments: list[str] | None = None) -> int:
    """Print the report; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", type=Path)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only pages whose path contains one of these")
    parser.add_argument("--digests", type=Path, default=Path("corpus/documents"))
    parser.add_argument("--sections", action="store_true", help="coverage part by part")
    parser.add_argument("--must", type=Path, metavar="QUESTIONS", help="questions in JSON lines (see evals)")
    parser.add_argument("--least", type=float, default=95.0, metavar="PERCENT", help="default: %(default)s")
    options = parser.parse_intermixed_args(arguments)
    pages = [Page.read(path) for path in sorted(options.digests.rglob("*.md"))]
    pages = [p for p in pages if "digest_of" in p.front]
    chosen = [p for p in pages if not options.names or any(name in p.path.as_posix() for name in options.names)]
    failed, faults, carried, count = not chosen, 0, 0, 0
    for stem in sorted({p.front["digest_of"] for p in chosen}):
        source = Source(stem, (options.sources / f"{stem}.txt").read_text("utf-8"))
        mine = [p for p in chosen if p.front["digest_of"] == stem]
        for page in mine:
            page.check(source)
            print(f"{page.path}: {len(page.faults)} faults", *(f"    {k}: {t}" for k, t in page.faults[:40]), sep="\n")
        have = {x for p in mine if not p.english for x in figures(p.body)}
        for title, text in source.sections() if options.sections else ():
            print("   ", coverage(wanted(text), have), "|", title[:40])
        want = wanted(source.text)
        here = sum(len(p.faults) for p in mine)
        print(f"{stem}: {len(mine)} pages, {here} faults,", coverage(want, have))
        faults, carried, count = faults + here, carried + len(want & have), count + len(want)
        failed |= bool(here) or (not options.names and 100 * len(want & have) < options.least * len(want))
    print(f"total: {len(chosen)} pages, {faults} faults, {100 * carried / max(1, count):.1f}% of {count} figures")
    if options.must:
        texts: dict[str, str] = {}
        for page in pages:
            texts[page.front["digest_of"]] = texts.get(page.front["digest_of"], "") + fold(page.body).lower()
        count, failing = unanswered(options.must, texts)
        share = 100 * (count - len(failing)) / max(1, count)
        print(f"questions: {share:.1f}% of {count} have their must strings in the pages")
        print(*(f"    {line}" for line in failing), sep="\n", end="")
        failed |= share < options.least
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())

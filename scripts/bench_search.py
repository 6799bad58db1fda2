"""Measures what a search costs: each of its stages beside bare calls of FAISS and tantivy on the same passages.

    python scripts/bench_search.py [--shared ../shared] [--queries 200] [--cache FOLDER] [--only documents stard]

Asked are the development questions on the five documents (where those are not here, the shipped questions on the
documents that ship) and the questions of STARD on its 61,000 statute articles, where they are here. Printed are the
median and the 95th percentile of a question asked for the first time, and again (what was computed of a passage is
kept); passages embedded a second beside a stock MiniLM; and memory. Every measurement runs in a process of its own.
Times depend on the machine, ratios less so.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import embedding_costs
import search_costs

CORPORA = "documents", "stard"
TOKENS = 128, 256
"""Of a text at most: a usual passage, and all that the model reads."""
_COUNT = 512
"""Passages embedded."""
_DEFAULT = Path(__file__).resolve().parents[2] / "shared"


def measured(what: list[str]) -> dict[str, Any]:
    """What `measure` gives, in a process of its own."""
    run = subprocess.run(
        [sys.executable, __file__, "--measure", *what], stdout=subprocess.PIPE, text=True, check=False, env=os.environ
    )
    if run.returncode:
        raise SystemExit(f"{' '.join(what)}: failed")
    result: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return result


def measure(what: list[str]) -> dict[str, Any]:
    """What `search_costs` or `embedding_costs` measures, in this process."""
    kind, *given = what
    if kind == "build":
        return search_costs.build(given[0], Path(given[1]), Path(given[2]))
    if kind == "search":
        return search_costs.measure_search(given[0], Path(given[1]), int(given[2]), Path(given[3]))
    if kind == "ours":
        return embedding_costs.measure_ours(Path(given[0]), int(given[1]))
    return embedding_costs.measure_minilm(int(given[0]), int(given[1]))


def search_table(found: dict[str, Any]) -> str:
    """The times of one data set in Markdown, each with its ratios to the bare calls; then the memory."""
    faiss, tantivy = found["bare"]["FAISS"][0], found["bare"]["tantivy"][0]
    lines = ["| stage | first p50 | p95 | again p50 | p95 | × FAISS | × tantivy |", "|---|--:|--:|--:|--:|--:|--:|"]
    for library, (p50, p95) in found["bare"].items():
        lines.append(f"| {library} alone | | | {p50:.2f} | {p95:.2f} | {p50 / faiss:.1f} | {p50 / tantivy:.1f} |")
    for stage in sorted(found["again"], key="whole".__eq__):
        first, again = (found[time].get(stage, [float("nan")] * 2) for time in ("first", "again"))
        name = "whole search" if stage == "whole" else stage
        cells = [f"{value:.2f}" for value in (*first, *again)]
        lines.append(f"| {name} | {' | '.join(cells)} | {again[0] / faiss:.1f} | {again[0] / tantivy:.1f} |")
    held, passages = found["memory"], found["passages"]
    grown = held["used"] - held["opened"]
    each = f"; {1024 * grown / held['profiles']:.0f} kB for each of {held['profiles']:,}" if held["profiles"] else ""
    kilobytes = 1024 / passages
    lines += [
        "",
        f"- on disk {held['index']:.0f} MB, {held['index'] * kilobytes:.1f} kB a passage",
        f"- in memory {held['before']:.0f} MB with code and data set alone; + {held['opened'] - held['before']:.0f} MB "
        f"with the index opened, {(held['opened'] - held['before']) * kilobytes:.1f} kB a passage",
        f"- what is kept of candidates: + {grown:.0f} MB after {found['questions']} questions{each}",
    ]
    return "\n".join(lines)


def embedding_table(ours: float, stock: dict[int, float]) -> str:
    """Passages a second in Markdown."""
    lines = ["| embedding | passages/s | × MiniLM |", "|---|--:|--:|"]
    slowest = stock[max(stock)]
    lines.append(f"| ours, passages of 400 characters | {ours:,.0f} | {ours / slowest:,.1f} |")
    lines += [f"| MiniLM-L6, {n} tokens | {rate:,.0f} | {rate / slowest:,.1f} |" for n, rate in stock.items()]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    """Measures and prints Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=_DEFAULT, help="folder with questions/, documents/, data/")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--passages", type=int, default=_COUNT, help=f"that are embedded [default: {_COUNT}]")
    parser.add_argument("--cache", type=Path, help="where indexes stay [default: a temporary folder]")
    parser.add_argument("--only", nargs="+", choices=CORPORA, default=CORPORA)
    parser.add_argument("--no-embedding", action="store_true", help="leave the embedding models out")
    parser.add_argument("--measure", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measure:
        print(json.dumps(measure(options.measure)))
        return
    shared, count = str(options.shared), str(options.passages)
    with tempfile.TemporaryDirectory() as temporary:
        cache = str(options.cache or temporary)
        for name in options.only:
            measured(["build", name, shared, cache])
            found = measured(["search", name, shared, str(options.queries), cache])
            if not found:
                print(f"{name}: not here (--shared)\n", flush=True)
                continue
            print(f"**{found['name']}**, times in ms\n\n{search_table(found)}\n", flush=True)
    if not options.no_embedding:
        stock = {tokens: measured(["minilm", str(tokens), count])["rate"] for tokens in TOKENS}
        print(embedding_table(measured(["ours", shared, count])["rate"], stock))


if __name__ == "__main__":
    main()

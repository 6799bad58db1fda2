"""The measurements over several data sets as Markdown tables, and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.cells import cell_len

from evals.benches import LEADING, MEASURES, Bench
from evals.gains import Gain, groups, level, mean_level, signed, steps, verdict, worths
from evals.ladder import OUTSIDERS, ladder, stage_names, with_models
from evals.stats import Difference, Estimate

VERSION = 1
BEST = "best BM25"
_TITLES = {"RR@10": "MRR@10"}


def markdown(benches: Sequence[Bench], models: Mapping[str, str] | None = None) -> str:
    """The verdict; the leading measure of all systems on all data sets; gains; then all measures of each data set.

    `models`: those that were measured beside the ones in the settings.
    """
    wide = groups(benches)
    heads = [*(f"{b.name} ({b.questions})" for b in benches), *wide]
    lines = [*verdict(benches)[1], "", f"{LEADING}, 95 % intervals:", ""]
    rows = []
    for name, systems in _rows(models):
        levels = [*(level(b, systems) for b in benches), *(mean_level(members, systems) for members in wide.values())]
        rows.append([name, *map(_interval, levels)])
    lines += [*_table(["system", *heads], rows), ""]
    lines += ["Gain of every stage over the one before, paired:", "", *_gains(steps(benches, models), benches), ""]
    lines += ["What every stage adds to the whole (everything − everything without it):", ""]
    lines += [*_gains(worths(benches), benches), ""]
    for name, members in wide.items():
        lines += [*_every(name, models, members), ""]
    for bench in benches:
        lines += [*_every(f"{bench.name}, {bench.questions} questions", models, [bench]), ""]
    missing: dict[str, list[str]] = {}
    for name, why in {name: why for bench in benches for name, why in bench.missing.items()}.items():
        missing.setdefault(why, []).append(name)
    lines += [f"not measured: {'; '.join(names)}: {why}" for why, names in missing.items()]
    lines += [f"failed: {bench.name}: {error}" for bench in benches for error in bench.errors]
    return "\n".join(lines).rstrip() + "\n"


def to_dict(
    benches: Sequence[Bench], models: Mapping[str, str] | None = None, sample: int | None = None
) -> dict[str, Any]:
    """All figures with their intervals as plain data, without times."""
    harmless, lines = verdict(benches)

    def figures(members: Sequence[Bench]) -> dict[str, Any]:
        return {
            name: {measure: _rounded(found) for measure in MEASURES if (found := mean_level(members, systems, measure))}
            for name, systems in _rows(models)
        }

    return {
        "version": VERSION,
        "sample": sample,
        "stages": stage_names(),
        "datasets": [
            {
                "name": bench.name,
                "questions": bench.questions,
                "texts": bench.texts,
                "best BM25": bench.best(tuple(OUTSIDERS)),
                "systems": figures([bench]),
                "missing": bench.missing,
                "errors": bench.errors,
            }
            for bench in benches
        ],
        "means": {name: figures(members) for name, members in groups(benches).items()},
        "gains": [_plain(found) for found in steps(benches, models)],
        "worth": [_plain(found) for found in worths(benches)],
        "verdict": {"no arm makes the whole worse": harmless, "lines": lines},
    }


def _rows(models: Mapping[str, str] | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Name of a row → the systems of which it shows the best."""
    for rung in ladder():
        yield rung.name, (rung.name,)
        if rung.name == tuple(OUTSIDERS)[-1]:
            yield BEST, tuple(OUTSIDERS)
    for rung in with_models(models or {}):
        yield rung.name, (rung.name,)


def _every(title: str, models: Mapping[str, str] | None, members: Sequence[Bench]) -> list[str]:
    """All measures of all systems on one data set, or on the mean of some."""
    rows = []
    for name, systems in _rows(models):
        cells = [_interval(mean_level(members, systems, measure)) for measure in MEASURES]
        times = [b.milliseconds[systems[0]] for b in members if systems[0] in b.milliseconds and len(systems) == 1]
        rows.append([name, *cells, f"{sum(times) / len(times):.1f}" if times else "–"])
    return [f"{title}:", "", *_table(["system", *(_TITLES.get(m, m) for m in MEASURES), "ms"], rows)]


def _gains(found: Sequence[Gain], benches: Sequence[Bench]) -> list[str]:
    names = [b.name for b in benches]
    rows = [
        [
            g.name if g.over.startswith("without") else f"{g.name} − {g.over}",
            *(_marked(g.values.get(name)) for name in names),
            *(_marked(g.means.get(name)) for name in groups(benches)),
        ]
        for g in found
    ]
    return _table(["stage", *names, *groups(benches)], rows)


def _interval(found: Estimate | None) -> str:
    return f"{found.mean:.3f} ({found.low:.3f}–{found.high:.3f})" if found else "–"


def _marked(found: Estimate | Difference | None) -> str:
    if found is None:
        return "–"
    return signed(found) + (" ▼" if found.high < 0 else " ▲" if found.low > 0 else "")


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A Markdown table whose columns stand under each other on a terminal, too."""
    shown = [[cell.replace("|", "\\|") for cell in row] for row in (head, *rows)]
    wide = [max(3, *map(cell_len, column)) for column in zip(*shown, strict=True)]

    def line(cells: Sequence[str]) -> str:
        padded = [cell + " " * (width - cell_len(cell)) for cell, width in zip(cells, wide, strict=True)]
        return f"| {' | '.join(padded)} |"

    rule = ["-" * wide[0], *("-" * (width - 1) + ":" for width in wide[1:])]
    return [line(shown[0]), line(rule), *map(line, shown[1:])]


def _plain(found: Gain) -> dict[str, Any]:
    values = {name: _rounded(value) for name, value in found.values.items()}
    means = {name: _rounded(value) for name, value in found.means.items()}
    return {"stage": found.name, "over": found.over, "guarded": found.guarded, "datasets": values, "means": means}


def _rounded(found: Estimate | Difference) -> dict[str, float]:
    return {key: round(value, 6) for key, value in asdict(found).items()}

"""What each stage of retrieval is worth, over several data sets, and whether one does harm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from evals.benches import LEADING, Bench
from evals.compare import LEVEL
from evals.ladder import OUTSIDERS, WHOLE, ablations, ladder, stage_names, with_models
from evals.stats import Difference, Estimate, difference, estimate, holm, macro_estimate


@dataclass(frozen=True)
class Gain:
    """A system's difference in a measure from what it is held against.

    Attributes:
        name: of the row.
        over: of the other rows; on each data set the best of them is taken.
        values: data set → paired difference.
        means: group of data sets → the mean difference over all of the group, each data set counting alike.
        guarded: whether it should be below zero nowhere.
    """

    name: str
    over: str
    values: dict[str, Difference]
    means: dict[str, Estimate]
    guarded: bool = True


def groups(benches: Sequence[Bench]) -> dict[str, list[Bench]]:
    """What means are taken over: all data sets and, where some ask about files, those that bring their texts."""
    public = [bench for bench in benches if bench.texts]
    found = {"mean": list(benches)} if len(benches) > 1 else {}
    if 1 < len(public) < len(benches):
        found["mean of benches"] = public
    return found


def level(bench: Bench, names: Sequence[str], measure: str = LEADING) -> Estimate | None:
    """The mean of a measure of the best of some rows with its interval; None if none of them was measured."""
    best = bench.best(names)
    return estimate(bench.rows[best][measure]) if best else None


def mean_level(benches: Sequence[Bench], names: Sequence[str], measure: str = LEADING) -> Estimate | None:
    """The same over several data sets, each counting alike; None if one of them lacks all of the rows."""
    best = [bench.best(names) for bench in benches]
    if not all(best):
        return None
    return macro_estimate([bench.rows[name][measure] for bench, name in zip(benches, best, strict=True)])


def gain(
    benches: Sequence[Bench], name: str, over: Sequence[str], *, title: str = "", guarded: bool = True
) -> Gain | None:
    """How the row `name` differs from the best of the rows `over`; None if it was measured nowhere."""
    deltas: dict[str, list[float]] = {}
    for bench in benches:
        base = bench.best(over)
        if name in bench.rows and base:
            pairs = zip(bench.rows[name][LEADING], bench.rows[base][LEADING], strict=True)
            deltas[bench.name] = [new - old for new, old in pairs]
    values = {key: _differs(tuple(delta)) for key, delta in deltas.items()}
    means = {
        group: found
        for group, members in groups(benches).items()
        if all(b.name in deltas for b in members) and (found := macro_estimate([deltas[b.name] for b in members]))
    }
    told = "best BM25" if tuple(over) == tuple(OUTSIDERS) else over[0] if len(over) == 1 else "better arm"
    return Gain(title or name, told, values, means, guarded) if values else None


def steps(benches: Sequence[Bench], models: Mapping[str, str] | None = None) -> list[Gain]:
    """The gain of every rung over the one before it, and of the whole over the best BM25."""
    rungs = [*ladder(), *with_models(models or {})]
    found = [gain(benches, rung.name, rung.over, guarded=rung.gains) for rung in rungs if rung.over]
    return [g for g in [*found, gain(benches, WHOLE, tuple(OUTSIDERS))] if g]


def worths(benches: Sequence[Bench]) -> list[Gain]:
    """What each stage adds to the whole: the whole against the whole without it."""
    pairs = zip(stage_names(), ablations(), strict=True)
    return [g for stage, rung in pairs if (g := gain(benches, WHOLE, (rung.name,), title=stage))]


@lru_cache(maxsize=1_000)  # the verdict and the tables ask for the same ones again
def _differs(deltas: tuple[float, ...]) -> Difference:
    return difference(deltas, [0.0] * len(deltas))


def verdict(benches: Sequence[Bench]) -> tuple[bool, list[str]]:
    """Whether no stage does the whole harm beyond noise on any data set, and what there is to say of it, a line each.

    A stage does harm where the whole without it is better, or where the whole is worse than what
    it is held against: by a paired randomisation test, corrected for all that is looked at here
    (Holm 1979), as with many stages and data sets some interval is below zero by luck. A rung
    below the whole that is worse than the one before is said, too.
    """
    told = [(g, f"{g.name} makes the whole worse", f"without {g.name}") for g in worths(benches)]
    told += [(g, f"{g.name} is worse than {g.over}", f"{g.over} before {g.name}") for g in steps(benches) if g.guarded]
    looked = [
        (g.values[at], g.name, f"{worse} on {at}", f"{less} on {at}") for g, worse, less in told for at in g.values
    ]
    below_whole = {rung.name for rung in ladder()} - {WHOLE}
    harm: list[str] = []
    way: list[str] = []
    noise: list[str] = []
    for (value, name, worse, less), p in zip(looked, holm([value.p for value, *_ in looked]), strict=True):
        if value.mean < 0 and p <= LEVEL:
            (way if name in below_whole else harm).append(f"{worse}: {signed(value)}")
        elif value.mean < 0:
            noise.append(f"{less} ({-value.mean:+.3f})")
    lines = harm or ["No arm makes the whole worse on any bench."]
    lines += [f"On the way: {said}" for said in way]
    if noise:
        lines.append(f"Better, but within noise: {', '.join(noise)}.")
    if over := gain(benches, WHOLE, tuple(OUTSIDERS)):
        leads: dict[str, Estimate | Difference] = {**over.means, **over.values}
        points = [f"{name} {100 * v.mean:+.1f}" for name, v in leads.items()]
        lines.append(f"Everything over the best BM25, points of {LEADING}: {', '.join(points)}.")
    return not harm, lines


def signed(value: Estimate | Difference) -> str:
    """A difference with its interval."""
    return f"{value.mean:+.3f} ({value.low:+.3f} to {value.high:+.3f})"

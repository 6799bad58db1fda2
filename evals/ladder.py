"""The ladder of retrieval: systems from the plainest to the whole, each held against the one before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import PurePath

from evals.variants import Variant
from rag.weights import Stages

OUTSIDERS = {"BM25, jieba": "bm25-words", "BM25, bigrams": "bm25-bigrams", "BM25, mix": "bm25"}
"""Of others the plain ways to search Chinese: name → system, see `evals.systems.PEERS`."""
LEXICAL, DENSE, HYBRID, WHOLE = "lexical arm", "dense arm", "hybrid", "everything"


@dataclass(frozen=True)
class Rung:
    """A system of the table.

    Attributes:
        variant: the system; its name is that of the row.
        over: the rows that it is held against: on each data set the best of them.
        gains: whether it should be no worse than those.
    """

    variant: Variant
    over: tuple[str, ...] = ()
    gains: bool = True

    @property
    def name(self) -> str:
        """The row's name."""
        return self.variant.name


def stage_names() -> list[str]:
    """The stages of retrieval that are on by default, in the order of `rag.weights.Stages`.

    A stage that is added there is in all tables: on the ladder after those before it, and in the
    list of what each stage is worth to the whole.
    """
    return [field.name for field in fields(Stages) if field.default is True]


def ladder() -> list[Rung]:
    """The outsiders, our arms one by one, both together, then a rung for every further stage up to the whole."""
    outsiders = tuple(OUTSIDERS)
    further = [name for name in stage_names() if name not in ("lexical", "dense")]
    rungs = [Rung(Variant(name, system)) for name, system in OUTSIDERS.items()]
    rungs += [
        Rung(_with(LEXICAL, ["lexical"]), outsiders),
        Rung(_with(DENSE, ["dense"]), outsiders, gains=False),
        Rung(_with(HYBRID, ["lexical", "dense"]), (LEXICAL, DENSE)),
    ]
    for count in range(1, len(further)):
        here = _with(f"{HYBRID} + {', '.join(further[:count])}", ["lexical", "dense", *further[:count]])
        rungs.append(Rung(here, (rungs[-1].name,)))
    return [*rungs, Rung(Variant(WHOLE), (rungs[-1].name,))]


def ablations() -> list[Rung]:
    """The whole without one stage, for every stage."""
    return [Rung(Variant(f"without {name}", stages={name: False}), gains=False) for name in stage_names()]


def with_models(models: Mapping[str, str]) -> list[Rung]:
    """Rows with other models, held against those with the ones in the settings.

    `models`: ``embedding``, for the dense arm and the whole; ``reranker``, a cross-encoder behind the whole.
    """
    rungs: list[Rung] = []
    for setting, model in models.items():
        short = PurePath(model).name or model
        for name in (DENSE, WHOLE) if setting == "embedding" else (WHOLE,):
            plain = _with(name, ["dense"]) if name == DENSE else Variant(name)
            rungs.append(Rung(replace(plain, name=f"{name}, {short}", settings={setting: model}), (name,), gains=False))
    return rungs


def _with(name: str, stages: Iterable[str]) -> Variant:
    """Wenju with these stages and no others."""
    wanted = set(stages)
    return Variant(name, stages={stage: stage in wanted for stage in stage_names()})

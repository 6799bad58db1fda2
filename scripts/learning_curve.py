"""What our own pairs and terms bring: train the embedding model with a part of them, and search with it.

    python scripts/learning_curve.py ../shared/data ../shared/questions/dev.jsonl --documents ../shared/documents

Trains a model for each share of the pairs (and of the thesaurus' terms), all else equal, and prints nDCG@10 and the
share of questions with all evidence in the first five: of the whole retrieval with that model, on the held-out tenth
of the pairs, on public benches and on questions about documents; then those of the built-in model with and without the
thesaurus in the search. About a quarter of an hour a share on one core.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from ranking_sets import pairs_set
from train_embedding import SEED, Recipe, export, train_joined
from training_data import build_tokenizer, load_texts

from evals.dataset import Dataset
from evals.formats import read_dataset
from evals.run import run
from evals.systems.wenju import Wenju, add_texts
from index import KnowledgeStore
from index.embed import StaticEmbeddings
from rag import Assistant
from rag.weights import Stages

MEASURES = ("nDCG@10", "Complete@5")


def partly(data: Path, share: float, folder: Path, recipe: Recipe) -> Path:
    """The folder of a model trained with this share of pairs and terms; without any, with neither source."""
    texts = load_texts(data)
    shuffled = random.Random(SEED)
    pairs, terms = list(texts.pairs), list(texts.terms)
    shuffled.shuffle(pairs)
    shuffled.shuffle(terms)
    part = replace(texts, pairs=pairs[: round(share * len(pairs))], terms=terms[: round(share * len(terms))])
    if not part.pairs:
        kept = tuple((name, count) for name, count in recipe.shares if name not in ("pairs", "terms"))
        recipe = replace(recipe, shares=kept)
    tokenizer = build_tokenizer(part)
    export(*train_joined(part, tokenizer, recipe), tokenizer, folder)
    return folder


def figures(
    model: Path | None, sets: Sequence[Dataset], documents: Sequence[Path], *, thesaurus: bool = True
) -> Iterator[str]:
    """The measures of the whole retrieval on every data set, as cells."""
    for dataset in sets:
        with TemporaryDirectory() as folder:
            store = KnowledgeStore(Path(folder), StaticEmbeddings(model), create=True)
            assistant = Assistant(store)
            if dataset.texts:
                add_texts(assistant, dataset.texts)
            else:
                assistant.sync(documents)
            stages = Stages(thesaurus=thesaurus)
            assistant.retriever = assistant.retriever.model_copy(update={"stages": stages})
            report = run(Wenju(assistant), dataset, measures=MEASURES, answers=False)
            store.close()
        values = [
            np.mean([result.scores[name] for result in report.results if name in result.scores]) for name in MEASURES
        ]
        yield " / ".join(f"{value:.3f}" for value in values)


def main() -> None:
    """Train, measure and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path, help="data folder with train/ and bench/")
    parser.add_argument("questions", type=Path, nargs="*", help="questions on DOCUMENTS")
    parser.add_argument("--documents", type=Path, nargs="*", default=[])
    parser.add_argument("--shares", type=float, nargs="*", default=[0, 0.5, 1])
    parser.add_argument("--tables", type=int, default=1, help="joined in a model; the built-in one has more")
    parser.add_argument("--steps", type=int, default=Recipe.steps)
    parser.add_argument("--benches", nargs="*", default=["dureader", "stard"])
    parser.add_argument("--sample", type=int, default=300, help="at most this many questions of each data set")
    arguments = parser.parse_args()
    recipe = Recipe(tables=arguments.tables, steps=arguments.steps)
    sets = [pairs_set(), *(read_dataset(arguments.data / "bench" / name) for name in arguments.benches)]
    sets = [dataset.sampled(arguments.sample) for dataset in sets]
    sets += [read_dataset(path) for path in arguments.questions]
    heads = ["model", *(dataset.name for dataset in sets)]
    print(f"{' / '.join(MEASURES)}\n\n| {' | '.join(heads)} |\n{'|---' * len(heads)}|", flush=True)
    for share in arguments.shares:
        with TemporaryDirectory() as folder:
            model = partly(arguments.data, share, Path(folder), recipe)
            cells = figures(model, sets, arguments.documents)
            print(f"| {share:.0%} of pairs and terms | {' | '.join(cells)} |", flush=True)
    for title, thesaurus in (("built-in", True), ("built-in, search without thesaurus", False)):
        cells = figures(None, sets, arguments.documents, thesaurus=thesaurus)
        print(f"| {title} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()

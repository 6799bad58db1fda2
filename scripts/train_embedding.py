"""Train the built-in embedding model: `python scripts/train_embedding.py ../shared/data --out index/models/static`.

One table with a row per token serves two scores, which are trained together:

* the mean vector of a text (rows already carry the token's weight, so a plain mean is right), compared by cosine;
* late interaction: for each query token the best cosine in the passage, averaged by token weight.

While training, a row is the token's own vector plus the sum of its parts' vectors / sqrt(parts), where parts are the
characters of a Chinese word and the letter groups of an English one; rare words so inherit a meaning. The export adds
them up.

Several tables are trained from different seeds and joined: their rows side by side, projected on the first principal
axes (as CONC and SVD of Yin and Schütze 2016, "Learning Word Meta-Embeddings"). What one run happened to learn wrong
the others outvote, and a search costs no more than with one table. Needs torch, rjieba and OpenCC beside the run-time
packages; about seven minutes a table on one core, the tables side by side on as many as there are.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn
from training_data import Batch, CropSource, Ids, PairSource, Texts, build_tokenizer, encode, load_texts

from index.static_table import StaticTable, write_table

Rows = npt.NDArray[np.float32]

SEED = 20261120
DIMENSION = 256  # of one table
JOINED_DIMENSION = 512
INITIAL_SPREAD = 0.3  # small beside what training moves: related words can meet
VERSION = "6"
SIF = 1e-3  # a token of relative frequency p weighs SIF / (SIF + p) in the mean
ONE_SIGN_WEIGHT = 0.3  # a lone letter or digit says little, however rare it is


@dataclass(frozen=True)
class Recipe:
    """What a run may vary."""

    tables: int = 4  # trained from seeds SEED, SEED + 1, … and joined
    steps: int = 750
    batch: int = 1024
    late_batch: int = 256  # how many examples of a batch also train late interaction
    learning_rate: float = 0.05  # of word and part vectors, falling linearly to 0
    weight_rate: float = 0.05  # of the token weights of late interaction
    mean_temperature: float = 0.05
    late_temperature: float = 0.05
    late_share: float = 1.0  # weight of the late-interaction loss
    # How often a batch comes from each source.
    shares: tuple[tuple[str, float], ...] = (("questions", 1), ("news", 2), ("laws", 2), ("pairs", 5), ("terms", 2))


class Table(nn.Module):
    """Token rows composed of word and part vectors, and the two kinds of token weight."""

    def __init__(self, tokens: Sequence[str], frequency: npt.NDArray[np.float64], seed: int) -> None:
        super().__init__()
        self.parts, count = part_matrix(tokens)
        random = torch.Generator().manual_seed(seed)
        self.words = nn.Parameter(torch.randn(len(tokens), DIMENSION, generator=random) * INITIAL_SPREAD)
        self.part_vectors = nn.Parameter(torch.randn(count, DIMENSION, generator=random) * INITIAL_SPREAD)
        one_sign = torch.tensor([len(token) == 1 and token.isascii() for token in tokens])
        scale = torch.where(one_sign, ONE_SIGN_WEIGHT, 1.0)
        rarity = torch.from_numpy(frequency).float()
        self.mean_weight = SIF / (SIF + rarity) * scale
        idf = torch.log1p(1e-2 / rarity.clamp(min=1e-7))
        self.late_log_weight = nn.Parameter(torch.log(idf / idf.max() * scale))

    def rows(self) -> Tensor:
        """Return the composed rows, (tokens, DIMENSION)."""
        rows = self.words + torch.sparse.mm(self.parts, self.part_vectors)
        return torch.cat([torch.zeros(1, DIMENSION), rows[1:]])  # the unknown token has no direction


def part_matrix(tokens: Sequence[str]) -> tuple[Tensor, int]:
    """Return the sparse (tokens, parts) composition matrix and the number of parts.

    Parts are the characters of a Chinese token, and the groups of four letters of an English one (`^` and `$` mark
    its ends); numbers and shorter English tokens have none.
    """
    numbers: dict[str, int] = {}
    rows, columns, values = [], [], []
    for row, token in enumerate(tokens):
        if token.isascii():
            marked = f"^{token}$"
            parts = [marked[i : i + 4] for i in range(len(marked) - 3)] if len(token) >= 4 and token.isalpha() else []
        else:
            parts = list(token)
        for part in parts:
            rows.append(row)
            columns.append(numbers.setdefault(part, len(numbers)))
            values.append(len(parts) ** -0.5)
    matrix = torch.sparse_coo_tensor(
        torch.tensor([rows, columns]), torch.tensor(values), (len(tokens), len(numbers)), check_invariants=True
    )
    return matrix.coalesce(), len(numbers)


def contrastive(scores: Tensor, same: Tensor) -> Tensor:
    """Return InfoNCE in both directions over (n, n) scores; `same` marks other copies of the right passage."""
    scores = scores.masked_fill(same, -1e4)
    target = torch.arange(len(scores))
    return (F.cross_entropy(scores, target) + F.cross_entropy(scores.T, target)) / 2


def mean_loss(table: Table, rows: Tensor, batch: Batch, width: int, temperature: float) -> Tensor:
    """Return the loss of mean vectors, over all dimensions and over the first `width` of them (Matryoshka)."""
    weighted = rows * table.mean_weight[:, None]
    queries = F.embedding_bag(torch.from_numpy(batch.queries), weighted, mode="sum")
    passages = F.embedding_bag(torch.from_numpy(batch.passages), weighted, mode="sum")
    same = repeated(batch.sources)
    losses = [
        contrastive(F.normalize(queries[:, :d]) @ F.normalize(passages[:, :d]).T / temperature, same)
        for d in (DIMENSION, width)
    ]
    return losses[0] + 0.5 * losses[1]


def late_loss(table: Table, rows: Tensor, batch: Batch, size: int, temperature: float) -> Tensor:
    """Return the loss of late interaction over the first `size` examples."""
    queries, passages = torch.from_numpy(batch.queries[:size]), torch.from_numpy(batch.passages[:size])
    passages = passages[:, : max(1, int((passages > 0).sum(1).max()))]
    unit = F.normalize(rows)
    query_tokens, query_at = distinct(queries)
    passage_tokens, passage_at = distinct(passages)
    cosines = unit[passage_tokens] @ unit[query_tokens].T
    cosines = cosines.masked_fill(passage_tokens[:, None] == 0, -1.0)
    best = cosines.index_select(0, passage_at.flatten()).view(*passages.shape, -1).amax(1)  # (passages, query tokens)
    weight = table.late_log_weight[queries].exp() * (queries > 0)
    weight = weight / weight.sum(1, keepdim=True).clamp(min=1e-6)
    scores = torch.einsum("pqt,qt->qp", best[:, query_at], weight)
    return contrastive(scores / temperature, repeated(batch.sources[:size]))


def distinct(ids: Tensor) -> tuple[Tensor, Tensor]:
    """Return the different ids, and for each id its place among them."""
    values, places = np.unique(ids.numpy(), return_inverse=True)
    return torch.from_numpy(values), torch.from_numpy(places)


def repeated(sources: Ids) -> Tensor:
    """Return the (n, n) mask of different positions with the same source."""
    same = sources[:, None] == sources[None, :]
    np.fill_diagonal(same, False)
    return torch.from_numpy(same)


@dataclass(frozen=True)
class Examples:
    """All that a run draws from, the same for every table."""

    tokens: list[str]  # the vocabulary, by id
    frequency: npt.NDArray[np.float64]  # of each token
    sources: dict[str, PairSource | CropSource]

    def batches(self, recipe: Recipe, seed: int) -> Iterator[Batch]:
        """Yield the batches of a run; each comes from one source, and sources alternate by their shares."""
        rng = np.random.default_rng(seed)
        names = [name for name, _ in recipe.shares]
        share = np.asarray([share for _, share in recipe.shares])
        for _ in range(recipe.steps):
            yield self.sources[names[rng.choice(len(names), p=share / share.sum())]].draw(rng, recipe.batch)


def examples(texts: Texts, tokenizer: Tokenizer) -> Examples:
    """Return the encoded texts."""
    vocabulary = tokenizer.get_vocab()
    frequency = token_frequency(texts, tokenizer)
    common = frequency >= np.sort(frequency)[-100]
    sources: dict[str, PairSource | CropSource] = {
        "questions": PairSource(tokenizer, texts.questions),
        "news": CropSource(encode(tokenizer, (text[:1500] for text in texts.news)), common),
        "laws": CropSource(encode(tokenizer, texts.laws), common),
        "pairs": PairSource(tokenizer, texts.pairs),
        "terms": PairSource(tokenizer, texts.terms),
    }
    return Examples(sorted(vocabulary, key=vocabulary.__getitem__), frequency, sources)


def token_frequency(texts: Texts, tokenizer: Tokenizer) -> npt.NDArray[np.float64]:
    """Return the share of each token in an even mix of the training texts, smoothed by one occurrence."""
    size = tokenizer.get_vocab_size()
    samples = [texts.news[::8], texts.laws[::8], [" ".join(pair) for pair in texts.questions + texts.pairs]]
    shares = []
    for sample in samples:
        counts = np.bincount(np.concatenate(encode(tokenizer, sample)), minlength=size) + 0.5
        shares.append(counts / counts.sum())
    mean: npt.NDArray[np.float64] = np.mean(shares, axis=0)
    return mean


def train(given: Examples, recipe: Recipe, seed: int = SEED) -> Table:
    """Return one trained table; on one core, so that it is the same on every number of them."""
    torch.set_num_threads(1)  # holds for the calling thread
    table = Table(given.tokens, given.frequency, seed)
    matrices = torch.optim.Adam([table.words, table.part_vectors], lr=recipe.learning_rate, fused=True)
    weights = torch.optim.Adam([table.late_log_weight], lr=recipe.weight_rate, fused=True)
    started = time.monotonic()
    for step, batch in enumerate(given.batches(recipe, seed)):
        for optimiser, rate in ((matrices, recipe.learning_rate), (weights, recipe.weight_rate)):
            optimiser.param_groups[0]["lr"] = rate * (1 - step / recipe.steps)
            optimiser.zero_grad()
        rows = table.rows()
        mean = mean_loss(table, rows, batch, (128, 64)[step % 2], recipe.mean_temperature)
        late = late_loss(table, rows, batch, recipe.late_batch, recipe.late_temperature)
        torch.autograd.backward(mean + recipe.late_share * late)
        matrices.step()
        weights.step()
        if step % 25 == 0 or step == recipe.steps - 1:
            print(
                f"seed {seed}  step {step:4d}  mean {mean:.3f}  late {late:.3f}  {time.monotonic() - started:.0f} s",
                flush=True,
            )
    return table


def train_joined(texts: Texts, tokenizer: Tokenizer, recipe: Recipe) -> tuple[Rows, Rows]:
    """Return the rows (tokens, dimensions) and token weights (tokens,) of `recipe.tables` tables, joined."""
    given = examples(texts, tokenizer)

    def one(seed: int) -> tuple[Rows, Rows]:
        table = train(given, recipe, seed)
        with torch.no_grad():
            return (table.rows() * table.mean_weight[:, None]).numpy(), table.late_log_weight.numpy()

    with ThreadPoolExecutor(os.cpu_count()) as pool:  # torch lets go of the interpreter while it computes
        every = list(pool.map(one, range(SEED, SEED + recipe.tables)))
    rows = joined([rows for rows, _ in every])
    return rows, np.exp(np.mean([log_weight for _, log_weight in every], axis=0))


def joined(tables: Sequence[Rows]) -> Rows:
    """Return (tokens, JOINED_DIMENSION): rows of all tables side by side, on the principal axes of their directions.

    Cosines of the result are close to the mean of those in the single tables. The first axes tell most, so the rows
    may be cut to fewer dimensions. A single table comes back as it is.
    """
    if len(tables) == 1:
        return tables[0]
    scaled = [rows / np.sqrt(np.mean(np.sum(rows**2, axis=1))) for rows in tables]
    beside = np.concatenate(scaled, axis=1).astype(np.float64)
    units = beside / np.maximum(np.linalg.norm(beside, axis=1, keepdims=True), 1e-12)
    _, axes = np.linalg.eigh(units.T @ units)  # from the least to the most
    return np.asarray(beside @ axes[:, ::-1][:, :JOINED_DIMENSION], dtype=np.float32)


def export(rows: Rows, weight: Rows, tokenizer: Tokenizer, folder: Path) -> None:
    """Write the model folder: int8 rows with fp16 scales, fp16 token weights, tokenizer and configuration."""
    weight[0] = 0.0
    config = {
        "model_type": "wenju-static",
        "name": "wenju-static",
        "version": VERSION,
        "dimension": rows.shape[1],
        "matryoshka": [width for width in (512, 384, 256, 128, 64) if width <= rows.shape[1]],
        "vocabulary": len(rows),
        "unknown_id": 0,
        "pooling": "mean",
        "normalize": True,
        "row": "weight * scale",
        "late_interaction": "idf-weighted mean over query tokens of the best cosine of rows in the passage",
    }
    write_table(StaticTable(rows, weight, tokenizer, config), folder)


def main() -> None:
    """Train and export."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path, help="data folder with train/")
    parser.add_argument("--out", type=Path, default=Path("index/models/static"), help="model folder to write")
    parser.add_argument("--tables", type=int, default=Recipe.tables)
    parser.add_argument("--steps", type=int, default=Recipe.steps)
    arguments = parser.parse_args()
    torch.use_deterministic_algorithms(True)
    texts = load_texts(arguments.data)
    tokenizer = build_tokenizer(texts)
    recipe = Recipe(tables=arguments.tables, steps=arguments.steps)
    export(*train_joined(texts, tokenizer, recipe), tokenizer, arguments.out)


if __name__ == "__main__":
    main()

"""The files of a static embedding model (`index.embed.StaticEmbeddings`): read as numbers, written back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load, save_file
from tokenizers import Tokenizer

Floats = npt.NDArray[np.float32]

CONFIG, TENSORS, TOKENIZER = "config.json", "model.safetensors", "tokenizer.json"


@dataclass(frozen=True, eq=False)
class StaticTable:
    """A static model as numbers.

    Attributes:
        rows: a vector for every token, (vocabulary, dim); a text's vector is the direction of their sum. Row 0 is
            that of the unknown token, zeros.
        idf: weights of the tokens in late interaction, (vocabulary,) in [0, 1].
        tokenizer: text to rows.
        config: what `config.json` says.
    """

    rows: Floats
    idf: Floats
    tokenizer: Tokenizer
    config: dict[str, Any]


def read_table(folder: Path) -> StaticTable:
    """The model in a folder.

    Raises:
        OSError: a file is missing.
        ValueError: one is damaged (or what its library raises then).
    """
    tensors = load((folder / TENSORS).read_bytes())
    return StaticTable(
        rows=tensors["weight"].astype(np.float32) * tensors["scale"].astype(np.float32)[:, None],
        idf=tensors["idf"].astype(np.float32),
        tokenizer=Tokenizer.from_file(str(folder / TOKENIZER)),
        config=json.loads((folder / CONFIG).read_text(encoding="utf-8")),
    )


def write_table(table: StaticTable, folder: Path) -> None:
    """Writes a model: int8 rows with fp16 scales, fp16 token weights, tokenizer and configuration.

    The length of the whole table is free, as cosines ignore it; rows that were read and not changed
    come out as they were.
    """
    peak = np.abs(table.rows).max(axis=1, keepdims=True)
    highest = float(peak.max()) or 1.0
    scale = (peak / highest).astype(np.float16)
    step = scale.astype(np.float32) * highest / 127
    quantised = np.divide(table.rows, step, out=np.zeros_like(table.rows), where=step > 0).round().clip(-127, 127)
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {
        "weight": quantised.astype(np.int8),
        "scale": scale[:, 0],
        "idf": (table.idf / (float(table.idf.max()) or 1.0)).astype(np.float16),
    }
    save_file(tensors, folder / TENSORS)
    table.tokenizer.save(str(folder / TOKENIZER), pretty=False)
    (folder / CONFIG).write_text(json.dumps(table.config, indent=2) + "\n", encoding="utf-8")

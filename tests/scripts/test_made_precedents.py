"""The script of the precedents: no held-out pair, those of law first, and the file that ships is what it makes."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import precedents as script
import pytest
from paraphrase_pairs import Pair, is_held_out, read_pairs

from index.embed import StaticEmbeddings
from index.precedents import precedents

EVERY = 40
"""So many pairs stand for one that is made again here."""


@pytest.fixture(scope="module")
def table() -> StaticEmbeddings:
    return StaticEmbeddings()


def test_those_of_law_stand_first_and_what_is_held_out_is_left_out(table: StaticEmbeddings) -> None:
    passages = [text for text in (f"第{n}条 本办法自发布之日起施行。" for n in range(40)) if not is_held_out(text)]
    held = next(text for text in (f"第{n}条 本办法自发布之日起施行。" for n in range(40)) if is_held_out(text))
    pairs = [
        Pair("web", "快递几天到", "三日内送达。"),
        Pair("law", "何时生效", passages[0]),
        Pair("law", "什么时候开始算", held),
        Pair("law", "哪天起执行", passages[1]),
        Pair("law", "从什么时候有效", passages[0]),
        Pair("law", "从什么时候有效呢", passages[0], "附则"),
    ]
    found = script.made(pairs, table)
    assert len(found.questions) == 5
    assert found.answers.tolist() == [0, 1, 0, 2]
    last = found.questions[-1] / np.linalg.norm(found.questions[-1].astype(np.float32))
    cosine = last @ table.encode(["快递几天到"])[0, : len(last)]
    assert cosine == max(cosine, *(table.encode([p.question])[0, : len(last)] @ last for p in pairs))


def test_it_writes_the_same_bytes_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    some = list(read_pairs())[::EVERY]
    monkeypatch.setattr(script, "read_pairs", lambda: iter(some))
    files = [tmp_path / name for name in ("one.safetensors", "other.safetensors")]
    for file in files:
        monkeypatch.setattr(sys, "argv", ["precedents.py", str(file)])
        script.main()
    assert files[0].read_bytes() == files[1].read_bytes()


def test_the_file_that_ships_is_made_of_the_pairs_that_there_are(table: StaticEmbeddings) -> None:
    shipped = precedents(table.fingerprint)
    assert shipped is not None, "made with another table: run scripts/precedents.py"
    pairs = sorted((pair for pair in read_pairs() if not pair.held_out), key=lambda pair: pair.field != script.LAW)
    assert len(shipped.questions) == len(pairs)
    assert len(shipped.answers) == sum(pair.field == script.LAW for pair in pairs)
    again = script.made(pairs[::EVERY], table)
    own = shipped.answers[::EVERY]
    # A sum may round otherwise on another machine.
    assert np.abs(again.questions - shipped.questions[::EVERY].astype(int)).max() <= 1
    assert np.abs(again.passages[again.answers] - shipped.passages[own].astype(int)).max() <= 1

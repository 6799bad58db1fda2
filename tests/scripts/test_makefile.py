"""The Makefile where it can be tried without installing anything."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(not shutil.which("make"), reason="there is no make")
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((), "wenju eval"),
        (("DATASET=my questions.jsonl", "INDEX=my index"), 'wenju eval "my questions.jsonl" --index "my index"'),
        (("DATASET=q.csv", "DOCUMENTS=pages"), 'wenju eval "q.csv" --documents "pages"'),
    ],
)
def test_what_an_evaluation_runs(monkeypatch: pytest.MonkeyPatch, given: tuple[str, ...], said: str) -> None:
    for name in ("DATASET", "INDEX", "DOCUMENTS", "MAKEFLAGS", "MAKELEVEL"):
        monkeypatch.delenv(name, raising=False)
    command = ["make", "--dry-run", "--assume-old=.venv/.installed", "eval", *given]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stderr
    assert " ".join(run.stdout.strip().splitlines()[-1].split()).endswith(said)

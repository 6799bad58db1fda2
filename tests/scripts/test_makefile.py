"""The Makefile where it can be tried without installing anything."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(not shutil.which("make"), reason="there is no make")
def test_an_evaluation_without_questions_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATASET", "MAKEFLAGS", "MAKELEVEL"):
        monkeypatch.delenv(name, raising=False)
    run = subprocess.run(["make", "eval"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 2
    assert "make eval DATASET=questions.jsonl" in run.stderr

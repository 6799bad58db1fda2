"""The same run in two processes gives the same file, whatever order their sets have."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import json, sys
from pathlib import Path
from evals import read_dataset, run
from evals.systems.wenju import Wenju
from rag import Assistant
assistant = Assistant.open(sys.argv[1])
data = read_dataset(sys.argv[2])
sys.stdout.write(json.dumps(run(Wenju(assistant), data).to_dict(), ensure_ascii=False))
"""


def test_the_order_of_sets_does_not_show(tmp_path: Path) -> None:
    from rag import Assistant

    index = tmp_path / "index"
    Assistant.open(index, create=True).sync([ROOT / "corpus" / "documents"])
    questions = tmp_path / "some.jsonl"
    lines = (ROOT / "evals" / "data" / "wenju.jsonl").read_text("utf-8").splitlines()
    chosen = [line for i, line in enumerate(lines) if i % 20 == 0 or '"b-017"' in line]  # it once differed
    questions.write_text("\n".join(chosen), "utf-8")
    reports = []
    for seed in ("1", "2", "3"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", PROGRAM, str(index), str(questions)]
        reports.append(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)
    assert reports[0]
    assert len(set(reports)) == 1

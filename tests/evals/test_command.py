"""``wenju eval`` and ``wenju dataset`` from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from evals_support import QUESTIONS, Failing, Oracle
from test_systems import ASKED, PAGES
from typer.testing import CliRunner

from evals import Report, read_dataset, run, write_dataset
from evals.command import dataset_command, eval_command
from evals.compare import compare
from evals.folder import write_folder
from evals.gate import judge
from evals.terminal import print_comparison, print_report, print_verdict
from rag.console import UsageError


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with pages and questions."""
    (tmp_path / "pages").mkdir()
    for name, text in PAGES.items():
        (tmp_path / "pages" / name).write_text(text, "utf-8")
    write_dataset(ASKED, tmp_path / "asked.jsonl")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(command: Any, *arguments: str) -> tuple[int, str]:
    import typer

    app = typer.Typer()
    app.command()(command)
    result = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "80"})
    if isinstance(result.exception, Exception) and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def evaluated(*arguments: str) -> tuple[int, str]:
    return call(eval_command, "asked.jsonl", "-d", "pages", *arguments)


def test_an_evaluation_leaves_a_folder(here: Path) -> None:
    code, said = evaluated()
    assert code == 0
    assert "Wenju on asked: 3 questions" in said
    assert "report: eval-report/report.html" in said
    names = {path.name for path in (here / "eval-report").iterdir()}
    assert names == {"report.json", "report.html", "report.md", "run.trec", "qrels.trec", "timings.json"}
    first = (here / "eval-report" / "report.json").read_bytes()
    assert Report.load(here / "eval-report" / "report.json").mean("R@10") == 1.0
    timings = json.loads((here / "eval-report" / "timings.json").read_text("utf-8"))
    assert set(timings[0]["questions"]) == {"q1", "q2", "q3"}
    _, said = evaluated()
    assert "in the place of an earlier one" in said
    assert (here / "eval-report" / "report.json").read_bytes() == first


def test_variants_are_compared(here: Path) -> None:
    (here / "a.toml").write_text("[stages]\nrerank = false\n", "utf-8")
    (here / "b.toml").write_text("[splitter]\nmax_chars = 20\n", "utf-8")
    code, said = evaluated("--compare", "a.toml", "b.toml", "--no-answers", "--out", "both")
    assert code == 0
    assert "b against a" in said
    comparison = json.loads((here / "both" / "comparison.json").read_text("utf-8"))
    assert (comparison["base"], list(comparison["changed"])) == ("a", ["b"])
    assert {c["measure"] for c in comparison["contrasts"]} >= {"RR@10", "Complete@5"}
    assert (here / "both" / "report-2.json").exists()
    evaluated("--no-answers", "--out", "both")
    assert not (here / "both" / "report-2.json").exists()
    assert not (here / "both" / "comparison.json").exists()


def test_a_users_system_beside_ours(here: Path) -> None:
    code, said = evaluated("-s", "wenju,peers_support:Files", "--no-answers", "--measures", "RR@3,Complete@1", "--json")
    assert code == 0
    assert {(c["system"], c["measure"]) for c in json.loads(said)["contrasts"]} == {
        ("letters", name) for name in ("RR@3", "Complete@1", "Coverage@3")
    }


def test_json_is_the_report(here: Path) -> None:
    code, said = evaluated("--json")
    assert code == 0
    assert json.loads(said) == json.loads((here / "eval-report" / "report.json").read_text("utf-8"))


def test_the_gate(here: Path) -> None:
    assert evaluated("--save-baseline", "base.json")[0] == 0
    code, said = evaluated("--gate", "base.json")
    assert (code, "gate base.json: passed" in said) == (0, True)
    rows = json.loads((here / "base.json").read_text("utf-8"))
    rows["results"][0]["scores"]["EM"] = 1.0
    (here / "base.json").write_text(json.dumps(rows), "utf-8")
    assert evaluated("--gate", "base.json")[0] == 0  # not one of those that are watched
    code, said = evaluated("--gate", "base.json", "--no-answers")
    assert code == 1
    assert "missing: must is in the baseline" in " ".join(said.split()) or "missing: cite recall" in said


def test_a_run_file_is_evaluated(here: Path) -> None:
    evaluated("--out", "first")
    code, said = evaluated("--from-run", "first/run.trec", "--out", "second")
    assert code == 0
    assert "run on asked: 3 questions" in said
    first, second = (Report.load(here / name / "report.json") for name in ("first", "second"))
    assert first.mean("nDCG@10") == second.mean("nDCG@10")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("gone.jsonl",), "gone"),
        (("asked.jsonl", "-d", "gone"), "gone"),
        (("asked.jsonl", "--measures", "BLEU"), "no measure BLEU"),
        (("asked.jsonl", "-d", "pages", "-s", "elastic"), "no system elastic"),
        (("asked.jsonl", "--compare", "gone.toml"), "gone"),
        (("asked.jsonl", "--gate", "gone.json"), "gone"),
        (("asked.jsonl", "--out", "asked.jsonl"), "is a file"),
        (("asked.jsonl", "--from-run", "asked.jsonl"), "line 1"),
        (("asked.jsonl", "other.jsonl"), "one data set"),
    ],
)
def test_what_cannot_be_is_said_in_a_line(here: Path, arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises((UsageError, OSError), match=said):
        call(eval_command, *arguments)
    assert not (here / "eval-report").exists()


def test_a_data_set_is_converted(here: Path) -> None:
    code, said = call(dataset_command, "asked.jsonl", "asked.csv")
    assert (code, "3 questions" in said) == (0, True)
    assert read_dataset(here / "asked.csv").questions == ASKED.questions
    with pytest.raises(UsageError, match="exists"):
        call(dataset_command, "asked.jsonl", "asked.csv")
    with pytest.raises(UsageError, match="BEIR"):
        call(dataset_command, "asked.jsonl", "folder")


# The terminal


def shown(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, print_it: Any) -> str:
    monkeypatch.setenv("COLUMNS", "80")
    print_it()
    return capsys.readouterr().out


def test_nothing_is_cut_in_80_columns(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    report = run(Oracle(), QUESTIONS)
    said = shown(capsys, monkeypatch, lambda: print_report(report))
    assert "…" not in said
    assert max(len(line) for line in said.splitlines()) <= 80
    for word in ("unanswerable", "follow-up", "Complete@1", "false refusal (lower is better)", "rejection"):
        assert word in said
    assert any(line.split()[:1] == ["nDCG@10"] and line.split()[-1] == "3" for line in said.splitlines())


def test_errors_are_shown(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    report = run(Failing(QUESTIONS[0].question), QUESTIONS)
    said = shown(capsys, monkeypatch, lambda: print_report(report))
    assert "1 of 4 questions failed" in said
    assert "q1: RuntimeError: the index is gone" in said


def test_a_comparison_and_a_verdict(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    good, bad = run(Oracle(), QUESTIONS), run(Failing(QUESTIONS[0].question), QUESTIONS)
    said = shown(capsys, monkeypatch, lambda: print_comparison([good, bad], compare([good, bad])))
    assert "…" not in said
    assert "1 questions changed in Complete@5" in said
    assert "1 → –" in said
    said = shown(capsys, monkeypatch, lambda: print_verdict(judge(good, bad), "base.json"))
    assert "FAILED" in said
    assert "1 questions failed" in said
    assert "lower, within noise: must" in said


def test_an_empty_report_is_printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert "0 questions" in shown(capsys, monkeypatch, lambda: print_report(Report("a", "b", [])))


def test_the_folder_says_whether_it_replaced(tmp_path: Path) -> None:
    report = run(Oracle(), QUESTIONS)
    assert write_folder(tmp_path / "a" / "b", [report]) is False
    assert write_folder(tmp_path / "a" / "b", [report]) is True

"""Comparisons and the gate on reports whose differences are known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from evals_support import QUESTIONS, Failing, Oracle, System

from evals import Question, Report, run
from evals.compare import changed, compare, paired
from evals.gate import BaselineError, judge, load_baseline, write_baseline
from evals.report import Result


def report(system: str, **scores: list[float | None]) -> Report:
    count = len(next(iter(scores.values())))
    rows = [
        Result(
            Question(f"q{n}", f"第{n}问"),
            {name.replace("_", " "): value for name, values in scores.items() if (value := values[n]) is not None},
        )
        for n in range(count)
    ]
    return Report(system, "set", rows)


UP, DOWN = [1.0] * 12, [0.0] * 12


def test_what_differs_beyond_noise() -> None:
    (worse,) = compare([report("a", must=UP), report("b", must=DOWN)])
    assert (worse.system, worse.measure, worse.base, worse.value) == ("b", "must", 1.0, 0.0)
    assert worse.better is False
    assert (worse.difference.wins, worse.difference.losses) == (0, 12)
    (better,) = compare([report("a", must=DOWN), report("b", must=UP)])
    assert better.better is True
    (same,) = compare([report("a", must=UP), report("b", must=UP)])
    assert same.better is None
    assert same.p == 1.0


def test_of_refusals_fewer_are_better() -> None:
    (contrast,) = compare([report("a", false_refusal=DOWN), report("b", false_refusal=UP)])
    assert contrast.better is False


def test_little_data_proves_nothing() -> None:
    (contrast,) = compare([report("a", must=[1.0, 1.0, 0.0]), report("b", must=[0.0, 0.0, 0.0])])
    assert contrast.better is None


def test_only_questions_with_a_value_in_both_are_paired() -> None:
    old, new = report("a", must=[1.0, 0.0, None]), report("b", must=[None, 1.0, 1.0])
    (contrast,) = compare([old, new])
    assert (contrast.base, contrast.value, contrast.difference.wins) == (0.0, 1.0, 1)


def test_many_comparisons_are_corrected() -> None:
    ten = [1.0] * 7 + [0.0] * 5
    one = compare([report("a", must=ten), report("b", must=DOWN)])
    many = compare([report("a", must=ten), *(report(f"b{n}", must=DOWN) for n in range(5))])
    assert one[0].better is False
    assert [contrast.p for contrast in many] == pytest.approx([5 * one[0].p] * 5)
    assert {contrast.better for contrast in many} == {None}


def test_a_measure_that_some_of_the_others_lack() -> None:
    found = compare([report("a", must=UP, RR=UP), report("b", RR=UP), report("c", must=UP, RR=DOWN)])
    assert [(c.system, c.measure) for c in found] == [("b", "RR"), ("c", "must"), ("c", "RR")]


def test_other_questions_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="same questions"):
        paired(report("a", must=UP), report("b", must=UP[:3]))


def test_changed_questions_begin_with_the_greatest_loss() -> None:
    old, new = report("a", RR=[1.0, 0.5, 0.2, 0.0]), report("b", RR=[0.1, 0.5, 0.1, 1.0])
    assert [r.question.id for r, _ in changed(old, new, "RR")] == ["q0", "q2", "q3"]
    old, new = report("a", false_refusal=[0.0, 1.0]), report("b", false_refusal=[1.0, 0.0])
    assert [r.question.id for r, _ in changed(old, new, "false refusal")] == ["q0", "q1"]


# The gate


def test_the_gate_lets_the_same_pass_and_noise_too() -> None:
    base = report("a", must=UP)
    assert judge(base, base).passed
    verdict = judge(base, report("a", must=[0.0, *UP[1:]]))
    assert verdict.passed
    assert [c.measure for c in verdict.lower] == ["must"]
    assert judge(base, report("b", must=UP, rejection=DOWN)).passed


def test_the_gate_stops_what_fell() -> None:
    verdict = judge(report("a", must=UP, rejection=UP), report("a", must=DOWN, rejection=UP))
    assert not verdict.passed
    assert [c.measure for c in verdict.fallen] == ["must"]
    assert judge(report("a", must=DOWN), report("a", must=UP)).passed
    assert not judge(report("a", false_refusal=DOWN), report("a", false_refusal=UP)).passed


def test_what_is_not_measured_any_more_stops_too() -> None:
    verdict = judge(report("a", must=UP, rejection=UP), report("a", must=UP))
    assert (verdict.passed, verdict.missing) == (False, ["rejection"])
    broken = run(Failing(QUESTIONS[3].question), QUESTIONS)
    assert judge(run(Oracle(), QUESTIONS), broken).errors == 1
    assert not judge(run(Oracle(), QUESTIONS), broken).passed


def test_a_baseline_is_written_read_and_of_its_questions(tmp_path: Path) -> None:
    base = run(Oracle(), QUESTIONS)
    path = tmp_path / "baseline.json"
    write_baseline(base, path)
    assert len(path.read_text("utf-8").splitlines()) == len(QUESTIONS) + 2
    assert judge(load_baseline(path), base).passed
    assert not judge(load_baseline(path), base).lower
    assert judge(load_baseline(path), run(System(), QUESTIONS)).lower
    reworded = replace(base, results=[replace(r, question=replace(r.question, question="？")) for r in base.results])
    for other in (reworded, replace(base, results=base.results[1:])):
        with pytest.raises(BaselineError, match=r"q1.*--save-baseline"):
            judge(load_baseline(path), other)


def test_a_run_with_errors_is_no_baseline(tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match="q1"):
        write_baseline(run(Failing(QUESTIONS[0].question), QUESTIONS), tmp_path / "baseline.json")
    assert not (tmp_path / "baseline.json").exists()
    (tmp_path / "other.json").write_text("{}", "utf-8")
    (tmp_path / "text.toml").write_text('name = "a"', "utf-8")
    for name in ("gone.json", "other.json", "text.toml"):
        with pytest.raises(BaselineError, match=name):
            load_baseline(tmp_path / name)

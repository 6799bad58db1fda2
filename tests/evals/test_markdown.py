"""The summary for pull requests: short, safe, and its figures the report's."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_support import EVIL, report, result

from evals.compare import compare
from evals.html_guide import leading
from evals.html_markup import figure
from evals.markdown import LINES, markdown_summary, safe
from evals.report import Report

BASE, OTHER = report("Wenju"), report("words only", wrong=set(range(9)))


def tables(summary: str) -> list[list[list[str]]]:
    """The tables of a summary: rows of cells, each as wide as its head."""
    found = []
    for block in re.findall(r"(?:^\|.*\n)+", summary, re.M):
        rows = [[c.strip() for c in re.split(r"(?<!\\)\|", row)[1:-1]] for row in block.splitlines()]
        assert len({len(row) for row in rows}) == 1
        found.append(rows)
    return found


def test_the_figures_are_the_reports() -> None:
    one = report(wrong={3, 5})
    first, kinds = tables(markdown_summary(one))
    said = {row[0].removesuffix(" ↓"): row[1] for row in first[2:]}
    for name in leading(one):
        found = one.estimate(name)
        assert found
        assert said[name] == f"{figure(found.mean)} ({figure(found.low, 2)}–{figure(found.high, 2)})"
    assert said["answer p95"].endswith("ms")
    assert kinds[0][:3] == ["kind", "n", "Complete@5"]
    by_kind = {row[0]: row[1:] for row in kinds[2:]}
    assert by_kind["table"][:2] == ["6", figure(one.mean("Complete@5", one.kinds()["table"]))]
    assert "unanswerable" not in by_kind


def test_what_crashed_is_named() -> None:
    summary = markdown_summary(report(wrong={3, 5}))
    assert "**3 of 14 questions went wrong**: crashed: 1, evidence missed in 5: 2, fact missing: 1" in summary
    assert "- q-3: 第3条线路有多长？ (RuntimeError: the index is gone &lt;here&gt;)" in summary
    assert "Nothing went wrong." in markdown_summary(Report("s", "d", [result(1)]))


def test_contrasts_and_regressions() -> None:
    contrasts = compare([BASE, OTHER], ["Complete@5", "RR@10", "false refusal"])
    summary = markdown_summary(BASE, [OTHER], contrasts)
    assert summary.startswith("### Wenju against words only\n")
    _, kinds, rows = tables(summary)
    assert kinds[0] == ["kind", "n", "Wenju: Complete@5", "words only: Complete@5"]
    (row,) = [row for row in rows if row[0] == "words only: Complete@5"]
    assert row[1:3] == ["1.000", "0.250"]
    assert row[3].startswith("−0.750 (")
    assert row[3].endswith("▼")
    assert row[4:] == [f"{contrasts[0].p:.3f}", "0/9"]
    assert "▲" not in summary
    assert "**Questions that got worse: 9**" in summary
    assert "- q-0 (words only): 第0条线路有多长？ (rank 1 → –; evidence missed in 5, fact missing)" in summary
    back = markdown_summary(OTHER, [BASE], compare([OTHER, BASE], ["Complete@5"]))
    assert "▲" in back
    assert "No question got worse." in back


def test_it_stays_short() -> None:
    def many(name: str, wrong: bool) -> Report:
        return Report(name, "d", [result(i, right=not wrong, kind=f"kind {i % 30}") for i in range(90)])

    others = [many(f"other {i}", True) for i in range(6)]
    base = many("base", False)
    for summary in (markdown_summary(base, others, compare([base, *others])), markdown_summary(others[0])):
        assert len(summary.splitlines()) <= LINES
    contrasts = compare([base, *others])
    assert len(contrasts) > 10
    assert re.search(r"and \d+ more, \d+ of them beyond noise", markdown_summary(base, others, contrasts))


def test_what_comes_from_outside_is_shown_as_it_is() -> None:
    hostile = replace(result(1, right=False, kind=EVIL, text=EVIL), error=EVIL)
    summary = markdown_summary(Report(EVIL, EVIL, [hostile]))
    assert "<script" not in summary
    assert "@someone" not in summary
    assert "http:" not in summary
    assert "`" not in summary.replace("\\`", "")
    tables(summary)


@given(st.text())
def test_any_text_is_one_safe_line(content: str) -> None:
    line = safe(content)
    assert len(line.splitlines()) <= 1
    assert not re.search(r"[<>]|(?<!\\)(?:\\\\)*[`|*\[]", line)


def test_measures_keep_their_names() -> None:
    assert safe("nDCG@10") == "nDCG@10"
    assert safe("a-001 (b) #12 1.") == r"a-001 (b) \#12 1."
    assert safe("- list") == r"\- list"
    assert safe("mail me@example.org, @you") == "mail me&#64;example.org, &#64;you"


def test_other_questions_cannot_be_held_against_these() -> None:
    with pytest.raises(ValueError, match="not asked the same questions"):
        markdown_summary(BASE, [report("other", n=3)])

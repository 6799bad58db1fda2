"""Measures of answers, on answers made by hand."""

from __future__ import annotations

import pytest
from evals_support import LINE, TICKET, passage
from hypothesis import given
from hypothesis import strategies as st

from evals import Evidence, Question
from evals.answers import alce, area, f1, risk_coverage, score_answer
from rag import Answer, Citation

ASKED = Question(
    "q",
    "？",
    evidence=(Evidence("yearbook.txt", LINE), Evidence("yearbook.txt", TICKET)),
    must=(("11.6公里",), ("40元",)),
)


def answer(text: str, *quotes: str, answered: bool = True, source: str = "/docs/yearbook.txt") -> Answer:
    found = tuple(passage(quote, source, str(n)) for n, quote in enumerate(quotes))
    cited = tuple(
        Citation(n, "d", "", source, (), None, p.page_content, 0, len(p.page_content), p.id or "")
        for n, p in enumerate(found, 1)
    )
    return Answer("？", text, answered, cited, found)


def test_an_answer_with_all_of_it() -> None:
    scores = score_answer(ASKED, answer(f"{LINE}[1]。{TICKET}[2]。", LINE, TICKET))
    assert scores == {
        **{"false refusal": 0.0, "must": 1.0, "cite recall": 1.0, "cite precision": 1.0},
        **{"ALCE recall": 1.0, "ALCE precision": 1.0},
    }


def test_half_of_it() -> None:
    scores = score_answer(ASKED, answer(f"{LINE}[1]。", LINE, "无关的一段话"))
    assert (scores["must"], scores["cite recall"], scores["cite precision"]) == (0.0, 0.5, 0.5)


def test_a_refusal_says_and_cites_nothing() -> None:
    refused = answer("资料中没有。全长11.6公里，40元", answered=False)
    assert score_answer(ASKED, refused) == {"false refusal": 1.0, "must": 0.0, "cite recall": 0.0}
    assert score_answer(Question("q", "？"), refused) == {"rejection": 1.0}
    assert score_answer(Question("q", "？"), answer("有。")) == {"rejection": 0.0}


def test_the_right_words_from_the_wrong_document_are_no_citation() -> None:
    scores = score_answer(ASKED, answer(f"{LINE}[1]。", LINE, TICKET, source="/docs/other.txt"))
    assert scores["cite recall"] == scores["cite precision"] == 0.0


def test_a_cited_text_of_the_data_set_is_known_by_its_id() -> None:
    asked = Question("q", "？", evidence=(Evidence("2.10"),))
    cited = Citation(1, "2.10", "", "", (), None, LINE, 0, len(LINE), "2.10")
    other = Citation(2, "2.11", "", "", (), None, LINE, 0, len(LINE), "2.11")
    assert score_answer(asked, Answer("？", f"{LINE}[1]", True, (cited,)))["cite recall"] == 1.0
    both = score_answer(asked, Answer("？", f"{LINE}[1][2]", True, (cited, other)))
    assert both["cite precision"] == 0.5


@pytest.mark.parametrize(
    ("said", "span", "exact", "shared"),
    [
        ("Denver Broncos", "Denver Broncos", 1.0, 1.0),
        ("The Denver Broncos.", "denver broncos", 1.0, 0.8),
        ("the Broncos of Denver won", "Denver Broncos", 0.0, 2 * 2 / 7),
        ("Carolina Panthers", "Denver Broncos", 0.0, 0.0),
        ("2023年9月28日[1]", "2023年9月28日", 1.0, 1.0),
    ],
)
def test_spans_as_squad_scores_them(said: str, span: str, exact: float, shared: float) -> None:
    asked = Question("q", "？", evidence=(Evidence("d"),), spans=("nothing of it", span))
    scores = score_answer(asked, answer(said))
    assert scores["EM"] == exact
    assert scores["F1"] == pytest.approx(shared)
    refused = score_answer(asked, answer(said, answered=False))
    assert (refused["EM"], refused["F1"]) == (0.0, 0.0)


@given(st.text("甲乙丙 ab", max_size=12), st.text("甲乙丙 ab", max_size=12))
def test_f1_is_a_share_and_symmetric(said: str, span: str) -> None:
    assert 0.0 <= f1(said, span) == f1(span, said) <= 1.0
    assert f1(said, said) == 1.0


def test_statements_and_their_citations() -> None:
    # Supported by its citation; supported by one of two; by none; without a citation.
    text = f"{LINE}[1]。{TICKET}[1][2]。{LINE}[2]。{TICKET}。"
    recall, precision = alce(answer(text, LINE, TICKET))
    assert recall == pytest.approx(2 / 4)
    # [1] · [1] needless and [2] right · [2] wrong
    assert precision == pytest.approx(2 / 4)


def test_a_statement_that_needs_two_citations_has_both_precise() -> None:
    recall, precision = alce(answer(f"{LINE}，{TICKET}[1][2]。", LINE, TICKET))
    assert (recall, precision) == (1.0, 1.0)


def test_one_wrong_figure_takes_the_support_away() -> None:
    assert alce(answer(f"{LINE.replace('11.6', '16.1')}[1]。", LINE)) == (0.0, 0.0)
    assert alce(answer("", LINE)) == (0.0, 0.0)
    assert alce(answer(f"{LINE}[7]。", LINE)) == (0.0, 0.0)


def test_the_risk_of_the_most_confident_answers() -> None:
    curve = risk_coverage([(0.2, 1.0), (0.9, 0.0), (0.5, 0.0), (0.5, 1.0)])
    assert curve == [(0.25, 0.0), (0.75, pytest.approx(1 / 3)), (1.0, 0.5)]
    assert area(curve) == pytest.approx(0.5 * 1 / 3 + 0.25 * 0.5)
    assert (risk_coverage([]), area([])) == ([], 0.0)


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.9]), st.floats(0, 1)), min_size=1, max_size=12))
def test_the_curve_ends_with_all_answers(scored: list[tuple[float, float]]) -> None:
    curve = risk_coverage(scored)
    assert [x for x, _ in curve] == sorted({x for x, _ in curve})
    assert curve[-1] == (1.0, pytest.approx(sum(risk for _, risk in scored) / len(scored)))
    assert all(0 <= risk <= 1 + 1e-12 for _, risk in curve)
    assert -1e-12 <= area(curve) <= 1 + 1e-12
    assert risk_coverage(scored[::-1])[-1] == pytest.approx(curve[-1])

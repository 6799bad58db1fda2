"""The HTML report: one valid file, everything escaped, every failure in it, its figures the report's."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_support import EVIL, Page, report, result

from evals.compare import compare
from evals.dataset import Evidence, Question
from evals.html import html_report
from evals.html_compare import changes
from evals.html_guide import leading, watched
from evals.html_markup import el, figure, highlighted, milliseconds, plain_value, signed, text
from evals.html_plots import complete_at, recall_at
from evals.html_questions import reasons
from evals.html_style import SCRIPT
from evals.report import Report, Result

ONE = report(wrong={3, 5})
BASE, OTHER = report("Wenju"), report("words only", wrong=set(range(9)))


def test_it_is_one_valid_page_that_refers_to_nothing_outside() -> None:
    page = Page(html_report(ONE))
    assert len(page.ids) == len(set(page.ids))
    assert page.links
    assert all(link.startswith("#") and link[1:] in page.ids for link in page.links)
    assert all(reference.startswith("#") for reference in page.references)
    assert not page.named("link")
    assert not page.named("img")
    source = html_report(ONE)
    assert "://" not in source
    assert not re.search(r"url\(|@import", source)
    policy = next(m["content"] for m in page.named("meta") if m.get("http-equiv"))
    assert "default-src 'none'" in (policy or "")


def test_the_same_report_gives_the_same_page() -> None:
    others = [OTHER, report("third", wrong={1})]
    contrasts = compare([BASE, *others], ["Complete@5", "must"])
    assert html_report(BASE, others, contrasts) == html_report(BASE, others, contrasts)
    untimed = replace(ONE, seconds=0, results=[replace(r, timings={}) for r in ONE.results])
    later = replace(ONE, seconds=0, results=[replace(r, timings={}) for r in ONE.results])
    assert html_report(untimed) == html_report(later)
    assert "Latency" not in Page(html_report(untimed)).text()


def test_what_comes_from_outside_is_escaped() -> None:
    hostile = result(1, right=False, kind=EVIL, text=EVIL)
    asked = Question(EVIL, EVIL, EVIL, (EVIL,), (Evidence(EVIL, EVIL),), EVIL, ((EVIL,),), (), EVIL)
    hostile = replace(hostile, question=asked, error=EVIL, answer=EVIL)
    hostile = replace(hostile, found=[{"document": EVIL, "section": [EVIL], "page": EVIL, "score": 0.5, "text": EVIL}])
    named = Report(EVIL, EVIL, [hostile, result(2)], {EVIL: EVIL, "list": [EVIL], "inner": {EVIL: EVIL}})
    other = replace(named, system="other " + EVIL, results=[replace(hostile, scores=result(2).scores), result(2)])
    for source in (html_report(named), html_report(named, [other], compare([named, other]))):
        page = Page(source)
        assert len(page.named("script")) == 1
        assert "<script>alert" not in source
        assert "alert('x')" in page.text()
        assert not any(key.startswith("on") for _, given in page.elements for key in given)
        assert len(page.ids) == len(set(page.ids))


@given(st.text(st.characters(), max_size=40))
def test_any_text_survives(content: str) -> None:
    odd = replace(result(1, right=False), question=Question(content, content, content), answer=content, error=content)
    page = Page(html_report(Report(content, content, [odd], {content: content})))
    assert len(page.named("script")) == 1
    assert page.texts
    html_report(Report("s", "d", [odd])).encode("utf-8")


def test_every_failure_is_in_it_and_nothing_else() -> None:
    page = Page(html_report(ONE))
    shown = [given for given in page.named("details") if given.get("class") == "question"]
    failed = ONE.failures(watched(ONE))
    assert [r.question.id for r in failed] == ["q-3", "q-5", "u-2"]
    assert {given["id"] for given in shown} == {f"q-{r.question.id}" for r in failed}
    said = page.text()
    for one in failed:
        assert one.question.question in said
    assert "RuntimeError: the index is gone <here>" in said
    assert {given["data-why"] for given in shown} == {
        "crashed|evidence missed in 5",
        "evidence missed in 5|fact missing",
        "not refused",
    }
    assert {given["data-kind"] for given in shown} == {"number", "unanswerable"}
    for wanted in ("11.6公里 / 11.6 km", "not found", "p. 3", "公交", "不清楚，要问公交公司。", "confidence 0.40"):
        assert wanted in said


def test_a_report_without_failures_says_so() -> None:
    fine = Report("Wenju", "d", [result(i) for i in range(3)])
    page = Page(html_report(fine))
    assert not [given for given in page.named("details") if given.get("class") == "question"]
    assert "every question went as it should" in page.text()


def test_the_figures_are_the_reports() -> None:
    said = Page(html_report(ONE)).text()
    for name in ONE.measures:
        found = ONE.estimate(name)
        assert found
        assert figure(found.mean) in said
        assert name in said
    for name in leading(ONE):
        found = ONE.estimate(name)
        assert found
        assert f"95 %: {figure(found.low)}–{figure(found.high)} · n {found.n}" in said
    assert "14 questions from the data set yearbooks" in said
    assert "10 of 12 answerable questions into the first 5 passages" in said
    assert "refused 1 of 2 questions" in said
    assert "1 question failed with an error" in said
    assert "1,132" in said
    assert "4.6 MB" in said


def test_the_curves_pass_through_the_measures() -> None:
    asked = [r for r in ONE.results if r.question.evidence]
    assert sum(complete_at(r, 5) for r in asked) / len(asked) == pytest.approx(ONE.mean("Complete@5"))
    assert sum(recall_at(r, 5) for r in asked) / len(asked) == pytest.approx(ONE.mean("R@5"))
    assert complete_at(Result(asked[0].question, {}), 5) == 0
    fifth = replace(asked[0], ranks=[5], items=["x1", "x2", "x3", "x4", "e0"])
    assert [(complete_at(fifth, k), recall_at(fifth, k)) for k in (4, 5)] == [(0, 0), (1, 1)]
    both = replace(asked[0], ranks=[1, None])
    assert complete_at(both, 5) == 0


def test_systems_side_by_side() -> None:
    contrasts = compare([BASE, OTHER], ["Complete@5", "must"])
    page = Page(html_report(BASE, [OTHER], contrasts))
    said = page.text()
    assert "Against Wenju: words only is worse in Complete@5, must." in said
    assert "9 lost, 0 won" in said
    assert "rank 1 → rank –" in said
    assert "0/9/3" in said
    assert said.count("▼ lost") == 9
    better = Page(html_report(OTHER, [BASE], compare([OTHER, BASE], ["Complete@5"]))).text()
    assert "0 lost, 9 won" in better
    assert "Against words only: Wenju is better in Complete@5." in better


def test_fewer_refusals_are_a_win() -> None:
    refusing = replace(
        BASE, system="shy", results=[replace(r, scores=r.scores | {"false refusal": 1.0}) for r in BASE.results]
    )
    page = Page(html_report(refusing, [BASE], compare([refusing, BASE], ["false refusal"])))
    said = page.text()
    assert "Wenju is better in false refusal." in said  # of which less is more
    assert "12/0/0" in said
    assert "▲ better" in said
    assert "0 lost, " in said


def test_a_question_that_won_one_thing_and_lost_another_has_lost() -> None:
    old, new = result(1), result(1)
    old = replace(old, scores=old.scores | {"must": 0.0})
    new = replace(new, scores=new.scores | {"Complete@5": 0.0, "must": 1.0})
    (change,) = changes(Report("a", "d", [old]), Report("b", "d", [new]))
    assert change[2] == -1


def test_other_questions_cannot_be_held_against_these() -> None:
    with pytest.raises(ValueError, match="not asked the same questions"):
        html_report(BASE, [report("other", n=3)])


def test_systems_of_one_name_are_told_apart() -> None:
    assert "Wenju (2)" in Page(html_report(BASE, [replace(OTHER, system="Wenju")])).text()


@pytest.mark.parametrize(
    "bare",
    [
        Report("s", "d", []),
        Report("s", "d", [Result(Question("1", "?"), {})]),
        Report("s", "d", [Result(Question("1", "?", evidence=(Evidence("d1"),)), {"AP": 0.5})]),
        Report("s", "d", [Result(Question("same", "?"), {}, error="broken")] * 3),
    ],
    ids=["no questions", "no measures", "whole documents", "ids twice"],
)
def test_a_report_of_little_is_a_page_too(bare: Report) -> None:
    page = Page(html_report(bare))
    assert len(page.ids) == len(set(page.ids))


def test_a_document_for_each_question_does_not_flood_the_page() -> None:
    many = [
        Result(Question(str(i), "?", evidence=(Evidence(f"text-{i}"),)), {"AP": 1.0, "Complete@5": 1.0}, [1], ["e0"])
        for i in range(100)
    ]
    page = Page(html_report(Report("s", "d", many)))
    assert "The 40 with the most questions, of 100." in page.text()


def test_the_script_has_its_elements() -> None:
    source = html_report(ONE)
    page = Page(source)
    for wanted in re.findall(r"of\('([\w-]+)'\)", SCRIPT):
        assert wanted in page.ids
    assert "</script" not in SCRIPT


def test_reasons_are_named() -> None:
    assert reasons(result(1), "Complete@5") == []
    refused = replace(result(1), scores={"false refusal": 1.0, "must": 0.0}, answered=False)
    assert reasons(refused, "Complete@5") == ["wrongly refused"]


def test_highlights_are_what_a_quote_shares() -> None:
    marked = highlighted("前文<环湖快线， 全长11.6公里>后文", ["环湖快线全长11.6公里"])
    assert marked == "前文&lt;<mark>环湖快线， 全长11.6公里</mark>&gt;后文"
    assert highlighted("别的", ["环湖快线全长"]) == "别的"
    assert highlighted("", ["环湖快线全长"]) == ""


@given(st.text(max_size=30), st.text(max_size=30))
def test_highlighting_changes_no_text(shown: str, quote: str) -> None:
    marked = highlighted(shown, [quote, shown[3:15]])
    assert re.sub(r"</?mark>", "", marked) == text(shown)


def test_figures_are_written_plainly() -> None:
    assert [signed(v) for v in (0.5, -0.25, 0.0, -0.0001)] == ["+0.500", "−0.250", "0.000", "0.000"]
    assert [milliseconds(v) for v in (0.5, 95.2, 1400, 61_000)] == ["0.5 ms", "95 ms", "1.4 s", "61 s"]
    assert plain_value("stages", {"rerank": False, "k": [1, 2000]}) == "rerank no, k 1, 2,000"
    assert plain_value("index bytes", 2_000) == "2.0 kB"
    assert el("p", "a<b", None, "", title='"x"', hidden=True, id=None) == '<p title="&quot;x&quot;" hidden>a&lt;b</p>'

"""The tabs of the page: what a reviewer sees and may do, what an evaluation asks and shows."""

from __future__ import annotations

import json
from pathlib import Path

import gradio as gr
import pytest
from drafting_support import library
from evals_support import QUESTIONS, Oracle

from evals import Dataset, Evidence, Question, write_dataset
from evals.page import evaluation_tab, review_tab
from evals.page.evaluating import KEPT, Evaluations, NotMeasured, Order, frame_html, summary_html
from evals.page.review import ReviewTab
from evals.page.reviewing import Fields, Shelf, doubts, edited, evidence_html, faults, fields_of, next_draft
from evals.page.words import words
from rag import Assistant
from rag.page.conversation import Turn, message_html
from rag.page.tabs import hand_on, installed, takers

WINDOWS = Evidence("cases.md", "云台县政务服务中心设立综合窗口32个")
GOOD = Question("g", "综合窗口有几个？", "number", evidence=(WINDOWS,), answer="32个", must=(("32个", "32 个"),))


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return library(tmp_path_factory.mktemp("tabs"))


@pytest.fixture
def tab(assistant: Assistant) -> ReviewTab:
    with gr.Blocks(), gr.Tabs():
        made = review_tab(assistant, assistant.settings)
        made.build("zh")
    for file in (made.inbox.drafts_file, made.inbox.accepted_file, made.inbox.rejected_file):
        file.unlink(missing_ok=True)
    return made


def test_both_languages_have_every_word() -> None:
    assert words("zh").keys() == words("en").keys()
    assert all(words("zh").values())
    assert words("zh") != words("en")


def test_fields_give_back_the_question() -> None:
    several = Question(
        "s", "通车日期和票价？", "several", history=("前一问？",), must=(("2元",), ("9月28日", "9 月 28 日")),
        evidence=(Evidence("a.md", "第一行\n第二行\t格"), Evidence("b.md", "《题名》第三行", 2)), answer="2元",
    )  # fmt: skip
    assert edited(several, fields_of(several)) == several
    assert edited(GOOD, fields_of(GOOD)) == GOOD
    assert edited(GOOD, Fields("问？")) == Question("g", "问？")
    with pytest.raises(ValueError, match="没有书名号"):
        edited(GOOD, Fields("问？", evidence="没有书名号\n引文"))


@pytest.mark.parametrize(
    ("evidence", "question", "why"),
    [
        (Evidence("gone.md", "x"), "问？", "no file gone.md"),
        (Evidence("cases.md", "综合窗口33个"), "问？", "does not hold this quote: 综合窗口33个"),
        (Evidence("cases.md", ""), "问？", "no quote below"),
        (WINDOWS, "", "question is empty"),
    ],
)
def test_what_stands_against_a_question(assistant: Assistant, evidence: Evidence, question: str, why: str) -> None:
    (said,) = faults(Question("q", question, evidence=(evidence,)), Shelf(assistant), "en")
    assert why in said
    assert not faults(GOOD, Shelf(assistant), "en")


def test_what_a_reviewer_may_have_overlooked() -> None:
    assert not doubts(GOOD, "zh")
    assert (
        "33个" in doubts(edited(GOOD, Fields("问？", must="32 个\n33个", evidence=fields_of(GOOD).evidence)), "zh")[0]
    )
    assert "refusal" in doubts(Question("u", "问？", must=(("x",),)), "en")[0]


def test_evidence_is_shown_in_its_section_and_is_only_text(assistant: Assistant) -> None:
    shown = evidence_html(GOOD, Shelf(assistant), "zh")
    assert f"<mark>{WINDOWS.quote}</mark>" in shown
    assert "“一窗受理”改革" in shown
    hostile = Question("h", "?", history=("<img src=x onerror=y>",), note="<script>", evidence=(Evidence("<b>", "x"),))
    assert not {"<img", "<script", "<b>&"} & {hit for hit in ("<img", "<script", "<b>&") if hit in shown}
    said = evidence_html(hostile, Shelf(assistant), "zh")
    assert "<img" not in said
    assert "<script" not in said


def test_the_next_draft_is_one_that_was_not_skipped() -> None:
    drafts = [Question(f"d{n}", "?", kind) for n, kind in enumerate(("table", "number", "table"))]
    chosen = [next_draft(drafts, kind, skipped) for kind, skipped in (("", ()), ("", ("d0",)), ("table", ("d0",)))]
    assert [question.id for question in chosen if question] == ["d0", "d1", "d2"]
    assert next_draft(drafts, "table", ("d0", "d2")) == drafts[0]
    assert next_draft([], "", ()) is None


def test_a_review_from_draft_to_accepted(tab: ReviewTab) -> None:
    said = tab.drafted("", [], "zh")
    current = said[tab.current]
    waiting = len(tab.inbox.drafts())
    assert current
    fields = fields_of(tab.inbox.drafts()[0])
    bad = tab.accepted(current, "", [], "zh", fields.question, "k", "", "", "《cases.md》\n没有这句话")
    assert "没有这段原文" in bad[tab.report]
    assert tab.current not in bad  # the reviewer goes on with it
    assert len(tab.inbox.drafts()) == waiting
    after = tab.accepted(current, "", [], "zh", "改过的问题？", "k", "", "", f"《cases.md》\n{WINDOWS.quote}")
    assert after[tab.current] not in ("", current)
    (kept,) = tab.inbox.accepted()
    assert (kept.id, kept.question, kept.evidence) == (current, "改过的问题？", (WINDOWS,))
    again = tab.accepted(current, "", [], "zh", "x", "", "", "", "")
    assert "已由别人处理" in again[tab.report]
    tab.rejected(after[tab.current], "", [], "zh")
    assert len(tab.inbox.drafts()) == waiting - 2
    assert "没有可新起草" in tab.drafted("", [], "zh")[tab.report] or len(tab.inbox.drafts()) > waiting - 2


def test_skipping_goes_round(tab: ReviewTab) -> None:
    tab.inbox.add([Question(f"d{n}", f"{n}?", "a") for n in range(3)])
    seen, skipped, current = [], [], "d0"
    for _ in range(4):
        seen.append(current)
        said = tab.skipped_over(current, "", skipped, "zh")
        current, skipped = said[tab.current], said[tab.skipped]
    assert seen == ["d0", "d1", "d2", "d0"]


def test_thumbs_reach_the_inbox_with_the_questions_before(tab: ReviewTab) -> None:
    first, second = Turn(1, "前一问？"), Turn(2, QUESTIONS[0].question)
    second.answer = Oracle().answer(second.question)
    assert not hand_on(takers([tab]), [first, second], 1, liked=True)  # has no answer
    assert hand_on(takers([tab]), [first, second], 2, liked=False)
    (draft,) = tab.inbox.drafts()
    assert (draft.question, draft.history, draft.evidence) == (second.question, ("前一问？",), ())
    assert 'wj-thumb wj-on" href="#wj-t2-down"' in message_html(second, "zh", thumbs=True)
    assert "wj-thumb" not in message_html(second, "zh")


def test_a_broken_tab_takes_no_other_away(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib.metadata import EntryPoint

    points = [EntryPoint(n, v, "wenju.tabs") for n, v in (("a", "evals.page:review_tab"), ("b", "nowhere:tab"))]
    monkeypatch.setattr("rag.page.tabs.entry_points", lambda group: points)
    assert installed() == [review_tab]


def evaluations(assistant: Assistant, tmp_path: Path, questions: list[Question]) -> tuple[Evaluations, Order]:
    file = tmp_path / "asked.jsonl"
    write_dataset(Dataset("asked", tuple(questions)), file)
    return Evaluations(assistant), Order("upload", str(file), k=3, answers=False, measures=("nDCG@10", "R@2", "AP"))


def test_an_evaluation_is_kept_and_can_be_opened_again(assistant: Assistant, tmp_path: Path) -> None:
    here, order = evaluations(assistant, tmp_path, [GOOD])
    steps: list[int] = []
    report, folder = here.run(order, here.dataset(order, "zh"), lambda done, total, name: steps.append(total))
    assert report.measures[:3] == ["nDCG@3", "R@2", "AP@3"]
    assert steps == [1]
    assert here.reports()[0] == folder.name
    assert here.load(folder.name).mean("nDCG@3") == report.mean("nDCG@3")
    assert "<table" in summary_html(report, "zh")
    with pytest.raises(ValueError, match="etc"):
        here.load("../../etc")
    assert here.text("../../etc") == ""
    for _ in range(KEPT + 1):
        here.run(order, here.dataset(order, "zh"))
    assert len(here.reports()) == KEPT


def test_questions_about_other_documents_are_not_measured_as_zeros(assistant: Assistant, tmp_path: Path) -> None:
    strange = Question("s", "?", evidence=(Evidence("elsewhere.txt", "x"),))
    here, order = evaluations(assistant, tmp_path, [strange])
    with pytest.raises(NotMeasured, match="elsewhere"):
        here.check(here.dataset(order, "zh"), "zh")
    assert "1 of the 2 files" in here.check(Dataset("d", (GOOD, strange)), "en")
    assert here.check(Dataset("d", (GOOD,)), "en") == ""


def test_what_cannot_be_measured_is_said(assistant: Assistant, tmp_path: Path) -> None:
    here = Evaluations(assistant)
    here.inbox.accepted_file.unlink(missing_ok=True)
    bad = tmp_path / "bad.jsonl"
    bad.write_text("{}\n", "utf-8")
    squad = tmp_path / "own.json"
    answers = {"id": "q", "question": "?", "answers": [{"text": "文"}]}
    squad.write_text(json.dumps({"data": [{"paragraphs": [{"context": "文本", "qas": [answers]}]}]}), "utf-8")
    for order, why in (
        (Order("accepted"), "审核"),
        (Order("upload"), "选择"),
        (Order("upload", str(bad)), "^bad.jsonl, line 1"),
        (Order("upload", str(squad)), "自带文本"),
    ):
        with pytest.raises(NotMeasured, match=why):
            here.dataset(order, "zh")


def test_a_report_in_the_page_is_inert(assistant: Assistant) -> None:
    frame = frame_html('"><script>parent.x=1</script>{{y}}', "n", "zh")
    assert frame.count("<iframe") == 1
    assert "<script" not in frame
    assert "{{" not in frame
    assert 'sandbox="allow-scripts"' in frame
    assert "allow-same-origin" not in frame
    with gr.Blocks(), gr.Tabs():
        tab = evaluation_tab(assistant, assistant.settings)
        tab.build("en")
    refused = tab.run("upload", None, 10, [], False, "en")
    assert "Choose a file" in refused[tab.summary]
    assert tab.speak("zh")[tab.start] == "开始评测"

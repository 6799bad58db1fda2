"""Explanations as a terminal shows them."""

from __future__ import annotations

import io
from typing import Any

from rag_support import passage
from rich.cells import cell_len
from rich.console import Console

from index.spelling import Correction
from rag.explanation import Arm, Contribution, Explanation, OtherNames, Reading, Why
from rag.explanation_text import print_citations, print_explanation, visible
from rag.matched import Match
from rag.numbered import Part
from rag.types import Citation

ATTACK = "\x1b[31m[bold red]钱\x1b]8;;http://h\x07[/]\r\n\u202e[link=http://h]\x9b2J\x00"
TEXT = "新区登记企业 6,990 家。经营者自行预约。"


def reason(text: str = TEXT, said: str = "企业", **changes: Any) -> Why:
    signals = [Contribution(name, 0.5, 2.0, share) for name, share in (("late", 0.25), ("word", 0.1), ("odd", 0.05))]
    return Why(
        **{
            "passage": passage(text, title=said, section=[said], score=0.4), "rank": 1, "by_score": 2,
            "arms": (Arm("words", 3, 12.5), Arm("bigrams", None, None), Arm("meaning", None, 0.25)),
            "matches": (
                Match(said, 0, 2, said, "same word", "text", ((4, 6),)),
                Match("六千九百九十", 2, 8, "6,990", "same form", "text", ((7, 12),)),
                Match("老板", 8, 10, "经营者", "thesaurus", "text", ((15, 18),)),
                Match("登己", 10, 12, "登记", "spelling", "heading"),
                Match("约定", 12, 14, "预约", "meaning", "text", ((20, 22),), 0.71),
            ),
            "signals": tuple(signals),
        } | changes
    )  # fmt: skip


def printed(
    *whys: Why, reading: Reading | None = None, citations: list[Citation] | None = None, width: int = 100
) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, highlight=False)
    explanation = Explanation("问", reading or Reading("问"), whys)
    if citations is None:
        print_explanation(console, explanation)
    else:
        print_citations(console, explanation, citations)
    return out.getvalue()


def cited(start: int, end: int) -> Citation:
    return Citation(1, "d1", "办法", "/a.md", ("一",), None, TEXT[start:end], start, end, "p1")


def test_matches_signals_and_arms_are_said() -> None:
    shown = printed(reason())
    said = " ".join(shown.split())
    assert "1. 0.400 企业 › 企业" in said
    assert "企业 · 六千九百九十 → 6,990 (other spelling) · 老板 → 经营者 (other name)" in said
    assert "登己 → 登记 (mended, in the heading)" in said
    assert "约定 → 预约 (meaning 0.71)" in said
    assert "0.250 ████████████████ word by word (late 0.50 × 2.0)" in said
    assert "0.050 ███ odd (odd 0.50 × 2.0)" in said
    assert "0.000 all others" in said
    assert "words 3rd (12.50) · bigrams – · meaning (0.25) · 2nd by its score alone" in said


def test_no_line_is_wider_than_the_terminal() -> None:
    long = reason(
        "长" * 500, "很长的标题" * 20, signals=tuple(Contribution("rare_window", 1, 1, 0.1) for _ in range(9))
    )
    for width in (60, 100):
        shown = printed(long, reading=Reading("问" * 90), width=width)
        assert max(cell_len(line) for line in shown.splitlines()) <= width


def test_the_reading_is_said() -> None:
    reading = Reading(
        text="化城的老板2023年多少家",
        mended=(Correction(0, 2, "化城", "化成", "sound"),),
        names=(OtherNames("老板", 3, 5, ("经营者", "负责人")),),
        sought=("figure", "date"),
        unit="家",
        years=("2023",),
        parts=(Part("case", 12), Part("chapter", 3)),
    )
    said = " ".join(printed(reading=reading).split())
    assert "Read as 化城的老板2023年多少家" in said
    assert "mended 化城 → 化成 (sounds alike)" in said
    assert "other names 老板: 经营者, 负责人" in said
    assert "looked for a figure or a date in 家" in said
    assert "years 2023" in said
    assert "named case 12, chapter 3" in said
    assert "places" not in said


def test_the_cross_encoder_is_named_where_there_is_one() -> None:
    assert "cross-encoder" not in printed(reason())
    assert "cross-encoder 0.875" in printed(reason(cross_encoder=0.875))


def test_a_sentence_has_its_own_words_before_those_around_it() -> None:
    shown = " ".join(printed(reason(), citations=[cited(0, 14)]).split())
    sentence, around = shown.index("sentence 企业"), shown.index("around it 老板 → 经营者")
    assert sentence < shown.index("6,990 (other spelling)") < around
    assert "passage 1st of 1, 0.400" in shown


def test_a_sentence_whose_passage_is_gone_and_an_answer_without_any_are_told() -> None:
    assert "not among those found now" in printed(citations=[cited(0, 14)])
    assert "nothing is cited" in printed(reason(), citations=[])


def test_a_document_cannot_write_to_the_terminal() -> None:
    hostile = reason(
        ATTACK + "钱" * 20, ATTACK, matches=(Match(ATTACK, 0, 2, ATTACK, "meaning", "text", ((0, 4),), 1.0),)
    )
    reading = Reading(
        text=ATTACK, mended=(Correction(0, 1, ATTACK, ATTACK, "shape"),), names=(OtherNames(ATTACK, 0, 1, (ATTACK,)),),
        unit=ATTACK, sought=(ATTACK,), quoted=(ATTACK,),
    )  # fmt: skip
    quote = Citation(1, "d1", ATTACK, ATTACK, (ATTACK,), None, ATTACK, 0, 9, "p1")
    for shown in (printed(hostile, reading=reading), printed(hostile, reading=reading, citations=[quote])):
        assert not set(shown) & set("\x1b\x07\x00\r\x9b\u202e")
        assert "[bold red]" in shown
    assert visible(ATTACK) == "[31m[bold red]钱 ]8;;http://h [/] [link=http://h] 2J"

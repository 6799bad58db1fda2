"""Whether a passage holds a piece of evidence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.documents import Document

from evals.dataset import Evidence
from evals.excerpt import excerpt
from evals.judge import (
    THRESHOLD,
    coverage,
    hits,
    items,
    named,
    normalise,
    place,
    ranks,
    same_place,
    says,
    share,
    shown_name,
)

QUOTE = "环湖快线于2023年9月28日通车，全长11.6公里，设站9座"
CHINESE = st.text(st.sampled_from("环湖快线通车全长公里设站票价０１2３45，。：“”（）%％ \n\tＡbc"), max_size=60)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("增长 12.5 %，", "增长125%"),
        ("２０２３年（ＡＢ）", "2023年AB"),
        ("“静心\n经营日”——《办法》", "静心经营日办法"),
        ("１２％", "12%"),
        ("①②", "12"),
        ("", ""),
    ],
)
def test_normalisation(text: str, plain: str) -> None:
    assert normalise(text) == plain


@given(CHINESE, CHINESE.filter(lambda text: bool(normalise(text))), CHINESE)
def test_a_passage_that_contains_the_quote_holds_it(before: str, quote: str, after: str) -> None:
    assert share(quote, before + quote + after) == 1.0
    assert hits(Evidence("yearbook.txt", quote), "/b/yearbook.pdf", before + quote + after)


@given(CHINESE, st.data())
def test_spaces_and_punctuation_make_no_difference(quote: str, data: st.DataObject) -> None:
    gaps = data.draw(st.lists(st.sampled_from(["", " ", "\n", "，", "。"]), min_size=len(quote), max_size=len(quote)))
    spread = "".join(letter + gap for letter, gap in zip(quote, gaps, strict=True))
    assert normalise(spread) == normalise(quote)
    assert share(quote, spread) == share(quote, quote)


@given(CHINESE, CHINESE)
def test_the_share_is_that_of_the_quotes_trigrams(quote: str, text: str) -> None:
    wanted, found = normalise(quote), normalise(text)
    grams = {wanted[i : i + 3] for i in range(len(wanted) - 2)}
    if len(wanted) >= 3 and wanted not in found:
        held = {found[i : i + 3] for i in range(len(found) - 2)}
        assert share(quote, text) == pytest.approx(len(grams & held) / len(grams))
    assert 0.0 <= share(quote, text) <= 1.0


def test_the_threshold_is_seven_tenths() -> None:
    letters = "甲乙丙丁戊己庚辛壬癸子丑"  # ten trigrams
    assert share(letters, letters[:9]) == pytest.approx(0.7)
    assert share(letters, letters[:8]) == pytest.approx(0.6)
    assert THRESHOLD == 0.7
    assert hits(Evidence("a", letters), "a", letters[:9])
    assert not hits(Evidence("a", letters), "a", letters[:8])


def test_a_quote_cut_by_a_passage_border_still_hits_a_shorter_rest_does_not() -> None:
    evidence = Evidence("yearbook.txt", QUOTE)
    assert hits(evidence, "yearbook.txt", f"{QUOTE[:-6]}")
    assert not hits(evidence, "yearbook.txt", QUOTE[: len(QUOTE) // 2])
    assert not hits(evidence, "yearbook.txt", "环湖快线的票价是2元")


@pytest.mark.parametrize(
    ("doc", "document", "same"),
    [
        ("yearbook.txt", "/x/yearbook.txt", True),
        ("yearbook.txt", "yearbook.md", True),
        ("云溪年鉴", "/x/云溪年鉴.pdf", True),
        ("yearbook.txt", "/x/plan.txt", False),
        ("yearbook.txt", "/yearbook/plan.txt", False),
        ("yearbook.txt", "", False),
    ],
)
def test_the_stem_of_the_file_names_the_document(doc: str, document: str, same: bool) -> None:
    assert hits(Evidence(doc, QUOTE), document, QUOTE) is same


@pytest.mark.parametrize("quote", ["", "——", " \n"])
def test_a_quote_of_nothing_is_held_by_nothing(quote: str) -> None:
    assert share(quote, QUOTE) == 0.0


def test_ranks_are_those_of_the_first_passage_that_holds_each_quote() -> None:
    other = "云溪古镇门票40元，60周岁以上老人免票"
    wanted = [Evidence("yearbook.txt", QUOTE), Evidence("yearbook.txt", other), Evidence("plan.md", QUOTE)]
    found = [("yearbook.txt", "无关"), ("yearbook.txt", other + QUOTE), ("yearbook.txt", QUOTE), ("a.md", QUOTE)]
    assert ranks(wanted, found) == [2, 2, None]
    assert ranks([], found) == []
    assert ranks(wanted, []) == [None, None, None]


@pytest.mark.parametrize(
    ("text", "spellings", "held"),
    [
        ("共 175 笔。", ["175笔"], True),
        ("共１７５笔。", ["175 笔"], True),
        ("VHF channel 12", ["vhf Channel"], True),
        ("共175笔。", ["429万元", "175"], True),
        ("共175笔。", ["176"], False),
        ("共175笔。", [], False),
    ],
)
def test_what_an_answer_must_say(text: str, spellings: list[str], held: bool) -> None:
    assert says(text, spellings) is held


def test_texts_with_ids_are_compared_whole() -> None:
    """ "2.10" and "2.11" are two texts; "a.txt" and "a.pdf" are one document."""
    assert hits(Evidence("2.10"), named("", "2.10"), "甲")
    assert not hits(Evidence("2.10"), named("", "2.11"), "甲")
    assert not hits(Evidence("x/1"), named("", "y/1"), "甲")
    assert place(Document("甲", id="2.10")) == (named("", "2.10"), "甲")
    assert place(Document("甲", id="p1", metadata={"source": "/x/a.txt"})) == ("/x/a.txt", "甲")
    assert [shown_name(named("", "x/2.10")), shown_name("/x/a.txt")] == ["x/2.10", "a.txt"]


def test_passages_become_the_items_of_a_run() -> None:
    other = "云溪古镇门票40元，60周岁以上老人免票"
    wanted = [Evidence("yearbook.txt", QUOTE), Evidence("yearbook.txt", other)]
    both, one, none = ("yearbook.txt", other + QUOTE), ("yearbook.txt", QUOTE), ("yearbook.txt", "无关")
    assert items(wanted, [none, both, one]) == ["x1", "e0", "e1", "x3"]  # what is found again is nothing new
    assert items(wanted, [one, one, both]) == ["e0", "x2", "e1"]
    assert items(wanted, []) == []
    assert items([], [none]) == ["x1"]


@given(st.lists(st.sampled_from([QUOTE, "无关", QUOTE + "。云溪古镇门票40元"]), max_size=6))
def test_no_piece_of_evidence_is_found_twice(texts: list[str]) -> None:
    wanted = [Evidence("a", QUOTE), Evidence("a", "云溪古镇门票40元")]
    found = items(wanted, [("a", text) for text in texts])
    assert len(set(found)) == len(found) >= len(texts)
    first = [rank for rank in ranks(wanted, [("a", text) for text in texts]) if rank is not None]
    assert sum(item[0] == "e" for item in found) == len(first)


def test_a_quote_cut_in_two_is_covered_by_both_halves() -> None:
    half = len(QUOTE) // 2
    wanted = [Evidence("a", QUOTE)]
    left, right = ("a", QUOTE[: half + 2]), ("a", QUOTE[half:])
    assert ranks(wanted, [left, right]) == [None, None][:1]
    assert coverage(wanted, [left, right]) == 1.0
    assert 0.3 < coverage(wanted, [left]) < 0.7
    assert coverage(wanted, [left, left]) == coverage(wanted, [left])
    assert coverage(wanted, [("b", QUOTE)]) == coverage(wanted, []) == coverage([], [left]) == 0.0
    assert coverage([*wanted, Evidence("a", "云溪古镇门票40元")], [left, right]) == 0.5
    assert coverage([Evidence("a")], [("a", "无关")]) == 1.0


@pytest.mark.parametrize(
    ("doc", "path", "same"),
    [
        ("cases.md", "/docs/cases.md", True),
        ("cases.md", "/docs/en/cases.md", True),  # a bare name is that of any folder's file
        ("cases.txt", "/docs/cases.pdf", True),
        ("en/cases.md", "/docs/en/cases.html", True),
        ("en/cases.md", "/docs/cases.md", False),
        ("en/cases.md", "/docs/zh/cases.md", False),
        ("en/cases.md", "/docs/en/sub/cases.md", False),
        ("docs/en/cases.md", "/docs/en/cases.md", True),
        ("a/docs/en/cases.md", "docs/en/cases.md", False),
        ("./cases.md", "/docs/cases.md", True),
        ("/docs/cases.md", "/docs/cases.md", True),
        ("/other/cases.md", "/docs/cases.md", False),
        ("n/cases.md", "/docs/en/cases.md", False),
        ("", "", True),
    ],
)
def test_folders_tell_files_of_one_name_apart(doc: str, path: str, same: bool) -> None:
    assert same_place(doc, path) is same
    assert hits(Evidence(doc), path, "text") is same


def test_a_report_shows_the_part_of_a_passage_that_holds_the_evidence() -> None:
    filler = "".join(chr(0x4E00 + n) for n in range(1000))
    text = f"{filler[:500]}{QUOTE}{filler[500:]}"
    for quote in (QUOTE, QUOTE.replace("，", " ；").replace("2023", "２０２３"), QUOTE + "共有车站九座"):
        shown = excerpt(("/docs/line.md", text), [Evidence("town.md", filler[:9]), Evidence("line.md", quote)])
        assert "全长11.6公里，设站9座" in shown
        assert shown.startswith("…")
        assert len(shown) == 161
    assert excerpt(("/docs/line.md", text), [Evidence("town.md", QUOTE)]) == text[:160]  # another document's
    assert excerpt(("/docs/line.md", QUOTE + text), [Evidence("line.md", QUOTE)]).startswith(QUOTE)
    assert excerpt(("/docs/line.md", text), [Evidence("line.md")]) == text[:160]
    assert excerpt(("/docs/line.md", text[:-900]), [Evidence("line.md", QUOTE)]).endswith(text[-910:-900])


@given(CHINESE, CHINESE, CHINESE, st.integers(1, 40))
def test_what_is_shown_is_a_slice(before: str, quote: str, after: str, chars: int) -> None:
    text = before + quote + after
    shown = excerpt(("a", text), [Evidence("a", quote)], chars)
    assert shown.removeprefix("…") in " ".join(text.split())
    assert len(shown) <= chars + 1

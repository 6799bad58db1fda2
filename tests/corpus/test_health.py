"""The account of a file and the report that is made of it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.health import GARBLED_WARNING, Health, garbled, health, page_ranges
from corpus.ledger import EXAMPLES, Ledger

TEXT = st.text("甲乙丙123 \n*#", max_size=30)


@given(st.lists(st.tuples(TEXT, TEXT), max_size=8))
def test_an_honest_account_loses_nothing(steps: list[tuple[str, str]]) -> None:
    ledger = Ledger()
    kept = []
    for before, after in steps:
        ledger.source(before)
        kept.append(ledger.change("marks", before, after))
    report = health(ledger, "\n".join(kept), [])
    assert report.lost == 0
    assert report.characters == sum(len("".join(before.split())) for before, _ in steps)
    assert report.characters + report.added == report.kept + sum(e.characters for e in report.dropped.values())


def test_what_is_dropped_in_silence_is_lost() -> None:
    ledger = Ledger()
    ledger.source("甲乙丙")
    assert health(ledger, "甲乙", []).lost == 1


def test_reasons_are_counted_with_examples() -> None:
    ledger = Ledger()
    for page in range(1, 10):
        ledger.drop("page numbers", f"- {page} -", page)
    ledger.drop("images", "字" * 500)
    entry = ledger.dropped["page numbers"]
    assert (entry.times, entry.characters, len(entry.examples)) == (9, 27, EXAMPLES)
    assert entry.examples[0] == "p. 1: - 1 -"
    assert len(ledger.dropped["images"].examples[0]) < 100


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("## 一、做法", "一、做法", "##"),
        ("增长17%![图](a.png)，下降3%", "增长17%，下降3%", "![图](a.png)"),
        ("**粗**体", "粗体", "**粗**"),
        ("甲\t乙", "乙", "甲"),
    ],
)
def test_an_example_of_a_change_is_what_went(before: str, after: str, shown: str) -> None:
    ledger = Ledger()
    ledger.change("marks", before, after)
    assert ledger.dropped["marks"].examples == [shown]


@given(TEXT, TEXT)
def test_an_example_is_part_of_what_was_there(before: str, after: str) -> None:
    ledger = Ledger()
    ledger.change("marks", before, after)
    for entry in ledger.dropped.values():
        assert entry.examples[0] in " ".join(before.split())


def test_a_warning_is_told_once() -> None:
    ledger = Ledger()
    ledger.warn("page 2 has no text")
    ledger.warn("page 2 has no text")
    assert health(ledger, "", []).notes == ["page 2 has no text"]


def test_the_report_survives_json() -> None:
    ledger = Ledger()
    ledger.source("甲乙12")
    ledger.drop("page numbers", "12", 3)
    ledger.pages, ledger.unread, ledger.scanned = 4, [2], [3]
    report = health(ledger, "甲乙", [])
    assert Health.from_dict(json.loads(json.dumps(report.to_dict()))) == report


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("", 0),
        ("图书馆九点开门。", 0),
        ("Café naïve Ærø – 5 €", 0),
        ("图\ufffd馆\ufffd", 0.5),
        ("锟斤拷锟斤拷", 1),
        ("\ue000\ue001图书", 0.5),
        ("(cid:12)(cid:7)", 1),
        ("图书馆".encode().decode("cp1252", "ignore"), 1),
        ("图书馆".encode().decode("latin-1"), 1),
    ],
)
def test_garbled_text_is_measured(text: str, share: float) -> None:
    assert garbled(text) == pytest.approx(share, abs=0.05)


def test_garbled_text_is_warned_of() -> None:
    ledger = Ledger()
    assert not health(ledger, "字" * 100 + "\ufffd", []).notes
    (note,) = health(ledger, "字" * 90 + "\ufffd" * 10, []).notes
    assert "10% of the text is garbled" in note
    assert GARBLED_WARNING < 0.1


@given(st.sets(st.integers(1, 60)))
def test_page_ranges_name_every_page_once(pages: set[int]) -> None:
    named: list[int] = []
    for part in filter(None, page_ranges(pages).split(", ")):
        first, _, last = part.partition("–")
        named += range(int(first), int(last or first) + 1)
    assert named == sorted(pages)


def test_page_ranges_are_short() -> None:
    assert page_ranges([5, 1, 4, 3]) == "1, 3–5"

"""Folded texts know which characters of the original they come from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.terms import fold
from rag.folded import Folded

# Wide and traditional signs, ligatures and squares that become several, dots above that become one.
SIGNS = "甲乙国國９６7，,Ａaｶﾞ㎡ﬁ①½\u0301e\n\t 　"


@given(st.text(SIGNS, max_size=60), st.data())
def test_what_stands_in_the_folded_text_stands_in_the_original_there(text: str, data: st.DataObject) -> None:
    folded = Folded(text)
    if not folded.text:
        return
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))
    first, last = folded.span(start, end)
    assert 0 <= first < last <= len(text)
    if "\u0301" not in text and "½" not in text:
        plain = fold(text[first:last]).replace(",", "")  # of a number that is cut the comma may stay
        assert folded.text[start:end].replace(",", "") in plain


@given(st.text(SIGNS, max_size=60))
def test_places_follow_one_another(text: str) -> None:
    folded = Folded(text)
    spans = [folded.span(at, at + 1) for at in range(len(folded.text))]
    assert spans == sorted(spans)


@given(st.text(max_size=300))
def test_any_text_can_be_folded(text: str) -> None:
    folded = Folded(text)
    assert folded.original == text
    assert all(0 <= folded.span(at, at + 1)[0] <= len(text) for at in range(len(folded.text)))


@pytest.mark.parametrize(
    ("text", "term", "found"),
    [
        ("全年出口 6,990 台，比上年增加", "6990", ["6,990"]),
        ("全年出口 16,990 台", "6990", []),
        ("设立１２３個網點", "123个网点", ["１２３個網點"]),
        ("企业\n宁静日", "企业宁静日", ["企业\n宁静日"]),
        ("the Warehouse and warehouses, warehousemen", "warehouse", ["Warehouse"]),
        ("面积 30㎡，ｶﾞｽ", "30m2", ["30㎡"]),
        ("㎡ｶﾞ国", "ガ", ["ｶﾞ"]),
        ("什么也没有", "", []),
    ],
)
def test_a_term_is_found_however_it_is_written(text: str, term: str, found: list[str]) -> None:
    folded = Folded(text)
    assert [text[slice(*span)] for span in folded.originals(folded.places(term))] == found


def test_a_name_may_stand_in_the_plural() -> None:
    folded = Folded("boxes and warehouses, boxed")
    assert [folded.text[slice(*span)] for span in folded.places("warehouse", inflected=True)] == ["warehouses"]
    assert [folded.text[slice(*span)] for span in folded.places("box", inflected=True)] == ["boxes"]


def test_a_long_line_takes_no_time_for_its_length() -> None:
    text = "①国" * 20_000
    folded = Folded(text.replace("国", "㎡"))
    assert folded.span(0, 1) == (0, 1)
    assert folded.span(len(folded.text) - 1, len(folded.text)) == (len(text) - 1, len(text))

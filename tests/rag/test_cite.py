"""Markers and citations."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rag_support import passage

from rag.cite import MarkerStream, citation, cite_statements, continued
from rag.statements import statements
from rag.verify import cited_markers

PASSAGES = [passage(f"第{n}段。") for n in range(12)]
MARKED = st.text(st.sampled_from("[]【】［］0129 ,，、;-–句。\n"), max_size=60) | st.lists(
    st.sampled_from(
        ["[1]", "[12]", "【3】", "［2］", "[1,2]", "[99]", "[", "]", "开馆", "[2017]", "[1", "1]", " ", "0"]
    ),
    max_size=25,
).map("".join)


def shown(pieces: list[str], count: int = 12) -> tuple[str, list[int]]:
    stream = MarkerStream(PASSAGES[:count])
    text = "".join([stream.feed(piece) for piece in pieces] + [stream.finish()])
    return text, stream.used


@pytest.mark.parametrize(
    ("said", "text", "used"),
    [
        ("八时开馆。[1]", "八时开馆。[1]", [0]),
        ("八时开馆【3】，六时闭馆［1］。", "八时开馆[1]，六时闭馆[2]。", [2, 0]),
        ("八时开馆[2,1][2]。", "八时开馆[1][2][1]。", [1, 0]),
        ("八时开馆[ 2 、 3；2 ]。", "八时开馆[1][2]。", [1, 2]),
        ("八时开馆[1-3]。", "八时开馆[1][2][3]。", [0, 1, 2]),
        ("八时开馆[11–14，2]。", "八时开馆[1][2][3]。", [10, 11, 1]),
        ("八时开馆[1-999999999]。", "八时开馆" + "".join(f"[{n}]" for n in range(1, 13)) + "。", list(range(12))),
        ("在[2019-2021]年", "在〔2019-2021〕年", []),
        ("八时开馆[99]。", "八时开馆。", []),
        ("八时开馆[0][13]。", "八时开馆。", []),
        ("八时开馆[99,5]。", "八时开馆[1]。", [4]),
        ("国发[2017]12号[1]", "国发〔2017〕12号[1]", [0]),
        ("选项[ ]和[]和[甲]和[1年]", "选项[ ]和[]和[甲]和[1年]", []),
        ("没有写完[1", "没有写完[1", []),
    ],
)
def test_markers_are_normalised_and_renumbered_by_first_use(said: str, text: str, used: list[int]) -> None:
    assert shown([said]) == (text, used)


@pytest.mark.parametrize("said", ["[[99]1]", "[[99]1[99]]", "[0[99]1]", "【[99]1】", "[【99】1]", "[1[99]2]"])
def test_what_is_left_of_a_deleted_marker_is_no_marker(said: str) -> None:
    assert shown([said]) == (shown(list(said))[0], [])
    assert cited_markers(shown([said])[0]) == []


@given(MARKED, st.data())
def test_how_the_text_is_cut_makes_no_difference(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=12)))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert shown(pieces) == shown([text]) == shown(list(text))


@given(MARKED, st.integers(0, 12))
def test_only_markers_of_existing_passages_are_shown_numbered_without_gaps(text: str, count: int) -> None:
    result, used = shown(list(text), count)
    assert cited_markers(result) == list(range(1, len(used) + 1))
    assert all(0 <= index < count for index in used)
    assert len(used) == len(set(used))


@given(st.text(st.characters(exclude_characters="[【［", exclude_categories=["Cs"])))
def test_text_without_brackets_passes_unchanged_and_at_once(text: str) -> None:
    stream = MarkerStream(PASSAGES)
    assert stream.feed(text) == text
    assert stream.finish() == ""


@given(MARKED)
def test_nothing_shown_is_taken_back(text: str) -> None:
    stream = MarkerStream(PASSAGES)
    so_far = ""
    for letter in text:
        so_far += stream.feed(letter)
        assert re.search(r"\[\d+$", so_far) is None, "a marker is shown whole or not at all"


def test_a_citation_is_a_slice_of_the_document() -> None:
    text = "公交线路17条。夜班2条。"
    place = passage(text, start=100, page=3)
    cited = citation(1, place, 108, 113)
    assert cited.quote == "夜班2条。"
    assert (cited.document, cited.page, cited.section, cited.passage) == ("d1", 3, ("公共交通",), "p1")
    both = cite_statements(statements(place))
    assert [(c.marker, c.quote) for c in both] == [(1, "公交线路17条。"), (2, "夜班2条。")]
    assert all(text[c.start - 100 : c.end - 100] == c.quote for c in both)


def test_an_answer_goes_on_with_the_next_markers() -> None:
    both = cite_statements(statements(passage("公交线路17条。夜班2条。")))
    text, cited = continued("十七条[1]，两条[2]。", both, 3)
    assert text == "十七条[4]，两条[5]。"
    assert [c.marker for c in cited] == [4, 5]
    assert [c.quote for c in cited] == [c.quote for c in both]

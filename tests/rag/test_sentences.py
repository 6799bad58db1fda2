"""Sentences of an answer, whole and as they come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sentences import SentenceStream, cited_markers, sentences

TEXT = st.text(st.sampled_from("甲乙 .。！?\n[]12年a”)"), max_size=40)


@given(TEXT)
def test_sentences_join_back(text: str) -> None:
    assert "".join(sentences(text)) == text


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("甲。[1]乙。[2][3]", ["甲。[1]", "乙。[2][3]"]),
        ("甲[1]。乙[2]。", ["甲[1]。", "乙[2]。"]),
        ("他说：“好。”[1]乙。", ["他说：“好。”[1]", "乙。"]),
        (
            "It opens at 7.30 am.[1] It closes at 19:00 [2]. Free.",
            ["It opens at 7.30 am.[1]", " It closes at 19:00 [2].", " Free."],
        ),
        ("- 甲[1]\n- 乙[2]", ["- 甲[1]\n", "- 乙[2]"]),
        ("", []),
    ],
)
def test_sentences_keep_their_markers(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@given(TEXT, st.data())
def test_how_the_text_is_cut_makes_no_difference(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    stream = SentenceStream()
    found = [s for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True) for s in stream.feed(text[a:b])]
    found += stream.finish()
    assert "".join(found) == text


def test_a_sentence_is_given_when_the_next_one_begins() -> None:
    stream = SentenceStream()
    given_so_far = [stream.feed(piece) for piece in ("甲是一。", "[1]", " ", "[2]乙", "是二", "。\n", "丙")]
    assert given_so_far == [[], [], [], ["甲是一。[1] [2]"], [], ["乙是二。\n"], []]
    assert stream.finish() == ["丙"]


def test_markers_in_the_order_of_first_use() -> None:
    assert cited_markers("甲[2]。乙[1][2]。") == [2, 1]

"""What leads a section speaks for the passages below it, and for no others."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.documents import Document
from rag_support import passage
from ranking_support import read, signals_of

from index.embed import StaticEmbeddings
from rag.extract import Extractor
from rag.leads import REACH, lead_of, leading, section_key

CASE = ["案例 3", "一、主要做法"]
LEAD = passage("云溪港推行活鱼进港新办法，货主不再排队。", section=CASE[:1])
MEASURE = passage("由第三方机构每季度评估一次，评估不收费。", section=CASE, start=100)
ELSEWHERE = passage("由第三方机构每季度评估一次，评估不收费。", section=["案例 4", "一、主要做法"], start=300)
TOKENS = 3

PATHS = st.lists(st.lists(st.sampled_from("abc"), max_size=4), max_size=8)


@given(PATHS)
def test_only_what_stands_before_under_a_heading_above_leads(paths: list[list[str]]) -> None:
    """A passage is led by none of its own section, of a sibling's, of one below, nor by what comes after it."""
    passages = [passage("文", section=path, start=10 * at) for at, path in enumerate(paths)]
    matches = np.arange(len(paths) * TOKENS, dtype=np.float32).reshape(-1, TOKENS) / 100
    found = leading(passages, matches)
    for at, path in enumerate(paths):
        above = [i for i in range(at) if 0 < len(paths[i]) < len(path) and path[: len(paths[i])] == paths[i]]
        expected = matches[above].max(axis=0) if above else np.full(TOKENS, -1.0)
        assert found[at] == pytest.approx(expected)
    assert leading(passages[::-1], matches[::-1]) == pytest.approx(found[::-1])


def test_another_document_with_the_same_headings_leads_nothing() -> None:
    other = passage("云溪港。", section=CASE[:1], document="d2")
    matches = np.ones((2, TOKENS), dtype=np.float32)
    assert (leading([other, MEASURE], matches)[1] == -1).all()
    assert (leading([LEAD, MEASURE], matches)[1] == 1).all()


def test_a_measure_is_found_by_the_town_that_only_its_case_names(static: StaticEmbeddings) -> None:
    """Of two alike the one goes before whose lead names what is asked for, in `near` and in `rare_window`."""
    query = read(static, "云溪港的活鱼谁来评估")
    seen = signals_of(query, static, [LEAD, MEASURE, ELSEWHERE])
    assert seen.near[1] > seen.near[2] + 0.1
    assert seen.rare_window[1] > seen.rare_window[2] + 0.1
    assert seen.late_window[1] == pytest.approx(seen.late_window[2], abs=1e-5)
    alone = signals_of(query, static, [MEASURE, ELSEWHERE])
    assert alone.near[0] == pytest.approx(alone.near[1], abs=1e-5)


def test_a_statement_is_chosen_by_what_leads_it(static: StaticEmbeddings) -> None:
    extractor = Extractor(static)
    asked = extractor.support.ask("云溪港的活鱼谁来评估？", lambda term: 1.0)
    board = extractor.rank(asked, [ELSEWHERE, LEAD, MEASURE]).board
    assert board is not None
    scores = {
        section_key(s.passage)[1]: score
        for s, score in zip(board.found, board.scores(), strict=True)
        if "评估" in s.text
    }
    assert scores["案例 3"] > scores["案例 4"]


def test_the_lead_is_read_from_the_document() -> None:
    asked: list[tuple[str, int, int]] = []

    def between(document: str, start: int, end: int) -> list[Document]:
        asked.append((document, start, end))
        return [LEAD, ELSEWHERE]

    assert lead_of(MEASURE, between) == LEAD.page_content
    assert asked == [("d1", 0, 100)]
    far = passage("结尾。", section=CASE, start=REACH + 500)
    lead_of(far, between)
    assert asked[-1] == ("d1", 500, REACH + 500)
    assert lead_of(LEAD, between) == ""
    assert len(asked) == 2, "what stands directly under a first heading has no lead"

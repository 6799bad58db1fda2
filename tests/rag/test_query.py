"""A question prepared for the search: tokens, weights, words, and what else its parts are called."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ranking_support import rarity, read, rules

from index.embed import StaticEmbeddings
from index.synonyms import BUILTIN, Expansion, Thesaurus, rules_of, thesaurus
from index.terms import Term, fold
from rag.query import Query, QueryReader
from rag.sought import sought

LINES = ("开店, 办企业 => 企业开办", "执照 => 营业执照, 许可证", "customs clearance => 通关, 清关")
QUESTION = "開店要什么执照？"


def part_of(query: Query, part: Expansion) -> str:
    return query.text[part.start : part.end]


def test_a_question_is_folded_and_taken_apart(static: StaticEmbeddings) -> None:
    query = read(static, QUESTION, *LINES, 执照=3.0)
    assert query.text == fold(QUESTION)
    assert [query.text[a:b] for a, b in query.tokens.offsets if b - a > 1] == ["开店", "什么", "执照"]
    assert query.vector == pytest.approx(static.encode([fold(QUESTION)])[0])
    assert {term.written[0]: weight for term, weight in query.terms.items()} == {"开店": 1.0, "执照": 3.0}
    assert query.sought == sought(QUESTION)


def test_parts_and_their_names_are_found_and_looked_up(static: StaticEmbeddings) -> None:
    query = read(static, QUESTION, *LINES)
    assert [(part_of(query, part), part.terms) for part in query.expansions] == [
        ("开店", ("企业开办",)),
        ("执照", ("营业执照", "许可证")),
    ]
    assert query.names == "企业开办 营业执照 许可证"
    assert [other.name for other in query.alternatives] == ["企业开办", "营业执照", "许可证"]
    for other in query.alternatives:
        assert np.array_equal(other.tokens.ids, static.token_vectors(other.name).ids)


def test_names_stand_once_each_though_two_parts_have_them(static: StaticEmbeddings) -> None:
    query = read(static, "开店和办企业", *LINES)
    assert len(query.expansions) == 2
    assert query.names == "企业开办"


def test_a_part_has_its_tokens_also_where_a_token_reaches_beyond(static: StaticEmbeddings) -> None:
    query = read(static, "开店要执照", *LINES)
    for part in (
        Expansion(0, 2, ()),
        Expansion(3, 5, ()),
        Expansion(1, 4, ()),
        Expansion(2, 2, ()),
        Expansion(0, 9, ()),
    ):
        expected = [i for i, (a, b) in enumerate(query.tokens.offsets) if max(a, part.start) < min(b, part.end)]
        assert query.tokens_of(part).tolist() == expected


def by_weight(static: StaticEmbeddings) -> list[str]:
    """Some words, those first that say least to the table; which those are is a matter of its training."""
    words = ["怎么办", "营业执照", "海关", "证", "我们", "公积金"]
    return sorted(words, key=lambda word: float(static.token_vectors(word).idf.sum()))


def test_what_the_table_hardly_knows_counts_as_its_other_names_do(static: StaticEmbeddings) -> None:
    light, *_, other, heavy = by_weight(static)
    plain, told = read(static, light), read(static, light, f"{light} => {heavy}")
    name = float(static.token_vectors(heavy).idf.sum())
    assert plain.weights.tolist() == pytest.approx(static.token_vectors(light).idf.tolist())
    assert plain.weights.sum() < name
    assert told.weights.sum() == pytest.approx(name, abs=1e-5)
    # The mean of several names, so that many of them do not make a word weightier.
    both = read(static, light, f"{light} => {heavy}, {other}")
    assert both.weights.sum() == pytest.approx((name + static.token_vectors(other).idf.sum()) / 2, abs=1e-5)
    assert told.tokens.idf.tolist() == plain.tokens.idf.tolist()


def test_a_word_that_says_more_than_its_names_keeps_its_weight(static: StaticEmbeddings) -> None:
    light, *_, heavy = by_weight(static)
    query = read(static, heavy, f"{heavy} => {light}")
    assert query.weights.tolist() == pytest.approx(query.tokens.idf.tolist())


def test_no_word_weighs_more_than_one_by_the_names_of_the_shipped_thesaurus(static: StaticEmbeddings) -> None:
    reader = QueryReader(static, thesaurus())
    said = [term for path in BUILTIN for term, _ in list(rules_of(path))[::60]]
    assert max(float(reader.read(term, rarity()).weights.max(initial=0)) for term in said) <= 1


def test_of_many_names_the_first_are_looked_for(static: StaticEmbeddings) -> None:
    names = ["海关", "口岸", "企业", "公司", "银行", "法院", "税务", "财政", "商务", "旅游"]
    query = read(static, "执照", f"执照 => {', '.join(names)}")
    assert query.names.split() == names[: QueryReader.MOST]
    assert query.expansions[0].terms == tuple(names)


def test_names_without_a_known_token_are_left_out(static: StaticEmbeddings) -> None:
    query = read(static, "执照", "执照 => \u0f40\u0f41, 许可证")
    assert query.names == "许可证"
    assert read(static, "执照", "执照 => \u0f40\u0f41").alternatives == ()


def test_without_expansion_the_thesaurus_is_not_asked(static: StaticEmbeddings) -> None:
    reader = QueryReader(static, rules(*LINES))
    assert reader.read(QUESTION, rarity(), expand=False).expansions == ()
    assert reader.read(QUESTION, rarity()).expansions


def test_a_slip_has_what_was_meant_as_another_name(static: StaticEmbeddings) -> None:
    def spellings(text: str) -> Iterable[Expansion]:
        assert text == "营业执找要多久?"  # folded
        return [Expansion(0, 4, ("营业执照",))]

    query = QueryReader(static, Thesaurus()).read("營業执找要多久？", rarity(), spellings)
    assert query.names == "营业执照"
    assert part_of(query, query.expansions[0]) == "营业执找"


def test_what_the_thesaurus_knows_is_no_slip(static: StaticEmbeddings) -> None:
    def spellings(_: str) -> Iterable[Expansion]:
        return [Expansion(1, 3, ("电药",)), Expansion(3, 5, ("质照",))]

    query = QueryReader(static, rules("开店 => 企业开办")).read("开店要执照", rarity(), spellings)
    assert [part.terms for part in query.expansions] == [("企业开办",), ("质照",)]


def test_a_measure_has_its_other_spellings_and_the_thesaurus_leaves_it_alone(static: StaticEmbeddings) -> None:
    query = read(static, "快线长11.6km，每km收多少", "km => 公里")
    measure, unit = query.expansions
    assert part_of(query, measure) == "11.6km"
    assert {"11.6公里", "11600米"} <= set(measure.terms)
    assert (part_of(query, unit), unit.terms) == ("km", ("公里",))
    assert {"11.6公里", "公里"} <= {other.name for other in query.alternatives}


def test_rarity_is_asked_for_each_term_once(static: StaticEmbeddings) -> None:
    asked: list[Term] = []

    def rare(term: Term) -> float:
        asked.append(term)
        return 2.0

    query = QueryReader(static, Thesaurus()).read("执照和执照，6990个", rare)
    assert len(asked) == len(set(asked)) == len(query.terms)
    assert set(query.terms.values()) == {2.0}
    assert any("6990" in form for term in query.terms for form in term.forms)


@pytest.mark.parametrize("question", ["", " ", "？！", "\u0f40"])
def test_a_question_that_says_nothing_can_be_read(static: StaticEmbeddings, question: str) -> None:
    query = QueryReader(static, thesaurus()).read(question, rarity())
    assert (len(query.tokens.ids), len(query.weights), query.names) == (0, 0, "")
    assert not query.vector.any()


@given(st.text(st.sampled_from("开店执照要办customs clearance的 ，。2023") | st.characters(codec="utf-8"), max_size=60))
def test_any_question_can_be_read(static: StaticEmbeddings, question: str) -> None:
    query = read(static, question, *LINES)
    size = len(query.tokens.ids)
    assert query.weights.shape == (size,)
    assert np.all(query.weights >= query.tokens.idf)
    assert all(0 <= part.start < part.end <= len(query.text) for part in query.expansions)
    for other in query.alternatives:
        assert len(other.at)
        assert len(other.tokens.ids)
        assert np.all((other.at >= 0) & (other.at < size))

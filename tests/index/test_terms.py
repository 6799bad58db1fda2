"""Search terms: folding, words, bigrams, and what a question keeps of them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.terms import bigrams, fold, forms, query_bigrams, query_terms, query_words, words

TEXT = st.text(st.sampled_from("保税维修什么是的哪些企业Aa1,.-％5 \n（）１ＡＢ關稅\U00020000"), max_size=40)


@given(TEXT)
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("關稅", "关税"),
        ("ＧＤＰ", "gdp"),
        ("１２％", "12%"),
        ("1,234,567", "1234567"),
        ("Ｗｅｎｊｕ", "wenju"),
        ("⼈", "人"),
        ("二○二二", "二〇二二"),
    ],
)
def test_spellings_fold_together(one, other):
    assert fold(one) == fold(other)


def test_a_list_of_numbers_is_not_a_group():
    assert words("1,2,3") == ["1", "2", "3"]


def test_words_of_mixed_text_stand_in_order():
    found = words("RCEP生效后，出口增长5.2%")
    assert found[0] == "rcep"
    assert found[-1] == "5.2%"
    assert "出口" in found


def test_a_compound_gives_the_words_inside():
    assert {"中华", "人民", "共和国"} <= set(words("中华人民共和国"))


@given(TEXT)
def test_terms_are_folded_and_never_empty(text):
    assert all(term and fold(term) == term for term in words(text) + bigrams(text))
    assert not any(" " in term or "\n" in term for term in words(text) + bigrams(text))


@given(TEXT)
def test_an_asking_word_leaves_something_where_there_is_something(text):
    assert bool(query_words(text)) == bool(words(text))
    assert set(query_words(text)) <= set(words(text))
    assert bool(query_bigrams(text)) == bool(bigrams(text))


def test_bigrams_overlap_and_stop_at_punctuation():
    assert bigrams("保税维修，A区") == ["保税", "税维", "维修", "区"]


def test_a_question_keeps_what_it_names():
    assert "什么" not in query_words("保税维修是什么？")
    assert "维修" in query_words("保税维修是什么？")
    assert query_words("What is the GDP of Shaanxi?") == ["gdp", "shaanxi"]
    assert "什么" not in query_bigrams("保税维修是什么")


def test_a_question_of_asking_words_keeps_them():
    assert query_words("是什么") == words("是什么")


@given(TEXT)
@example("六千九百九十个企业 GB/T 19001")
@example("二〇二二年三月")
def test_the_terms_of_a_question_are_its_words_and_forms(text):
    terms = query_terms(text, wholes=False)
    assert {word for term in terms for word in term.written} == set(query_words(text))
    assert set(terms) <= set(query_terms(text)) | {t for t in terms if len(t.written) > 1}
    assert {form for term in terms for form in term.forms} <= set(forms(text))
    assert all(term.written or term.forms for term in terms)


def test_a_numeral_is_held_in_any_spelling():
    (asked,) = [term for term in query_terms("六千九百九十个") if term.forms]
    assert asked.forms == ("6990",)
    assert len(asked.written) > 1
    for text in ("6,990 个", "６９９０家", "六千九百九十个"):
        assert asked.stands_in(set(words(text)), set(forms(text)))
        assert asked.stands_in(set(), set(forms(text)))
    assert asked.stands_in(set(words("六千九百九十个")), set())
    assert not asked.stands_in(set(words("6991个 六千")), set(forms("6991个 六千")))


def test_forms_stand_beside_words_not_in_their_place():
    assert words("6,990个") == ["6990", "个"]
    assert "十四五" in words("十四五规划")
    assert forms("十四五规划的一网通办") == []
    assert forms("Warehouses") == ["warehous"]
    assert "warehouses" in words("Warehouses")


def test_zero_and_repetition_belong_to_chinese_words():
    assert bigrams("二○二二") == ["二〇", "〇二", "二二"]
    assert bigrams("人人々") == ["人人", "人々"]


def test_a_code_with_joiners_is_asked_for_by_its_parts():
    assert query_words("cross-border trade") == ["cross", "border", "trade"]
    assert set(query_words("cross-border trade")) <= set(words("trade across the border: cross border"))
    assert "cross-border" in [word for term in query_terms("cross-border") for word in term.written]
    assert "iphone4" in query_words("iPhone4什么时候出的")
    assert query_words("T+0") == ["t+0"]

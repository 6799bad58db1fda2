"""Latin words and codes: wholes, parts, spellings, stems."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.latin import codes, stem
from index.terms import forms, words


@pytest.mark.parametrize(
    ("text", "whole", "parts"),
    [
        ("A1-2020/7", "a1-2020/7", ["a1", "2020"]),
        ("GB/T 19001", "gb/t", ["gb"]),
        ("RCEP", "rcep", []),
        ("e-CNY", "e-cny", ["cny"]),
        ("5G+工业", "5g+", ["5g"]),
        ("B2B", "b2b", []),
        ("9610", "9610", []),
        ("3C", "3c", []),
        ("C919", "c919", []),
        ("T+0", "t+0", []),
        ("8471.30", "8471.30", []),
        ("cross-border", "cross-border", ["cross", "border"]),
        ("30%", "30%", []),
        ("C++", "c++", []),
        ("China's", "china's", ["china"]),
        ("360N5S", "360n5s", ["360", "n5"]),
        ("iPhone6S", "iphone6s", ["iphone", "iphone6"]),
        ("1.5mb", "1.5mb", ["1.5", "mb"]),
        ("www.gov.cn", "www.gov.cn", ["gov", "cn"]),
    ],
)
def test_a_code_stays_whole_beside_its_parts(text, whole, parts):
    found = words(text)
    assert found[0] == whole
    assert found[1 : 1 + len(parts)] == parts


@pytest.mark.parametrize(
    "spellings",
    [
        ("e-CNY", "eCNY", "ＥＣＮＹ"),
        ("GB/T 19001", "GB/T19001", "GB/T 19001-2016"),
        ("HS编码8471.30", "税号8471.30", "HS 847130"),
    ],
)
def test_spellings_of_a_code_share_a_form(spellings):
    assert set.intersection(*(set(words(text)) | set(forms(text)) for text in spellings))


@given(st.text(st.sampled_from("aB1-./&+'% #_"), max_size=20))
def test_what_is_found_lies_where_it_is_said(text):
    text = text.lower()
    for word, start, end in codes(text):
        assert text[start:end] == word
        assert word


@pytest.mark.parametrize(
    "family",
    [
        "warehouse warehouses warehoused warehousing",
        "trade trades traded trading",
        "policy policies",
        "process processes processed processing",
        "ship ships shipped shipping",
        "control controls controlled controlling",
        "apply applies applied applying",
        "box boxes",
        "license licenses licensed",
    ],
)
def test_inflections_share_their_stem(family):
    assert len({stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("news", "new"), ("goods", "good"), ("customs", "custom"), ("united", "unit"), ("business", "bus")],
)
def test_other_words_do_not(one, other):
    assert stem(one) != stem(other)


@given(st.text(st.sampled_from("abceginsdy"), min_size=1, max_size=12))
def test_a_stem_is_never_empty_nor_longer(word):
    assert 0 < len(stem(word)) <= len(word) + 1

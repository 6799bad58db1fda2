"""A measure is the same in every spelling, and nothing else is one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.measures import measures
from index.terms import fold


def others(text: str) -> tuple[str, ...]:
    return tuple(other for measure in measures(fold(text)) for other in measure.others)


ALIKE = [
    (["11.6公里", "11.6千米", "11.6km", "11600米"], ["11.6 km", "一万一千六百米"]),
    (["3公里", "3千米", "3km", "3000米"], ["三公里", "3 000米"]),
    (["23.5平方公里", "23.5平方千米", "23.5km2", "2350公顷", "2350万平方米"], ["23.5 km²", "23,500,000㎡"]),
    (["1.5万平方米", "15000平方米", "15000m2", "1.5公顷"], ["15 000㎡", "1.5 hectares"]),
    (["2500公斤", "2500千克", "2500kg"], ["2.5吨", "两千五百千克", "2500 KG"]),
    (["360万千瓦", "3.6吉瓦", "3.6gw", "3600mw"], ["3600 MW"]),
]
"""How documents write it, and how people do beside that."""


@pytest.mark.parametrize(("written", "asked"), ALIKE)
def test_every_spelling_leads_to_those_of_documents(written, asked):
    for one in [*written, *asked]:
        assert set(written) - {one} <= set(others(one))
        assert one not in others(one)


@pytest.mark.parametrize(
    "text",
    [
        "最后一公里", "百公里油耗", "万吨巨轮", "5km/h", "100M宽带", "第3米", "110米栏", "22年出口", "2023 2024年",
        "B2B", "A5公里", "500 m", "2小时", "1.2.3公里", "多少平方公里",
    ],
)  # fmt: skip
def test_what_is_no_measure_or_never_written_otherwise_is_left_alone(text):
    assert measures(fold(text)) == []


def test_a_space_between_thousands_is_none():
    assert others("新增6 990家") == ("6990",)
    assert others("1 234 567元") == ("1234567",)
    assert "6200平方米" in others("6 200平方米")


@given(st.text(alphabet="0123456789. 零一二十百千万亿两公里米吨平方k2m顷斤瓦"))
def test_measures_stand_in_order_and_lead_back_to_themselves(text):
    found = measures(text)
    ends = [0, *(place for measure in found for place in (measure.start, measure.end))]
    assert ends == sorted(ends)
    for measure in found:
        assert 0 < len(measure.others) == len(set(measure.others))
        for other in measure.others:
            again = measures(other)
            assert all((part.start, part.end) == (0, len(other)) for part in again)
            assert not again or set(again[0].others) & {*measure.others, text[measure.start : measure.end]}


def test_a_figure_of_any_length_is_read():
    assert measures("9" * 6000 + "公里") == []
    assert measures("千" * 6000 + "公里") == []

"""Which place a section is about."""

from __future__ import annotations

import re

import pytest
from rag_support import passage
from ranking_support import read, signals_of

from index.embed import StaticEmbeddings
from rag.places import COUNTRIES, elsewhere


@pytest.mark.parametrize(
    ("section", "places", "away"),
    [
        (["与重点省份比较", "四川"], {"陕西"}, True),
        (["与重点省份比较", "陕西"], {"陕西"}, False),
        (["陕西发展情况", "（一）西安市案例"], {"陕西"}, False),
        (["陕西与四川比较"], {"陕西"}, False),
        (["四川案例", "陕西怎么学"], {"四川"}, True),
        (["总体情况"], {"陕西"}, False),
        (["四川"], set(), False),
        ([], {"陕西"}, False),
    ],
)
def test_the_innermost_heading_that_names_a_province_decides(section: list[str], places: set[str], away: bool) -> None:
    assert elsewhere(section, places) == away


def test_a_section_on_another_province_does_not_speak_of_the_one_asked_about(static: StaticEmbeddings) -> None:
    """Though the title of the document names that."""
    text = "全年新开茶馆310家，名列第七。"
    ours, theirs = (passage(text, title="陕西年报", section=["比较", name]) for name in ("陕西", "四川"))
    seen = signals_of(read(static, "陕西新开了多少茶馆"), static, [ours, theirs])
    assert seen.place.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("印度尼西亚、印度和印度洋", ["印度尼西亚", "印度"]),
        ("巴布亚新几内亚", ["巴布亚新几内亚"]),
        ("出口到加纳，参加纳税评级", ["加纳"]),
        ("河南非遗与南非博物馆", ["南非"]),
        ("内蒙古和蒙古", ["蒙古"]),
        ("这也门槛太高", []),
    ],
)
def test_names_of_countries_within_other_words_are_none(text: str, countries: list[str]) -> None:
    assert re.findall(COUNTRIES, text) == countries

"""What a chat model wrote, held against its passages."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from rag_support import passage

from rag.verify import cited_markers, mark_unsupported, renumber, sentences, unsupported

TRAFFIC = passage("新区开通公交线路17条。环湖快线于2023年9月28日通车，全长11.6公里，单程票价2元，投资1,234,567元。")
RULES = passage("依据《公共交通条例》，老人免票，客流增长１２.５ %。", section=["第三章"])
TABLE = passage("2022\t31.5", kind="table", context="单位：亿元\n年份\t出口")


@pytest.mark.parametrize(
    "sentence",
    [
        "环湖快线2023年9月28日通车，全长11.6公里。[1]",
        "投资1234567元[1]。",
        "投资1，234，567元[1]。",
        "投资1,234,567元，全长１１.６公里[1]。",
        "《公共交通条例》规定老人免票，客流增长12.5%。[2]",
        "公交线路17条[1]，客流增长12.5%[2]。",
        "1. 环湖快线单程2元。[1]",
        "2022年出口31.5亿元。[3]",
        "票价2元，客流增长12.5%。",
        "没有数字的句子。[1]",
    ],
)
def test_faithful_sentences_pass(sentence: str) -> None:
    assert unsupported(sentence, [TRAFFIC, RULES, TABLE]) == []


@pytest.mark.parametrize(
    ("sentence", "missing"),
    [
        ("环湖快线2024年9月28日通车。[1]", ["2024"]),
        ("全长11.8公里。[1]", ["11.8"]),
        ("全长116公里。[1]", ["116"]),
        ("全长1公里。[1]", ["1"]),
        ("投资234,567元。[1]", ["234567"]),
        ("客流增长12.5%。[1]", ["12.5%"]),  # stands in the other passage
        ("《公共汽车条例》规定老人免票。[2]", ["《公共汽车条例》"]),
        ("客流增长13.5%，老人70岁免票。[2]", ["13.5%", "70"]),
        ("票价3元。", ["3"]),
        ("出口31.5亿元[0]。", ["31.5"]),
        ("出口31.5亿元[4]。", ["31.5"]),
    ],
)
def test_figures_and_titles_that_the_cited_passage_lacks_are_found(sentence: str, missing: list[str]) -> None:
    assert unsupported(sentence, [TRAFFIC, RULES, TABLE]) == missing


FIGURES = st.integers(0, 9999).map(str) | st.decimals(0, 999, places=1).map(str)


@given(st.lists(FIGURES, min_size=1, max_size=5), st.data())
def test_one_changed_figure_is_caught_and_the_true_one_is_not(figures: list[str], data: st.DataObject) -> None:
    text = "，".join(f"第{'甲乙丙丁戊'[i]}项{figure}元" for i, figure in enumerate(figures)) + "。"
    source = [passage(text, section=[])]
    assert unsupported(f"{text}[1]", source) == []
    wrong = data.draw(FIGURES)
    assume(wrong not in figures)
    at = data.draw(st.integers(0, len(figures) - 1))
    said = "，".join(f"第{'甲乙丙丁戊'[i]}项{wrong if i == at else figure}元" for i, figure in enumerate(figures))
    assert unsupported(f"{said}。[1]", source) == [wrong]


@given(st.text(st.sampled_from("甲乙 .。！?\n[]12年a")))
def test_sentences_join_back(text: str) -> None:
    assert "".join(sentences(text)) == text


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("甲。[1]乙。[2][3]", ["甲。[1]", "乙。[2][3]"]),
        ("甲[1]。乙[2]。", ["甲[1]。", "乙[2]。"]),
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


def test_an_unsupported_sentence_is_labelled_and_loses_its_marker_the_others_stay() -> None:
    text = "公交线路17条。[1]全长99公里。[1]\n票价2元。[1]"
    marked = mark_unsupported(text, [TRAFFIC], "（引文中没有：{missing}）")
    assert marked == "公交线路17条。[1]全长99公里。（引文中没有：99）\n票价2元。[1]"


def test_a_wrong_english_sentence_does_not_drag_down_its_neighbour() -> None:
    harbour = passage("The office opens at 07:30. Pilots cost 150 euros.")
    marked = mark_unsupported("It opens at 07:30.[1] Pilots cost 175 euros.[1]", [harbour], " (!{missing})")
    assert marked == "It opens at 07:30.[1] Pilots cost 175 euros. (!175)"


@given(st.lists(st.integers(1, 30), max_size=12))
def test_renumbered_markers_count_from_one_by_first_use(markers: list[int]) -> None:
    text = "".join(f"句[{n}]。" for n in markers)
    kept = cited_markers(text)
    again = renumber(text, kept)
    assert cited_markers(again) == list(range(1, len(kept) + 1))
    assert again.count("句") == len(markers)

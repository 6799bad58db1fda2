"""An answer on a terminal."""

from __future__ import annotations

from typing import Any

from langchain_core.documents import Document

from rag.answer_text import place_of, rest_of
from rag.types import Answer, Citation

CITED = Citation(1, "d", "办法", "/a/办法.pdf", ("第一章", "开放"), 3, "周末到\n二十二点。", 0, 9, "p1")


def passage(number: int) -> Document:
    meta = {"title": f"文件{number}", "section": ["节"], "source": "x"}
    return Document(f"段落{number}\n" + "长" * 500, id=f"p{number}", metadata=meta)


def answer(**more: Any) -> Answer:
    given: dict[str, Any] = {"citations": (CITED,), "passages": tuple(passage(i) for i in range(9))}
    return Answer("几点？", "周末到二十二点。[1]", **({"answered": True} | given | more))


def test_cited_and_other_passages_are_told_apart() -> None:
    cited, _, others = rest_of(answer(), "周末到二十二点。[1]").partition("Also found, not cited:")
    assert cited.strip() == "[1] 办法 › 第一章 › 开放, p. 3 (/a/办法.pdf)\n    周末到 二十二点。"
    assert [line.strip() for line in others.strip().split("\n")] == [f"- 文件{i} › 节" for i in (0, 2, 3, 4, 5)]
    assert "Also found" not in rest_of(answer(passages=(passage(1),)), "")


def test_a_refusal_shows_the_nearest_passages() -> None:
    text = rest_of(answer(answered=False, citations=()), "")
    assert "Also found" not in text
    nearest = text.partition("Nearest passages:\n")[2].split("\n")
    assert nearest[0].strip() == "- 文件0 › 节"
    assert nearest[1].strip().startswith("段落0 长长")
    assert len(nearest[1]) < 150


def test_what_was_shown_is_not_said_again_unless_it_was_corrected() -> None:
    assert "周末到二十二点。[1]" not in rest_of(answer(), "周末到二十二点。[1]")
    assert rest_of(answer(), "周末到").startswith("\n\n周末到二十二点。[1]\n\n")
    assert rest_of(answer(), "").startswith("周末到二十二点。[1]\n\n")


def test_how_the_question_was_understood_is_said() -> None:
    assert "(understood as: 图书馆几点闭馆？)" in rest_of(answer(understood="图书馆几点闭馆？"), "")
    assert "understood" not in rest_of(answer(), "")


def test_passages_of_the_public_json_name_the_markers_that_cite_them() -> None:
    rows = answer(citations=(CITED, CITED)).to_dict()["passages"]
    assert [row["markers"] for row in rows] == [[], [1, 1], *[[]] * 7]


def test_a_place_has_a_page_only_where_there_are_pages() -> None:
    assert place_of({"title": "办法", "section": [], "page": None}) == "办法"

"""English questions that write Chinese names in pinyin: found, answered and refused by the names that are meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from langchain_core.documents import Document

from index import lexical
from index.embed import StaticEmbeddings
from index.lexical import LexicalIndex
from index.synonyms import Thesaurus
from rag import Assistant, Settings
from rag.explain import explain
from rag.query import QueryReader
from rag.wanted import wanted

TOWNS = {"昭阳岛": ("六", "林木", "2011"), "松岚湖": ("九", "毛竹", "2014"), "白鹭滩": ("四", "苗圃", "2019")}
TEXT = """# {place}概况

## 交通

{place}码头每天开行渡轮{ferries}班。{place}码头于{year}年启用。

## 物产

{place}出产{crop}。
"""

LOAN = "# 果农贷款\n\n## 对象\n\n云橘贷是银行借给果农的贷款。\n\n## 办理\n\n办理云橘贷要带身份证。\n"


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant on three places that are told of in the same words, and on a loan."""
    folder = tmp_path_factory.mktemp("towns")
    for place, (ferries, crop, year) in TOWNS.items():
        text = TEXT.format(place=place, ferries=ferries, crop=crop, year=year)
        (folder / f"{place}.md").write_text(text, encoding="utf-8")
    (folder / "云橘贷.md").write_text(LOAN, encoding="utf-8")
    assistant = Assistant.open(folder / "index", settings=Settings(), create=True)
    assistant.sync([*folder.glob("*.md")])
    return assistant


@pytest.mark.parametrize(
    ("written", "place"), [("Zhaoyang Island", "昭阳岛"), ("Songlan Lake", "松岚湖"), ("Bailu Tan", "白鹭滩")]
)
def test_what_is_told_of_the_place_named_in_pinyin_is_the_answer(towns: Assistant, written: str, place: str) -> None:
    ferries, _, year = TOWNS[place]
    answer = towns.answer(f"How many ferries a day leave from the pier of {written}?")
    assert answer.answered
    assert f"{place}码头每天开行渡轮{ferries}班" in answer.text
    assert f"{year}年" in towns.answer(f"In which year was the wharf of {written} put into use?").citations[0].quote
    assert towns.search(f"What does {written} produce?")[0].metadata["title"].startswith(place)


def test_a_question_that_names_nothing_else_is_answered(towns: Assistant) -> None:
    answer = towns.answer("What is Yunjudai?")
    assert answer.answered
    assert "云橘贷" in answer.citations[0].quote


def test_a_name_in_quotation_marks_is_looked_for_as_it_is_meant(towns: Assistant) -> None:
    for written in ("“Yunjudai”", '"Yun Ju Dai"'):
        question = f"Which loan is {written}?"
        assert towns._answerer.ask(question).query.sought.quoted == ("云橘贷",)
        assert towns.answer(question).answered
    assert towns._answerer.ask("Who lends “Qingtaodai”?").query.sought.quoted == ("qingtaodai",)


def test_a_place_that_the_documents_lack_is_not_answered_with_another(towns: Assistant) -> None:
    assert not towns.answer("Who is the mayor of Zhaoyang Island?").answered
    reading = explain(towns.retriever, "What does Qingtao Island produce?").reading
    assert all("qingtao" not in part.part for part in reading.names)


def test_why_a_passage_was_found_shows_the_name_that_is_meant(towns: Assistant) -> None:
    found = explain(towns.retriever, "What does Zhaoyang Island produce?", k=1)
    assert ("zhaoyang island", ("昭阳岛", "昭阳")) in [(part.part, part.names) for part in found.reading.names]
    assert ("zhaoyang island", "昭阳岛") in [(match.part, match.found) for match in found.passages[0].matches]


def test_the_refusal_knows_the_names_that_are_meant(towns: Assistant) -> None:
    words = wanted(towns._answerer.ask("What does Zhaoyang produce?")).words
    assert ("zhaoyang", ("昭阳",)) in [(word.text, word.others) for word in words]


def test_names_in_pinyin_go_before_slips_and_behind_the_thesaurus(
    towns: Assistant, static: StaticEmbeddings, tmp_path: Path
) -> None:
    (tmp_path / "own.txt").write_text("Zhaoyang => 朝阳", encoding="utf-8")
    question = "Is Zhaoyang near Songlan?"
    for words, first in ((Thesaurus(), "昭阳"), (Thesaurus([tmp_path / "own.txt"]), "朝阳")):
        with towns.store.snapshot() as snapshot:
            query = QueryReader(static, words).read(question, lambda term: 1.0, index=snapshot.lexical)
        assert [part.terms for part in query.expansions] == [(first,), ("松岚",)]


def test_a_plain_english_word_is_no_name(static: StaticEmbeddings, tmp_path: Path) -> None:
    lexical.update(tmp_path / "one", None, [(0, Document(page_content="马克在昭阳。", metadata={"document": "d"}))], [])
    query = QueryReader(static, Thesaurus()).read(
        "Does Make in Zhaoyang make it?", lambda term: 1.0, index=LexicalIndex(tmp_path / "one")
    )
    assert [part.terms for part in query.expansions] == [("昭阳",)]

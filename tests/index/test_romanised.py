"""Names in pinyin: which words of an English question are read so, and which names of the index they stand for."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from index_support import lexical_index
from langchain_core.documents import Document

from index import lexical
from index.homophones import said_as
from index.lexical import LexicalIndex
from index.pinyin import LONGEST, readings
from index.romanised import romanised
from index.synonyms import Expansion
from index.terms import fold

TEXTS = [
    "苍梧县的砂糖橘合作社有社员三百户。",
    "昭阳岛码头每天开行渡轮六班，昭阳岛上有灯塔一座。",
    "朝阳镇新建小学一所。",
    "延吉市的冷面节在八月举行，言及往事，他并不后悔。",
    "澜东新区的展厅对外开放。澜东片区也有一处。",
    "澜东新区由两个街道组成。",
    "陈薇负责图书馆的翻修。",
    "企业凭“云橘贷”可以借款十万元。",
    "银行推出云橘贷，利息由财政补贴。",
    "绿春县的梯田种红米。",
    "西昌的卫星发射中心向游客开放。",
    "我们的单位不远，可以走路去。",
    "本市交通大学与医院合作，交通方便。",
    "交通大学招收研究生。",
]


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    return lexical_index(tmp_path_factory.mktemp("lexical") / "one", TEXTS, "地方小志")


def found(
    question: str, index: LexicalIndex, known: tuple[Expansion, ...] = (), plain: str = ""
) -> dict[str, list[str]]:
    """The names in pinyin of a question, each with what it stands for; `plain`: words that the table knows."""
    text = fold(question)
    parts = romanised(question, text, known, lambda start, end: text[start:end] in plain.split(), index)
    return {text[part.start : part.end]: list(part.terms) for part in parts}


@pytest.mark.parametrize(
    ("question", "written", "name"),
    [
        ("How many members has the cooperative in Cangwu?", "cangwu", "苍梧"),
        ("How many members has Cangwu's cooperative?", "cangwu", "苍梧"),
        ("Cangwu grows which fruit?", "cangwu", "苍梧"),  # at the beginning, and no plain word
        ("how many households are there in cangwu county", "cangwu county", "苍梧县 苍梧"),  # nobody typed a capital
        ("How many ferries go to Zhaoyang Island?", "zhaoyang island", "昭阳岛 昭阳"),  # not 朝阳, which is a town
        ("What was built in Zhaoyang Town?", "zhaoyang town", "朝阳镇 朝阳"),
        ("What was built in the town of Chaoyang?", "chaoyang", "朝阳"),  # a character with two readings
        ("When is Yanji's noodle festival?", "yanji", "延吉"),  # not 言及, which is no name
        ("What is open in the Landong New Area?", "landong", "澜东"),  # cut in two by the segmentation
        ("Who is Chen Wei?", "chen wei", "陈薇"),
        ("Who is Wei Chen?", "wei chen", "陈薇"),
        ("How much can a firm borrow with Yunjudai?", "yunjudai", "云橘贷"),
        ("How much can a firm borrow with Yun Ju Dai?", "yun ju dai", "云橘贷"),
        ("How much can a firm borrow with Yun-Ju Dai?", "yun-ju dai", "云橘贷"),
        ("What do people grow in Lüchun?", "lüchun", "绿春"),
        ("What do people grow in Lvchun?", "lvchun", "绿春"),
        ("What do people grow in Luchun?", "luchun", "绿春"),
        ("What do people grow in Lyuchun?", "lyuchun", "绿春"),
        ("What may tourists see in Xi'chang?", "xi'chang", "西昌"),
        (
            "Who works with Jiaotong University?",
            "jiaotong university",
            "交通大学",
        ),  # a word that makes a name with the next
    ],
)
def test_a_name_in_pinyin_stands_for_those_that_are_read_so(index, question, written, name):
    assert found(question, index) == {written: name.split()}


@pytest.mark.parametrize(
    "question",
    [
        "How many people live in Ziyang?",  # nothing is read so
        "What did the Women's Federation say of Danger?",  # 我们, 单个
        "Is JIAOTONG an abbreviation, or CANGWU?",
        "How many lanterns does cangwu have in the Old Quarter?",  # others have capitals
        "Who pays for jiaotong, and what does it cost?",  # a word of the language by itself
        "Can Lake City do so?",
        "Cangwu 县有多少社员？",  # the Chinese of a question says what is meant
        "云橘贷是什么",
        "",
    ],
)
def test_what_is_no_name_of_the_index_is_left_alone(index, question):
    assert found(question, index) == {}


def test_what_has_other_names_already_is_left_alone(index):
    question = "Is Cangwu larger than Yanji?"
    assert found(question, index, known=(Expansion(3, 9, ("苍梧县",)),)) == {"yanji": ["延吉"]}


def test_what_a_name_ends_with_is_part_of_it_unless_it_begins_a_longer_term(index):
    question = "What does the Cangwu County Government do?"
    assert found(question, index, known=(Expansion(21, 38, ("县政府",)),)) == {"cangwu": ["苍梧县", "苍梧"]}
    assert found(question, index, known=(Expansion(21, 27, ("县",)),)) == {"cangwu county": ["苍梧县", "苍梧"]}


def test_a_plain_word_is_no_name_but_may_be_part_of_one(index):
    assert found("Does the Cangwu tea taste good?", index, plain="cangwu") == {}
    assert found("How much is lent by Yun Ju Dai?", index, plain="yun dai") == {"yun ju dai": ["云橘贷"]}
    assert found("Yun Ju Dai lends how much?", index, plain="yun dai") == {}  # where any word has a capital


def test_names_are_found_again_when_the_index_has_changed(tmp_path):
    asked, passage = "Where is Cangwu?", [(0, Document(page_content="苍梧县在东边。", metadata={"document": "d"}))]
    lexical.update(tmp_path / "one", None, [], [])
    lexical.update(tmp_path / "two", tmp_path / "one", passage, [])
    before, after = LexicalIndex(tmp_path / "one"), LexicalIndex(tmp_path / "two")
    assert [found(asked, index) for index in (before, after, before)] == [{}, {"cangwu": ["苍梧"]}, {}]


def test_words_are_cut_into_syllables():
    assert readings("cangwu") == (("cang", "wu"),)
    assert readings("xian") == (("xian",), ("xi", "an"))
    assert readings("xi'an") == (("xi", "an"),)
    assert {("fang", "an"), ("fan", "gan")} <= set(readings("fangan"))
    for other in ("street", "which", "cangwuyunjudai", "", "'", "zh", "nan" * 500 + "x"):
        assert readings(other) == ()


@given(st.text(st.sampled_from("abeghilnorsuvzü'"), max_size=12))
def test_a_reading_says_the_letters_of_the_word(word):
    for said in readings(word):
        assert "".join(said) == word.replace("'", "").replace("v", "ü")
        assert 1 <= len(said) <= LONGEST
        assert all(map(said_as, said))


def test_characters_of_a_syllable_are_those_that_are_read_so():
    assert {"长", "常"} <= set(said_as("chang"))
    assert {"长", "张"} <= set(said_as("zhang"))
    assert all("绿" in said_as(written) for written in ("lü", "lu", "lyu"))
    assert "路" not in said_as("lyu")
    assert said_as("strength") == ""


def test_sounds_are_loaded_only_for_a_word_that_may_be_pinyin():
    code = """
import sys
from index.lexical import LexicalIndex
from index.romanised import romanised
index = LexicalIndex(None)
for question in ("苍梧县在哪里", "What does the European Union pay to Brussels?", "Is it?"):
    assert romanised(question, question.lower(), (), lambda *_: False, index) == []
assert "index.homophones" not in sys.modules
assert romanised("Where is Cangwu?", "where is cangwu?", (), lambda *_: False, index) == []
assert "index.homophones" in sys.modules and "pypinyin" not in sys.modules
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", timeout=120, check=False)
    assert run.returncode == 0, run.stderr

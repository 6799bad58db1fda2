"""Slips in questions: what is corrected, into what, and what is left alone."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from index_support import lexical_index

from index.homophones import homophones
from index.lexical import LexicalIndex
from index.lookalikes import lookalikes
from index.spelling import LONGEST, Correction, corrected, corrections

TEXTS = [
    "综合保税区开展保税维修业务，由海关特殊监管区域负责。",
    "西咸新区跨境电商企业通过秦创原平台申报。",
    "中欧班列长安号开行，货物在国际港务区集结。",
    "Warehouses submit the declaration form to customs.",
    "推进基层治理现代化，优化营商环境。",
    "服务业公司应当登记。",
    "本办法自发布之日起施行，已经备案的企业不必再报。",
    "补贴给企业的不给毕业生。",
    "芜湖片区推出“云麦贷”，由维奥斯承办。",
    "芜湖片区面向未来。",
    "平潭片区的货物。",
]


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    return lexical_index(tmp_path_factory.mktemp("lexical") / "one", TEXTS, "陕西自贸试验区白皮书")


@pytest.mark.parametrize(
    ("question", "right", "how"),
    [
        ("综合报税区是什么", "综合保税区是什么", "sound"),
        ("西鲜新区有多少企业", "西咸新区有多少企业", "sound"),
        ("秦创元平台怎么用", "秦创原平台怎么用", "sound"),
        ("长安耗开行", "长安号开行", "sound"),
        ("基层冶理现代化", "基层治理现代化", "shape"),
        ("國際港雾區", "國際港务區", "sound"),
        ("已经备安的企业", "已经备案的企业", "sound"),
        ("中欧斑列", "中欧班列", "sound"),
        ("西安秦创元公司", "西安秦创原公司", "sound"),  # whatever stands beside it
        ("陕西的维澳斯有哪些项目", "陕西的维奥斯有哪些项目", "sound"),
        ("客户的云卖贷多不多", "客户的云麦贷多不多", "sound"),
        ("芜糊", "芜湖", "sound"),  # a place of two characters
        ("西安芜糊公司", "西安芜湖公司", "sound"),
        ("the declaratoin", "the declaration", "letters"),
        ("the declartion form", "the declaration form", "letters"),
        ("Warehuoses?", "warehouses?", "letters"),
    ],
)
def test_a_slip_is_mended(index, question, right, how):
    found = corrections(question, index)
    assert corrected(question, found) == right
    assert [c.how for c in found] == [how]
    assert all(question[c.start : c.end] == c.wrong for c in found)


@pytest.mark.parametrize(
    "question",
    [
        "综合保税区是什么",
        "陕西自贸试验区白皮书说了什么",  # stands in the title alone
        "老板可以把他们挡在门外吗",  # everyday words that the documents do not have
        "火星上有没有外卖",
        "物业公司收费",  # a word of the language: 务业 stands in the index, but is none
        "warehouse",  # another inflection occurs
        "forms",
        "which",
        "",
        "？",
        "保水",  # too short to be sure
        "能给企业省多少钱",  # 业省 goes over the border of a word, as 业生 of the documents does
        "蔚来在哪里",  # another name; 未来 is no name
        "平坦片区的货物",  # a word that is used more than 平潭
        "9610 B2B A1-2020/7",
    ],
)
def test_what_is_right_or_unknown_is_left_alone(index, question):
    assert corrections(question, index) == []


def test_two_slips_in_one_question(index):
    found = corrections("综合报税区和秦创元平台", index)
    assert [(c.wrong, c.right) for c in found] == [("报税区", "保税区"), ("创元", "创原")]
    assert corrected("综合报税区和秦创元平台", found) == "综合保税区和秦创原平台"


def test_an_empty_index_corrects_nothing():
    assert corrections("综合报税区 declaratoin", LexicalIndex(None)) == []


def test_a_pasted_text_is_not_corrected(index):
    assert corrections("综合报税区" + "。" * LONGEST, index) == []


@given(st.text(st.sampled_from("综合报保税水区的是和西咸鲜新秦创元原平台aFormx，é"), max_size=25))
def test_corrections_fit_the_question_and_stay_corrected(index, question):
    found = corrections(question, index)
    assert all(question[c.start : c.end] == c.wrong != c.right for c in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    again = corrections(corrected(question, found), index)
    assert not {c.right for c in found} & {c.wrong for c in again}


def test_corrected_replaces_from_the_back():
    found = [Correction(0, 1, "甲", "乙乙", "sound"), Correction(2, 3, "丙", "丁", "shape")]
    assert corrected("甲x丙", found) == "乙乙x丁"


def test_sounds_are_merged_as_speakers_do():
    same, near = homophones("保")
    assert "报" in same
    assert "保" not in same + near
    for one, other in (("山", "三"), ("牛", "流"), ("英", "因"), ("生", "森"), ("张", "占")):
        assert other in homophones(one)[1]
    assert homophones("a") == homophones("") == ("", "")


@given(st.sampled_from("未己治赢候崇日竟管"))
def test_likeness_is_mutual(char):
    assert lookalikes(char)
    assert all(char in lookalikes(other) for other in lookalikes(char))
    assert char not in lookalikes(char)


def test_sounds_are_loaded_only_when_a_slip_is_suspected():
    code = """
import sys
from langchain_core.documents import Document
from index import lexical
from index.spelling import corrections
from pathlib import Path
import tempfile
folder = Path(tempfile.mkdtemp()) / "x"
lexical.update(folder, None, [(0, Document(page_content="综合保税区", metadata={"document": "d"}))], [])
index = lexical.LexicalIndex(folder)
assert not corrections("综合保税区", index)
assert "index.homophones" not in sys.modules
assert corrections("综合报税区", index)
assert "index.homophones" in sys.modules and "pypinyin" not in sys.modules
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", timeout=120, check=False)
    assert run.returncode == 0, run.stderr
